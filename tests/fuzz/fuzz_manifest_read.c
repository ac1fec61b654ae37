/* Any bytes as a manifest. */
#include <assert.h>
#include <stdint.h>

#include "bundle/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct manifest_read manifest;
    struct error error = { "" };

    if (manifest_read(&manifest, (const char *)data, size, &error))
        for (size_t i = 0; i < manifest.count; i++)
            assert(manifest.rows[i].path != NULL);
    else
        assert(error.text[0] != '\0');
    manifest_read_free(&manifest);
    return 0;
}
