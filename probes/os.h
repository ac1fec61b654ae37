/* The halves of the os.* checks: each judges the same id on its own system. They stand in windows_os.c and linux_os.c, whose names do
   not end in the system's: both are portable and compiled everywhere. */
#ifndef PROBES_OS_H
#define PROBES_OS_H

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"

/* os.supported, the Windows row (also asked from inside WSL) and the Linux row. */
void os_supported_on_windows(struct host *host, struct finding *finding);
void os_supported_on_linux(struct host *host, struct finding *finding);

/* os.architecture has a Windows row only. */
void os_architecture_on_windows(struct host *host, struct finding *finding);

#endif
