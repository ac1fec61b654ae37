/* Markup in small parts. Whatever a machine or a file said goes through the functions below; plain text_append() is for our own markup.
   The page is well-formed XML as well: every element is closed, every attribute quoted. Used by report_html.c and html_*.c only. */
#ifndef HEALTHCHECK_REPORT_HTML_H
#define HEALTHCHECK_REPORT_HTML_H

#include "healthcheck/core/finding.h"
#include "healthcheck/report/report_html.h"

/* Bytes that are masked and escaped already, with & < > " ' as entities: good as an element's text and between quotes. */
void html_append(struct text *out, const char *bytes, size_t size);

/* A sentence, a name or a key (print_sentence()). */
void html_text(struct text *out, const char *text);

/* A sentence of ours; what it has in backticks is <code>. */
void html_prose(struct text *out, const char *text);

/* Evidence (print_evidence()), its line ends kept: for <pre>. */
void html_evidence(struct text *out, const char *text, size_t size);

/* A page, or the section of one host on a page of several, while it is written. */
struct sheet {
    struct text *out;
    const struct report_page *page;
    size_t host;      /* counts from 1 and makes its anchors its own; 0: the only one */
    int level;        /* of the headings of its sections */
    const char *name; /* of the host, as the page calls it */
    const char *path; /* by which one of several was asked for, or NULL */
};

/* An anchor's name, unique on the page; `name` is ours or a check's id. */
void html_anchor(const struct sheet *sheet, const char *name);

/* "<h2 id=…>title</h2>", `below` levels below the sections'. */
void html_heading(const struct sheet *sheet, int below, const char *id, const char *title);

/* The picture of a status; decoration, for the word stands beside it. */
void html_icon(struct text *out, enum finding_status status);

/* "fail": the word of a status, and the class of what is coloured by it. */
const char *html_class(enum finding_status status);

/* "12 files", "1 file" */
void html_count(struct text *out, unsigned long long count, const char *one, const char *many);

/* Everything before and behind what is in <main>. */
void html_begin(struct text *out, const char *title);
void html_end(struct text *out, const char *version);
void html_style(struct text *out);

/* The sections; each prints nothing where there is nothing to show. */
void html_findings(const struct sheet *sheet);
void html_proxy(const struct sheet *sheet);
void html_connectivity(const struct sheet *sheet);
void html_files(const struct sheet *sheet);

#endif
