/* The time: the one place a test can hold still. */
#ifndef HEALTHCHECK_PLATFORM_CLOCK_H
#define HEALTHCHECK_PLATFORM_CLOCK_H

#include "healthcheck/core/moment.h"

/* Now, in UTC. Where the variable SOURCE_DATE_EPOCH (reproducible-builds.org) holds a number, that moment. */
moment clock_now(void);

/* Seconds since some moment, never going back; for durations. Held at 0 by SOURCE_DATE_EPOCH as well. */
double clock_monotonic(void);

/* The same in milliseconds, for time limits: SOURCE_DATE_EPOCH does not hold it. */
long long clock_milliseconds(void);

/* What the system says, for clock.c: UTC, and seconds as clock_monotonic() counts them. */
moment clock_system_now(void);
double clock_system_monotonic(void);

/* Sleeps. */
void clock_sleep(double seconds);

#endif
