/* The proxy chain as report/report_proxy.h wants it: proxy/ knows nothing of printing, and report/ nothing of proxies. */
#ifndef HEALTHCHECK_PROXY_VIEW_H
#define HEALTHCHECK_PROXY_VIEW_H

#include "healthcheck/options.h"
#include "healthcheck/proxy_ways.h"
#include "healthcheck/report/report_proxy.h"
#include "proxy/chain.h"

/* Its texts are the chain's, or its own; free it before the chain. */
struct proxy_view {
    struct report_proxy proxy;
    struct report_proxy_source *sources;
    struct report_pair *asides;
    struct report_proxy_url *urls;
    struct proxy_way *ways; /* one a URL */
    char *selected_proxy;
};

/* `asked` are the URLs of the command line, shown behind the service URLs. `script` is what the proxy script of the selected source
   answered, in the order of proxy_view_urls(), or NULL. */
struct proxy_view proxy_view_of(const struct proxy_chain *chain, const struct words *asked, const struct proxy_script *script,
                                const struct report *report);
void proxy_view_free(struct proxy_view *view);

/* The service URLs and then those asked for; `count` receives their number. Yours to free, the texts are borrowed. */
const char **proxy_view_urls(const struct words *asked, size_t *count);

#endif
