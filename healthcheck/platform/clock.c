/* The time, which SOURCE_DATE_EPOCH can hold still. */
#include "healthcheck/platform/clock.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_held(moment *when)
{
    const char *held = getenv("SOURCE_DATE_EPOCH");

    /* Digits only, and at most the year 9999. */
    if (held == NULL || *held == '\0' || strspn(held, "0123456789") != strlen(held) || strlen(held) > 12)
        return false;
    *when = strtoll(held, NULL, 10);
    return *when <= 253402300799;
}

moment clock_now(void)
{
    moment held;

    return is_held(&held) ? held : clock_system_now();
}

double clock_monotonic(void)
{
    moment held;

    return is_held(&held) ? 0 : clock_system_monotonic();
}

long long clock_milliseconds(void)
{
    return (long long)(clock_system_monotonic() * 1000);
}
