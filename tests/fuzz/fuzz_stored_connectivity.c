/* Reads any bytes as the last stored run of --connectivityTest. */
#include <assert.h>
#include <stdint.h>

#include "healthcheck/host/stored_connectivity.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct stored_connectivity stored;
    struct error error = { "" };
    bool is_one = stored_connectivity_read(&stored, (const char *)data, size, &error);

    assert(is_one || (error.text[0] != '\0' && stored.count == 0));
    assert(stored.count <= STORED_CONNECTIVITY_MOST_TESTS);
    for (size_t i = 0; i < stored.count; i++) {
        assert(stored.tests[i].text[0] == '{');
        assert(!stored.tests[i].is_retried || i + 1 < stored.count);
    }
    stored_connectivity_free(&stored);
    return 0;
}
