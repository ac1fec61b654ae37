/* Are there WSL 1 distributions, which the plug-in cannot see? */
#include "probes/table.h"

#include "healthcheck/host/wsl_text.h"
#include "probes/wsl.h"

static void say_wsl1(struct finding *finding, const char *name)
{
    finding_warn(finding, "distribution %s is WSL 1: nothing in it is seen", name);
    finding_advise(finding, "Run `wsl --set-version \"%s\" 2`.", name);
}

/* Counts what it looked at. */
static size_t judge_registry(struct host *host, struct finding *finding)
{
    struct wsl_registered_list registered = wsl_registered_of(host, finding);
    size_t count = registered.count;

    for (size_t i = 0; i < count; i++)
        if (!registered.distributions[i].is_wsl2)
            say_wsl1(finding, registered.distributions[i].name);
    wsl_registered_free(&registered);
    return count;
}

/* Where the registry names none: a capture may hold the list alone. */
static size_t judge_list(struct host *host, struct finding *finding)
{
    const struct fact *printed = host_ask(host, "command/wsl-list");
    struct wsl_list list = wsl_list_read(printed->text, printed->size);
    size_t count = list.count;

    if (printed->state == FACT_PRESENT)
        finding_saw(finding, printed);
    for (size_t i = 0; i < count; i++)
        if (list.distributions[i].version == 1)
            say_wsl1(finding, list.distributions[i].name);
    wsl_list_free(&list);
    return count;
}

static void look(struct host *host, struct finding *finding)
{
    bool has_some = judge_registry(host, finding) > 0 || judge_list(host, finding) > 0;

    finding_ok(finding, "%s", has_some ? "every distribution is WSL 2" : "no distribution is registered");
    if (!wsl_forbids(host, finding, "AllowWSL1"))
        finding_ok(finding, "WSL 1 is allowed (no policy AllowWSL1 0)");
}

const struct probe probe_wsl_wsl1 = {
    .id = "wsl.wsl1",
    .title = "WSL 1",
    .why = "WSL 1 has no virtual machine: what happens in such a distribution is not reported as Linux activity, and it may disturb the plug-in.",
    .ok = "every distribution is WSL 2",
    .warns = "some are WSL 1; each is named",
    .remedy = "Run `wsl --set-version NAME 2` for each. To forbid WSL 1, " WSL_INTUNE ": Allow WSL1 = Disabled.",
    .topic = "wsl1",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .commands = { "wsl-list" },
    .look = look,
};
