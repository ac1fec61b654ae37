/* What a distribution of WSL has learnt from Windows: host_wsl_linux.c and host_registry_linux.c only. */
#ifndef HEALTHCHECK_HOST_INTEROPERABILITY_LINUX_H
#define HEALTHCHECK_HOST_INTEROPERABILITY_LINUX_H

#include <stdbool.h>

#include "healthcheck/platform/thread.h"

struct registry;
struct key_run;

struct interoperability {
    struct mutex *mutex;
    struct condition *ended;
    bool is_judged;
    const char *obstacle;
    char *processes;           /* what tasklist.exe printed, or NULL */
    struct registry *registry; /* what reg.exe told, or NULL */
    struct key_run *keys;      /* a run a key of the fixed list, or NULL */
};

void windows_registry_free(struct interoperability *windows);

#endif
