/* One test of one host. */
#include "healthcheck/connectivity_run.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"

void connectivity_run_prepare(struct connectivity_run *run, struct host *host, const struct endpoint_list *endpoints)
{
    size_t count = endpoints->count;
    const char **urls = memory_get((count + 1) * sizeof *urls), **vias = memory_get((count + 1) * sizeof *vias);
    bool has_script;

    *run = (struct connectivity_run){ .host = host, .endpoints = endpoints, .chain = proxy_chain_of(host) };
    for (size_t i = 0; i < count; i++)
        urls[i] = endpoints->items[i].url;
    has_script = proxy_script_of(&run->script, host, &run->chain, urls, count, count);
    run->ways = proxy_ways_of(&run->chain, urls, count, has_script ? &run->script : NULL);
    for (size_t i = 0; i < count; i++)
        vias[i] = run->ways[i].via;
    run->plan = plan_of(host, endpoints, vias);
    free(vias);
    free(urls);
}

void connectivity_run_try(struct connectivity_run *run, void (*tell)(void *context, const struct attempt *attempt), void *context)
{
    run->connectivity = connectivity_try(run->host, &run->plan, tell, context);
}

void connectivity_run_free(struct connectivity_run *run)
{
    connectivity_free(&run->connectivity);
    plan_free(&run->plan);
    proxy_ways_free(run->ways, run->endpoints->count);
    proxy_script_free(&run->script);
    proxy_chain_free(&run->chain);
    *run = (struct connectivity_run){ 0 };
}
