/* Random bytes that nobody can guess. */
#ifndef HEALTHCHECK_PLATFORM_RANDOM_H
#define HEALTHCHECK_PLATFORM_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

/* Of the system's generator, at most 256 bytes; false where it gives none. */
bool random_bytes(void *bytes, size_t size);

#endif
