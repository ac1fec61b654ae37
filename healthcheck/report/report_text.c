/* The report as text: the labels its users know, then the findings, worst first. */
#include "healthcheck/report/report.h"

#include <string.h>

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

static void print_detail(struct text *out, const char *word, const char *text, size_t size)
{
    text_append_format(out, "             %-8s ", word);
    print_escaped(out, text, size);
    text_append_char(out, '\n');
}

static void print_seen(struct text *out, const struct fact *fact)
{
    text_append_format(out, "             %-8s ", "saw");
    print_escaped(out, fact->key, strlen(fact->key));
    if (fact->state == FACT_PRESENT) {
        text_append(out, ": ");
        print_evidence(out, fact->text, fact->size);
    } else {
        text_append(out, fact->state == FACT_ABSENT ? ": absent" : ": unreadable: ");
        print_escaped(out, fact->why, strlen(fact->why));
    }
    text_append_char(out, '\n');
}

static void print_line(struct text *out, enum finding_status status, const char *name, const char *summary, const struct report_style *style)
{
    text_append_format(out, "  %s%-7s%s  %-28s ", style->has_colour ? colours[status] : "", words[status], style->has_colour ? "\033[0m" : "", name);
    print_escaped(out, summary, strlen(summary));
    text_append_char(out, '\n');
}

static void print_finding(struct text *out, const struct finding *finding, const struct report_style *style)
{
    bool is_detailed = finding->status > FINDING_OK || style->is_verbose;

    print_line(out, finding->status, finding->id, finding->summary, style);
    for (size_t i = 0; is_detailed && i < finding->evidence_count; i++)
        print_seen(out, finding->evidence[i].fact);
    if (finding->advice != NULL && finding->advice[0] != '\0')
        print_detail(out, "remedy", finding->advice, strlen(finding->advice));
}

static void print_conclusion(struct text *out, const struct report *report)
{
    size_t counts[FINDING_STATUSES] = { 0 };
    const char *between = "";

    for (size_t i = 0; i < report->count; i++)
        counts[report->findings[i].status]++;
    text_append_format(out, "\nStatus: %s (", report_status(report));
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
static void print_skipped(struct text *out, const struct report *report, const struct report_style *style)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct finding *finding = &report->findings[i];
        size_t alike = finding->status == FINDING_SKIPPED ? skipped_alike(report, finding, 0) : 0;

        if (alike == 0)
            continue;
        if (alike < FEWEST_FOLDED || style->is_verbose) {
            print_finding(out, finding, style);
        } else if (skipped_alike(report, finding, i) == alike) {
            struct text many = { 0 };

            text_append_format(&many, "%zu checks", alike);
            print_line(out, FINDING_SKIPPED, text_of(&many), finding->summary, style);
            text_free(&many);
        }
    }
}

void report_text(struct text *out, const struct report *report, const struct report_style *style)
{
    static const enum finding_status order[] = { FINDING_FAIL, FINDING_WARN, FINDING_UNKNOWN, FINDING_OK };
    size_t shown = style->is_quiet ? 3 : sizeof order / sizeof order[0];

    if (!style->is_quiet)
        print_labels(out, report);
    for (size_t s = 0; s < shown; s++)
        for (size_t i = 0; i < report->count; i++)
            if (report->findings[i].status == order[s])
                print_finding(out, &report->findings[i], style);
    if (!style->is_quiet)
        print_skipped(out, report, style);
    print_conclusion(out, report);
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
        print_escaped(out, report->error, strlen(report->error));
    else
        print_escaped(out, path, strlen(path));
    for (size_t i = 0; i < report->count; i++)
        if (report->findings[i].status == report->status && status != FINDING_OK) {
            text_append_format(out, "%s%s", *between == '\0' ? "  " : between, report->findings[i].id);
            between = ", ";
        }
    text_append_char(out, '\n');
}
