/* What kind of machine is examined; the rows of a check that differ by platform ask here. */
#ifndef HEALTHCHECK_HOST_HOST_PLATFORM_H
#define HEALTHCHECK_HOST_HOST_PLATFORM_H

#include <stdbool.h>

#include "healthcheck/host/host.h"

/* On which examined machines a probe applies. */
enum {
    ON_WINDOWS = 1, /* a Windows host; from inside a distribution of WSL its Windows host, through interoperability */
    ON_LINUX = 2,   /* a Linux machine of its own */
    ON_WSL = 4,     /* a distribution inside WSL itself */
};

/* ON_WINDOWS for a Windows host, ON_LINUX for Linux, ON_WSL | ON_WINDOWS inside a distribution of WSL (its host is examined as
   well); 0 where system/platform is not known. */
unsigned platform_of(struct host *host);

/* Are the Windows rows judged: on Windows, and inside WSL? */
bool platform_is_windows(struct host *host);

#endif
