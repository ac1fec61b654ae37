/* Prose in columns, for people at a terminal. */
#ifndef HEALTHCHECK_EXPLAIN_WRAP_H
#define HEALTHCHECK_EXPLAIN_WRAP_H

#include "healthcheck/core/text.h"

enum { WRAP_COLUMNS = 80 };

/* Appends `prose` broken at blanks so that no line is wider than WRAP_COLUMNS, where its words allow that. Each line of `prose` is a
   paragraph; one that begins with four blanks stands as it is (a command, a query). `indent` blanks begin every line but the
   first, which begins at column `column`. What stands between backquotes is kept on one line where it fits, so that it can
   be copied. Ends with a line feed. */
void wrap_prose(struct text *out, const char *prose, size_t indent, size_t column);

/* The same of one paragraph and for lines of `columns`; no line feed at its end. */
void wrap_paragraph(struct text *out, struct span paragraph, size_t indent, size_t column, size_t columns);

/* Bytes that have to stay as they are, blanks and all: broken where a line is full. */
void wrap_exact(struct text *out, struct span bytes, size_t indent, size_t column, size_t columns);

/* "Remedy   Run …": a label padded to eight columns, then prose. NULL prose gives nothing. */
void wrap_labelled(struct text *out, const char *label, const char *prose);

#endif
