/* The time: the one place a test can hold still. */
#ifndef HEALTHCHECK_PLATFORM_CLOCK_H
#define HEALTHCHECK_PLATFORM_CLOCK_H

#include "healthcheck/core/moment.h"

/* Now, in UTC. Where the variable SOURCE_DATE_EPOCH (reproducible-builds.org) holds a number, that moment. */
moment clock_now(void);

/* Seconds since some moment, never going back; for durations. Held at 0 by SOURCE_DATE_EPOCH as well. */
double clock_monotonic(void);

/* Sleeps. */
void clock_sleep(double seconds);

#endif
