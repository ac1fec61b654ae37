/* The registry of a captured host. */
#include "healthcheck/host/captured_registry.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/registry_export.h"

void captured_registry_begin(struct captured_registry *captured, const struct captured_index *index)
{
    *captured = (struct captured_registry){ .index = index, .mutex = mutex_new() };
}

void captured_registry_free(struct captured_registry *captured)
{
    registry_free(captured->registry);
    mutex_free(captured->mutex);
}

static bool is_export(const struct captured_file *file)
{
    return strchr(file->name, '/') == NULL && strlen(file->name) > 4 && text_same(file->name + strlen(file->name) - 4, ".reg");
}

/* The problems of one export: the first is told, the others are counted. */
struct problems {
    struct host *host;
    const char *name;
    size_t count;
};

static void note_problem(void *context, size_t line, const char *problem)
{
    struct problems *problems = context;

    if (problems->count++ == 0)
        host_add_note(problems->host, "facts/%s, line %zu: %s", problems->name, line, problem);
}

static void read_export(struct captured_registry *captured, struct host *host, const struct captured_file *file)
{
    struct problems problems = { host, file->name, 0 };
    struct text content = { 0 };
    struct error error = { "" };
    char why[FILE_WHY_SIZE] = "";
    struct file_tree *facts = captured->index->facts;
    enum file_result result = facts->read(facts, file->name, HOST_LARGEST_FACT, &content, why);

    if (result != FILE_READ)
        error_set(&error, "%s", result == FILE_MISSING ? "it has gone" : why);
    if (result != FILE_READ || !registry_export_read(captured->registry, text_of(&content), content.size, note_problem, &problems, &error)) {
        captured->has_bad_export = true;
        host_add_note(host, "facts/%s was not read: %s", file->name, error.text);
    }
    if (problems.count > 1)
        host_add_note(host, "facts/%s has %zu more lines that no exporter writes", file->name, problems.count - 1);
    text_free(&content);
}

static void read_exports(struct captured_registry *captured, struct host *host)
{
    mutex_lock(captured->mutex);
    if (captured->registry == NULL) {
        captured->registry = registry_new();
        for (size_t i = 0; i < captured->index->file_count; i++)
            if (is_export(&captured->index->files[i]))
                read_export(captured, host, &captured->index->files[i]);
    }
    mutex_unlock(captured->mutex);
}

/* Of a list "…/" and of a value alike: what stands before the last '/'. */
static char *registry_key_of(const char *path)
{
    const char *end = strrchr(path, '/');

    return memory_copy(path, end != NULL ? (size_t)(end - path) : strlen(path));
}

/* Written by hand and read whole: what is not there is absent, without a second look. */
static bool is_plain(const struct captured_registry *captured)
{
    return !captured->index->says_absent && captured->index->is_whole && !captured->has_bad_export && !captured_index_refuses_any(captured->index);
}

/* Why nobody knows what this key of the registry holds: the list of it, or of the nearest key above that has no section of its own in an
   export, was refused. NULL where none was. */
static const char *refusal_of(const struct captured_registry *captured, const char *of_key)
{
    char *above = memory_copy_text(of_key), *list, *end = above;
    const char *why = NULL;

    while (why == NULL && end != NULL) {
        list = text_format("registry/%s/", above);
        why = captured_index_refusal(captured->index, list);
        free(list);
        if (registry_mentions(captured->registry, above))
            break;
        end = strrchr(above, '/');
        if (end != NULL)
            *end = '\0';
    }
    free(above);
    return why;
}

static void answer_missing(const struct captured_registry *captured, const char *canonical, struct answer *answer)
{
    captured_index_answer_missing(captured->index, canonical, answer);
    if (answer->state == FACT_ABSENT && captured->has_bad_export && !captured->index->says_absent)
        answer_unreadable(answer, "an export in facts/ could not be read");
}

void captured_registry_look(struct captured_registry *captured, struct host *host, const char *key, const char *canonical, struct answer *answer)
{
    const char *path = key + strlen("registry/"), *why;
    char *of_key;
    bool is_mentioned;

    read_exports(captured, host);
    registry_answer(captured->registry, path, answer);
    if (is_plain(captured) || (answer->state == FACT_ABSENT && captured_index_is_absent(captured->index, canonical)))
        return;
    of_key = registry_key_of(path);
    why = refusal_of(captured, of_key);
    is_mentioned = registry_mentions(captured->registry, of_key);
    if (why != NULL && answer->state == FACT_ABSENT)
        answer_unreadable(answer, "%s", why);
    /* Where only keys below one were captured, nobody knows what else that one holds. */
    else if (!is_mentioned && !registry_rules_out(captured->registry, of_key) && (answer->state == FACT_ABSENT || captured->index->says_absent))
        answer_missing(captured, canonical, answer);
    free(of_key);
}
