/* Is WSL new enough for the plug-in? */
#include "probes/table.h"

#include "healthcheck/core/version.h"

static void look(struct host *host, struct finding *finding)
{
    const struct fact *version = host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version");

    if (!finding_could_read(finding, version))
        return;
    finding_value(finding, "%s", version->text);
    if (version_compare(version->text, "2.0.7.0") < 0)
        finding_fail(finding, "WSL %s is older than 2.0.7.0", version->text);
    else
        finding_ok(finding, "WSL %s", version->text);
}

const struct probe probe_wsl_version = {
    .id = "wsl.version",
    .title = "WSL version",
    .why = "The plug-in needs WSL 2.0.7.0.",
    .ok = "2.0.7.0 or later",
    .fails = "older",
    .remedy = "Run `wsl --update`; if that finds nothing, `wsl --update --pre-release`.",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
