/* What the plugin.* checks share: where the plug-in's parts are, and what Windows knows of its installation. */
#ifndef PROBES_PLUGIN_H
#define PROBES_PLUGIN_H

#include <stdbool.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"

/* Below Programs and Features; the product code changes with every version, so the entry is known by its DisplayName alone. */
struct plugin_entry {
    const struct fact *name;    /* its DisplayName; where there is no entry the list looked through, or the fact that could not be read */
    const struct fact *version; /* its DisplayVersion; NULL where there is no entry */
};

struct plugin_entry plugin_entry_of(struct host *host);

/* "file-info", "file-version", "file-signature" of a file below the plug-in's folder: "tools/healthcheck.exe". */
const struct fact *plugin_file(struct host *host, const char *kind, const char *below);

#define PLUGIN_LIBRARY "plug-in/DefenderforEndpointPlug-in.dll"
#define PLUGIN_TOOL    "tools/healthcheck.exe"

/* The plug-ins of WSL, a value each; the sub-key DefenderPlug-in holds the settings that were deprecated. */
#define PLUGIN_LIST "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/Plugins/"

/* Takes the next name off a registry list or a folder (begin with fact_span()); false at the end. A key's or folder's name
   comes without its slash, and `is_folder` says so. */
bool plugin_next_name(struct span *rest, struct span *name, bool *is_folder);

#define PLUGIN_REPAIR "Repair the plug-in: Control Panel > Programs and Features > Microsoft Defender for Endpoint plug-in for WSL > Repair."

#endif
