/* The data of a registry value, as the text of a fact (docs/contract.md section 4). */
#ifndef HEALTHCHECK_HOST_REGISTRY_DATA_H
#define HEALTHCHECK_HOST_REGISTRY_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/fact.h"

/* `bytes` are the value's data as the registry holds them; `is_ansi`: its texts are Windows-1252 and not UTF-16LE. Texts lose the
   NULs that end them; the strings of a multi_sz are parted by line feeds; numbers are decimal; all else is lower-case hex. A number
   of the wrong size, or a text that ends in half a character, gives a `problem` (else NULL); that number becomes a binary: `type`
   is changed. Yours to free. */
char *registry_data_to_text(enum fact_type *type, const char *bytes, size_t size, bool is_ansi, size_t *text_size, const char **problem);

#endif
