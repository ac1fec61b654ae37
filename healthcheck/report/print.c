/* The way out: masked, then escaped. */
#include "healthcheck/report/print.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/secret.h"

/* How many bytes from here on are printed as they are and need no second look: most of any text. */
static size_t plain_bytes(const char *bytes, size_t size)
{
    size_t count = 0;

    while (count < size && bytes[count] >= 0x20 && bytes[count] < 0x7f)
        count++;
    return count;
}

static void append_escaped(struct text *out, const char *bytes, size_t size)
{
    for (size_t i = 0, length; i < size; i += length) {
        unsigned char byte = (unsigned char)bytes[i];

        length = plain_bytes(bytes + i, size - i);
        if (length > 0) {
            text_append_bytes(out, bytes + i, length);
            continue;
        }
        length = text_utf8_length(bytes + i, size - i);
        /* U+0080 to U+009F are control characters too: C1, some terminals obey them. */
        if (length == 2 && byte == 0xc2 && (unsigned char)bytes[i + 1] < 0xa0)
            text_append_format(out, "\\u%04x", (unsigned)(unsigned char)bytes[i + 1]);
        else if (byte == '\n')
            text_append(out, "\\n");
        else if (byte == '\r')
            text_append(out, "\\r");
        else if (byte == '\t')
            text_append_char(out, ' ');
        else if (length == 0 || byte < 0x20 || byte == 0x7f)
            text_append_format(out, "\\x%02x", (unsigned)byte);
        else
            text_append_bytes(out, bytes + i, length);
        length = length > 0 ? length : 1;
    }
}

void print_escaped(struct text *out, const char *text, size_t size)
{
    struct text masked = { 0 };

    secret_mask(&masked, text, size);
    append_escaped(out, text_of(&masked), masked.size);
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

static void take_evidence(struct text *taken, const char *text, size_t size)
{
    size_t shown;

    /* Masked before it is cut, so that no secret loses the word that gives it away; a little more than is shown is enough. */
    secret_mask(taken, text, size < 2 * PRINT_LONGEST_EVIDENCE ? size : 2 * PRINT_LONGEST_EVIDENCE);
    while (taken->size > 0 && size < 2 * PRINT_LONGEST_EVIDENCE && taken->data[taken->size - 1] == '\n')
        taken->size--;
    shown = whole_characters(text_of(taken), taken->size, PRINT_LONGEST_EVIDENCE);
    if (shown == taken->size && size <= 2 * PRINT_LONGEST_EVIDENCE)
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
        take_evidence(taken, text, size);
        return;
    }
    utf8 = text_from_utf16le(text, size, &utf8_size);
    take_evidence(taken, utf8, utf8_size);
    free(utf8);
}

void print_evidence(struct text *out, const char *text, size_t size)
{
    struct text taken = { 0 };

    take_evidence_as_text(&taken, text, size);
    append_escaped(out, taken.data, taken.size);
    text_free(&taken);
}

/* What JSON may hold: UTF-8 without NUL. */
static char *valid_text(const struct text *text)
{
    struct text valid = { 0 };

    for (size_t i = 0, length; i < text->size; i += length) {
        length = plain_bytes(text->data + i, text->size - i);
        if (length == 0)
            length = text_utf8_length(text->data + i, text->size - i);
        if (length > 0 && text->data[i] != '\0') {
            text_append_bytes(&valid, text->data + i, length);
        } else {
            text_append(&valid, "\xef\xbf\xbd");
            length = 1;
        }
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

/* cJSON escapes what JSON demands; terminals obey U+007F to U+009F, too. These stand inside strings only. */
void print_json_line(struct text *out, const char *json)
{
    while (*json != '\0') {
        size_t plain = strcspn(json, "\x7f\xc2");
        unsigned char next;

        text_append_bytes(out, json, plain);
        json += plain;
        if (*json == '\0')
            break;
        next = (unsigned char)json[1];
        if (*json == '\x7f') {
            text_append(out, "\\u007f");
        } else if (next < 0xa0) {
            text_append_format(out, "\\u%04x", (unsigned)next);
            json++;
        } else {
            text_append_char(out, *json);
        }
        json++;
    }
    text_append_char(out, '\n');
}
