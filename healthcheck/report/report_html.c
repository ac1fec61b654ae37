/* The page: the verdict, the sections, and what is known of the host beside them. */
#include "healthcheck/report/report_html.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/report/html.h"
#include "healthcheck/report/print.h"

/* What a status means for somebody who reads nothing else. */
static const char *verdict_of(enum finding_status status)
{
    switch (status) {
    case FINDING_FAIL:
        return "Something is broken";
    case FINDING_WARN:
        return "Something needs attention";
    case FINDING_OK:
        return "All is in order";
    default:
        return "Not everything could be judged";
    }
}

static enum finding_status shown_status(const struct report *report)
{
    return report->status == FINDING_SKIPPED ? FINDING_UNKNOWN : report->status;
}

static const char *name_of(const struct report *report)
{
    return report->name != NULL && report->name[0] != '\0' ? report->name : "a host without a name";
}

/* "2026-05-31 01:25:17 UTC", or whatever else the host calls it. */
static void write_moment(struct text *out, const char *when)
{
    char text[MOMENT_TEXT_SIZE];
    moment read;

    if (!moment_read(when, &read)) {
        html_text(out, when);
        return;
    }
    moment_write(read, text);
    text_append_format(out, "<time datetime=\"%s\">%.10s %.8s UTC</time>", text, text, text + 11);
}

/* "3 fail, 1 warn" as links to where they stand; what is not on the page is no link. */
static void write_counts(const struct sheet *sheet)
{
    const struct report *report = sheet->page->report;
    size_t counts[FINDING_STATUSES] = { 0 };

    for (size_t i = 0; i < report->count; i++)
        counts[report->findings[i].status]++;
    text_append(sheet->out, "<ul class=\"counts\" aria-label=\"Checks by status\">\n");
    for (int status = FINDING_FAIL; status >= FINDING_SKIPPED; status--) {
        const char *class = html_class((enum finding_status)status);
        bool is_shown = !sheet->page->is_quiet || status > FINDING_OK;

        if (counts[status] == 0)
            continue;
        text_append_format(sheet->out, "<li class=\"%s\">", class);
        if (is_shown) {
            text_append(sheet->out, "<a href=\"#");
            html_anchor(sheet, class);
            text_append(sheet->out, "\">");
        }
        html_icon(sheet->out, (enum finding_status)status);
        text_append_format(sheet->out, "<b>%zu</b> %s%s</li>\n", counts[status], class, is_shown ? "</a>" : "");
    }
    text_append(sheet->out, "</ul>\n");
}

/* The same as a strip, for the eye alone. */
static void write_strip(const struct sheet *sheet)
{
    const struct report *report = sheet->page->report;

    text_append(sheet->out, "<div class=\"strip\" aria-hidden=\"true\">");
    for (int status = FINDING_FAIL; status >= FINDING_SKIPPED; status--) {
        size_t count = 0;

        for (size_t i = 0; i < report->count; i++)
            count += report->findings[i].status == (enum finding_status)status ? 1 : 0;
        if (count > 0)
            text_append_format(sheet->out, "<i class=\"%s\" style=\"flex-grow:%zu\"></i>", html_class((enum finding_status)status), count);
    }
    text_append(sheet->out, "</div>\n");
}

/* The dot before all but the first of a line. */
static void begin_part(struct text *out, size_t begun)
{
    if (out->size > begun)
        text_append(out, " <span class=\"dot\">·</span> ");
}

static void write_when(const struct sheet *sheet)
{
    const struct report *report = sheet->page->report;
    bool is_live = report->source != NULL && strcmp(report->source, "live") == 0;
    const char *when = report->captured_at != NULL ? report->captured_at : report->started_at;
    struct text *out = sheet->out;
    size_t begun = out->size;

    if (sheet->path != NULL && sheet->path != sheet->name)
        html_text(out, sheet->path);
    if (when != NULL) {
        begin_part(out, begun);
        text_append(out, is_live ? "Examined " : "Captured ");
        write_moment(out, when);
    }
    if (report->platform != NULL) {
        begin_part(out, begun);
        html_text(out, report->platform);
    }
    if (report->wine != NULL) {
        begin_part(out, begun);
        text_append(out, "<strong>Wine ");
        html_text(out, report->wine);
        text_append(out, ", not Windows</strong>");
    }
    if (report->duration_ms >= 0) {
        begin_part(out, begun);
        text_append_format(out, "in %.0f ms", report->duration_ms);
    }
    if (report->version != NULL) {
        begin_part(out, begun);
        text_append(out, "healthcheck ");
        html_text(out, report->version);
    }
}

static void write_verdict(const struct sheet *sheet)
{
    const struct report *report = sheet->page->report;
    enum finding_status status = shown_status(report);
    struct text *out = sheet->out;

    text_append_format(out, "<section class=\"verdict %s\">\n", html_class(status));
    html_icon(out, status);
    text_append_format(out, "<div><p class=\"word\">%s</p>\n", html_class(status));
    html_heading(sheet, -1, "host", sheet->name);
    text_append(out, "<p class=\"lead\">");
    if (report->error != NULL)
        html_prose(out, report->error);
    else
        text_append(out, verdict_of(status));
    text_append(out, "</p>\n<p class=\"when\">");
    write_when(sheet);
    text_append(out, "</p></div>\n");
    if (report->count > 0) {
        write_counts(sheet);
        write_strip(sheet);
    }
    text_append(out, "</section>\n");
}

static void write_label(struct text *out, const char *label, const char *value)
{
    if (value == NULL)
        return;
    text_append(out, "<div><dt>");
    html_text(out, label);
    text_append(out, "</dt><dd>");
    html_text(out, value);
    text_append(out, "</dd></div>\n");
}

/* The labels its users know; where a report has none, the versions. */
static void write_labels(struct text *out, const struct report *report)
{
    const struct report_versions *versions = &report->versions;

    for (size_t i = 0; i < report->label_count; i++)
        write_label(out, report->labels[i].label, report->labels[i].value);
    if (report->label_count > 0)
        return;
    write_label(out, "Plug-in", versions->plugin);
    write_label(out, "WSL", versions->wsl);
    write_label(out, "Agent", versions->agent);
    write_label(out, "Windows", versions->windows);
    write_label(out, "Kernel", versions->kernel);
}

static bool has_labels(const struct report *report)
{
    const struct report_versions *v = &report->versions;

    for (size_t i = 0; i < report->label_count; i++)
        if (report->labels[i].value != NULL)
            return true;
    return report->label_count == 0 && (v->plugin != NULL || v->wsl != NULL || v->agent != NULL || v->windows != NULL || v->kernel != NULL);
}

static void write_link(const struct sheet *sheet, const char *anchor, const char *title)
{
    text_append(sheet->out, "<li><a href=\"#");
    html_anchor(sheet, anchor);
    text_append_format(sheet->out, "\">%s</a></li>\n", title);
}

static void write_contents(const struct sheet *sheet)
{
    const struct report_page *page = sheet->page;
    bool has_findings = page->report->count > 0;

    if (page->proxy == NULL && page->connectivity == NULL && page->files == NULL)
        return;
    text_append(sheet->out, "<nav class=\"card contents\" aria-label=\"Sections of ");
    html_text(sheet->out, sheet->name);
    text_append(sheet->out, "\"><ul>\n");
    if (has_findings && !page->has_findings_last)
        write_link(sheet, "findings", "Findings");
    if (page->proxy != NULL)
        write_link(sheet, "proxy", "Proxy");
    if (page->connectivity != NULL)
        write_link(sheet, "connectivity", "Connectivity");
    if (page->files != NULL)
        write_link(sheet, "files", "Files");
    if (has_findings && page->has_findings_last)
        write_link(sheet, "findings", "Findings");
    text_append(sheet->out, "</ul></nav>\n");
}

static bool is_labelled(const struct sheet *sheet)
{
    return !sheet->page->is_quiet && has_labels(sheet->page->report);
}

static void write_side(const struct sheet *sheet)
{
    text_append(sheet->out, "<div class=\"side\">\n");
    write_contents(sheet);
    if (is_labelled(sheet)) {
        text_append(sheet->out, "<section class=\"card labels\">\n");
        html_heading(sheet, 0, "versions", "Versions and state");
        text_append(sheet->out, "<dl>\n");
        write_labels(sheet->out, sheet->page->report);
        text_append(sheet->out, "</dl>\n</section>\n");
    }
    text_append(sheet->out, "</div>\n");
}

static void write_host(const struct sheet *sheet)
{
    write_verdict(sheet);
    if (sheet->page->report->count == 0 && sheet->page->report->error != NULL)
        return;
    text_append_format(sheet->out, "<div class=\"columns%s\">\n", is_labelled(sheet) ? "" : " single");
    write_side(sheet);
    text_append(sheet->out, "<div class=\"body\">\n");
    if (!sheet->page->has_findings_last)
        html_findings(sheet);
    html_proxy(sheet);
    html_connectivity(sheet);
    html_files(sheet);
    if (sheet->page->has_findings_last)
        html_findings(sheet);
    text_append(sheet->out, "</div>\n</div>\n");
}

void report_html(struct text *out, const struct report_page *page)
{
    struct sheet sheet = { .out = out, .page = page, .level = 2, .name = name_of(page->report) };
    char *title = text_format("%s: %s (healthcheck)", report_status(page->report), name_of(page->report));

    html_begin(out, title);
    write_host(&sheet);
    html_end(out, page->report->version);
    free(title);
}

/* A row of the table of hosts: its status, what it is called by, and which checks made it so. */
static void write_host_row(const struct sheet *sheet, struct text *rows, const char *path)
{
    const struct report *report = sheet->page->report;
    enum finding_status status = shown_status(report);
    const char *between = "";

    text_append_format(rows, "<tr><td><span class=\"word %s\">", html_class(status));
    html_icon(rows, status);
    text_append_format(rows, "%s</span></td><th scope=\"row\"><a href=\"#host-%zu-host\">", html_class(status), sheet->host);
    html_text(rows, path);
    text_append(rows, "</a></th><td>");
    if (report->error != NULL)
        html_prose(rows, report->error);
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].status == report->status && status != FINDING_OK) {
            text_append_format(rows, "%s<code>", between);
            html_text(rows, report->findings[i].id);
            text_append(rows, "</code>");
            between = ", ";
        }
    text_append(rows, "</td></tr>\n");
}

void report_html_add(struct report_hosts *hosts, const struct report_page *page, const char *path)
{
    struct sheet sheet = { .out = &hosts->sections, .page = page, .level = 3, .name = page->report->name, .path = path };

    if (sheet.name == NULL || sheet.name[0] == '\0')
        sheet.name = path;
    sheet.host = ++hosts->count;
    hosts->worst = finding_worse(hosts->worst, shown_status(page->report));
    write_host_row(&sheet, &hosts->rows, path);
    text_append(sheet.out, "<section class=\"host\">\n");
    write_host(&sheet);
    text_append(sheet.out, "</section>\n");
}

void report_html_finish(struct text *out, struct report_hosts *hosts, const char *version)
{
    char *title = text_format("%s: %zu hosts (healthcheck)", finding_status_name(hosts->worst), hosts->count);

    html_begin(out, title);
    text_append_format(
        out, "<h1>%zu hosts</h1>\n<div class=\"card wide\"><table class=\"hosts\"><caption class=\"unseen\">The hosts of this page</caption>\n",
        hosts->count);
    text_append(out, "<thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Host</th><th scope=\"col\">Because of</th></tr></thead>\n<tbody>\n");
    text_append_bytes(out, text_of(&hosts->rows), hosts->rows.size);
    text_append(out, "</tbody></table></div>\n");
    text_append_bytes(out, text_of(&hosts->sections), hosts->sections.size);
    html_end(out, version);
    text_free(&hosts->rows);
    text_free(&hosts->sections);
    free(title);
}
