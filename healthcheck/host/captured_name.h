/* How a key is written as the name of a file (docs/contract.md section 3). */
#ifndef HEALTHCHECK_HOST_CAPTURED_NAME_H
#define HEALTHCHECK_HOST_CAPTURED_NAME_H

#include <stdbool.h>

/* "file/C/a:b" to "file/C/a%3Ab"; the kinds whose keys nest get a bare '%' at the end. Yours to free. */
char *captured_name_from_key(const char *key);

/* Back again. A component that was cut ("…%~" and 16 hex digits) stays as it is written. Yours to free. */
char *captured_name_to_key(const char *name);

/* The key as names and lists give it: the same, but for components so long that they were cut. Yours to free. */
char *captured_name_canonical_key(const char *key);

/* Does case not matter in this key: registry and Windows paths? `has_drives`: a first component of one letter is a drive. */
bool captured_name_ignores_case(const char *key, bool has_drives);

#endif
