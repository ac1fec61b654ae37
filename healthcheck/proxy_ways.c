/* Which way each of some URLs goes. */
#include "healthcheck/proxy_ways.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* A route may also be a sentence: that no proxy can be read. */
static bool names_a_way(const char *via)
{
    return strcmp(via, "direct") == 0 || strstr(via, "://") != NULL;
}

struct proxy_way *proxy_ways_of(const struct proxy_chain *chain, const char *const *urls, size_t count, const struct proxy_script *script)
{
    struct proxy_way *ways = memory_get((count + 1) * sizeof *ways);

    for (size_t i = 0; i < count; i++) {
        struct proxy_way *way = &ways[i];

        way->route = proxy_chain_route(chain, urls[i]);
        way->via = names_a_way(way->route.via) ? way->route.via : NULL;
        if (script != NULL && way->route.because == BECAUSE_SELECTED) {
            way->via = proxy_script_way(script, i);
            way->script = proxy_script_answer(script, i);
        }
    }
    return ways;
}

void proxy_ways_free(struct proxy_way *ways, size_t count)
{
    for (size_t i = 0; i < count; i++)
        proxy_route_free(&ways[i].route);
    free(ways);
}
