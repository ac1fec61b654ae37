/* Is the agent new enough? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "probes/agent_report.h"
#include "probes/mdatp_facts.h"
#include "probes/plugin_editions.h"
#include "probes/versions.h"

/* From this edition on the plug-in updates its agent by itself, and this agent is the least. */
static const char updating_plugin[] = "1.24.522.2", least_of_updating_plugin[] = "101.24032.0007";

/* The least agent for a plug-in: that of the newest edition not above it; NULL below them all. */
static const char *least_for(const char *plugin)
{
    const char *least = NULL;

    if (version_compare(plugin, updating_plugin) >= 0)
        return least_of_updating_plugin;
    for (const struct plugin_edition *edition = plugin_editions; edition->plugin != NULL; edition++)
        if (edition->agent != NULL && version_compare(edition->plugin, plugin) <= 0)
            least = edition->agent;
    return least;
}

static void judge_for_plugin(struct finding *finding, const char *agent, const char *plugin)
{
    const char *least = least_for(plugin != NULL ? plugin : updating_plugin);

    if (least == NULL) {
        finding_ok(finding, "agent %s; no least version is known for plug-in %s", agent, plugin);
    } else if (version_compare(agent, least) >= 0) {
        finding_ok(finding, "agent %s", agent);
    } else if (plugin == NULL) {
        finding_unsure(finding, "agent %s may be too old: the version of the plug-in, which says how old it may be, is not known", agent);
        finding_advise(finding, "Look at Settings > Apps > Installed apps > Microsoft Defender for Endpoint plug-in for WSL for its version.");
    } else {
        finding_fail(finding, "agent %s is older than %s, the least for plug-in %s", agent, least, plugin);
        finding_advise(finding,
                       "Run `wsl --shutdown`, then install the newest plug-in: Microsoft Defender portal, Settings > Endpoints > Onboarding > "
                       "Windows Subsystem for Linux 2 (plug-in); from 1.24.522.2 on Windows Update keeps it up to date.");
    }
}

static void look_on_windows(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report) && agent_row_is_reported(finding, report.agent_version)) {
        char *plugin = version_of_plugin(host, finding);

        finding_value(finding, "%s", report.agent_version);
        if (version_is_one(report.agent_version)) {
            judge_for_plugin(finding, report.agent_version, plugin);
        } else {
            finding_unsure(finding, "the plug-in's tool names \"%s\" as the agent's version, which is none", report.agent_version);
            finding_advise(finding, "For the agent's own answer, " AGENT_IN_THE_VM "`mdatp version`.");
        }
        free(plugin);
    }
    plugin_report_free(&report);
}

#define UPDATE                                                                                                                 \
    "Update it: `sudo apt-get update && sudo apt-get install --only-upgrade mdatp`, `sudo dnf upgrade mdatp` or `sudo zypper " \
    "update mdatp`."

/* The documents write 101.2408.0000 for what the package calls 101.24082.0004: year and month count, so such a number stands
   for the last build of its month. */
static char *package_version(const char *version)
{
    const char *middle = strchr(version, '.');
    size_t digits = middle != NULL ? strspn(middle + 1, "0123456789") : 0;

    if (digits != 4 || middle[5] != '.')
        return text_format("%s", version);
    return text_format("%.*s9%s", (int)(middle + 5 - version), version, middle + 5);
}

static void judge_on_linux(struct finding *finding, const char *agent)
{
    char *version = package_version(agent);

    if (version_compare(version, "101.23082.0006") < 0) {
        finding_fail(finding, "agent %s is older than 101.23082.0006, the first with eBPF by default", agent);
        finding_advise(finding, UPDATE);
    } else if (version_compare(version, "101.24082") < 0) {
        finding_warn(finding, "agent %s is of the AuditD era and past its nine months", agent);
        finding_advise(finding, UPDATE);
    } else if (version_compare(version, "101.25012.0000") == 0) {
        finding_warn(finding, "agent %s has a known defect: its upgrade deletes the proxy drop-ins below /etc/systemd/system/mdatp.service.d", agent);
        finding_advise(finding, UPDATE " 101.25032.0000 has the defect no more; then see that your drop-in is still there and run `sudo systemctl "
                                       "daemon-reload` and `sudo systemctl restart mdatp`.");
    } else {
        finding_ok(finding, "agent %s", agent);
    }
    free(version);
}

static void look_on_linux(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const char *version;

    if (mdatp_health_of(host, finding, &health) && (version = mdatp_field_of(finding, &health, "app_version")) != NULL) {
        finding_value(finding, "%s", version);
        if (version_is_one(version)) {
            judge_on_linux(finding, version);
        } else {
            finding_unsure(finding, "the agent names \"%s\" as its version, which is none", version);
            finding_advise(finding, "Run `mdatp version`.");
        }
    }
    mdatp_health_free(&health);
}

const struct probe probe_agent_version = {
    .id = "agent.version",
    .title = "Agent version",
    .why = "An agent expires about nine months after its build, and old ones lack the eBPF sensor.",
    .ok = "Windows: 101.24032.0007 or later with plug-in 1.24.522.2 or later, else the agent that came with the plug-in or later; Linux: 101.24082 "
          "or later",
    .warns = "Linux: 101.23082.0006 or later but before 101.24082, or a build with a known defect (101.25012.0000)",
    .fails = "Windows: older; Linux: before 101.23082.0006",
    .remedy = "Update the agent as https://learn.microsoft.com/defender-endpoint/linux-updates says.",
    .topic = "updates",
    .source = "Learn, mde-plugin-wsl (2024-11-11); Learn, linux-whatsnew (2026); Learn, linux-support-ebpf (2026-07-02)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck", "mdatp-health" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
