/* What goes into a bundle. */
#include "bundle/collect.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/collectors.h"
#include "bundle/gather.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/host/host_platform.h"

const struct collector *collector_at(size_t index)
{
    return index < sizeof collectors / sizeof collectors[0] ? &collectors[index] : NULL;
}

static bool names_it(const char *const *names, const char *name)
{
    for (; names != NULL && *names != NULL; names++)
        if (text_same(*names, name))
            return true;
    return false;
}

bool collector_is_selected(const struct collector *collector, const struct collect_options *options)
{
    if (names_it(options->skip, collector->name))
        return false;
    if (names_it(options->with, collector->name))
        return true;
    return !collector->is_on_request && (options->only == NULL || options->only[0] == NULL || names_it(options->only, collector->name));
}

struct entry *gather_row(struct gathering *gathering, char *path, const char *collector)
{
    if (gathering->count == gathering->capacity) {
        gathering->capacity = gathering->capacity > 0 ? 2 * gathering->capacity : 256;
        gathering->entries = memory_resize(gathering->entries, gathering->capacity, sizeof *gathering->entries);
    }
    gathering->entries[gathering->count] = (struct entry){ .path = path, .collector = collector };
    return &gathering->entries[gathering->count++];
}

/* The content of an entry that was made here; open() takes the text out. */
struct text_content {
    struct content content;
    struct text text;
};

static void free_text_content(struct content *content)
{
    text_free(&((struct text_content *)content)->text);
    free(content);
}

static struct feed *open_text(struct entry *entry)
{
    return feed_text(&((struct text_content *)entry->context)->text);
}

struct entry *gather_text(struct gathering *gathering, char *path, const char *collector, struct text *text)
{
    struct text_content *content = memory_get(sizeof *content);
    struct entry *entry = gather_row(gathering, path, collector);

    content->content.free = free_text_content;
    content->text = *text;
    *text = (struct text){ 0 };
    entry->open = open_text;
    entry->context = content;
    entry->original_size = content->text.size;
    entry->is_redacted = true;
    return entry;
}

struct collection collect(struct host *host, const struct redactor *redactor, const struct collect_options *options)
{
    struct gathering gathering = { .host = host, .redactor = redactor, .options = options, .names = { .ignores_case = true } };
    unsigned platform = platform_of(host);

    gather_commands(&gathering, platform);
    gather_facts(&gathering);
    if (strcmp(host_source(host), "live") == 0)
        gather_files(&gathering, platform);
    table_free(&gathering.names);
    return (struct collection){ gathering.entries, gathering.count };
}

void collection_free(struct collection *collection)
{
    for (size_t i = 0; i < collection->count; i++) {
        struct entry *entry = &collection->entries[i];
        struct content *content = entry->context;

        if (content != NULL)
            content->free(content);
        free(entry->path);
        free(entry->why);
        free(entry->end_why);
        free(entry->redactions);
    }
    free(collection->entries);
    *collection = (struct collection){ 0 };
}
