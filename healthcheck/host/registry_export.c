/* Registry exports (.reg): bytes in, a registry filled. */
#include "healthcheck/host/registry_export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/registry_data.h"
#include "healthcheck/host/registry_encoding.h"

struct reader {
    struct registry *registry;
    registry_problem *problem;
    void *context;
    struct span rest;         /* behind the current line */
    size_t line;              /* its number */
    bool is_ansi;             /* REGEDIT4: the texts in hex(1), hex(2) and hex(7) have one byte a character */
    struct registry_key *key; /* NULL: what comes belongs to no key we know */
    struct text name, data;   /* of the current value; rooms that are used again */
};

static void tell(const struct reader *reader, const char *problem)
{
    if (reader->problem != NULL)
        reader->problem(reader->context, reader->line, problem);
}

/* The next line without its end: CR LF, LF or CR. */
static bool next_line(struct reader *reader, struct span *line)
{
    const char *at = reader->rest.data, *end = at + reader->rest.size;

    if (reader->rest.size == 0)
        return false;
    while (at < end && *at != '\n' && *at != '\r')
        at++;
    *line = (struct span){ reader->rest.data, (size_t)(at - reader->rest.data) };
    if (at + 1 < end && at[0] == '\r' && at[1] == '\n')
        at++;
    if (at < end)
        at++;
    reader->rest = (struct span){ at, (size_t)(end - at) };
    reader->line++;
    return true;
}

static struct span behind(struct span span, size_t count)
{
    return (struct span){ span.data + count, span.size - count };
}

static struct span skip_blanks(struct span span)
{
    while (span.size > 0 && (span.data[0] == ' ' || span.data[0] == '\t'))
        span = behind(span, 1);
    return span;
}

/* Nothing more on the line, or a comment. A `#` begins none here. */
static bool is_end(struct span span)
{
    span = skip_blanks(span);
    return span.size == 0 || span.data[0] == ';';
}

/* Takes a hexadecimal number off `span`; false where there is none, or one above `most`. */
static bool take_number(struct span *span, unsigned long long most, unsigned long long *number)
{
    bool has_digit = false;

    *number = 0;
    for (; span->size > 0 && text_hex_value(span->data[0]) >= 0; *span = behind(*span, 1)) {
        *number = *number * 16 + (unsigned)text_hex_value(span->data[0]);
        has_digit = true;
        if (*number > most)
            return false;
    }
    return has_digit;
}

enum unescaped {
    CLOSED, /* the closing quote was taken */
    OPEN,   /* the line ended before it */
    BROKEN, /* by \0, or by a backslash at the end of the line */
};

/* Appends a quoted text, whose opening quote is gone, and takes it off `span`. */
static enum unescaped unescape(struct text *text, struct span *span)
{
    while (span->size > 0) {
        char c = span->data[0];

        *span = behind(*span, 1);
        if (c == '"')
            return CLOSED;
        if (c == '\\') {
            if (span->size == 0 || span->data[0] == '0')
                return BROKEN;
            c = span->data[0] == 'n' ? '\n' : span->data[0] == 'r' ? '\r' : span->data[0];
            *span = behind(*span, 1);
        }
        text_append_char(text, c);
    }
    return OPEN;
}

static void set_value(struct reader *reader, enum fact_type type, const char *text, size_t size)
{
    if (reader->key != NULL)
        registry_set_value(reader->registry, reader->key, text_of(&reader->name), type, text, size);
}

static void set_data(struct reader *reader, enum fact_type type)
{
    const char *problem;
    size_t size;
    char *text = registry_data_to_text(&type, text_of(&reader->data), reader->data.size, reader->is_ansi, &size, &problem);

    if (problem != NULL)
        tell(reader, problem);
    set_value(reader, type, text, size);
    free(text);
}

/* regedit writes a line break inside a REG_SZ as it is: the text goes on until its quote is closed, but never over the next section.
   Each such search ends at the next quote, so that all of them together read the file once. `line_end` is the end of the text so far. */
static bool join_lines(struct reader *reader, const char *line_end)
{
    struct span rest = reader->rest, line = { 0 };
    size_t number = reader->line;
    enum unescaped end = OPEN;

    while (end == OPEN) {
        const char *next = reader->rest.data;

        if (!next_line(reader, &line) || span_starts(line, "[HKEY_") || span_starts(line, "[-HKEY_"))
            break;
        text_append_bytes(&reader->data, line_end, (size_t)(next - line_end));
        line_end = line.data + line.size;
        end = unescape(&reader->data, &line);
    }
    if (end == CLOSED && is_end(line))
        return true;
    reader->rest = rest;
    reader->line = number;
    return false;
}

static void read_string(struct reader *reader, struct span line)
{
    size_t number = reader->line;
    const char *line_end = line.data + line.size;
    enum unescaped end;

    reader->data.size = 0;
    end = unescape(&reader->data, &line);
    if (end == OPEN && join_lines(reader, line_end)) {
        if (reader->problem != NULL)
            reader->problem(reader->context, number, "a text holds a line break: its lines were joined");
    } else if (end != CLOSED || !is_end(line)) {
        tell(reader, end == BROKEN ? "a backslash is followed by nothing or by 0: the value was dropped"
                     : end == OPEN ? "the text has no closing quote: the value was dropped"
                                   : "something follows the text: the value was dropped");
        return;
    }
    set_value(reader, FACT_SZ, text_of(&reader->data), reader->data.size);
}

static void read_dword(struct reader *reader, struct span line)
{
    unsigned long long number;
    char decimal[24];
    struct span digits = line = skip_blanks(line);

    if (!take_number(&line, 0xffffffff, &number) || digits.size - line.size > 8 || !is_end(line)) {
        tell(reader, "a dword is no number of one to eight hexadecimal digits: the value was dropped");
        return;
    }
    set_value(reader, FACT_DWORD, decimal, (size_t)snprintf(decimal, sizeof decimal, "%llu", number));
}

enum hex_end {
    HEX_END,  /* of the value */
    HEX_MORE, /* `,\`: the next line goes on */
    HEX_WRONG,
};

/* Appends the bytes of one line: numbers up to ff with commas between them, blanks before numbers only. */
static enum hex_end append_hex(struct text *data, struct span line)
{
    while (line.size > 0) {
        unsigned long long byte;

        line = skip_blanks(line);
        if (line.size > 0 && line.data[0] == '\\')
            return is_end(behind(line, 1)) ? HEX_MORE : HEX_WRONG;
        if (line.size > 0 && line.data[0] == ';')
            return HEX_END;
        if (!take_number(&line, 0xff, &byte))
            return HEX_WRONG;
        text_append_char(data, (char)byte);
        if (line.size > 0 && line.data[0] != ',')
            return is_end(line) ? HEX_END : HEX_WRONG;
        if (line.size > 0)
            line = behind(line, 1);
    }
    return HEX_END;
}

static void read_hex(struct reader *reader, struct span line, enum fact_type type)
{
    enum hex_end end;

    reader->data.size = 0;
    while ((end = append_hex(&reader->data, line)) == HEX_MORE) {
        do {
            if (!next_line(reader, &line)) {
                tell(reader, "the file ends within a value: what was there is kept");
                set_data(reader, type);
                return;
            }
            line = skip_blanks(line);
        } while (line.size == 0 || line.data[0] == ';');
        /* The line that should have gone on is lost with the value, whatever it is: Windows, too, skips it. */
        if (text_hex_value(line.data[0]) < 0) {
            end = HEX_WRONG;
            break;
        }
    }
    if (end == HEX_WRONG)
        tell(reader, "these are no hexadecimal bytes with commas between them: the value was dropped");
    else
        set_data(reader, type);
}

/* "hex(TYPE):", TYPE in hexadecimal. */
static bool take_type(struct span *line, enum fact_type *type)
{
    unsigned long long number;

    *line = behind(*line, strlen("hex("));
    if (!take_number(line, 0xffffffff, &number) || !span_starts(*line, "):"))
        return false;
    *line = behind(*line, strlen("):"));
    *type = (enum fact_type)(int)(unsigned)number;
    return true;
}

static void read_data(struct reader *reader, struct span line)
{
    enum fact_type type = FACT_BINARY;

    line = skip_blanks(line);
    if (line.size == 0 || line.data[0] != '=') {
        tell(reader, "no `=` follows the name: the line was dropped");
        return;
    }
    line = skip_blanks(behind(line, 1));
    while (line.size > 0 && (line.data[line.size - 1] == ' ' || line.data[line.size - 1] == '\t'))
        line.size--;
    if (span_starts(line, "-") && is_end(behind(line, 1))) {
        if (reader->key != NULL)
            registry_delete_value(reader->registry, reader->key, text_of(&reader->name));
    } else if (span_starts(line, "\""))
        read_string(reader, behind(line, 1));
    else if (span_starts(line, "dword:"))
        read_dword(reader, behind(line, strlen("dword:")));
    else if (span_starts(line, "hex:"))
        read_hex(reader, behind(line, strlen("hex:")), type);
    else if (span_starts(line, "hex(") && take_type(&line, &type))
        read_hex(reader, line, type);
    else
        tell(reader, "the data have no type we know: the value was dropped");
}

static void read_value(struct reader *reader, struct span line)
{
    bool is_default = line.data[0] == '@';

    reader->name.size = 0;
    line = behind(line, 1);
    if (!is_default && unescape(&reader->name, &line) != CLOSED) {
        tell(reader, "the name has no closing quote: the line was dropped");
        return;
    }
    text_append(&reader->name, reader->name.size == 0 ? "(Default)" : "");
    read_data(reader, line);
}

/* [KEY] or [-KEY]: the last bracket of the line ends the name, what follows does not count. */
static void read_section(struct reader *reader, struct span line)
{
    struct span name = behind(line, 1);
    bool is_deletion = span_starts(name, "-");
    char *path;

    reader->key = NULL;
    while (name.size > 0 && name.data[name.size - 1] != ']')
        name.size--;
    if (is_deletion)
        name = behind(name, name.size > 0 ? 1 : 0);
    path = name.size > 0 ? registry_path_from_windows(name.data, name.size - 1) : NULL;
    if (path == NULL)
        tell(reader, name.size > 0 ? "the key has no root we know, or more than 512 levels: its values were dropped"
                                   : "the section has no closing bracket: its values were dropped");
    else if (is_deletion)
        registry_delete_key(reader->registry, path);
    else if ((reader->key = registry_add_key(reader->registry, path)) != NULL)
        registry_mention_key(reader->key);
    free(path);
}

static void read_line(struct reader *reader, struct span line)
{
    line = skip_blanks(line);
    if (line.size == 0 || line.data[0] == ';' || line.data[0] == '#')
        return;
    if (line.data[0] == '[')
        read_section(reader, line);
    else if (line.data[0] == '"' || line.data[0] == '@')
        read_value(reader, line);
    else
        tell(reader, "this is neither a key nor a value nor a comment: the line was dropped");
}

enum version { NO_EXPORT, WITHOUT_CONTENT, VERSION_4, VERSION_5 };

static enum version version_of(struct span line)
{
    line = skip_blanks(line);
    if (span_is(line, "Windows Registry Editor Version 5.00"))
        return VERSION_5;
    if (span_is(line, "REGEDIT4"))
        return VERSION_4;
    return span_starts(line, "REGEDIT") ? WITHOUT_CONTENT : NO_EXPORT;
}

/* One byte a character: version 4 never means UTF-8. */
static bool is_ansi_file(struct span bytes)
{
    return span_starts(skip_blanks(bytes), "REGEDIT4");
}

static bool read_text(struct reader *reader, const char *remark, struct error *error)
{
    const char *nul = memchr(reader->rest.data, '\0', reader->rest.size);
    struct span line = { "", 0 };
    enum version version;

    if (nul != NULL)
        reader->rest.size = (size_t)(nul - reader->rest.data);
    if (!next_line(reader, &line))
        return error_set(error, "it is empty");
    version = version_of(line);
    if (version == NO_EXPORT)
        return error_set(error, "it is no registry export: the first line is neither `Windows Registry Editor Version 5.00` nor `REGEDIT4`");
    if (remark != NULL)
        tell(reader, remark);
    if (version == WITHOUT_CONTENT) {
        tell(reader, "the first line is not exactly `REGEDIT4`: nothing was read, as Windows would not read it either");
        return true;
    }
    reader->is_ansi = version == VERSION_4;
    while (!registry_is_full(reader->registry) && next_line(reader, &line))
        read_line(reader, line);
    if (nul != NULL)
        tell(reader, "a NUL ends the text: nothing behind it was read");
    return !registry_is_full(reader->registry) || error_set(error, "it holds more than %d keys and values", REGISTRY_MOST_NODES);
}

bool registry_export_read(struct registry *registry, const char *bytes, size_t size, registry_problem *problem, void *context, struct error *error)
{
    const char *remark;
    size_t utf8_size;
    char *utf8 = registry_text_decode(bytes, size, is_ansi_file((struct span){ bytes, size }), &utf8_size, &remark);
    struct reader reader = { .registry = registry, .problem = problem, .context = context, .rest = { utf8, utf8_size } };
    bool is_read = read_text(&reader, remark, error);

    text_free(&reader.name);
    text_free(&reader.data);
    free(utf8);
    return is_read;
}
