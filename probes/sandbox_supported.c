/* Can this Windows run its antivirus in a sandbox? */
#include "probes/table.h"

#include "healthcheck/core/text.h"

#define CURRENT_VERSION "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"

/* Windows 10 1703 and Windows Server 2016. */
enum { FIRST_CLIENT = 15063, FIRST_SERVER = 14393 };

static void look(struct host *host, struct finding *finding)
{
    const struct fact *build = host_ask(host, CURRENT_VERSION "CurrentBuildNumber"), *kind = host_ask(host, CURRENT_VERSION "InstallationType");
    long long number, first;
    bool is_server;

    if (!finding_could_read(finding, build))
        return;
    if (!fact_number(build, &number)) {
        finding_unsure(finding, "the build of Windows is not known");
        finding_advise(finding, "Run `winver`: it must show build %d or later, on a server %d or later.", FIRST_CLIENT, FIRST_SERVER);
        return;
    }
    finding_value(finding, "%lld", number);
    if (!finding_could_read(finding, kind))
        return;
    is_server = text_contains_ignoring_case(kind->text, "server");
    first = is_server ? FIRST_SERVER : FIRST_CLIENT;
    if (number >= first)
        finding_ok(finding, "%s build %lld can run the antivirus in a sandbox", is_server ? "server" : "client", number);
    else
        finding_fail(finding, "%s build %lld is older than %lld: it cannot run the antivirus in a sandbox", is_server ? "server" : "client", number,
                     first);
}

const struct probe probe_sandbox_supported = {
    .id = "sandbox.supported",
    .title = "Antivirus sandbox supported",
    .why = "The sandbox keeps what attacks the scanner away from the rest of the machine; older Windows cannot confine it.",
    .ok = "client build 15063 (1703) or later, server build 14393 (2016) or later",
    .fails = "older",
    .remedy = "Update Windows: Settings > Windows Update.",
    .topic = "sandbox",
    .source = "Learn, sandbox-mdav (2026-07-02)",
    .platforms = ON_WINDOWS,
    .look = look,
};
