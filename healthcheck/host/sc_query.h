/* What sc.exe prints for `query NAME` and `qc NAME`: bytes in, plain data out.
 *
 * Its labels are localised, its numbers and their order are not: below the line with the name, the first indented row is the type,
 * the second STATE (query) or START_TYPE (qc). Where it fails, a line begins "[SC]" and ends in the number of the error. */
#ifndef HEALTHCHECK_HOST_SC_QUERY_H
#define HEALTHCHECK_HOST_SC_QUERY_H

#include <stdbool.h>

#include "healthcheck/core/text.h"

/* winerror.h: ERROR_SERVICE_DOES_NOT_EXIST; winsvc.h: SERVICE_DISABLED. */
enum { SC_NO_SUCH_SERVICE = 1060, SC_START_DISABLED = 4 };

struct sc_query {
    long second; /* STATE or START_TYPE; -1 where there is no such row */
    long error;  /* 0 where there was none */
};

struct sc_query sc_query_read(struct span text);

/* STATE in the words of docs/contract.md section 4 (service/<name>); NULL for a number that is none (winsvc.h, SERVICE_STOPPED …). */
const char *sc_state_name(long state);

#endif
