/* A table from texts to things: open addressing over an array of entries. */
#include "healthcheck/core/table.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* FNV-1a, 64 bit (G. Fowler, L. Noll, K.-P. Vo). */
static size_t hash_of(const struct table *table, const char *key)
{
    uint64_t hash = 14695981039346656037u;

    for (; *key != '\0'; key++)
        hash = (hash ^ (unsigned char)(table->ignores_case ? text_lower(*key) : *key)) * 1099511628211u;
    return (size_t)(hash ^ hash >> 29);
}

static size_t *slot_of(const struct table *table, const char *key, size_t hash)
{
    size_t at = hash & (table->slot_count - 1);

    for (;; at = (at + 1) & (table->slot_count - 1)) {
        const struct table_entry *entry;

        if (table->slots[at] == 0)
            return &table->slots[at];
        entry = &table->entries[table->slots[at] - 1];
        if (entry->hash == hash && (table->ignores_case ? text_same(entry->key, key) : strcmp(entry->key, key) == 0))
            return &table->slots[at];
    }
}

void *table_find(const struct table *table, const char *key)
{
    size_t *slot;

    if (table->count == 0)
        return NULL;
    slot = slot_of(table, key, hash_of(table, key));
    return *slot != 0 ? table->entries[*slot - 1].thing : NULL;
}

static void grow(struct table *table)
{
    free(table->slots);
    table->slot_count = table->slot_count > 0 ? 2 * table->slot_count : 64;
    table->slots = memory_get(table->slot_count * sizeof *table->slots);
    for (size_t i = 0; i < table->count; i++)
        *slot_of(table, table->entries[i].key, table->entries[i].hash) = i + 1;
}

void table_put(struct table *table, const char *key, void *thing)
{
    size_t hash = hash_of(table, key);
    size_t *slot;

    if (2 * (table->count + 1) > table->slot_count)
        grow(table);
    slot = slot_of(table, key, hash);
    if (*slot != 0) {
        table->entries[*slot - 1].thing = thing;
        return;
    }
    if (table->count == table->capacity) {
        table->capacity = table->capacity > 0 ? 2 * table->capacity : 32;
        table->entries = memory_resize(table->entries, table->capacity, sizeof *table->entries);
    }
    table->entries[table->count++] = (struct table_entry){ key, thing, hash };
    *slot = table->count;
}

void table_free(struct table *table)
{
    free(table->entries);
    free(table->slots);
    *table = (struct table){ .ignores_case = table->ignores_case };
}
