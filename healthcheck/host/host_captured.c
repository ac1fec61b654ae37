/* A captured host: a folder in samples/, or what a support bundle holds (docs/contract.md section 3). */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/captured_name.h"
#include "healthcheck/host/file_tree.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/host/registry.h"
#include "healthcheck/host/registry_export.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/thread.h"

/* More files than any bundle of ours holds; a folder beyond that is no captured host. */
enum { MOST_FILES = 200000 };

struct captured_file {
    char *name; /* below facts/, as it is written */
    char *key;
    enum file_kind kind;
};

/* A table from keys to things, in which case matters where it does on the examined machine. */
struct keys {
    struct table exact, folded;
};

struct captured {
    struct machine machine;
    struct file_tree *facts;
    struct captured_file *files; /* sorted by name: of two that differ only in case the first in byte order counts */
    size_t file_count, file_capacity;
    bool has_drives;     /* windows or wsl: `file/C/…` is a drive */
    bool says_absent;    /* facts/absent.txt exists: what is not there was not captured */
    bool is_whole;       /* every name below facts/ is known */
    bool has_links;      /* somewhere below facts/ is a link: what lies behind one is unknown */
    bool has_bad_export; /* an export could not be read: what no other one mentions is unknown */
    struct keys known;   /* -> struct captured_file */
    struct keys refused; /* -> reason, of unreadable.txt */
    struct keys absent;  /* -> the key, of absent.txt */
    char *refused_text;
    char **strings; /* keys owned by the last two */
    size_t string_count, string_capacity;
    struct registry *registry;
    struct mutex *mutex; /* the registry is read when it is first asked for */
};

static void *find(const struct captured *captured, const struct keys *keys, const char *key)
{
    return table_find(captured_name_ignores_case(key, captured->has_drives) ? &keys->folded : &keys->exact, key);
}

static void put(const struct captured *captured, struct keys *keys, const char *key, void *thing)
{
    table_put(captured_name_ignores_case(key, captured->has_drives) ? &keys->folded : &keys->exact, key, thing);
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

static void read_export(struct captured *captured, struct host *host, const struct captured_file *file)
{
    struct problems problems = { host, file->name, 0 };
    struct text content = { 0 };
    struct error error = { "" };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result = captured->facts->read(captured->facts, file->name, HOST_LARGEST_FACT, &content, why);

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

static void read_exports(struct captured *captured, struct host *host)
{
    mutex_lock(captured->mutex);
    if (captured->registry == NULL) {
        captured->registry = registry_new();
        for (size_t i = 0; i < captured->file_count; i++)
            if (is_export(&captured->files[i]))
                read_export(captured, host, &captured->files[i]);
    }
    mutex_unlock(captured->mutex);
}

/* Of a list "…/" and of a value alike: what stands before the last '/'. */
static char *registry_key_of(const char *path)
{
    const char *end = strrchr(path, '/');

    return memory_copy(path, end != NULL ? (size_t)(end - path) : strlen(path));
}

/* Is this key in absent.txt, or, of the registry, the list of one above it? */
static bool is_known_absent(const struct captured *captured, const char *key)
{
    char *above;
    bool is_absent;

    if (!captured->says_absent)
        return false;
    above = memory_copy_text(key);
    is_absent = find(captured, &captured->absent, key) != NULL;

    for (char *end = strrchr(above, '/'); !is_absent && end != NULL; end = strrchr(above, '/')) {
        end[1] = '\0';
        is_absent = text_starts(key, "registry/") && find(captured, &captured->absent, above) != NULL;
        end[0] = '\0';
    }
    free(above);
    return is_absent;
}

/* Absent, or not captured: by whether the capture says what it looked at. */
static void answer_missing(const struct captured *captured, const char *key, struct answer *answer)
{
    text_free(&answer->text);
    if (is_known_absent(captured, key))
        answer_absent(answer);
    else if (captured->says_absent)
        answer_unreadable(answer, "not captured");
    else if (!captured->is_whole || (captured->has_bad_export && text_starts(key, "registry/")))
        answer_unreadable(answer, captured->is_whole ? "an export in facts/ could not be read" : "the capture could not be read whole");
    else
        answer_absent(answer);
}

/* Written by hand and read whole: what is not there is absent, without a second look. */
static bool is_plain(const struct captured *captured)
{
    return !captured->says_absent && captured->is_whole && !captured->has_bad_export && captured->refused.exact.count == 0 &&
           captured->refused.folded.count == 0;
}

/* Why nobody knows what this key of the registry holds: the list of it, or of the nearest key above that has no section of its own in an
   export, was refused. NULL where none was. */
static const char *refusal_of(const struct captured *captured, const char *of_key)
{
    char *above = memory_copy_text(of_key), *list, *end = above;
    const char *why = NULL;

    while (why == NULL && end != NULL) {
        list = text_format("registry/%s/", above);
        why = find(captured, &captured->refused, list);
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

static void look_at_registry(struct captured *captured, struct host *host, const char *key, const char *canonical, struct answer *answer)
{
    const char *path = key + strlen("registry/"), *why;
    char *of_key;
    bool is_mentioned;

    read_exports(captured, host);
    registry_answer(captured->registry, path, answer);
    if (is_plain(captured) || (answer->state == FACT_ABSENT && is_known_absent(captured, canonical)))
        return;
    of_key = registry_key_of(path);
    why = refusal_of(captured, of_key);
    is_mentioned = registry_mentions(captured->registry, of_key);
    if (why != NULL && answer->state == FACT_ABSENT)
        answer_unreadable(answer, "%s", why);
    /* Where only keys below one were captured, nobody knows what else that one holds. */
    else if (!is_mentioned && !registry_rules_out(captured->registry, of_key) && (answer->state == FACT_ABSENT || captured->says_absent))
        answer_missing(captured, canonical, answer);
    free(of_key);
}

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

/* Does a folder above the key's file turn out to be a link? Then we cannot know. */
static bool is_behind_link(const struct captured *captured, const char *key)
{
    char *above;
    bool is_link = false;

    if (!captured->has_links)
        return false;
    above = memory_copy_text(key);
    for (char *end = strrchr(above, '/'); !is_link && end != NULL; end = strrchr(above, '/')) {
        const struct captured_file *file;

        *end = '\0';
        file = find(captured, &captured->known, above);
        is_link = file != NULL && file->kind == FILE_IS_LINK;
    }
    free(above);
    return is_link;
}

static void look_at_fact(const struct captured *captured, const char *key, const char *canonical, struct answer *answer)
{
    const struct captured_file *file = find(captured, &captured->known, canonical);

    if (file != NULL && file->kind != FILE_IS_FOLDER)
        look_at_file(captured, file, key, answer);
    else if (is_behind_link(captured, canonical))
        answer_unreadable(answer, "it lies behind a link, and links are not followed");
    else
        answer_missing(captured, canonical, answer);
}

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    struct captured *captured = (struct captured *)machine;
    char *canonical = captured_name_canonical_key(key);
    const char *why = find(captured, &captured->refused, canonical);

    if (why != NULL)
        answer_unreadable(answer, "%s", why);
    else if (text_starts(key, "registry/"))
        look_at_registry(captured, host, key, canonical, answer);
    else
        look_at_fact(captured, key, canonical, answer);
    free(canonical);
}

static bool holds(const struct machine *machine, const char *kind)
{
    const struct captured *captured = (const struct captured *)machine;

    return find(captured, &captured->known, kind) != NULL;
}

static void free_keys(struct keys *keys)
{
    table_free(&keys->exact);
    table_free(&keys->folded);
}

static void close_captured(struct machine *machine)
{
    struct captured *captured = (struct captured *)machine;

    for (size_t i = 0; i < captured->file_count; i++) {
        free(captured->files[i].name);
        free(captured->files[i].key);
    }
    free(captured->files);
    for (size_t i = 0; i < captured->string_count; i++)
        free(captured->strings[i]);
    free(captured->strings);
    free(captured->refused_text);
    free_keys(&captured->known);
    free_keys(&captured->refused);
    free_keys(&captured->absent);
    registry_free(captured->registry);
    mutex_free(captured->mutex);
    captured->facts->close(captured->facts);
    free(captured);
}

static void found_file(void *context, const char *path, enum file_kind kind)
{
    struct captured *captured = context;

    if (captured->file_count == captured->file_capacity) {
        captured->file_capacity = captured->file_capacity > 0 ? 2 * captured->file_capacity : 64;
        captured->files = memory_resize(captured->files, captured->file_capacity, sizeof *captured->files);
    }
    captured->has_links = captured->has_links || kind == FILE_IS_LINK;
    captured->files[captured->file_count++] = (struct captured_file){ memory_copy_text(path), NULL, kind };
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct captured_file *)a)->name, ((const struct captured_file *)b)->name);
}

static void index_files(struct captured *captured, struct host *host)
{
    for (size_t i = 0; i < captured->file_count; i++) {
        struct captured_file *file = &captured->files[i], *other;

        file->key = captured_name_to_key(file->name);
        other = find(captured, &captured->known, file->key);
        if (other == NULL || (other->kind == FILE_IS_FOLDER && file->kind != FILE_IS_FOLDER))
            put(captured, &captured->known, file->key, file);
        else if (file->kind != FILE_IS_FOLDER)
            host_add_note(host, "facts/%s and facts/%s differ only in case: the first one counts", other->name, file->name);
    }
}

static char *own_key(struct captured *captured, const char *name, size_t size)
{
    char *written = memory_copy(name, size);
    char *key = captured_name_to_key(written);

    free(written);
    if (captured->string_count == captured->string_capacity) {
        captured->string_capacity = captured->string_capacity > 0 ? 2 * captured->string_capacity : 64;
        captured->strings = memory_resize(captured->strings, captured->string_capacity, sizeof(char *));
    }
    return captured->strings[captured->string_count++] = key;
}

/* The text of a list in facts/, "" where there is none; yours to free. */
static char *read_list(const struct captured *captured, struct host *host, const char *name, bool *exists)
{
    struct text text = { 0 };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result = captured->facts->read(captured->facts, name, HOST_LARGEST_FACT, &text, why);

    if (result == FILE_REFUSED)
        host_add_note(host, "facts/%s was not read: %s", name, why);
    *exists = result != FILE_MISSING;
    return text_take(&text);
}

/* Keys, one a line. */
static void read_absent(struct captured *captured, struct host *host)
{
    char *text = read_list(captured, host, "absent.txt", &captured->says_absent);
    struct span rest = span_of(text), line;

    while (span_next_line(&rest, &line))
        if (line.size > 0) {
            char *key = own_key(captured, line.data, line.size);

            put(captured, &captured->absent, key, key);
        }
    free(text);
}

/* Lines of key, tab, reason. */
static void read_refused(struct captured *captured, struct host *host)
{
    struct span rest, line;
    bool exists;

    captured->refused_text = read_list(captured, host, "unreadable.txt", &exists);
    rest = span_of(captured->refused_text);
    while (span_next_line(&rest, &line)) {
        const char *tab = memchr(line.data, '\t', line.size);
        size_t size = tab != NULL ? (size_t)(tab - line.data) : line.size;

        if (size == 0)
            continue;
        captured->refused_text[line.data + line.size - captured->refused_text] = '\0';
        put(captured, &captured->refused, own_key(captured, line.data, size),
            tab != NULL && tab[1] != '\0' ? (void *)(tab + 1) : (void *)"the capture gives no reason");
    }
}

static bool is_windows_like(struct captured *captured)
{
    struct text platform = { 0 };
    char why[FILE_WHY_SIZE];
    bool is_linux;

    (void)captured->facts->read(captured->facts, "system/platform", 64, &platform, why);
    is_linux = text_starts(text_of(&platform), "linux");
    text_free(&platform);
    return !is_linux;
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
    captured->mutex = mutex_new();
    captured->known.folded.ignores_case = captured->absent.folded.ignores_case = captured->refused.folded.ignores_case = true;
    host = host_new(&captured->machine);
    captured->has_drives = is_windows_like(captured);
    captured->is_whole = facts->walk(facts, MOST_FILES, found_file, captured);
    if (!captured->is_whole)
        host_add_note(host, "%s/facts was not read whole: folders refused, deeper than 64 levels, or more than %d files", path, MOST_FILES);
    if (captured->file_count > 0)
        qsort(captured->files, captured->file_count, sizeof *captured->files, by_name);
    index_files(captured, host);
    read_absent(captured, host);
    read_refused(captured, host);
    return host;
}

struct host *host_open_captured(const char *path, struct error *error)
{
    struct folder *facts = open_facts(path, error);

    return facts != NULL ? host_of_file_tree(file_tree_of_folder(facts), path) : NULL;
}
