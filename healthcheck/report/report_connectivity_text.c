/* The connectivity test as text: a line a URL, what fails alike in one line, then the conclusion and the findings. */
#include "healthcheck/report/report_connectivity.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/wrap.h"
#include "healthcheck/report/print.h"

/* Where a row's URL and the texts below it begin; narrower terminals get long lines. */
enum { URL_COLUMN = 49, DETAIL_COLUMN = 11, NARROWEST = 60 };

/* More that fail with one word, or all of them, are one line. */
enum { MOST_ALIKE = 8 };

/* A test while it is printed. */
struct sheet {
    struct text *out;
    const struct report_connectivity *connectivity;
    const struct report_style *style;
    bool is_one_way; /* all go the same way, which the head names */
    size_t tested;   /* URLs, each once, control attempts apart */
    size_t controls;
};

static void print_paragraph(const struct sheet *sheet, const char *text, size_t indent, size_t column)
{
    struct text escaped = { 0 };

    print_sentence(&escaped, text);
    if (sheet->style->columns >= NARROWEST)
        wrap_paragraph(sheet->out, (struct span){ text_of(&escaped), escaped.size }, indent, column, sheet->style->columns);
    else
        text_append(sheet->out, text_of(&escaped));
    text_append_char(sheet->out, '\n');
    text_free(&escaped);
}

static bool counts(const struct report_attempt *attempt)
{
    return !attempt->is_control && !attempt->is_retried;
}

static size_t count_tested(const struct report_connectivity *connectivity, bool is_control)
{
    size_t count = 0;

    for (size_t i = 0; i < connectivity->count; i++)
        count += connectivity->attempts[i].is_control == is_control && !connectivity->attempts[i].is_retried ? 1 : 0;
    return count;
}

static bool is_one_way(const struct report_connectivity *connectivity)
{
    const char *via = NULL;

    for (size_t i = 0; i < connectivity->count; i++) {
        if (connectivity->attempts[i].is_control)
            continue;
        if (via != NULL && strcmp(via, connectivity->attempts[i].via) != 0)
            return false;
        via = connectivity->attempts[i].via;
    }
    return true;
}

static bool is_alike(const struct report_attempt *a, const struct report_attempt *b)
{
    return a->failure != NULL && b->failure != NULL && a->is_control == b->is_control && strcmp(a->failure, b->failure) == 0;
}

/* How many fail as this one does, the tries that were repeated apart. */
static size_t count_alike(const struct report_connectivity *connectivity, const struct report_attempt *attempt)
{
    size_t count = 0;

    for (size_t i = 0; i < connectivity->count; i++)
        count += is_alike(&connectivity->attempts[i], attempt) && !connectivity->attempts[i].is_retried ? 1 : 0;
    return count;
}

/* The second try of this one, or itself. */
static const struct report_attempt *outcome_of(const struct report_attempt *attempt)
{
    return attempt->is_retried ? attempt + 1 : attempt;
}

/* How many there are of its kind. */
static size_t all_of(const struct sheet *sheet, const struct report_attempt *attempt)
{
    return attempt->is_control ? sheet->controls : sheet->tested;
}

static bool is_folded(const struct sheet *sheet, const struct report_attempt *attempt)
{
    size_t alike = attempt->failure != NULL ? count_alike(sheet->connectivity, attempt) : 0;

    return !sheet->style->is_verbose && (alike > MOST_ALIKE || (alike > 1 && alike == all_of(sheet, attempt)));
}

static void print_head(const struct sheet *sheet)
{
    const struct report_connectivity *connectivity = sheet->connectivity;
    struct text head = { 0 };

    text_append_format(&head, "Tested: %zu URL%s", sheet->tested, sheet->tested == 1 ? "" : "s");
    if (connectivity->path != NULL)
        text_append_format(&head, " of %s", connectivity->path);
    text_append_format(&head, ": %s", connectivity->whose);
    print_paragraph(sheet, text_of(&head), 8, 0);
    text_free(&head);
    if (connectivity->proxy_source == NULL)
        text_append(&head, "Proxy:  none is configured: directly");
    else
        text_append_format(&head, "Proxy:  %s (%s)%s", connectivity->proxy != NULL ? connectivity->proxy : "none that can be read",
                           connectivity->proxy_source, connectivity->is_proxy_usable ? "" : ", which the agent CANNOT use");
    print_paragraph(sheet, text_of(&head), 8, 0);
    text_free(&head);
}

/* "2/13/-/41/70": where the time went. */
static void print_phases(struct text *out, const struct report_attempt *attempt)
{
    struct text phases = { 0 };

    for (int phase = 0; phase < REPORT_PHASES - 1; phase++) {
        if (phase > 0)
            text_append_char(&phases, '/');
        if (attempt->phase_ms[phase] < 0)
            text_append_char(&phases, '-');
        else
            text_append_format(&phases, "%.0f", attempt->phase_ms[phase]);
    }
    text_append_format(out, "%-23s", text_of(&phases));
    text_free(&phases);
}

static void print_word(const struct sheet *sheet, const struct report_attempt *attempt)
{
    bool is_ok = attempt->failure == NULL, is_judged = counts(attempt);
    const char *colour = is_ok ? "\033[32m" : is_judged ? "\033[31m" : "\033[2m";

    /* Of those that are not judged one that fails is no alarm. */
    text_append_format(sheet->out, "  %s%-7s%s", sheet->style->has_colour ? colour : "",
                       is_ok       ? "ok"
                       : is_judged ? "FAIL"
                                   : "fails",
                       sheet->style->has_colour ? "\033[0m" : "");
}

static void print_why(const struct sheet *sheet, const struct report_attempt *attempt)
{
    struct text why = { 0 };

    text_append_format(&why, "%s: %s", attempt->failure, attempt->sentence != NULL ? attempt->sentence : "");
    text_append(sheet->out, "           ");
    print_paragraph(sheet, text_of(&why), DETAIL_COLUMN, DETAIL_COLUMN);
    text_free(&why);
    if (attempt->detail == NULL || *attempt->detail == '\0')
        return;
    text_append(sheet->out, "           ");
    print_paragraph(sheet, attempt->detail, DETAIL_COLUMN, DETAIL_COLUMN);
}

static void print_attempt(const struct sheet *sheet, const struct report_attempt *attempt)
{
    struct text url = { 0 }, escaped = { 0 };

    print_word(sheet, attempt);
    text_append_format(sheet->out, "%7.0f  ", attempt->total_ms);
    print_phases(sheet->out, attempt);
    if (attempt->http_status > 0)
        text_append_format(sheet->out, "%4d    ", attempt->http_status);
    else
        text_append_format(sheet->out, "%4s    ", "-");
    text_append(&url, attempt->url);
    if (attempt->is_control)
        text_append(&url, " (directly, to compare)");
    else if (!sheet->is_one_way)
        text_append_format(&url, " via %s", attempt->via);
    if (attempt->is_retried)
        text_append(&url, " (tried again)");
    if (attempt->is_retry)
        text_append(&url, " (second try)");
    print_sentence(&escaped, text_of(&url));
    if (sheet->style->columns >= NARROWEST)
        wrap_exact(sheet->out, (struct span){ text_of(&escaped), escaped.size }, DETAIL_COLUMN, URL_COLUMN, sheet->style->columns);
    else
        text_append(sheet->out, text_of(&escaped));
    text_append_char(sheet->out, '\n');
    if (attempt->failure != NULL)
        print_why(sheet, attempt);
    text_free(&escaped);
    text_free(&url);
}

static void print_folded(const struct sheet *sheet, const struct report_attempt *attempt)
{
    size_t alike = count_alike(sheet->connectivity, attempt);
    struct text many = { 0 };

    print_word(sheet, attempt);
    text_append_format(&many, "%s%zu URLs%s", alike == all_of(sheet, attempt) ? "all " : "", alike,
                       attempt->is_control ? " that were tried directly, to compare" : "");
    text_append_format(&many, "; the first is %s", attempt->url);
    text_append_format(sheet->out, "  ");
    print_paragraph(sheet, text_of(&many), DETAIL_COLUMN, DETAIL_COLUMN);
    print_why(sheet, attempt);
    text_free(&many);
}

static bool is_first_alike(const struct sheet *sheet, const struct report_attempt *attempt)
{
    const struct report_attempt *first = sheet->connectivity->attempts;

    while (!is_alike(first, attempt) || first->is_retried)
        first++;
    return first == attempt;
}

static void print_attempts(const struct sheet *sheet)
{
    bool is_quiet = sheet->style->is_quiet;

    for (size_t i = 0; i < sheet->connectivity->count; i++) {
        const struct report_attempt *attempt = &sheet->connectivity->attempts[i];

        if (is_quiet && (attempt->failure == NULL || !counts(attempt)))
            continue;
        if (!is_folded(sheet, outcome_of(attempt)))
            print_attempt(sheet, attempt);
        else if (!attempt->is_retried && is_first_alike(sheet, attempt))
            print_folded(sheet, attempt);
    }
}

static const struct finding *conclusion_of(const struct report *report)
{
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->findings[i].id, "connectivity.conclusion") == 0)
            return &report->findings[i];
    return NULL;
}

static void print_conclusion(const struct sheet *sheet)
{
    const struct finding *conclusion = conclusion_of(sheet->connectivity->report);
    struct text text = { 0 };

    if (conclusion == NULL)
        return;
    text_append_format(&text, "Conclusion: %s.", conclusion->summary != NULL ? conclusion->summary : "");
    text_append_char(sheet->out, '\n');
    print_paragraph(sheet, text_of(&text), 0, 0);
    text_free(&text);
    if (conclusion->advice != NULL && *conclusion->advice != '\0') {
        text_append_format(&text, "What to do: %s", conclusion->advice);
        print_paragraph(sheet, text_of(&text), 0, 0);
        text_free(&text);
    }
}

/* What stands above is not printed again: the rows are what was seen, and what to do is behind the conclusion. */
static void print_findings(const struct sheet *sheet)
{
    struct report report = *sheet->connectivity->report;
    struct finding *findings = memory_get((report.count + 1) * sizeof *findings);

    for (size_t i = 0; i < report.count; i++) {
        findings[i] = report.findings[i];
        if (!sheet->style->is_verbose && text_starts(findings[i].id, "connectivity."))
            findings[i].evidence_count = 0;
        if (!sheet->style->is_quiet && strcmp(findings[i].id, "connectivity.conclusion") == 0)
            findings[i].advice = NULL;
    }
    report.findings = findings;
    report_text(sheet->out, &report, sheet->style);
    free(findings);
}

void report_connectivity_text(struct text *out, const struct report_connectivity *connectivity, const struct report_style *style)
{
    struct sheet sheet = { out, connectivity, style, is_one_way(connectivity), count_tested(connectivity, false), count_tested(connectivity, true) };
    size_t before = out->size;

    if (!style->is_quiet) {
        print_head(&sheet);
        if (connectivity->count > 0)
            text_append(out, "\n           total  dns/connect/proxy/tls/first byte, in ms; - was not reached\n");
    }
    print_attempts(&sheet);
    if (!style->is_quiet)
        print_conclusion(&sheet);
    if (out->size > before)
        text_append_char(out, '\n');
    print_findings(&sheet);
}
