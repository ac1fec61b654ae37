/* Any bytes as what says where a host belongs. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/geography.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    const char *geography = geography_from_details(text);

    assert(geography == NULL || *geography != '\0');
    geography = geography_from_onboarding(text);
    assert(geography == NULL || *geography != '\0');
    assert(onboarded_way_from_details(text) <= ONBOARDED_STREAMLINED);
    assert(onboarded_way_from_onboarding(text) <= ONBOARDED_STREAMLINED);
    return 0;
}
