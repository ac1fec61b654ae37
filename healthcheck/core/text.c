/* Text: a growing one, and small questions about given ones. */
#include "healthcheck/core/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

static void make_room(struct text *text, size_t more)
{
    size_t needed = text->size + more + 1;

    if (needed <= text->capacity)
        return;
    /* Most texts are a word or a line. */
    if (needed < 64)
        needed = 64;
    text->capacity = needed > 2 * text->capacity ? needed : 2 * text->capacity;
    text->data = memory_resize(text->data, text->capacity, 1);
}

void text_append_bytes(struct text *text, const char *bytes, size_t size)
{
    make_room(text, size);
    if (size > 0)
        memcpy(text->data + text->size, bytes, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void text_append(struct text *text, const char *more)
{
    text_append_bytes(text, more, strlen(more));
}

void text_append_char(struct text *text, char byte)
{
    if (text->size + 1 >= text->capacity)
        make_room(text, 1);
    text->data[text->size++] = byte;
    text->data[text->size] = '\0';
}

void text_append_arguments(struct text *text, const char *format, va_list arguments)
{
    va_list again;
    size_t room;
    int size;

    /* What is appended mostly fits in what there is. */
    make_room(text, 0);
    room = text->capacity - text->size;
    va_copy(again, arguments);
    size = vsnprintf(text->data + text->size, room, format, again);
    va_end(again);
    if (size >= 0 && (size_t)size >= room) {
        make_room(text, (size_t)size);
        vsnprintf(text->data + text->size, (size_t)size + 1, format, arguments);
    }
    text->size += size > 0 ? (size_t)size : 0;
    text->data[text->size] = '\0';
}

void text_append_format(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_append_arguments(text, format, arguments);
    va_end(arguments);
}

char *text_format(const char *format, ...)
{
    struct text text = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_arguments(&text, format, arguments);
    va_end(arguments);
    return text_take(&text);
}

const char *text_of(const struct text *text)
{
    return text->data != NULL ? text->data : "";
}

char *text_take(struct text *text)
{
    char *data = text->data != NULL ? text->data : memory_copy("", 0);

    *text = (struct text){ 0 };
    return data;
}

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){ 0 };
}

struct span span_of(const char *text)
{
    return (struct span){ text, strlen(text) };
}

bool span_next_line(struct span *rest, struct span *line)
{
    const char *end;

    if (rest->size == 0)
        return false;
    end = memchr(rest->data, '\n', rest->size);
    *line = (struct span){ rest->data, end != NULL ? (size_t)(end - rest->data) : rest->size };
    rest->data += line->size + (end != NULL ? 1 : 0);
    rest->size -= line->size + (end != NULL ? 1 : 0);
    while (line->size > 0 && line->data[line->size - 1] == '\r')
        line->size--;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span span)
{
    while (span.size > 0 && is_blank(span.data[0])) {
        span.data++;
        span.size--;
    }
    while (span.size > 0 && is_blank(span.data[span.size - 1]))
        span.size--;
    return span;
}

bool span_is(struct span span, const char *text)
{
    return span.size == strlen(text) && memcmp(span.data, text, span.size) == 0;
}

bool span_starts(struct span span, const char *prefix)
{
    return span.size >= strlen(prefix) && memcmp(span.data, prefix, strlen(prefix)) == 0;
}

char text_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int text_hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int text_percent_byte(const char *bytes, size_t size)
{
    if (size < 3 || bytes[0] != '%' || text_hex_value(bytes[1]) < 0 || text_hex_value(bytes[2]) < 0)
        return -1;
    return text_hex_value(bytes[1]) * 16 + text_hex_value(bytes[2]);
}

char *text_without_percents(const char *text)
{
    struct text plain = { 0 };
    size_t size = strlen(text);

    for (size_t i = 0; i < size; i++) {
        int byte = text_percent_byte(text + i, size - i);

        text_append_char(&plain, byte >= 0 ? (char)byte : text[i]);
        i += byte >= 0 ? 2 : 0;
    }
    return text_take(&plain);
}

void text_write_hex(char *hex, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;

    for (size_t i = 0; i < size; i++) {
        *hex++ = "0123456789abcdef"[next[i] >> 4];
        *hex++ = "0123456789abcdef"[next[i] & 15];
    }
    *hex = '\0';
}

void text_append_hex(struct text *text, const void *bytes, size_t size)
{
    const unsigned char *next = bytes;

    for (size_t i = 0; i < size; i++) {
        char hex[3];

        text_write_hex(hex, next + i, 1);
        text_append_bytes(text, hex, 2);
    }
}

bool text_append_from_hex(struct text *text, const char *hex, size_t size)
{
    for (size_t i = 0; i + 1 < size; i += 2) {
        int high = text_hex_value(hex[i]), low = text_hex_value(hex[i + 1]);

        if (high < 0 || low < 0)
            return false;
        text_append_char(text, (char)(unsigned char)(high << 4 | low));
    }
    return size % 2 == 0;
}

int text_compare_ignoring_case(const char *a, const char *b)
{
    while (*a != '\0' && text_lower(*a) == text_lower(*b)) {
        a++;
        b++;
    }
    return (unsigned char)text_lower(*a) - (unsigned char)text_lower(*b);
}

bool text_same(const char *a, const char *b)
{
    return text_compare_ignoring_case(a, b) == 0;
}

bool text_starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_starts_any_case(const char *text, const char *prefix)
{
    while (*prefix != '\0' && text_lower(*text) == text_lower(*prefix)) {
        text++;
        prefix++;
    }
    return *prefix == '\0';
}

bool text_ends(const char *text, const char *suffix)
{
    size_t size = strlen(text), suffix_size = strlen(suffix);

    return size >= suffix_size && strcmp(text + size - suffix_size, suffix) == 0;
}

bool text_contains_ignoring_case(const char *text, const char *part)
{
    for (;; text++) {
        size_t i = 0;

        while (part[i] != '\0' && text_lower(text[i]) == text_lower(part[i]))
            i++;
        if (part[i] == '\0')
            return true;
        if (*text == '\0')
            return false;
    }
}

bool text_matches(const char *pattern, const char *text)
{
    const char *star = NULL, *retry = NULL;

    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            retry = text;
        } else if (*pattern == '?' || *pattern == *text) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

size_t text_utf8_length(const char *bytes, size_t size)
{
    const unsigned char *b = (const unsigned char *)bytes;
    size_t length;

    if (size == 0)
        return 0;
    if (b[0] < 0x80)
        return 1;
    length = b[0] >= 0xc2 && b[0] < 0xe0 ? 2 : b[0] >= 0xe0 && b[0] < 0xf0 ? 3 : b[0] >= 0xf0 && b[0] < 0xf5 ? 4 : 0;
    if (length == 0 || length > size)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    if ((b[0] == 0xe0 && b[1] < 0xa0) || (b[0] == 0xed && b[1] >= 0xa0) || (b[0] == 0xf0 && b[1] < 0x90) || (b[0] == 0xf4 && b[1] >= 0x90))
        return 0;
    return length;
}

bool text_is_utf8(const char *bytes, size_t size)
{
    for (size_t i = 0, length; i < size; i += length)
        if ((length = text_utf8_length(bytes + i, size - i)) == 0)
            return false;
    return true;
}

static size_t write_code_point(char utf8[4], unsigned long code)
{
    size_t size = 0;

    if (code < 0x80) {
        utf8[size++] = (char)code;
    } else if (code < 0x800) {
        utf8[size++] = (char)(0xc0 | (code >> 6));
        utf8[size++] = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        utf8[size++] = (char)(0xe0 | (code >> 12));
        utf8[size++] = (char)(0x80 | ((code >> 6) & 0x3f));
        utf8[size++] = (char)(0x80 | (code & 0x3f));
    } else {
        utf8[size++] = (char)(0xf0 | (code >> 18));
        utf8[size++] = (char)(0x80 | ((code >> 12) & 0x3f));
        utf8[size++] = (char)(0x80 | ((code >> 6) & 0x3f));
        utf8[size++] = (char)(0x80 | (code & 0x3f));
    }
    return size;
}

void text_append_code_point(struct text *text, unsigned long code)
{
    char utf8[4] = { 0 };
    size_t size = write_code_point(utf8, code);

    text_append_bytes(text, utf8, size);
}

static unsigned long unit_at(const char *bytes, size_t index)
{
    const unsigned char *b = (const unsigned char *)bytes + 2 * index;

    return (unsigned long)b[0] | (unsigned long)b[1] << 8;
}

char *text_from_utf16le(const char *bytes, size_t size, size_t *utf8_size)
{
    size_t units = size / 2, written = 0;
    char *utf8 = memory_resize(NULL, 3 * units + 1, 1); /* a unit gives at most three bytes, a pair four */

    for (size_t i = 0; i < units; i++) {
        unsigned long code = unit_at(bytes, i);

        if (code >= 0xd800 && code < 0xdc00 && i + 1 < units && (unit_at(bytes, i + 1) & 0xfc00) == 0xdc00) {
            code = 0x10000 + ((code & 0x3ff) << 10) + (unit_at(bytes, i + 1) & 0x3ff);
            i++;
        } else if (code >= 0xd800 && code < 0xe000) {
            code = 0xfffd;
        }
        written += write_code_point(utf8 + written, code);
    }
    utf8[written] = '\0';
    if (utf8_size != NULL)
        *utf8_size = written;
    return memory_resize(utf8, written + 1, 1);
}

static void append_unit(struct text *utf16, unsigned long unit)
{
    text_append_char(utf16, (char)(unit & 0xff));
    text_append_char(utf16, (char)(unit >> 8));
}

void text_append_utf16le(struct text *utf16, const char *utf8, size_t size)
{
    for (size_t i = 0, length; i<size; i += length> 0 ? length : 1) {
        const unsigned char *b = (const unsigned char *)utf8 + i;
        unsigned long code;

        length = text_utf8_length(utf8 + i, size - i);
        code = length == 0 ? 0xfffd : length == 1 ? b[0] : b[0] & (0x7fu >> length);
        for (size_t k = 1; k < length; k++)
            code = code << 6 | (b[k] & 0x3fu);
        if (code < 0x10000) {
            append_unit(utf16, code);
        } else {
            append_unit(utf16, 0xd800 + ((code - 0x10000) >> 10));
            append_unit(utf16, 0xdc00 + ((code - 0x10000) & 0x3ff));
        }
    }
}

bool text_looks_utf16le(const char *bytes, size_t size)
{
    size_t looked = size < 256 ? size / 2 * 2 : 256, nuls = 0;

    if (size >= 2 && bytes[0] == '\xff' && bytes[1] == '\xfe')
        return true;
    for (size_t i = 0; i + 1 < looked; i += 2) {
        if (bytes[i] == '\0')
            return false;
        nuls += bytes[i + 1] == '\0' ? 1 : 0;
    }
    return looked >= 4 && 4 * nuls >= looked;
}
