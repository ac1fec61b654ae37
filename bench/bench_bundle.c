/* A folder of logs through what a bundle is made by, without a host: bench_bundle zip|fast FOLDER OUTPUT, bench_bundle redact|alone FOLDER [MB].
 *
 * `redact` is the redactor alone, `alone` with it SHA-256 and deflate, block after block in one thread: what the work costs without
 * anything around it. Both say how many MB a second of the processor's time within block_cut(), redact() and what follows it, and end
 * with 9 where that is less than MB; reading, inflating and filling the block are left out, as they were where the prototype was
 * measured. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bundle/blocks.h"
#include "bundle/bundle.h"
#include "bundle/compress.h"
#include "bundle/libraries.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"

enum { MOST_FILES = 300000, BLOCK = 1024 * 1024, NOW = 1795244400 };

struct list {
    const char *folder;
    struct entry *entries;
    size_t count;
};

struct file_feed {
    struct feed feed;
    FILE *file;
};

static long long read_file(struct feed *feed, char *buffer, size_t size)
{
    return (long long)fread(buffer, 1, size, ((struct file_feed *)feed)->file);
}

static void close_file(struct feed *feed)
{
    fclose(((struct file_feed *)feed)->file);
    free(feed);
}

static struct feed *open_file(struct entry *entry)
{
    struct file_feed *feed = memory_get(sizeof *feed);

    feed->feed = (struct feed){ .read = read_file, .close = close_file, .most = entry->original_size };
    feed->file = fopen(entry->context, "r");
    if (feed->file != NULL) {
        setvbuf(feed->file, NULL, _IONBF, 0);
        return feed_plain(&feed->feed, 1ull << 30);
    }
    free(feed);
    return NULL;
}

static unsigned long long size_of(const char *path)
{
    FILE *file = fopen(path, "r");
    long size = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;

    if (file != NULL)
        fclose(file);
    return size > 0 ? (unsigned long long)size : 0;
}

static void found(void *context, const char *path, enum file_kind kind)
{
    struct list *list = context;
    char *whole;

    if (kind != FILE_IS_FILE || list->count == MOST_FILES)
        return;
    whole = text_format("%s/%s", list->folder, path);
    list->entries[list->count++] = (struct entry){
        .path = text_format("logs/%s", path), .collector = "bench", .open = open_file, .context = whole, .original_size = size_of(whole)
    };
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

static double processor_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Everything of one entry, a block at a time; adds the time of the work itself. */
static unsigned long long work_alone(struct entry *entry, const struct redactor *redactor, struct compressor *compressor, double *seconds)
{
    static struct redactions counts;
    struct feed *feed = entry->open(entry);
    const struct digest_library *digest = digest_library();
    EVP_MD_CTX *sha256 = digest->EVP_MD_CTX_new();
    struct text raw = { 0 }, plain = { 0 };
    unsigned char *packed = compressor != NULL ? memory_get(8 * BLOCK) : NULL;
    unsigned long long bytes = 0;
    bool is_end = false;

    digest->EVP_DigestInit_ex(sha256, digest->EVP_sha256(), NULL);
    while (!is_end || raw.size > 0) {
        static char buffer[65536];
        bool is_opaque;
        double begun;
        size_t size;

        while (!is_end && raw.size < BLOCK) {
            long long got = feed->read(feed, buffer, sizeof buffer);

            is_end = got <= 0;
            if (got > 0)
                text_append_bytes(&raw, buffer, (size_t)got);
        }
        if (raw.size == 0)
            break;
        begun = processor_seconds();
        size = block_cut(text_of(&raw), raw.size, is_end, &is_opaque);
        plain.size = 0;
        (void)redact(redactor, text_of(&raw), size, &plain, &counts);
        bytes += size;
        if (compressor != NULL) {
            digest->EVP_DigestUpdate(sha256, text_of(&plain), plain.size);
            if (compressor_bound(plain.size) <= 8 * BLOCK)
                (void)compressor_run(compressor, text_of(&plain), plain.size, is_end && size == raw.size, packed);
        }
        *seconds += processor_seconds() - begun;
        memmove(raw.data, raw.data + size, raw.size - size);
        raw.size -= size;
    }
    digest->EVP_MD_CTX_free(sha256);
    feed_close(feed);
    text_free(&raw);
    text_free(&plain);
    free(packed);
    return bytes;
}

static int run_alone(const struct list *list, const struct redactor *redactor, bool packs, double least)
{
    struct compressor *compressor = packs ? compressor_new(COMPRESS_DEFAULT) : NULL;
    unsigned long long bytes = 0;
    double seconds = 0;

    for (size_t i = 0; i < list->count; i++)
        bytes += work_alone(&list->entries[i], redactor, compressor, &seconds);
    printf("%.0f MB/s\n", (double)bytes / 1e6 / seconds);
    if (compressor != NULL)
        compressor_free(compressor);
    return (double)bytes / 1e6 / seconds < least ? 9 : 0;
}

int main(int count, char **arguments)
{
    static const char *const users[] = { "karin", "deploy", NULL }, *const hosts[] = { "build-server-17", NULL };
    struct redact_options options = { .users = users, .hosts = hosts };
    struct list list = { .folder = count > 2 ? arguments[2] : "", .entries = memory_get(MOST_FILES * sizeof *list.entries) };
    struct bundle_options how = { .now = NOW, .may_replace = true };
    struct error error = { "bench_bundle zip|fast FOLDER OUTPUT, bench_bundle redact|alone FOLDER" };
    struct redactor *redactor = redactor_new(&options);
    struct folder *folder = count > 2 ? folder_open(arguments[2], &error) : NULL;
    bool is_alone = count > 2 && (strcmp(arguments[1], "redact") == 0 || strcmp(arguments[1], "alone") == 0);

    if ((!is_alone && count != 4) || folder == NULL || !folder_walk(folder, MOST_FILES, found, &list)) {
        fprintf(stderr, "%s\n", error.text);
        return 4;
    }
    qsort(list.entries, list.count, sizeof *list.entries, by_path);
    if (is_alone)
        return run_alone(&list, redactor, strcmp(arguments[1], "alone") == 0, count > 3 ? atof(arguments[3]) : 0);
    how.compression = strcmp(arguments[1], "fast") == 0 ? COMPRESS_FAST : COMPRESS_DEFAULT;
    if (bundle_write(arguments[3], list.entries, list.count, redactor, &how, &error))
        return 0;
    fprintf(stderr, "%s\n", error.text);
    return 4;
}
