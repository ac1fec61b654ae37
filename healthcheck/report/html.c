/* Markup in small parts. */
#include "healthcheck/report/html.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/escape.h"
#include "healthcheck/report/print.h"

static const char *entity(char byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void html_append(struct text *out, const char *bytes, size_t size)
{
    size_t plain = 0;

    for (size_t i = 0; i < size; i++) {
        const char *name = entity(bytes[i]);

        if (name == NULL)
            continue;
        text_append_bytes(out, bytes + plain, i - plain);
        text_append(out, name);
        plain = i + 1;
    }
    text_append_bytes(out, bytes + plain, size - plain);
}

void html_text(struct text *out, const char *text)
{
    struct text printed = { 0 };

    print_sentence(&printed, text);
    html_append(out, text_of(&printed), printed.size);
    text_free(&printed);
}

void html_prose(struct text *out, const char *text)
{
    struct text printed = { 0 };
    const char *at, *begin, *end;

    print_sentence(&printed, text);
    at = text_of(&printed);
    while ((begin = strchr(at, '`')) != NULL && (end = strchr(begin + 1, '`')) != NULL) {
        html_append(out, at, (size_t)(begin - at));
        text_append(out, "<code>");
        html_append(out, begin + 1, (size_t)(end - begin - 1));
        text_append(out, "</code>");
        at = end + 1;
    }
    html_append(out, at, strlen(at));
    text_free(&printed);
}

void html_evidence(struct text *out, const char *text, size_t size)
{
    char *masked = print_masked_evidence(text, size);
    struct span rest = span_of(masked), line;
    struct text printed = { 0 };

    while (span_next_line(&rest, &line)) {
        escape_append(&printed, line.data, line.size);
        if (rest.size > 0)
            text_append_char(&printed, '\n');
    }
    html_append(out, text_of(&printed), printed.size);
    text_free(&printed);
    free(masked);
}

void html_anchor(const struct sheet *sheet, const char *name)
{
    if (sheet->host > 0)
        text_append_format(sheet->out, "host-%zu-", sheet->host);
    html_text(sheet->out, name);
}

void html_heading(const struct sheet *sheet, int below, const char *id, const char *title)
{
    text_append_format(sheet->out, "<h%d id=\"", sheet->level + below);
    html_anchor(sheet, id);
    text_append(sheet->out, "\">");
    html_text(sheet->out, title);
    text_append_format(sheet->out, "</h%d>\n", sheet->level + below);
}

const char *html_class(enum finding_status status)
{
    return finding_status_name(status);
}

void html_icon(struct text *out, enum finding_status status)
{
    text_append_format(out, "<svg class=\"icon\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><use href=\"#icon-%s\"/></svg>", html_class(status));
}

void html_count(struct text *out, unsigned long long count, const char *one, const char *many)
{
    text_append_format(out, "%llu %s", count, count == 1 ? one : many);
}
