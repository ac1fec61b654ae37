/* --wait: looks again every 15 s while something is wrong that time may cure, for as long as the user allows. */
#ifndef HEALTHCHECK_WAIT_H
#define HEALTHCHECK_WAIT_H

#include <stdbool.h>

/* Where the time comes from; a test has its own. */
struct wait_clock {
    double (*now)(void); /* seconds, never going back */
    void (*sleep)(double seconds);
};

/* platform/clock.h */
extern const struct wait_clock wait_real_clock;

/* Calls `look` once, and again while it says that time may help and `seconds` are not over. */
void wait_while(bool (*look)(void *context), void *context, double seconds, const struct wait_clock *clock);

#endif
