/* The addresses the agent must reach: a row a URL. The connectivity test will say more of each; the proxy chain needs the URL. */
#ifndef PROXY_ENDPOINTS_H
#define PROXY_ENDPOINTS_H

#include <stddef.h>

/* Learn, linux-support-connectivity (2026-04-27): what `mdatp connectivity test` contacts, standard and streamlined. NULL at the end. */
const char *endpoint_url(size_t index);

#endif
