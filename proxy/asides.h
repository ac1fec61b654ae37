/* Settings that are no source of the agent's proxy and explain something nevertheless. */
#ifndef PROXY_ASIDES_H
#define PROXY_ASIDES_H

#include "healthcheck/core/error.h"
#include "proxy/chain.h"

/* Adds one; the fact is the host's, the rest is copied. */
LIKE_PRINTF(5, 6)
void proxy_aside_add(struct proxy_chain *chain, enum proxy_weight weight, const struct fact *fact, const char *title, const char *format, ...);
void proxy_asides_free(struct proxy_chain *chain);

/* Those of Windows: the deprecated DefenderProxyServer, the policies about proxies, WinHTTP's advanced settings, the service
   accounts' own proxies, the antivirus' own. Only what is there is told. */
void proxy_asides_windows(struct host *host, struct proxy_chain *chain);

#endif
