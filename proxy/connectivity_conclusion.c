/* The one conclusion of a whole test: what fails is said once, with what it has in common. */
#include "proxy/connectivity_conclusion.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/moment.h"

/* "63 URLs", "57 https URLs"; one alone is named. */
static char *set_told(const struct tried_set *set, const char *scheme)
{
    if (set->count == 1)
        return text_format("%s", set->items[0].attempt->url);
    return text_format("none of the %zu %sURLs", set->count, scheme);
}

/* What the word means where it is the word of all of them. Yours to free. */
static char *word_of_all_told(const struct tried_word *word, bool is_of_all)
{
    bool is_direct = tried_is_direct(word->first);
    const char *name = failure_kind(word->failure)->word, *via = word->first->attempt->via;

    if (!is_of_all)
        return tried_word_told(word);
    if (word->failure == FAILURE_DNS)
        return text_format("%s, no name is resolved", name);
    if (word->failure == FAILURE_UNREACHABLE && is_direct)
        return text_format("%s, no route leads out of this machine", name);
    if (word->failure == FAILURE_UNREACHABLE)
        return text_format("%s, no route leads to the proxy %s", name, via);
    if (word->failure == FAILURE_CONNECT_TIMEOUT && is_direct)
        return text_format("%s, nobody answers at any address: this machine is not let out directly", name);
    if (word->failure == FAILURE_CONNECT_TIMEOUT)
        return text_format("%s, nobody answers at the address of the proxy %s", name, via);
    return tried_word_told(word);
}

/* The words of a set that fails as a whole. */
static char *words_told(const struct tried_set *set)
{
    struct tried_word words[FAILURES];
    size_t count = tried_words(set, words);
    struct text told = { 0 };

    for (size_t i = 0; i < count; i++) {
        char *word = word_of_all_told(&words[i], count == 1 && set->count > 1);

        text_append(&told, i > 0 ? "; " : "");
        if (count > 1)
            text_append_format(&told, "%zu ", words[i].count);
        text_append(&told, word);
        free(word);
    }
    return text_take(&told);
}

static void advise_words(struct finding *finding, const struct tried_set *set)
{
    enum { MOST_ADVICE = 3 };
    struct tried_word words[FAILURES];
    size_t count = tried_words(set, words);

    for (size_t i = 0; i < count && i < MOST_ADVICE; i++) {
        /* A name server that is silent makes some attempts fail this way and some that way: one advice. */
        if (i > 0 && pattern_same_step(words[i].failure, words[0].failure))
            continue;
        if (words[i].failure == FAILURE_CERT_INSPECTED) {
            char *hosts = tried_hosts_told(set, FAILURE_CERT_INSPECTED);

            finding_advise(finding, "The host names: %s.", hosts);
            free(hosts);
        }
        advise_word(finding, words[i].failure);
    }
}

static void say_whole(const struct tried_set *set, const char *scheme, struct finding *finding)
{
    char *who = set_told(set, scheme), *why = words_told(set);
    bool is_one_step = true;

    for (size_t i = 1; i < set->count; i++)
        is_one_step = is_one_step && pattern_same_step(set->items[i].attempt->failure, set->items[0].attempt->failure);
    finding_fail(finding, "%s is %sreached%s: %s", who, set->count == 1 ? "not " : "",
                 is_one_step && set->count > 1 && strstr(why, "; ") != NULL ? ", all break at the same step" : "", why);
    /* Without a network the first thing to fail is the name. */
    if (set->count > 1 && pattern_same_step(set->items[0].attempt->failure, FAILURE_DNS) && is_one_step)
        finding_advise(finding, "Look at `ip route` (Windows: `Get-NetRoute -DestinationPrefix 0.0.0.0/0`) first: without a default route no name "
                                "server is reached, and nothing else.");
    advise_words(finding, set);
    free(who);
    free(why);
}

static void say_https(const struct judged *judged, struct finding *finding)
{
    struct tried_set https = tried_set_filter(&judged->services, pattern_is_https, NULL);

    say_whole(&https, "https ", finding);
    tried_set_free(&https);
}

/* "3 days behind" */
static char *skew_told(const struct pattern_clock *clock)
{
    char duration[MOMENT_TEXT_SIZE];

    moment_write_duration(clock->skew > 0 ? clock->skew : -clock->skew, duration);
    return text_format("%s %s", duration, clock->skew > 0 ? "behind" : "ahead");
}

static bool fails_by_date(const struct tried *tried, const void *context)
{
    enum failure failure = tried->attempt->failure;

    (void)context;
    return failure == FAILURE_CERT_EXPIRED || failure == FAILURE_CERT_NOT_YET_VALID || failure == FAILURE_CLOCK_SKEW;
}

/* "the certificates of 2 hosts are not valid yet at once, so that this machine's clock must be behind" */
static void say_unmeasured_clock(const struct tried_set *failing, const char *hosts, struct finding *finding)
{
    struct tried_word words[FAILURES];
    const char *state = "do not seem valid", *clock = "wrong";
    size_t count = tried_hosts_count(failing, FAILURES);

    tried_words(failing, words);
    if (words[0].failure == FAILURE_CERT_NOT_YET_VALID) {
        state = "are not valid yet";
        clock = "behind";
    } else if (words[0].failure == FAILURE_CERT_EXPIRED) {
        state = "have expired";
        clock = "ahead";
    }
    finding_fail(finding, "clock_skew, the certificates of %zu host%s %s%s, so that this machine's clock must be %s (%s)", count,
                 count == 1 ? "" : "s", state, count == 1 ? "" : " at once", clock, hosts);
}

static void say_clock(const struct judged *judged, struct finding *finding)
{
    const struct pattern_clock *clock = &judged->pattern.clock;
    struct tried_set failing = tried_set_filter(&judged->services, fails_by_date, NULL);
    char *skew = skew_told(clock), *hosts = tried_hosts_told(&failing, FAILURES), *dates;

    if (clock->hosts == 1)
        dates = text_format("the date of one server says");
    else
        dates = text_format("the dates of %zu servers say", clock->hosts);
    if (clock->is_measured && failing.count == 0)
        finding_warn(finding, "this machine's clock is %s, as %s", skew, dates);
    else if (clock->is_measured)
        finding_fail(finding, "clock_skew, this machine's clock is %s, as %s, so that certificates do not seem valid (%s)", skew, dates, hosts);
    else
        say_unmeasured_clock(&failing, hosts, finding);
    advise_word(finding, FAILURE_CLOCK_SKEW);
    free(skew);
    free(hosts);
    free(dates);
    tried_set_free(&failing);
}

static bool fails_otherwise(const struct tried *tried, const void *context)
{
    const struct pattern *pattern = context;

    if (pattern->kind == PATTERN_CLOCK)
        return tried_is_failed(tried) && !fails_by_date(tried, NULL);
    return tried_is_failed(tried) && tried->attempt->failure != pattern->failure;
}

static void say_portal(const struct judged *judged, struct finding *finding)
{
    struct tried_set rest = tried_set_filter(&judged->services, fails_otherwise, &judged->pattern);
    struct tried_word words[FAILURES];
    size_t count = tried_words(&judged->services, words);

    for (size_t i = 0; i < count; i++)
        if (words[i].failure == FAILURE_CAPTIVE_PORTAL) {
            char *told = tried_word_told(&words[i]), *others = rest.count > 0 ? words_told(&rest) : NULL;

            finding_fail(finding, "%s%s%zu%s%s", told, rest.count > 0 ? ", which explains why the other " : "; it does so for ",
                         rest.count > 0 ? rest.count : words[i].count, rest.count > 0 ? " URLs fail, too: " : " URLs", others != NULL ? others : "");
            free(told);
            free(others);
        }
    advise_word(finding, FAILURE_CAPTIVE_PORTAL);
    tried_set_free(&rest);
}

/* Everything else that fails, beside what a pattern explains. */
static void say_rest(const struct judged *judged, struct finding *finding)
{
    struct tried_set rest = tried_set_filter(&judged->services, fails_otherwise, &judged->pattern);

    if (rest.count > 0) {
        char *told = tried_failures_told(&rest);

        finding_fail(finding, "beside that %zu of %zu URLs %s: %s", rest.count, judged->services.count, rest.count == 1 ? "fails" : "fail", told);
        advise_words(finding, &rest);
        free(told);
    }
    tried_set_free(&rest);
}

/* Some fail: which groups, and with which words. */
static void say_some(const struct judged *judged, struct finding *finding)
{
    const struct tried_set *services = &judged->services;
    const struct judged_group *failing = NULL;
    size_t failing_count = 0, tested = 0;
    bool stands = true;
    char *told = tried_failures_told(services), *what;

    for (size_t i = 0; i < judged->count; i++) {
        tested += judged->groups[i].set.count > 0;
        if (judged->groups[i].set.failed == 0)
            continue;
        failing = &judged->groups[i];
        failing_count++;
        stands = stands && group_stands(failing);
    }
    if (only_ipv6_fails(services))
        what = text_format("only IPv6 fails, %zu of %zu URLs, whose names have no other addresses", services->failed, services->count);
    else if (failing_count == 1 && tested > 1 && failing->group != NULL)
        what = text_format("only the group %s fails, %zu of its %zu URL%s, while the other%s reached", failing->group->name, failing->set.failed,
                           failing->set.count, failing->set.count == 1 ? "" : "s", tested == 2 ? " group is" : " groups are");
    else
        what = tried_count_told(services);
    if (stands)
        finding_warn(finding, "%s: %s", what, told);
    else
        finding_fail(finding, "%s: %s", what, told);
    if (only_ipv6_fails(services))
        advise_ipv6(finding);
    advise_words(finding, services);
    free(told);
    free(what);
}

static void say_reached(const struct judged *judged, struct finding *finding)
{
    const struct tried_set *services = &judged->services;
    const struct tried *slowest = tried_slowest(services);
    char *ways = tried_ways_told(services), *slow = tried_time_told(slowest);

    finding_saw(finding, slowest->fact);
    if (services->count == 1)
        finding_ok(finding, "the URL is reached, %s (%s)", ways, slow);
    else
        finding_ok(finding, "all %zu URLs are reached, %s (slowest: %s)", services->count, ways, slow);
    free(ways);
    free(slow);
}

/* Where the public roots to compare with are old or missing, a certificate that the system trusts may be an inspecting device's. */
static void say_trust(const struct tried_set *services, struct finding *finding)
{
    for (size_t i = 0; i < services->count; i++) {
        const struct attempt *attempt = services->items[i].attempt;
        const char *date = attempt->trust.public_roots_date;

        if (tried_is_failed(&services->items[i]) || attempt->chain.count == 0 || attempt->trust.verdict != TRUST_UNKNOWN)
            continue;
        if (date[0] != '\0')
            finding_ok(finding, "whether TLS is inspected is not known, since the public roots to compare with are of %s", date);
        else
            finding_ok(finding, "whether TLS is inspected is not known, since no public roots were found to compare with");
        return;
    }
}

/* One kind of connectivity fails, and nobody knows whether the host uses it. */
static void say_other_kind(const struct judged *judged, struct finding *finding)
{
    struct tried_set others = { 0 };
    enum endpoint_connectivity kind = CONNECTIVITY_STANDARD;
    bool is_one_kind = true;

    for (size_t i = 0; i < judged->count; i++)
        for (size_t j = 0; j < judged->groups[i].other.count; j++) {
            const struct tried *tried = &judged->groups[i].other.items[j];

            if (others.count == 0)
                kind = tried->planned->endpoint->connectivity;
            is_one_kind = is_one_kind && kind == tried->planned->endpoint->connectivity;
            tried_set_add(&others, tried);
        }
    if (others.failed > 0 && is_one_kind) {
        bool is_standard = kind == CONNECTIVITY_STANDARD;
        char *why = tried_failures_told(&others);

        finding_ok(
            finding,
            "only %s connectivity fails, %zu of its %zu URLs (%s), which a host onboarded for %s connectivity does not use; which this one uses "
            "is not known",
            is_standard ? "standard" : "streamlined", others.failed, others.count, why, is_standard ? "streamlined" : "standard");
        saw_failures(finding, &others);
        free(why);
    }
    tried_set_free(&others);
}

static void say_failures(const struct judged *judged, struct finding *finding)
{
    saw_failures(finding, &judged->services);
    switch (judged->pattern.kind) {
    case PATTERN_PORTAL:
        say_portal(judged, finding);
        break;
    case PATTERN_CLOCK:
        say_clock(judged, finding);
        say_rest(judged, finding);
        break;
    case PATTERN_HTTPS:
        say_https(judged, finding);
        break;
    default:
        if (judged->services.failed == judged->services.count)
            say_whole(&judged->services, "", finding);
        else
            say_some(judged, finding);
    }
    if (judged->pattern.kind != PATTERN_CLOCK && judged->pattern.kind != PATTERN_PORTAL)
        say_controls(judged, finding);
}

void conclusion_say(const struct judged *judged, struct finding *finding)
{
    const struct tried_set *services = &judged->services;

    if (services->count == 0)
        return;
    finding_value(finding, "%zu/%zu", services->count - services->failed, services->count);
    if (services->failed == 0)
        say_reached(judged, finding);
    else
        say_failures(judged, finding);
    if (judged->pattern.clock.is_wrong && judged->pattern.clock.is_measured && judged->pattern.kind != PATTERN_CLOCK)
        say_clock(judged, finding);
    say_slow(services, finding);
    say_retried(services, finding);
    say_ipv6_in_vain(services, finding);
    say_other_kind(judged, finding);
    say_trust(services, finding);
}
