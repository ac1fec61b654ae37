/* A kernel's configuration and lockdown state: any bytes; an option that is on makes it a configuration. */
#include <assert.h>
#include <stdint.h>

#include "healthcheck/host/kernel_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct span lockdown = kernel_lockdown(bytes, size);

    if (kernel_config_option(bytes, size, "CONFIG_BPF") == KERNEL_OPTION_ON)
        assert(kernel_config_is_one(bytes, size));
    assert(lockdown.data == NULL || lockdown.size + 2 <= size);
    return 0;
}
