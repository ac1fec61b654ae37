/* A live Windows machine, as its parts share it: included by host_*_windows.c and host_windows.c only. */
#ifndef HEALTHCHECK_HOST_LIVE_WINDOWS_H
#define HEALTHCHECK_HOST_LIVE_WINDOWS_H

#include <stdbool.h>
#include <wchar.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/live.h"

live_look live_file_signature, live_events, live_proxy_api;

/* "C/x/y" to "C:\x\y" below the root; NULL where it cannot be the name of a file of Windows. Yours to free. */
char *live_path(const struct live *live, const char *rest);

/* Absent where the number says that there is no such thing, else unreadable with what the system says. */
void live_refused(struct answer *answer, unsigned long number);

/* A FILETIME, 100 ns since 1601, in seconds since 1970. */
moment live_moment(unsigned long high, unsigned long low);

/* "8.0" where this is Wine and not Windows, else NULL. */
const char *live_wine_version(void);

/* host_user_windows.c: is the examined user the one as whom we run? A reason that ends "…: S-1-…" in the answer where not. */
bool live_is_own_user(struct host *host, struct answer *answer);

/* The same, or may we run a program as that user? Then `user_token` is there: the system itself gets it of who is signed in. */
bool live_may_be_user(struct live *live, struct host *host, struct answer *answer);

/* host_processes_windows.c */
void live_processes(struct answer *answer);

/* wmi_windows.c: what Get-MpComputerStatus prints as JSON, from where it takes it: WMI. */
void live_defender_status(const struct live *live, struct answer *answer);

#endif
