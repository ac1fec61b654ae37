/* Any bytes as the output of sc.exe. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/sc_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sc_query query = sc_query_read((struct span){ (const char *)data, size });

    assert(query.second >= -1 && query.error >= -1);
    sc_state_name(query.second);
    return 0;
}
