/* The rows with which a report begins. */
#include "probes/summary.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/connectivity_text.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/host/mdatp_health.h"
#include "healthcheck/host/plugin_report.h"
#include "healthcheck/host/wsl_text.h"
#include "probes/versions.h"

/* Adds a row; one whose value is not known (NULL) is left out. */
static void add(struct summary *summary, const char *label, const char *value)
{
    if (value != NULL && summary->count < SUMMARY_MOST_LABELS)
        summary->labels[summary->count++] = (struct summary_label){ label, memory_copy_text(value) };
}

/* The ring in force is the one the plug-in reports: an override counts from the next start of WSL. */
static const char *release_ring(struct host *host, const struct plugin_report *report)
{
    const struct fact *override =
        host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Microsoft Defender for Endpoint plug-in for WSL/OverrideReleaseRing");

    if (report->release_ring != NULL)
        return report->release_ring;
    return override->state == FACT_PRESENT && override->type == FACT_SZ && override->size > 0 ? override->text : NULL;
}

/* The plug-in sees distributions of WSL 2 only. */
static const char *distribution_running(struct host *host, const struct plugin_report *report)
{
    const struct fact *answer = host_ask(host, "command/wsl-list");
    struct wsl_list list = wsl_list_read(answer->text, answer->size);
    const char *running = list.kind == WSL_LIST_ROWS || list.kind == WSL_LIST_NONE ? "false" : report->distribution_running;

    for (size_t i = 0; i < list.count; i++)
        if (list.distributions[i].version == 2 && list.distributions[i].state == WSL_STATE_RUNNING)
            running = "true";
    wsl_list_free(&list);
    return running;
}

static void add_windows(struct host *host, struct summary *summary)
{
    const struct fact *printed = host_ask(host, "command/plugin-healthcheck");
    struct plugin_report report = plugin_report_read(printed->text, printed->size);
    struct versions versions = versions_of(host);

    add(summary, "Plugin Version", versions.plugin);
    add(summary, "WSL Version", versions.wsl);
    add(summary, "Defender App Version", versions.agent);
    add(summary, "Release Ring", release_ring(host, &report));
    add(summary, "VM Start Time (UTC)", report.vm_start_time);
    add(summary, "LKG Telemetry (UTC)", report.lkg_telemetry);
    add(summary, "WSL Distro Running", distribution_running(host, &report));
    /* Whose WSL and proxy settings are examined: of several users, or with --user, not a matter of course. */
    add(summary, "Active User SID", fact_text_or_null(host_ask(host, "user/sid")));
    add(summary, "Health Status", report.health_status);
    add(summary, "Health Issues", report.health_issues);
    add(summary, "MDE Connectivity Test", report.connectivity);
    versions_free(&versions);
    plugin_report_free(&report);
}

/* On a live machine the test would contact the service, which a report never does. */
static const char *connectivity(struct host *host)
{
    const struct fact *answer = strcmp(host_source(host), "captured") == 0 ? host_ask(host, "command/mdatp-connectivity") : NULL;
    struct connectivity_text text;
    const char *result;

    if (answer == NULL)
        return NULL;
    text = connectivity_text_read(answer->text, answer->size);
    result = text.count == 0 ? NULL : text.failed == 0 ? "success" : "invalid";
    connectivity_text_free(&text);
    return result;
}

static void add_linux(struct host *host, struct summary *summary)
{
    const struct fact *answer = host_ask(host, "command/mdatp-health");
    struct mdatp_health health = mdatp_health_read(answer->text, answer->size);
    struct versions versions = versions_of(host);

    add(summary, "Defender App Version", versions.agent);
    add(summary, "Release Ring", mdatp_health_get(&health, "release_ring"));
    if (mdatp_health_find(&health, "healthy") != NULL)
        add(summary, "Health Status", mdatp_health_is(&health, "healthy", "true") ? "Healthy" : "Unhealthy");
    add(summary, "Health Issues", mdatp_health_get(&health, "health_issues"));
    add(summary, "MDE Connectivity Test", connectivity(host));
    versions_free(&versions);
    mdatp_health_free(&health);
}

void summary_start(struct host *host)
{
    static const char *const of_windows[] = { "plugin-healthcheck", "wsl-list", "wsl-version", NULL }, *const of_linux[] = { "mdatp-health", NULL };

    if (platform_of(host) != 0)
        host_start_commands(host, platform_is_windows(host) ? of_windows : of_linux);
}

size_t summary_labels(struct host *host, struct summary *summary)
{
    *summary = (struct summary){ 0 };
    if (platform_is_windows(host))
        add_windows(host, summary);
    else if (platform_of(host) != 0)
        add_linux(host, summary);
    return summary->count;
}

void summary_free(struct summary *summary)
{
    for (size_t i = 0; i < summary->count; i++)
        free(summary->labels[i].value);
    *summary = (struct summary){ 0 };
}
