/* Which way each of some URLs goes: through the proxy of the selected source, as its script says, or directly. */
#ifndef HEALTHCHECK_PROXY_WAYS_H
#define HEALTHCHECK_PROXY_WAYS_H

#include <stddef.h>

#include "healthcheck/proxy_script.h"
#include "proxy/chain.h"

struct proxy_way {
    struct proxy_route route; /* of the setting alone; owned */
    const char *via;          /* a proxy, or "direct"; NULL where the setting or its script names no way; borrowed of the way or the script */
    const char *script;       /* what the script answered, or NULL */
};

/* `script` is what the script of the selected source answered to these URLs, in their order, or NULL. The ways live as long as both.
   Yours to free with proxy_ways_free(). */
struct proxy_way *proxy_ways_of(const struct proxy_chain *chain, const char *const *urls, size_t count, const struct proxy_script *script);
void proxy_ways_free(struct proxy_way *ways, size_t count);

#endif
