/* Which facts a live `--ask` answers: those that some check asks for, and no file of anybody's choosing. */
#ifndef HEALTHCHECK_ASKABLE_H
#define HEALTHCHECK_ASKABLE_H

#include <stdbool.h>

/* Registry and Windows paths in any case. tests/test_ask.c holds it against every key that the probes ask for. */
bool askable(const char *key);

#endif
