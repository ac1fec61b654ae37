/* Is the agent's service running? */
#include "probes/table.h"

#include <string.h>

static void look(struct host *host, struct finding *finding)
{
    const struct fact *service = host_ask(host, "service/mdatp");

    if (!finding_could_read(finding, service))
        return;
    if (service->state == FACT_ABSENT)
        finding_fail(finding, "the agent's service is not registered");
    else if (strcmp(service->text, "running") != 0)
        finding_fail(finding, "the agent's service is %s", service->text);
    else
        finding_ok(finding, "the agent's service is running");
}

const struct probe probe_agent_service = {
    .id = "agent.service",
    .title = "Agent service",
    .why = "A stopped service means the machine is not protected.",
    .ok = "the service mdatp is active",
    .fails = "it is not active",
    .remedy = "Run `systemctl start mdatp`; if it stops again, send a support bundle.",
    .source = "Learn, linux-support-install (2026)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .look = look,
};
