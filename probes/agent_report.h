/* What the plug-in's own tool reports of the agent in the virtual machine: the Windows rows of the agent.* checks read it here. */
#ifndef PROBES_AGENT_REPORT_H
#define PROBES_AGENT_REPORT_H

#include <stdbool.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/plugin_report.h"

/* The report of command/plugin-healthcheck, as evidence of the finding. False where there is none: the finding then says so
   (unknown), and `report` is empty. Free it with plugin_report_free() either way. A probe that calls it lists
   "plugin-healthcheck" among its commands. */
bool agent_report_of(struct host *host, struct finding *finding, struct plugin_report *report);

/* Is the row reported? Where it is not, the finding is skipped with "not reported by this version". */
bool agent_row_is_reported(struct finding *finding, const char *row);

/* Does the tool say that the agent has not reported yet, rather than what it reported? */
bool agent_is_awaited(const struct plugin_report *report);

/* When the virtual machine was started: the report's row, else the start of the oldest process vmmemWSL (older: vmmem). False
   where neither is known. */
bool agent_vm_start(struct host *host, struct finding *finding, const struct plugin_report *report, moment *start);

/* For how long the virtual machine has run at the time of the look; false where that is not known. */
bool agent_vm_age(struct host *host, struct finding *finding, const struct plugin_report *report, long long *seconds);

/* How long a machine may take to be seen in the portal (Learn, mde-plugin-wsl, 2024-11-11). */
enum { AGENT_ONBOARDING_SECONDS = 30 * MOMENT_MINUTE };

/* The plug-in's own tool, as PowerShell starts it. */
#define AGENT_TOOL "& \"$env:ProgramFiles\\Microsoft Defender for Endpoint plug-in for WSL\\tools\\healthcheck.exe\""

#define AGENT_IN_THE_VM "from an elevated prompt run `wsl --debug-shell`, and there "

#endif
