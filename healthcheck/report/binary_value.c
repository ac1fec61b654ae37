/* Binary values of the registry on their way out. */
#include "healthcheck/report/binary_value.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/secret.h"
#include "healthcheck/report/print.h"

/* Version, counter, flags; the strings that every value may have. */
enum { HEADER = 12, FLAGS = 8, STRINGS = 3, NUMBER = 4 };

static bool is_of_connections(const char *key)
{
    static const char folder[] = "/Connections";
    const char *slash = strrchr(key, '/');
    size_t size = sizeof folder - 1;

    for (size_t i = 0; i < size; i++)
        if (slash == NULL || (size_t)(slash - key) < size || text_lower(slash[(long)i - (long)size]) != text_lower(folder[i]))
            return false;
    return true;
}

static unsigned long number_at(const struct text *bytes, size_t at)
{
    const unsigned char *byte = (const unsigned char *)bytes->data + at;

    return byte[0] | (unsigned long)byte[1] << 8 | (unsigned long)byte[2] << 16 | (unsigned long)byte[3] << 24;
}

/* The string at `at`; false where the bytes do not go so far. */
static bool string_at(const struct text *bytes, size_t *at, struct span *string)
{
    if (bytes->size < *at + NUMBER || number_at(bytes, *at) > bytes->size - *at - NUMBER)
        return false;
    *string = (struct span){ bytes->data + *at + NUMBER, number_at(bytes, *at) };
    *at += NUMBER + string->size;
    return true;
}

struct span binary_value_evidence(const struct fact *fact, struct text *made)
{
    struct text bytes = { 0 };
    struct span string;
    size_t at = HEADER;
    char unnamed[12];

    if (!fact_is_hex(fact))
        return (struct span){ fact->text, fact->size };
    if (!is_of_connections(fact->key) || !text_append_from_hex(&bytes, fact->text, fact->size) || bytes.size < HEADER) {
        text_append_format(made, "%s, %zu bytes", fact_type_name(fact->type, unnamed), fact->size / 2);
    } else {
        text_append_format(made, "flags 0x%lx", number_at(&bytes, FLAGS));
        for (int i = 0; i < STRINGS && at < bytes.size; i++) {
            if (!string_at(&bytes, &at, &string)) {
                text_append_format(made, ", damaged from byte %zu on", at);
                break;
            }
            text_append(made, i == 0 ? ", \"" : " \"");
            text_append_bytes(made, string.data, string.size);
            text_append_char(made, '"');
        }
    }
    text_free(&bytes);
    return (struct span){ text_of(made), made->size };
}

static void append_number(struct text *out, size_t number)
{
    for (int shift = 0; shift < 32; shift += 8)
        text_append_char(out, (char)(unsigned char)(number >> shift & 0xff));
}

/* A NUL as every second byte of most of it, whatever parts its strings. */
static bool is_utf16le(const char *bytes, size_t size)
{
    size_t wide = 0, nuls = 0;

    for (size_t i = 0; i + 1 < size; i += 2) {
        wide += bytes[i] != '\0' && bytes[i + 1] == '\0' ? 1 : 0;
        nuls += bytes[i] == '\0' && bytes[i + 1] == '\0' ? 1 : 0;
    }
    return wide > 0 && 2 * wide >= size / 2 - nuls;
}

/* Text of UTF-16, as Windows writes it into values of any type, is masked as the text it is. */
static void mask_rest(struct text *masked, const char *bytes, size_t size)
{
    struct text clean = { 0 };
    size_t wide_size;
    char *wide;

    if (!is_utf16le(bytes, size)) {
        secret_mask(masked, bytes, size);
        return;
    }
    wide = text_from_utf16le(bytes, size, &wide_size);
    secret_mask(&clean, wide, wide_size);
    if (clean.size == wide_size && memcmp(text_of(&clean), wide, wide_size) == 0)
        text_append_bytes(masked, bytes, size);
    else
        text_append_utf16le(masked, text_of(&clean), clean.size);
    text_free(&clean);
    free(wide);
}

/* The strings with their new lengths; the rest, which may hold more of them, as it stands. */
static void mask_bytes(const struct text *bytes, bool has_strings, struct text *masked)
{
    struct span string;
    size_t at = has_strings && bytes->size >= HEADER ? HEADER : 0;

    text_append_bytes(masked, text_of(bytes), at);
    for (int i = 0; at > 0 && i < STRINGS && string_at(bytes, &at, &string); i++) {
        struct text one = { 0 };

        secret_mask(&one, string.data, string.size);
        append_number(masked, one.size);
        text_append_bytes(masked, text_of(&one), one.size);
        text_free(&one);
    }
    if (at < bytes->size)
        mask_rest(masked, bytes->data + at, bytes->size - at);
}

void binary_value_masked(struct text *out, const struct fact *fact)
{
    struct text bytes = { 0 }, masked = { 0 };

    if (!fact_is_hex(fact) || !text_append_from_hex(&bytes, fact->text, fact->size)) {
        print_masked_bytes(out, fact->text, fact->size);
    } else {
        mask_bytes(&bytes, is_of_connections(fact->key), &masked);
        text_append_hex(out, text_of(&masked), masked.size);
    }
    text_free(&bytes);
    text_free(&masked);
}
