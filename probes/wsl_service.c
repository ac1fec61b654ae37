/* Is the service that runs WSL's virtual machine, and loads the plug-in, running? */
#include "probes/table.h"

#include "probes/wsl.h"

static void look(struct host *host, struct finding *finding)
{
    const struct fact *service = host_ask(host, "service/WslService");
    const char *name = "WslService";

    if (service->state == FACT_ABSENT && host_ask(host, "service/LxssManager")->state != FACT_ABSENT) {
        name = "LxssManager";
        service = host_ask(host, "service/LxssManager");
    }
    if (!finding_could_read(finding, service))
        return;
    if (service->state == FACT_ABSENT) {
        finding_fail(finding, "the service WslService is not registered");
        finding_advise(finding, "Run `wsl --update` in an elevated prompt: it installs the service again.");
    } else if (fact_is(service, "disabled")) {
        finding_fail(finding, "the service %s is disabled: WSL cannot start", name);
        finding_advise(finding, "Run `sc.exe config %s start= %s` in an elevated prompt, then `wsl`.", name, name[0] == 'W' ? "auto" : "demand");
    } else if (fact_is(service, "running") || fact_is(service, "starting")) {
        finding_ok(finding, "the service %s is %s", name, service->text);
    } else {
        finding_warn(finding, "the service %s is %s", name, service->text);
        finding_advise(finding, "Launch it with `wsl` in PowerShell, then run healthcheck again.");
    }
}

const struct probe probe_wsl_service = {
    .id = "wsl.service",
    .title = "WSL service",
    .why = "WslService starts the virtual machine and loads the plug-in into it; while it does not run, nothing in WSL is seen.",
    .ok = "WslService (older: LxssManager) runs",
    .warns = "it is stopped",
    .fails = "it is disabled, or not registered at all",
    .remedy = "Launch it with `wsl` in PowerShell, then run healthcheck again.",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2023-10-30); microsoft/WSL (2026-08)",
    .needs = "wsl.installed",
    .platforms = ON_WINDOWS,
    .look = look,
};
