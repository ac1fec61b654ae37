/* Which known name did somebody mean? */
#ifndef HEALTHCHECK_CORE_NEAREST_H
#define HEALTHCHECK_CORE_NEAREST_H

#include <stddef.h>

/* Longer names are compared by their first bytes only, so that a hostile one costs nothing. */
enum { NEAREST_LONGEST = 63 };

/* Levenshtein's distance (insert, delete, replace), ASCII letters the same in both cases. */
size_t nearest_distance(const char *a, const char *b);

/* How far a name is from what was typed: one that contains it ("custom_kernel") is nearer than one that only looks like it. */
size_t nearest_to_typed(const char *name, const char *typed);

#endif
