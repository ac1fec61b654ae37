/* The processes of a live Linux machine. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/proc_tables.h"
#include "healthcheck/platform/file.h"

/* One process as /proc tells it; free with release(). */
struct process {
    long long pid, parent, start_ticks;
    char *path;      /* of its program; NULL where the kernel does not tell us, or there is none */
    char *arguments; /* one line */
    char *image;     /* the name of its program */
    char state;
};

static void release(struct process *process)
{
    free(process->path);
    free(process->arguments);
    free(process->image);
    *process = (struct process){ 0 };
}

/* Where a link leads; NULL where it cannot be read. Yours to free. */
static char *read_link(const char *path)
{
    char target[4096];
    ssize_t size = readlink(path, target, sizeof target);

    return size > 0 ? memory_copy(target, (size_t)size) : NULL;
}

static const char *last_component(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

/* The file's name; else the kernel's own, which it cuts after 15 bytes, so that the first argument may know it whole. */
static char *image_of(const struct process *process, struct span name)
{
    char *first, *image;
    size_t size;

    if (process->path != NULL)
        return memory_copy_text(last_component(process->path));
    size = strcspn(process->arguments, " ");
    first = memory_copy(process->arguments, size);
    image = memory_copy(name.data, name.size);
    if (name.size == 15 && strncmp(last_component(first), image, 15) == 0) {
        free(image);
        image = memory_copy_text(last_component(first));
    }
    free(first);
    return image;
}

static bool read_process(const char *folder, const char *pid, struct process *process)
{
    static const char deleted[] = " (deleted)";
    char *stat_path = text_format("%s/%s/stat", folder, pid), *arguments_path = text_format("%s/%s/cmdline", folder, pid);
    char *link_path = text_format("%s/%s/exe", folder, pid), why[FILE_WHY_SIZE];
    struct text stat = { 0 }, arguments = { 0 };
    struct proc_stat row;
    bool is_read = file_read(stat_path, 65536, &stat, why) == FILE_READ && proc_stat_read((struct span){ text_of(&stat), stat.size }, &row);

    if (is_read) {
        (void)file_read(arguments_path, HOST_LARGEST_FACT, &arguments, why);
        *process = (struct process){ .pid = row.pid, .parent = row.parent, .start_ticks = row.start_ticks, .state = row.state };
        process->path = read_link(link_path);
        if (process->path != NULL && text_ends(process->path, deleted))
            process->path[strlen(process->path) - strlen(deleted)] = '\0';
        process->arguments = proc_arguments((struct span){ text_of(&arguments), arguments.size });
        process->image = image_of(process, row.name);
    }
    free(stat_path);
    free(arguments_path);
    free(link_path);
    text_free(&stat);
    text_free(&arguments);
    return is_read;
}

static int by_number(const void *a, const void *b)
{
    long long one = *(const long long *)a, two = *(const long long *)b;

    return one < two ? -1 : one > two;
}

/* The numbers of the processes, sorted; -1 where /proc cannot be listed. `numbers` is yours to free. */
static long list_processes(const char *folder, long long **numbers)
{
    DIR *listing = opendir(folder);
    struct dirent *entry;
    long count = 0;

    *numbers = NULL;
    if (listing == NULL)
        return -1;
    while ((entry = readdir(listing)) != NULL) {
        if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name) || strlen(entry->d_name) > 18)
            continue;
        if ((count & (count - 1)) == 0)
            *numbers = memory_resize(*numbers, count > 0 ? 2 * (size_t)count : 1, sizeof **numbers);
        (*numbers)[count++] = strtoll(entry->d_name, NULL, 10);
    }
    closedir(listing);
    if (count > 0)
        qsort(*numbers, (size_t)count, sizeof **numbers, by_number);
    return count;
}

/* Calls `each` for every program that runs; false where /proc cannot be listed. */
static bool for_each_process(struct live *live, void (*each)(void *context, const struct process *process), void *context)
{
    char *folder = live_path(live, "/proc"), pid[24];
    long long *numbers;
    long count = list_processes(folder, &numbers);

    for (long i = 0; i < count; i++) {
        struct process process = { 0 };

        snprintf(pid, sizeof pid, "%lld", numbers[i]);
        /* A thread of the kernel has no program and no arguments; a zombie runs no more, only its parent has not noticed. */
        if (read_process(folder, pid, &process) && process.state != 'Z' && (process.path != NULL || *process.arguments != '\0'))
            each(context, &process);
        release(&process);
    }
    free(numbers);
    free(folder);
    return count >= 0;
}

struct search {
    const char *image;
    moment boot;
    bool knows_boot;
    struct text *lines;
};

static void append_if_named(void *context, const struct process *process)
{
    struct search *search = context;
    char started[MOMENT_TEXT_SIZE];

    if (strcmp(process->image, search->image) != 0)
        return;
    text_append_format(search->lines, "pid=%lld parent=%lld", process->pid, process->parent);
    if (process->path != NULL) {
        text_append(search->lines, " path=");
        proc_append_line(search->lines, process->path, strlen(process->path));
    }
    if (search->knows_boot) {
        moment_write(search->boot + process->start_ticks / sysconf(_SC_CLK_TCK), started);
        text_append_format(search->lines, " started=%s", started);
    }
    text_append_format(search->lines, " arguments=%s\n", process->arguments);
}

void live_process(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    struct search search = { .image = rest, .lines = &answer->text };

    (void)host;
    if (live->has_windows) {
        windows_process(live, rest, answer);
        return;
    }
    search.knows_boot = live_boot(live, &search.boot);
    if (!for_each_process(live, append_if_named, &search))
        answer_unreadable(answer, "/proc cannot be listed");
    else if (answer->text.size == 0)
        answer_absent(answer);
}

struct names {
    char **items;
    size_t count;
};

static void add_name(void *context, const struct process *process)
{
    struct names *names = context;
    struct text line = { 0 };

    if ((names->count & (names->count - 1)) == 0)
        names->items = memory_resize(names->items, names->count > 0 ? 2 * names->count : 1, sizeof *names->items);
    proc_append_line(&line, process->image, strlen(process->image));
    names->items[names->count++] = text_take(&line);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void live_processes(struct live *live, struct answer *answer)
{
    struct names names = { 0 };

    if (!for_each_process(live, add_name, &names))
        answer_unreadable(answer, "/proc cannot be listed");
    if (names.count > 0)
        qsort(names.items, names.count, sizeof *names.items, by_text);
    for (size_t i = 0; i < names.count; i++)
        if (i == 0 || strcmp(names.items[i], names.items[i - 1]) != 0)
            text_append_format(&answer->text, "%s\n", names.items[i]);
    for (size_t i = 0; i < names.count; i++)
        free(names.items[i]);
    free(names.items);
}

/* Does one of the process's open files hold a fanotify mark? 1 yes, 0 no, -1 where we were refused. */
static int holds_fanotify(const char *folder, long long pid)
{
    char *files = text_format("%s/%lld/fd", folder, pid), why[FILE_WHY_SIZE];
    DIR *listing = opendir(files);
    int result = listing != NULL || (errno != EACCES && errno != EPERM) ? 0 : -1;
    struct dirent *entry;

    while (result == 0 && listing != NULL && (entry = readdir(listing)) != NULL) {
        char *link = text_format("%s/%s", files, entry->d_name), *target = read_link(link);

        /* Only these files are opened: a server may have a hundred thousand others. */
        if (target != NULL && strcmp(target, "anon_inode:[fanotify]") == 0) {
            char *path = text_format("%s/%lld/fdinfo/%s", folder, pid, entry->d_name);
            struct text info = { 0 };

            result = file_read(path, 16 * 1024 * 1024, &info, why) == FILE_READ &&
                     proc_fdinfo_has_fanotify_mark((struct span){ text_of(&info), info.size });
            text_free(&info);
            free(path);
        }
        free(target);
        free(link);
    }
    if (listing != NULL)
        closedir(listing);
    free(files);
    return result;
}

void live_fanotify(struct live *live, struct answer *answer)
{
    char *folder = live_path(live, "/proc"), number[24];
    long long *numbers;
    long count = list_processes(folder, &numbers), refused = 0;

    for (long i = 0; i < count; i++) {
        int holds = holds_fanotify(folder, numbers[i]);
        struct process process = { 0 };

        snprintf(number, sizeof number, "%lld", numbers[i]);
        refused += holds < 0;
        if (holds > 0 && read_process(folder, number, &process)) {
            text_append_format(&answer->text, "pid=%lld path=", process.pid);
            proc_append_line(&answer->text, process.path != NULL ? process.path : process.image,
                             strlen(process.path != NULL ? process.path : process.image));
            text_append_char(&answer->text, '\n');
        }
        release(&process);
    }
    free(numbers);
    free(folder);
    if (count < 0)
        answer_unreadable(answer, "/proc cannot be listed");
    else if (refused > 0)
        answer_unreadable(answer, "permission denied: only root may look at the open files of %ld processes", refused);
    else if (answer->text.size == 0)
        answer_absent(answer);
}
