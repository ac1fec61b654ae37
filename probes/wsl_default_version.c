/* Will a new distribution be WSL 2? */
#include "probes/table.h"

#include "probes/wsl.h"

static void look(struct host *host, struct finding *finding)
{
    const struct fact *version = host_ask(host, WSL_LXSS_OF_USER "DefaultVersion");
    long long number = 2;

    if (!finding_could_read(finding, version))
        return;
    if (version->state == FACT_PRESENT && !fact_number(version, &number))
        number = 0;
    if (number == 1) {
        finding_warn(finding, "new distributions become WSL 1");
    } else if (number == 2) {
        finding_ok(finding, "new distributions become WSL 2%s", version->state == FACT_ABSENT ? " (WSL's default)" : "");
    } else {
        finding_unsure(finding, "the default version \"%s\" is not known", version->text);
        finding_advise(finding, "Run `wsl --set-default-version 2`.");
        return;
    }
    finding_value(finding, "%lld", number);
}

const struct probe probe_wsl_default_version = {
    .id = "wsl.default_version",
    .title = "WSL default version",
    .why = "Where the default is 1, the next distribution that somebody installs is one that the plug-in cannot see.",
    .ok = "2, or not set",
    .warns = "1",
    .remedy = "Run `wsl --set-default-version 2`. To forbid WSL 1, " WSL_INTUNE ": Allow WSL1 = Disabled.",
    .topic = "wsl1",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
