/* Does a WSL 2 distribution run? Only then there is a virtual machine for the agent. */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "healthcheck/host/plugin_report.h"
#include "healthcheck/host/wsl_text.h"
#include "probes/wsl.h"

static void say_none_installed(struct finding *finding)
{
    finding_fail(finding, "no WSL distribution is installed for the examined user");
    finding_advise(finding, "Run `wsl --install -d Ubuntu` (`wsl --list --online` shows the others), then `wsl`.");
}

static void say_only_wsl1(struct finding *finding, const char *name)
{
    finding_fail(finding, "only WSL 1 distributions are installed: the plug-in sees WSL 2 alone");
    finding_advise(finding, "Run `wsl --set-version \"%s\" 2` and `wsl --set-default-version 2`, then `wsl`.", name);
}

static void say_none_runs(struct finding *finding)
{
    finding_warn(finding, "no WSL 2 distribution is running");
    finding_advise(finding, "Launch WSL distribution with 'bash' command and retry in 5 minutes (`wsl` does the same).");
}

static void judge_list(struct finding *finding, const struct wsl_list *list)
{
    const struct wsl_distribution *wsl2 = NULL;

    if (list->count == 0) {
        say_none_installed(finding);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct wsl_distribution *one = &list->distributions[i];

        if (one->version == 2 && (wsl2 == NULL || (one->state == WSL_STATE_RUNNING && wsl2->state != WSL_STATE_RUNNING)))
            wsl2 = one;
    }
    if (wsl2 == NULL)
        say_only_wsl1(finding, list->distributions[0].name);
    else if (wsl2->state != WSL_STATE_RUNNING)
        say_none_runs(finding);
    else
        finding_ok(finding, "%s is running", wsl2->name);
}

/* False where the report says nothing about it. */
static bool judge_report(struct host *host, struct finding *finding)
{
    const struct fact *printed = host_ask(host, "command/plugin-healthcheck");
    struct plugin_report report = plugin_report_read(printed->text, printed->size);
    bool is_known = true;

    finding_saw(finding, printed);
    if (report.distribution_running != NULL && text_same(report.distribution_running, "true"))
        finding_ok(finding, "a distribution is running, says the plug-in's own tool");
    else if (report.distribution_running != NULL || report.message == PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION ||
             report.message == PLUGIN_MESSAGE_SERVICE_NOT_RUNNING)
        say_none_runs(finding);
    else
        is_known = false;
    plugin_report_free(&report);
    return is_known;
}

/* What is registered tells at least whether one could run. */
static bool judge_registry(struct host *host, struct finding *finding)
{
    struct wsl_registered_list registered = wsl_registered_of(host, finding);
    bool has_wsl2 = false, is_judged = finding->status != FINDING_UNKNOWN;

    for (size_t i = 0; i < registered.count; i++)
        has_wsl2 = has_wsl2 || registered.distributions[i].is_wsl2;
    if (!is_judged || has_wsl2)
        is_judged = false;
    else if (registered.count == 0)
        say_none_installed(finding);
    else
        say_only_wsl1(finding, registered.distributions[0].name);
    wsl_registered_free(&registered);
    return is_judged;
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *printed = finding_saw(finding, host_ask(host, "command/wsl-list"));
    struct wsl_list list = wsl_list_read(printed->text, printed->size);

    if (list.kind == WSL_LIST_ROWS || list.kind == WSL_LIST_NONE) {
        judge_list(finding, &list);
    } else if (judge_report(host, finding) || judge_registry(host, finding)) {
        /* said */
    } else if (printed->state == FACT_UNREADABLE) {
        finding_unknown(finding, printed);
    } else {
        finding_unsure(finding, "whether a distribution runs is not known%s%s", list.error != NULL ? ": `wsl --list --verbose` answered " : "",
                       list.error != NULL ? list.error : "");
        finding_advise(finding, "Run `wsl --list --verbose` as the examined user: a row of version 2 must be Running.");
    }
    wsl_list_free(&list);
}

const struct probe probe_wsl_distribution = {
    .id = "wsl.distribution",
    .title = "WSL distribution",
    .why = "The agent lives in WSL's virtual machine, which exists only while a WSL 2 distribution runs.",
    .ok = "`wsl --list --verbose` shows a running row of version 2 (where it is not available: the plug-in's tool says `WSL Distro Running: true`)",
    .warns = "a WSL 2 distribution is installed, but none runs",
    .fails = "none is installed, or only WSL 1",
    .remedy = "Launch WSL distribution with 'bash' command and retry in 5 minutes (`wsl` does the same).",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .commands = { "wsl-list", "plugin-healthcheck" },
    .look = look,
};
