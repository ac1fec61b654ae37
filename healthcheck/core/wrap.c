/* Prose in columns. */
#include "healthcheck/core/wrap.h"

#include <string.h>

enum { LABEL_COLUMNS = 9 };

/* Every byte but the continuations of UTF-8 is a column; our texts hold no wide characters. */
static size_t columns_of(struct span text)
{
    size_t columns = 0;

    for (size_t i = 0; i < text.size; i++)
        if (((unsigned char)text.data[i] & 0xC0) != 0x80)
            columns++;
    return columns;
}

/* What is still to be wrapped; `is_quoted` inside of a command that was too long for a line. */
struct rest {
    struct span text;
    bool is_quoted;
};

/* The bytes up to the next blank that stands outside backquotes, or inside of those that were broken already. */
static struct span whole_word(const struct rest *rest)
{
    bool is_quoted = false;
    size_t size = 0;

    while (size < rest->text.size && (is_quoted || rest->text.data[size] != ' ')) {
        if (rest->text.data[size] == '`' && !rest->is_quoted)
            is_quoted = !is_quoted;
        size++;
    }
    return (struct span){ rest->text.data, size };
}

static struct span next_word(struct rest *rest, size_t widest)
{
    struct span word = whole_word(rest);
    const char *blank;

    /* A command too long for a line is broken like prose. */
    if (columns_of(word) > widest && (blank = memchr(word.data, ' ', word.size)) != NULL)
        word.size = (size_t)(blank - word.data);
    for (size_t i = 0; i < word.size; i++)
        if (word.data[i] == '`')
            rest->is_quoted = !rest->is_quoted;
    rest->text = (struct span){ word.data + word.size, rest->text.size - word.size };
    while (rest->text.size > 0 && *rest->text.data == ' ')
        rest->text = (struct span){ rest->text.data + 1, rest->text.size - 1 };
    return word;
}

static void begin_line(struct text *out, size_t indent)
{
    text_append_format(out, "\n%*s", (int)indent, "");
}

void wrap_exact(struct text *out, struct span bytes, size_t indent, size_t column, size_t columns)
{
    for (size_t i = 0, size; i < bytes.size; i += size, column++) {
        for (size = 1; i + size < bytes.size && ((unsigned char)bytes.data[i + size] & 0xC0) == 0x80;)
            size++;
        if (column >= columns && column > indent) {
            begin_line(out, indent);
            column = indent;
        }
        text_append_bytes(out, bytes.data + i, size);
    }
}

void wrap_paragraph(struct text *out, struct span paragraph, size_t indent, size_t column, size_t columns)
{
    struct rest rest = { paragraph, false };
    bool is_first = true;

    while (rest.text.size > 0) {
        struct span word = next_word(&rest, columns - indent);
        size_t width = columns_of(word);

        if (!is_first && column + 1 + width > columns) {
            begin_line(out, indent);
            column = indent;
        } else if (!is_first) {
            text_append_char(out, ' ');
            column++;
        }
        text_append_bytes(out, word.data, word.size);
        column += width;
        is_first = false;
    }
}

void wrap_prose(struct text *out, const char *prose, size_t indent, size_t column)
{
    struct span rest = span_of(prose), line;
    bool is_first = true;

    while (span_next_line(&rest, &line)) {
        if (!is_first)
            text_append_char(out, '\n');
        if (!is_first && line.size > 0)
            text_append_format(out, "%*s", (int)indent, "");
        if (span_starts(line, "    "))
            text_append_bytes(out, line.data, line.size);
        else
            wrap_paragraph(out, line, indent, is_first ? column : indent, WRAP_COLUMNS);
        is_first = false;
    }
    text_append_char(out, '\n');
}

void wrap_labelled(struct text *out, const char *label, const char *prose)
{
    if (prose == NULL)
        return;
    text_append_format(out, "%-*s", LABEL_COLUMNS, label);
    wrap_prose(out, prose, LABEL_COLUMNS, LABEL_COLUMNS);
}
