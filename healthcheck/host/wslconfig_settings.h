/* The settings of .wslconfig, and which values WSL takes for them (microsoft/WSL, WslCoreConfig, 2026-08). */
#ifndef HEALTHCHECK_HOST_WSLCONFIG_SETTINGS_H
#define HEALTHCHECK_HOST_WSLCONFIG_SETTINGS_H

#include <stddef.h>

#include "healthcheck/host/wslconfig.h"

struct wslconfig_known {
    const char *name; /* "wsl2.networkingMode" */
    enum wslconfig_type type;
    const char *older_name; /* the header of its experimental days, which still counts, or NULL */
};

/* NULL at the end. */
const struct wslconfig_known *wslconfig_known_at(size_t index);

/* NULL where the value is good, else what is wrong with it: "is no whole number". */
const char *wslconfig_fault(enum wslconfig_type type, const char *value);

#endif
