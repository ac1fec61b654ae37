/* Are there settings left that the plug-in no longer reads? */
#include "probes/table.h"

#include <stdlib.h>

#include "healthcheck/core/version.h"
#include "probes/plugin.h"
#include "probes/versions.h"

#define SETTINGS PLUGIN_LIST "DefenderPlug-in/"

/* ConnectivityTest was read by the plug-ins of the preview. */
static bool is_preview(struct host *host, struct finding *finding)
{
    char *version = version_of_plugin(host, finding);
    bool is = version != NULL && version_compare(version, "0.23") >= 0 && version_compare(version, "0.24") < 0;

    free(version);
    return is;
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *proxy = host_ask(host, SETTINGS "DefenderProxyServer"), *test = host_ask(host, SETTINGS "ConnectivityTest");

    if (finding_could_read(finding, proxy) && proxy->state == FACT_PRESENT)
        finding_warn(finding, "DefenderProxyServer does nothing");
    if (finding_could_read(finding, test) && test->state == FACT_PRESENT) {
        if (is_preview(host, finding))
            finding_ok(finding, "ConnectivityTest is set, which this preview of the plug-in still reads");
        else
            finding_warn(finding, "ConnectivityTest does nothing");
    }
    if (finding->status == FINDING_SKIPPED)
        finding_ok(finding, "no setting is left that the plug-in does not read");
}

const struct probe probe_plugin_deprecated_settings = {
    .id = "plugin.deprecated_settings",
    .title = "Deprecated settings",
    .why =
        "Who set a proxy or a test interval here believes that it is in force; the plug-in takes the proxy of the Windows host and tests every hour.",
    .ok = "none below Lxss\\Plugins\\DefenderPlug-in",
    .warns = "DefenderProxyServer or ConnectivityTest is there (plug-in 0.23 still read ConnectivityTest)",
    .remedy = "In an elevated PowerShell run `cd HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion`, then `Remove-Item "
              "Lxss\\Plugins\\DefenderPlug-in`; a proxy "
              "for the agent is set on the Windows host, by TelemetryProxyServer or `netsh winhttp set proxy`.",
    .source = "Learn, mde-plugin-wsl (2023-12-13 and 2024-11-11)",
    .needs = "plugin.installed",
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
