/* Is the antivirus engine loaded, where it should be? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "probes/mdatp_facts.h"

static void judge(struct finding *finding, const struct mdatp_health *health, const char *status)
{
    finding_value(finding, "%s", status);
    if (text_same(status, "Engine load succeeded"))
        finding_ok(finding, "the engine is loaded");
    else if (!text_same(status, "Engine not loaded"))
        finding_fail(finding, "the engine says: %s", status[0] != '\0' ? status : "nothing");
    else if (mdatp_health_is(health, "passive_mode_enabled", "true"))
        finding_ok(finding, "the engine is not loaded, because the agent is passive");
    else if (mdatp_health_is(health, "real_time_protection_enabled", "false"))
        finding_ok(finding, "the engine is not loaded, because real-time protection is off");
    else
        finding_fail(finding, "the engine is not loaded, though real-time protection should be on");
}

static void look(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *status;

    if (mdatp_health_of(host, finding, &health) && (status = mdatp_field_of(finding, &health, "engine_load_status")) != NULL)
        judge(finding, &health, status);
    mdatp_health_free(&health);
}

const struct probe probe_agent_engine = {
    .id = "agent.engine",
    .title = "Antivirus engine",
    .why = "Without the engine no file is scanned.",
    .ok = "it is loaded; or not, where the agent is passive or real-time protection is off",
    .fails = "it is not loaded otherwise",
    .remedy =
        "Run `sudo mdatp definitions update`, then `sudo systemctl restart mdatp` and `mdatp health --field engine_load_status`; if it stays so read "
        "/var/log/microsoft/mdatp/microsoft_defender_core.log.",
    .source = "Learn, health-status (2024-11-04)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
