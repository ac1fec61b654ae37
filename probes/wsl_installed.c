/* Is WSL from the store installed, which alone can load the plug-in? */
#include "probes/table.h"

#include "healthcheck/core/version.h"
#include "healthcheck/host/wsl_text.h"
#include "probes/wsl.h"

static bool look_at_installer(struct finding *finding, const struct fact *version)
{
    finding_saw(finding, version);
    if (version->state != FACT_PRESENT || !version_is_one(version->text))
        return false;
    finding_value(finding, "%s", version->text);
    finding_ok(finding, "WSL %s is installed", version->text);
    return true;
}

/* wsl.exe comes with Windows, too, but that one knows no --version. */
static bool look_at_program(struct host *host, struct finding *finding, const struct fact *printed)
{
    const struct fact *status = host_ask(host, "command-status/wsl-version");
    struct wsl_versions versions = wsl_versions_read(printed->text, printed->size);
    bool answers = versions.wsl != NULL && (status->state != FACT_PRESENT || fact_is(status, "0"));

    finding_saw(finding, printed);
    if (answers) {
        finding_value(finding, "%s", versions.wsl);
        finding_ok(finding, "WSL %s is installed", versions.wsl);
    }
    wsl_versions_free(&versions);
    return answers;
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *installer = host_ask(host, WSL_LXSS_OF_MACHINE "MSI/Version");
    const struct fact *printed;
    bool is_missing;

    if (look_at_installer(finding, installer))
        return;
    printed = host_ask(host, "command/wsl-version");
    if (look_at_program(host, finding, printed))
        return;
    is_missing = fact_is(host_ask(host, "command-status/wsl-version"), "missing");
    if (!finding_could_read(finding, installer) || (!is_missing && !finding_could_read(finding, printed)))
        return;
    if ((printed->state == FACT_PRESENT && !is_missing) || host_ask(host, "service/LxssManager")->state == FACT_PRESENT) {
        finding_fail(finding, "only the WSL that comes with Windows is installed: it cannot load the plug-in");
        finding_advise(finding, "Run `wsl --update`, which installs the WSL of the Microsoft Store, then `wsl --version`.");
    } else {
        finding_fail(finding, "WSL is not installed");
        finding_advise(finding, "Run `wsl --install` in an elevated prompt, restart Windows, and run `wsl` once.");
    }
}

const struct probe probe_wsl_installed = {
    .id = "wsl.installed",
    .title = "WSL installed",
    .why = "The plug-in watches WSL 2 from inside the WSL of the Microsoft Store; the one that comes with Windows cannot load it.",
    .ok = "the WSL of the Microsoft Store is installed: its installer left Lxss\\MSI\\Version, or `wsl --version` answers",
    .fails = "only the WSL that comes with Windows, or none",
    .remedy = "Run `wsl --install` in an elevated prompt, then `wsl --update`.",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL (2026-08)",
    .platforms = ON_WINDOWS,
    .commands = { "wsl-version" },
    .look = look,
};
