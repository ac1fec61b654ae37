/* What a captured host holds, by key. */
#include "healthcheck/host/captured_index.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/captured_name.h"
#include "healthcheck/platform/file.h"

/* More files than any bundle of ours holds; a folder beyond that is no captured host. */
enum { MOST_FILES = 200000 };

static void *find(const struct captured_index *index, const struct captured_keys *keys, const char *key)
{
    return table_find(captured_name_ignores_case(key, index->has_drives) ? &keys->folded : &keys->exact, key);
}

static void put(const struct captured_index *index, struct captured_keys *keys, const char *key, void *thing)
{
    table_put(captured_name_ignores_case(key, index->has_drives) ? &keys->folded : &keys->exact, key, thing);
}

const struct captured_file *captured_index_file(const struct captured_index *index, const char *key)
{
    return find(index, &index->known, key);
}

const char *captured_index_refusal(const struct captured_index *index, const char *key)
{
    return find(index, &index->refused, key);
}

bool captured_index_refuses_any(const struct captured_index *index)
{
    return index->refused.exact.count > 0 || index->refused.folded.count > 0;
}

bool captured_index_is_absent(const struct captured_index *index, const char *key)
{
    char *above;
    bool is_absent;

    if (!index->says_absent)
        return false;
    above = memory_copy_text(key);
    is_absent = find(index, &index->absent, key) != NULL;

    for (char *end = strrchr(above, '/'); !is_absent && end != NULL; end = strrchr(above, '/')) {
        end[1] = '\0';
        is_absent = text_starts(key, "registry/") && find(index, &index->absent, above) != NULL;
        end[0] = '\0';
    }
    free(above);
    return is_absent;
}

bool captured_index_is_behind_link(const struct captured_index *index, const char *key)
{
    char *above;
    bool is_link = false;

    if (!index->has_links)
        return false;
    above = memory_copy_text(key);
    for (char *end = strrchr(above, '/'); !is_link && end != NULL; end = strrchr(above, '/')) {
        const struct captured_file *file;

        *end = '\0';
        file = captured_index_file(index, above);
        is_link = file != NULL && file->kind == FILE_IS_LINK;
    }
    free(above);
    return is_link;
}

void captured_index_answer_missing(const struct captured_index *index, const char *key, struct answer *answer)
{
    text_free(&answer->text);
    if (captured_index_is_absent(index, key))
        answer_absent(answer);
    else if (index->says_absent)
        answer_unreadable(answer, "not captured");
    else if (!index->is_whole)
        answer_unreadable(answer, "the capture could not be read whole");
    else
        answer_absent(answer);
}

static void found_file(void *context, const char *path, enum file_kind kind)
{
    struct captured_index *index = context;

    if (index->file_count == index->file_capacity) {
        index->file_capacity = index->file_capacity > 0 ? 2 * index->file_capacity : 64;
        index->files = memory_resize(index->files, index->file_capacity, sizeof *index->files);
    }
    index->has_links = index->has_links || kind == FILE_IS_LINK;
    index->files[index->file_count++] = (struct captured_file){ memory_copy_text(path), NULL, kind };
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct captured_file *)a)->name, ((const struct captured_file *)b)->name);
}

static void index_files(struct captured_index *index, struct host *host)
{
    for (size_t i = 0; i < index->file_count; i++) {
        struct captured_file *file = &index->files[i], *other;

        file->key = captured_name_to_key(file->name);
        other = find(index, &index->known, file->key);
        if (other == NULL || (other->kind == FILE_IS_FOLDER && file->kind != FILE_IS_FOLDER))
            put(index, &index->known, file->key, file);
        else if (file->kind != FILE_IS_FOLDER)
            host_add_note(host, "facts/%s and facts/%s differ only in case: the first one counts", other->name, file->name);
    }
}

static char *own_key(struct captured_index *index, const char *name, size_t size)
{
    char *written = memory_copy(name, size);
    char *key = captured_name_to_key(written);

    free(written);
    if (index->string_count == index->string_capacity) {
        index->string_capacity = index->string_capacity > 0 ? 2 * index->string_capacity : 64;
        index->strings = memory_resize(index->strings, index->string_capacity, sizeof(char *));
    }
    return index->strings[index->string_count++] = key;
}

/* The text of a list in facts/, "" where there is none; yours to free. */
static char *read_list(const struct captured_index *index, struct host *host, const char *name, bool *exists)
{
    struct text text = { 0 };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result = index->facts->read(index->facts, name, HOST_LARGEST_FACT, &text, why);

    if (result == FILE_REFUSED)
        host_add_note(host, "facts/%s was not read: %s", name, why);
    *exists = result != FILE_MISSING;
    return text_take(&text);
}

/* Keys, one a line. */
static void read_absent(struct captured_index *index, struct host *host)
{
    char *text = read_list(index, host, "absent.txt", &index->says_absent);
    struct span rest = span_of(text), line;

    while (span_next_line(&rest, &line))
        if (line.size > 0) {
            char *key = own_key(index, line.data, line.size);

            put(index, &index->absent, key, key);
        }
    free(text);
}

/* Lines of key, tab, reason. */
static void read_refused(struct captured_index *index, struct host *host)
{
    struct span rest, line;
    bool exists;

    index->refused_text = read_list(index, host, "unreadable.txt", &exists);
    rest = span_of(index->refused_text);
    while (span_next_line(&rest, &line)) {
        const char *tab = memchr(line.data, '\t', line.size);
        size_t size = tab != NULL ? (size_t)(tab - line.data) : line.size;

        if (size == 0)
            continue;
        index->refused_text[line.data + line.size - index->refused_text] = '\0';
        put(index, &index->refused, own_key(index, line.data, size),
            tab != NULL && tab[1] != '\0' ? (void *)(tab + 1) : (void *)"the capture gives no reason");
    }
}

static bool is_windows_like(const struct captured_index *index)
{
    struct text platform = { 0 };
    char why[FILE_WHY_SIZE];
    bool is_linux;

    (void)index->facts->read(index->facts, "system/platform", 64, &platform, why);
    is_linux = text_starts(text_of(&platform), "linux");
    text_free(&platform);
    return !is_linux;
}

void captured_index_read(struct captured_index *index, struct file_tree *facts, struct host *host, const char *path)
{
    *index = (struct captured_index){ .facts = facts };
    index->known.folded.ignores_case = index->absent.folded.ignores_case = index->refused.folded.ignores_case = true;
    index->has_drives = is_windows_like(index);
    index->is_whole = facts->walk(facts, MOST_FILES, found_file, index);
    if (!index->is_whole)
        host_add_note(host, "%s/facts was not read whole: folders refused, deeper than 64 levels, or more than %d files", path, MOST_FILES);
    if (index->file_count > 0)
        qsort(index->files, index->file_count, sizeof *index->files, by_name);
    index_files(index, host);
    read_absent(index, host);
    read_refused(index, host);
}

static void free_keys(struct captured_keys *keys)
{
    table_free(&keys->exact);
    table_free(&keys->folded);
}

void captured_index_free(struct captured_index *index)
{
    for (size_t i = 0; i < index->file_count; i++) {
        free(index->files[i].name);
        free(index->files[i].key);
    }
    free(index->files);
    for (size_t i = 0; i < index->string_count; i++)
        free(index->strings[i]);
    free(index->strings);
    free(index->refused_text);
    free_keys(&index->known);
    free_keys(&index->refused);
    free_keys(&index->absent);
}
