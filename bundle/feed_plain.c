/* What another feed gives, as UTF-8 text. */
#include "bundle/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/feed_gzip.h"
#include "bundle/text_look.h"
#include "healthcheck/core/memory.h"

enum { LOOK_SIZE = 16384, LARGEST_UNIT = 3, MOST_NESTED = 2, CHECK_SIZE = 4096, SURE_SIZE = 512 };

struct feed_of_plain {
    struct feed feed, *inner;
    enum text_look look;
    bool is_inner_over, is_over;
    unsigned long long place; /* bytes read of `inner` */
    size_t held, held_at;     /* of `begin`, which was read to look at it */
    char begin[LOOK_SIZE];

    struct text ready; /* made, and not yet given */
    size_t ready_at;

    /* What is read to be made ready; of UTF-16 the bytes of a character that is not complete stay. */
    size_t odd;
    char units[LOOK_SIZE];
};

static long long breaks_off(struct feed_of_plain *own, const char *why)
{
    snprintf(own->feed.why, sizeof own->feed.why, "%s", why);
    own->is_over = true;
    return -1;
}

static long long read_inner(struct feed_of_plain *own, char *buffer, size_t size)
{
    size_t held = own->held - own->held_at;
    long long got;

    if (held > 0) {
        size = size < held ? size : held;
        memcpy(buffer, own->begin + own->held_at, size);
        own->held_at += size;
        return (long long)size;
    }
    if (own->is_inner_over)
        return own->inner->why[0] != '\0' ? breaks_off(own, own->inner->why) : 0;
    got = own->inner->read(own->inner, buffer, size);
    own->is_inner_over = got <= 0;
    return got >= 0 ? got : breaks_off(own, own->inner->why);
}

static bool is_no_text(const char *bytes, size_t size)
{
    enum text_look look = text_look_at(bytes, size);

    return look == TEXT_IS_BINARY || look == TEXT_IS_GZIP;
}

/* Without control characters, checked piece by piece: a log can be overwritten in its middle. Returns what stays, -1 where it is text no
   more. */
static long long clean(struct feed_of_plain *own, char *bytes, size_t size)
{
    size_t kept = 0;

    for (size_t at = 0; at < size; at += CHECK_SIZE) {
        size_t piece = size - at < CHECK_SIZE ? size - at : CHECK_SIZE, controls = text_controls(bytes + at, piece);

        if (controls > 0 && piece >= SURE_SIZE && is_no_text(bytes + at, piece)) {
            snprintf(own->feed.why, sizeof own->feed.why, "binary from byte %llu on; the rest is left out", own->place + at);
            own->is_over = true;
            return kept > 0 ? (long long)kept : -1;
        }
        if (controls == 0 && kept == at)
            kept += piece;
        else
            for (size_t i = at; i < at + piece; i++)
                if (!text_is_control(bytes[i]))
                    bytes[kept++] = bytes[i];
    }
    own->place += size;
    return (long long)kept;
}

/* Reads until `size` bytes are there, for what is looked at may not depend on how much comes at once. */
static size_t read_all(struct feed_of_plain *own, char *buffer, size_t size)
{
    size_t there = 0;

    while (there < size && !own->is_over) {
        long long got = read_inner(own, buffer + there, size - there);

        if (got <= 0)
            break;
        there += (size_t)got;
    }
    return there;
}

/* `size`: of whole pieces. */
static long long read_pieces(struct feed_of_plain *own, char *buffer, size_t size)
{
    long long kept = 0;

    while (kept == 0 && !own->is_over) {
        size_t there = read_all(own, buffer, size);

        if (there == 0)
            break;
        kept = clean(own, buffer, there);
    }
    return kept == 0 && own->is_over ? -1 : kept;
}

static long long give(struct feed_of_plain *own, char *buffer, size_t size)
{
    if (size > own->ready.size - own->ready_at)
        size = own->ready.size - own->ready_at;
    if (size > 0)
        memcpy(buffer, own->ready.data + own->ready_at, size);
    own->ready_at += size;
    return (long long)size;
}

static long long read_bytes(struct feed_of_plain *own, char *buffer, size_t size)
{
    long long kept;

    if (size >= CHECK_SIZE)
        return read_pieces(own, buffer, size - size % CHECK_SIZE);
    kept = read_pieces(own, own->units, CHECK_SIZE);
    if (kept <= 0)
        return kept;
    own->ready.size = own->ready_at = 0;
    text_append_bytes(&own->ready, own->units, (size_t)kept);
    return give(own, buffer, size);
}

static unsigned unit_at(const struct feed_of_plain *own, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)own->units + at;

    return own->look == TEXT_IS_UTF16_BE ? (unsigned)bytes[0] << 8 | bytes[1] : bytes[0] | (unsigned)bytes[1] << 8;
}

/* Decodes what stands in `units`; the rest of a character stays there unless it is the end. */
static void decode(struct feed_of_plain *own, size_t size, bool is_end)
{
    size_t at = 0;

    for (; at + 2 <= size; at += 2) {
        unsigned long code = unit_at(own, at);
        bool is_high = code >= 0xD800 && code < 0xDC00;

        if (is_high && at + 4 > size && !is_end)
            break;
        if (is_high && at + 4 <= size && unit_at(own, at + 2) >= 0xDC00 && unit_at(own, at + 2) < 0xE000) {
            code = 0x10000 + ((code - 0xD800) << 10) + (unit_at(own, at + 2) - 0xDC00);
            at += 2;
        } else if (code >= 0xD800 && code < 0xE000) {
            code = 0xFFFD;
        }
        if (code >= 0x80)
            text_append_code_point(&own->ready, code);
        else if (!text_is_control((char)code))
            text_append_char(&own->ready, (char)code);
    }
    own->odd = is_end ? 0 : size - at;
    memmove(own->units, own->units + at, own->odd);
}

static long long read_utf16(struct feed_of_plain *own, char *buffer, size_t size)
{
    while (own->ready_at == own->ready.size && !own->is_over) {
        long long got = read_inner(own, own->units + own->odd, sizeof own->units - own->odd);

        if (got < 0)
            return got;
        if (got == 0 && own->odd == 0)
            return 0;
        own->ready.size = own->ready_at = 0;
        decode(own, own->odd + (size_t)got, got == 0);
    }
    return give(own, buffer, size);
}

static long long read_plain(struct feed *feed, char *buffer, size_t size)
{
    struct feed_of_plain *own = (struct feed_of_plain *)feed;

    if (own->ready_at < own->ready.size)
        return give(own, buffer, size);
    if (own->is_over)
        return feed->why[0] != '\0' ? -1 : 0;
    return own->look == TEXT_IS_UTF16_LE || own->look == TEXT_IS_UTF16_BE ? read_utf16(own, buffer, size) : read_bytes(own, buffer, size);
}

static void close_plain(struct feed *feed)
{
    struct feed_of_plain *own = (struct feed_of_plain *)feed;

    feed_close(own->inner);
    text_free(&own->ready);
    free(own);
}

/* Reads the beginning, to look at it. */
static void hold_begin(struct feed_of_plain *own)
{
    own->held = own->held_at = 0;
    while (own->held < sizeof own->begin && !own->is_inner_over) {
        long long got = own->inner->read(own->inner, own->begin + own->held, sizeof own->begin - own->held);

        own->is_inner_over = got <= 0;
        own->held += got > 0 ? (size_t)got : 0;
    }
}

/* The bytes that were held come back before the rest: what a gzip feed reads. */
static long long read_again(struct feed *feed, char *buffer, size_t size)
{
    return read_inner((struct feed_of_plain *)feed, buffer, size);
}

/* A feed of the same bytes as `own`'s, which it takes from `own`. */
static struct feed *give_back(struct feed_of_plain *own)
{
    struct feed_of_plain *again = memory_get(sizeof *again);

    again->feed = (struct feed){ .read = read_again, .close = close_plain, .most = own->inner->most };
    again->inner = own->inner;
    again->is_inner_over = own->is_inner_over;
    again->held = own->held;
    memcpy(again->begin, own->begin, own->held);
    return &again->feed;
}

static size_t mark_size(const struct feed_of_plain *own)
{
    if (own->look == TEXT_IS_PLAIN)
        return own->held >= 3 && memcmp(own->begin, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return own->held >= 2 && (memcmp(own->begin, "\xFF\xFE", 2) == 0 || memcmp(own->begin, "\xFE\xFF", 2) == 0) ? 2 : 0;
}

struct feed *feed_plain(struct feed *inner, unsigned long long most)
{
    struct feed_of_plain *own = memory_get(sizeof *own);

    own->feed = (struct feed){ .read = read_plain, .close = close_plain };
    own->inner = inner;
    hold_begin(own);
    own->look = text_look_at(own->begin, own->held);
    for (int nested = 0; own->look == TEXT_IS_GZIP && nested < MOST_NESTED; nested++) {
        own->inner = feed_gzip(give_back(own), most);
        own->is_inner_over = false;
        hold_begin(own);
        own->look = text_look_at(own->begin, own->held);
    }
    own->feed.most = own->inner->most;
    if (own->look == TEXT_IS_GZIP || own->look == TEXT_IS_BINARY) {
        breaks_off(own, own->look == TEXT_IS_GZIP ? "gzip in gzip in gzip; left out" : "binary; left out");
        own->feed.most = 0;
    } else if (own->look != TEXT_IS_PLAIN) {
        own->feed.most = own->inner->most / 2 * LARGEST_UNIT + LARGEST_UNIT;
    }
    own->held_at = mark_size(own);
    own->place = own->held_at;
    return &own->feed;
}
