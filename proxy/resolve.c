/* Which way a URL goes. */
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/chain.h"

/* A script's answer is not known here, and a setting that cannot be read names no proxy: neither is "direct". */
static char *unknown_way(const struct proxy_record *record)
{
    return memory_copy_text(record->auto_config_url != NULL ? "as the script says" : "no proxy that can be read");
}

/* Serves what no other entry serves. */
static const struct proxy_address *socks_of(const struct proxy_list *list)
{
    const struct proxy_list_entry *entry = proxy_list_for(list, "socks");

    return entry != NULL ? &entry->address : NULL;
}

struct proxy_route proxy_chain_route(const struct proxy_chain *chain, const char *url)
{
    struct proxy_route route = { .because = BECAUSE_NO_PROXY };
    const struct proxy_record *record = chain->selected;
    struct bypass_target target;
    char scheme[16], host[256];
    const struct proxy_list_entry *entry;
    int index;

    if (record == NULL || !bypass_target_read(&target, url, scheme, host)) {
        route.via = memory_copy_text("direct");
        return route;
    }
    index = bypass_match(&record->bypass, &target);
    entry = proxy_list_for(&record->proxies, scheme);
    if (index != BYPASS_NONE && record->proxies.count > 0) {
        route.because = BECAUSE_BYPASS;
        route.entry = index >= 0 ? memory_copy_text(record->bypass.entries[index]) : NULL;
        route.via = memory_copy_text("direct");
    } else if (entry != NULL) {
        route.because = BECAUSE_SELECTED;
        route.via = proxy_address_uri(&entry->address);
    } else if (socks_of(&record->proxies) != NULL) {
        route.because = BECAUSE_SELECTED;
        route.via = proxy_address_uri(socks_of(&record->proxies));
    } else if (record->auto_config_url != NULL || record->proxies.count == 0) {
        route.because = BECAUSE_SELECTED;
        route.via = unknown_way(record);
    } else {
        route.via = memory_copy_text("direct");
    }
    return route;
}

void proxy_route_free(struct proxy_route *route)
{
    free(route->via);
    free(route->entry);
    *route = (struct proxy_route){ 0 };
}
