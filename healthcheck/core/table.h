/* A table from texts to things. Keys are borrowed and must outlive it; nothing is ever taken out. */
#ifndef HEALTHCHECK_CORE_TABLE_H
#define HEALTHCHECK_CORE_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table_entry {
    const char *key;
    void *thing;
    size_t hash;
};

/* Begin with { 0 }, or { .ignores_case = true } (ASCII letters). */
struct table {
    struct table_entry *entries; /* in the order of their coming */
    size_t count, capacity;
    size_t *slots; /* 1 + index of an entry, 0 where free */
    size_t slot_count;
    bool ignores_case;
};

/* NULL where there is no such key. */
void *table_find(const struct table *table, const char *key);

/* Adds, or replaces what stood under this key. */
void table_put(struct table *table, const char *key, void *thing);

/* Frees the table, not what is in it. */
void table_free(struct table *table);

#endif
