/* Commands of a live Linux machine: each is run once, and those that will be asked for run at the same time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_linux.h"

/* Where programs lie; a user's own PATH does not count, because we may be root. */
#define PROGRAM_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

enum run_state { RUN_IDLE, RUN_STARTED, RUN_ENDED };

/* One row of the table in host/commands.h, run at most once. */
struct command_run {
    struct live *live;
    const struct command *command;
    enum run_state state;
    struct thread *thread; /* NULL where the asker ran it itself */
    struct process_result result;
};

struct command_runs {
    struct mutex *mutex;
    struct condition *ended;
    struct process_stop *stop;
    struct command_run *runs; /* as the rows of the table */
};

struct command_runs *command_runs_new(void)
{
    struct command_runs *runs = memory_get(sizeof *runs);

    runs->mutex = mutex_new();
    runs->ended = condition_new();
    runs->stop = process_stop_new();
    runs->runs = memory_get(command_count() * sizeof *runs->runs);
    return runs;
}

void command_runs_stop(struct command_runs *runs)
{
    process_stop_now(runs->stop);
    for (size_t i = 0; i < command_count(); i++) {
        if (runs->runs[i].thread != NULL)
            thread_join(runs->runs[i].thread);
        runs->runs[i].thread = NULL;
    }
}

void command_runs_free(struct command_runs *runs)
{
    for (size_t i = 0; i < command_count(); i++)
        process_result_free(&runs->runs[i].result);
    process_stop_free(runs->stop);
    free(runs->runs);
    condition_free(runs->ended);
    mutex_free(runs->mutex);
    free(runs);
}

/* The program's path, the first that is there; yours to free, NULL where there is none. */
static char *find_program(const struct live *live, const char *name)
{
    for (struct span rest = span_of(PROGRAM_PATH); rest.size > 0;) {
        const char *colon = memchr(rest.data, ':', rest.size);
        size_t size = colon != NULL ? (size_t)(colon - rest.data) : rest.size;
        char *path = text_format("%s%.*s/%s", live->root, (int)size, rest.data, name);

        if (access(path, F_OK) == 0)
            return path;
        free(path);
        size += colon != NULL ? 1 : 0;
        rest = (struct span){ rest.data + size, rest.size - size };
    }
    return NULL;
}

/* "NAME=value" of our own environment, "NAME=" of what stands in for it where it is not set. Yours to free. */
static char *inherited(const char *name, const char *otherwise)
{
    const char *value = getenv(name);

    return text_format("%s=%s", name, value != NULL ? value : otherwise);
}

static double timeout_of(const struct live *live, const struct command *command)
{
    return command->timeout_seconds > 0 ? command->timeout_seconds : live->timeout_seconds;
}

/* Runs one line of arguments; `program` is what its first one stands for. */
static struct process_result run_line(struct live *live, const struct command *command, char *program, const char *const *line, const char *place)
{
    char *home = inherited("HOME", "/"), *interop = inherited("WSL_INTEROP", ""), *distribution = inherited("WSL_DISTRO_NAME", "");
    /* WSLENV: only what it names reaches a program of Windows (Learn, "Share environment variables", 2026). The other two lead such
       a program to its host. */
    const char *environment[] = { "LC_ALL=C", "WSL_UTF8=1", "PATH=" PROGRAM_PATH, home, NULL, NULL, NULL, NULL };
    const char *arguments[COMMAND_MOST_ARGUMENTS + 1] = { program };
    struct process_result result;

    for (size_t i = 1; i < COMMAND_MOST_ARGUMENTS && line[i] != NULL; i++)
        arguments[i] = strcmp(line[i], COMMAND_PLACE) == 0 ? place : strcmp(line[i], COMMAND_SINCE) == 0 ? live->since : line[i];
    if (live->is_wsl) {
        environment[4] = "WSLENV=WSL_UTF8";
        environment[5] = interop;
        environment[6] = distribution;
    }
    result = process_run(&(struct process_request){ .arguments = arguments,
                                                    .environment = environment,
                                                    .timeout_seconds = timeout_of(live, command),
                                                    .output_limit = HOST_LARGEST_FACT,
                                                    .stop = live->runs->stop });
    free(home);
    free(interop);
    free(distribution);
    return result;
}

static struct process_result refused(enum process_end end, const char *why)
{
    struct process_result result = { .end = end };

    snprintf(result.why, sizeof result.why, "%s", why);
    return result;
}

static struct process_result run_on_windows(struct live *live, const struct command *command, const char *place)
{
    const char *obstacle = windows_obstacle(live);
    char *program = obstacle == NULL ? windows_program(live, command->windows_arguments[0]) : NULL;
    struct process_result result;

    if (program == NULL)
        return refused(PROCESS_REFUSED, obstacle != NULL ? obstacle : "interoperability: drive C is not mounted");
    result = run_line(live, command, program, command->windows_arguments, place);
    free(program);
    return result;
}

struct process_result live_run(struct live *live, const struct command *command, const char *place)
{
    struct process_result result;
    char *program;

    if (command->windows_arguments[0] != NULL)
        return live->is_wsl ? run_on_windows(live, command, place) : refused(PROCESS_MISSING, "");
    program = find_program(live, command->linux_arguments[0]);
    if (program == NULL)
        return refused(PROCESS_MISSING, "");
    result = run_line(live, command, program, command->linux_arguments, place);
    if (result.end == PROCESS_EXITED && result.status != 0 && command->linux_alternative[0] != NULL) {
        process_result_free(&result);
        result = run_line(live, command, program, command->linux_alternative, place);
    }
    free(program);
    return result;
}

bool live_ran(const struct live *live, const struct command *command, const struct process_result *result, struct answer *answer)
{
    switch (result->end) {
    case PROCESS_EXITED:
        return true;
    case PROCESS_TIMED_OUT:
        answer_unreadable(answer, "timed out after %g s", timeout_of(live, command));
        break;
    case PROCESS_MISSING:
        answer_absent(answer);
        break;
    case PROCESS_STOPPED:
        answer_unreadable(answer, "stopped, because nobody waited for it any more");
        break;
    case PROCESS_REFUSED:
        answer_unreadable(answer, "%s", result->why);
        break;
    }
    return false;
}

static void run(void *argument)
{
    struct command_run *run = argument;
    struct command_runs *runs = run->live->runs;
    struct process_result result = live_run(run->live, run->command, NULL);

    mutex_lock(runs->mutex);
    run->result = result;
    run->state = RUN_ENDED;
    condition_wake_all(runs->ended);
    mutex_unlock(runs->mutex);
}

/* The run is the caller's to do where this says so: nobody else has begun it. */
static bool begin(struct live *live, const struct command *command)
{
    struct command_run *own = &live->runs->runs[command_index(command)];
    bool is_first;

    mutex_lock(live->runs->mutex);
    is_first = own->state == RUN_IDLE;
    if (is_first) {
        own->live = live;
        own->command = command;
        own->state = RUN_STARTED;
    }
    mutex_unlock(live->runs->mutex);
    return is_first;
}

/* The one run of a command, ended. */
static const struct process_result *result_of(struct live *live, const struct command *command)
{
    struct command_run *own = &live->runs->runs[command_index(command)];

    if (begin(live, command))
        run(own);
    mutex_lock(live->runs->mutex);
    while (own->state != RUN_ENDED)
        condition_wait(live->runs->ended, live->runs->mutex);
    mutex_unlock(live->runs->mutex);
    return &own->result;
}

static bool is_for_wsl_registry(const struct command *command)
{
    return strcmp(command->name, "wsl-reg") == 0;
}

void live_start_commands(struct machine *machine, struct host *host, const char *const *names)
{
    struct live *live = (struct live *)machine;

    (void)host;
    if (live->is_wsl)
        windows_start(live);
    for (; *names != NULL; names++) {
        const struct command *command = command_named(*names);

        if (command == NULL || (command->purposes & live->purposes) == 0 || (command->windows_arguments[0] != NULL && !live->is_wsl))
            continue;
        if (!is_for_wsl_registry(command) && begin(live, command)) {
            struct command_run *own = &live->runs->runs[command_index(command)];

            own->thread = thread_start(run, own);
            if (own->thread == NULL)
                run(own);
        }
    }
}

/* The action that runs what this one does not. */
static const char *action_of(const struct command *command)
{
    if ((command->purposes & COMMAND_FOR_CONNECTIVITY) != 0)
        return "--connectivityTest";
    if ((command->purposes & COMMAND_FOR_STATISTICS) != 0)
        return "--ebpfStatistics";
    return (command->purposes & COMMAND_FOR_BUNDLE) != 0 ? "--supportBundle" : "--supportBundle --with";
}

/* The row of a key that may be run now; NULL, and the answer says why, where there is none. */
static const struct command *row_for(const struct live *live, const char *name, struct answer *answer)
{
    const struct command *command = command_named(name);

    if (command == NULL || command->purposes == COMMAND_FOR_HOST) {
        answer_unreadable(answer, "no such command is in the table of those that may be run");
        return NULL;
    }
    if (command->windows_arguments[0] != NULL && !live->is_wsl) {
        answer_absent(answer);
        return NULL;
    }
    if ((command->purposes & live->purposes) == 0) {
        answer_unreadable(answer, "only %s runs it", action_of(command));
        return NULL;
    }
    return command;
}

void live_command(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct command *command = row_for(live, rest, answer);
    const struct process_result *result;

    (void)host;
    if (command == NULL)
        return;
    if (is_for_wsl_registry(command)) {
        windows_registry_text(live, answer);
        return;
    }
    result = result_of(live, command);
    if (!live_ran(live, command, result, answer))
        return;
    text_append_bytes(&answer->text, text_of(&result->output), result->output.size);
    if (result->is_cut)
        answer->why = text_format("cut at %d MiB", HOST_LARGEST_FACT / (1024 * 1024));
}

void live_command_status(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct command *command = row_for(live, rest, answer);
    const struct process_result *result;

    (void)host;
    if (command == NULL)
        return;
    if (is_for_wsl_registry(command)) {
        answer_unreadable(answer, "wsl-reg is many runs: one a key");
        return;
    }
    result = result_of(live, command);
    if (result->end == PROCESS_TIMED_OUT)
        text_append(&answer->text, "timeout");
    else if (result->end == PROCESS_MISSING)
        text_append(&answer->text, "missing");
    else if (live_ran(live, command, result, answer))
        text_append_format(&answer->text, "%d", result->status);
}
