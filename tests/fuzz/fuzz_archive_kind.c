/* Any bytes as the beginning of a file: its kind is a word or nothing. */
#include <assert.h>
#include <stdint.h>

#include "bundle/archive_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *kind = archive_kind(data, size);

    assert(kind == NULL || kind[0] != '\0');
    assert(size >= 14 || !archive_kind_is_encrypted(data, size));
    return 0;
}
