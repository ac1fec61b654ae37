/* The runs of a live host's commands. */
#include "healthcheck/host/command_runs.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/thread.h"

enum run_state { RUN_IDLE, RUN_STARTED, RUN_ENDED };

/* One row of the table in host/commands.h, run at most once. */
struct command_run {
    struct command_runs *runs;
    const struct command *command;
    enum run_state state;
    struct thread *thread; /* NULL where the asker ran it itself */
    struct process_result result;
};

struct command_runs {
    command_runner *runner;
    void *context;
    struct mutex *mutex;
    struct condition *ended;
    struct process_stop *stop;
    struct command_run *runs; /* as the rows of the table */
};

struct command_runs *command_runs_new(command_runner *runner, void *context)
{
    struct command_runs *runs = memory_get(sizeof *runs);

    runs->runner = runner;
    runs->context = context;
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

struct process_stop *command_runs_stopper(struct command_runs *runs)
{
    return runs->stop;
}

static void run(void *argument)
{
    struct command_run *run = argument;
    struct command_runs *runs = run->runs;
    struct process_result result = runs->runner(runs->context, run->command);

    mutex_lock(runs->mutex);
    run->result = result;
    run->state = RUN_ENDED;
    condition_wake_all(runs->ended);
    mutex_unlock(runs->mutex);
}

/* The run is the caller's to do where this says so: nobody else has begun it. */
static bool begin(struct command_runs *runs, const struct command *command)
{
    struct command_run *own = &runs->runs[command_index(command)];
    bool is_first;

    mutex_lock(runs->mutex);
    is_first = own->state == RUN_IDLE;
    if (is_first) {
        own->runs = runs;
        own->command = command;
        own->state = RUN_STARTED;
    }
    mutex_unlock(runs->mutex);
    return is_first;
}

void command_runs_start(struct command_runs *runs, const struct command *command)
{
    struct command_run *own = &runs->runs[command_index(command)];

    if (!begin(runs, command))
        return;
    own->thread = thread_start(run, own);
    if (own->thread == NULL)
        run(own);
}

const struct process_result *command_runs_result(struct command_runs *runs, const struct command *command)
{
    struct command_run *own = &runs->runs[command_index(command)];

    if (begin(runs, command))
        run(own);
    mutex_lock(runs->mutex);
    while (own->state != RUN_ENDED)
        condition_wait(runs->ended, runs->mutex);
    mutex_unlock(runs->mutex);
    return &own->result;
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

const struct command *command_for_fact(const char *name, unsigned purposes, struct answer *answer)
{
    const struct command *command = command_named(name);

    if (command == NULL || command->purposes == COMMAND_FOR_HOST) {
        answer_unreadable(answer, "no such command is in the table of those that may be run");
        return NULL;
    }
    if ((command->purposes & purposes) == 0) {
        answer_unreadable(answer, "only %s runs it", action_of(command));
        return NULL;
    }
    return command;
}

bool command_ended(const struct process_result *result, double timeout_seconds, struct answer *answer)
{
    switch (result->end) {
    case PROCESS_EXITED:
        return true;
    case PROCESS_TIMED_OUT:
        answer_unreadable(answer, "timed out after %g s", timeout_seconds);
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

void command_answer(const struct process_result *result, double timeout_seconds, struct answer *answer)
{
    if (!command_ended(result, timeout_seconds, answer))
        return;
    text_append_bytes(&answer->text, text_of(&result->output), result->output.size);
    if (result->is_cut)
        answer->why = text_format("cut at %d MiB", HOST_LARGEST_FACT / (1024 * 1024));
}

void command_status_answer(const struct process_result *result, double timeout_seconds, struct answer *answer)
{
    if (result->end == PROCESS_TIMED_OUT)
        text_append(&answer->text, "timeout");
    else if (result->end == PROCESS_MISSING)
        text_append(&answer->text, "missing");
    else if (command_ended(result, timeout_seconds, answer))
        text_append_format(&answer->text, "%d", result->status);
}
