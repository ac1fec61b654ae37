/* Reads any bytes as the FILE of --endpoints. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "proxy/endpoints.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct endpoint_list list;
    struct error error = { "" };
    bool is_good = endpoints_read(&list, (const char *)data, size, &error);

    assert(is_good == (error.text[0] == '\0') && strchr(error.text, '\n') == NULL);
    assert(is_good ? list.count > 0 && list.count <= ENDPOINTS_MOST_ROWS : list.count == 0 && list.own == NULL);
    for (size_t i = 0; i < list.count; i++) {
        assert(endpoint_url_check(list.items[i].url, true, NULL));
        assert(endpoint_group_named(list.items[i].group) != NULL && list.items[i].method != NULL);
    }
    endpoint_list_free(&list);
    return 0;
}
