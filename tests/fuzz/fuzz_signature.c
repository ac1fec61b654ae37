/* Any bytes as manifest.sig: what is read is written the same again. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "bundle/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct signature signature;
    struct text again = { 0 };

    if (signature_read(&signature, (const char *)data, size)) {
        signature_write(&again, &signature);
        assert(again.size == size && memcmp(again.data, data, size) == 0);
        text_free(&again);
    }
    return 0;
}
