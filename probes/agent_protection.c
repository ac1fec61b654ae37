/* Does the agent stop what it finds, or is that switched off on purpose? */
#include "probes/table.h"

#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/managed_json.h"
#include "probes/mdatp_facts.h"

/* Is the antivirus set to scan on demand only? The report says no more than that real-time protection is off. */
static bool is_on_demand(struct host *host, struct finding *finding)
{
    const struct fact *file = host_ask(host, "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json");
    struct managed_json managed = managed_json_read(file->text, file->state == FACT_PRESENT ? file->size : 0);
    const char *level = managed_json_get(&managed, "antivirusEngine.enforcementLevel");
    bool is_on_demand = level != NULL && strcmp(level, "on_demand") == 0;

    if (is_on_demand)
        finding_saw(finding, file);
    managed_json_free(&managed);
    return is_on_demand;
}

static void tell_network_protection(struct finding *finding, const struct mdatp_health *health)
{
    const char *status = mdatp_health_get(health, "network_protection_status");
    const char *level = mdatp_health_get(health, "network_protection_enforcement_level");

    if (level == NULL)
        level = mdatp_health_get(health, "network_protection_enforcement_mode");
    if (status != NULL || level != NULL)
        finding_ok(finding, "network protection is %s%s%s", status != NULL ? status : level, status != NULL && level != NULL ? ", its level " : "",
                   status != NULL && level != NULL ? level : "");
}

static void judge_off(struct host *host, struct finding *finding, const struct mdatp_health *health, bool is_available)
{
    if (mdatp_health_is(health, "passive_mode_enabled", "true")) {
        finding_ok(finding, "real-time protection is off, because the agent is passive");
    } else if (!is_available) {
        finding_fail(finding, "real-time protection is not available, though the agent is not passive");
        finding_advise(
            finding,
            "Run `mdatp health --field real_time_protection_subsystem`: where it is unavailable the kernel has no fanotify or another product "
            "holds it (agent.conflicts); then `sudo systemctl restart mdatp`.");
    } else if (is_on_demand(host, finding)) {
        finding_ok(finding, "real-time protection is off, because the antivirus scans on demand only");
    } else {
        const struct mdatp_field *field = mdatp_health_find(health, "real_time_protection_enabled");

        finding_warn(finding, "real-time protection is available but off, though the agent is not passive");
        if (field != NULL && field->is_managed)
            finding_advise(finding,
                           "Set antivirusEngine.enforcementLevel to \"real_time\" in /etc/opt/microsoft/mdatp/managed/mdatp_managed.json, or in "
                           "the portal's endpoint security policy that manages it.");
        else
            finding_advise(finding, "Run `sudo mdatp config real-time-protection --value enabled`.");
    }
}

static void judge(struct host *host, struct finding *finding, const struct mdatp_health *health, bool is_enabled)
{
    const char *available = mdatp_health_get(health, "real_time_protection_available");
    bool is_available = available == NULL || text_same(available, "true");

    finding_value(finding, "%s", is_enabled ? "on" : "off");
    if (!is_enabled || !is_available)
        judge_off(host, finding, health, is_available);
    else
        finding_ok(finding, "real-time protection is on");
    if (is_enabled && mdatp_health_is(health, "behavior_monitoring", "disabled")) {
        finding_warn(finding, "behaviour monitoring is disabled while real-time protection is on");
        finding_advise(finding,
                       "Run `sudo mdatp config behavior-monitoring --value enabled`; where it is managed set antivirusEngine.behaviorMonitoring "
                       "to \"enabled\" in /etc/opt/microsoft/mdatp/managed/mdatp_managed.json.");
    }
    tell_network_protection(finding, health);
}

static void look(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *enabled;

    if (mdatp_health_of(host, finding, &health) && (enabled = mdatp_field_of(finding, &health, "real_time_protection_enabled")) != NULL)
        judge(host, finding, &health, text_same(enabled, "true"));
    mdatp_health_free(&health);
}

const struct probe probe_agent_protection = {
    .id = "agent.protection",
    .title = "Real-time protection",
    .why = "Without real-time protection malware is found when it is scanned for, not when it starts.",
    .ok = "it is on, or off because the agent is passive or scans on demand; network protection is told (it is off by default)",
    .warns = "it is available but off though the agent is not passive, or behaviour monitoring is disabled while it is on",
    .fails = "it is not available, and the agent is not passive",
    .remedy = "Run `sudo mdatp config real-time-protection --value enabled`, then `mdatp health --field real_time_protection_enabled`.",
    .source = "Learn, health-status (2024-11-04); Learn, linux-preferences (2026-07-02)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
