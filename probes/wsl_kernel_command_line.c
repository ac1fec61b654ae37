/* Is the command line of WSL's kernel its own? */
#include "probes/table.h"

#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "probes/wsl.h"

/* What WSL itself writes into a distribution's key; older ones have ` ro` or ` rw` behind it (microsoft/WSL, 2026-08). */
#define OWN_COMMAND_LINE "BOOT_IMAGE=/kernel init=/init"

static bool is_own(const char *text)
{
    struct span rest = span_of(text);

    if (!span_starts(rest, OWN_COMMAND_LINE))
        return false;
    rest = (struct span){ rest.data + sizeof OWN_COMMAND_LINE - 1, rest.size - (sizeof OWN_COMMAND_LINE - 1) };
    while (rest.size > 0) {
        struct span trimmed = span_trim(rest);

        if (trimmed.size == 0)
            return true;
        if (rest.data[0] != ' ' || !(span_starts(trimmed, "ro") || span_starts(trimmed, "rw")))
            return false;
        rest = (struct span){ trimmed.data + 2, trimmed.size - 2 };
    }
    return true;
}

static void judge_config(struct host *host, struct finding *finding, size_t line)
{
    char *plugin;

    if (wsl_forbids(host, finding, "AllowKernelCommandLineUserSetting")) {
        finding_ok(finding, "line %zu of .wslconfig sets kernelCommandLine, which policy AllowKernelCommandLineUserSetting forbids: WSL ignores it",
                   line);
        return;
    }
    plugin = wsl_intolerant_plugin(host, finding);
    if (plugin != NULL) {
        finding_fail(
            finding,
            "line %zu of .wslconfig sets kernelCommandLine, and plug-in %s does not let WSL start with it (\"Custom kernel/config not supported\")",
            line, plugin);
        finding_advise(
            finding,
            "Take line %zu out of %%UserProfile%%\\.wslconfig and run `wsl --shutdown`, or install plug-in " WSL_TOLERANT_PLUGIN " or later.", line);
    } else {
        finding_warn(finding, "line %zu of .wslconfig sets kernelCommandLine, which the plug-in does not support", line);
        finding_advise(finding, "Take line %zu out of %%UserProfile%%\\.wslconfig, then run `wsl --shutdown` and `wsl`.", line);
    }
    free(plugin);
}

static void judge_distributions(struct host *host, struct finding *finding)
{
    struct wsl_registered_list registered = wsl_registered_of(host, finding);

    for (size_t i = 0; i < registered.count; i++) {
        const struct wsl_registered *one = &registered.distributions[i];

        if (one->command_line->state == FACT_ABSENT || !finding_could_read(finding, one->command_line) || one->command_line->size == 0 ||
            is_own(one->command_line->text))
            continue;
        finding_warn(finding, "distribution %s has a kernel command line of its own", one->name);
        finding_advise(finding,
                       "Run `reg add \"HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Lxss\\%s\" /v KernelCommandLine /d \"" OWN_COMMAND_LINE
                       "\" /f`, then `wsl --shutdown`.",
                       one->key);
    }
    wsl_registered_free(&registered);
}

static void look(struct host *host, struct finding *finding)
{
    struct wslconfig config;

    if (wsl_read_config(host, finding, &config)) {
        const struct wslconfig_setting *setting = wsl_setting(&config, "wsl2", "kernelCommandLine");

        if (setting != NULL)
            judge_config(host, finding, setting->line);
        wslconfig_free(&config);
    }
    judge_distributions(host, finding);
    if (finding->status == FINDING_SKIPPED)
        finding_ok(finding, "the kernel's command line is WSL's own");
}

const struct probe probe_wsl_kernel_command_line = {
    .id = "wsl.kernel_command_line",
    .title = "WSL kernel command line",
    .why = "Arguments of the kernel can take away what the agent needs. They are not supported, and plug-ins before " WSL_TOLERANT_PLUGIN
           " keep WSL from starting.",
    .ok = "none is set, a distribution has WSL's own (" OWN_COMMAND_LINE "), or a policy makes WSL ignore the one of .wslconfig",
    .warns = "kernelCommandLine is set in [wsl2] of .wslconfig, or a distribution's key has another text; it is named",
    .fails = "the one of .wslconfig with a plug-in before " WSL_TOLERANT_PLUGIN ", with which WSL does not start",
    .remedy = "Take kernelCommandLine out of %UserProfile%\\.wslconfig, then run `wsl --shutdown` and `wsl`. To forbid it, " WSL_INTUNE
              ": Allow kernel command line configuration = Disabled.",
    .topic = "wsl1",
    .source = "Learn, mde-plugin-wsl (2023-12-13 and 2024-11-11); microsoft/WSL (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
