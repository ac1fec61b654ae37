/* Runs a program and waits for its end: no shell, nothing on its stdin, an environment of the caller's, a limit of time and of
 * output. May be called from several threads at once. */
#ifndef HEALTHCHECK_PLATFORM_PROCESS_H
#define HEALTHCHECK_PLATFORM_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

/* Ends runs before their time, from another thread. */
struct process_stop;

struct process_stop *process_stop_new(void);
void process_stop_now(struct process_stop *stop);
void process_stop_free(struct process_stop *stop);

struct process_request {
    const char *const *arguments;   /* the program's path first; NULL at the end */
    const char *const *environment; /* "NAME=value"; NULL at the end */
    double timeout_seconds;         /* then the program and all it started in its process group are killed */
    size_t output_limit;            /* bytes kept of stdout; what is beyond is read and dropped */
    struct process_stop *stop;      /* or NULL */
    void *user_token;               /* Windows: whose program it becomes, a primary token; NULL: ours */
};

enum process_end {
    PROCESS_EXITED,
    PROCESS_TIMED_OUT,
    PROCESS_STOPPED, /* by process_stop_now() */
    PROCESS_MISSING, /* there is no such program */
    PROCESS_REFUSED, /* the system did not start it; `why` says why */
};

enum { PROCESS_WHY_SIZE = 128, PROCESS_ERRORS_LIMIT = 16 * 1024 };

struct process_result {
    enum process_end end;
    int status;         /* the exit status; 128 + the signal's number where one ended it */
    struct text output; /* stdout: also what came before a time-out */
    struct text errors; /* stderr, the first PROCESS_ERRORS_LIMIT bytes */
    bool is_cut;        /* there was more output than the limit */
    char why[PROCESS_WHY_SIZE];
};

/* Free with process_result_free(). A child of the program that holds its stdout open after the program's end does not hold us. */
struct process_result process_run(const struct process_request *request);
void process_result_free(struct process_result *result);

/* Kills every program that runs now, with its process group, and lets none start any more: for a signal's handler, when our own
   process is about to end. Async-signal-safe. */
void process_end_all(void);

#endif
