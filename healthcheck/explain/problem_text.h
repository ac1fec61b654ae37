/* A problem of a proxy setting in words, from its row in proxy/problems.h. */
#ifndef HEALTHCHECK_EXPLAIN_PROBLEM_TEXT_H
#define HEALTHCHECK_EXPLAIN_PROBLEM_TEXT_H

#include "healthcheck/core/text.h"
#include "proxy/problem.h"

/* For --explain. */
void problem_explain(struct text *out, const struct proxy_problem_kind *kind);

/* docs/checks/proxy.problem.md: the page of all of them. */
void problem_page(struct text *out);

#endif
