/* Is the operating system one that the product supports? */
#include "probes/table.h"

static void look(struct host *host, struct finding *finding)
{
    const struct fact *build = finding_saw(finding, host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/CurrentBuildNumber"));
    long long number;

    if (!finding_could_read(finding, build))
        return;
    if (!fact_number(build, &number))
        finding_unsure(finding, "the build of Windows is not known");
    else if (number < 19041)
        finding_fail(finding, "Windows build %lld is too old", number);
    else
        finding_ok(finding, "Windows build %lld is supported", number);
}

const struct probe probe_os_supported = {
    .id = "os.supported",
    .title = "Operating system",
    .why = "The plug-in supports Windows 10 build 19044 and later and Windows 11.",
    .ok = "build 19044 or later",
    .warns = "19041 to 19043",
    .fails = "older",
    .remedy = "Update Windows: Settings > Windows Update.",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .platforms = ON_WINDOWS,
    .look = look,
};
