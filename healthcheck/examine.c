/* Runs the probes on one host. */
#include "healthcheck/examine.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/host/host_platform.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/thread.h"
#include "probes/probe.h"

/* One row's state while the examination is under way. */
struct row {
    struct finding finding;
    const char *root; /* the check that stands in the way of those that need this one, or NULL */
    bool is_judged;

    /* Where what takes long is asked beside the others: by whom, of whom. */
    struct thread *beginning;
    const struct probe *probe;
    struct host *host;
};

struct run {
    struct host *host;
    unsigned platform;
    struct row *rows;
    size_t count;
};

bool selection_has(const struct selection *selection, const char *id)
{
    for (size_t i = 0; i < selection->count; i++)
        if (text_matches(selection->patterns[i], id))
            return true;
    return selection->count == 0;
}

static size_t row_of(const char *id)
{
    size_t i = 0;

    while (strcmp(probe_at(i)->id, id) != 0)
        i++;
    return i;
}

const char *check_why_not_here(unsigned platform, const struct probe *probe)
{
    if (platform == 0)
        return "the platform of this host is not known: facts/system/platform is missing";
    if ((platform & ON_WSL) != 0)
        return "the agent lives in the VM's root namespace: `wsl --debug-shell` from an elevated prompt";
    return (probe->platforms & ON_LINUX) != 0 ? "only on Linux" : "only on Windows";
}

/* The id of the check it needs on this platform, or NULL. */
static const char *need_of(const struct run *run, const struct probe *probe)
{
    return (run->platform & ON_WINDOWS) != 0 && probe->needs_on_windows != NULL ? probe->needs_on_windows : probe->needs;
}

static void judge(struct run *run, size_t index);

/* The check that stands in the way, or NULL. */
static const char *obstacle(struct run *run, const struct probe *probe)
{
    const char *need = need_of(run, probe);
    size_t needed;

    if (need == NULL)
        return NULL;
    needed = row_of(need);
    judge(run, needed);
    if (probe->judges_skipped_need && run->rows[needed].finding.status == FINDING_SKIPPED && run->rows[needed].root == probe_at(needed)->id)
        return NULL;
    return run->rows[needed].root;
}

static void judge(struct run *run, size_t index)
{
    const struct probe *probe = probe_at(index);
    struct row *row = &run->rows[index];
    struct finding *finding = &row->finding;

    if (row->is_judged)
        return;
    row->is_judged = true;
    finding_begin(finding, probe->id, probe->title);
    finding->needs = need_of(run, probe);
    finding->references = probe->source;
    finding->remedy = probe->remedy;
    finding->topic = probe->topic;
    finding->is_of_windows = (run->platform & ON_WINDOWS) != 0;
    if ((probe->platforms & run->platform) == 0) {
        finding_skip(finding, "%s", check_why_not_here(run->platform, probe));
    } else if ((row->root = obstacle(run, probe)) != NULL) {
        finding_skip(finding, "needs %s", row->root);
    } else {
        console_working_on(probe->id);
        probe_look(probe, run->host, finding);
        console_working_on(NULL);
    }
    finding_finish(finding);
    if (row->root == NULL && finding->status != FINDING_OK && finding->status != FINDING_WARN)
        row->root = probe->id;
}

/* The commands of every probe that will run; they start together, so that the report takes as long as the slowest. */
static void start_commands(struct run *run, const struct selection *selection)
{
    const char **names = NULL;
    size_t count = 0;

    for (size_t i = 0; i < run->count; i++) {
        const struct probe *probe = probe_at(i);

        if (!selection_has(selection, probe->id) || (probe->platforms & run->platform) == 0)
            continue;
        for (const char *need; probe != NULL; need = need_of(run, probe), probe = need != NULL ? probe_named(need) : NULL)
            for (size_t c = 0; probe->commands[c] != NULL; c++) {
                names = memory_resize(names, count + 2, sizeof *names);
                names[count++] = probe->commands[c];
                names[count] = NULL;
            }
    }
    if (names != NULL)
        host_start_commands(run->host, names);
    free(names);
}

static void begin(void *argument)
{
    const struct row *row = argument;

    row->probe->begin(row->host);
}

/* Of a captured host every answer is there. Where no thread starts, look() asks. */
static void begin_slow_ones(struct run *run, const struct selection *selection)
{
    for (size_t i = 0; i < run->count && strcmp(host_source(run->host), "live") == 0; i++) {
        const struct probe *probe = probe_at(i);

        if (probe->begin == NULL || (probe->platforms & run->platform) == 0 || !selection_has(selection, probe->id))
            continue;
        run->rows[i].host = run->host;
        run->rows[i].probe = probe;
        run->rows[i].beginning = thread_start(begin, &run->rows[i]);
    }
}

static void judge_all(struct run *run, const struct selection *selection, bool with_slow_ones)
{
    for (size_t i = 0; i < run->count; i++)
        if (selection_has(selection, probe_at(i)->id) && (with_slow_ones || probe_at(i)->begin == NULL))
            judge(run, i);
}

static void take_findings(struct run *run, const struct selection *selection, struct examination *examination)
{
    for (size_t i = 0; i < run->count; i++) {
        if (run->rows[i].beginning != NULL)
            thread_join(run->rows[i].beginning);
        if (run->rows[i].is_judged && selection_has(selection, probe_at(i)->id))
            examination_add(examination, run->rows[i].finding);
        else
            finding_free(&run->rows[i].finding);
    }
    free(run->rows);
}

/* The row of the proxy chain with this id: its finding taken out of `found`, or skipped where its platform is another one. */
static struct finding proxy_finding(const struct probe *check, unsigned platform, struct finding *found, size_t count)
{
    struct finding finding;

    for (size_t i = 0; i < count; i++)
        if (found[i].id != NULL && strcmp(found[i].id, check->id) == 0) {
            finding = found[i];
            found[i] = (struct finding){ 0 };
            return finding;
        }
    finding_begin(&finding, check->id, check->title);
    finding.references = check->source;
    finding_skip(&finding, "%s", check_why_not_here(platform, check));
    finding_finish(&finding);
    return finding;
}

static bool is_of_the_chain(const struct probe *check)
{
    return check->look == NULL && !is_check_of_connectivity(check);
}

void examination_add(struct examination *examination, struct finding finding)
{
    examination->findings = memory_resize(examination->findings, examination->count + 1, sizeof *examination->findings);
    examination->worst = finding_worse(examination->worst, finding.status);
    examination->findings[examination->count++] = finding;
}

void examine_proxies(struct examination *examination, struct host *host, const struct proxy_chain *chain, const struct selection *selection)
{
    struct finding found[PROXY_MOST_SOURCES + 1];
    unsigned platform = platform_of(host);
    size_t count = platform != 0 ? proxy_chain_findings(chain, found) : 0;

    for (size_t i = 0; check_at(i) != NULL; i++)
        if (is_of_the_chain(check_at(i)) && selection_has(selection, check_at(i)->id))
            examination_add(examination, proxy_finding(check_at(i), platform, found, count));
    for (size_t i = 0; i < count; i++)
        finding_free(&found[i]);
}

/* The chain asks for many facts: only where a row of it is selected. */
static bool selects_proxies(const struct selection *selection)
{
    for (size_t i = 0; check_at(i) != NULL; i++)
        if (is_of_the_chain(check_at(i)) && selection_has(selection, check_at(i)->id))
            return true;
    return false;
}

static struct proxy_chain look_at_proxies(struct host *host)
{
    struct proxy_chain chain;

    console_working_on("proxy");
    chain = proxy_chain_of(host);
    console_working_on(NULL);
    return chain;
}

struct examination examine(struct host *host, const struct selection *selection)
{
    struct run run = { .host = host, .platform = platform_of(host) };
    struct examination examination = { 0 };
    bool has_proxies = selects_proxies(selection);
    struct proxy_chain chain = { 0 };

    while (probe_at(run.count) != NULL)
        run.count++;
    run.rows = memory_get(run.count * sizeof *run.rows);
    start_commands(&run, selection);
    if (has_proxies)
        proxy_chain_start(host, run.platform);
    begin_slow_ones(&run, selection);
    judge_all(&run, selection, false);
    if (has_proxies)
        chain = look_at_proxies(host);
    judge_all(&run, selection, true);
    take_findings(&run, selection, &examination);
    if (has_proxies)
        examine_proxies(&examination, host, &chain, selection);
    proxy_chain_free(&chain);
    examine_connectivity(&examination, host, selection);
    return examination;
}

void examination_free(struct examination *examination)
{
    for (size_t i = 0; i < examination->count; i++)
        finding_free(&examination->findings[i]);
    free(examination->findings);
    *examination = (struct examination){ 0 };
}
