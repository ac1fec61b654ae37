/* What the sandbox.* checks share. */
#include "probes/sandbox.h"

#include <string.h>

#include "healthcheck/host/defender_status.h"

/* AMRunningMode's values (Learn, MSFT_MpComputerStatus). */
static const struct {
    const char *text;
    enum defender_mode mode;
} modes[] = {
    { "Normal", DEFENDER_ACTIVE },          { "Passive Mode", DEFENDER_PASSIVE },    { "SxS Passive Mode", DEFENDER_PASSIVE },
    { "EDR Block Mode", DEFENDER_PASSIVE }, { "Not running", DEFENDER_NOT_RUNNING },
};

static enum defender_mode mode_of(const struct fact *answer, const struct defender_status *status)
{
    if (answer->state == FACT_UNREADABLE)
        return DEFENDER_UNREADABLE;
    if (!status->is_status)
        return DEFENDER_UNKNOWN;
    if (status->running_mode == NULL)
        return DEFENDER_NOT_REPORTED;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        if (text_same(modes[i].text, status->running_mode))
            return modes[i].mode;
    return DEFENDER_UNKNOWN;
}

struct defender_activity sandbox_defender_activity(struct host *host, struct finding *finding)
{
    const struct fact *service = finding_saw(finding, host_ask(host, "service/WinDefend"));
    const struct fact *answer = finding_saw(finding, host_ask(host, "command/defender-status"));
    struct defender_status status = defender_status_read(answer->text, answer->size);
    struct defender_activity activity = { .mode = mode_of(answer, &status), .fact = answer, .reported = status.running_mode };

    /* What does not run has no mode, whatever was asked a moment before. */
    if (service->state == FACT_UNREADABLE && activity.mode != DEFENDER_NOT_RUNNING) {
        activity.mode = DEFENDER_UNREADABLE;
        activity.fact = service;
    } else if (service->state == FACT_PRESENT && strcmp(service->text, "running") != 0) {
        activity.mode = DEFENDER_NOT_RUNNING;
        activity.fact = service;
    }
    return activity;
}

bool sandbox_has_process(const struct fact *processes)
{
    struct span rest = fact_span(processes);
    struct process_line line;

    return processes->state == FACT_PRESENT && process_line_next(&rest, &line);
}

const struct fact *sandbox_running_process(struct host *host, struct finding *finding)
{
    const struct fact *processes = host_ask(host, SANDBOX_PROCESS);

    if (!finding_could_read(finding, processes))
        return NULL;
    if (sandbox_has_process(processes))
        return processes;
    finding_skip(finding, "needs a running MsMpEngCP.exe");
    return NULL;
}
