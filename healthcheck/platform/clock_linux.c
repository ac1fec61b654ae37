/* The time on Linux. */
#include "healthcheck/platform/clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

static bool is_held(moment *when)
{
    const char *held = getenv("SOURCE_DATE_EPOCH");
    char *end;

    if (held == NULL || *held == '\0')
        return false;
    *when = strtoll(held, &end, 10);
    return *end == '\0';
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
