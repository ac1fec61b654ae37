/* Files in mixtures of codings, for the leak test. */
#include "tests/bundle/planted_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "healthcheck/core/memory.h"

/* More than any reader looks at to tell a coding. */
enum { MUCH = 20000, ENOUGH = 8300 };

void planted_swap(struct text *text)
{
    for (size_t i = 0; i + 1 < text->size; i += 2) {
        char low = text->data[i];

        text->data[i] = text->data[i + 1];
        text->data[i + 1] = low;
    }
}

static void append_wide(struct text *out, const char *text, size_t size, bool is_big)
{
    struct text wide = { 0 };

    text_append_utf16le(&wide, text, size);
    if (is_big)
        planted_swap(&wide);
    text_append_bytes(out, text_of(&wide), wide.size);
    text_free(&wide);
}

/* Ordinary lines of so many characters. */
static void fill(struct text *out, size_t size, bool is_wide, bool is_big)
{
    static const char line[] = "2026-11-02 10:00:00 [info] MpCmdRun: Start of an ordinary line, 4 of 7\r\n";
    struct text lines = { 0 };

    while (lines.size < size)
        text_append(&lines, line);
    if (is_wide)
        append_wide(out, lines.data, lines.size, is_big);
    else
        text_append_bytes(out, lines.data, lines.size);
    text_free(&lines);
}

static void append_gzip(const struct text *plain, struct text *out)
{
    z_stream stream = { 0 };
    char *packed = memory_get(plain->size + 1000);

    deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = (unsigned char *)plain->data;
    stream.avail_in = (unsigned)plain->size;
    stream.next_out = (unsigned char *)packed;
    stream.avail_out = (unsigned)plain->size + 1000;
    deflate(&stream, Z_FINISH);
    text_append_bytes(out, packed, stream.total_out);
    deflateEnd(&stream);
    free(packed);
}

/* One line in UTF-16, one in bytes; the text is one of the others each time. */
static void append_line_by_line(const struct text *text, struct text *out)
{
    for (int i = 0; i < 6; i++) {
        bool is_wide = i % 2 == 0;

        fill(out, 1, is_wide, false);
        if (is_wide)
            text_append_bytes(out, text->data, text->size);
        else
            append_wide(out, text->data, text->size, false);
    }
}

/* Every 45th byte; one of them stands in the text. */
static void append_with(const struct text *text, char byte, struct text *out)
{
    size_t first = out->size;

    fill(out, MUCH, false, false);
    for (size_t i = first; i < out->size; i += 45)
        out->data[i] = byte;
    text_append_bytes(out, text->data, text->size / 2);
    text_append_char(out, byte);
    text_append_bytes(out, text->data + text->size / 2, text->size - text->size / 2);
}

static bool has(const char *coding, const char *words)
{
    return strstr(coding, words) != NULL;
}

static void write_wide_with_bytes(const char *coding, const struct text *text, struct text *out)
{
    static const char russian[] =
        "\xD0\x9F\xD0\xBE\xD0\xBB\xD1\x8C\xD0\xB7\xD0\xBE\xD0\xB2\xD0\xB0\xD1\x82\xD0\xB5\xD0\xBB\xD1\x8C: \xE4\xB8\xAD\xE6\x96\x87\r\n";
    bool is_big = has(coding, "utf-16be");

    if (!has(coding, "without a mark"))
        text_append_bytes(out, is_big ? "\xFE\xFF" : "\xFF\xFE", 2);
    fill(out, has(coding, "short") ? 200 : MUCH, true, is_big);
    if (has(coding, "russian"))
        for (int i = 0; i < 100; i++)
            append_wide(out, russian, strlen(russian), is_big);
    if (has(coding, "cut in the middle"))
        text_append_char(out, 'N');
    text_append_bytes(out, text->data, text->size);
    if (has(coding, "odd line") && text->size % 2 == 0)
        text_append(out, "\n");
    if (has(coding, "odd line"))
        fill(out, MUCH, true, is_big);
}

static void write_bytes_with_wide(const char *coding, const struct text *text, struct text *out)
{
    static const char russian[] = "\xD0\x9F\xD0\xBE\xD0\xBB\xD1\x8C\xD0\xB7\xD0\xBE\xD0\xB2\xD0\xB0\xD1\x82\xD0\xB5\xD0\xBB\xD1\x8C\r\n";
    bool is_big = has(coding, "utf-16be");

    fill(out, has(coding, "8 KiB") ? ENOUGH : MUCH, false, false);
    if (has(coding, "a mark"))
        text_append_bytes(out, "\xFF\xFE", 2);
    if (has(coding, "russian"))
        append_wide(out, russian, strlen(russian), is_big);
    append_wide(out, text->data, text->size, is_big);
    if (has(coding, "in bytes"))
        fill(out, MUCH, false, false);
}

void planted_write_file(const char *coding, const struct text *text, struct text *out)
{
    struct text file = { 0 };

    if (strcmp(coding, "utf-16le") == 0 || strcmp(coding, "utf-16be") == 0)
        append_wide(out, text->data, text->size, coding[6] == 'b');
    else if (strcmp(coding, "gzip") == 0)
        append_gzip(text, out);
    else if (strcmp(coding, "line by line") == 0)
        append_line_by_line(text, out);
    else if (has(coding, "nuls in") || has(coding, "controls in"))
        append_with(text, has(coding, "nuls") ? '\0' : '\x01', out);
    else if (has(coding, "gzip of")) {
        write_wide_with_bytes(coding, text, &file);
        append_gzip(&file, out);
    } else if (text_starts(coding, "bytes") || text_starts(coding, "8 KiB") || text_starts(coding, "a line of utf-16le"))
        write_bytes_with_wide(coding, text, out);
    else
        write_wide_with_bytes(coding, text, out);
    text_free(&file);
}
