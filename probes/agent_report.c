/* What the plug-in's own tool reports of the agent in the virtual machine. */
#include "probes/agent_report.h"

#include "healthcheck/host/fact_lines.h"
#include "probes/clock_facts.h"

static const char run_it[] = "Run it by hand in PowerShell: `" AGENT_TOOL "`.";

bool agent_report_of(struct host *host, struct finding *finding, struct plugin_report *report)
{
    const struct fact *fact = finding_saw(finding, host_ask(host, "command/plugin-healthcheck"));

    *report = (struct plugin_report){ 0 };
    if (fact->state == FACT_UNREADABLE) {
        finding_unknown(finding, fact);
        return false;
    }
    *report = plugin_report_read(fact->text, fact->size);
    if (report->rows > 0 || report->message != PLUGIN_MESSAGE_NONE)
        return true;
    finding_unsure(finding, "there is no report of the plug-in's own healthcheck.exe");
    finding_advise(finding, "%s", run_it);
    return false;
}

bool agent_row_is_reported(struct finding *finding, const char *row)
{
    if (row == NULL)
        finding_skip(finding, "not reported by this version");
    return row != NULL;
}

bool agent_is_awaited(const struct plugin_report *report)
{
    return report->message == PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY || report->message == PLUGIN_MESSAGE_NO_TELEMETRY;
}

/* The start of the oldest of the processes; false where none has a time. */
static bool oldest_start(const struct fact *processes, moment *start)
{
    struct span rest = fact_span(processes);
    struct process_line line;
    bool is_known = false;
    moment started;

    while (process_line_next(&rest, &line)) {
        if (!process_line_started(&line, &started) || (is_known && started >= *start))
            continue;
        *start = started;
        is_known = true;
    }
    return is_known;
}

bool agent_vm_start(struct host *host, struct finding *finding, const struct plugin_report *report, moment *start)
{
    static const char *const keys[] = { "process/vmmemWSL", "process/vmmem" };

    if (report->vm_start_time != NULL && moment_read(report->vm_start_time, start))
        return true;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct fact *processes = host_ask(host, keys[i]);

        if (processes->state != FACT_PRESENT || !oldest_start(processes, start))
            continue;
        finding_saw(finding, processes);
        return true;
    }
    return false;
}

bool agent_vm_age(struct host *host, struct finding *finding, const struct plugin_report *report, long long *seconds)
{
    moment start, now;

    if (!agent_vm_start(host, finding, report, &start) || !clock_where_known(host, finding, &now))
        return false;
    *seconds = now - start;
    return true;
}
