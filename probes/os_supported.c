/* Is the operating system one that the product supports? */
#include "probes/table.h"

#include "probes/os.h"

const struct probe probe_os_supported = {
    .id = "os.supported",
    .title = "Operating system",
    .why = "On a system that is not supported the plug-in or the agent may not install, not start, or silently see nothing.",
    .ok = "Windows: a client, build 19044 or later; Linux: distribution and version are in the agent's list",
    .warns = "Windows: builds 19041 to 19043, about which the documents disagree; Linux: the distribution is not listed",
    .fails = "Windows: a build before 19041, a server, or multi-session Windows; Linux: a kernel before 3.10.0-327, or no systemd",
    .remedy = "Compare with the supported systems: https://learn.microsoft.com/defender-endpoint/mde-plugin-wsl for Windows hosts, "
              "https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites for Linux.",
    .source = "Learn, mde-plugin-wsl (2024-11-11); Learn, mde-linux-prerequisites (2026-03-08)",
    .platforms = ON_WINDOWS | ON_LINUX,
    .look = os_supported_on_linux,
    .look_on_windows = os_supported_on_windows,
};
