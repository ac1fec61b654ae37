/* Is the plug-in installed, with all of its parts? */
#include "probes/table.h"

#include "healthcheck/core/text.h"
#include "probes/plugin.h"

struct part {
    const char *name;
    const struct fact *fact;
    bool is_there;
};

static void judge(struct finding *finding, const struct part *parts, size_t count)
{
    size_t missing = 0;
    struct text names = { 0 };

    for (size_t i = 0; i < count; i++) {
        if (!finding_could_read(finding, parts[i].fact) || parts[i].is_there)
            continue;
        text_append_format(&names, "%s%s", missing > 0 ? ", " : "", parts[i].name);
        missing++;
    }
    if (missing == count) {
        finding_fail(finding, "the plug-in is not installed");
    } else if (missing > 0) {
        finding_warn(finding, "the plug-in is installed in part, missing: %s", text_of(&names));
        finding_advise(finding, PLUGIN_REPAIR);
    } else {
        finding_ok(finding, "the plug-in is installed");
    }
    text_free(&names);
}

static void look(struct host *host, struct finding *finding)
{
    struct plugin_entry entry = plugin_entry_of(host);
    const struct fact *library = plugin_file(host, "file-info", PLUGIN_LIBRARY), *tool = plugin_file(host, "file-info", PLUGIN_TOOL);
    const struct part parts[] = {
        { "the entry in Programs and Features", entry.name, entry.version != NULL },
        { "plug-in\\DefenderforEndpointPlug-in.dll", library, library->state == FACT_PRESENT },
        { "tools\\healthcheck.exe", tool, tool->state == FACT_PRESENT },
    };

    judge(finding, parts, sizeof parts / sizeof parts[0]);
}

const struct probe probe_plugin_installed = {
    .id = "plugin.installed",
    .title = "Plug-in installed",
    .why = "Without the plug-in Defender for Endpoint sees nothing of what happens inside WSL.",
    .ok = "an entry of its name in Programs and Features, plug-in\\DefenderforEndpointPlug-in.dll and tools\\healthcheck.exe",
    .warns = "some of the three are missing",
    .fails = "none of the three is there",
    .remedy =
        "Install it: download the MSI in the Microsoft Defender portal, Settings > Endpoints > Onboarding > Windows Subsystem for Linux 2 (plug-in), "
        "or assign it in Intune.",
    .topic = "install",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .platforms = ON_WINDOWS,
    .look = look,
};
