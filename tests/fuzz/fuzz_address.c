/* One proxy: what is read names a host, its URI reads back as the same, and what is not read says why. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/address.h"

static void check(const struct proxy_address *address)
{
    struct proxy_problems none = { 0 };
    struct proxy_address again;
    char *uri = proxy_address_uri(address);

    assert(address->host[0] != '\0' && address->port >= 0 && address->port <= 65535);
    assert(address->has_credentials == (address->user != NULL));
    assert(proxy_address_read(&again, uri, strlen(uri), &none));
    assert(strcmp(again.host, address->host) == 0 && strcmp(again.scheme, address->scheme) == 0 && again.is_ipv6 == address->is_ipv6);
    assert(proxy_address_is_loopback(&again) == proxy_address_is_loopback(address));
    proxy_address_free(&again);
    free(uri);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proxy_problems problems = { 0 };
    struct proxy_address address;

    if (proxy_address_read(&address, (const char *)data, size, &problems)) {
        assert(problems.count == 0);
        check(&address);
    } else
        assert(problems.count == 1 && address.host == NULL);
    proxy_address_free(&address);
    proxy_problems_free(&problems);
    return 0;
}
