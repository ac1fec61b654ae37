/* IP addresses: what is read is written in one way, which reads back as the same. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "proxy/ip_address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct ip_address address, again;
    char text[IP_ADDRESS_TEXT_SIZE];

    if (ip_address_read_v4(&address, bytes, size)) {
        ip_address_write(&address, text);
        assert(ip_address_read_v4(&again, text, strlen(text)) && memcmp(&address, &again, sizeof again) == 0);
    }
    if (ip_address_read_v6(&address, bytes, size)) {
        ip_address_write(&address, text);
        assert(ip_address_read_v6(&again, text, strlen(text)) && memcmp(&address, &again, sizeof again) == 0);
        assert(ip_address_is_loopback(&again) == ip_address_is_loopback(&address));
    }
    return 0;
}
