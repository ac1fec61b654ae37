/* Every check that has an id. */
#include "healthcheck/explain/checks.h"

#include "healthcheck/core/text.h"
#include "proxy/chain.h"
#include "proxy/endpoints.h"
#include "proxy/sources.h"

enum { MOST_GROUPS = 8 };

#define CHAIN_PAGE "Learn, mde-plugin-wsl (2024-11-11); linux-static-proxy-configuration (2026-07-02)"

static const struct probe conclusion = {
    .id = "proxy.conclusion",
    .title = "Proxy of the agent",
    .why = "The first configured source of proxy settings is the one the agent takes, whether or not it can use it. A setting that it cannot use "
           "keeps it from the service as surely as a missing cable.",
    .ok = "no proxy is configured, or the one the agent takes is one it can use",
    .warns = "a setting looks like the agent's proxy and is none: DefenderProxyServer, a value in the policy key",
    .fails = "the agent takes a proxy that it cannot use",
    .remedy = "Run `healthcheck --extendedProxy`: it shows every setting, and which of them counts.",
    .source = CHAIN_PAGE,
    .platforms = ON_WINDOWS | ON_LINUX,
};

static struct probe row_of(const struct proxy_source *source)
{
    return (struct probe){
        .id = source->finding_id,
        .title = source->title,
        .why = source->why,
        .ok = "it is not configured; or it is the one that counts and the agent can use it; or another one overrides it",
        .warns = "it is the one that counts, and its bypass list covers a service URL, only a user's session sees it, or two places say "
                 "different things",
        .fails = "it is the one that counts, and the agent cannot use it: not http, a script, credentials, a loopback or IPv6 address that WSL "
                 "does not reach",
        .remedy = source->remedy,
        .source = source->source,
        .platforms = source->platforms,
    };
}

#define TEST_PAGE "Learn, linux-support-connectivity (2026-04-27); Learn, configure-environment (2026-04-16)"

static const struct probe connectivity_conclusion = {
    .id = "connectivity.conclusion",
    .title = "Way to the service",
    .why = "What fails in all places at one step has one cause, and one person who can put it right: whoever runs the name server, the firewall, the "
           "proxy, the device that inspects TLS, or the machine's clock.",
    .ok = "the service is reached",
    .warns = "it is reached with an effort: slowly, at the second try, or only over IPv4",
    .fails = "it is not reached, or not all of it: what is common to the failures, and whose job it is",
    .remedy = "Run `healthcheck --connectivityTest`: it shows each URL, the step at which it breaks, and what to do.",
    .source = TEST_PAGE,
    .platforms = ON_WINDOWS | ON_LINUX,
};

static struct probe row_of_group(const struct endpoint_group *group)
{
    return (struct probe){
        .id = text_format("connectivity.%s", group->name),
        .title = group->title,
        .why = group->why,
        .ok = "every URL of the group answers as expected (nothing is contacted by the report: the last stored test, or the captured one)",
        .warns = group->is_redundant
                     ? "a URL answered slower than in 5 s, or only at the second try; or some of the group fail, for one stands in for "
                       "another"
                     : "a URL answered slower than in 5 s, or only at the second try",
        .fails = group->is_redundant ? "all of the group fail, with the word of the failure" : "a URL fails, with the word of the failure",
        .remedy = connectivity_conclusion.remedy,
        .source = TEST_PAGE,
        .platforms = ON_WINDOWS | ON_LINUX,
    };
}

/* The rows of proxy/sources.h and of proxy/endpoints.h as rows of checks, made once. */
static const struct probe *made_check_at(size_t index)
{
    static struct probe rows[PROXY_MOST_SOURCES + MOST_GROUPS + 2];
    static size_t count;

    if (count == 0) {
        for (size_t i = 0; proxy_source_at(i) != NULL && i < PROXY_MOST_SOURCES; i++)
            rows[count++] = row_of(proxy_source_at(i));
        rows[count++] = conclusion;
        for (size_t i = 0; endpoint_group_at(i) != NULL && i < MOST_GROUPS; i++)
            rows[count++] = row_of_group(endpoint_group_at(i));
        rows[count++] = connectivity_conclusion;
    }
    return index < count ? &rows[index] : NULL;
}

const struct probe *check_at(size_t index)
{
    static size_t probes;

    while (probe_at(probes) != NULL)
        probes++;
    return index < probes ? probe_at(index) : made_check_at(index - probes);
}

const struct probe *check_with_id(const char *id)
{
    for (size_t i = 0; check_at(i) != NULL; i++)
        if (text_same(check_at(i)->id, id))
            return check_at(i);
    return NULL;
}
