/* The findings connectivity.* of a report that contacts nobody: of a captured test, or of the stored one. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/connectivity_run.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/text.h"
#include "healthcheck/examine.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/host/host_platform.h"
#include "proxy/connectivity_stored.h"

#define NOT_TESTED "not tested: run `healthcheck --connectivityTest`"

/* The findings of a test, each to be taken out once, and what is said of those it does not have. */
struct results {
    struct finding findings[CONNECTIVITY_MOST_FINDINGS];
    size_t count;
    const struct fact *unread; /* a stored test that could not be looked at, or NULL */
    char *why_unread;          /* … that is none, or NULL; owned */
    const struct fact *stored; /* the file of either */
};

/* ", tested 3 hours ago": who reads a report takes what stands there for the state of now. */
static void tell_age(struct results *results, struct host *host, const char *tested_at)
{
    const char *now_text = fact_text_or_null(host_ask(host, "clock/utc"));
    char age[MOMENT_TEXT_SIZE];
    moment then, now;
    bool is_known = now_text != NULL && moment_read(now_text, &now) && moment_read(tested_at, &then) && now >= then;

    if (is_known)
        moment_write_duration(now - then, age);
    for (size_t i = 0; i < results->count; i++) {
        struct finding *finding = &results->findings[i];
        char *summary;

        if (finding->status == FINDING_SKIPPED)
            continue;
        summary = is_known ? text_format("%s (tested %s ago)", finding->summary, age)
                           : text_format("%s (tested at %s)", finding->summary, tested_at[0] != '\0' ? tested_at : "a time that is not known");

        free(finding->summary);
        finding->summary = summary;
    }
}

static void replay(struct results *results, struct host *host)
{
    struct endpoint_list endpoints = endpoints_built_in();
    struct connectivity_run run;

    connectivity_run_prepare(&run, host, &endpoints);
    connectivity_run_try(&run, NULL, NULL);
    results->count = connectivity_findings(&run.connectivity, results->findings);
    connectivity_run_free(&run);
    endpoint_list_free(&endpoints);
}

static void judge_stored(struct results *results, struct host *host, const struct fact *fact)
{
    struct connectivity_stored again;
    struct error error;

    if (connectivity_stored_read(&again, fact, &error)) {
        results->count = connectivity_findings(&again.connectivity, results->findings);
        tell_age(results, host, again.stored.started_at);
    } else {
        results->why_unread = memory_copy_text(error.text);
    }
    connectivity_stored_free(&again);
}

/* A capture of before there was such a test says that it was not looked for. */
static bool was_not_captured(const struct fact *fact)
{
    return fact->state == FACT_UNREADABLE && strcmp(fact->why, "not captured") == 0;
}

static void look(struct results *results, struct host *host, unsigned platform)
{
    const struct fact *fact;

    if (host_holds(host, "connect")) {
        replay(results, host);
        return;
    }
    if ((platform & ON_WSL) != 0 || platform == 0)
        return;
    fact = results->stored = stored_connectivity_fact(host);
    if (fact->state == FACT_PRESENT)
        judge_stored(results, host, fact);
    else if (fact->state == FACT_UNREADABLE && stored_connectivity_remedy(fact, false) != NULL)
        results->why_unread = memory_copy_text(fact->why);
    else if (fact->state == FACT_UNREADABLE && !was_not_captured(fact))
        results->unread = fact;
}

static bool is_conclusion(const struct probe *check)
{
    return strcmp(check->id, "connectivity.conclusion") == 0;
}

static const char *how_to_replace(const struct fact *fact, bool is_on_windows)
{
    const char *remedy = fact->state == FACT_UNREADABLE ? stored_connectivity_remedy(fact, is_on_windows) : NULL;

    return remedy != NULL ? remedy : stored_connectivity_again(is_on_windows);
}

static struct finding take(struct results *results, const struct probe *check, unsigned platform)
{
    struct finding finding;

    for (size_t i = 0; i < results->count; i++)
        if (results->findings[i].id != NULL && strcmp(results->findings[i].id, check->id) == 0) {
            finding = results->findings[i];
            results->findings[i] = (struct finding){ 0 };
            return finding;
        }
    finding_begin(&finding, check->id, check->title);
    finding.references = check->source;
    if ((check->platforms & platform) == 0) {
        finding_skip(&finding, "%s", check_why_not_here(platform, check));
    } else if (is_conclusion(check) && results->unread != NULL) {
        finding_unknown(&finding, finding_saw(&finding, results->unread));
    } else if (is_conclusion(check) && results->why_unread != NULL) {
        finding_unsure(&finding, "the stored test %s cannot be read: %s", results->stored->key + strlen("file"), results->why_unread);
        finding_advise(&finding, "%s", how_to_replace(results->stored, (platform & ON_WINDOWS) != 0));
    } else {
        finding_skip(&finding, results->count > 0 ? "no URL of this group was tested" : NOT_TESTED);
    }
    finding_finish(&finding);
    return finding;
}

bool is_check_of_connectivity(const struct probe *check)
{
    return check->look == NULL && text_starts(check->id, "connectivity.");
}

void examine_connectivity(struct examination *examination, struct host *host, const struct selection *selection)
{
    unsigned platform = platform_of(host);
    struct results results = { .count = 0 };
    bool has_looked = false;

    for (size_t i = 0; check_at(i) != NULL; i++) {
        if (!is_check_of_connectivity(check_at(i)) || !selection_has(selection, check_at(i)->id))
            continue;
        if (!has_looked && (check_at(i)->platforms & platform) != 0)
            look(&results, host, platform);
        has_looked = true;
        examination_add(examination, take(&results, check_at(i), platform));
    }
    for (size_t i = 0; i < results.count; i++)
        finding_free(&results.findings[i]);
    free(results.why_unread);
}

void examine_test(struct examination *examination, const struct connectivity *connectivity, const struct selection *selection)
{
    struct finding findings[CONNECTIVITY_MOST_FINDINGS];
    size_t count = connectivity_findings(connectivity, findings);

    for (size_t i = 0; i < count; i++)
        if (selection_has(selection, findings[i].id))
            examination_add(examination, findings[i]);
        else
            finding_free(&findings[i]);
}
