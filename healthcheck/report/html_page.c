/* What stands around the content of a page: its head, its pictures of a status, its foot. */
#include "healthcheck/report/html.h"

/* Nothing is fetched and nothing runs, whatever a machine may have said: the browser is told so, too. */
static const char *const head[] = {
    "<meta charset=\"utf-8\"/>\n",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; ",
    "form-action 'none'\"/>\n",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n",
    "<meta name=\"color-scheme\" content=\"light dark\"/>\n",
    "<meta name=\"referrer\" content=\"no-referrer\"/>\n",
    "<meta name=\"robots\" content=\"noindex\"/>\n",
};

/* Each differs in shape as well as in colour. */
static const struct {
    enum finding_status status;
    const char *shape;
} icons[] = {
    { FINDING_FAIL, "<path d=\"M5 .8h6L15.2 5v6L11 15.2H5L.8 11V5z\"/><path class=\"ink\" d=\"M5.2 5.2l5.6 5.6m0-5.6l-5.6 5.6\"/>" },
    { FINDING_WARN, "<path d=\"M8 .9l7.6 13.6H.4z\"/><path class=\"ink\" d=\"M8 5.6v4.1m0 2.1v.4\"/>" },
    { FINDING_UNKNOWN, "<path d=\"M4 .8h8A3.2 3.2 0 0 1 15.2 4v8a3.2 3.2 0 0 1-3.2 3.2H4A3.2 3.2 0 0 1 .8 12V4A3.2 3.2 0 0 1 4 .8z\"/>"
                       "<path class=\"ink\" d=\"M5.7 6.1c0-3.1 4.7-2.9 4.7-.1 0 1.9-2.4 1.9-2.4 3.6m0 2.3v.3\"/>" },
    { FINDING_OK, "<circle cx=\"8\" cy=\"8\" r=\"7.4\"/><path class=\"ink\" d=\"M4.7 8.3l2.3 2.4 4.4-5\"/>" },
    { FINDING_SKIPPED, "<circle class=\"ring\" cx=\"8\" cy=\"8\" r=\"6.4\"/><path class=\"line\" d=\"M4.8 8h6.4\"/>" },
};

static void write_icons(struct text *out)
{
    text_append(out, "<svg class=\"icons\" width=\"0\" height=\"0\" aria-hidden=\"true\">\n");
    for (size_t i = 0; i < sizeof icons / sizeof icons[0]; i++)
        text_append_format(out, "<symbol id=\"icon-%s\" viewBox=\"0 0 16 16\">%s</symbol>\n", html_class(icons[i].status), icons[i].shape);
    text_append(out, "</svg>\n");
}

void html_begin(struct text *out, const char *title)
{
    text_append(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        text_append(out, head[i]);
    text_append(out, "<title>");
    html_text(out, title);
    text_append(out, "</title>\n<style>\n");
    html_style(out);
    text_append(out, "</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the report</a>\n");
    write_icons(out);
    text_append(out, "<header class=\"bar\"><p><strong>healthcheck</strong> <span class=\"muted\">Microsoft Defender in WSL and on Linux"
                     "</span></p></header>\n<main id=\"content\">\n");
}

void html_end(struct text *out, const char *version)
{
    text_append(out, "</main>\n<footer><p>Written by healthcheck ");
    html_text(out, version);
    text_append(out, ". This page needs no network and runs no script.</p></footer>\n</body>\n</html>\n");
}
