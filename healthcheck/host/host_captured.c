/* A captured host: a folder in samples/, or what a support bundle holds (docs/contract.md section 3). */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/table.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/captured_name.h"
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

struct captured {
    struct machine machine;
    struct folder *facts;
    struct captured_file *files; /* sorted by name: of two that differ only in case the first in byte order counts */
    size_t file_count, file_capacity;
    bool has_drives;            /* windows or wsl: `file/C/…` is a drive */
    bool says_absent;           /* facts/absent.txt exists: what is not there was not captured */
    bool has_bad_export;        /* an export could not be read: what no other one mentions is unknown */
    struct table exact, folded; /* key -> struct captured_file, by whether case matters */
    struct table refused;       /* key -> reason, of unreadable.txt */
    struct table absent;        /* key -> key, of absent.txt; case never matters here: our own keys are on both sides */
    char *refused_text, *absent_text;
    char **strings; /* keys owned by the two tables above */
    size_t string_count;
    struct registry *registry;
    struct mutex *mutex; /* the registry is read when it is first asked for */
};

static struct captured_file *find_file(const struct captured *captured, const char *key)
{
    return table_find(captured_name_ignores_case(key, captured->has_drives) ? &captured->folded : &captured->exact, key);
}

static bool is_export(const struct captured_file *file)
{
    return strchr(file->name, '/') == NULL && strlen(file->name) > 4 && text_same(file->name + strlen(file->name) - 4, ".reg");
}

static void note_problem(void *context, size_t line, const char *problem)
{
    (void)context;
    (void)line;
    (void)problem;
}

static void read_export(struct captured *captured, struct host *host, const struct captured_file *file)
{
    struct text content = { 0 };
    struct error error = { "it is a link, and links are not followed" };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result = FILE_REFUSED;

    if (file->kind == FILE_IS_FILE) {
        result = file_read_beneath(captured->facts, file->name, HOST_LARGEST_FACT, &content, why);
        error_set(&error, "%s", result == FILE_MISSING ? "it has gone" : why);
    }
    if (result != FILE_READ || !registry_export_read(captured->registry, text_of(&content), content.size, note_problem, NULL, &error)) {
        captured->has_bad_export = true;
        host_add_note(host, "facts/%s was not read: %s", file->name, error.text);
    }
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

/* A list names "…/" itself; a value's key is what stands before its name. */
static char *key_of_registry_path(const char *path)
{
    const char *end = strrchr(path, '/');

    return memory_copy(path, end != NULL ? (size_t)(end - path) : strlen(path));
}

/* Is this key, or one above it, in absent.txt? */
static bool is_known_absent(const struct captured *captured, const char *key)
{
    char *above = memory_copy_text(key);
    bool is_absent = table_find(&captured->absent, key) != NULL;

    for (char *end = strrchr(above, '/'); !is_absent && end != NULL; end = strrchr(above, '/')) {
        end[1] = '\0';
        is_absent = text_starts(key, "registry/") && table_find(&captured->absent, above) != NULL;
        end[0] = '\0';
    }
    free(above);
    return is_absent;
}

/* Absent, or not captured: by whether the capture says what it looked at. */
static void answer_missing(const struct captured *captured, const char *key, struct answer *answer)
{
    if (captured->says_absent && !is_known_absent(captured, key))
        answer_unreadable(answer, "not captured");
    else
        answer_absent(answer);
}

static void look_at_registry(struct captured *captured, struct host *host, const char *key, struct answer *answer)
{
    const char *path = key + strlen("registry/");
    char *of_key = key_of_registry_path(path);

    read_exports(captured, host);
    registry_answer(captured->registry, path, answer);
    if (answer->state == FACT_ABSENT && !registry_mentions(captured->registry, of_key)) {
        if (captured->has_bad_export)
            answer_unreadable(answer, "an export in facts/ could not be read");
        else
            answer_missing(captured, key, answer);
    }
    free(of_key);
}

/* Kinds whose facts are one line: the line feed an editor adds is no part of them. */
static bool is_one_line(const char *key)
{
    static const char *const kinds[] = { "system/",         "clock/",         "env/",   "service/",          "user/",
                                         "command-status/", "registry-time/", "trial/", "endpoint-geography" };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_starts(key, kinds[i]) && strcmp(key, "system/processes") != 0 && strcmp(key, "system/fanotify") != 0)
            return true;
    return false;
}

static void look_at_file(const struct captured *captured, const struct captured_file *file, const char *key, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "";
    enum file_result result;

    if (file->kind != FILE_IS_FILE) {
        answer_unreadable(answer, file->kind == FILE_IS_LINK ? "it is a link, and links are not followed" : "it is no regular file");
        return;
    }
    result = file_read_beneath(captured->facts, file->name, HOST_LARGEST_FACT, &answer->text, why);
    if (result != FILE_READ)
        answer_unreadable(answer, "%s", result == FILE_MISSING ? "it has gone" : why);
    else if (is_one_line(key) && answer->text.size > 0 && answer->text.data[answer->text.size - 1] == '\n')
        answer->text.data[--answer->text.size] = '\0';
}

/* Does a folder above the key's file turn out to be a link? Then we cannot know. */
static bool is_behind_link(const struct captured *captured, const char *key)
{
    char *above = memory_copy_text(key);
    bool is_link = false;

    for (char *end = strrchr(above, '/'); !is_link && end != NULL; end = strrchr(above, '/')) {
        const struct captured_file *file;

        *end = '\0';
        file = find_file(captured, above);
        is_link = file != NULL && file->kind == FILE_IS_LINK;
    }
    free(above);
    return is_link;
}

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    struct captured *captured = (struct captured *)machine;
    const char *why = table_find(&captured->refused, key);
    const struct captured_file *file;

    if (why != NULL) {
        answer_unreadable(answer, "%s", why);
    } else if (text_starts(key, "registry/")) {
        look_at_registry(captured, host, key, answer);
    } else {
        char *name = captured_name_from_key(key), *canonical = captured_name_to_key(name);

        file = find_file(captured, canonical);
        if (file != NULL && file->kind != FILE_IS_FOLDER)
            look_at_file(captured, file, key, answer);
        else if (is_behind_link(captured, canonical))
            answer_unreadable(answer, "it lies behind a link, and links are not followed");
        else
            answer_missing(captured, key, answer);
        free(canonical);
        free(name);
    }
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
    free(captured->absent_text);
    table_free(&captured->exact);
    table_free(&captured->folded);
    table_free(&captured->refused);
    table_free(&captured->absent);
    registry_free(captured->registry);
    mutex_free(captured->mutex);
    folder_close(captured->facts);
    free(captured);
}

static void found_file(void *context, const char *path, enum file_kind kind)
{
    struct captured *captured = context;

    if (captured->file_count == captured->file_capacity) {
        captured->file_capacity = captured->file_capacity > 0 ? 2 * captured->file_capacity : 64;
        captured->files = memory_resize(captured->files, captured->file_capacity, sizeof *captured->files);
    }
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
        bool ignores_case;

        file->key = captured_name_to_key(file->name);
        ignores_case = captured_name_ignores_case(file->key, captured->has_drives);
        other = find_file(captured, file->key);
        if (other == NULL || (other->kind == FILE_IS_FOLDER && file->kind != FILE_IS_FOLDER))
            table_put(ignores_case ? &captured->folded : &captured->exact, file->key, file);
        else if (file->kind != FILE_IS_FOLDER)
            host_add_note(host, "facts/%s and facts/%s differ only in case: the first one counts", other->name, file->name);
    }
}

static char *own_key(struct captured *captured, const char *name, size_t size)
{
    char *written = memory_copy(name, size);
    char *key = captured_name_to_key(written);

    free(written);
    captured->strings = memory_resize(captured->strings, captured->string_count + 1, sizeof *captured->strings);
    return captured->strings[captured->string_count++] = key;
}

/* facts/absent.txt and facts/unreadable.txt: the first has keys, the second keys, a tab and a reason. */
static void read_lists(struct captured *captured)
{
    struct text absent = { 0 }, refused = { 0 };
    char why[FILE_WHY_SIZE];
    struct span rest, line;

    captured->says_absent = file_read_beneath(captured->facts, "absent.txt", HOST_LARGEST_FACT, &absent, why) == FILE_READ;
    rest = span_of(captured->absent_text = text_take(&absent));
    while (span_next_line(&rest, &line))
        if (line.size > 0) {
            char *key = own_key(captured, line.data, line.size);

            table_put(&captured->absent, key, key);
        }
    (void)file_read_beneath(captured->facts, "unreadable.txt", HOST_LARGEST_FACT, &refused, why);
    rest = span_of(captured->refused_text = text_take(&refused));
    while (span_next_line(&rest, &line)) {
        const char *tab = memchr(line.data, '\t', line.size);
        size_t size = tab != NULL ? (size_t)(tab - line.data) : line.size;

        if (size == 0)
            continue;
        captured->refused_text[line.data + line.size - captured->refused_text] = '\0';
        table_put(&captured->refused, own_key(captured, line.data, size),
                  tab != NULL && tab[1] != '\0' ? (void *)(tab + 1) : (void *)"the capture gives no reason");
    }
}

static bool is_windows_like(struct captured *captured)
{
    struct text platform = { 0 };
    char why[FILE_WHY_SIZE];
    bool is_linux;

    (void)file_read_beneath(captured->facts, "system/platform", 64, &platform, why);
    is_linux = text_starts(text_of(&platform), "linux");
    text_free(&platform);
    return !is_linux;
}

static struct folder *open_facts(const char *path, struct error *error)
{
    struct error inner;
    struct folder *whole = folder_open(path, &inner), *facts;
    char *below;

    if (whole == NULL) {
        error_set(error, "%s: expected a captured host: a folder with facts/ in it", inner.text);
        return NULL;
    }
    below = text_format("%s/facts", path);
    facts = folder_open(below, &inner);
    if (facts == NULL)
        error_set(error, "%s: expected a captured host, but there is no folder facts/ in it", path);
    free(below);
    folder_close(whole);
    return facts;
}

struct host *host_open_captured(const char *path, struct error *error)
{
    struct folder *facts = open_facts(path, error);
    struct captured *captured;
    struct host *host;

    if (facts == NULL)
        return NULL;
    captured = memory_get(sizeof *captured);
    captured->machine = (struct machine){ .source = "captured", .look = look, .close = close_captured };
    captured->facts = facts;
    captured->mutex = mutex_new();
    captured->folded.ignores_case = true;
    captured->absent.ignores_case = true;
    captured->refused.ignores_case = true;
    host = host_new(&captured->machine);
    captured->has_drives = is_windows_like(captured);
    if (!folder_walk(facts, MOST_FILES, found_file, captured))
        host_add_note(host, "%s/facts was not read whole: folders refused, deeper than 64 levels, or more than %d files", path, MOST_FILES);
    if (captured->file_count > 0)
        qsort(captured->files, captured->file_count, sizeof *captured->files, by_name);
    index_files(captured, host);
    read_lists(captured);
    return host;
}
