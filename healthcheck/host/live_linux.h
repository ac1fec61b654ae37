/* A live Linux machine, as its parts share it: included by host_*_linux.c and host_linux.c only. */
#ifndef HEALTHCHECK_HOST_LIVE_LINUX_H
#define HEALTHCHECK_HOST_LIVE_LINUX_H

#include <stdbool.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/live.h"
#include "healthcheck/platform/process.h"
#include "healthcheck/platform/thread.h"

/* The path below the root; yours to free. */
char *live_path(const struct live *live, const char *path);

/* The content of a small file of the system ("/proc/stat"); false where it cannot be read. */
bool live_read(const struct live *live, const char *path, struct text *content);

/* When the machine was booted; false where /proc/stat does not say. */
bool live_boot(const struct live *live, long long *when);

/* host_processes_linux.c */
void live_processes(struct live *live, struct answer *answer);
void live_fanotify(struct live *live, struct answer *answer);

/* host_commands_linux.c: runs a row for the host's own use, `place` in its COMMAND_PLACE. Free with process_result_free(). */
struct process_result live_run(struct live *live, const struct command *command, const char *place);

/* Says why a run for the host's own use gave nothing: true where it ended by itself. */
bool live_ran(const struct live *live, const struct command *command, const struct process_result *result, struct answer *answer);

/* host_wsl_linux.c: Windows, seen from inside a distribution. */
struct interoperability *interoperability_new(void);
void interoperability_free(struct interoperability *windows);

/* Why Windows' programs cannot be started from here (a sentence with the word interoperability), or NULL where they can. */
const char *windows_obstacle(struct live *live);

/* The path of a drive's file in the distribution ("C/Windows/x" to "/mnt/c/Windows/x"), below the root; NULL, and the answer says why,
   where it cannot be looked at. Yours to free. */
char *windows_path(struct live *live, const char *rest, struct answer *answer);

/* "SystemRoot/System32/reg.exe" to the path of that program; NULL where the drive is not mounted. Yours to free. */
char *windows_program(struct live *live, const char *program);

void windows_service(struct live *live, const char *name, struct answer *answer);
void windows_process(struct live *live, const char *image, struct answer *answer);
void windows_user(struct live *live, struct host *host, const char *rest, struct answer *answer);
void windows_registry_text(struct live *live, struct answer *answer);
void windows_start(struct live *live);

#endif
