/* Bundles of made-up logs, for tests. */
#ifndef TESTS_MAKE_BUNDLE_H
#define TESTS_MAKE_BUNDLE_H

#include <stdlib.h>
#include <string.h>

#include "bundle/bundle.h"
#include "healthcheck/core/memory.h"

/* `size` bytes of lines, the same for the same `seed`, with people, addresses and tokens in them. */
static inline void make_log(struct text *text, size_t size, unsigned seed)
{
    unsigned long long state = seed * 2654435761u + 1;

    while (text->size < size) {
        unsigned number;

        state = state * 6364136223846793005u + 1442695040888963407u;
        number = (unsigned)(state >> 33);
        text_append_format(text, "2026-11-21 07:%02u:%02u.%03u [%u] open /home/user%u/file-%u from 10.0.%u.%u: token=%08x%08x, done in %u us\n",
                           number % 60, number % 59, number % 1000, number % 30000, number % 40, number % 5000, number % 16, number % 250, number,
                           number * 7919u, number % 100000);
    }
    if (size > 0)
        text->data[size] = '\0';
    text->size = size;
}

struct made_content {
    size_t size;
    unsigned seed;
};

static inline struct feed *open_made(struct entry *entry)
{
    const struct made_content *content = entry->context;
    struct text text = { 0 };

    make_log(&text, content->size, content->seed);
    return feed_text(&text);
}

/* `count` entries of `size` bytes and less; free with free_made(). */
static inline struct entry *make_entries(size_t count, size_t size)
{
    struct entry *entries = memory_get(count * sizeof *entries);

    for (size_t i = 0; i < count; i++) {
        struct made_content *content = memory_get(sizeof *content);

        *content = (struct made_content){ i % 7 == 3 ? 0 : size / (1 + i % 5), (unsigned)i };
        entries[i] = (struct entry){ .path = text_format("logs/made/%zu.log", i), .collector = "made", .open = open_made, .context = content };
        entries[i].original_size = content->size;
    }
    return entries;
}

static inline void free_made(struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(entries[i].path);
        free(entries[i].why);
        free(entries[i].context);
        free(entries[i].redactions);
    }
    free(entries);
}

static inline struct redactor *make_redactor(void)
{
    struct redact_options options = { .level = REDACT_IDENTITY };

    memset(options.key, 42, sizeof options.key);
    return redactor_new(&options);
}

#endif
