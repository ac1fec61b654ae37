/* Base64. */
#include "healthcheck/core/base64.h"

#include <stdlib.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct text *out, const void *bytes_given, size_t size)
{
    const unsigned char *bytes = bytes_given;

    for (size_t i = 0; i < size; i += 3) {
        unsigned long group = (unsigned long)bytes[i] << 16;

        group |= i + 1 < size ? (unsigned long)bytes[i + 1] << 8 : 0;
        group |= i + 2 < size ? bytes[i + 2] : 0;
        text_append_char(out, digits[group >> 18]);
        text_append_char(out, digits[group >> 12 & 63]);
        text_append_char(out, i + 1 < size ? digits[group >> 6 & 63] : '=');
        text_append_char(out, i + 2 < size ? digits[group & 63] : '=');
    }
}

bool base64_read(struct span text, unsigned char *bytes, size_t size)
{
    struct text again = { 0 };
    unsigned long group = 0;
    size_t got = 0;
    bool is_same;

    if (text.size != (size + 2) / 3 * 4)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.data[i] != '\0' ? strchr(digits, text.data[i]) : NULL;

        group = group << 6 | (unsigned long)(digit != NULL ? digit - digits : 0);
        if (i % 4 != 3)
            continue;
        for (int shift = 16; shift >= 0 && got < size; shift -= 8)
            bytes[got++] = (unsigned char)(group >> shift & 255);
        group = 0;
    }
    /* One way of writing it, so that no bit of it can change unseen. */
    base64_write(&again, bytes, size);
    is_same = memcmp(text_of(&again), text.data, text.size) == 0;
    text_free(&again);
    return is_same;
}
