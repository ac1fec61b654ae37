/* The chain: every source's record, the one the agent takes, and why the others lost. */
#ifndef PROXY_CHAIN_H
#define PROXY_CHAIN_H

#include "healthcheck/core/finding.h"
#include "proxy/record.h"

enum { PROXY_MOST_SOURCES = 8 };

/* A setting that is no source but explains something: the deprecated DefenderProxyServer, DisableEnterpriseAuthProxy, the service
   accounts' settings, advproxy, WSL's autoProxy, the antivirus' own proxy. */
struct proxy_aside {
    char *title;
    char *text; /* what it says, and that the agent does not take it */
    const struct fact *fact;
    enum proxy_weight weight; /* a PROXY_WARNING becomes part of proxy.conclusion */
};

struct proxy_chain {
    struct proxy_record *records; /* those of the examined platform, in the order of precedence; owned */
    size_t count;
    const struct proxy_record *selected; /* the first that is configured, or NULL */
    const struct proxy_record *next;     /* the next that is configured behind it, or NULL: a candidate, nothing is claimed */
    struct proxy_aside *asides;
    size_t aside_count;
};

/* Starts the commands of every source on the platform (ON_WINDOWS, ON_LINUX) together; proxy_chain_of() then waits for the slowest. */
void proxy_chain_start(struct host *host, unsigned platform);

/* Reads and judges; contacts nobody. Free with proxy_chain_free(), before the host. */
struct proxy_chain proxy_chain_of(struct host *host);
void proxy_chain_free(struct proxy_chain *chain);

/* Which way a URL goes through the selected source. */
struct proxy_route {
    char *via; /* "http://proxy.example:8080" or "direct"; owned */
    enum { BECAUSE_SELECTED, BECAUSE_BYPASS, BECAUSE_NO_PROXY } because;
    char *entry; /* the bypass entry that matched, or NULL; owned */
};
struct proxy_route proxy_chain_route(const struct proxy_chain *chain, const char *url);
void proxy_route_free(struct proxy_route *route);

/* The proxy a record names for the service URLs, which are https; NULL where there is none. */
const struct proxy_list_entry *proxy_chain_entry(const struct proxy_record *record);

/* The findings proxy.<source> of the platform and proxy.conclusion, finished; `findings` has room for PROXY_MOST_SOURCES + 1.
   Returns their number. Their facts belong to the host, their names to this program. */
size_t proxy_chain_findings(const struct proxy_chain *chain, struct finding *findings);

#endif
