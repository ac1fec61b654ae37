/* Every source of proxy settings the agent takes. The order of the rows is the precedence (docs/contract.md section 5): the first
   that is configured wins, whether or not the agent can use it. Add a row: `row(winhttp)` is `proxy_source_winhttp`. */
#ifndef PROXY_SOURCES_H
#define PROXY_SOURCES_H

#include "proxy/record.h"

/* clang-format off */
#define PROXY_SOURCE_ROWS(row) \
    row(telemetry_proxy_server) \
    row(winhttp) \
    row(network_and_internet) \
    row(managed_config) \
    row(agent_config) \
    row(service_environment) \
    row(process_environment)
/* clang-format on */

#define PROXY_SOURCE_DECLARATION(name) extern const struct proxy_source proxy_source_##name;
PROXY_SOURCE_ROWS(PROXY_SOURCE_DECLARATION)
#undef PROXY_SOURCE_DECLARATION

/* NULL at the end. */
const struct proxy_source *proxy_source_at(size_t index);

#endif
