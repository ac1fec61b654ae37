/* The findings of a page, worst first; what was skipped is folded away. */
#include "healthcheck/report/html.h"

#include <string.h>

#include "healthcheck/core/table.h"
#include "healthcheck/report/binary_value.h"

static size_t count_status(const struct report *report, enum finding_status status)
{
    size_t count = 0;

    for (size_t i = 0; i < report->count; i++)
        count += report->findings[i].status == status ? 1 : 0;
    return count;
}

static void write_fact(struct text *out, const struct fact *fact)
{
    struct text made = { 0 };
    struct span evidence = binary_value_evidence(fact, &made);

    text_append(out, "<dt><code>");
    html_text(out, fact->key);
    text_append(out, "</code></dt>\n<dd>");
    if (fact->state == FACT_PRESENT && fact->size > 0) {
        text_append(out, "<pre>");
        html_evidence(out, evidence.data, evidence.size);
        text_append(out, "</pre>");
    } else {
        text_append_format(out, "<p>%s</p>", fact->state == FACT_PRESENT ? "empty" : fact_state_name(fact->state));
    }
    if (fact->why[0] != '\0') {
        text_append(out, "<p>");
        html_text(out, fact->why);
        text_append(out, "</p>");
    }
    text_append(out, "</dd>\n");
    text_free(&made);
}

static void write_facts(struct text *out, const struct finding *finding)
{
    text_append(out, "<dl class=\"facts\">\n");
    for (size_t i = 0; i < finding->evidence_count; i++)
        write_fact(out, finding->evidence[i].fact);
    text_append(out, "</dl>\n");
}

static void write_evidence(struct text *out, const struct finding *finding)
{
    if (finding->evidence_count == 0)
        return;
    text_append(out, "<details class=\"evidence\"><summary>Evidence<span class=\"muted\"> (");
    html_count(out, finding->evidence_count, "fact", "facts");
    text_append(out, ")</span></summary>\n");
    write_facts(out, finding);
    text_append(out, "</details>\n");
}

/* One cause may stand behind many findings, and then one remedy helps against all of them. */
static void write_remedy(const struct sheet *sheet, const struct finding *finding, struct table *remedies)
{
    struct text *out = sheet->out;
    const struct finding *first;

    if (finding->advice == NULL || finding->advice[0] == '\0')
        return;
    first = table_find(remedies, finding->advice);
    text_append(out, "<div class=\"remedy\"><p class=\"label\">What to do</p>\n<p>");
    if (first != NULL) {
        text_append(out, "As for <a href=\"#");
        html_anchor(sheet, first->id);
        text_append(out, "\">");
        html_text(out, first->title);
        text_append(out, "</a>.");
    } else {
        html_prose(out, finding->advice);
        table_put(remedies, finding->advice, (void *)finding);
    }
    text_append(out, "</p></div>\n");
}

static void write_more(struct text *out, const struct finding *finding)
{
    text_append(out, "<p class=\"more\"><span>More: <code class=\"command\">healthcheck --explain ");
    html_text(out, finding->id);
    text_append(out, "</code></span>");
    if (finding->references != NULL) {
        text_append(out, " <span class=\"source\">Source: ");
        html_text(out, finding->references);
        text_append(out, "</span>");
    }
    text_append(out, "</p>\n");
}

static void write_card(const struct sheet *sheet, const struct finding *finding, struct table *remedies)
{
    struct text *out = sheet->out;

    text_append_format(out, "<article class=\"card finding %s\" id=\"", html_class(finding->status));
    html_anchor(sheet, finding->id);
    text_append_format(out, "\">\n<h%d><span class=\"badge %s\">", sheet->level + 2, html_class(finding->status));
    html_icon(out, finding->status);
    text_append_format(out, "%s</span> ", html_class(finding->status));
    html_text(out, finding->title);
    text_append(out, " <code class=\"id\">");
    html_text(out, finding->id);
    text_append_format(out, "</code></h%d>\n<p class=\"summary\">", sheet->level + 2);
    html_prose(out, finding->summary != NULL ? finding->summary : "");
    text_append(out, "</p>\n");
    write_remedy(sheet, finding, remedies);
    write_evidence(out, finding);
    write_more(out, finding);
    text_append(out, "</article>\n");
}

/* What is ok takes a line; its evidence is a click away. */
static void write_line(const struct sheet *sheet, const struct finding *finding)
{
    struct text *out = sheet->out;
    bool has_evidence = finding->evidence_count > 0;

    text_append(out, "<li id=\"");
    html_anchor(sheet, finding->id);
    text_append_format(out, "\">%s<span class=\"word %s\">", has_evidence ? "<details><summary>" : "<div class=\"alone\">",
                       html_class(finding->status));
    html_icon(out, finding->status);
    text_append_format(out, "%s</span> <span class=\"title\">", html_class(finding->status));
    html_text(out, finding->title);
    text_append(out, "</span> <span class=\"said\">");
    html_prose(out, finding->summary != NULL ? finding->summary : "");
    text_append_format(out, "</span>%s\n", has_evidence ? "</summary>" : "</div>");
    if (has_evidence) {
        write_facts(out, finding);
        write_more(out, finding);
        text_append(out, "</details>");
    }
    text_append(out, "</li>\n");
}

static void write_cards(const struct sheet *sheet, enum finding_status status, const char *title, struct table *remedies)
{
    const struct report *report = sheet->page->report;
    size_t count = count_status(report, status);

    if (count == 0)
        return;
    text_append(sheet->out, "<section class=\"group\">\n");
    html_heading(sheet, 1, html_class(status), title);
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].status == status)
            write_card(sheet, &report->findings[i], remedies);
    text_append(sheet->out, "</section>\n");
}

static void write_lines(const struct sheet *sheet)
{
    const struct report *report = sheet->page->report;

    if (count_status(report, FINDING_OK) == 0 || sheet->page->is_quiet)
        return;
    text_append(sheet->out, "<section class=\"group\">\n");
    html_heading(sheet, 1, html_class(FINDING_OK), "In order");
    text_append(sheet->out, "<ul class=\"lines card\">\n");
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].status == FINDING_OK)
            write_line(sheet, &report->findings[i]);
    text_append(sheet->out, "</ul>\n</section>\n");
}

static bool is_first_of_its_reason(const struct report *report, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (report->findings[i].status == FINDING_SKIPPED && strcmp(report->findings[i].summary, report->findings[index].summary) == 0)
            return false;
    return true;
}

/* Those of one reason are one row of the table. */
static void write_reason(struct text *out, const struct report *report, size_t index)
{
    text_append(out, "<tr><th scope=\"row\">");
    html_prose(out, report->findings[index].summary);
    text_append(out, "</th><td>");
    for (size_t i = index; i < report->count; i++) {
        if (report->findings[i].status != FINDING_SKIPPED || strcmp(report->findings[i].summary, report->findings[index].summary) != 0)
            continue;
        text_append(out, i > index ? ", <code>" : "<code>");
        html_text(out, report->findings[i].id);
        text_append(out, "</code>");
    }
    text_append(out, "</td></tr>\n");
}

static void write_skipped(const struct sheet *sheet)
{
    const struct report *report = sheet->page->report;
    size_t count = count_status(report, FINDING_SKIPPED);

    if (count == 0 || sheet->page->is_quiet)
        return;
    text_append(sheet->out, "<section class=\"group\">\n");
    html_heading(sheet, 1, html_class(FINDING_SKIPPED), "Skipped");
    text_append(sheet->out, "<details class=\"card folded\"><summary>");
    html_count(sheet->out, count, "check does", "checks do");
    text_append(sheet->out, " not apply here</summary>\n<table><caption class=\"unseen\">Skipped checks and why</caption>\n"
                            "<thead><tr><th scope=\"col\">Why</th><th scope=\"col\">Checks</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].status == FINDING_SKIPPED && is_first_of_its_reason(report, i))
            write_reason(sheet->out, report, i);
    text_append(sheet->out, "</tbody></table></details>\n</section>\n");
}

void html_findings(const struct sheet *sheet)
{
    struct table remedies = { 0 };

    if (sheet->page->report->count == 0)
        return;
    text_append(sheet->out, "<section class=\"findings\">\n");
    html_heading(sheet, 0, "findings", "Findings");
    write_cards(sheet, FINDING_FAIL, "Failures", &remedies);
    write_cards(sheet, FINDING_WARN, "Warnings", &remedies);
    write_cards(sheet, FINDING_UNKNOWN, "Could not be judged", &remedies);
    write_lines(sheet);
    write_skipped(sheet);
    text_append(sheet->out, "</section>\n");
    table_free(&remedies);
}
