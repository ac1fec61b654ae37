/* Every source of proxy settings, found by its place. */
#include "proxy/sources.h"

#define PROXY_SOURCE_ADDRESS(name) &proxy_source_##name,
static const struct proxy_source *const sources[] = { PROXY_SOURCE_ROWS(PROXY_SOURCE_ADDRESS) NULL };

const struct proxy_source *proxy_source_at(size_t index)
{
    return sources[index];
}
