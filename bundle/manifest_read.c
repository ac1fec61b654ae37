/* A manifest read back: foreign bytes. */
#include "bundle/manifest.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"

static char *text_in(const cJSON *object, const char *name)
{
    const cJSON *text = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(text) ? memory_copy_text(text->valuestring) : NULL;
}

/* Hexadecimal digits and their NUL fill `digest`; absent and null leave it empty. */
static bool read_digest(const cJSON *value, char *digest, size_t size)
{
    if (value == NULL || cJSON_IsNull(value))
        return true;
    if (!cJSON_IsString(value) || strlen(value->valuestring) != size - 1)
        return false;
    memcpy(digest, value->valuestring, size);
    return true;
}

/* A row without path is none of ours, nor is a digest of another length; what they say is compared with what the bundle holds. */
static bool read_row(struct manifest_row *row, const cJSON *object, size_t number, struct error *error)
{
    const cJSON *size = cJSON_GetObjectItemCaseSensitive(object, "size");
    const cJSON *sha256 = cJSON_GetObjectItemCaseSensitive(object, "sha256");
    const cJSON *packed = cJSON_GetObjectItemCaseSensitive(object, "packed_crc32");

    row->path = text_in(object, "path");
    row->collector = text_in(object, "collector");
    row->status = text_in(object, "status");
    row->size = cJSON_IsNumber(size) && size->valuedouble >= 0 && size->valuedouble < 1e18 ? (unsigned long long)size->valuedouble : 0;
    if (row->path == NULL)
        return error_set(error, "entry %zu of manifest.json has no path", number);
    return (read_digest(sha256, row->sha256, sizeof row->sha256) && read_digest(packed, row->packed_crc32, sizeof row->packed_crc32)) ||
           error_set(error, "entry %zu of manifest.json has a digest of another length", number);
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
    const char *end = bytes;
    cJSON *document = cJSON_ParseWithLengthOpts(bytes, size, &end, 0);
    const cJSON *schema = cJSON_GetObjectItemCaseSensitive(document, "schema"), *entries = cJSON_GetObjectItemCaseSensitive(document, "entries");
    bool is_read;

    *manifest = (struct manifest_read){ 0 };
    while (document != NULL && end < bytes + size && memchr(" \t\r\n", *end, 4) != NULL)
        end++;
    if (document == NULL)
        return error_set(error, "manifest.json is no JSON");
    if (end < bytes + size) {
        is_read = error_set(error, "manifest.json goes on behind its end");
    } else if (!cJSON_IsString(schema) || strcmp(schema->valuestring, "healthcheck.bundle/1") != 0) {
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
