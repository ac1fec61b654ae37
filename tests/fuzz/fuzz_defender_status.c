/* The reader of Get-MpComputerStatus as JSON, on any bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/defender_status.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct defender_status status = defender_status_read((const char *)data, size);

    assert(status.is_status || status.running_mode == NULL);
    defender_status_free(&status);
    return 0;
}
