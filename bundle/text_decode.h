/* UTF-8 out of text whose coding may change in its middle: `>>` of PowerShell appends UTF-16 to whatever is there, `>>` of cmd.exe bytes
 * to UTF-16. Each stretch is read in its own coding, so that nothing stands in what comes out that the redactor cannot read. */
#ifndef BUNDLE_TEXT_DECODE_H
#define BUNDLE_TEXT_DECODE_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/text_look.h"
#include "healthcheck/core/text.h"

/* What there was: bits of `seen`. */
enum { SEEN_PLAIN = 1, SEEN_UTF16_LE = 2, SEEN_UTF16_BE = 4 };

/* Bytes that are looked at to tell the coding of a character. */
enum { TEXT_DECODE_AHEAD = 24 };

struct text_decoder {
    enum text_look coding; /* of what comes next, unless that shows another one; zero: plain */
    bool trusts_plain;     /* bytes that may be letters of either coding are read as plain ones; else U+FFFD stands for them */
    unsigned seen;
    unsigned long long taken;      /* bytes */
    unsigned long long changed_at; /* the byte of the first change, 0: none */
    unsigned long long characters; /* that came out */
    unsigned long long strange;    /* controls and what no text has, which stayed out; a hole of NULs counts once */
    unsigned long long ambiguous;  /* bytes that may be letters of either coding */
    size_t nuls;                   /* one behind the other, up to here */
    char last;                     /* the last byte that came out plain */
};

/* Appends what `bytes` say, without controls; returns how many bytes were taken: not the last few, whose coding the next ones tell, unless
   `is_end`. Linear. */
size_t text_decode(struct text_decoder *decoder, const char *bytes, size_t size, bool is_end, struct text *out);

/* Was it text, by how much of it was strange? */
bool text_was_text(const struct text_decoder *decoder);

#endif
