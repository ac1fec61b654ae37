/* Did the process that scans crash lately? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/event_lines.h"
#include "healthcheck/host/fact_lines.h"
#include "healthcheck/host/windows_paths.h"

enum { EVENT_APPLICATION_ERROR = 1000, EVENT_ERROR_REPORTING = 1001, DAYS = 7, MOST_A_DAY = 3 };

/* One crash leaves up to three traces: both events and a folder. Each kind is counted for itself, so that no crash counts thrice. */
enum trace { TRACE_APPLICATION_ERROR, TRACE_ERROR_REPORTING, TRACE_FOLDER };
enum { TRACES = TRACE_FOLDER + 1 };

struct crashes {
    bool has_clock;
    moment now;
    moment *times[TRACES];
    size_t counts[TRACES];
    size_t undated;
};

static void add(struct crashes *crashes, enum trace trace, moment when)
{
    size_t count = crashes->counts[trace];

    if (when < 0 || !crashes->has_clock) {
        crashes->undated++;
        return;
    }
    if (when < crashes->now - DAYS * (moment)MOMENT_DAY)
        return;
    if ((count & (count - 1)) == 0)
        crashes->times[trace] = memory_resize(crashes->times[trace], count > 0 ? 2 * count : 1, sizeof *crashes->times[trace]);
    crashes->times[trace][count] = when;
    crashes->counts[trace]++;
}

static void read_events(struct crashes *crashes, const struct fact *events)
{
    struct span rest = fact_span(events);
    struct event_line event;

    while (event_line_next(&rest, &event)) {
        if ((event.id == EVENT_APPLICATION_ERROR || event.id == EVENT_ERROR_REPORTING) && text_contains_ignoring_case(event.text, "MsMpEngCP.exe"))
            add(crashes, event.id == EVENT_APPLICATION_ERROR ? TRACE_APPLICATION_ERROR : TRACE_ERROR_REPORTING, event.time);
        event_line_free(&event);
    }
}

static bool is_report(struct span name)
{
    static const char beginning[] = "AppCrash_MsMpEngCP";

    for (size_t i = 0; i < sizeof beginning - 1; i++)
        if (i >= name.size || text_lower(name.data[i]) != text_lower(beginning[i]))
            return false;
    return true;
}

/* A folder of Windows Error Reporting; its own time is that of the report. */
static void read_folder(struct host *host, struct finding *finding, struct crashes *crashes, const char *below)
{
    char *known = windows_folder(host, "ProgramData", below), *path = known != NULL ? known : text_format("C/ProgramData/%s", below);
    const struct fact *folder = host_ask_for(host, "folder/%s", path);
    struct span rest = fact_span(folder), name;

    if (finding_could_read(finding, folder))
        while (span_next_line(&rest, &name)) {
            const struct fact *info;
            struct file_info_line line;

            if (!is_report(name))
                continue;
            name.size -= name.data[name.size - 1] == '/';
            info = host_ask_for(host, "file-info/%s/%.*s", path, (int)name.size, name.data);
            finding_saw(finding, info);
            add(crashes, TRACE_FOLDER, file_info_line_read(fact_span(info), &line) ? line.mtime : -1);
        }
    free(path);
}

static int by_time(const void *a, const void *b)
{
    moment one = *(const moment *)a, two = *(const moment *)b;

    return (one > two) - (one < two);
}

/* The most within 24 hours. */
static size_t most_in_a_day(moment *times, size_t count)
{
    size_t most = 0;

    if (count > 0)
        qsort(times, count, sizeof *times, by_time);
    for (size_t first = 0, last = 0; last < count; last++) {
        while (times[last] - times[first] >= MOMENT_DAY)
            first++;
        if (last - first + 1 > most)
            most = last - first + 1;
    }
    return most;
}

static void judge(struct finding *finding, struct crashes *crashes)
{
    size_t count = 0, most = 0;

    for (int trace = 0; trace < TRACES; trace++) {
        size_t in_a_day = most_in_a_day(crashes->times[trace], crashes->counts[trace]);

        count = crashes->counts[trace] > count ? crashes->counts[trace] : count;
        most = in_a_day > most ? in_a_day : most;
    }
    finding_value(finding, "%zu", count);
    if (most > MOST_A_DAY) {
        finding_fail(finding, "MsMpEngCP.exe crashed %zu times within a day", most);
    } else if (count > 0) {
        finding_warn(finding, "MsMpEngCP.exe crashed %zu time%s in %d days", count, count > 1 ? "s" : "", DAYS);
    } else if (crashes->undated > 0) {
        finding_unsure(finding, "MsMpEngCP.exe crashed, but when is not known");
        finding_advise(finding,
                       "Run `Get-WinEvent -FilterHashtable @{LogName='Application'; Id=1000,1001}` in PowerShell and look for MsMpEngCP.exe.");
    } else {
        finding_ok(finding, "MsMpEngCP.exe did not crash in %d days", DAYS);
    }
}

static void look(struct host *host, struct finding *finding)
{
    const struct fact *events = host_ask(host, "events/Application"), *clock = finding_saw(finding, host_ask(host, "clock/utc"));
    struct crashes crashes = { 0 };

    crashes.has_clock = moment_read(clock->text, &crashes.now);
    if (finding_could_read(finding, events))
        read_events(&crashes, events);
    read_folder(host, finding, &crashes, "Microsoft/Windows/WER/ReportArchive");
    read_folder(host, finding, &crashes, "Microsoft/Windows/WER/ReportQueue");
    judge(finding, &crashes);
    for (int trace = 0; trace < TRACES; trace++)
        free(crashes.times[trace]);
}

const struct probe probe_sandbox_crashes = {
    .id = "sandbox.crashes",
    .title = "Antivirus sandbox crashes",
    .why = "Each time the process that scans crashes, files go unscanned or are scanned in the privileged process.",
    .ok = "no crash of MsMpEngCP.exe in 7 days",
    .warns = "the Application log (events 1000 and 1001) or Windows Error Reporting names one",
    .fails = "more than 3 within a day",
    .remedy = "Run `\"%ProgramFiles%\\Windows Defender\\MpCmdRun.exe\" -GetFiles` from an elevated prompt, and send the MpSupportFiles.cab it names "
              "to Microsoft "
              "with the dumps below %ProgramData%\\Microsoft\\Windows\\WER\\ReportArchive and ReportQueue.",
    .topic = "sandbox",
    .source = "Learn, sandbox-mdav (2026-07-02)",
    .needs = "sandbox.supported",
    .platforms = ON_WINDOWS,
    .look = look,
};
