/* Versions compare number by number, never as text. */
#include "healthcheck/core/version.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A run of digits without its leading zeros: longer is greater, equal lengths compare as text. */
struct number {
    const char *digits;
    size_t size;
};

static struct number take_number(const char **text)
{
    struct number number;

    while (**text == '0')
        (*text)++;
    number.digits = *text;
    while (is_digit(**text))
        (*text)++;
    number.size = (size_t)(*text - number.digits);
    return number;
}

static int compare_numbers(struct number a, struct number b)
{
    if (a.size != b.size)
        return a.size < b.size ? -1 : 1;
    return a.size > 0 ? memcmp(a.digits, b.digits, a.size) : 0;
}

int version_compare(const char *a, const char *b)
{
    while (is_digit(*a) || is_digit(*b)) {
        int order = compare_numbers(take_number(&a), take_number(&b));

        if (order != 0)
            return order;
        a += *a == '.' ? 1 : 0;
        b += *b == '.' ? 1 : 0;
    }
    return 0;
}

bool version_is_one(const char *text)
{
    if (!is_digit(*text))
        return false;
    while (is_digit(*text))
        text++;
    return text[0] == '.' && is_digit(text[1]);
}

static const char *skip_separators(const char *text)
{
    while (*text != '\0' && !is_digit(*text) && !is_letter(*text))
        text++;
    return text;
}

static int compare_words(const char **a, const char **b)
{
    while (is_letter(**a) && **a == **b) {
        (*a)++;
        (*b)++;
    }
    if (!is_letter(**a) && !is_letter(**b))
        return 0;
    if (!is_letter(**a) || !is_letter(**b))
        return is_letter(**a) ? 1 : -1;
    return (unsigned char)**a - (unsigned char)**b;
}

int version_compare_segments(const char *a, const char *b)
{
    for (;;) {
        int order;

        a = skip_separators(a);
        b = skip_separators(b);
        if (*a == '\0' || *b == '\0')
            return (*a != '\0') - (*b != '\0');
        if (is_digit(*a) != is_digit(*b))
            return is_digit(*a) ? 1 : -1;
        order = is_digit(*a) ? compare_numbers(take_number(&a), take_number(&b)) : compare_words(&a, &b);
        if (order != 0)
            return order;
    }
}
