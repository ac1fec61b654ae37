/* Runs of base64 and of hexadecimal digits that are text: found, read, and written again in the same way. */
#ifndef BUNDLE_ENCODED_RUN_H
#define BUNDLE_ENCODED_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/marks.h"
#include "healthcheck/core/text.h"

/* How a run is written. */
struct encoded_run {
    size_t from, to; /* its bytes, padding among them */
    bool is_hex, is_upper;
    bool is_url;             /* `-_` for `+/` */
    bool is_padded;          /* ends in `=` */
    bool is_utf16;           /* what it holds is UTF-16LE, as PowerShell's -EncodedCommand */
    bool is_packed;          /* what it holds is gzip: nothing can be said of it */
    size_t width, line_feed; /* letters a line and bytes of its end, where it is wrapped; else 0 */
    size_t judged;           /* the end of lines that were judged together already */
};

/* What runs are made of, in a text that is borrowed: of it alone are all calls of encoded_run_next(). */
struct marks encoded_run_letters(const char *bytes, size_t size);

/* The next run from `at` on that holds text; its content, as UTF-8, is in `content` then. False: there is none. `run` begins with { 0 } and
   goes from call to call. Linear in the size of the text. */
bool encoded_run_next(struct marks *letters, size_t at, struct encoded_run *run, struct text *content);

/* Appends `content` as `run` was written. */
void encoded_run_write(const struct encoded_run *run, const char *content, size_t size, struct text *out);

#endif
