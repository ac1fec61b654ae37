/* Random bytes of the kernel's generator. */
#define _GNU_SOURCE
#include "healthcheck/platform/random.h"

#include <sys/random.h>
#include <sys/types.h>

bool random_bytes(void *bytes, size_t size)
{
    /* Up to 256 bytes come at once, and no signal breaks them off (getrandom(2)). */
    return getrandom(bytes, size, 0) == (ssize_t)size;
}
