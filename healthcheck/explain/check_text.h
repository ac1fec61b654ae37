/* A check in words, from its row: for a terminal, and as the page docs/checks/<id>.md (Markdown). */
#ifndef HEALTHCHECK_EXPLAIN_CHECK_TEXT_H
#define HEALTHCHECK_EXPLAIN_CHECK_TEXT_H

#include "healthcheck/core/text.h"
#include "probes/probe.h"

/* For --explain. */
void check_explain(struct text *out, const struct probe *probe);

/* The page of one check. */
void check_page(struct text *out, const struct probe *probe);

/* docs/checks/README.md: the index of all pages. */
void check_index(struct text *out);

#endif
