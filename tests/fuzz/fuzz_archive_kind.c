/* Any bytes as the beginning of a file: its kind is a word or nothing, and what is encrypted is no zip. */
#include <assert.h>
#include <stdint.h>

#include "bundle/archive_kind.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *kind = archive_kind(data, size);
    bool is_encrypted = archive_kind_is_encrypted(data, size);

    assert(kind == NULL || kind[0] != '\0');
    assert(!is_encrypted || (size >= 14 && kind != NULL));
    return 0;
}
