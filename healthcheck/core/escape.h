/* Foreign text made safe to look at: nothing in it moves a cursor, hides, or turns the reading around. */
#ifndef HEALTHCHECK_CORE_ESCAPE_H
#define HEALTHCHECK_CORE_ESCAPE_H

#include <stddef.h>

#include "healthcheck/core/text.h"

/* Appends `bytes` as UTF-8 on one line: control bytes and bytes that are not UTF-8 are written \xHH, line feeds \n, tabs a blank, and
   characters that nobody sees or that reorder their neighbours \uHHHH. */
void escape_append(struct text *out, const char *bytes, size_t size);

/* Appends a JSON document, already escaped as JSON wants it, with the same unseen characters written \uHHHH: it says the same. */
void escape_append_json(struct text *out, const char *json, size_t size);

#endif
