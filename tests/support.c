/* What the tests share, on every system. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"
#include "probes/probe.h"

struct finding look_at(const char *id, const char *const facts[][2])
{
    static struct host *host;
    static struct finding last;
    const struct probe *probe = probe_named(id);

    assert_non_null(probe);
    finding_free(&last);
    host_free(host);
    host = host_open_literal(facts);
    finding_begin(&last, probe->id, probe->title);
    last.remedy = probe->remedy;
    last.topic = probe->topic;
    probe_look(probe, host, &last);
    finding_finish(&last);
    return last;
}

void outcome_free(struct outcome *outcome)
{
    text_free(&outcome->out);
    text_free(&outcome->err);
}

char *read_project_file(const char *path, size_t *size)
{
    char *whole = text_format("%s/%s", SOURCE_DIR, path);
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "";

    if (file_read(whole, HOST_LARGEST_FACT, &content, why) != FILE_READ)
        fail_msg("cannot read %s: %s", path, why);
    free(whole);
    if (size != NULL)
        *size = content.size;
    return text_take(&content);
}

/* Paths found so far, and what they have to look like. */
struct found {
    char **paths;
    size_t count;
    const char *folder, *ending;
};

static void add_file(void *context, const char *path, enum file_kind kind)
{
    struct found *found = context;

    if (kind != FILE_IS_FILE || !text_ends(path, found->ending))
        return;
    found->paths = memory_resize(found->paths, found->count + 2, sizeof *found->paths);
    found->paths[found->count++] = text_format("%s/%s", found->folder, path);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **project_files(const char *folder, const char *ending)
{
    struct found found = { .folder = folder, .ending = ending };
    char *whole = text_format("%s/%s", SOURCE_DIR, folder);
    struct error error;
    struct folder *opened = folder_open(whole, &error);

    found.paths = memory_resize(NULL, 1, sizeof *found.paths);
    if (opened != NULL) {
        assert_true(folder_walk(opened, 100000, add_file, &found));
        folder_close(opened);
    }
    free(whole);
    qsort(found.paths, found.count, sizeof *found.paths, by_path);
    found.paths[found.count] = NULL;
    return found.paths;
}

void free_project_files(char **paths)
{
    for (size_t i = 0; paths[i] != NULL; i++)
        free(paths[i]);
    free(paths);
}
