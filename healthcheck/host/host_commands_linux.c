/* Commands of a live Linux machine: each is run once, and those that will be asked for run at the same time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_linux.h"

/* Where programs lie; a user's own PATH does not count, because we may be root. */
#define PROGRAM_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

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
    if (live->has_windows) {
        environment[4] = "WSLENV=WSL_UTF8";
        environment[5] = interop;
        environment[6] = distribution;
    }
    result = process_run(&(struct process_request){ .arguments = arguments,
                                                    .environment = environment,
                                                    .timeout_seconds = timeout_of(live, command),
                                                    .output_limit = HOST_LARGEST_FACT,
                                                    .stop = command_runs_stopper(live->runs) });
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
        return live->has_windows ? run_on_windows(live, command, place) : refused(PROCESS_MISSING, "");
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
    return command_ended(result, timeout_of(live, command), answer);
}

struct process_result live_run_row(void *context, const struct command *command)
{
    return live_run(context, command, NULL);
}

static bool is_for_wsl_registry(const struct command *command)
{
    return strcmp(command->name, "wsl-reg") == 0;
}

void live_start_commands(struct machine *machine, struct host *host, const char *const *names)
{
    struct live *live = (struct live *)machine;

    (void)host;
    if (live->has_windows)
        windows_start(live);
    for (; *names != NULL; names++) {
        const struct command *command = command_named(*names);

        if (command == NULL || (command->purposes & live->purposes) == 0 || (command->windows_arguments[0] != NULL && !live->has_windows))
            continue;
        if (!is_for_wsl_registry(command))
            command_runs_start(live->runs, command);
    }
}

/* The row of a key that may be run now; NULL, and the answer says why, where there is none. */
static const struct command *row_for(const struct live *live, const char *name, struct answer *answer)
{
    const struct command *command = command_named(name);

    if (command != NULL && command->purposes != COMMAND_FOR_HOST && command->windows_arguments[0] != NULL && !live->has_windows) {
        answer_absent(answer);
        return NULL;
    }
    return command_for_fact(name, live->purposes, answer);
}

void live_command(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct command *command = row_for(live, rest, answer);

    (void)host;
    if (command == NULL)
        return;
    if (is_for_wsl_registry(command))
        windows_registry_text(live, answer);
    else
        command_answer(command_runs_result(live->runs, command), timeout_of(live, command), answer);
}

void live_command_status(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct command *command = row_for(live, rest, answer);

    (void)host;
    if (command == NULL)
        return;
    if (is_for_wsl_registry(command))
        answer_unreadable(answer, "wsl-reg is many runs: one a key");
    else
        command_status_answer(command_runs_result(live->runs, command), timeout_of(live, command), answer);
}
