/* manifest.json, healthcheck.bundle/1. */
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
    char packed[9];

    cJSON_AddStringToObject(row, "path", entry->path);
    add_number(row, "size", entry->size);
    add_text(row, "sha256", entry->sha256[0] != '\0' ? entry->sha256 : NULL);
    if (entry->sha256[0] != '\0') {
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
    if (entry->modified[0] != '\0')
        cJSON_AddStringToObject(row, "modified", entry->modified);
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

static char *text_in(const cJSON *object, const char *name)
{
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(text) ? memory_copy_text(text->valuestring) : NULL;
}

/* A row without path is none of ours; the other fields are compared with what the bundle holds, so any value will do. */
static bool read_row(struct manifest_row *row, const cJSON *object, size_t number, struct error *error)
{
    const cJSON *size = cJSON_GetObjectItemCaseSensitive(object, "size");
    const cJSON *sha256 = cJSON_GetObjectItemCaseSensitive(object, "sha256");
    const cJSON *packed = cJSON_GetObjectItemCaseSensitive(object, "packed_crc32");

    row->path = text_in(object, "path");
    row->collector = text_in(object, "collector");
    row->status = text_in(object, "status");
    row->size = cJSON_IsNumber(size) && size->valuedouble >= 0 && size->valuedouble < 1e18 ? (unsigned long long)size->valuedouble : 0;
    if (cJSON_IsString(sha256) && strlen(sha256->valuestring) == 64)
        memcpy(row->sha256, sha256->valuestring, 65);
    if (cJSON_IsString(packed) && strlen(packed->valuestring) == 8)
        memcpy(row->packed_crc32, packed->valuestring, 9);
    return row->path != NULL || error_set(error, "entry %zu of manifest.json has no path", number);
}

static bool read_rows(struct manifest_read *manifest, const cJSON *entries, struct error *error)
{
    const cJSON *entry;
    size_t count = (size_t)cJSON_GetArraySize(entries);

    manifest->rows = memory_get((count + 1) * sizeof *manifest->rows);
    cJSON_ArrayForEach(entry, entries)
    {
        struct manifest_row *row = &manifest->rows[manifest->count++];

        if (!read_row(row, entry, manifest->count, error))
            return false;
    }
    return true;
}

bool manifest_read(struct manifest_read *manifest, const char *bytes, size_t size, struct error *error)
{
    cJSON *document = cJSON_ParseWithLength(bytes, size);
    const cJSON *schema = cJSON_GetObjectItemCaseSensitive(document, "schema"), *entries = cJSON_GetObjectItemCaseSensitive(document, "entries");
    bool is_read;

    *manifest = (struct manifest_read){ 0 };
    if (document == NULL)
        return error_set(error, "manifest.json is no JSON");
    if (!cJSON_IsString(schema) || strcmp(schema->valuestring, "healthcheck.bundle/1") != 0) {
        is_read = error_set(error, "manifest.json is not of the schema healthcheck.bundle/1");
    } else if (!cJSON_IsArray(entries)) {
        is_read = error_set(error, "manifest.json lists no entries");
    } else {
        manifest->tool_version = text_in(cJSON_GetObjectItemCaseSensitive(document, "tool"), "version");
        manifest->host = text_in(cJSON_GetObjectItemCaseSensitive(document, "host"), "name");
        manifest->created_at = text_in(document, "created_at");
        is_read = read_rows(manifest, entries, error);
    }
    cJSON_Delete(document);
    return is_read;
}

void manifest_read_free(struct manifest_read *manifest)
{
    for (size_t i = 0; i < manifest->count; i++) {
        free(manifest->rows[i].path);
        free(manifest->rows[i].collector);
        free(manifest->rows[i].status);
    }
    free(manifest->rows);
    free(manifest->tool_version);
    free(manifest->host);
    free(manifest->created_at);
    *manifest = (struct manifest_read){ 0 };
}
