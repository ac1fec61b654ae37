/* Windows' management interface (WMI). */
#ifndef HEALTHCHECK_HOST_WMI_WINDOWS_H
#define HEALTHCHECK_HOST_WMI_WINDOWS_H

#include <wchar.h>

#include "healthcheck/host/machine.h"

/* The first object that a query gives, its properties (no lists among them) as a JSON object; times as RFC 3339. The texts are literals:
   whoever hangs keeps them. */
void wmi_ask(const wchar_t *name_space, const wchar_t *query, double seconds, struct answer *answer);

#endif
