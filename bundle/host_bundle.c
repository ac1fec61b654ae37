/* The captured host inside a support bundle: its facts, in memory. */
#include <stdlib.h>
#include <string.h>

#include "bundle/archive.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/host/file_tree.h"
#include "healthcheck/host/machine.h"

/* All facts together; one is at most HOST_LARGEST_FACT. */
enum { MOST_KEPT = 512 * 1024 * 1024 };

struct facts {
    struct file_tree *tree;
    struct text content; /* of the entry being read */
    size_t kept;
    bool is_too_much;
};

static bool is_fact(void *context, const char *name)
{
    (void)context;
    return text_starts(name, "facts/") && name[6] != '\0';
}

static bool keep_piece(void *context, const char *name, const char *bytes, size_t size)
{
    struct facts *facts = context;

    if (size == 0) {
        facts->kept += facts->content.size;
        file_tree_add(facts->tree, name + strlen("facts/"), &facts->content);
        return true;
    }
    facts->is_too_much = size > HOST_LARGEST_FACT - facts->content.size || size + facts->content.size > MOST_KEPT - facts->kept;
    if (!facts->is_too_much)
        text_append_bytes(&facts->content, bytes, size);
    return !facts->is_too_much;
}

struct host *host_open_bundle(const char *path, struct error *error)
{
    struct facts facts = { .tree = file_tree_in_memory() };
    bool is_read = archive_read(path, is_fact, keep_piece, &facts, error);

    text_free(&facts.content);
    if (is_read && facts.kept > 0)
        return host_of_file_tree(facts.tree, path);
    if (facts.is_too_much)
        error_set(error, "%s: its facts are larger than 16 MiB each or 512 MiB together", path);
    else if (is_read)
        error_set(error, "%s: expected a captured host, but there is nothing in its facts/", path);
    facts.tree->close(facts.tree);
    return NULL;
}
