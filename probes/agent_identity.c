/* Under which identities does the portal show this machine? */
#include "probes/table.h"

#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "probes/agent_report.h"

/* The tag of the WSL device: <GROUP>_WSL2, or WSL2 alone. Yours to free. */
static char *tag_of(struct host *host)
{
    const struct fact *group = host_ask(host, "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/DeviceTagging/GROUP");

    return group->state == FACT_PRESENT && group->type == FACT_SZ && group->text[0] != '\0' ? text_format("%s_WSL2", group->text)
                                                                                            : text_format("WSL2");
}

static void tell(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    const struct fact *name = host_ask(host, "system/hostname");
    char *tag = tag_of(host);

    finding_value(finding, "%s", report->wsl_device_id);
    finding_ok(finding, "the portal shows WSL as device %s%s%s, Linux, tag %s; Windows is device %s", report->wsl_device_id,
               name->state == FACT_PRESENT ? ", name " : "", name->text, tag, report->windows_device_id);
    free(tag);
}

static void judge_missing(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    char age_text[MOMENT_TEXT_SIZE];
    long long age;

    if (agent_vm_age(host, finding, report, &age) && age > AGENT_ONBOARDING_SECONDS) {
        moment_write_duration(age, age_text);
        finding_fail(finding, "WSL is not onboarded: it has no device id, though the virtual machine has run for %s", age_text);
        return;
    }
    finding_warn(finding, "WSL is not onboarded yet: it has no device id");
    finding_advise(finding, "Keep a distribution running: it takes up to 30 minutes (`healthcheck --wait 30m`).");
    finding_may_pass(finding);
}

static void look(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report) && agent_row_is_reported(finding, report.wsl_device_id)) {
        if (report.wsl_device_id[0] == '\0') {
            judge_missing(host, finding, &report);
        } else if (report.windows_device_id != NULL && report.windows_device_id[0] == '\0') {
            finding_warn(finding, "Windows is not onboarded: it has no device id");
            finding_advise(finding, "Onboard Windows: Microsoft Defender portal, Settings > Endpoints > Onboarding > Windows 10 and 11.");
        } else if (agent_row_is_reported(finding, report.windows_device_id)) {
            tell(host, finding, &report);
        }
    }
    plugin_report_free(&report);
}

const struct probe probe_agent_identity = {
    .id = "agent.identity",
    .title = "Agent identity",
    .why = "The portal shows WSL as a device of its own; it is found there by this id, or by the host's name and the tag.",
    .ok = "WSL and Windows have a device id each: told, with the name, system and tag that the portal shows",
    .warns = "WSL has none: it is not onboarded yet, which takes up to 30 minutes",
    .fails = "WSL has none, and the virtual machine is older than 30 minutes",
    .remedy =
        "Run `wsl --shutdown`, start `wsl`, and wait; if it stays so, see that the virtual machine reaches the service (agent.reported_connectivity) "
        "and that Windows is onboarded (host.onboarded), and from an elevated prompt run `wsl --debug-shell`, and there `mdatp health`.",
    .topic = "portal",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
