/* os-release: any bytes give texts that are there, none longer than the bytes. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "healthcheck/host/os_release.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct os_release os = os_release_read((const char *)data, size);

    assert(strlen(os.id) <= size && strlen(os.id_like) <= size && strlen(os.version_id) <= size);
    assert(os_release_title(&os)[0] != '\0');
    os_release_free(&os);
    return 0;
}
