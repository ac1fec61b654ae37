/* Does WSL start a kernel, kernel modules or a system distribution of its owner's own? */
#include "probes/table.h"

#include <stdlib.h>

#include "probes/wsl.h"

static const struct {
    const char *key, *policy, *what;
} customs[] = {
    { "kernel", "AllowKernelUserSetting", "a custom kernel" },
    { "kernelModules", "AllowKernelUserSetting", "custom kernel modules" },
    { "systemDistro", "AllowSystemDistroUserSetting", "a custom system distribution" },
};

static void judge(struct host *host, struct finding *finding, size_t line, const char *key, const char *what)
{
    char *plugin = wsl_intolerant_plugin(host, finding);

    if (plugin != NULL) {
        finding_fail(finding,
                     "line %zu of .wslconfig sets %s, and plug-in %s does not let WSL start with %s (\"Custom kernel/config not supported\")", line,
                     key, plugin, what);
        finding_advise(
            finding,
            "Take line %zu out of %%UserProfile%%\\.wslconfig and run `wsl --shutdown`, or install plug-in " WSL_TOLERANT_PLUGIN " or later.", line);
    } else {
        finding_warn(finding, "line %zu of .wslconfig sets %s: with %s nobody promises that the agent sees everything", line, key, what);
        finding_advise(finding, "Take line %zu out of %%UserProfile%%\\.wslconfig, then run `wsl --shutdown` and `wsl`.", line);
    }
    free(plugin);
}

static void look(struct host *host, struct finding *finding)
{
    struct wslconfig config;
    bool is_set = false;

    if (!wsl_read_config(host, finding, &config))
        return;
    for (size_t i = 0; i < sizeof customs / sizeof *customs; i++) {
        const struct wslconfig_setting *setting = wsl_setting(&config, "wsl2", customs[i].key);

        if (setting == NULL)
            continue;
        is_set = true;
        if (wsl_forbids(host, finding, customs[i].policy))
            finding_ok(finding, "line %zu of .wslconfig sets %s, which policy %s forbids: WSL ignores it", setting->line, customs[i].key,
                       customs[i].policy);
        else
            judge(host, finding, setting->line, customs[i].key, customs[i].what);
    }
    if (!is_set)
        finding_ok(finding, "WSL starts its own kernel");
    wslconfig_free(&config);
}

const struct probe probe_wsl_custom_kernel = {
    .id = "wsl.custom_kernel",
    .title = "WSL custom kernel",
    .why = "The agent is tested with WSL's own kernel. With another one events may be missing, and plug-ins before " WSL_TOLERANT_PLUGIN
           " keep WSL from starting.",
    .ok = "none is set, or a policy makes WSL ignore it",
    .warns = "kernel, kernelModules or systemDistro is set in [wsl2] of .wslconfig",
    .fails = "the same with a plug-in before " WSL_TOLERANT_PLUGIN ", with which WSL does not start",
    .remedy = "Take kernel, kernelModules and systemDistro out of %UserProfile%\\.wslconfig, then run `wsl --shutdown` and `wsl`. To forbid "
              "them, " WSL_INTUNE ": Allow custom kernel configuration = Disabled.",
    .topic = "wsl1",
    .source = "Learn, mde-plugin-wsl (2023-12-13 and 2024-11-11); microsoft/WSL (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
