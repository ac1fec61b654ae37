/* Does the agent belong to an organisation, and to the host's? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "probes/agent_report.h"
#include "probes/mdatp_facts.h"

static void judge_on_windows(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    const struct fact *windows = host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OrgId");

    if (!finding_could_read(finding, windows))
        return;
    if (windows->state == FACT_ABSENT || windows->text[0] == '\0') {
        finding_fail(finding, "Windows does not belong to an organisation: OrgId is not there");
        finding_advise(finding,
                       "Onboard Windows: Microsoft Defender portal, Settings > Endpoints > Onboarding > Windows 10 and 11; then `wsl --shutdown`.");
        return;
    }
    if (!agent_row_is_reported(finding, report->windows_org_id))
        return;
    finding_value(finding, "%s", report->windows_org_id);
    if (text_same(report->windows_org_id, windows->text))
        finding_ok(finding, "the plug-in and Windows belong to organisation %s", windows->text);
    else
        finding_fail(finding, "the plug-in belongs to organisation %s, Windows to %s",
                     report->windows_org_id[0] != '\0' ? report->windows_org_id : "(none)", windows->text);
}

static void look_on_windows(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report))
        judge_on_windows(host, finding, &report);
    plugin_report_free(&report);
}

static void look_on_linux(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *organization;

    if (mdatp_health_of(host, finding, &health) && (organization = mdatp_field_of(finding, &health, "org_id")) != NULL) {
        if (mdatp_is_known(organization)) {
            finding_value(finding, "%s", organization);
            finding_ok(finding, "the agent belongs to organisation %s", organization);
        } else {
            finding_fail(finding, "the agent belongs to no organisation: org_id is %s", organization[0] != '\0' ? organization : "empty");
            finding_advise(
                finding, "Onboard the machine: download the onboarding package from the Microsoft Defender portal (Settings > Endpoints > Onboarding "
                         "> Linux Server), run `sudo python3 MicrosoftDefenderATPOnboardingLinuxServer.py`, then `mdatp health --field org_id`.");
        }
    }
    mdatp_health_free(&health);
}

const struct probe probe_agent_organization = {
    .id = "agent.organization",
    .title = "Agent organisation",
    .why = "What an agent reports arrives in the portal of the organisation it was onboarded to, and nowhere else.",
    .ok = "Windows: the plug-in's `Windows Org ID` is the OrgId that Windows itself has; Linux: org_id is known",
    .fails = "Windows: they differ, or there is no OrgId; Linux: org_id is `unavailable` or empty",
    .remedy =
        "Offboard Windows from the old organisation, onboard it to the right one (Microsoft Defender portal, Settings > Endpoints > Onboarding), run "
        "`wsl --shutdown`, start `wsl`, and look again after five minutes.",
    .source = "Learn, troubleshoot-onboarding (2025); Learn, health-status (2024-11-04)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck", "mdatp-health" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
