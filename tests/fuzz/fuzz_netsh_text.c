/* What netsh prints: a proxy is named only where a row names it. */
#include <assert.h>
#include <stdint.h>

#include "proxy/netsh_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct netsh_proxy proxy = netsh_proxy_read((const char *)data, size);
    struct netsh_advproxy advanced = netsh_advproxy_read((const char *)data, size);

    assert(proxy.proxy == NULL || (proxy.access != NETSH_UNRECOGNISED && *proxy.proxy != '\0'));
    assert(proxy.bypass == NULL || *proxy.bypass != '\0');
    assert(advanced.is_recognised || (advanced.proxy == NULL && advanced.is_proxy_enabled == NETSH_NOT_TOLD));
    netsh_proxy_free(&proxy);
    netsh_advproxy_free(&advanced);
    return 0;
}
