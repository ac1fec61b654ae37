/* Memory that is always there: a short-lived program that runs out of it ends with status 4 and one line. */
#ifndef HEALTHCHECK_CORE_MEMORY_H
#define HEALTHCHECK_CORE_MEMORY_H

#include <stddef.h>

/* `size` bytes, all zero; never NULL. Yours to free(). */
void *memory_get(size_t size);

/* An array of `count` elements of `size` bytes, its old content kept, the new part not initialised; never NULL. */
void *memory_resize(void *old, size_t count, size_t size);

/* A NUL-terminated copy of `size` bytes; never NULL. Yours to free(). */
char *memory_copy(const char *bytes, size_t size);

/* The same of a whole text; NULL gives NULL. */
char *memory_copy_text(const char *text);

#endif
