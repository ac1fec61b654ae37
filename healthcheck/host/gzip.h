/* Unpacks small gzip files such as /proc/config.gz (RFC 1952 around RFC 1951). Not for bundles: it is simple, not fast. */
#ifndef HEALTHCHECK_HOST_GZIP_H
#define HEALTHCHECK_HOST_GZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

/* The first member of the file, appended to `unpacked` (free it either way). False, with one sentence, where it is no gzip, is
   damaged (its checksum and size are compared), or would be larger than `largest` bytes. */
bool gzip_unpack(const char *bytes, size_t size, size_t largest, struct text *unpacked, struct error *error);

#endif
