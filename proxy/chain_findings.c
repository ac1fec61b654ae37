/* The chain as findings: one a source, and a conclusion. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"
#include "proxy/chain.h"

#define CONCLUSION_SOURCE "Learn, mde-plugin-wsl (2024-11-11); linux-static-proxy-configuration (2026-07-02)"

/* "http://proxy.example:8080", "a proxy script", "something unusable". Yours to free. */
static char *proxy_told(const struct proxy_record *record)
{
    const struct proxy_list_entry *entry = proxy_chain_entry(record);

    if (entry != NULL)
        return proxy_address_uri(&entry->address);
    return text_format("%s", record->auto_config_url != NULL ? "a proxy script" : "no proxy for https URLs");
}

/* Is it what makes the setting unusable? */
static bool is_fatal(const struct proxy_record *record, const struct proxy_problem *problem)
{
    return !record->is_usable && (problem->kind->weight == PROXY_UNUSABLE || strcmp(problem->kind->word, "https-missing") == 0);
}

/* Told, unless the setting counts all the same: then the agent's service may not see it. */
static bool is_note(const struct proxy_record *record, const struct proxy_problem *problem)
{
    return problem->kind->weight == PROXY_NOTE && (record->outcome != PROXY_SELECTED || strcmp(problem->kind->word, "not-in-service") != 0);
}

/* What is wrong with a setting that does not count is told, and is no warning. */
static void say_problems(const struct proxy_record *record, struct finding *finding)
{
    for (size_t i = 0; i < record->problems.count; i++) {
        const struct proxy_problem *problem = &record->problems.items[i];

        if (record->outcome == PROXY_OVERRIDDEN || (is_note(record, problem) && record->is_configured)) {
            finding_ok(finding, "%s", problem->summary);
            continue;
        }
        if (is_note(record, problem))
            continue;
        if (record->is_configured && is_fatal(record, problem))
            finding_fail(finding, "%s", problem->summary);
        else
            finding_warn(finding, "%s", problem->summary);
        finding_advise(finding, "%s", problem->kind->remedy);
    }
}

static void say_outcome(const struct proxy_chain *chain, const struct proxy_record *record, struct finding *finding)
{
    char *told;

    if (!record->is_configured) {
        finding_ok(finding, "not configured%s", record->auto_detect ? "; automatic detection is on, which is Windows' default and no proxy" : "");
        return;
    }
    told = proxy_told(record);
    if (record->outcome == PROXY_OVERRIDDEN)
        finding_ok(finding, "overridden by %s: %s, which the agent %s use", chain->selected->source->id, told,
                   record->is_usable ? "could" : "could not");
    else if (record->outcome == PROXY_SELECTED)
        finding_ok(finding, "selected: %s", told);
    else
        finding_fail(finding, "selected, and the agent cannot use it");
    free(told);
}

static void judge_source(const struct proxy_chain *chain, const struct proxy_record *record, struct finding *finding)
{
    finding_begin(finding, record->source->finding_id, record->source->title);
    finding->references = record->source->source;
    finding->remedy = record->source->remedy;
    for (size_t i = 0; i < record->evidence_count; i++)
        finding_saw(finding, record->evidence[i]);
    if (record->unreadable != NULL)
        finding_unknown(finding, record->unreadable);
    if (record->unreadable == NULL || record->is_configured)
        say_outcome(chain, record, finding);
    say_problems(record, finding);
    finding_finish(finding);
}

/* A source that could not be looked at and would win over the selected one. */
static const struct proxy_record *hidden(const struct proxy_chain *chain)
{
    for (size_t i = 0; i < chain->count && &chain->records[i] != chain->selected; i++)
        if (chain->records[i].unreadable != NULL)
            return &chain->records[i];
    return NULL;
}

static void say_next(const struct proxy_chain *chain, struct finding *finding)
{
    char *told;

    if (chain->next == NULL)
        return;
    told = proxy_told(chain->next);
    finding_fail(finding, "the next candidate is %s, %s, which it %s use; whether the agent goes on to it is documented nowhere",
                 chain->next->source->id, told, chain->next->is_usable ? "could" : "could not");
    free(told);
}

static void say_selected(const struct proxy_chain *chain, struct finding *finding)
{
    const struct proxy_record *selected = chain->selected;
    char *told = proxy_told(selected);

    for (size_t i = 0; i < selected->evidence_count; i++)
        if (selected->origin != NULL && strcmp(selected->evidence[i]->key, selected->origin) == 0)
            finding_saw(finding, selected->evidence[i]);
    if (selected->is_usable) {
        finding_ok(finding, "the agent takes %s from %s", told, selected->source->id);
        finding_value(finding, "%s", told);
    } else {
        finding_fail(finding, "the agent takes %s, and cannot use it", selected->source->id);
        for (size_t i = 0; i < selected->problems.count; i++)
            if (is_fatal(selected, &selected->problems.items[i]))
                finding_advise(finding, "%s", selected->problems.items[i].kind->remedy);
        finding_advise(finding, "%s", selected->source->remedy);
        say_next(chain, finding);
    }
    free(told);
}

static void judge_conclusion(const struct proxy_chain *chain, struct finding *finding)
{
    const struct proxy_record *unseen = hidden(chain);

    finding_begin(finding, "proxy.conclusion", "Proxy of the agent");
    finding->references = CONCLUSION_SOURCE;
    finding->remedy = "Run `healthcheck --extendedProxy`: it shows every setting, and which of them counts.";
    if (unseen != NULL)
        finding_unknown(finding, unseen->unreadable);
    if (chain->selected != NULL)
        say_selected(chain, finding);
    else if (unseen == NULL)
        finding_ok(finding, "no proxy is configured: the agent connects directly");
    for (size_t i = 0; i < chain->aside_count; i++)
        if (chain->asides[i].weight != PROXY_NOTE) {
            if (chain->asides[i].fact != NULL)
                finding_saw(finding, chain->asides[i].fact);
            finding_warn(finding, "%s: %s", chain->asides[i].title, chain->asides[i].text);
        }
    finding_finish(finding);
}

size_t proxy_chain_findings(const struct proxy_chain *chain, struct finding *findings)
{
    for (size_t i = 0; i < chain->count; i++)
        judge_source(chain, &chain->records[i], &findings[i]);
    judge_conclusion(chain, &findings[chain->count]);
    return chain->count + 1;
}
