/* The actions of the program: each prints its result and gives the exit status. */
#ifndef HEALTHCHECK_CMD_H
#define HEALTHCHECK_CMD_H

#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"
#include "healthcheck/options.h"

/* The exit status of our own failure. */
enum { EXIT_OWN_FAILURE = 4 };

int cmd_report(const struct options *options);
int cmd_ask(const struct options *options);
int cmd_list(const struct options *options);
int cmd_explain(const struct options *options);
int cmd_verify(const struct options *options);
int cmd_extended_proxy(const struct options *options);
int cmd_connectivity_test(const struct options *options);
int cmd_support_bundle(const struct options *options);

/* The captured host at `path`: a folder, or a support bundle. */
struct host *cmd_open_captured(const char *path, struct error *error);

/* The captured host at `path`, or, where it is NULL, this machine; NULL and one sentence where it cannot be opened. */
struct host *cmd_open_host(const struct options *options, const char *path, struct error *error);

/* How much of an argument a message quotes ("'%.*s'"). */
int cmd_shown(const char *argument);

/* Does --output (or its absence) mean stdout? */
bool cmd_is_stdout(const char *output);

/* Sends a result where the options say: stdout, or --output in one step. Empties `out`. False, told on stderr, where it did not arrive. */
bool cmd_deliver(const struct options *options, struct text *out);

/* Our own failure, in one line: on stderr, and the status is 4; with --intune on stdout behind "unknown: ", and it is 0, so that no
   remediation starts for it. */
int cmd_give_up(const struct options *options, const char *why);

#endif
