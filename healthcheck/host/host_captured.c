/* A captured host: a folder in samples/, or what a support bundle holds (docs/contract.md section 3). */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/captured_index.h"
#include "healthcheck/host/captured_name.h"
#include "healthcheck/host/captured_registry.h"
#include "healthcheck/host/file_tree.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/platform/file.h"

struct captured {
    struct machine machine;
    struct file_tree *facts;
    struct captured_index index;
    struct captured_registry registry;
};

/* Kinds whose facts are one line: the line feed an editor adds is no part of them. */
static bool is_one_line(const char *key)
{
    static const char *const kinds[] = { "system/",           "clock/",         "env/",   "service/",      "user/",
                                         "command-status/",   "registry-time/", "trial/", "file-version/", "file-signature/",
                                         "endpoint-geography" };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_starts(key, kinds[i]) && strcmp(key, "system/processes") != 0 && strcmp(key, "system/fanotify") != 0)
            return true;
    return false;
}

static void drop_line_end(struct text *text)
{
    if (text->size > 0 && text->data[text->size - 1] == '\n')
        text->data[--text->size] = '\0';
    if (text->size > 0 && text->data[text->size - 1] == '\r')
        text->data[--text->size] = '\0';
}

static void look_at_file(const struct captured *captured, const struct captured_file *file, const char *key, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "";
    enum file_result result;

    if (file->kind != FILE_IS_FILE) {
        answer_unreadable(answer, file->kind == FILE_IS_LINK ? "it is a link, and links are not followed" : "it is no regular file");
        return;
    }
    result = captured->facts->read(captured->facts, file->name, HOST_LARGEST_FACT, &answer->text, why);
    if (result != FILE_READ)
        answer_unreadable(answer, "%s", result == FILE_MISSING ? "it has gone" : why);
    else if (is_one_line(key))
        drop_line_end(&answer->text);
}

static void look_at_fact(const struct captured *captured, const char *key, const char *canonical, struct answer *answer)
{
    const struct captured_file *file = captured_index_file(&captured->index, canonical);

    if (file != NULL && file->kind != FILE_IS_FOLDER)
        look_at_file(captured, file, key, answer);
    else if (captured_index_is_behind_link(&captured->index, canonical))
        answer_unreadable(answer, "it lies behind a link, and links are not followed");
    else
        captured_index_answer_missing(&captured->index, canonical, answer);
}

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    struct captured *captured = (struct captured *)machine;
    char *canonical = captured_name_canonical_key(key);
    const char *why = captured_index_refusal(&captured->index, canonical);

    if (why != NULL)
        answer_unreadable(answer, "%s", why);
    else if (text_starts(key, "registry/"))
        captured_registry_look(&captured->registry, host, key, canonical, answer);
    else
        look_at_fact(captured, key, canonical, answer);
    free(canonical);
}

static bool holds(const struct machine *machine, const char *kind)
{
    const struct captured *captured = (const struct captured *)machine;

    return captured_index_file(&captured->index, kind) != NULL;
}

static void close_captured(struct machine *machine)
{
    struct captured *captured = (struct captured *)machine;

    captured_registry_free(&captured->registry);
    captured_index_free(&captured->index);
    captured->facts->close(captured->facts);
    free(captured);
}

static struct folder *open_facts(const char *path, struct error *error)
{
    struct error inner;
    struct folder *whole = folder_open(path, &inner), *facts;

    if (whole == NULL) {
        error_set(error, "%s: expected a captured host: a folder with facts/ in it", inner.text);
        return NULL;
    }
    facts = folder_open_beneath(whole, "facts");
    if (facts == NULL)
        error_set(error, "%s: expected a captured host, but there is no folder facts/ in it", path);
    folder_close(whole);
    return facts;
}

struct host *host_of_file_tree(struct file_tree *facts, const char *path)
{
    struct captured *captured = memory_get(sizeof *captured);
    struct host *host;

    captured->machine = (struct machine){ .source = "captured", .look = look, .holds = holds, .close = close_captured };
    captured->facts = facts;
    host = host_new(&captured->machine);
    captured_index_read(&captured->index, facts, host, path);
    captured_registry_begin(&captured->registry, &captured->index);
    return host;
}

struct host *host_open_captured(const char *path, struct error *error)
{
    struct folder *facts = open_facts(path, error);

    return facts != NULL ? host_of_file_tree(file_tree_of_folder(facts), path) : NULL;
}
