/* A collection under way: what collect.c and the files beside it share, and nobody else. */
#ifndef BUNDLE_GATHER_H
#define BUNDLE_GATHER_H

#include "bundle/collect.h"
#include "healthcheck/core/table.h"

struct gathering {
    struct host *host;
    const struct redactor *redactor;
    const struct collect_options *options;
    struct entry *entries;
    size_t count, capacity;
    struct table names; /* of entries; their paths are its keys */
};

/* What entry->context begins with. */
struct content {
    void (*free)(struct content *content);
};

/* A new row; `path` is taken over. Good until the next one. */
struct entry *gather_row(struct gathering *gathering, char *path, const char *collector);

/* A row with a text that went through the redactor already; the text is taken over. */
struct entry *gather_text(struct gathering *gathering, char *path, const char *collector, struct text *text);

/* collect_facts.c: facts/, with its lists. Asks for the whole keys of registry facts first. */
void gather_facts(struct gathering *gathering);

/* collect_commands.c: asks for the facts and commands of the selected collectors, which become facts. */
void gather_commands(struct gathering *gathering, unsigned platform);

/* collect_files.c: logs/, of the selected collectors. */
void gather_files(struct gathering *gathering, unsigned platform);

#endif
