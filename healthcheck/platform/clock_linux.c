/* The time on Linux. */
#include "healthcheck/platform/clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
    struct timespec now;
    moment held;

    if (is_held(&held))
        return held;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

double clock_monotonic(void)
{
    struct timespec now;
    moment held;

    if (is_held(&held))
        return 0;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void clock_sleep(double seconds)
{
    struct timespec rest = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };

    while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
        ;
}
