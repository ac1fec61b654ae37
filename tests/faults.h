/* System calls that fail, or never return: the file systems that a test cannot mount. */
#ifndef TESTS_FAULTS_H
#define TESTS_FAULTS_H

#include <stdbool.h>

/* Which calls, and how. */
struct fault {
    long call;         /* SYS_…; 0 ends a list */
    int argument;      /* its argument that decides, from 0; -1: every call */
    unsigned bits;     /* one of these is set in it; 0: */
    unsigned at_least; /* it is so large */
    int error;         /* what the call fails with; -1: it does nothing and returns 0; 0: it never returns (until the process ends) */
};

/* From now on for this thread, those that it starts and the programs it executes (seccomp); nothing ends it. */
bool faults_begin(const struct fault *faults);

/* Runs `body` in a thread of its own, to which these happen. */
void faults_during(const struct fault *faults, void (*body)(void *argument), void *argument);

/* No unnamed files (FAT, NFS, 9p), nor a rename that refuses to replace (FAT, NFS). */
extern const struct fault no_unnamed_files[], no_careful_rename[];

#endif
