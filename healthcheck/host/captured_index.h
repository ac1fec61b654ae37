/* What a captured host holds, by key: the files below facts/, and what its own lists call absent or unreadable (docs/contract.md section 3). */
#ifndef HEALTHCHECK_HOST_CAPTURED_INDEX_H
#define HEALTHCHECK_HOST_CAPTURED_INDEX_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/table.h"
#include "healthcheck/host/file_tree.h"
#include "healthcheck/host/machine.h"

struct captured_file {
    char *name; /* below facts/, as it is written */
    char *key;
    enum file_kind kind;
};

/* A table from keys to things, in which case matters where it does on the examined machine. */
struct captured_keys {
    struct table exact, folded;
};

struct captured_index {
    struct file_tree *facts;     /* borrowed */
    struct captured_file *files; /* sorted by name: of two that differ only in case the first in byte order counts */
    size_t file_count, file_capacity;
    bool has_drives;              /* windows or wsl: `file/C/…` is a drive */
    bool says_absent;             /* facts/absent.txt exists: what is not there was not captured */
    bool is_whole;                /* every name below facts/ is known */
    bool has_links;               /* somewhere below facts/ is a link: what lies behind one is unknown */
    struct captured_keys known;   /* -> struct captured_file */
    struct captured_keys refused; /* -> reason, of unreadable.txt */
    struct captured_keys absent;  /* -> the key, of absent.txt */
    char *refused_text;
    char **strings; /* keys owned by the last two */
    size_t string_count, string_capacity;
};

/* Walks the tree and reads its lists; what is wrong with them becomes notes of the host, in which `path` is what the user calls the capture.
   Free with captured_index_free(), before the tree. */
void captured_index_read(struct captured_index *index, struct file_tree *facts, struct host *host, const char *path);
void captured_index_free(struct captured_index *index);

/* Keys are canonical (captured_name.h). NULL where there is no such file. */
const struct captured_file *captured_index_file(const struct captured_index *index, const char *key);

/* Why this one could not be looked at, or NULL. */
const char *captured_index_refusal(const struct captured_index *index, const char *key);
bool captured_index_refuses_any(const struct captured_index *index);

/* Is this key in absent.txt, or, of the registry, the list of one above it? */
bool captured_index_is_absent(const struct captured_index *index, const char *key);

/* Does a folder above the key's file turn out to be a link? Then we cannot know. */
bool captured_index_is_behind_link(const struct captured_index *index, const char *key);

/* Answers for what has no file: absent, or not captured, by whether the capture says what it looked at. */
void captured_index_answer_missing(const struct captured_index *index, const char *key, struct answer *answer);

#endif
