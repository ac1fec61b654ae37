/* The report as text: the labels its users know, then the findings, worst first. */
#include "healthcheck/report/report.h"

#include <string.h>

#include "healthcheck/core/table.h"
#include "healthcheck/core/wrap.h"
#include "healthcheck/report/binary_value.h"
#include "healthcheck/report/print.h"

/* "FAIL" shouts: it is what the eye looks for. */
static const char *const words[FINDING_STATUSES] = { "skipped", "ok", "unknown", "WARN", "FAIL" };
static const char *const colours[FINDING_STATUSES] = { "\033[2m", "\033[32m", "\033[35m", "\033[33m", "\033[31m" };

static void print_labels(struct text *out, const struct report *report)
{
    size_t before = out->size;

    for (size_t i = 0; i < report->label_count; i++) {
        if (report->labels[i].value == NULL)
            continue;
        text_append_format(out, "%-24s: ", report->labels[i].label);
        print_evidence(out, report->labels[i].value, strlen(report->labels[i].value));
        text_append_char(out, '\n');
    }
    if (out->size > before)
        text_append_char(out, '\n');
}

/* Where an entry's summary and its texts behind "saw" and "remedy" begin; and which terminals are narrow. */
enum { SUMMARY_COLUMN = 40, DETAIL_COLUMN = 22, NARROWEST = 60, WIDE = 100 };

/* Shorter evidence is repeated rather than looked for further up. */
enum { SHORT_EVIDENCE = 80 };

/* The report while it is printed. */
struct paper {
    struct text *out;
    const struct report_style *style;
    struct table seen;     /* the long facts that were printed */
    struct table remedies; /* the id of the finding that brought each first */
};

static bool is_wrapped(const struct paper *paper)
{
    return paper->style->columns >= NARROWEST;
}

static void print_prose(const struct paper *paper, const char *text, size_t column)
{
    struct text escaped = { 0 };

    if (!is_wrapped(paper)) {
        print_sentence(paper->out, text);
        return;
    }
    print_sentence(&escaped, text);
    wrap_paragraph(paper->out, (struct span){ text_of(&escaped), escaped.size }, paper->style->columns < WIDE ? DETAIL_COLUMN : column, column,
                   paper->style->columns);
    text_free(&escaped);
}

/* The fact's text, or that it stands further up. */
static void append_seen(struct paper *paper, struct text *out, const struct fact *fact)
{
    struct text made = { 0 };
    struct span evidence;

    print_sentence(out, fact->key);
    if (fact->state != FACT_PRESENT) {
        text_append(out, fact->state == FACT_ABSENT ? ": absent" : ": unreadable: ");
        print_sentence(out, fact->why);
    } else if (table_find(&paper->seen, fact->key) != NULL) {
        text_append(out, ": (above)");
    } else {
        evidence = binary_value_evidence(fact, &made);
        text_append(out, ": ");
        print_evidence(out, evidence.data, evidence.size);
        text_free(&made);
        if (fact->size > SHORT_EVIDENCE)
            table_put(&paper->seen, fact->key, paper); /* that it is there is all that counts */
    }
}

/* On a terminal columns of blanks only push apart what belongs together. */
static void squeeze_blanks(struct text *text)
{
    size_t kept = 0;

    for (size_t i = 0; i < text->size; i++)
        if (text->data[i] != ' ' || kept == 0 || text->data[kept - 1] != ' ')
            text->data[kept++] = text->data[i];
    text->size = kept;
}

static void print_seen(struct paper *paper, const struct fact *fact)
{
    struct text line = { 0 };

    text_append_format(paper->out, "             %-8s ", "saw");
    append_seen(paper, &line, fact);
    if (is_wrapped(paper)) {
        squeeze_blanks(&line);
        wrap_exact(paper->out, (struct span){ text_of(&line), line.size }, DETAIL_COLUMN, DETAIL_COLUMN, paper->style->columns);
    } else {
        text_append_bytes(paper->out, text_of(&line), line.size);
    }
    text_append_char(paper->out, '\n');
    text_free(&line);
}

static void print_line(const struct paper *paper, enum finding_status status, const char *name, const char *summary)
{
    text_append_format(paper->out, "  %s%-7s%s  %-28s ", paper->style->has_colour ? colours[status] : "", words[status],
                       paper->style->has_colour ? "\033[0m" : "", name);
    print_prose(paper, summary, SUMMARY_COLUMN);
    text_append_char(paper->out, '\n');
}

/* One cause may stand behind many findings, and then one remedy helps against all of them. */
static void print_remedy(struct paper *paper, const struct finding *finding)
{
    const struct finding *first = table_find(&paper->remedies, finding->advice);

    text_append_format(paper->out, "             %-8s ", "remedy");
    if (first != NULL) {
        text_append_format(paper->out, "as for %s\n", first->id);
        return;
    }
    print_prose(paper, finding->advice, DETAIL_COLUMN);
    text_append_char(paper->out, '\n');
    table_put(&paper->remedies, finding->advice, (void *)finding);
}

static void print_finding(struct paper *paper, const struct finding *finding)
{
    bool is_detailed = finding->status > FINDING_OK || paper->style->is_verbose;

    print_line(paper, finding->status, finding->id, finding->summary);
    for (size_t i = 0; is_detailed && i < finding->evidence_count; i++)
        print_seen(paper, finding->evidence[i].fact);
    if (finding->advice != NULL && finding->advice[0] != '\0')
        print_remedy(paper, finding);
}

/* `before`: how much there was before this report. */
static void print_conclusion(struct text *out, const struct report *report, size_t before)
{
    size_t counts[FINDING_STATUSES] = { 0 };
    const char *between = "";

    for (size_t i = 0; i < report->count; i++)
        counts[report->findings[i].status]++;
    text_append_format(out, "%sStatus: %s (", out->size > before ? "\n" : "", report_status(report));
    for (int status = FINDING_FAIL; status >= FINDING_SKIPPED; status--)
        if (counts[status] > 0) {
            text_append_format(out, "%s%zu %s", between, counts[status], finding_status_name((enum finding_status)status));
            between = ", ";
        }
    text_append(out, ")\n");
}

/* So many checks skipped for one reason are told in one line. */
enum { FEWEST_FOLDED = 3 };

static size_t skipped_alike(const struct report *report, const struct finding *finding, size_t from)
{
    size_t count = 0;

    for (size_t i = from; i < report->count; i++)
        if (report->findings[i].status == FINDING_SKIPPED && strcmp(report->findings[i].summary, finding->summary) == 0)
            count++;
    return count;
}

/* Skipped checks, those of one reason in one line where they are many: they say nothing of the machine. */
static void print_skipped(struct paper *paper, const struct report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct finding *finding = &report->findings[i];
        size_t alike = finding->status == FINDING_SKIPPED ? skipped_alike(report, finding, 0) : 0;

        if (alike == 0)
            continue;
        if (alike < FEWEST_FOLDED || paper->style->is_verbose) {
            print_finding(paper, finding);
        } else if (skipped_alike(report, finding, i) == alike) {
            struct text many = { 0 };

            text_append_format(&many, "%zu checks", alike);
            print_line(paper, FINDING_SKIPPED, text_of(&many), finding->summary);
            text_free(&many);
        }
    }
}

void report_text(struct text *out, const struct report *report, const struct report_style *style)
{
    static const enum finding_status order[] = { FINDING_FAIL, FINDING_WARN, FINDING_UNKNOWN, FINDING_OK };
    size_t shown = style->is_quiet ? 3 : sizeof order / sizeof order[0];
    struct paper paper = { .out = out, .style = style };
    size_t before = out->size;

    if (!style->is_quiet)
        print_labels(out, report);
    for (size_t s = 0; s < shown; s++)
        for (size_t i = 0; i < report->count; i++)
            if (report->findings[i].status == order[s])
                print_finding(&paper, &report->findings[i]);
    if (!style->is_quiet)
        print_skipped(&paper, report);
    print_conclusion(out, report, before);
    table_free(&paper.seen);
    table_free(&paper.remedies);
}

const char *report_status(const struct report *report)
{
    return finding_status_name(report->status == FINDING_SKIPPED ? FINDING_UNKNOWN : report->status);
}

void report_summary_line(struct text *out, const struct report *report, const char *path, const struct report_style *style)
{
    enum finding_status status = report->status == FINDING_SKIPPED ? FINDING_UNKNOWN : report->status;
    const char *between = "";

    text_append_format(out, "%s%-7s%s  ", style->has_colour ? colours[status] : "", words[status], style->has_colour ? "\033[0m" : "");
    /* The sentence names the path itself. */
    if (report->error != NULL)
        print_sentence(out, report->error);
    else
        print_sentence(out, path);
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].status == report->status && status != FINDING_OK) {
            text_append_format(out, "%s%s", *between == '\0' ? "  " : between, report->findings[i].id);
            between = ", ";
        }
    text_append_char(out, '\n');
}
