/* Does the agent reach the service, as it or the plug-in found out last? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/connectivity_text.h"
#include "probes/agent_report.h"
#include "probes/clock_facts.h"

/* The plug-in tests every hour (Learn, mde-plugin-wsl, 2024-11-11): of two hours one was missed. */
enum { OLDEST = 2 * MOMENT_HOUR };

#define EXEMPT "Exempt these addresses from TLS inspection in the proxy or firewall: the agent pins certificates."
#define OPEN   "Open TCP 443 to these addresses in the firewall; https://learn.microsoft.com/defender-endpoint/configure-environment lists them."
#define ALLOW  "Allow these addresses in the proxy; https://learn.microsoft.com/defender-endpoint/configure-environment lists them."

/* What a failure usually means, by curl's number (curl.1, EXIT CODES) or by a part of its text: the agent's own words are not
   documented. */
static const struct cause {
    unsigned long curl_error; /* 0: by `part` */
    const char *part;
    const char *cause, *advice;
} causes[] = {
    { 5, NULL, "the proxy's name is not resolved", "See with `mdatp config proxy` and `getent hosts PROXY` that the proxy's name is right." },
    { 6, NULL, "names are not resolved", "Test the resolver with `getent hosts winatp-gw-eus.microsoft.com`, and see /etc/resolv.conf." },
    { 7, NULL, "connections are refused or filtered", OPEN },
    { 28, NULL, "a firewall drops the packets", OPEN },
    { 35, NULL, "TLS is inspected or cut off", EXEMPT },
    { 60, NULL, "TLS is inspected", EXEMPT },
    { 90, NULL, "TLS is inspected", EXEMPT },
    { 0, "CERTIFICATE_VERIFY_FAILED", "TLS is inspected", EXEMPT },
    { 0, "407", "the proxy asks for a user", "Let these addresses through the proxy without authentication: the agent supports none." },
    { 0, "502", "the proxy does not reach them", ALLOW },
    { 0, "503", "the proxy does not reach them", ALLOW },
};

/* NULL where no cause is known. */
static const struct cause *cause_of(const char *result)
{
    static const char words[] = "curl error ";
    const char *number = strstr(result, words);
    unsigned long curl_error = number != NULL ? strtoul(number + strlen(words), NULL, 10) : 0;

    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
        if (curl_error != 0 ? causes[i].curl_error == curl_error : causes[i].part != NULL && strstr(result, causes[i].part) != NULL)
            return &causes[i];
    return NULL;
}

static void judge_group(struct finding *finding, const struct connectivity_text *text, enum service_group group)
{
    const struct connectivity_line *first = NULL;
    const struct cause *cause;
    size_t failed = 0, all = 0;

    for (size_t i = 0; i < text->count; i++) {
        if (text->lines[i].group != group)
            continue;
        all++;
        failed += text->lines[i].is_ok ? 0 : 1;
        if (first == NULL && !text->lines[i].is_ok)
            first = &text->lines[i];
    }
    if (first == NULL)
        return;
    cause = cause_of(first->result);
    finding_fail(finding, "%s: %zu of %zu addresses fail (%s: %s)%s%s", service_group_name(group), failed, all, first->address,
                 first->result[0] != '\0' ? first->result : "no result", cause != NULL ? ", probably because " : "",
                 cause != NULL ? cause->cause : "");
    if (cause != NULL)
        finding_advise(finding, "%s", cause->advice);
    else
        finding_advise(finding, "Test one of them by hand: `curl -v %s`.", first->address);
}

static void judge_on_linux(struct finding *finding, const struct fact *fact)
{
    struct connectivity_text text = connectivity_text_read(fact->text, fact->size);

    if (text.count == 0) {
        finding_unsure(finding, "`mdatp connectivity test` tested nothing%s%s", text.message != NULL ? " but said: " : "",
                       text.message != NULL ? text.message : "");
        finding_advise(finding, "It needs the agent's daemon: run `sudo systemctl restart mdatp`, then `sudo mdatp connectivity test`.");
    } else if (text.failed == 0) {
        finding_ok(finding, "`mdatp connectivity test` reached all of %zu addresses", text.count);
    } else {
        for (int group = 0; group < SERVICE_GROUPS; group++)
            judge_group(finding, &text, (enum service_group)group);
    }
    connectivity_text_free(&text);
}

/* A test touches the network, which this report never does: only one that was captured is there to be judged. */
static void look_on_linux(struct host *host, struct finding *finding)
{
    const struct fact *fact = strcmp(host_source(host), "captured") == 0 ? host_ask(host, "command/mdatp-connectivity") : NULL;

    if (fact == NULL || fact->state == FACT_ABSENT || (fact->state == FACT_UNREADABLE && strcmp(fact->why, "not captured") == 0))
        finding_skip(finding, "nothing is contacted here, and no test is stored; `sudo mdatp connectivity test` runs one");
    else if (finding_could_read(finding, fact))
        judge_on_linux(finding, fact);
}

static void judge_age(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    char age[MOMENT_TEXT_SIZE];
    moment last, now;

    if (report->lkg_telemetry == NULL || !moment_read(report->lkg_telemetry, &last) || !clock_where_known(host, finding, &now) ||
        now - last <= OLDEST)
        return;
    moment_write_duration(now - last, age);
    finding_warn(finding, "what the plug-in says of the connectivity is %s old", age);
    finding_advise(finding,
                   "Keep a distribution running: the plug-in tests every hour while the virtual machine runs. To test at once, " AGENT_IN_THE_VM
                   "`mdatp connectivity test`.");
}

static void judge_on_windows(struct host *host, struct finding *finding, const struct plugin_report *report)
{
    if (!agent_row_is_reported(finding, report->connectivity))
        return;
    finding_value(finding, "%s", report->connectivity);
    if (text_same(report->connectivity, "success")) {
        finding_ok(finding, "the agent in the virtual machine reaches the service");
    } else if (text_same(report->connectivity, "invalid")) {
        finding_fail(finding, "the agent in the virtual machine does not reach the service");
    } else {
        finding_unsure(finding, "the plug-in's connectivity test says \"%s\", which is not known", report->connectivity);
        finding_advise(finding, "For the agent's own answer, " AGENT_IN_THE_VM "`mdatp connectivity test`.");
    }
    judge_age(host, finding, report);
}

static void look_on_windows(struct host *host, struct finding *finding)
{
    struct plugin_report report;

    if (agent_report_of(host, finding, &report))
        judge_on_windows(host, finding, &report);
    plugin_report_free(&report);
}

const struct probe probe_agent_reported_connectivity = {
    .id = "agent.reported_connectivity",
    .title = "Reported connectivity",
    .why = "What the agent sees reaches the portal only through these addresses; what is reported here was tested earlier, and nothing is contacted "
           "now.",
    .ok = "Windows: the plug-in's test says `success`; Linux: every line of the last stored test, or of the captured `mdatp connectivity test`, is "
          "`[OK]` "
          "(skipped where nothing is stored)",
    .warns = "it is older than 2 hours; on Windows as old as the last telemetry",
    .fails = "Windows: `invalid`; Linux: a line is not `[OK]`, by service, with the likely cause",
    .remedy = "See which proxy the virtual machine gets: `" AGENT_TOOL " --extendedProxy` in PowerShell; do what wsl.networking advises, run `wsl "
              "--shutdown`, start `wsl`, and " AGENT_IN_THE_VM "`mdatp connectivity test`.",
    .source = "Learn, mde-plugin-wsl (2024-11-11); Learn, linux-support-connectivity (2026-04-27)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
