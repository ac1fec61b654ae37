/* The agent's own report, as several checks read it. */
#ifndef PROBES_MDATP_FACTS_H
#define PROBES_MDATP_FACTS_H

#include <stdbool.h>

#include "healthcheck/core/finding.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/mdatp_health.h"

/* The report of command/mdatp-health, as evidence of the finding. False where there is none: the finding then says so
   (unknown), and `health` is empty. Free it with mdatp_health_free() either way. A probe that calls it lists "mdatp-health"
   among its commands. */
bool mdatp_health_of(struct host *host, struct finding *finding, struct mdatp_health *health);

/* The same, but nothing is judged: for those who can do without. It is evidence only where it was understood. */
bool mdatp_health_where_known(struct host *host, struct finding *finding, struct mdatp_health *health);

/* The value of a field; where this version has none, NULL, and the finding is skipped with "not reported by this version". */
const char *mdatp_field_of(struct finding *finding, const struct mdatp_health *health, const char *name);

/* Is the text a value, rather than "unavailable" or nothing? */
bool mdatp_is_known(const char *value);

#endif
