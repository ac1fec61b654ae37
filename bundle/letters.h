/* What a byte may be part of: a question the redactor asks some hundred million times a second. */
#ifndef BUNDLE_LETTERS_H
#define BUNDLE_LETTERS_H

#include <stdbool.h>

enum letter {
    LETTER_DIGIT = 1,
    LETTER_HEX = 2,
    LETTER_ALPHA = 4,  /* a to z in both cases */
    LETTER_NAME = 8,   /* of the name of a setting: letters, digits, `_` and `-` */
    LETTER_TOKEN = 16, /* base64 in both alphabets, what parts a JWT, and `%` */
    LETTER_HOST = 32,  /* letters, digits, `-` and `.` */
    LETTER_BLANK = 64, /* blank and controls */
    LETTER_USER = 128, /* of the name of an account: letters, digits, `.`, `_`, `-` and all beyond ASCII */
    LETTER_WORD = LETTER_DIGIT | LETTER_ALPHA,
};

extern const unsigned char letter_kinds[256];

static inline bool letter_is(char c, unsigned kinds)
{
    return (letter_kinds[(unsigned char)c] & kinds) != 0;
}

static inline bool letter_is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

/* core/text.h's text_lower() without a call. */
static inline char letter_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

#endif
