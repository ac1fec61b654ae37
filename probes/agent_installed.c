/* Is the agent there at all? */
#include "probes/table.h"

#include "probes/platform.h"

static void look(struct host *host, struct finding *finding)
{
    const struct fact *daemon = finding_saw(finding, host_ask(host, "file-info/opt/microsoft/mdatp/sbin/wdavdaemon"));

    if (daemon->state == FACT_PRESENT)
        finding_ok(finding, "the agent is installed");
    else
        finding_fail(finding, "the agent is not installed");
}

const struct probe probe_agent_installed = {
    .id = "agent.installed",
    .title = "Agent installed",
    .why = "Without the agent nothing on this machine reports to Defender for Endpoint.",
    .ok = "/opt/microsoft/mdatp/sbin/wdavdaemon is there",
    .fails = "it is not",
    .remedy = "Install it: https://learn.microsoft.com/defender-endpoint/linux-install-manually",
    .source = "Learn, linux-support-install (2026)",
    .platforms = ON_LINUX,
    .look = look,
};
