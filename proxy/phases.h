/* Where the time of an attempt went, by moments of our own: libcurl 7.88 tells 0 for those of every failed connection (curl, issue
 * 10670), and none at all for CONNECT. */
#ifndef PROXY_PHASES_H
#define PROXY_PHASES_H

#include <stdbool.h>

#include "proxy/measurement.h"

/* Moments are seconds of clock_monotonic(). */
struct phases {
    bool is_in[ATTEMPT_PHASES]; /* does such an attempt have it? */
    bool has_ended[ATTEMPT_PHASES];
    double begun, ended[ATTEMPT_PHASES];
};

/* A tunnel is CONNECT: through a proxy to an https URL. */
struct phases phases_begin(bool is_tunnel, bool is_tls, double now);

/* The first end of a phase counts; those before it end with it at the latest. */
void phases_end(struct phases *phases, enum attempt_phase phase, double now);

/* What measurement.h says of phase_ms; the total is their sum. The last phase reached ends with the attempt. */
void phases_measure(const struct phases *phases, double now, double phase_ms[ATTEMPT_PHASES], double *total_ms);

#endif
