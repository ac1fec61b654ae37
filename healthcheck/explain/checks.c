/* Every check that has an id. */
#include "healthcheck/explain/checks.h"

#include "healthcheck/core/text.h"
#include "proxy/chain.h"
#include "proxy/sources.h"

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

/* The rows of proxy/sources.h as rows of checks, made once. */
static const struct probe *proxy_check_at(size_t index)
{
    static struct probe rows[PROXY_MOST_SOURCES + 1];
    static size_t count;

    if (count == 0) {
        while (proxy_source_at(count) != NULL && count < PROXY_MOST_SOURCES) {
            rows[count] = row_of(proxy_source_at(count));
            count++;
        }
        rows[count++] = conclusion;
    }
    return index < count ? &rows[index] : NULL;
}

const struct probe *check_at(size_t index)
{
    static size_t probes;

    while (probe_at(probes) != NULL)
        probes++;
    return index < probes ? probe_at(index) : proxy_check_at(index - probes);
}

const struct probe *check_with_id(const char *id)
{
    for (size_t i = 0; check_at(i) != NULL; i++)
        if (text_same(check_at(i)->id, id))
            return check_at(i);
    return NULL;
}
