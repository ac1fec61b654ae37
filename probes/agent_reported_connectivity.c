/* Does the agent reach the service, as it or the plug-in found out last? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/connectivity_text.h"
#include "healthcheck/host/stored_connectivity.h"
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

/* The tests of the stored run that count: no control attempts, and of two tries the second. */
static bool counts(const struct stored_test *test)
{
    return !test->is_control && !test->is_retried;
}

/* "command_and_control" to "command and control"; yours to free. */
static char *group_title(const char *name)
{
    char *title = memory_copy_text(*name != '\0' ? name : "other URLs");

    for (char *c = title; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
    return title;
}

/* The failures of the group of the test at `first`; a group is told where its first failing test stands. */
static void judge_stored_group(struct finding *finding, const struct stored_connectivity *stored, size_t first)
{
    const struct stored_test *tests = stored->tests;
    size_t failed = 0, all = 0;
    char *title;

    for (size_t i = 0; i < stored->count; i++) {
        if (!counts(&tests[i]) || strcmp(tests[i].group, tests[first].group) != 0)
            continue;
        if (!tests[i].is_ok && i < first)
            return;
        all++;
        failed += tests[i].is_ok ? 0 : 1;
    }
    title = group_title(tests[first].group);
    if (stored->status == FINDING_FAIL)
        finding_fail(finding, "%s: %zu of %zu addresses fail (%s: %s)", title, failed, all, tests[first].url, tests[first].failure);
    else
        finding_warn(finding, "%s: %zu of %zu addresses fail, and others stand in for them (%s: %s)", title, failed, all, tests[first].url,
                     tests[first].failure);
    finding_advise(finding, "Do what connectivity.conclusion advises, then test again: `sudo healthcheck --connectivityTest`.");
    free(title);
}

static void judge_stored_age(struct host *host, struct finding *finding, const char *started_at, bool is_advised)
{
    char age[MOMENT_TEXT_SIZE];
    moment then, now;

    if (!clock_where_known(host, finding, &now))
        return;
    if (!moment_read(started_at, &then)) {
        finding_unsure(finding, "when the stored test was made is not known");
    } else if (now - then > OLDEST) {
        moment_write_duration(now - then, age);
        finding_warn(finding, "the stored test is %s old", age);
    } else {
        return;
    }
    if (!is_advised)
        finding_advise(finding, "Test again: `sudo healthcheck --connectivityTest`.");
}

static void judge_stored(struct host *host, struct finding *finding, const struct fact *fact)
{
    struct stored_connectivity stored;
    struct error error;
    size_t tested = 0, failed = 0;

    if (!stored_connectivity_read(&stored, fact->text, fact->size, &error)) {
        finding_unsure(finding, "the stored test " STORED_CONNECTIVITY_FILE " cannot be read: %s", error.text);
        finding_advise(finding, "%s", stored_connectivity_again(false));
        stored_connectivity_free(&stored);
        return;
    }
    for (size_t i = 0; i < stored.count; i++) {
        if (!counts(&stored.tests[i]))
            continue;
        tested++;
        if (stored.tests[i].is_ok)
            continue;
        failed++;
        judge_stored_group(finding, &stored, i);
    }
    if (tested == 0) {
        finding_unsure(finding, "the stored test tested nothing");
        finding_advise(finding, "Test again: `sudo healthcheck --connectivityTest`.");
    } else if (failed == 0) {
        finding_ok(finding, "`healthcheck --connectivityTest` reached all of %zu addresses", tested);
    }
    judge_stored_age(host, finding, stored.started_at, tested == 0 || failed > 0);
    stored_connectivity_free(&stored);
}

/* The agent's own test is run by --connectivityTest alone: elsewhere it is there where it was captured. */
static bool was_not_run(const struct fact *fact)
{
    return fact->state == FACT_ABSENT ||
           (fact->state == FACT_UNREADABLE && (strcmp(fact->why, "not captured") == 0 || text_starts(fact->why, "only --connectivityTest")));
}

static void tell_unread(struct finding *finding, const struct fact *stored)
{
    const char *remedy = stored_connectivity_remedy(stored, false);

    (void)finding_could_read(finding, stored);
    if (remedy != NULL)
        finding_advise(finding, "%s", remedy);
}

/* A test touches the network, which a report never does: what the agent's own test said, else the stored run of ours. */
static void look_on_linux(struct host *host, struct finding *finding)
{
    const struct fact *agents = host_ask(host, "command/mdatp-connectivity"), *stored;

    if (agents->state == FACT_PRESENT) {
        finding_saw(finding, agents);
        judge_on_linux(finding, agents);
        return;
    }
    stored = host_ask(host, "file" STORED_CONNECTIVITY_FILE);
    if (stored->state == FACT_PRESENT)
        judge_stored(host, finding, finding_saw(finding, stored));
    else if (!was_not_run(agents))
        finding_could_read(finding, agents);
    else if (!was_not_run(stored))
        tell_unread(finding, stored);
    else
        finding_skip(finding, "nothing is contacted here, and no test is stored; `sudo healthcheck --connectivityTest` runs one");
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
    .ok = "Windows: the plug-in's test says `success`; Linux: the agent's own test, where it was captured, or the last stored run of "
          "--connectivityTest reached every address (skipped where nothing is stored)",
    .warns = "it is older than 2 hours, on Windows as old as the last telemetry; Linux: an address fails for which others stand in",
    .fails = "Windows: `invalid`; Linux: an address fails, by service, with the likely cause",
    .remedy = "See which proxy the virtual machine gets: `" AGENT_TOOL " --extendedProxy` in PowerShell; do what wsl.networking advises, run `wsl "
              "--shutdown`, start `wsl`, and " AGENT_IN_THE_VM "`mdatp connectivity test`.",
    .source = "Learn, mde-plugin-wsl (2024-11-11); Learn, linux-support-connectivity (2026-04-27)",
    .needs = "agent.installed",
    .platforms = ON_WINDOWS | ON_LINUX,
    .commands = { "plugin-healthcheck", "mdatp-connectivity" },
    .look = look_on_linux,
    .look_on_windows = look_on_windows,
};
