/* The versions of what is examined, each by the order of its sources (docs/contract.md section 5). */
#ifndef PROBES_VERSIONS_H
#define PROBES_VERSIONS_H

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"

/* Each is NULL where it is not known, never a guess, and owned. */
struct versions {
    char *plugin;  /* the DLL, else Uninstall's DisplayVersion, else the vendor's report */
    char *wsl;     /* Lxss\MSI\Version, else `wsl --version`, else the report */
    char *agent;   /* mdatp health, else the report */
    char *windows; /* major.minor.build.UBR; on Linux NULL */
    char *kernel;  /* on Linux the running one, on Windows the one of WSL: the second line of `wsl --version` */
};

/* Asks for command/plugin-healthcheck, command/wsl-version and command/mdatp-health where a better source does not answer. */
struct versions versions_of(struct host *host);
void versions_free(struct versions *versions);

/* The plug-in's alone; yours to free. `finding` gets what was looked at, and may be NULL. */
char *version_of_plugin(struct host *host, struct finding *finding);

#endif
