/* manifest.json, healthcheck.bundle/1, written. */
#include "bundle/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"

enum { PIECE = 65536 };

static const char *const statuses[] = {
    [ENTRY_COLLECTED] = "collected", [ENTRY_TRUNCATED] = "truncated", [ENTRY_UNREADABLE] = "unreadable",
    [ENTRY_ABSENT] = "absent",       [ENTRY_TIMED_OUT] = "timed-out", [ENTRY_REFUSED] = "refused",
};

const char *entry_status_name(enum entry_status status)
{
    return statuses[status];
}

static void add_text(cJSON *object, const char *name, const char *text)
{
    if (text != NULL)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
}

/* Numbers as digits: a double would round sizes beyond 2^53. */
static void add_number(cJSON *object, const char *name, unsigned long long number)
{
    char digits[32];

    snprintf(digits, sizeof digits, "%llu", number);
    cJSON_AddRawToObject(object, name, digits);
}

static void print(struct text *out, cJSON *object)
{
    char *printed = cJSON_PrintUnformatted(object);

    text_append(out, printed != NULL ? printed : "{}");
    cJSON_free(printed);
    cJSON_Delete(object);
}

static int by_rule(const void *a, const void *b)
{
    const struct rule_count *left = a, *right = b;

    return (left->rule > right->rule) - (left->rule < right->rule);
}

/* In the order of the rules, whatever an entry's text met first. */
static void add_redactions(cJSON *object, const struct redactor *redactor, const struct rule_count *counts)
{
    cJSON *list = cJSON_AddObjectToObject(object, "redactions");
    struct rule_count sorted[REDACT_MOST_RULES];
    size_t count = 0;

    while (counts != NULL && count < REDACT_MOST_RULES && counts[count].times > 0) {
        sorted[count] = counts[count];
        count++;
    }
    if (count > 0)
        qsort(sorted, count, sizeof *sorted, by_rule);
    for (size_t i = 0; i < count; i++)
        add_number(list, redact_rule_name(redactor, sorted[i].rule), sorted[i].times);
}

static cJSON *row_of(const struct manifest *manifest, const struct entry *entry)
{
    cJSON *row = cJSON_CreateObject();
    char packed[9], sha256[65], modified[MOMENT_TEXT_SIZE];

    cJSON_AddStringToObject(row, "path", entry->path);
    add_number(row, "size", entry->size);
    text_write_hex(sha256, entry->sha256, sizeof entry->sha256);
    add_text(row, "sha256", entry->is_hashed ? sha256 : NULL);
    if (entry->is_hashed) {
        snprintf(packed, sizeof packed, "%08lx", (unsigned long)entry->packed_crc);
        cJSON_AddStringToObject(row, "packed_crc32", packed);
    }
    cJSON_AddStringToObject(row, "collector", entry->collector);
    cJSON_AddStringToObject(row, "status", statuses[entry->status]);
    if (entry->why != NULL)
        cJSON_AddStringToObject(row, "why", entry->why);
    if (entry->original_size > 0)
        add_number(row, "original_size", entry->original_size);
    if (entry->kept_from > 0)
        add_number(row, "kept_from", entry->kept_from);
    if (entry->modified != 0) {
        moment_write(entry->modified, modified);
        cJSON_AddStringToObject(row, "modified", modified);
    }
    add_redactions(row, manifest->redactor, entry->redactions);
    return row;
}

static void write_head(struct text *out, const struct manifest *manifest)
{
    cJSON *tool = cJSON_CreateObject(), *host = cJSON_CreateObject(), *options = cJSON_CreateArray(),
          *created = cJSON_CreateString(manifest->created_at);

    cJSON_AddStringToObject(tool, "name", "healthcheck");
    cJSON_AddStringToObject(tool, "version", manifest->tool_version);
    add_text(host, "name", manifest->host);
    add_text(host, "platform", manifest->platform);
    for (size_t i = 0; manifest->options != NULL && manifest->options[i] != NULL; i++)
        cJSON_AddItemToArray(options, cJSON_CreateString(manifest->options[i]));
    text_append(out, "{\"schema\":\"healthcheck.bundle/1\",\n\"tool\":");
    print(out, tool);
    text_append(out, ",\n\"host\":");
    print(out, host);
    text_append(out, ",\n\"created_at\":");
    print(out, created);
    text_append(out, ",\n\"options\":");
    print(out, options);
}

/* Head, rows and foot, one after the other: of 200,000 rows not all stand in memory. */
struct feed_of_manifest {
    struct feed feed;
    struct manifest manifest;
    size_t next; /* the row */
    struct text piece;
    size_t at;
    bool is_over;
};

/* The next piece of the document, without its end where `next` says that rows are missing. */
static void write_piece(struct feed_of_manifest *own)
{
    own->piece.size = own->at = 0;
    if (own->next == 0) {
        write_head(&own->piece, &own->manifest);
        text_append(&own->piece, ",\n\"entries\":[");
    }
    for (; own->next < own->manifest.count && own->piece.size < PIECE; own->next++) {
        text_append(&own->piece, own->next > 0 ? ",\n" : "\n");
        print(&own->piece, row_of(&own->manifest, &own->manifest.entries[own->next]));
    }
    own->is_over = own->next == own->manifest.count;
    if (own->is_over)
        text_append(&own->piece, "\n]}\n");
}

static long long read_manifest(struct feed *feed, char *buffer, size_t size)
{
    struct feed_of_manifest *own = (struct feed_of_manifest *)feed;
    size_t left;

    if (own->at == own->piece.size && own->is_over)
        return 0;
    if (own->at == own->piece.size)
        write_piece(own);
    left = own->piece.size - own->at;
    size = size < left ? size : left;
    memcpy(buffer, own->piece.data + own->at, size);
    own->at += size;
    return (long long)size;
}

static void close_manifest(struct feed *feed)
{
    struct feed_of_manifest *own = (struct feed_of_manifest *)feed;

    text_free(&own->piece);
    free(own);
}

struct feed *feed_manifest(const struct manifest *manifest)
{
    struct feed_of_manifest *own = memory_get(sizeof *own);

    own->feed = (struct feed){ .read = read_manifest, .close = close_manifest };
    own->manifest = *manifest;
    return &own->feed;
}

void manifest_write(struct text *out, const struct manifest *manifest)
{
    struct feed_of_manifest own = { .manifest = *manifest };

    while (!own.is_over) {
        write_piece(&own);
        text_append_bytes(out, text_of(&own.piece), own.piece.size);
    }
    text_free(&own.piece);
}
