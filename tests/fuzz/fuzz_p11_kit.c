/* p11-kit's files: nothing may crash, and what is taken was there. */
#include <assert.h>
#include <stdint.h>

#include "proxy/p11_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text pem = { 0 };

    p11_kit_read((struct span){ (const char *)data, size }, &pem);
    assert(pem.size <= size);
    text_free(&pem);
    return 0;
}
