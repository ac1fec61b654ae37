/* The files of a systemd service on a host. */
#include "proxy/service_files.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* `systemd-analyze unit-paths` of systemd 252 without the generators' folders and those of portable services, in their order. */
static const char *const folders[] = {
    "/etc/systemd/system.control", "/run/systemd/system.control",   "/run/systemd/transient", "/etc/systemd/system",
    "/run/systemd/system",         "/usr/local/lib/systemd/system", "/lib/systemd/system",    "/usr/lib/systemd/system",
};

enum { FOLDER_COUNT = sizeof folders / sizeof *folders, MOST_DROP_INS = 1024 };

/* A drop-in's name, and the fact that names its folder's place in the order. */
struct drop_in {
    char *name;
    char *path;
    size_t rank;
};

struct drop_ins {
    struct drop_in items[MOST_DROP_INS];
    size_t count;
};

/* What is absent says nothing, and there is room for few. */
static const struct fact *look(struct host *host, struct proxy_record *record, const char *kind, const char *path)
{
    const struct fact *fact = host_ask_for(host, "%s%s", kind, path);

    if (fact->state == FACT_UNREADABLE || (fact->state == FACT_PRESENT && strcmp(kind, "file") == 0))
        proxy_record_saw(record, fact);
    return fact;
}

static void take_names(struct drop_ins *drop_ins, const struct fact *fact, const char *folder, size_t rank)
{
    struct span rest = { fact->text, fact->size }, line;

    while (span_next_line(&rest, &line) && drop_ins->count < MOST_DROP_INS) {
        char *name = memory_copy(line.data, line.size);

        if (text_ends(name, ".conf") && name[0] != '.')
            drop_ins->items[drop_ins->count++] = (struct drop_in){ name, text_format("%s/%s", folder, name), rank };
        else
            free(name);
    }
}

static void find_drop_ins(struct drop_ins *drop_ins, struct host *host, struct proxy_record *record, const char *unit_name)
{
    const char *const names[] = { unit_name, "service" };

    for (size_t n = 0; n < 2; n++)
        for (size_t i = 0; i < FOLDER_COUNT; i++) {
            char *folder = text_format("%s/%s.d", folders[i], names[n]);
            const struct fact *fact = look(host, record, "folder", folder);

            if (fact->state == FACT_PRESENT)
                take_names(drop_ins, fact, folder, n * FOLDER_COUNT + i);
            free(folder);
        }
}

static int by_name_and_rank(const void *left, const void *right)
{
    const struct drop_in *a = left, *b = right;
    int order = strcmp(a->name, b->name);

    return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static void read_drop_ins(struct systemd_unit *unit, struct host *host, struct proxy_record *record)
{
    struct drop_ins *drop_ins = memory_get(sizeof *drop_ins);

    find_drop_ins(drop_ins, host, record, unit->name);
    qsort(drop_ins->items, drop_ins->count, sizeof *drop_ins->items, by_name_and_rank);
    for (size_t i = 0; i < drop_ins->count; i++) {
        bool is_shadowed = i > 0 && strcmp(drop_ins->items[i].name, drop_ins->items[i - 1].name) == 0;
        const struct fact *fact = is_shadowed ? NULL : look(host, record, "file", drop_ins->items[i].path);

        if (fact != NULL && fact->state == FACT_PRESENT)
            systemd_unit_read(unit, drop_ins->items[i].path, fact->text, fact->size);
    }
    for (size_t i = 0; i < drop_ins->count; i++) {
        free(drop_ins->items[i].name);
        free(drop_ins->items[i].path);
    }
    free(drop_ins);
}

char *service_files_place(const char *file, size_t line)
{
    const char *name = strrchr(file, '/') != NULL ? strrchr(file, '/') + 1 : file;

    if (text_ends(file, ".service"))
        return text_format("unit file %s, line %zu", file, line);
    if (strstr(file, ".d/") != NULL && text_ends(file, ".conf"))
        return text_format("drop-in %s, line %zu", name, line);
    return text_format("environment file %s, line %zu", file, line);
}

static void tell_problems(const struct systemd_unit *unit, struct proxy_record *record)
{
    for (size_t i = 0; i < unit->problem_count; i++) {
        char *place = service_files_place(unit->problems[i].file, unit->problems[i].line);

        proxy_problem_add(&record->problems, "unit-line", "%s: %s", place, unit->problems[i].text);
        free(place);
    }
}

bool service_files_read(struct systemd_unit *unit, struct host *host, struct proxy_record *record)
{
    bool is_there = false;

    for (size_t i = 0; i < FOLDER_COUNT && !is_there; i++) {
        char *path = text_format("%s/%s", folders[i], unit->name);
        const struct fact *fact = look(host, record, "file", path);

        is_there = fact->state == FACT_PRESENT;
        if (is_there && fact->size > 0 && !systemd_unit_read(unit, path, fact->text, fact->size))
            proxy_problem_add(&record->problems, "unit-line", "%s is damaged: systemd does not load the service", path);
        free(path);
    }
    if (is_there)
        read_drop_ins(unit, host, record);
    tell_problems(unit, record);
    return is_there;
}

void service_files_read_environment(struct systemd_unit *unit, struct host *host, struct proxy_record *record)
{
    for (size_t i = 0; i < unit->file_count; i++) {
        const struct systemd_environment_file *file = &unit->files[i];
        const struct fact *fact;

        if (strpbrk(file->path, "*?[") != NULL) {
            proxy_problem_add(&record->problems, "environment-file", "%s is a pattern, and was not followed", file->path);
            continue;
        }
        fact = look(host, record, "file", file->path);
        if (fact->state == FACT_ABSENT && !file->is_optional)
            proxy_problem_add(&record->problems, "environment-file", "%s is missing: systemd does not start the service", file->path);
        if (fact->state == FACT_PRESENT && !systemd_unit_read_environment_file(unit, file->path, fact->text, fact->size) && !file->is_optional)
            proxy_problem_add(&record->problems, "environment-file", "%s is not UTF-8: systemd does not start the service", file->path);
    }
    tell_problems(unit, record);
}
