/* Environment files, as systemd reads them. */
#include "proxy/systemd_unit.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/systemd_assign.h"

/* The content of an environment file, one byte at a time, as systemd's own reader goes (src/basic/env-file.c, systemd 252). */
struct file_reader {
    struct systemd_place place;
    enum {
        BEFORE_NAME,
        IN_NAME,
        BEFORE_VALUE,
        IN_VALUE,
        AFTER_BACKSLASH,
        IN_SINGLE,
        IN_DOUBLE,
        IN_DOUBLE_AFTER_BACKSLASH,
        IN_COMMENT,
        IN_COMMENT_AFTER_BACKSLASH
    } state;
    struct text name, value;
    size_t value_kept; /* bytes of the value before the blanks at its end */
    bool is_good;
};

static void push(struct file_reader *reader)
{
    struct span name = span_trim((struct span){ text_of(&reader->name), reader->name.size });
    char *value = memory_copy(text_of(&reader->value), reader->value_kept);

    if (!text_is_utf8(name.data, name.size) || !text_is_utf8(value, strlen(value)))
        reader->is_good = false;
    else if (!systemd_is_name(name.data, name.size))
        systemd_complain(&reader->place, "the name of a variable is letters, digits and _ (no `export`), systemd passes over it", "");
    else if (!systemd_is_value(value))
        systemd_complain(&reader->place, "the value holds control characters, systemd passes over it", "");
    else
        systemd_assign(&reader->place, name.data, name.size, value);
    text_free(&reader->name);
    text_free(&reader->value);
    reader->value_kept = 0;
    reader->state = BEFORE_NAME;
    free(value);
}

static void keep(struct file_reader *reader, char c)
{
    text_append_char(&reader->value, c);
    reader->value_kept = reader->value.size;
}

static bool is_end(char c)
{
    return c == '\n' || c == '\r';
}

static void in_value(struct file_reader *reader, char c)
{
    bool is_blank = c == ' ' || c == '\t';

    if (is_end(c))
        push(reader);
    else if (reader->state == BEFORE_VALUE && (c == '\'' || c == '"'))
        reader->state = c == '"' ? IN_DOUBLE : IN_SINGLE;
    else if (c == '\\')
        reader->state = AFTER_BACKSLASH;
    else if (!is_blank || reader->state == IN_VALUE) {
        reader->state = IN_VALUE;
        text_append_char(&reader->value, c);
        if (!is_blank)
            reader->value_kept = reader->value.size;
    }
}

static void in_quotes(struct file_reader *reader, char c)
{
    if (reader->state == IN_DOUBLE_AFTER_BACKSLASH) {
        reader->state = IN_DOUBLE;
        if (strchr("\"\\`$", c) == NULL && c != '\n')
            keep(reader, '\\');
        if (c != '\n')
            keep(reader, c);
    } else if (c == (reader->state == IN_SINGLE ? '\'' : '"'))
        reader->state = BEFORE_VALUE;
    else if (c == '\\' && reader->state == IN_DOUBLE)
        reader->state = IN_DOUBLE_AFTER_BACKSLASH;
    else
        keep(reader, c);
}

static void in_name(struct file_reader *reader, char c)
{
    if (is_end(c)) {
        text_free(&reader->name);
        reader->state = BEFORE_NAME;
    } else if (c == '=')
        reader->state = BEFORE_VALUE;
    else
        text_append_char(&reader->name, c);
}

static void take(struct file_reader *reader, char c)
{
    switch (reader->state) {
    case BEFORE_NAME:
        if (c == '#' || c == ';')
            reader->state = IN_COMMENT;
        else if (c != ' ' && c != '\t' && !is_end(c)) {
            reader->state = IN_NAME;
            text_append_char(&reader->name, c);
        }
        break;
    case IN_NAME:
        in_name(reader, c);
        break;
    case BEFORE_VALUE:
    case IN_VALUE:
        in_value(reader, c);
        break;
    case AFTER_BACKSLASH:
        reader->state = IN_VALUE;
        if (!is_end(c))
            keep(reader, c);
        break;
    case IN_SINGLE:
    case IN_DOUBLE:
    case IN_DOUBLE_AFTER_BACKSLASH:
        in_quotes(reader, c);
        break;
    case IN_COMMENT:
        if (c == '\\')
            reader->state = IN_COMMENT_AFTER_BACKSLASH;
        else if (is_end(c))
            reader->state = BEFORE_NAME;
        break;
    case IN_COMMENT_AFTER_BACKSLASH:
        reader->state = IN_COMMENT;
        break;
    }
}

bool systemd_unit_read_environment_file(struct systemd_unit *unit, const char *file, const char *bytes, size_t size)
{
    struct file_reader reader = { .place = { unit, file, 1 }, .is_good = true };
    size_t line = 1;

    for (size_t i = 0; i < size && bytes[i] != '\0' && reader.is_good; i++) {
        if (reader.state == BEFORE_NAME)
            reader.place.line = line;
        take(&reader, bytes[i]);
        line += bytes[i] == '\n' ? 1 : 0;
    }
    if (reader.is_good && reader.state >= BEFORE_VALUE && reader.state <= IN_DOUBLE_AFTER_BACKSLASH)
        push(&reader);
    text_free(&reader.name);
    text_free(&reader.value);
    return reader.is_good;
}
