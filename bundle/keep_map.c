/* --keep-map: what each pseudonym stands for. */
#include "bundle/keep_map.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/output_file.h"
#include "bundle/private_file.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/thread.h"

/* A pair takes some 130 bytes beside its own: all of it stays below 24 MiB. */
enum { MOST_PAIRS = 100000, MOST_BYTES = 8 << 20, LONGEST_VALUE = 1024, LARGEST_FILE = 2 * MOST_BYTES, MEMO_SLOTS = 1024 };

#define HEAD "# healthcheck keep-map 1 secret_key="

struct keep_map {
    char *path;
    unsigned char key[REDACT_KEY_SIZE];
    struct mutex *lock; /* the rest */
    struct table pairs; /* pseudonym to value, both owned and as they are written */
    size_t bytes;
    bool is_full, was_there;
    uint64_t serial; /* of the maps of this process */
};

/* What a thread told last. */
static _Thread_local uint64_t told[MEMO_SLOTS];

static uint64_t hash_of(uint64_t hash, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash ^ hash >> 32;
}

static char *escaped(const char *value, size_t size)
{
    struct text line = { 0 };

    text_append(&line, "");
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)value[i];

        if (c == '\\' || c == '\t' || c == '\n')
            text_append(&line, c == '\\' ? "\\\\" : c == '\t' ? "\\t" : "\\n");
        else if (c < 0x20 || c == 0x7F)
            text_append_format(&line, "\\x%02X", c);
        else
            text_append_char(&line, (char)c);
    }
    return text_take(&line);
}

/* Takes both texts over. */
static void put(struct keep_map *map, char *pseudonym, char *value)
{
    char *known = table_find(&map->pairs, pseudonym);
    size_t size = strlen(pseudonym) + strlen(value);

    if (known != NULL && strcmp(known, value) > 0) {
        table_put(&map->pairs, pseudonym, value);
        value = known;
    } else if (known == NULL && map->pairs.count < MOST_PAIRS && map->bytes + size <= MOST_BYTES) {
        map->bytes += size;
        table_put(&map->pairs, pseudonym, value);
        return;
    } else if (known == NULL) {
        map->is_full = true;
    }
    free(pseudonym);
    free(value);
}

void keep_map_tell(struct keep_map *map, const char *pseudonym, size_t pseudonym_size, const char *value, size_t size)
{
    uint64_t hash = hash_of(hash_of(map->serial, pseudonym, pseudonym_size), value, size);
    char *name, *line;

    if (told[hash % MEMO_SLOTS] == hash)
        return;
    told[hash % MEMO_SLOTS] = hash;
    name = escaped(pseudonym, pseudonym_size);
    line = escaped(value, size < LONGEST_VALUE ? size : LONGEST_VALUE);
    mutex_lock(map->lock);
    put(map, name, line);
    mutex_unlock(map->lock);
}

bool keep_map_is_full(const struct keep_map *map)
{
    return map->is_full;
}

static bool read_head(struct keep_map *map, struct span line)
{
    size_t head = strlen(HEAD);

    if (line.size != head + 2 * sizeof map->key || memcmp(line.data, HEAD, head) != 0)
        return false;
    for (size_t i = 0; i < sizeof map->key; i++) {
        int high = text_hex_value(line.data[head + 2 * i]), low = text_hex_value(line.data[head + 2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        map->key[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static bool read_pairs(struct keep_map *map, struct text *content, struct error *error)
{
    struct span rest = { text_of(content), content->size }, line;
    size_t number = 1;

    if (!span_next_line(&rest, &line) || !read_head(map, line))
        return error_set(error, "%s is no map of pseudonyms: its first line has no key", map->path);
    while (span_next_line(&rest, &line)) {
        const char *tab = memchr(line.data, '\t', line.size);

        number++;
        if (line.size == 0 || line.data[0] == '#')
            continue;
        if (tab == NULL || tab == line.data || memchr(line.data, '\0', line.size) != NULL)
            return error_set(error, "%s, line %zu: no pseudonym, tab and value", map->path, number);
        put(map, memory_copy(line.data, (size_t)(tab - line.data)), memory_copy(tab + 1, line.size - (size_t)(tab + 1 - line.data)));
    }
    return true;
}

/* Where it cannot be written it is not worth to begin: its key would be lost with the bundle that has its names. */
static bool may_be_written(const char *path, struct error *error)
{
    struct output_file *file = output_file_begin(path, false, error);

    if (file != NULL)
        output_file_abandon(file);
    return file != NULL;
}

struct keep_map *keep_map_open(const char *path, unsigned char key[REDACT_KEY_SIZE], struct error *error)
{
    static atomic_uint serials;
    struct keep_map *map = memory_get(sizeof *map);
    struct text content = { 0 };
    enum private_file found;

    map->path = memory_copy_text(path);
    map->lock = mutex_new();
    map->serial = 0xcbf29ce484222325u + atomic_fetch_add(&serials, 1);
    memcpy(map->key, key, sizeof map->key);
    found = private_file_read(path, LARGEST_FILE, &content, error);
    if (found == PRIVATE_FILE_REFUSED || (found == PRIVATE_FILE_READ && !read_pairs(map, &content, error)) ||
        (found == PRIVATE_FILE_MISSING && !may_be_written(path, error))) {
        keep_map_free(map);
        map = NULL;
    } else {
        map->was_there = found == PRIVATE_FILE_READ;
        memcpy(key, map->key, sizeof map->key);
    }
    text_free(&content);
    return map;
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct table_entry *)a)->key, ((const struct table_entry *)b)->key);
}

static void write_map(const struct keep_map *map, struct text *out)
{
    size_t count = map->pairs.count;
    struct table_entry *sorted = memory_get((count + 1) * sizeof *sorted);

    text_append(out, HEAD);
    text_append_hex(out, map->key, sizeof map->key);
    text_append(out, "\n");
    if (map->is_full)
        text_append(out, "# full: names that came later are not in it\n");
    if (count > 0)
        memcpy(sorted, map->pairs.entries, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_entries);
    for (size_t i = 0; i < count; i++) {
        text_append(out, sorted[i].key);
        text_append(out, "\t");
        text_append(out, sorted[i].thing);
        text_append(out, "\n");
    }
    free(sorted);
}

bool keep_map_write(struct keep_map *map, struct error *error)
{
    /* What came there meanwhile is another's, or the bundle itself. */
    struct output_file *file = output_file_begin(map->path, map->was_there, error);
    struct text content = { 0 };
    bool is_done = false;

    if (file == NULL)
        return false;
    write_map(map, &content);
    if (output_file_put(file, text_of(&content), content.size, 0, error))
        is_done = output_file_commit(file, error);
    else
        output_file_abandon(file);
    text_free(&content);
    return is_done;
}

void keep_map_free(struct keep_map *map)
{
    if (map == NULL)
        return;
    for (size_t i = 0; i < map->pairs.count; i++) {
        free((char *)map->pairs.entries[i].key);
        free(map->pairs.entries[i].thing);
    }
    table_free(&map->pairs);
    mutex_free(map->lock);
    free(map->path);
    free(map);
}
