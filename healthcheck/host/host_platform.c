/* What kind of machine is examined. */
#include "healthcheck/host/host_platform.h"

unsigned platform_of(struct host *host)
{
    const struct fact *platform = host_ask(host, "system/platform");

    return fact_is(platform, "windows") ? ON_WINDOWS : fact_is(platform, "linux") ? ON_LINUX : fact_is(platform, "wsl") ? ON_WSL | ON_WINDOWS : 0;
}

bool platform_is_windows(struct host *host)
{
    return (platform_of(host) & ON_WINDOWS) != 0;
}
