/* Words as systemd splits settings into them. */
#include "proxy/systemd_word.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = text_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* `count` digits off `rest`; false where there are fewer. */
static bool take_number(struct span *rest, size_t count, int base, unsigned long *number)
{
    if (rest->size < count)
        return false;
    *number = 0;
    for (size_t i = 0; i < count; i++) {
        if (digit_of(rest->data[i]) >= base)
            return false;
        *number = *number * (unsigned)base + (unsigned)digit_of(rest->data[i]);
    }
    *rest = (struct span){ rest->data + count, rest->size - count };
    return true;
}

/* What stands behind a backslash; false where it is no escape. NUL, and what is no character, is none. */
static bool take_escape(struct span *rest, struct text *word)
{
    static const char letters[] = "abfnrtv\\\"'s", meanings[] = "\a\b\f\n\r\t\v\\\"' ";
    const char *letter;
    unsigned long number;
    char c;

    if (rest->size == 0 || rest->data[0] == '\0')
        return false;
    c = rest->data[0];
    letter = strchr(letters, c);
    if (c >= '0' && c <= '7') {
        if (!take_number(rest, 3, 8, &number) || number == 0 || number > 255)
            return false;
        text_append_char(word, (char)(unsigned char)number);
        return true;
    }
    *rest = (struct span){ rest->data + 1, rest->size - 1 };
    if (letter != NULL)
        text_append_char(word, meanings[letter - letters]);
    else if (c == 'x' && take_number(rest, 2, 16, &number) && number != 0)
        text_append_char(word, (char)(unsigned char)number);
    else if ((c == 'u' || c == 'U') && take_number(rest, c == 'u' ? 4 : 8, 16, &number) && number != 0 && number <= 0x10ffff)
        text_append_code_point(word, number);
    else
        return false;
    return true;
}

enum systemd_word systemd_word_next(struct span *rest, struct text *word)
{
    char quote = '\0';

    text_free(word);
    while (rest->size > 0 && is_blank(rest->data[0]))
        *rest = (struct span){ rest->data + 1, rest->size - 1 };
    if (rest->size == 0)
        return WORD_NONE;
    while (rest->size > 0 && (quote != '\0' || !is_blank(rest->data[0]))) {
        char c = rest->data[0];

        *rest = (struct span){ rest->data + 1, rest->size - 1 };
        if (c == '\\') {
            if (!take_escape(rest, word))
                return WORD_BAD;
        } else if (quote == '\0' && (c == '"' || c == '\''))
            quote = c;
        else if (c == quote)
            quote = '\0';
        else
            text_append_char(word, c);
    }
    return quote == '\0' ? WORD_TAKEN : WORD_BAD;
}

bool systemd_word_resolve(const char *word, const char *unit_name, struct text *resolved)
{
    /* What `systemd-analyze verify` of systemd 252 does not refuse. */
    static const char known[] = "abcdfghijlmnopqrstuvwyABCEGHIJLMNPRSTUVWY";
    const char *dot = strrchr(unit_name, '.');

    for (; *word != '\0'; word++) {
        char next = word[0] == '%' ? word[1] : '\0';

        if (next == '%')
            text_append_char(resolved, *word++);
        else if (next == 'n') {
            text_append(resolved, unit_name);
            word++;
        } else if (next == 'N' || next == 'p' || next == 'P') {
            text_append_bytes(resolved, unit_name, dot != NULL ? (size_t)(dot - unit_name) : strlen(unit_name));
            word++;
        } else if (((next >= '0' && next <= '9') || (text_lower(next) >= 'a' && text_lower(next) <= 'z')) && strchr(known, next) == NULL)
            return false;
        else
            text_append_char(resolved, *word);
    }
    return true;
}
