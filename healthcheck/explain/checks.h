/* Every check that has an id: the probes, each by itself, then those of the proxy chain and of the connectivity test, which are judged together. */
#ifndef HEALTHCHECK_EXPLAIN_CHECKS_H
#define HEALTHCHECK_EXPLAIN_CHECKS_H

#include <stddef.h>

#include "probes/probe.h"

/* In the order of a report; NULL at the end. Those that are judged together have no look(). */
const struct probe *check_at(size_t index);

/* NULL where there is none. Case does not matter. */
const struct probe *check_with_id(const char *id);

#endif
