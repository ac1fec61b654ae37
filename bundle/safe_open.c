/* Reading one file that somebody else may change meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/safe_system.h"
#include "bundle/text_look.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* What decides whether it is text; stretches of data in a file with holes that are looked at; NULs in a row that are
   no content. */
enum { LOOKED_AT = 8192, MOST_STRETCHES = 100000, FEWEST_NULS = 16 };

struct file_feed {
    struct feed feed;
    struct safe_source *source;
    unsigned long long at, end;  /* `end`: its size when it was opened */
    unsigned long long data_end; /* of the stretch of data that `at` lies in; files without holes are one */
    unsigned long long left;     /* of --max-size: a file may have more stretches than are looked at */
    bool is_sparse, is_packed;
    bool is_skipping; /* to the beginning of a line */
};

/* Goes to the next data behind holes; false at the end. */
static bool find_data(struct file_feed *own)
{
    if (!own->is_sparse || own->at < own->data_end)
        return own->at < own->end;
    return own->at < own->end && safe_source_data(own->source, own->at, own->end, &own->at, &own->data_end);
}

/* Drops bytes up to the first line feed, and the NUL behind it in UTF-16. Returns how many remain. */
static size_t skip_line(struct file_feed *own, char *buffer, size_t size)
{
    char *feed = memchr(buffer, '\n', size);
    size_t dropped = feed != NULL ? (size_t)(feed - buffer) + 1 : size;

    own->is_skipping = feed == NULL;
    if (feed != NULL && dropped < size && buffer[dropped] == '\0')
        dropped++;
    memmove(buffer, buffer + dropped, size - dropped);
    return size - dropped;
}

/* Blocks that were never written, as a power cut and the rest of a block beside a hole leave them, are no text. UTF-16 has no such runs.
   Returns how many bytes remain. */
static size_t drop_nuls(char *buffer, size_t size)
{
    size_t kept = 0;

    if (memchr(buffer, '\0', size) == NULL)
        return size;
    for (size_t at = 0, run; at < size; at += run) {
        for (run = 0; at + run < size && buffer[at + run] == '\0'; run++)
            ;
        if (run < FEWEST_NULS) {
            run = run > 0 ? run : 1;
            memmove(buffer + kept, buffer + at, run);
            kept += run;
        }
    }
    return kept;
}

static long long breaks_off(struct file_feed *own, const char *why)
{
    if (why[0] != '\0')
        snprintf(own->feed.why, sizeof own->feed.why, "%.120s at byte %llu", why, own->at);
    else
        snprintf(own->feed.why, sizeof own->feed.why, "it shrank while it was read, to %llu bytes", own->at);
    return -1;
}

/* Of a file with holes nothing but its size tells the end of a shorter one from a last hole. */
static long long end_of(struct file_feed *own)
{
    unsigned long long size = safe_source_size(own->source);

    if (own->left > 0 && own->at < own->end && size < own->end) {
        own->at = size;
        return breaks_off(own, "");
    }
    if (size > own->end)
        snprintf(own->feed.why, sizeof own->feed.why, "it grew while it was read: only what was there at first went in");
    return 0;
}

static long long read_file(struct feed *feed, char *buffer, size_t size)
{
    struct file_feed *own = (struct file_feed *)feed;

    while (own->left > 0 && find_data(own)) {
        unsigned long long until = own->is_sparse ? own->data_end : own->end;
        char why[SAFE_WHY_SIZE] = "";
        long long got = safe_source_read(own->source, buffer, until - own->at < size ? (size_t)(until - own->at) : size, own->at, why);

        if (got <= 0)
            return breaks_off(own, why);
        own->at += (unsigned long long)got;
        own->left -= (unsigned long long)got < own->left ? (unsigned long long)got : own->left;
        if (own->is_skipping)
            got = (long long)skip_line(own, buffer, (size_t)got);
        if (!own->is_packed)
            got = (long long)drop_nuls(buffer, (size_t)got);
        if (got > 0)
            return got;
    }
    return end_of(own);
}

static void close_file(struct feed *feed)
{
    safe_source_close(((struct file_feed *)feed)->source);
    free(feed);
}

/* The first byte of the last `most` bytes of data. */
static unsigned long long start_of_tail(struct file_feed *own, unsigned long long most)
{
    struct stretch {
        unsigned long long from, to;
    } * stretches;
    size_t count = 0;
    unsigned long long taken = 0, start = 0;

    if (!own->is_sparse)
        return own->end > most ? own->end - most : 0;
    stretches = memory_get(MOST_STRETCHES * sizeof *stretches);
    while (count < MOST_STRETCHES && find_data(own)) {
        stretches[count++] = (struct stretch){ own->at, own->data_end };
        own->at = own->data_end;
    }
    for (size_t i = count; i > 0 && taken < most; i--) {
        unsigned long long size = stretches[i - 1].to - stretches[i - 1].from;

        start = size > most - taken ? stretches[i - 1].to - (most - taken) : stretches[i - 1].from;
        taken += size;
    }
    /* Nothing was cut where all of the data are kept. */
    if (count == 0 || (count < MOST_STRETCHES && taken <= most))
        start = 0;
    free(stretches);
    own->at = own->data_end = 0;
    return start;
}

static bool is_text(struct file_feed *own)
{
    char *head = memory_get(LOOKED_AT), why[SAFE_WHY_SIZE];
    bool is_text;
    long long got;

    find_data(own);
    got = safe_source_read(own->source, head, LOOKED_AT < own->end - own->at ? LOOKED_AT : (size_t)(own->end - own->at), own->at, why);
    got = got > 0 && !own->is_packed ? (long long)drop_nuls(head, (size_t)got) : got;
    /* Of gzip the beginning says nothing: feed_plain() opens it. */
    is_text = got <= 0 || own->is_packed || text_look_at(head, (size_t)got) != TEXT_IS_BINARY;
    free(head);
    return is_text;
}

static bool is_packed(const struct safe_source *source)
{
    char head[2], why[SAFE_WHY_SIZE];

    return safe_source_read(source, head, 2, 0, why) == 2 && memcmp(head, "\x1f\x8b", 2) == 0;
}

static void refuse(struct safe_opened *opened, const char *why)
{
    snprintf(opened->why, sizeof opened->why, "%s", why);
    opened->is_refused = true;
}

struct feed *safe_open(const char *base, const char *path, unsigned long long most, unsigned long long skipped_device,
                       unsigned long long skipped_inode, struct safe_opened *opened)
{
    struct safe_source *source;
    struct file_feed *own;
    bool is_sparse = false;

    *opened = (struct safe_opened){ 0 };
    source = safe_source_open(base, path, skipped_device, skipped_inode, opened, &is_sparse);
    if (source == NULL)
        return NULL;
    own = memory_get(sizeof *own);
    own->feed = (struct feed){ .read = read_file, .close = close_file };
    own->source = source;
    own->end = opened->size;
    own->left = most;
    own->is_sparse = is_sparse;
    own->at = start_of_tail(own, most);
    own->data_end = own->at;
    own->is_skipping = own->at > 0;
    opened->kept_from = own->at;
    own->feed.most = opened->size - opened->kept_from < most ? opened->size - opened->kept_from : most;
    own->is_packed = is_packed(source);
    if (own->at > 0 && own->is_packed)
        refuse(opened, "it is packed and larger than --max-size");
    else if (!is_text(own))
        refuse(opened, "it is binary, which cannot be redacted");
    if (!opened->is_refused)
        return &own->feed;
    close_file(&own->feed);
    return NULL;
}
