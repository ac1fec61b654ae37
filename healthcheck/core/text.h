/* Text: a growing one, and small questions about given ones. Everything is UTF-8; case means ASCII case. */
#ifndef HEALTHCHECK_CORE_TEXT_H
#define HEALTHCHECK_CORE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"

/* A growing text. Begin with { 0 }; `data` is NUL-terminated once something was appended, NULL before. */
struct text {
    char *data;
    size_t size; /* bytes, the NUL not counted */
    size_t capacity;
};

void text_append(struct text *text, const char *more);
void text_append_bytes(struct text *text, const char *bytes, size_t size);
void text_append_char(struct text *text, char byte);
LIKE_PRINTF(2, 3) void text_append_format(struct text *text, const char *format, ...);
LIKE_PRINTF(2, 0) void text_append_arguments(struct text *text, const char *format, va_list arguments);

/* One character as UTF-8; `code` is at most 0x10ffff. */
void text_append_code_point(struct text *text, unsigned long code);

/* The text so far, "" where nothing was appended. Borrowed until the next append. */
const char *text_of(const struct text *text);

/* Hands the text over (never NULL; yours to free) and leaves an empty one. */
char *text_take(struct text *text);
void text_free(struct text *text);

/* A formatted text of its own; yours to free. */
LIKE_PRINTF(1, 2) char *text_format(const char *format, ...);

/* A stretch of somebody else's bytes. */
struct span {
    const char *data;
    size_t size;
};

struct span span_of(const char *text);

/* Takes the next line off `rest`, without its LF, CR LF or CR CR LF; false at the end. A lone CR ends no line. */
bool span_next_line(struct span *rest, struct span *line);

/* The same bytes without blanks and tabs (and line ends) on either side. */
struct span span_trim(struct span span);

bool span_is(struct span span, const char *text);
bool span_starts(struct span span, const char *prefix);

/* ASCII letters count the same in both cases. */
bool text_same(const char *a, const char *b);
int text_compare_ignoring_case(const char *a, const char *b);
bool text_starts(const char *text, const char *prefix);
/* The same whatever the case of ASCII letters: schemes of URLs. */
bool text_starts_any_case(const char *text, const char *prefix);
bool text_ends(const char *text, const char *suffix);
bool text_contains_ignoring_case(const char *text, const char *part);
char text_lower(char c);

/* 0 to 15; -1 where it is no hexadecimal digit. */
int text_hex_value(char c);

/* The byte that is written %XX at `bytes`; -1 where there is none. */
int text_percent_byte(const char *bytes, size_t size);

/* Every %XX undone; yours to free. */
char *text_without_percents(const char *text);

/* Bytes as lower-case hexadecimal: `hex` has room for 2 * size + 1; the other appends. */
void text_write_hex(char *hex, const void *bytes, size_t size);
void text_append_hex(struct text *text, const void *bytes, size_t size);

/* The other way round, of digits of either case; false at the first pair that is none, and for an odd number of them. */
bool text_append_from_hex(struct text *text, const char *hex, size_t size);

/* `pattern` with * and ? against the whole of `text`, case counting; linear in practice, never recursive. */
bool text_matches(const char *pattern, const char *text);

/* The length of the UTF-8 sequence that begins at `bytes`, 0 where there is none (overlong and surrogates are none). */
size_t text_utf8_length(const char *bytes, size_t size);
bool text_is_utf8(const char *bytes, size_t size);

/* UTF-16LE to UTF-8; a lone surrogate becomes U+FFFD, an odd last byte is dropped. Yours to free. */
char *text_from_utf16le(const char *bytes, size_t size, size_t *utf8_size);

/* And back: appended to `utf16`; what is not UTF-8 becomes U+FFFD. */
void text_append_utf16le(struct text *utf16, const char *utf8, size_t size);

/* Is it UTF-16LE by the look of it (a mark, or a NUL as every second byte of its beginning)? What Windows' programs write into pipes. */
bool text_looks_utf16le(const char *bytes, size_t size);

#endif
