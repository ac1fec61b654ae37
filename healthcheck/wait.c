/* --wait: looks again while time may help. */
#include "healthcheck/wait.h"

#include "healthcheck/platform/clock.h"

/* The documents say "retry in 5 minutes"; a quarter of a minute finds the end of it soon. */
enum { SECONDS_BETWEEN_LOOKS = 15 };

const struct wait_clock wait_real_clock = { clock_monotonic, clock_sleep };

void wait_while(bool (*look)(void *context), void *context, double seconds, const struct wait_clock *clock)
{
    double begun = clock->now(), slept = 0;

    while (look(context)) {
        double gone = clock->now() - begun, left, rest;

        /* A clock that is held still must not hold us: what we slept counts at least. */
        left = seconds - (gone > slept ? gone : slept);
        if (left <= 0)
            return;
        rest = left < SECONDS_BETWEEN_LOOKS ? left : SECONDS_BETWEEN_LOOKS;
        clock->sleep(rest);
        slept += rest;
    }
}
