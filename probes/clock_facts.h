/* The time at which the host was looked at, as the checks that judge an age read it. */
#ifndef PROBES_CLOCK_FACTS_H
#define PROBES_CLOCK_FACTS_H

#include <stdbool.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/host.h"

/* clock/utc, as evidence of the finding. False where it is not known: the finding then says so (unknown). */
bool clock_of(struct host *host, struct finding *finding, moment *now);

/* The same, but nothing is judged. */
bool clock_where_known(struct host *host, struct finding *finding, moment *now);

#endif
