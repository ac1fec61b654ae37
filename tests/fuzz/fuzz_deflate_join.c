/* Any bytes as a DEFLATE stream: walked within their bounds, and what is accepted still ends where it said. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/deflate_join.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *copy = malloc(size + DEFLATE_JOIN_ROOM);
    size_t joined;

    if (size > 0)
        memcpy(copy, data, size);
    joined = deflate_join(copy, size, size + DEFLATE_JOIN_ROOM);
    assert(joined == 0 || (joined >= size + 4 && joined <= size + DEFLATE_JOIN_ROOM));
    free(copy);
    return 0;
}
