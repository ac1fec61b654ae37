/* What kind of machine is examined; the rows of a check that differ by platform ask here. */
#ifndef PROBES_PLATFORM_H
#define PROBES_PLATFORM_H

#include <stdbool.h>

#include "healthcheck/host/host.h"

/* ON_WINDOWS for a Windows host, ON_LINUX for Linux, ON_WSL | ON_WINDOWS inside a distribution of WSL (its host is examined as
   well); 0 where system/platform is not known. */
unsigned platform_of(struct host *host);

/* Are the Windows rows judged: on Windows, and inside WSL? */
bool platform_is_windows(struct host *host);

#endif
