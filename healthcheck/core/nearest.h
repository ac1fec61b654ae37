/* Which known name did somebody mean? */
#ifndef HEALTHCHECK_CORE_NEAREST_H
#define HEALTHCHECK_CORE_NEAREST_H

#include <stddef.h>

/* Longer names are compared by their first bytes only, so that a hostile one costs nothing. */
enum { NEAREST_LONGEST = 63 };

/* Levenshtein's distance (insert, delete, replace), ASCII letters the same in both cases. */
size_t nearest_distance(const char *a, const char *b);

#endif
