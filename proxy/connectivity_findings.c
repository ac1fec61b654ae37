/* What the attempts say of the machine: one finding a group, and a conclusion. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/connectivity_conclusion.h"

#define SOURCE "Learn, linux-support-connectivity (2026-04-27); configure-environment (2025-10-16)"

/* Findings borrow their ids. */
static const char *const ids[] = {
    "connectivity.command_and_control", "connectivity.cyber_data", "connectivity.cloud_protection",
    "connectivity.sample_storage",      "connectivity.packages",   "connectivity.certificates",
};

static const char *id_of(const struct endpoint_group *group)
{
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (strcmp(ids[i] + strlen("connectivity."), group->name) == 0)
            return ids[i];
    return "connectivity.conclusion";
}

static bool is_control(const struct tried *tried, const void *context)
{
    (void)context;
    return tried->attempt->is_control;
}

static bool is_of_group(const struct tried *tried, const void *name)
{
    return !tried->attempt->is_control && strcmp(tried->attempt->group, name) == 0;
}

static bool is_streamlined(const struct tried *tried, const void *context)
{
    (void)context;
    return tried->planned->endpoint->connectivity == CONNECTIVITY_STREAMLINED;
}

static bool is_standard(const struct tried *tried, const void *context)
{
    return !is_streamlined(tried, context);
}

/* Where it is not known which kind of connectivity the host uses, the one that does better counts. */
static void choose_kind(struct judged_group *group)
{
    struct tried_set standard = tried_set_filter(&group->set, is_standard, NULL), streamlined = tried_set_filter(&group->set, is_streamlined, NULL);
    size_t standard_share = standard.failed * streamlined.count, streamlined_share = streamlined.failed * standard.count;

    if (standard.count == 0 || streamlined.count == 0 || standard_share == streamlined_share) {
        tried_set_free(&standard);
        tried_set_free(&streamlined);
        return;
    }
    tried_set_free(&group->set);
    group->set = standard_share < streamlined_share ? standard : streamlined;
    group->other = standard_share < streamlined_share ? streamlined : standard;
}

static struct judged_group judged_group_of(const struct connectivity *connectivity, const struct tried_set *all, const struct endpoint_group *group)
{
    const char *name = group != NULL ? group->name : "";
    struct judged_group judged = { .group = group, .set = tried_set_filter(all, is_of_group, name) };

    for (size_t i = 0; i < connectivity->plan->count; i++)
        judged.planned += !connectivity->plan->items[i].is_control && strcmp(connectivity->plan->items[i].endpoint->group, name) == 0;
    if (group != NULL && !connectivity->plan->has_kind)
        choose_kind(&judged);
    return judged;
}

static struct judged judge(const struct connectivity *connectivity, const struct tried_set *all)
{
    struct judged judged = { .controls = tried_set_filter(all, is_control, NULL) };
    size_t groups = 0;

    while (endpoint_group_at(groups) != NULL)
        groups++;
    judged.groups = memory_get((groups + 1) * sizeof *judged.groups);
    for (size_t i = 0; i <= groups; i++) {
        struct judged_group *group = &judged.groups[judged.count++];

        *group = judged_group_of(connectivity, all, endpoint_group_at(i));
        for (size_t j = 0; j < group->set.count; j++)
            tried_set_add(&judged.services, &group->set.items[j]);
    }
    judged.pattern = pattern_of(&judged.services, all);
    return judged;
}

static void judged_free(struct judged *judged)
{
    for (size_t i = 0; i < judged->count; i++) {
        tried_set_free(&judged->groups[i].set);
        tried_set_free(&judged->groups[i].other);
    }
    free(judged->groups);
    tried_set_free(&judged->services);
    tried_set_free(&judged->controls);
}

static void advise_test(const struct connectivity *connectivity, struct finding *finding)
{
    const char *why = connectivity->unread_why != NULL ? connectivity->unread_why : "";

    if (connectivity->is_captured)
        finding_advise(finding, "Run `healthcheck --connectivityTest` on the machine itself, or take a bundle with the test in it: `healthcheck "
                                "--supportBundle --with connectivity`.");
    else if (text_contains_ignoring_case(why, "not installed"))
        finding_advise(finding,
                       "Install the library (`apt-get install libcurl4`, `dnf install libcurl`), then run `healthcheck --connectivityTest` again.");
    else if (text_contains_ignoring_case(why, "--ca-file"))
        finding_advise(finding, "Give --ca-file a file that holds certificates in PEM, or leave it out for the system's; then run `healthcheck "
                                "--connectivityTest` again.");
    else
        finding_advise(finding, "Run `healthcheck --connectivityTest`.");
}

static void say_nothing_known(const struct connectivity *connectivity, const struct judged_group *group, struct finding *finding)
{
    if (group->planned == 0)
        finding_skip(finding, "no URL of it was tested");
    else if (connectivity->unread > 0)
        finding_skip(finding, "no URL of it could be tested: see connectivity.conclusion");
    else
        finding_skip(finding, "no result of its URLs was recorded");
}

static void say_group_fails(const struct judged *judged, const struct judged_group *group, struct finding *finding)
{
    const struct tried_set *set = &group->set;
    struct tried_word words[FAILURES];
    bool is_explained = pattern_explains(&judged->pattern, set);
    size_t count = tried_words(set, words);
    char *how_many = tried_count_told(set), *why = tried_failures_told(set);

    saw_failures(finding, set);
    if (is_explained) {
        free(why);
        why = text_format("%s, see connectivity.conclusion", failure_kind(judged->pattern.failure)->word);
    }
    if (group_stands(group))
        finding_warn(finding, "%s, and others of the group can stand in: %s", how_many, why);
    else
        finding_fail(finding, "%s: %s", how_many, why);
    for (size_t i = 0; i < count && !is_explained; i++)
        advise_word(finding, words[i].failure);
    if (is_explained)
        finding_advise(finding, "Do what connectivity.conclusion says, then run `healthcheck --connectivityTest` again.");
    free(how_many);
    free(why);
}

static void say_group_reached(const struct tried_set *set, struct finding *finding)
{
    const struct tried *slowest = tried_slowest(set);
    char *slow = tried_time_told(slowest);

    finding_saw(finding, slowest->fact);
    if (set->count == 1)
        finding_ok(finding, "its URL is reached (%s)", slow);
    else
        finding_ok(finding, "all %zu URLs are reached (slowest: %s)", set->count, slow);
    free(slow);
}

static void say_other(const struct judged_group *group, struct finding *finding)
{
    const struct tried_set *other = &group->other;
    const char *kind;
    char *count, *told;

    if (other->failed == 0)
        return;
    kind = is_streamlined(&other->items[0], NULL) ? "streamlined" : "standard";
    count = tried_count_told(other);
    told = tried_failures_told(other);
    finding_ok(finding, "judged without %s connectivity, of which %s (%s)", kind, count, told);
    free(count);
    free(told);
}

static void judge_group(const struct connectivity *connectivity, const struct judged *judged, const struct judged_group *group,
                        struct finding *finding)
{
    finding_begin(finding, id_of(group->group), group->group->title);
    finding->references = SOURCE;
    finding->remedy = "Run `healthcheck --connectivityTest --verbose`: it shows each URL and the step at which it breaks.";
    if (group->set.count == 0) {
        say_nothing_known(connectivity, group, finding);
    } else {
        finding_value(finding, "%zu/%zu", group->set.count - group->set.failed, group->set.count);
        if (group->set.failed > 0)
            say_group_fails(judged, group, finding);
        else
            say_group_reached(&group->set, finding);
        say_slow(&group->set, finding);
        say_retried(&group->set, finding);
        say_other(group, finding);
    }
    finding_finish(finding);
}

/* What could not be tried, or was not recorded. */
static void say_gaps(const struct connectivity *connectivity, struct finding *finding)
{
    if (connectivity->unread > 0) {
        finding_saw(finding, connectivity->unread_one);
        finding_unsure(finding, "%zu of %zu URLs not tested: %s", connectivity->unread, connectivity->plan->count, connectivity->unread_why);
        advise_test(connectivity, finding);
    }
    if (connectivity->not_recorded == 0)
        return;
    if (connectivity->count > 0) {
        finding_ok(finding, "no result was recorded of %zu of %zu URLs", connectivity->not_recorded, connectivity->plan->count);
    } else {
        finding_unsure(finding, "no connectivity test was recorded");
        advise_test(connectivity, finding);
    }
}

static void judge_conclusion(const struct connectivity *connectivity, const struct judged *judged, struct finding *finding)
{
    finding_begin(finding, "connectivity.conclusion", "Connectivity of the agent");
    finding->references = SOURCE;
    finding->remedy = "Run `healthcheck --connectivityTest --verbose`: it shows each URL and the step at which it breaks.";
    conclusion_say(judged, finding);
    say_gaps(connectivity, finding);
    if (connectivity->plan->count == 0)
        finding_skip(finding, "no URL was to be tested");
    finding_finish(finding);
}

size_t connectivity_findings(const struct connectivity *connectivity, struct finding findings[CONNECTIVITY_MOST_FINDINGS])
{
    struct tried_set all = tried_set_of(connectivity);
    struct judged judged = judge(connectivity, &all);
    size_t count = 0;

    for (size_t i = 0; i < judged.count && count + 1 < CONNECTIVITY_MOST_FINDINGS; i++)
        if (judged.groups[i].group != NULL)
            judge_group(connectivity, &judged, &judged.groups[i], &findings[count++]);
    judge_conclusion(connectivity, &judged, &findings[count++]);
    judged_free(&judged);
    tried_set_free(&all);
    return count;
}
