/* Base64 (RFC 4648 section 4). */
#ifndef HEALTHCHECK_CORE_BASE64_H
#define HEALTHCHECK_CORE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

void base64_write(struct text *out, const void *bytes, size_t size);

/* Exactly `size` bytes, written as base64_write() does; false for anything else. */
bool base64_read(struct span text, unsigned char *bytes, size_t size);

#endif
