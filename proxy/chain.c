/* The chain: who wins, and why the others lost. */
#include "proxy/chain.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host_platform.h"
#include "proxy/asides.h"
#include "proxy/chain_judge.h"
#include "proxy/endpoints.h"
#include "proxy/sources.h"
#include "proxy/wsl_autoproxy.h"

/* Service URLs that the bypass list sends directly: one problem, whatever their number. */
static void judge_bypass(struct proxy_chain *chain, struct proxy_record *record)
{
    size_t all = 0, direct = 0;
    char *first = NULL;

    if (!record->is_usable || record->bypass.count == 0)
        return;
    for (; endpoint_url(all) != NULL; all++) {
        struct proxy_route route = proxy_chain_route(chain, endpoint_url(all));

        if (route.because == BECAUSE_BYPASS && direct++ == 0)
            first = text_format("%s because of %s", endpoint_url(all), route.entry != NULL ? route.entry : "Windows' own rules");
        proxy_route_free(&route);
    }
    if (direct > 0)
        proxy_problem_add(&record->problems, "bypass-covers-service", "%zu of %zu service URLs go direct, the first is %s", direct, all, first);
    free(first);
}

static void choose(struct proxy_chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        struct proxy_record *record = &chain->records[i];

        if (!record->is_configured)
            continue;
        if (chain->selected == NULL) {
            chain->selected = record;
            record->outcome = record->is_usable ? PROXY_SELECTED : PROXY_UNUSABLE_SOURCE;
            judge_bypass(chain, record);
            continue;
        }
        record->outcome = PROXY_OVERRIDDEN;
        if (chain->next == NULL)
            chain->next = record;
    }
}

void proxy_chain_start(struct host *host, unsigned platform)
{
    const char *names[PROXY_MOST_SOURCES * PROXY_MOST_COMMANDS + 1];
    size_t count = 0;

    for (size_t i = 0; i < PROXY_MOST_SOURCES && proxy_source_at(i) != NULL; i++)
        for (size_t c = 0; (proxy_source_at(i)->platforms & platform) != 0 && proxy_source_at(i)->commands[c] != NULL; c++)
            names[count++] = proxy_source_at(i)->commands[c];
    names[count] = NULL;
    host_start_commands(host, names);
}

struct proxy_chain proxy_chain_of(struct host *host)
{
    struct proxy_chain chain = { .records = memory_get(PROXY_MOST_SOURCES * sizeof *chain.records) };
    unsigned platform = platform_of(host);

    proxy_chain_start(host, platform);
    for (size_t i = 0; proxy_source_at(i) != NULL && chain.count < PROXY_MOST_SOURCES; i++) {
        struct proxy_record *record = &chain.records[chain.count];

        if ((proxy_source_at(i)->platforms & platform) == 0)
            continue;
        record->source = proxy_source_at(i);
        record->source->read(host, record);
        if (record->is_configured)
            proxy_chain_judge(host, record);
        chain.count++;
    }
    choose(&chain);
    if ((platform & ON_WINDOWS) != 0) {
        proxy_asides_windows(host, &chain);
        proxy_aside_wsl(host, &chain);
    }
    return chain;
}

void proxy_chain_free(struct proxy_chain *chain)
{
    for (size_t i = 0; i < chain->count; i++)
        proxy_record_free(&chain->records[i]);
    free(chain->records);
    proxy_asides_free(chain);
    *chain = (struct proxy_chain){ 0 };
}

const struct proxy_list_entry *proxy_chain_entry(const struct proxy_record *record)
{
    return proxy_list_for(&record->proxies, "https");
}
