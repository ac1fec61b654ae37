/* Does the agent call itself healthy? */
#include "probes/table.h"

#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "probes/agent_report.h"
#include "probes/mdatp_facts.h"

/* What helps against an issue: on Linux, and where the agent lives in the virtual machine of WSL. */
struct issue_remedy {
    const char *issue;
    const char *linux;
    const char *linux_before_netlink; /* for agents that still have the AuditD provider (before 101.24082), or NULL: the same */
    const char *windows;
};

/* The agent's own words: Learn, health-status (2024-11-04) and linux-whatsnew (2026), and public outputs. */
static const struct issue_remedy remedies[] = {
    { "missing license",
      "Onboard the machine: download the onboarding package from the Microsoft Defender portal (Settings > Endpoints > Onboarding > Linux Server), "
      "run `sudo python3 MicrosoftDefenderATPOnboardingLinuxServer.py`, then `mdatp health --field licensed`.",
      NULL,
      "See that the Windows host is onboarded (`sc.exe query Sense` shows RUNNING), then run `wsl --shutdown`, start `wsl`, and wait five minutes." },
    { "no active supplementary event provider",
      "Run `sudo mdatp config ebpf-supplementary-event-provider --value enabled` and `sudo systemctl restart mdatp`; if it comes back, ebpf.kernel "
      "and ebpf.sensor say whether this kernel can run the eBPF sensor.",
      "Run `sudo mdatp config ebpf-supplementary-event-provider --value enabled` and `sudo systemctl restart mdatp`; where the kernel cannot run "
      "eBPF "
      "see that auditd runs (`systemctl status auditd`) and takes the agent's rules (`sudo auditctl -l | grep mdatp`), and update the agent.",
      "Run `wsl --update`, then `wsl --shutdown` and start `wsl`: a custom kernel without eBPF is not supported (wsl.custom_kernel)." },
    { "no active event provider",
      "See that no other product blocks fanotify (agent.conflicts), then run `sudo systemctl restart mdatp` and `mdatp health "
      "--field real_time_protection_subsystem`.",
      NULL, "Run `wsl --shutdown` and start `wsl`: a custom kernel without fanotify is not supported (wsl.custom_kernel)." },
};

/* The remedy of the issue, of which longer wordings are known as well; NULL for an issue we do not know. */
static const struct issue_remedy *remedy_of(const char *issue)
{
    for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (text_contains_ignoring_case(issue, remedies[i].issue))
            return &remedies[i];
    return NULL;
}

static void advise(struct finding *finding, const char *issue, bool is_windows, bool has_auditd)
{
    const struct issue_remedy *remedy = remedy_of(issue);

    if (remedy == NULL && is_windows)
        finding_advise(finding,
                       "For \"%s\", " AGENT_IN_THE_VM "`mdatp health`; hand in the bundle that `" AGENT_TOOL " --supportBundle` makes in PowerShell.",
                       issue);
    else if (remedy == NULL)
        finding_advise(finding,
                       "For \"%s\" read /var/log/microsoft/mdatp/microsoft_defender_core.log, and hand in what `sudo mdatp diagnostic create` "
                       "writes.",
                       issue);
    else if (is_windows)
        finding_advise(finding, "%s", remedy->windows);
    else
        finding_advise(finding, "%s", has_auditd && remedy->linux_before_netlink != NULL ? remedy->linux_before_netlink : remedy->linux);
}

/* More than anybody reads; what a report says beyond is counted. */
enum { MOST_ISSUES = 20 };

/* Judges what both reports come down to. */
static void judge(struct finding *finding, bool is_healthy, const struct mdatp_health *issues, bool is_windows)
{
    const struct mdatp_field *list = mdatp_health_find(issues, "health_issues");
    const char *version = mdatp_health_get(issues, "app_version");
    bool has_auditd = version != NULL && version_compare(version, "101.24082") < 0;

    for (size_t i = 0; list != NULL && i < list->item_count && i < MOST_ISSUES; i++) {
        if (is_healthy)
            finding_warn(finding, "the agent is healthy, but lists an issue: %s", list->items[i]);
        else
            finding_fail(finding, "the agent is not healthy: %s", list->items[i]);
        advise(finding, list->items[i], is_windows, has_auditd);
    }
    if (list != NULL && list->item_count > MOST_ISSUES)
        finding_warn(finding, "%zu issues more", list->item_count - MOST_ISSUES);
    if (list != NULL && list->item_count > 0)
        return;
    if (is_healthy)
        finding_ok(finding, "the agent is healthy");
    else
        finding_fail(finding, "the agent is not healthy, and names no issue");
}

static void look_on_windows(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report) && agent_row_is_reported(finding, report.health_status)) {
        /* The row holds the list as the agent writes it, so that the agent's reader takes it apart. */
        char *as_agent = text_format("health_issues : %s\n", report.health_issues != NULL ? report.health_issues : "[]");
        struct mdatp_health issues = mdatp_health_read(as_agent, span_of(as_agent).size);

        finding_value(finding, "%s", report.health_status);
        judge(finding, text_same(report.health_status, "Healthy"), &issues, true);
        mdatp_health_free(&issues);
        free(as_agent);
    }
    plugin_report_free(&report);
}

static void look_on_linux(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *healthy;

    if (mdatp_health_of(host, finding, &health) && (healthy = mdatp_field_of(finding, &health, "healthy")) != NULL) {
        finding_value(finding, "%s", healthy);
        judge(finding, text_same(healthy, "true"), &health, false);
    }
    mdatp_health_free(&health);
}

const struct probe probe_agent_health = {
    .id = "agent.health",
    .title = "Agent health",
    .why = "The agent knows best what keeps it from working; an agent that is not healthy does not protect, or does not report.",
    .ok = "the agent says that it is healthy, and lists no issue",
    .warns = "it lists issues though it is healthy",
    .fails = "it is not healthy: each issue with its remedy",
    .remedy =
        "Run `mdatp health` (with the plug-in: from an elevated prompt `wsl --debug-shell`, there `mdatp health`), and hand in what `sudo mdatp "
        "diagnostic create` writes, with the plug-in the bundle that `" AGENT_TOOL " --supportBundle` makes in PowerShell.",
    .source = "Learn, health-status (2024-11-04); Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck", "mdatp-health" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
