/* What the plug-in's own tool (tools\healthcheck.exe) prints, in every edition known: bytes in, plain data out.
 *
 * The editions' labels differ (2023: "Defender Plug-in Version", 2024: "Plug-in Version", 2026: "Plugin Version"); nobody
 * promised any of them, so a label is known by its words without case, blanks and hyphens. UTF-8 or UTF-16LE, with or without
 * mark. Sources: Learn, mde-plugin-wsl (2023-10 to 2024-11-11); a public screenshot of plug-in 1.26.427.1 (2026-05-31). */
#ifndef HEALTHCHECK_HOST_PLUGIN_REPORT_H
#define HEALTHCHECK_HOST_PLUGIN_REPORT_H

#include <stdbool.h>
#include <stddef.h>

/* The sentences it prints instead of a health report, in each of their wordings. */
enum plugin_message {
    PLUGIN_MESSAGE_NONE,
    PLUGIN_MESSAGE_SERVICE_NOT_RUNNING,   /* "WSLService is not running. …" */
    PLUGIN_MESSAGE_NO_TELEMETRY,          /* "No Defender Health telemetry found in the log file. …" */
    PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION,   /* "Launch WSL distribution with 'bash' command …" */
    PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY, /* "Waiting for Telemetry …" */
};

/* Every text is NULL where the report does not contain the row, and owned by the report. */
struct plugin_report {
    char *printed_at; /* "2026-05-31 01:25:17 UTC": what stands in [] before the rows */
    char *plugin_version, *wsl_version, *agent_version, *release_ring;
    char *vm_start_time, *lkg_telemetry; /* "… UTC", the latter perhaps with " (Active)" behind it */
    char *distribution_running;          /* "true", "false" */
    char *user_sid;
    char *windows_guid, *windows_org_id, *windows_device_id, *windows_licensed;
    char *wsl_guid, *wsl_device_id, *wsl_licensed;
    char *health_status, *health_issues; /* "Healthy"; "[]" or "[\"…\"]" as it stands */
    char *connectivity;                  /* "success", "invalid" */
    char *edr_proxy;                     /* the line below "Proxy Enabled in Windows Host", or NULL */
    enum plugin_message message;
    char *message_text; /* the sentence as it was printed */
    size_t rows;        /* labels that were understood; 0: it is no such report */
};

/* Never fails: what is not understood is left out. Free with plugin_report_free(). */
struct plugin_report plugin_report_read(const char *bytes, size_t size);
void plugin_report_free(struct plugin_report *report);

/* Which message a line is, in any wording, whole or in part. */
enum plugin_message plugin_message_of(const char *line, size_t size);

#endif
