/* A word for what failed of the connectivity test in words, from its row in proxy/failure.c. */
#ifndef HEALTHCHECK_EXPLAIN_FAILURE_TEXT_H
#define HEALTHCHECK_EXPLAIN_FAILURE_TEXT_H

#include "healthcheck/core/text.h"
#include "proxy/failure.h"

/* For --explain. */
void failure_explain(struct text *out, enum failure failure);

/* docs/checks/connectivity.failure.md: the page of all of them, with what decides each. */
void failure_page(struct text *out);

#endif
