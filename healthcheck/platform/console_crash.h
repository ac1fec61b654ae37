/* What is said where the program crashes: shared by console_linux.c and console_windows.c. Asks for no memory and no lock. */
#ifndef HEALTHCHECK_PLATFORM_CONSOLE_CRASH_H
#define HEALTHCHECK_PLATFORM_CONSOLE_CRASH_H

#include <stdbool.h>

/* Does console_crash_as_unknown() hold? Then the line belongs on stdout. */
bool console_crashes_as_unknown(void);

/* One line, in pieces; `kind` is "memory", "arithmetic" or "abort". Returns the status to end with. */
int console_tell_crash(const char *kind, void (*put)(const char *piece));

#endif
