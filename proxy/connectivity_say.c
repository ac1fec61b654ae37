/* What groups and the conclusion say alike: slow answers, second tries, remedies. */
#include "proxy/connectivity_conclusion.h"

#include <stdlib.h>

bool group_stands(const struct judged_group *group)
{
    return group->group != NULL && group->group->is_redundant && group->set.failed < group->set.count;
}

void advise_word(struct finding *finding, enum failure failure)
{
    const struct failure_kind *kind = failure_kind(failure);

    finding_advise(finding, "%s", kind->remedy);
    finding_advise(finding, "This is a task for %s.", kind->owner);
    if (finding->topic == NULL)
        finding->topic = kind->word;
}

void saw_failures(struct finding *finding, const struct tried_set *set)
{
    struct tried_word words[FAILURES];
    size_t count = tried_words(set, words);

    for (size_t i = 0; i < count; i++)
        finding_saw(finding, words[i].first->fact);
}

static bool is_slow(const struct tried *tried, const void *context)
{
    (void)context;
    return !tried_is_failed(tried) && tried->attempt->total_ms > CONNECTIVITY_SLOW_MS;
}

void say_slow(const struct tried_set *set, struct finding *finding)
{
    struct tried_set slow = tried_set_filter(set, is_slow, NULL);

    if (slow.count > 0) {
        const struct tried *slowest = tried_slowest(&slow);
        char *told = tried_time_told(slowest);

        finding_saw(finding, slowest->fact);
        finding_warn(finding, "%zu of %zu URLs %s longer than %d s (slowest: %s)", slow.count, set->count, slow.count == 1 ? "takes" : "take",
                     CONNECTIVITY_SLOW_MS / 1000, told);
        finding_advise(
            finding,
            "Run `healthcheck --connectivityTest --verbose`: it shows which step takes the time, the name, the connection, the proxy or TLS.");
        free(told);
    }
    tried_set_free(&slow);
}

static bool is_retried(const struct tried *tried, const void *context)
{
    (void)context;
    return !tried_is_failed(tried) && tried->earlier != NULL;
}

void say_retried(const struct tried_set *set, struct finding *finding)
{
    struct tried_set retried = tried_set_filter(set, is_retried, NULL);

    if (retried.count > 0) {
        const struct tried *first = &retried.items[0];
        const struct failure_kind *kind = failure_kind(first->earlier->failure);
        struct span host = url_host(first->attempt->url);

        finding_saw(finding, first->fact);
        finding_warn(finding, "%zu of %zu URLs %s reached only at the second try (%.*s, before that %s, %s)", retried.count, set->count,
                     retried.count == 1 ? "was" : "were", (int)host.size, host.data, kind->word, kind->sentence);
        finding_advise(finding, "Run `healthcheck --connectivityTest` again; where second tries stay needed `healthcheck --explain %s` says more.",
                       kind->word);
    }
    tried_set_free(&retried);
}
