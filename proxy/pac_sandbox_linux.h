/* What the child that evaluates scripts gives up: open files, signal handlers, time, memory, and nearly all system calls. */
#ifndef PROXY_PAC_SANDBOX_LINUX_H
#define PROXY_PAC_SANDBOX_LINUX_H

#include <stdbool.h>

#include "healthcheck/core/error.h"

/* The one file that stays open, to read and to write. */
enum { PAC_CHANNEL = 3 };

/* For a process just forked. Nothing comes back: neither a file nor a call. A call that is not on the list fails with EPERM. False, and
   the process is to end, where the kernel does not give what is asked for. Under a sanitizer the address space is not limited, and a
   named list of further calls is allowed (pac_sandbox_linux.c). */
bool pac_sandbox_enter(int channel, struct error *error);

#endif
