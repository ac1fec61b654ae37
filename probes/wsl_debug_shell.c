/* May somebody look at the agent inside WSL's virtual machine? */
#include "probes/table.h"

#include "probes/wsl.h"

static void look(struct host *host, struct finding *finding)
{
    if (wsl_forbids(host, finding, "AllowDebugShell"))
        finding_warn(finding, "policy AllowDebugShell forbids `wsl --debug-shell`: the agent in the virtual machine cannot be inspected");
    else
        finding_ok(finding, "`wsl --debug-shell` is allowed");
}

const struct probe probe_wsl_debug_shell = {
    .id = "wsl.debug_shell",
    .title = "WSL debug shell",
    .why = "The agent runs in the virtual machine's root namespace, where no distribution sees it; `mdatp` can only be asked through `wsl "
           "--debug-shell`.",
    .ok = "allowed",
    .warns = "the policy AllowDebugShell is 0",
    .remedy = "For the time of an investigation allow it: " WSL_INTUNE
              ": Allow the debug shell = Enabled; locally `reg delete HKLM\\SOFTWARE\\Policies\\WSL /v AllowDebugShell /f` in an elevated prompt.",
    .topic = "networking-logs",
    .source = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL, wslpolicies.h (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
