/* The runs of a live host's commands: each is run once, those that will be asked for run at the same time, and who asks waits. How one is
   run is a matter of the system: host_commands_*.c. */
#ifndef HEALTHCHECK_HOST_COMMAND_RUNS_H
#define HEALTHCHECK_HOST_COMMAND_RUNS_H

#include <stdbool.h>

#include "healthcheck/host/commands.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/platform/process.h"

struct command_runs;

/* Runs a row of the table; called from any thread. */
typedef struct process_result command_runner(void *context, const struct command *command);

/* `context` is borrowed until command_runs_stop(). */
struct command_runs *command_runs_new(command_runner *runner, void *context);
void command_runs_stop(struct command_runs *runs); /* ends them all */
void command_runs_free(struct command_runs *runs);

/* What ends a run before its time, for `process_request.stop`. */
struct process_stop *command_runs_stopper(struct command_runs *runs);

/* Begins a run in a thread of its own, unless it was begun already. */
void command_runs_start(struct command_runs *runs, const struct command *command);

/* The one run of a command, ended. */
const struct process_result *command_runs_result(struct command_runs *runs, const struct command *command);

/* The row of the fact command/<name> among those with one of these purposes; NULL, and the answer says why, where there is none. */
const struct command *command_for_fact(const char *name, unsigned purposes, struct answer *answer);

/* Says why a run gave nothing: true where it ended by itself. */
bool command_ended(const struct process_result *result, double timeout_seconds, struct answer *answer);

/* A run as the facts command/… and command-status/…. */
void command_answer(const struct process_result *result, double timeout_seconds, struct answer *answer);
void command_status_answer(const struct process_result *result, double timeout_seconds, struct answer *answer);

#endif
