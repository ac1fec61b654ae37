/* What the failures of a whole test have in common. */
#include "proxy/connectivity_pattern.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"

/* What Kerberos tolerates, and more than machines with a time service differ by. */
enum { TOLERATED_SKEW = 5 * MOMENT_MINUTE };

enum step { STEP_NAME, STEP_CONNECTION, STEP_PROXY, STEP_TLS, STEP_CERTIFICATE, STEP_ANSWER };

static enum step step_of(enum failure failure)
{
    if (failure <= FAILURE_DNS)
        return STEP_NAME;
    if (failure <= FAILURE_CONNECT_TIMEOUT)
        return STEP_CONNECTION;
    if (failure <= FAILURE_PROXY_NOT_HTTP)
        return STEP_PROXY;
    if (failure <= FAILURE_TLS_ALERT)
        return STEP_TLS;
    return failure <= FAILURE_CERT_NAME ? STEP_CERTIFICATE : STEP_ANSWER;
}

bool pattern_same_step(enum failure a, enum failure b)
{
    return step_of(a) == step_of(b);
}

bool pattern_is_https(const struct tried *tried, const void *context)
{
    (void)context;
    return text_starts(tried->attempt->url, "https:");
}

static bool all_fail_at_one_step(const struct tried_set *set)
{
    if (set->count == 0 || set->failed < set->count)
        return false;
    for (size_t i = 1; i < set->count; i++)
        if (!pattern_same_step(set->items[i].attempt->failure, set->items[0].attempt->failure))
            return false;
    return true;
}

static bool is_by_date(enum failure failure)
{
    return failure == FAILURE_CERT_EXPIRED || failure == FAILURE_CERT_NOT_YET_VALID || failure == FAILURE_CLOCK_SKEW;
}

static int compare_numbers(const void *a, const void *b)
{
    long long one = *(const long long *)a, other = *(const long long *)b;

    return (one > other) - (one < other);
}

/* One server alone may have a wrong clock itself; several do not have the same one. */
static void measure_clock(struct pattern_clock *clock, const struct tried_set *all)
{
    long long *skews = memory_get((all->count + 1) * sizeof *skews);
    struct tried_set dated = { 0 };

    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].attempt->has_date) {
            skews[dated.count] = all->items[i].attempt->date_skew;
            tried_set_add(&dated, &all->items[i]);
        }
    qsort(skews, dated.count, sizeof *skews, compare_numbers);
    clock->hosts = tried_hosts(&dated);
    if (dated.count > 0)
        clock->skew = skews[dated.count / 2];
    clock->is_measured = clock->hosts >= 2;
    free(skews);
    tried_set_free(&dated);
}

static const char *issuer_of(const struct attempt *attempt)
{
    return attempt->chain.count > 0 ? attempt->chain.items[0].issuer : "";
}

/* A device that inspects TLS with an authority that has expired is one issuer; a clock that is ahead meets several. */
static bool dates_blame_clock(const struct tried_set *failing)
{
    bool is_early = false, differs = false;

    for (size_t i = 0; i < failing->count; i++) {
        is_early = is_early || failing->items[i].attempt->failure == FAILURE_CERT_NOT_YET_VALID;
        differs = differs || strcmp(issuer_of(failing->items[i].attempt), issuer_of(failing->items[0].attempt)) != 0;
    }
    return tried_hosts_count(failing, FAILURES) >= 2 && (is_early || differs);
}

static struct pattern_clock clock_of(const struct tried_set *services, const struct tried_set *all)
{
    struct pattern_clock clock = { 0 };
    struct tried_set failing = { 0 };
    bool is_named = false, is_far;

    measure_clock(&clock, all);
    for (size_t i = 0; i < services->count; i++)
        if (is_by_date(services->items[i].attempt->failure)) {
            is_named = is_named || services->items[i].attempt->failure == FAILURE_CLOCK_SKEW;
            tried_set_add(&failing, &services->items[i]);
        }
    clock.certificates = tried_hosts_count(&failing, FAILURES);
    is_far = clock.skew >= TOLERATED_SKEW || clock.skew <= -TOLERATED_SKEW;
    if (clock.is_measured)
        clock.is_wrong = is_far;
    else
        clock.is_wrong = is_named || dates_blame_clock(&failing);
    /* One server's date and what certificates say agree. */
    clock.is_measured = is_far && (clock.is_measured || is_named);
    tried_set_free(&failing);
    return clock;
}

static bool meets_portal(const struct tried_set *services)
{
    bool is_met = false;

    for (size_t i = 0; i < services->count; i++) {
        enum failure failure = services->items[i].attempt->failure;

        is_met = is_met || (failure == FAILURE_CAPTIVE_PORTAL && !pattern_is_https(&services->items[i], NULL));
    }
    return is_met && services->failed > 1;
}

struct pattern pattern_of(const struct tried_set *services, const struct tried_set *all)
{
    struct pattern pattern = { .clock = clock_of(services, all) };
    struct tried_set https = tried_set_filter(services, pattern_is_https, NULL);
    struct tried_word words[FAILURES];

    if (tried_words(services, words) > 0)
        pattern.failure = words[0].failure;
    if (meets_portal(services)) {
        pattern.kind = PATTERN_PORTAL;
        pattern.failure = FAILURE_CAPTIVE_PORTAL;
    } else if (pattern.clock.is_wrong && pattern.clock.certificates > 0) {
        pattern.kind = PATTERN_CLOCK;
        pattern.failure = FAILURE_CLOCK_SKEW;
    } else if (services->count > 1 && all_fail_at_one_step(services)) {
        pattern.kind = PATTERN_EVERYTHING;
    } else if (https.count > 1 && services->failed == https.count && all_fail_at_one_step(&https)) {
        pattern.kind = PATTERN_HTTPS;
    }
    tried_set_free(&https);
    return pattern;
}

bool pattern_explains(const struct pattern *pattern, const struct tried_set *set)
{
    bool is_explained = pattern->kind != PATTERN_NONE && set->failed > 0;

    for (size_t i = 0; i < set->count && is_explained && pattern->kind == PATTERN_CLOCK; i++)
        if (tried_is_failed(&set->items[i]))
            is_explained = is_by_date(set->items[i].attempt->failure);
    return is_explained;
}
