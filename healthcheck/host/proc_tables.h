/* Tables of Linux' /proc: bytes in, plain data out (man 5 proc, Linux man-pages 6.03). What is read is borrowed from the bytes,
 * unless it says otherwise. */
#ifndef HEALTHCHECK_HOST_PROC_TABLES_H
#define HEALTHCHECK_HOST_PROC_TABLES_H

#include <stdbool.h>

#include "healthcheck/core/text.h"

/* /proc/PID/stat */
struct proc_stat {
    long long pid, parent;
    struct span name;      /* as the kernel cut it: 15 bytes, of a program; brackets and blanks may be in it */
    char state;            /* 'R', 'S', 'Z', … */
    long long start_ticks; /* since the boot, in clock ticks */
};

bool proc_stat_read(struct span text, struct proc_stat *stat);

/* /proc/PID/cmdline as one line: blanks for the NULs between arguments, %XX for control bytes. Yours to free. */
char *proc_arguments(struct span bytes);

/* Appends text with its control bytes as %XX, so that it stays on its line. */
void proc_append_line(struct text *line, const char *bytes, size_t size);

/* A line of /proc/PID/mountinfo. The texts are its own (escapes undone); free with proc_mount_free(). */
struct proc_mount {
    char *point, *type, *source;
    char *options; /* those of the mount, then those of the file system that are not among them */
};

/* Takes the next mount off `rest`; lines that are none are passed over. */
bool proc_mount_next(struct span *rest, struct proc_mount *mount);
void proc_mount_free(struct proc_mount *mount);

/* Is a fanotify mark in this /proc/PID/fdinfo/FD? */
bool proc_fdinfo_has_fanotify_mark(struct span text);

/* The number behind "name" at the beginning of a line ("btime 1717…", "MemTotal:  16 kB"); false where there is no such line. */
bool proc_number(struct span text, const char *name, long long *number);

/* How many lines begin with `prefix` and a digit ("cpu0 …")? */
long long proc_count(struct span text, const char *prefix);

#endif
