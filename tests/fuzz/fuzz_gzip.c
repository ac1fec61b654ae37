/* Any bytes as a gzip file: never more than the limit, and nothing else than text or an error. */
#include <assert.h>
#include <stdint.h>

#include "healthcheck/host/gzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text unpacked = { 0 };
    struct error error = { "" };

    if (!gzip_unpack((const char *)data, size, 65536, &unpacked, &error))
        assert(error.text[0] != '\0');
    assert(unpacked.size <= 65536);
    text_free(&unpacked);
    return 0;
}
