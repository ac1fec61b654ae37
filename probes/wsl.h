/* What the checks of WSL share: its policies, .wslconfig, the registered distributions. */
#ifndef PROBES_WSL_H
#define PROBES_WSL_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/wslconfig.h"

/* Where an administrator sets WSL's policies. */
#define WSL_INTUNE "Intune: Devices > Configuration > New policy > Windows 10 and later > Settings catalog > Windows Subsystem for Linux"

#define WSL_LXSS_OF_MACHINE "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/"
#define WSL_LXSS_OF_USER    "registry/HKCU/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/"

/* The plug-in that no longer stops WSL because of a custom kernel (Learn, mde-plugin-wsl, 2024-08-12). */
#define WSL_TOLERANT_PLUGIN "1.24.522.2"

/* Is HKLM\SOFTWARE\Policies\WSL\<policy> the dword 0? Anything else forbids nothing (microsoft/WSL, wslpolicies.h, 2026-08). What
   cannot be read makes the finding unknown, and forbids nothing. */
bool wsl_forbids(struct host *host, struct finding *finding, const char *policy);

/* The examined user's .wslconfig; without a setting where it is absent or no text. False, with nothing to free, where it cannot
   be read: the finding is then unknown. */
bool wsl_read_config(struct host *host, struct finding *finding, struct wslconfig *config);

/* The setting, where it counts and says something; NULL otherwise. */
const struct wslconfig_setting *wsl_setting(const struct wslconfig *config, const char *section, const char *key);

/* Is the plug-in known, and older than WSL_TOLERANT_PLUGIN? Its version, yours to free; NULL otherwise. */
char *wsl_intolerant_plugin(struct host *host, struct finding *finding);

/* A distribution that is registered for the examined user. */
struct wsl_registered {
    char *key;  /* "{GUID}" */
    char *name; /* the key where it has none */
    bool is_wsl2;
    const struct fact *command_line; /* KernelCommandLine */
};

struct wsl_registered_list {
    struct wsl_registered *distributions;
    size_t count;
};

/* What cannot be read makes the finding unknown and is left out. Free with wsl_registered_free(). */
struct wsl_registered_list wsl_registered_of(struct host *host, struct finding *finding);
void wsl_registered_free(struct wsl_registered_list *list);

#endif
