/* Does another product stand in the agent's way? */
#include "probes/table.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/fact_lines.h"
#include "probes/mdatp_facts.h"

/* What the client analyzer for Linux looks for (its source, 2025). */
static const struct {
    const char *pattern; /* of a process's name */
    const char *product;
} known_processes[] = {
    { "masvc", "McAfee" },
    { "macmnsvc", "McAfee" },
    { "cmdagent", "McAfee" },
    { "macompatsvc", "McAfee" },
    { "MFEcma", "McAfee" },
    { "cbagentd", "Carbon Black" },
    { "cbdaemon*", "Carbon Black" },
    { "rtvscand", "Symantec" },
    { "sav*", "Sophos" },
    { "pcop", "Panda" },
    { "ds_agent", "Trend Micro" },
    { "falcon-sensor*", "CrowdStrike" },
    { "adclient", "Centrify" },
    { "haproxy", "HAProxy" },
};

static const char *const known_programs[] = { "adclient", "haproxy" };

/* More than anybody reads, of each source. */
enum { MOST_NAMED = 20 };

static const char *const program_folders[] = { "/usr/sbin", "/usr/bin", "/usr/local/sbin" };

#define KEEP_APART                                                                                 \
    "Remove the other product, or exclude each from the other and let only one of them block, as " \
    "https://learn.microsoft.com/defender-endpoint/mde-side-by-side says."

static void warn_of(struct finding *finding, const char *name, const char *product)
{
    finding_warn(finding, "%s (%s) runs beside the agent", name, product);
    finding_advise(finding, KEEP_APART);
}

static void judge_reported(struct host *host, struct finding *finding)
{
    struct mdatp_health health;
    const struct mdatp_field *field;

    if (!mdatp_health_of(host, finding, &health)) {
        mdatp_health_free(&health);
        return;
    }
    field = mdatp_health_find(&health, "conflicting_applications");
    for (size_t i = 0; field != NULL && i < field->item_count && i < MOST_NAMED; i++) {
        finding_warn(finding, "the agent names %s as conflicting", field->items[i]);
        finding_advise(finding, KEEP_APART);
    }
    mdatp_health_free(&health);
}

static void judge_processes(struct host *host, struct finding *finding)
{
    const struct fact *processes = host_ask(host, "system/processes");
    struct span rest = fact_span(processes), line;
    size_t named = 0;

    if (!finding_could_read(finding, processes))
        return;
    while (named < MOST_NAMED && span_next_line(&rest, &line)) {
        char *name = memory_copy(line.data, line.size);

        for (size_t i = 0; i < sizeof known_processes / sizeof known_processes[0]; i++)
            if (text_matches(known_processes[i].pattern, name)) {
                warn_of(finding, name, known_processes[i].product);
                named++;
            }
        free(name);
    }
}

static void judge_programs(struct host *host, struct finding *finding)
{
    for (size_t i = 0; i < sizeof known_programs / sizeof known_programs[0]; i++)
        for (size_t k = 0; k < sizeof program_folders / sizeof program_folders[0]; k++) {
            const struct fact *program = host_ask_for(host, "file-info%s/%s", program_folders[k], known_programs[i]);

            if (program->state != FACT_PRESENT)
                continue;
            finding_saw(finding, program);
            finding_warn(finding, "%s/%s is known to conflict with the agent", program_folders[k], known_programs[i]);
            finding_advise(finding,
                           "Where it is not needed remove it; else exclude it: `sudo mdatp exclusion process add --path %s/%s --scope global`.",
                           program_folders[k], known_programs[i]);
        }
}

static struct span name_of(struct span path)
{
    for (size_t i = path.size; i > 0; i--)
        if (path.data[i - 1] == '/')
            return (struct span){ path.data + i, path.size - i };
    return path;
}

/* Two programs that may deny an access wait for each other. */
static void judge_fanotify(struct host *host, struct finding *finding)
{
    const struct fact *users = host_ask(host, "system/fanotify");
    struct span rest = fact_span(users);
    struct process_line line;
    size_t named = 0;

    if (!finding_could_read(finding, users))
        return;
    while (named < MOST_NAMED && process_line_next(&rest, &line)) {
        struct span name = line.path.data != NULL ? name_of(line.path) : span_of("?");

        if (span_is(name, "wdavdaemon"))
            continue;
        if (span_is(name, "fapolicyd")) {
            finding_ok(finding, "fapolicyd uses fanotify, too, and is known to get along");
            continue;
        }
        named++;
        finding_warn(finding, "%.*s (process %lld) uses fanotify, too", (int)name.size, name.data, line.pid);
        finding_advise(finding,
                       "Only one product may block through fanotify: stop the other (`ps -fp %lld` says whose it is), or set the agent to passive "
                       "with antivirusEngine.enforcementLevel \"passive\" in /etc/opt/microsoft/mdatp/managed/mdatp_managed.json.",
                       line.pid);
    }
}

static void look(struct host *host, struct finding *finding)
{
    judge_reported(host, finding);
    judge_processes(host, finding);
    judge_programs(host, finding);
    judge_fanotify(host, finding);
    if (finding->status <= FINDING_OK)
        finding_ok(finding, "no conflicting product is known");
}

const struct probe probe_agent_conflicts = {
    .id = "agent.conflicts",
    .title = "Conflicting products",
    .why = "Two products that watch the same files slow each other down, or lock each other out.",
    .ok = "none is known",
    .warns = "the agent names conflicting applications, a product known to conflict runs, or another process than wdavdaemon (and fapolicyd, which "
             "is told) "
             "uses fanotify",
    .remedy = KEEP_APART,
    .source = "Learn, mde-linux-prerequisites (2026-03-08); the client analyzer for Linux (2025)",
    .needs = "agent.installed",
    .platforms = ON_LINUX,
    .commands = { "mdatp-health" },
    .look = look,
};
