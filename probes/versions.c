/* The versions of what is examined. */
#include "probes/versions.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/core/version.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/mdatp_health.h"
#include "healthcheck/host/plugin_report.h"
#include "healthcheck/host/wsl_text.h"
#include "probes/plugin.h"

#define CURRENT_VERSION "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"

/* A copy of the fact's text where it is a version; NULL otherwise. */
static char *version_in(const struct fact *fact)
{
    struct span text = span_trim((struct span){ fact->text, fact->size });
    char *version;

    if (fact->state != FACT_PRESENT)
        return NULL;
    version = memory_copy(text.data, text.size);
    if (version_is_one(version))
        return version;
    free(version);
    return NULL;
}

static const struct fact *seen(struct finding *finding, const struct fact *fact)
{
    return finding == NULL ? fact : finding_saw(finding, fact);
}

static struct plugin_report report_of(struct host *host, struct finding *finding)
{
    const struct fact *report = seen(finding, host_ask(host, "command/plugin-healthcheck"));

    return plugin_report_read(report->text, report->size);
}

/* Takes a text out of the report; NULL where it is no version. */
static char *take_version(char **text)
{
    char *version = *text;

    if (version == NULL || !version_is_one(version))
        return NULL;
    *text = NULL;
    return version;
}

char *version_of_plugin(struct host *host, struct finding *finding)
{
    char *version = version_in(seen(finding, plugin_file(host, "file-version", PLUGIN_LIBRARY)));
    struct plugin_entry entry;

    if (version != NULL)
        return version;
    entry = plugin_entry_of(host);
    if (entry.version != NULL)
        version = version_in(seen(finding, entry.version));
    if (version == NULL) {
        struct plugin_report report = report_of(host, finding);

        version = take_version(&report.plugin_version);
        plugin_report_free(&report);
    }
    return version;
}

static char *windows_version(struct host *host)
{
    const struct fact *major = host_ask(host, CURRENT_VERSION "CurrentMajorVersionNumber");
    const struct fact *minor = host_ask(host, CURRENT_VERSION "CurrentMinorVersionNumber");
    const struct fact *build = host_ask(host, CURRENT_VERSION "CurrentBuildNumber");
    const struct fact *revision = host_ask(host, CURRENT_VERSION "UBR");
    long long numbers[4];

    if (!fact_number(major, &numbers[0]) || !fact_number(minor, &numbers[1]) || !fact_number(build, &numbers[2]))
        return NULL;
    if (!fact_number(revision, &numbers[3]))
        return text_format("%lld.%lld.%lld", numbers[0], numbers[1], numbers[2]);
    return text_format("%lld.%lld.%lld.%lld", numbers[0], numbers[1], numbers[2], numbers[3]);
}

static char *agent_version(struct host *host)
{
    const struct fact *answer = host_ask(host, "command/mdatp-health");
    struct mdatp_health health = mdatp_health_read(answer->text, answer->size);
    const char *version = mdatp_health_get(&health, "app_version");
    char *copy = version != NULL && version_is_one(version) ? memory_copy_text(version) : NULL;

    mdatp_health_free(&health);
    return copy;
}

static void add_wsl(struct host *host, struct versions *versions)
{
    const struct fact *answer = host_ask(host, "command/wsl-version");
    struct wsl_versions printed = wsl_versions_read(answer->text, answer->size);

    versions->wsl = version_in(host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version"));
    if (versions->wsl == NULL)
        versions->wsl = take_version(&printed.wsl);
    versions->kernel = take_version(&printed.kernel);
    wsl_versions_free(&printed);
}

struct versions versions_of(struct host *host)
{
    struct versions versions = { 0 };
    bool is_windows = platform_is_windows(host);

    versions.agent = agent_version(host);
    if (is_windows) {
        versions.plugin = version_of_plugin(host, NULL);
        versions.windows = windows_version(host);
        add_wsl(host, &versions);
    } else {
        versions.kernel = version_in(host_ask(host, "system/kernel-release"));
    }
    if (is_windows && (versions.wsl == NULL || versions.agent == NULL)) {
        struct plugin_report report = report_of(host, NULL);

        if (versions.wsl == NULL)
            versions.wsl = take_version(&report.wsl_version);
        if (versions.agent == NULL)
            versions.agent = take_version(&report.agent_version);
        plugin_report_free(&report);
    }
    return versions;
}

void versions_free(struct versions *versions)
{
    free(versions->plugin);
    free(versions->wsl);
    free(versions->agent);
    free(versions->windows);
    free(versions->kernel);
    *versions = (struct versions){ 0 };
}
