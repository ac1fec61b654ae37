/* The way out: masked, then escaped. */
#include "healthcheck/report/print.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/escape.h"
#include "healthcheck/core/secret.h"

enum { LONGEST_WINDOW = 8 * 1024 };

void print_escaped(struct text *out, const char *text, size_t size)
{
    struct text masked = { 0 };

    secret_mask(&masked, text, size);
    escape_append(out, text_of(&masked), masked.size);
    text_free(&masked);
}

/* At most `limit` bytes of `text`, no character cut in two. */
static size_t whole_characters(const char *text, size_t size, size_t limit)
{
    if (size <= limit)
        return size;
    while (limit > 0 && ((unsigned char)text[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

void print_masked_bytes(struct text *out, const char *bytes, size_t size)
{
    struct text masked = { 0 };
    size_t utf8_size;
    char *utf8;

    if (!text_looks_utf16le(bytes, size)) {
        secret_mask(out, bytes, size);
        return;
    }
    utf8 = text_from_utf16le(bytes, size, &utf8_size);
    secret_mask(&masked, utf8, utf8_size);
    if (masked.size == utf8_size && memcmp(text_of(&masked), utf8, utf8_size) == 0)
        text_append_bytes(out, bytes, size);
    else
        text_append_utf16le(out, text_of(&masked), masked.size);
    text_free(&masked);
    free(utf8);
}

/* How much of `text` is masked where `limit` bytes of it are shown: a little more, and to the end of the word there, so that no secret
   loses what gives it away, the word before it or the @ behind it. */
static size_t window(const char *text, size_t size, size_t limit)
{
    size_t end = 2 * limit;

    while (end < size && end < LONGEST_WINDOW && (unsigned char)text[end] > ' ')
        end++;
    return end < size ? end : size;
}

/* At most `limit` bytes, masked; what is left out is told behind them. */
static void take(struct text *taken, const char *text, size_t size, size_t limit)
{
    size_t looked_at = window(text, size, limit), shown;

    secret_mask(taken, text, looked_at);
    while (taken->size > 0 && looked_at == size && taken->data[taken->size - 1] == '\n')
        taken->size--;
    shown = whole_characters(text_of(taken), taken->size, limit);
    if (shown == taken->size && looked_at == size)
        return;
    taken->size = shown;
    text_append_format(taken, "\xe2\x80\xa6 (%zu bytes)", size);
}

/* UTF-16LE is shown as the text it is: its secrets would hide between its NULs. */
static void take_evidence_as_text(struct text *taken, const char *text, size_t size)
{
    char *utf8;
    size_t utf8_size;

    if (!text_looks_utf16le(text, size)) {
        take(taken, text, size, PRINT_LONGEST_EVIDENCE);
        return;
    }
    utf8 = text_from_utf16le(text, size, &utf8_size);
    take(taken, utf8, utf8_size, PRINT_LONGEST_EVIDENCE);
    free(utf8);
}

void print_evidence(struct text *out, const char *text, size_t size)
{
    struct text taken = { 0 };

    take_evidence_as_text(&taken, text, size);
    escape_append(out, text_of(&taken), taken.size);
    text_free(&taken);
}

void print_sentence(struct text *out, const char *text)
{
    struct text taken = { 0 };

    take(&taken, text, strlen(text), PRINT_LONGEST_SENTENCE);
    escape_append(out, text_of(&taken), taken.size);
    text_free(&taken);
}

/* How many bytes from here on are UTF-8 without a NUL. */
static size_t good_bytes(const char *bytes, size_t size)
{
    size_t count = 0, length;

    while (count < size && bytes[count] != '\0' && (length = text_utf8_length(bytes + count, size - count)) > 0)
        count += length;
    return count;
}

/* What JSON may hold: UTF-8 without NUL. */
static char *valid_text(const struct text *text)
{
    struct text valid = { 0 };

    for (size_t i = 0, good; i < text->size; i += good + 1) {
        good = good_bytes(text->data + i, text->size - i);
        text_append_bytes(&valid, text->data + i, good);
        if (i + good < text->size)
            text_append(&valid, "\xef\xbf\xbd");
    }
    return text_take(&valid);
}

char *print_masked_evidence(const char *text, size_t size)
{
    struct text taken = { 0 };
    char *valid;

    take_evidence_as_text(&taken, text, size);
    valid = valid_text(&taken);
    text_free(&taken);
    return valid;
}

char *print_masked(const char *text, size_t size)
{
    struct text masked = { 0 };
    char *valid;

    secret_mask(&masked, text, size);
    valid = valid_text(&masked);
    text_free(&masked);
    return valid;
}

char *print_masked_sentence(const char *text)
{
    struct text taken = { 0 };
    char *valid;

    take(&taken, text, strlen(text), PRINT_LONGEST_SENTENCE);
    valid = valid_text(&taken);
    text_free(&taken);
    return valid;
}

/* cJSON escapes what JSON demands; terminals obey more, and eyes are led astray by more. */
void print_json_line(struct text *out, const char *json)
{
    escape_append_json(out, json, strlen(json));
    text_append_char(out, '\n');
}
