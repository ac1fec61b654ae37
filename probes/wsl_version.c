/* Is WSL new enough for the plug-in? */
#include "probes/table.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/version.h"
#include "healthcheck/host/plugin_report.h"
#include "healthcheck/host/wsl_text.h"
#include "probes/wsl.h"

/* Learn, mde-plugin-wsl (2024-11-11). */
#define OLDEST_WSL "2.0.7.0"

static char *printed_version(struct host *host, struct finding *finding)
{
    const struct fact *printed = finding_saw(finding, host_ask(host, "command/wsl-version"));
    struct wsl_versions versions = wsl_versions_read(printed->text, printed->size);
    char *version = versions.wsl;

    versions.wsl = NULL;
    wsl_versions_free(&versions);
    return version;
}

static char *reported_version(struct host *host, struct finding *finding)
{
    const struct fact *printed = finding_saw(finding, host_ask(host, "command/plugin-healthcheck"));
    struct plugin_report report = plugin_report_read(printed->text, printed->size);
    char *version = report.wsl_version != NULL && version_is_one(report.wsl_version) ? report.wsl_version : NULL;

    if (version != NULL)
        report.wsl_version = NULL;
    plugin_report_free(&report);
    return version;
}

/* No source knows it: because one of them could not be read, or because there is none. */
static void say_unknown(struct host *host, struct finding *finding, const struct fact *installer)
{
    const struct fact *printed = host_ask(host, "command/wsl-version");

    if (installer->state == FACT_UNREADABLE) {
        finding_unknown(finding, installer);
    } else if (printed->state == FACT_UNREADABLE) {
        finding_unknown(finding, printed);
    } else {
        finding_unsure(finding, "the version of WSL is not known");
        finding_advise(finding, "Run `wsl --version`: its first line must be " OLDEST_WSL " or later.");
    }
}

static void judge(struct finding *finding, const char *installed, const char *running)
{
    const char *counts = running != NULL ? running : installed;

    if (version_compare(counts, OLDEST_WSL) < 0) {
        finding_fail(finding, "WSL %s is older than " OLDEST_WSL, counts);
        finding_advise(finding, "Run `wsl --update`; if `wsl --version` still shows less than " OLDEST_WSL ", `wsl --update --pre-release`.");
    }
    if (installed != NULL && running != NULL && version_compare(installed, running) != 0) {
        finding_warn(finding, "WSL %s is installed but %s runs: a restart is pending", installed, running);
        finding_advise(finding, "Run `wsl --shutdown` and then `wsl`; if `wsl --version` still shows the old one, restart Windows.");
    }
    finding_ok(finding, "WSL %s", counts);
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *installer = finding_saw(finding, host_ask(host, WSL_LXSS_OF_MACHINE "MSI/Version"));
    char *installed = installer->state == FACT_PRESENT && version_is_one(installer->text) ? memory_copy_text(installer->text) : NULL;
    char *running = printed_version(host, finding);

    if (installed == NULL && running == NULL)
        installed = reported_version(host, finding);
    if (installed == NULL && running == NULL) {
        say_unknown(host, finding, installer);
    } else {
        finding_value(finding, "%s", installed != NULL ? installed : running);
        judge(finding, installed, running);
    }
    free(installed);
    free(running);
}

const struct probe probe_wsl_version = {
    .id = "wsl.version",
    .title = "WSL version",
    .why = "An older WSL does not load the plug-in, or loads it and cannot give it what it asks for.",
    .ok = OLDEST_WSL " or later (Lxss\\MSI\\Version, else `wsl --version`, else the vendor's report)",
    .warns = "the installed version and the running one differ: a restart is pending",
    .fails = "the running one is older than " OLDEST_WSL,
    .remedy = "Run `wsl --update`; if that finds nothing, `wsl --update --pre-release`.",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .commands = { "wsl-version", "plugin-healthcheck" },
    .look = look,
};
