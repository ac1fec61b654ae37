/* Is the agent there at all? */
#include "probes/table.h"

#include "probes/agent_report.h"
#include "probes/mdatp_facts.h"

static void look_on_windows(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report)) {
        if (report.agent_version != NULL && report.agent_version[0] != '\0') {
            finding_ok(finding, "the agent %s runs in the virtual machine of WSL", report.agent_version);
        } else if (report.message == PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION || agent_is_awaited(&report)) {
            finding_skip(finding, "the plug-in's tool says: %s", report.message_text);
            finding_may_pass(finding);
        } else if (report.message != PLUGIN_MESSAGE_NONE) {
            finding_unsure(finding, "the plug-in's tool says: %s", report.message_text);
            finding_advise(finding, "Run `wsl` in PowerShell, wait five minutes, and look again.");
        } else {
            finding_unsure(finding, "the plug-in's tool names no Defender App Version");
            finding_advise(finding, "Start a distribution with `wsl`, wait five minutes, and look again.");
        }
    }
    plugin_report_free(&report);
}

static void look_on_linux(struct host *host, struct finding *finding)
{
    const struct fact *daemon = host_ask(host, "file-info/opt/microsoft/mdatp/sbin/wdavdaemon");
    const struct fact *answer = host_ask(host, "command/mdatp-health");
    struct mdatp_health health;
    const char *version = NULL;

    finding_saw(finding, daemon);
    finding_saw(finding, answer);
    if (mdatp_health_where_known(host, finding, &health))
        version = mdatp_health_get(&health, "app_version");
    if (version != NULL)
        finding_ok(finding, "the agent %s is installed", version);
    else if (daemon->state == FACT_PRESENT)
        finding_ok(finding, "the agent is installed");
    else if (daemon->state == FACT_UNREADABLE)
        finding_unknown(finding, daemon);
    else if (answer->state == FACT_UNREADABLE)
        finding_unknown(finding, answer);
    else
        finding_fail(finding, "the agent is not installed: there is no /opt/microsoft/mdatp/sbin/wdavdaemon, and `mdatp health` does not answer");
    mdatp_health_free(&health);
}

const struct probe probe_agent_installed = {
    .id = "agent.installed",
    .title = "Agent installed",
    .why = "Without the agent nothing on this machine, or in the virtual machine of WSL, reports to Defender for Endpoint.",
    .ok = "Windows: the plug-in's own tool names the agent's version (skipped while it waits for a distribution or for telemetry); Linux: "
          "/opt/microsoft/mdatp/sbin/wdavdaemon is there, or `mdatp health` answers with a version",
    .fails = "Linux: neither",
    .remedy = "Install it as https://learn.microsoft.com/defender-endpoint/linux-install-manually says.",
    .topic = "install",
    .source = "Learn, linux-support-install (2026); Learn, mde-plugin-wsl (2024-11-11)",
    .needs_on_windows = "plugin.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck", "mdatp-health" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
