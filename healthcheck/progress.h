/* The progress line: on stderr, on a terminal only, while something takes longer than a second. */
#ifndef HEALTHCHECK_PROGRESS_H
#define HEALTHCHECK_PROGRESS_H

struct progress;

/* Begins to watch what console_working_on() says; `what` stands before it and stays the caller's. */
struct progress *progress_start(const char *what);

/* Wipes the line. */
void progress_stop(struct progress *progress);

#endif
