/* A live machine, whatever its system: as its parts share it. */
#ifndef HEALTHCHECK_HOST_LIVE_H
#define HEALTHCHECK_HOST_LIVE_H

#include <stdbool.h>

#include "healthcheck/host/command_runs.h"
#include "healthcheck/host/commands.h"
#include "healthcheck/host/machine.h"

struct interoperability;

struct live {
    struct machine machine;
    char *root; /* before every path: "" but in tests, where Windows' "C:\x" is <root>\C\x */
    double timeout_seconds;
    unsigned purposes; /* of the commands that may be run */
    char since[40];    /* what stands for COMMAND_SINCE */
    bool may_fetch;    /* download/, dns/ */
    bool has_windows;  /* Windows itself, or a distribution inside it: "C/x" is a file of a drive */
    host_try *try;     /* connect/, or NULL */
    void *try_options;
    char *user_sid; /* --user, or NULL */
    struct command_runs *runs;
    struct interoperability *windows; /* NULL but in WSL */
    void *_Atomic user_token;         /* of the examined user where we are another one and may have it (live_may_be_user()), else NULL; owned */
};

/* What answers a kind of key; `rest` is the key without its kind and '/'. */
typedef void live_look(struct live *live, struct host *host, const char *rest, struct answer *answer);

struct live_kind {
    const char *name;
    live_look *look;
};

/* host_live.c, host_files.c */
live_look live_file, live_folder, live_file_version, live_file_tail, live_download, live_geography;

/* Is "C/x" (or "C") a drive's here? */
bool live_is_on_drive(const struct live *live, const char *rest);

/* Does `work(task)` beside the caller, and waits for it: services, resolvers and COM may hang for ever. False where it did not end in time
   or could not begin, and the answer says that `who` gave none; `release(task)` is then called at the end of the work, or at once. */
bool live_patiently(const char *who, double seconds, void (*work)(void *task), void (*release)(void *task), void *task, struct answer *answer);

/* The same for what only needs a text (its own copy of it), and only gives an answer. */
void live_answer_patiently(const char *who, double seconds, void (*ask)(const char *what, struct answer *answer), const char *what,
                           struct answer *answer);

/* The system's own: */

live_look live_file_info, live_disk, live_system, live_clock, live_environment, live_user, live_network;
live_look live_process, live_service, live_command, live_command_status, live_registry, live_registry_time, live_dns;

/* The kinds that only one of the systems has; { NULL, NULL } ends them. */
extern const struct live_kind live_own_kinds[];

/* Fills in what only this system knows, and lets go of it. */
void live_begin(struct live *live, struct host *host);
void live_end(struct live *live);

/* Where the file of a key lies; NULL, and the answer says why, where it cannot be looked at. Yours to free. */
char *live_place(struct live *live, const char *rest, struct answer *answer);

/* The same for what stands behind "file:" in a URL. Another machine's is not asked for. */
char *live_place_of_url(struct live *live, const char *path, struct answer *answer);

struct process_result live_run_row(void *live, const struct command *command); /* a command_runner */
void live_start_commands(struct machine *machine, struct host *host, const char *const *names);

#endif
