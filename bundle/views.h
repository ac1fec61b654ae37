/* What stands encoded in a text is redacted, too: as escapes of any kind, as base64 or hexadecimal digits, and these within each other.
 *
 * A view is the text as it reads once decoded. What is found there goes back onto the bytes it was decoded from; what changed in a run
 * of base64 is encoded again. A text without such signs costs one look for them. */
#ifndef BUNDLE_VIEWS_H
#define BUNDLE_VIEWS_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/redact_scan.h"

/* Appends `bytes` redacted, as redact() does: redact_find() on the bytes and on each view of them. False where a rule gave up: nothing
   was appended then. Linear in `size`. */
bool views_redact(const struct redactor *redactor, const char *bytes, size_t size, struct text *out, struct redactions *counts);

#endif
