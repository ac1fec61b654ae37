/* The direct attempts beside those through a proxy: is the proxy at fault, or what lies behind it? */
#include "proxy/connectivity_conclusion.h"

#include <stdlib.h>
#include <string.h>

/* Of the failing groups those that were tried directly, too. */
static struct tried_set controls_of_failing(const struct judged *judged)
{
    struct tried_set controls = { 0 };

    for (size_t i = 0; i < judged->controls.count; i++)
        for (size_t g = 0; g < judged->count; g++)
            if (judged->groups[g].group != NULL && judged->groups[g].set.failed > 0 &&
                strcmp(judged->groups[g].group->name, judged->controls.items[i].attempt->group) == 0)
                tried_set_add(&controls, &judged->controls.items[i]);
    return controls;
}

static const struct tried *first_through_proxy(const struct tried_set *services)
{
    for (size_t i = 0; i < services->count; i++)
        if (tried_is_failed(&services->items[i]) && !tried_is_direct(&services->items[i]))
            return &services->items[i];
    return NULL;
}

/* Without a proxy it is the service's name that is not resolved, with one it is the proxy's. */
static bool is_same_way(enum failure directly, enum failure through_proxy)
{
    return directly == through_proxy || (pattern_same_step(directly, through_proxy) && pattern_same_step(directly, FAILURE_DNS));
}

/* Does it break before the proxy is met? Then nothing is known of what the proxy does. */
static bool is_before_proxy(enum failure failure)
{
    return pattern_same_step(failure, FAILURE_PROXY_DNS) || pattern_same_step(failure, FAILURE_PROXY_REFUSED);
}

/* Is nobody met on that way? */
static bool is_no_way_out(enum failure failure)
{
    return failure == FAILURE_REFUSED || pattern_same_step(failure, FAILURE_DNS) || pattern_same_step(failure, FAILURE_UNREACHABLE);
}

/* What follows where the direct attempts fail otherwise than those through the proxy. Who refuses a connection is met on the network. */
static const char *other_way_told(enum failure directly, enum failure through_proxy)
{
    if (!is_no_way_out(directly))
        return "the proxy alone is not at fault";
    if (is_before_proxy(through_proxy) && directly != FAILURE_REFUSED)
        return "it may be that this machine has no network at all";
    return "only a proxy leads out of this network";
}

/* To compare does not make it worse: where a group has addresses to spare its failures are a warning. */
static void say_beside(struct finding *finding, char *told)
{
    if (finding->status == FINDING_WARN)
        finding_warn(finding, "%s", told);
    else
        finding_fail(finding, "%s", told);
    free(told);
}

void say_controls(const struct judged *judged, struct finding *finding)
{
    struct tried_set controls = controls_of_failing(judged);
    const struct tried *through = first_through_proxy(&judged->services);
    struct tried_word words[FAILURES];
    size_t count = tried_words(&controls, words);

    if (controls.count == 0 || through == NULL) {
        tried_set_free(&controls);
        return;
    }
    finding_saw(finding, controls.items[0].fact);
    if (controls.failed == 0) {
        say_beside(finding, text_format("directly %s: the proxy %s is at fault, not the service",
                                        controls.count == 1 ? "the one tried is reached" : "those tried are reached", through->attempt->via));
        finding_advise(finding, "Where this machine may go out directly, an exception in the bypass list of the proxy setting helps at once: "
                                "`healthcheck --extendedProxy` shows the setting.");
    } else if (controls.failed < controls.count) {
        say_beside(finding, text_format("directly %zu of %zu tried are reached", controls.count - controls.failed, controls.count));
    } else if (count == 1 && is_same_way(words[0].failure, judged->pattern.failure)) {
        say_beside(finding,
                   text_format("directly it fails the same way: the network or the service is at fault, not the proxy %s", through->attempt->via));
    } else {
        const struct failure_kind *kind = failure_kind(words[0].failure);

        say_beside(finding, text_format("directly it fails, too, with %s, %s: %s", kind->word, kind->sentence,
                                        other_way_told(words[0].failure, through->attempt->failure)));
    }
    tried_set_free(&controls);
}
