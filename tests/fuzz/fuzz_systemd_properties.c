/* Any bytes as the output of systemctl show. */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/systemd_properties.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size }, rest = text, name, value;
    bool is_known;

    while (systemd_property_next(&rest, &name, &value))
        assert(name.size > 0 && value.data >= name.data && value.data + value.size <= text.data + size);
    if (systemd_unit_state(text, &is_known) != NULL)
        assert(is_known);
    return 0;
}
