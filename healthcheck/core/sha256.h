/* SHA-256 (FIPS 180-4), for the names of captured facts; core is free of libraries. */
#ifndef HEALTHCHECK_CORE_SHA256_H
#define HEALTHCHECK_CORE_SHA256_H

#include <stddef.h>

/* The digest of `size` bytes. */
void sha256(const void *bytes, size_t size, unsigned char digest[32]);

#endif
