/* Has the agent a licence? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "probes/agent_report.h"
#include "probes/mdatp_facts.h"

static void judge_on_windows(struct finding *finding, const struct plugin_report *report)
{
    if (report->windows_licensed != NULL && !text_same(report->windows_licensed, "Valid")) {
        finding_fail(finding, "the licence of the Windows host is %s", report->windows_licensed[0] != '\0' ? report->windows_licensed : "not there");
        finding_advise(
            finding, "Onboard Windows first: Microsoft Defender portal, Settings > Endpoints > Onboarding > Windows 10 and 11; `sc.exe query Sense` "
                     "should then show RUNNING.");
    }
    if (!agent_row_is_reported(finding, report->wsl_licensed))
        return;
    finding_value(finding, "%s", report->wsl_licensed);
    if (text_same(report->wsl_licensed, "Valid"))
        finding_ok(finding, "the agent in the virtual machine is licensed");
    else
        finding_fail(finding, "the licence of the agent in the virtual machine is %s",
                     report->wsl_licensed[0] != '\0' ? report->wsl_licensed : "not there");
}

static void look_on_windows(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report))
        judge_on_windows(finding, &report);
    plugin_report_free(&report);
}

static void look_on_linux(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *licensed;

    if (mdatp_health_of(host, finding, &health) && (licensed = mdatp_field_of(finding, &health, "licensed")) != NULL) {
        finding_value(finding, "%s", licensed);
        if (text_same(licensed, "true")) {
            finding_ok(finding, "the agent is licensed");
        } else {
            finding_fail(finding, "the agent has no licence: the machine is not onboarded");
            finding_advise(
                finding, "Download the onboarding package from the Microsoft Defender portal (Settings > Endpoints > Onboarding > Linux Server), run "
                         "`sudo python3 MicrosoftDefenderATPOnboardingLinuxServer.py`, then `mdatp health --field licensed`.");
        }
    }
    mdatp_health_free(&health);
}

const struct probe probe_agent_licensed = {
    .id = "agent.licensed",
    .title = "Agent licence",
    .why = "An agent without a licence is not onboarded: it protects nothing and reports to nobody.",
    .ok = "Windows: `Licensed` is `Valid`; Linux: `licensed` is true",
    .fails = "otherwise",
    .remedy = "See that Windows is onboarded (`sc.exe query Sense` shows RUNNING), then run `wsl --shutdown`, start `wsl`, and look again after five "
              "minutes.",
    .source = "Learn, health-status (2024-11-04); Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck", "mdatp-health" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
