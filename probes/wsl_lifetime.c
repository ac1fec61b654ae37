/* Does WSL's virtual machine live long enough, and with a network, for its device to appear? */
#include "probes/table.h"

#include "probes/wsl.h"

/* WSL's own defaults, in milliseconds (microsoft/WSL, WslCoreConfig.h, 2026-08). */
static const struct {
    const char *section, *key;
    long least;
} timeouts[] = {
    { "wsl2", "vmIdleTimeout", 60000 },
    { "general", "instanceIdleTimeout", 15000 },
};

static void judge_timeouts(struct finding *finding, const struct wslconfig *config)
{
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        const struct wslconfig_setting *setting = wslconfig_get(config, timeouts[i].section, timeouts[i].key);
        long number;

        /* A negative one means never. */
        if (setting == NULL || !wslconfig_number(setting, &number) || number < 0 || number >= timeouts[i].least)
            continue;
        finding_warn(finding, "line %zu of .wslconfig sets %s to %ld ms, below WSL's default of %ld", setting->line, timeouts[i].key, number,
                     timeouts[i].least);
        finding_advise(finding, "Take line %zu out of %%UserProfile%%\\.wslconfig, then run `wsl --shutdown` and `wsl`.", setting->line);
    }
}

static void look(struct host *host, struct finding *finding)
{
    struct wslconfig config;

    if (!wsl_read_config(host, finding, &config))
        return;
    judge_timeouts(finding, &config);
    if (wslconfig_is(&config, "wsl2", "safeMode", "true")) {
        size_t line = wslconfig_get(&config, "wsl2", "safeMode")->line;

        finding_warn(finding, "line %zu of .wslconfig sets safeMode: the virtual machine has no network at all", line);
        finding_advise(finding, "Take line %zu out of %%UserProfile%%\\.wslconfig, then run `wsl --shutdown` and `wsl`.", line);
    }
    finding_ok(finding, "WSL's virtual machine is not cut short; it must live 30 minutes for its device to appear in the portal");
    wslconfig_free(&config);
}

const struct probe probe_wsl_lifetime = {
    .id = "wsl.lifetime",
    .title = "WSL lifetime",
    .why = "A virtual machine must live about 30 minutes for its device to appear in the portal; one that ends early, or has no network, never does.",
    .ok = "neither timeout is set, or none below WSL's default (vmIdleTimeout 60000 ms, instanceIdleTimeout 15000 ms; negative: never)",
    .warns = "vmIdleTimeout or instanceIdleTimeout is below the default, or safeMode=true, which takes the network away",
    .remedy = "Take vmIdleTimeout, instanceIdleTimeout and safeMode out of %UserProfile%\\.wslconfig, then run `wsl --shutdown` and `wsl`.",
    .topic = "portal",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL, WslCoreConfig.h (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
