/* Has the agent in the virtual machine reported since that was started? */
#include "probes/table.h"

#include "probes/agent_report.h"

static void judge_waiting(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    char age_text[MOMENT_TEXT_SIZE];
    long long age;

    if (!agent_vm_age(host, finding, report, &age)) {
        finding_warn(finding, "the agent has not reported yet: %s", report->message_text);
        finding_advise(finding, "Wait five minutes and look again (`healthcheck --wait 5m`).");
        finding_may_pass(finding);
        return;
    }
    moment_write_duration(age, age_text);
    if (age > AGENT_ONBOARDING_SECONDS) {
        finding_fail(finding, "the agent has not reported, though the virtual machine has run for %s", age_text);
        return;
    }
    finding_warn(finding, "the agent has not reported yet; the virtual machine has run for %s", age_text);
    finding_may_pass(finding);
    if (age < 5 * MOMENT_MINUTE)
        finding_advise(finding, "Wait five minutes and look again (`healthcheck --wait 5m`).");
    else
        finding_advise(finding,
                       "Keep a distribution running and look again within half an hour (`healthcheck --wait 30m`); if it stays so, " AGENT_IN_THE_VM
                       "`mdatp connectivity test`.");
}

static void judge_times(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    moment last, start;

    finding_value(finding, "%s", report->lkg_telemetry);
    if (!moment_read(report->lkg_telemetry, &last)) {
        finding_unsure(finding, "the last telemetry is said to be of \"%s\", which is no time", report->lkg_telemetry);
        finding_advise(finding, "For the agent's own answer, " AGENT_IN_THE_VM "`mdatp health`.");
    } else if (agent_vm_start(host, finding, report, &start) && last < start) {
        finding_warn(finding, "the last telemetry, of %s, is older than the start of the virtual machine", report->lkg_telemetry);
        finding_advise(finding,
                       "Keep a distribution running for five minutes and look again; if it stays so, " AGENT_IN_THE_VM "`mdatp connectivity test`.");
        finding_may_pass(finding);
    } else {
        finding_ok(finding, "the last telemetry is of %s", report->lkg_telemetry);
    }
}

static void look(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (!agent_report_of(host, finding, &report))
        ; /* said already */
    else if (agent_is_awaited(&report))
        judge_waiting(host, finding, &report);
    else if (report.message == PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION)
        finding_skip(finding, "no distribution runs");
    else if (agent_row_is_reported(finding, report.lkg_telemetry))
        judge_times(host, finding, &report);
    plugin_report_free(&report);
}

const struct probe probe_agent_telemetry = {
    .id = "agent.telemetry",
    .title = "Agent telemetry",
    .why = "Without telemetry since the start of the virtual machine the portal shows nothing of what happens in WSL.",
    .ok = "the last known good telemetry is not before the start of the virtual machine",
    .warns = "it is before it; or the tool waits for telemetry and the virtual machine is at most 30 minutes old, or of an age that is not known",
    .fails = "the tool waits for telemetry and the virtual machine is older than 30 minutes",
    .remedy =
        "Run `wsl --shutdown`, start `wsl`, and wait five minutes; if nothing comes, from an elevated prompt run `wsl --debug-shell`, and there "
        "`mdatp health` and `mdatp connectivity test`.",
    .topic = "portal",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "agent.installed",
    .judges_skipped_need = true,
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
