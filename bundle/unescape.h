/* Text as it reads once its escapes are undone, and where each byte of it came from.
 *
 * `%40`, `%u0040`; `\"`, `\/`, `\n`, `\u0040`, `\x40`, `\100`; `&amp;`, `&#64;`, `&#x40;`; `=40` and soft line ends of quoted-printable
 * (RFC 2045, 6.7); colours and titles of terminals (ECMA-48) are taken out. Only lines that have such a thing are in the view. */
#ifndef BUNDLE_UNESCAPE_H
#define BUNDLE_UNESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/core/text.h"

/* From here on (to the next step) the view's bytes stand for `raw_size` bytes at `raw` together; 0: one for one. */
struct unescape_step {
    uint32_t view, raw, raw_size;
};

/* Begin with { 0 }, free with unescaped_free(). */
struct unescaped {
    struct text text;
    struct unescape_step *steps;
    size_t count, capacity;
};

/* False where nothing is escaped. At most 4 GiB. Linear. */
bool unescape(const char *bytes, size_t size, struct unescaped *view);
void unescaped_free(struct unescaped *view);

/* The raw bytes that `from` to `to` of the view (from < to) stand for. True where an escape is among them. */
bool unescaped_place(const struct unescaped *view, size_t from, size_t to, size_t *raw_from, size_t *raw_to);

#endif
