/* The proxy script of the selected source. */
#include "healthcheck/proxy_script.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { SECONDS_FOR_SCRIPT = 3 };

/* Whether the processor's time or the clock's was over first depends on what else the machine does; the report is the same. */
static void forget_which_limit(char *why)
{
    static const char told[] = "no answer within", kept[] = "no answer in time";
    char *at = why != NULL ? strstr(why, told) : NULL;

    if (at != NULL && strlen(at) >= strlen(kept))
        memcpy(at, kept, sizeof kept);
}

const char *proxy_script_way(const struct proxy_script *script, size_t index)
{
    return script->told.error == NULL && index < script->result.count ? script->result.answers[index].first : NULL;
}

const char *proxy_script_answer(const struct proxy_script *script, size_t index)
{
    const struct pac_answer *answer;

    if (script->told.error != NULL || index >= script->result.count)
        return NULL;
    answer = &script->result.answers[index];
    return answer->answer != NULL ? answer->answer : answer->why;
}

/* Equal answers are one line: the answer, and the first URL that got it. */
static void group_answers(struct proxy_script *script)
{
    const struct pac_result *result = &script->result;
    size_t *counts = memory_get((result->count + 1) * sizeof *counts), *first = memory_get((result->count + 1) * sizeof *first), used = 0;

    for (size_t i = 0; i < result->count; i++) {
        size_t group = 0;

        while (group < used && strcmp(proxy_script_answer(script, first[group]), proxy_script_answer(script, i)) != 0)
            group++;
        if (group == used)
            first[used++] = i;
        counts[group]++;
    }
    script->answers = memory_get((used + 1) * sizeof *script->answers);
    for (size_t group = 0; group < used; group++) {
        const struct pac_answer *answer = &result->answers[first[group]];

        script->answers[group] = (struct report_pair){
            counts[group] > 1 ? text_format("%zu URLs, the first is %s", counts[group], answer->url) : memory_copy_text(answer->url),
            answer->answer != NULL ? memory_copy_text(answer->answer) : text_format("none: %s", answer->why),
        };
    }
    script->told.answers = script->answers;
    script->told.answer_count = used;
    free(counts);
    free(first);
}

static void evaluate(struct proxy_script *script, struct host *host, const struct fact *fact, const char *const *urls, size_t count, size_t services)
{
    struct pac_result for_services;

    script->result = pac_evaluate(host, fact->text, fact->size, urls, count, SECONDS_FOR_SCRIPT);
    forget_which_limit(script->result.error);
    for (size_t i = 0; i < script->result.count; i++)
        forget_which_limit(script->result.answers[i].why);
    if (script->result.error != NULL) {
        script->error = memory_copy_text(script->result.error);
        return;
    }
    for_services = script->result;
    for_services.count = services < for_services.count ? services : for_services.count;
    script->static_setting = pac_static_equivalent(&for_services);
    group_answers(script);
    script->told.lookups = script->result.lookups;
    script->told.lookup_count = script->result.lookup_count;
}

bool proxy_script_of(struct proxy_script *script, struct host *host, const struct proxy_chain *chain, const char *const *urls, size_t count,
                     size_t services)
{
    const char *url = chain->selected != NULL ? chain->selected->auto_config_url : NULL;
    const struct fact *fact;

    *script = (struct proxy_script){ .told = { .url = url } };
    if (url == NULL)
        return false;
    fact = pac_script_of(host, url);
    if (fact->state == FACT_PRESENT)
        evaluate(script, host, fact, urls, count, services);
    else
        script->error =
            fact->state == FACT_ABSENT ? memory_copy_text("there is no such script") : text_format("it could not be fetched: %s", fact->why);
    script->told.error = script->error;
    script->told.static_setting = script->static_setting;
    return true;
}

void proxy_script_free(struct proxy_script *script)
{
    for (size_t i = 0; i < script->told.answer_count; i++) {
        free((char *)script->answers[i].name);
        free((char *)script->answers[i].text);
    }
    free(script->answers);
    free(script->error);
    free(script->static_setting);
    pac_result_free(&script->result);
    *script = (struct proxy_script){ 0 };
}
