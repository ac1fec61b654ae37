/* Measures whole processes: rows take turns, so that what else the machine does falls on all of them; medians are told.
 *
 * It stays small itself, because a child's peak of memory begins with its parent's (getrusage(2), since the peak survives execve). */
#define _GNU_SOURCE /* wait4, sched_setaffinity */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/rows.h"

/* A broken limit is measured again: what others do on the machine only ever adds. */
enum { MOST_ROUNDS = 64, MOST_WORDS = 2100, MOST_ATTEMPTS = 3 };

struct measure {
    double wall_ms[MOST_ROUNDS], cpu_ms[MOST_ROUNDS], waited_ms[MOST_ROUNDS]; /* wall without waited */
    double mib;                                                               /* the largest peak */
    int count;
    bool is_missing; /* there is no such program, or the row is not for this machine */
    int bad_status;  /* how a process ended that should have ended with 0 to 3 */
};

extern char **environ;
static struct measure measures[ROWS];
static bool is_long;

/* Cuts the row's command in words; @file becomes the lines of that file. */
static void read_words(const char *command, char **words)
{
    char *line = strdup(command), *rest = line, *file_line;
    int count = 0;

    for (char *word; (word = strtok_r(rest, " ", &rest)) != NULL && count < MOST_WORDS;) {
        FILE *file = word[0] == '@' ? fopen(word + 1, "r") : NULL;
        char text[256];

        if (file == NULL) {
            words[count++] = strdup(word);
            continue;
        }
        while (count < MOST_WORDS && (file_line = fgets(text, sizeof text, file)) != NULL) {
            file_line[strcspn(file_line, "\n")] = '\0';
            words[count++] = strdup(file_line);
        }
        fclose(file);
    }
    words[count] = NULL;
    free(line);
}

static void stay_on_one_core(const cpu_set_t *all)
{
    cpu_set_t one;
    size_t last = 0;

    for (size_t i = 0; i < CPU_SETSIZE; i++)
        last = CPU_ISSET(i, all) ? i : last;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    sched_setaffinity(0, sizeof one, &one);
}

static double ms_of(struct timeval time)
{
    return (double)time.tv_sec * 1000 + (double)time.tv_usec / 1000;
}

/* How long the first thread of an ended process stood ready while others had the core: the second number of /proc/<pid>/schedstat
   (Linux, Documentation/scheduler/sched-stats.rst), in nanoseconds. */
static double waited_ms_of(pid_t child)
{
    char path[64];
    unsigned long long ran, waited;
    FILE *file;
    bool is_read;

    snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)child);
    file = fopen(path, "r");
    is_read = file != NULL && fscanf(file, "%llu %llu", &ran, &waited) == 2;
    if (file != NULL)
        fclose(file);
    return is_read ? (double)waited / 1e6 : 0;
}

/* Runs the words once, output to nowhere, and adds what it took. */
static void run_once(char **words, struct measure *measure)
{
    posix_spawn_file_actions_t actions;
    struct timespec begun, ended;
    struct rusage usage;
    int status = 0;
    pid_t child;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    clock_gettime(CLOCK_MONOTONIC, &begun);
    if (posix_spawnp(&child, words[0], &actions, NULL, words, environ) != 0) {
        measure->is_missing = true;
    } else {
        siginfo_t end;

        /* Its numbers are there until it is waited for. */
        while (waitid(P_PID, (id_t)child, &end, WEXITED | WNOWAIT) < 0 && errno == EINTR)
            ;
        clock_gettime(CLOCK_MONOTONIC, &ended);
        measure->waited_ms[measure->count] = waited_ms_of(child);
        wait4(child, &status, 0, &usage);
        measure->wall_ms[measure->count] =
            (double)(ended.tv_sec - begun.tv_sec) * 1000 + (double)(ended.tv_nsec - begun.tv_nsec) / 1e6 - measure->waited_ms[measure->count];
        measure->cpu_ms[measure->count] = ms_of(usage.ru_utime) + ms_of(usage.ru_stime);
        measure->mib = (double)usage.ru_maxrss / 1024 > measure->mib ? (double)usage.ru_maxrss / 1024 : measure->mib;
        measure->count++;
        if (!WIFEXITED(status) || WEXITSTATUS(status) > 3)
            measure->bad_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    posix_spawn_file_actions_destroy(&actions);
}

static bool is_for_here(const struct row *row)
{
    return (!row->is_long || is_long) && (row->without == NULL || access(row->without, F_OK) != 0) &&
           (row->with == NULL || access(row->with, F_OK) == 0);
}

static void measure_row(size_t index, bool is_first, const cpu_set_t *all)
{
    static char *words[MOST_WORDS + 1];
    const struct row *row = &rows[index];

    read_words(row->command, words);
    if (row->is_on_one_core)
        stay_on_one_core(all);
    if (is_first)
        fprintf(stderr, "bench: %s\n", row->work);
    if (is_first && row->rounds > 1)
        run_once(words, &(struct measure){ 0 }); /* files come from the disk but once */
    run_once(words, &measures[index]);
    sched_setaffinity(0, sizeof *all, all);
    for (size_t k = 0; words[k] != NULL; k++)
        free(words[k]);
}

/* One process after the other, a round of all rows that are wanted at a time. */
static void measure_all(const bool *is_wanted)
{
    cpu_set_t all;

    sched_getaffinity(0, sizeof all, &all);
    for (size_t i = 0; i < ROWS; i++)
        if (is_wanted[i])
            measures[i] = (struct measure){ .is_missing = !is_for_here(&rows[i]) };
    for (int round = 0; round < MOST_ROUNDS; round++)
        for (size_t i = 0; i < ROWS; i++)
            if (is_wanted[i] && round < rows[i].rounds && !measures[i].is_missing)
                measure_row(i, round == 0, &all);
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

/* The middle one; the list is sorted by this. */
static double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, by_size);
    return count > 0 ? numbers[count / 2] : 0;
}

static struct measure *measure_of(const char *name)
{
    for (size_t i = 0; name != NULL && i < ROWS; i++)
        if (strcmp(rows[i].name, name) == 0 && !measures[i].is_missing)
            return &measures[i];
    return NULL;
}

/* "ok", or what is wrong with the row; "" where it has no limit. */
static const char *verdict_on(const struct row *row, struct measure *measure)
{
    struct measure *floor = measure_of(row->floor), *base = measure_of(row->above);
    struct measure *peer = measure_of(row->times_of);
    double wall = median(measure->wall_ms, measure->count), base_wall = base != NULL ? median(base->wall_ms, base->count) : 0;

    if (measure->is_missing)
        return "not here";
    if (measure->bad_status != 0)
        return "FAILED";
    if (floor != NULL && wall < median(floor->wall_ms, floor->count))
        return "BELOW ITS FLOOR";
    if ((row->most_ms > 0 && wall > row->most_ms) || (row->above_ms > 0 && wall - base_wall > row->above_ms))
        return "TOO SLOW";
    if (row->most_times > 0 && peer != NULL && wall > row->most_times * median(peer->wall_ms, peer->count))
        return "TOO SLOW";
    if (row->most_cpu_ms > 0 && median(measure->cpu_ms, measure->count) > row->most_cpu_ms)
        return "TOO BUSY";
    if ((row->most_mib > 0 && measure->mib > row->most_mib) || (row->above_mib > 0 && base != NULL && measure->mib - base->mib > row->above_mib))
        return "TOO LARGE";
    return row->most_ms > 0 || row->above_ms > 0 || row->most_mib > 0 || row->above_mib > 0 || row->most_times > 0 || row->most_cpu_ms > 0 ? "ok"
                                                                                                                                           : "";
}

static bool is_broken(const char *verdict)
{
    return verdict[0] >= 'A' && verdict[0] <= 'Z';
}

static void want(bool *is_wanted, const char *name)
{
    for (size_t i = 0; name != NULL && i < ROWS; i++)
        if (strcmp(rows[i].name, name) == 0)
            is_wanted[i] = true;
}

/* The rows that break a limit, and those that they are held against. */
static bool want_broken(bool *is_wanted)
{
    bool is_any = false;

    memset(is_wanted, 0, ROWS * sizeof *is_wanted);
    for (size_t i = 0; i < ROWS; i++) {
        if (!is_broken(verdict_on(&rows[i], &measures[i])))
            continue;
        is_any = is_wanted[i] = true;
        want(is_wanted, rows[i].floor);
        want(is_wanted, rows[i].above);
        want(is_wanted, rows[i].times_of);
    }
    return is_any;
}

static void append_limit(char *text, size_t size, const char *sign, double limit, const char *unit)
{
    size_t used = strlen(text);

    if (limit > 0)
        snprintf(text + used, size - used, "%s%s%g %s", used > 0 ? ", " : "", sign, limit, unit);
}

/* "+3 ms, +4 MiB, 10 ms, 16 MiB, 1.15 times, 150 ms CPU": above the base, then of the whole process. */
static void write_limits(const struct row *row, char *text, size_t size)
{
    text[0] = '\0';
    append_limit(text, size, "+", row->above_ms, "ms");
    append_limit(text, size, "+", row->above_mib, "MiB");
    append_limit(text, size, "", row->most_ms, "ms");
    append_limit(text, size, "", row->most_mib, "MiB");
    append_limit(text, size, "", row->most_times, "times");
    append_limit(text, size, "", row->most_cpu_ms, "ms CPU");
}

static void print_row(const struct row *row, struct measure *measure)
{
    struct measure *base = measure_of(row->above);
    const char *verdict = verdict_on(row, measure);
    char above[64] = "", limits[64];

    write_limits(row, limits, sizeof limits);
    if (base != NULL && measure->count > 0)
        snprintf(above, sizeof above, "%+.2f ms %+.2f MiB", median(measure->wall_ms, measure->count) - median(base->wall_ms, base->count),
                 measure->mib - base->mib);
    printf("%-56s  %-40s ", row->work, row->command);
    if (measure->count > 0)
        printf("%9.2f %9.2f %9.2f %8.2f  %-22s %-30s  %s", median(measure->wall_ms, measure->count), median(measure->cpu_ms, measure->count),
               median(measure->waited_ms, measure->count), measure->mib, above, limits, verdict);
    else
        printf("%9s %9s %9s %8s  %-22s %-30s  %s", "", "", "", "", "", limits, verdict);
    if (measure->bad_status != 0)
        printf(" with status %d", measure->bad_status);
    putchar('\n');
}

int main(int count, char **arguments)
{
    bool is_wanted[ROWS];
    int attempts = 1;

    is_long = count > 1 && strcmp(arguments[1], "--long") == 0;
    memset(is_wanted, 1, sizeof is_wanted);
    measure_all(is_wanted);
    while (want_broken(is_wanted) && attempts < MOST_ATTEMPTS) {
        fprintf(stderr, "bench: a limit is broken; measuring that again\n");
        measure_all(is_wanted);
        attempts++;
    }
    printf("%-56s  %-40s %9s %9s %9s %8s  %-22s %s\n", "work", "command line", "wall ms", "CPU ms", "waited ms", "peak MiB", "above its base",
           "limit (+: above)");
    for (size_t i = 0; i < ROWS; i++)
        print_row(&rows[i], &measures[i]);
    printf("medians of whole processes that took turns; peak MiB is the largest; attempt %d of %d\n"
           "waited: ready to run while others had the core, not part of wall\n",
           attempts, MOST_ATTEMPTS);
    return want_broken(is_wanted) ? 1 : 0;
}
