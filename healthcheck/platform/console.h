/* Standard output and standard error: bytes as they are, whole or an error. */
#ifndef HEALTHCHECK_PLATFORM_CONSOLE_H
#define HEALTHCHECK_PLATFORM_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"

/* Writes to stdout and makes sure that it arrived; a closed or full stdout is an error, never a signal. */
bool console_write(const char *bytes, size_t size, struct error *error);

/* One line to stderr, "healthcheck: " before it, its secrets masked and control bytes escaped: file names and arguments are anybody's. */
LIKE_PRINTF(1, 2) void console_complain(const char *format, ...);

/* Are colours wanted on stdout: a terminal, NO_COLOR (no-color.org) empty or unset, TERM not "dumb"? */
bool console_wants_colour(void);

/* A line on stderr that the next one overwrites, on a terminal only; "" wipes it. Call it as often as you like. */
void console_progress(const char *line);
bool console_shows_progress(void);

/* Is stdout a terminal? Then what is printed is escaped even where a pipe would get the bytes. */
bool console_is_terminal(void);

/* How wide is the terminal on stdout? 0: it is none, or does not say. */
size_t console_columns(void);

/* Broken pipes become errors, a signal that ends us ends the programs we started first, and a crash becomes one line with the text last
   given to console_working_on() and status 4. */
void console_prepare(void);

/* From now on the first SIGINT, SIGTERM or SIGHUP only ends the programs we started and is remembered, so that the work can be given up in
   order; the second ends us at once. */
void console_remember_interrupts(void);
bool console_is_interrupted(void);

/* What to name where the program crashes: a text that stays, or NULL. */
void console_working_on(const char *what);
const char *console_work(void);

/* For --intune: a crash is said on stdout, behind "unknown: ", and ends with status 0. */
void console_crash_as_unknown(void);

#endif
