/* The codings of whole files that the leak test plants in: UTF-16, gzip, and mixtures of codings as `>>` makes them. */
#ifndef TESTS_BUNDLE_PLANTED_FILES_H
#define TESTS_BUNDLE_PLANTED_FILES_H

#include "healthcheck/core/text.h"

/* clang-format off */
#define PLANTED_FILES(file) \
    file("utf-16le") \
    file("utf-16be") \
    file("gzip") \
    file("utf-16le then bytes") \
    file("utf-16be then bytes") \
    file("utf-16le without a mark then bytes") \
    file("short utf-16le then bytes") \
    file("bytes then utf-16le") \
    file("bytes then utf-16be") \
    file("bytes then a mark and utf-16le") \
    file("8 KiB of bytes then utf-16le") \
    file("an odd line of bytes in utf-16le") \
    file("an odd line of bytes in utf-16be") \
    file("a line of utf-16le in bytes") \
    file("line by line") \
    file("cut in the middle of a character") \
    file("russian and bytes") \
    file("bytes then russian and utf-16le") \
    file("nuls in bytes") \
    file("controls in bytes") \
    file("gzip of utf-16le then bytes")
/* clang-format on */

/* Appends a file that holds the text in a coding of PLANTED_FILES. */
void planted_write_file(const char *coding, const struct text *text, struct text *out);

/* Swaps each two bytes. */
void planted_swap(struct text *text);

#endif
