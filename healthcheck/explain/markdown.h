/* Prose of the tables in the generated pages. */
#ifndef HEALTHCHECK_EXPLAIN_MARKDOWN_H
#define HEALTHCHECK_EXPLAIN_MARKDOWN_H

#include "healthcheck/core/text.h"

/* Appends it so that nothing outside backquotes acts as markup. */
void markdown_append(struct text *out, const char *prose);

#endif
