/* Is the plug-in new enough to update itself, and do all of its parts have one version? */
#include "probes/table.h"

#include <string.h>

#include "healthcheck/core/version.h"
#include "healthcheck/host/plugin_report.h"
#include "probes/plugin.h"

/* The first that Windows Update keeps up to date; the last of the preview. */
static const char first_updated[] = "1.24.522.2", oldest[] = "0.23.1102.4";

struct source {
    const char *name;
    const struct fact *fact; /* NULL: there is none */
    const char *version;
};

/* The version a source gives, NULL where it is left out. */
static const char *version_in(struct finding *finding, const struct source *source)
{
    if (source->fact == NULL || !finding_could_read(finding, source->fact) || source->version == NULL || source->version[0] == '\0')
        return NULL;
    if (version_is_one(source->version))
        return source->version;
    finding_unsure(finding, "%s says \"%s\", which is no version", source->name, source->version);
    finding_advise(finding, PLUGIN_REPAIR);
    return NULL;
}

static void judge(struct finding *finding, const char *version)
{
    finding_value(finding, "%s", version);
    if (version_compare(version, oldest) < 0) {
        finding_fail(finding, "plug-in %s is a preview older than %s", version, oldest);
    } else if (version_compare(version, first_updated) < 0) {
        finding_warn(finding, "plug-in %s is older than %s: it never updates itself", version, first_updated);
    } else {
        finding_ok(finding, "plug-in %s", version);
        return;
    }
    finding_advise(finding,
                   "Install the current MSI from the Microsoft Defender portal, Settings > Endpoints > Onboarding > Windows Subsystem for Linux 2 "
                   "(plug-in).");
}

static void compare(struct finding *finding, const struct source *first, const char *version, const struct source *second, const char *other)
{
    if (version_compare(version, other) == 0)
        return;
    finding_warn(finding, "%s says %s, %s says %s", first->name, version, second->name, other);
    finding_advise(finding,
                   "Run `wsl --shutdown`, then from an elevated prompt `net stop WslService`, then `wsl`; if they still differ: " PLUGIN_REPAIR);
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *library = plugin_file(host, "file-version", PLUGIN_LIBRARY), *printed = host_ask(host, "command/plugin-healthcheck");
    struct plugin_entry entry = plugin_entry_of(host);
    struct plugin_report report = plugin_report_read(printed->text, printed->size);
    const struct source sources[] = {
        { "the library", library, library->text },
        { "Programs and Features", entry.version, entry.version != NULL ? entry.version->text : NULL },
        { "the plug-in's healthcheck.exe", printed, report.plugin_version },
    };
    const struct source *first = NULL;
    const char *version = NULL;

    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        const char *other = version_in(finding, &sources[i]);

        if (other != NULL && version != NULL) {
            compare(finding, first, version, &sources[i], other);
        } else if (other != NULL) {
            first = &sources[i];
            version = other;
            judge(finding, version);
        }
    }
    if (version == NULL && finding->status == FINDING_SKIPPED) {
        finding_unsure(finding, "the version of the plug-in is not known");
        finding_advise(finding, PLUGIN_REPAIR);
    }
    plugin_report_free(&report);
}

const struct probe probe_plugin_version = {
    .id = "plugin.version",
    .title = "Plug-in version",
    .why = "A plug-in before 1.24.522.2 is never updated, nor is the agent that it brings; what is before 0.23.1102.4 is a preview.",
    .ok = "1.24.522.2 or later",
    .warns = "older; or the library, the entry in Programs and Features and the plug-in's own tool disagree",
    .fails = "older than 0.23.1102.4",
    .remedy =
        "Install the current MSI from the Microsoft Defender portal, Settings > Endpoints > Onboarding > Windows Subsystem for Linux 2 (plug-in).",
    .topic = "updates",
    .source = "Learn, mde-plugin-wsl (2023-12-13 and 2024-11-11)",
    .needs = "plugin.installed",
    .platforms = ON_WINDOWS,
    .commands = { "plugin-healthcheck" },
    .look = look,
};
