/* The time on Linux. */
#include "healthcheck/platform/clock.h"

#include <errno.h>
#include <time.h>

moment clock_system_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

double clock_system_monotonic(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void clock_sleep(double seconds)
{
    struct timespec rest = { (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9) };

    while (nanosleep(&rest, &rest) != 0 && errno == EINTR)
        ;
}
