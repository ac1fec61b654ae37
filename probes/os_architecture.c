/* Is the machine's processor one that the plug-in was built for? */
#include "probes/table.h"

#include "probes/os.h"

const struct probe probe_os_architecture = {
    .id = "os.architecture",
    .title = "Processor architecture",
    .why = "The plug-in and the agent it starts in the virtual machine are built for x86_64 only.",
    .ok = "the machine is x86_64",
    .fails = "the machine is ARM64, whatever this program itself was built for",
    .remedy = "No setting helps: the plug-in does not support ARM64 devices. Where Linux has to be watched, use a machine that the agent itself "
              "supports: https://learn.microsoft.com/defender-endpoint/mde-linux-prerequisites",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .platforms = ON_WINDOWS,
    .look = os_architecture_on_windows,
};
