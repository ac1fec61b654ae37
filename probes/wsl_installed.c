/* Is WSL from the store installed? */
#include "probes/table.h"

static void look(struct host *host, struct finding *finding)
{
    const struct fact *version = host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version");

    if (!finding_could_read(finding, version))
        return;
    if (version->state == FACT_PRESENT)
        finding_ok(finding, "WSL %s is installed", version->text);
    else
        finding_fail(finding, "WSL is not installed");
}

const struct probe probe_wsl_installed = {
    .id = "wsl.installed",
    .title = "WSL",
    .why = "The plug-in watches WSL 2; the WSL that comes with Windows cannot load it.",
    .ok = "WSL from the store is installed",
    .fails = "only the one that comes with Windows, or none",
    .remedy = "Run `wsl --install`.",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .platforms = ON_WINDOWS,
    .look = look,
};
