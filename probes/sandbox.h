/* What the sandbox.* checks share: whether Defender Antivirus is active, and its processes. */
#ifndef PROBES_SANDBOX_H
#define PROBES_SANDBOX_H

#include <stdbool.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/fact_lines.h"
#include "healthcheck/host/host.h"

/* The process that scans, and the privileged one beside which it runs. */
#define SANDBOX_PROCESS  "process/MsMpEngCP.exe"
#define DEFENDER_PROCESS "process/MsMpEng.exe"

enum defender_mode {
    DEFENDER_ACTIVE,
    DEFENDER_PASSIVE, /* it scans, but not for itself: no sandbox */
    DEFENDER_NOT_RUNNING,
    DEFENDER_NOT_REPORTED, /* this version does not say it */
    DEFENDER_UNREADABLE,   /* `fact` says why */
    DEFENDER_UNKNOWN,      /* no answer, or one that nobody knows */
};

struct defender_activity {
    enum defender_mode mode;
    const struct fact *fact; /* that decided it */
    char *reported;          /* AMRunningMode as it was reported, or NULL; owned */
};

/* From service/WinDefend and command/defender-status, which are added as evidence. */
struct defender_activity sandbox_defender_activity(struct host *host, struct finding *finding);

/* Does at least one process of this fact run? The fact has been read. */
bool sandbox_has_process(const struct fact *processes);

/* MsMpEngCP.exe's fact where it runs; else NULL, and the finding says why there is nothing to judge. */
const struct fact *sandbox_running_process(struct host *host, struct finding *finding);

#endif
