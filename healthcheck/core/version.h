/* Versions compare number by number, never as text. */
#ifndef HEALTHCHECK_CORE_VERSION_H
#define HEALTHCHECK_CORE_VERSION_H

#include <stdbool.h>
#include <stddef.h>

/* Less than, equal to or greater than 0; missing parts count as 0 (2.7.3 = 2.7.3.0). Parts are the runs of digits between
   dots; what follows the first character that is neither ("5.15.153.1-2") does not count. Numbers of any length. */
int version_compare(const char *a, const char *b);

/* Does it begin with two numbers and a dot between them? */
bool version_is_one(const char *text);

/* As rpm orders (rpmvercmp, rpm 4): runs of digits as numbers, runs of letters as text, a number above letters, more
   segments above fewer. */
int version_compare_segments(const char *a, const char *b);

#endif
