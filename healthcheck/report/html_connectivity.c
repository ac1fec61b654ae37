/* The connectivity test as a waterfall: a row an attempt, a bar for where its time went, all of one scale. */
#include "healthcheck/report/html.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

static const char *const phases[REPORT_PHASES] = { "DNS", "connect", "proxy", "TLS", "first byte", "transfer" };

/* One that waits for a time limit would press all others flat: the scale ends a little behind the slowest that is not so many times
   slower than the middle one, and is no shorter than this. */
enum { SHORTEST_SCALE = 100, OUTLIER = 8 };

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return left < right ? -1 : left > right;
}

static double scale_of(const struct report_connectivity *connectivity)
{
    double *totals = memory_resize(NULL, connectivity->count, sizeof *totals), longest;
    size_t last = connectivity->count - 1;

    for (size_t i = 0; i < connectivity->count; i++)
        totals[i] = connectivity->attempts[i].total_ms;
    qsort(totals, connectivity->count, sizeof *totals, compare);
    while (totals[last] > totals[connectivity->count / 2] * OUTLIER && totals[last] > SHORTEST_SCALE)
        last--;
    longest = totals[last] * 1.1;
    free(totals);
    return longest > SHORTEST_SCALE ? longest : SHORTEST_SCALE;
}

/* A share of the scale in tenths of a percent, at most all that is left: text, and the same with any compiler's printf. */
static void write_part(struct text *out, const char *class, double ms, double scale, unsigned *used)
{
    double share = ms > 0 ? ms / scale * 1000 + 0.5 : 0;
    unsigned width = share > 1000 - *used ? 1000 - *used : (unsigned)share;

    if (width > 0)
        text_append_format(out, "<i class=\"%s\" style=\"width:%u.%u%%\"></i>", class, width / 10, width % 10);
    *used += width;
}

static void write_bar(struct text *out, const struct report_attempt *attempt, double scale)
{
    unsigned used = 0;
    double known = 0;

    text_append_format(out, "<div class=\"fall%s\" aria-hidden=\"true\">", attempt->total_ms > scale ? " cut" : "");
    for (int phase = 0; phase < REPORT_PHASES; phase++) {
        char class[] = { 'p', (char)('0' + phase), '\0' };

        write_part(out, class, attempt->phase_ms[phase], scale, &used);
        known += attempt->phase_ms[phase] > 0 ? attempt->phase_ms[phase] : 0;
    }
    /* What it waited for, and never came. */
    if (attempt->total_ms > known + 0.5)
        write_part(out, attempt->failure != NULL ? "lost" : "rest", attempt->total_ms - known, scale, &used);
    text_append(out, "</div>");
}

static void write_times(struct text *out, const struct report_attempt *attempt)
{
    const char *between = "";

    text_append_format(out, "<p class=\"times\"><b>%.0f ms</b> ", attempt->total_ms > 0 ? attempt->total_ms : 0);
    for (int phase = 0; phase < REPORT_PHASES; phase++)
        if (attempt->phase_ms[phase] >= 0) {
            text_append_format(out, "%s%s %.0f", between, phases[phase], attempt->phase_ms[phase]);
            between = ", ";
        }
    text_append(out, "</p>");
}

/* Of those that are not judged one that fails is no alarm. */
static void write_result(struct text *out, const struct report_attempt *attempt)
{
    bool is_judged = !attempt->is_control && !attempt->is_retried;
    enum finding_status status = attempt->failure == NULL ? FINDING_OK : is_judged ? FINDING_FAIL : FINDING_SKIPPED;

    text_append_format(out, "<span class=\"word %s\">", html_class(status));
    html_icon(out, status);
    text_append(out, status == FINDING_OK ? "ok" : status == FINDING_FAIL ? "fail" : "fails");
    text_append(out, "</span>");
    if (attempt->failure != NULL) {
        text_append(out, " <code>");
        html_text(out, attempt->failure);
        text_append(out, "</code>");
    }
    if (attempt->http_status > 0)
        text_append_format(out, " <span class=\"muted\">HTTP %d</span>", attempt->http_status);
}

static void write_attempt(struct text *out, const struct report_attempt *attempt, double scale)
{
    text_append_format(out, "<tr%s><td class=\"result\">", attempt->is_control || attempt->is_retried ? " class=\"aside\"" : "");
    write_result(out, attempt);
    text_append(out, "</td><th scope=\"row\">");
    html_text(out, attempt->url);
    text_append(out, " <span class=\"via\">");
    if (strcmp(attempt->via, "direct") == 0) {
        text_append(out, "directly");
    } else {
        text_append(out, "through ");
        html_text(out, attempt->via);
    }
    text_append_format(out, "%s%s</span>", attempt->is_control ? ", to compare" : "",
                       attempt->is_retried ? ", first try"
                       : attempt->is_retry ? ", second try"
                                           : "");
    if (attempt->sentence != NULL) {
        text_append(out, "<p class=\"why\">");
        html_prose(out, attempt->sentence);
        text_append(out, "</p>");
    }
    if (attempt->detail != NULL) {
        text_append(out, "<p class=\"detail\"><code>");
        html_text(out, attempt->detail);
        text_append(out, "</code></p>");
    }
    text_append(out, "</th><td class=\"time\">");
    write_bar(out, attempt, scale);
    write_times(out, attempt);
    text_append(out, "</td></tr>\n");
}

static void write_legend(struct text *out, double scale)
{
    text_append(out, "<ul class=\"legend\" aria-label=\"Colours of the bars\">\n");
    for (int phase = 0; phase < REPORT_PHASES; phase++)
        text_append_format(out, "<li><i class=\"p%d\"></i>%s</li>\n", phase, phases[phase]);
    text_append(out, "<li><i class=\"lost\"></i>waited in vain</li>\n");
    text_append_format(out, "<li>the whole width is %.0f ms; a bar that fades out is longer</li>\n</ul>\n", scale);
}

static void write_head(struct text *out, const struct report_connectivity *connectivity)
{
    size_t tested = 0, reached = 0;
    enum finding_status status;

    for (size_t i = 0; i < connectivity->count; i++) {
        bool is_judged = !connectivity->attempts[i].is_control && !connectivity->attempts[i].is_retried;

        tested += is_judged ? 1 : 0;
        reached += is_judged && connectivity->attempts[i].failure == NULL ? 1 : 0;
    }
    status = tested == 0 ? FINDING_UNKNOWN : reached == tested ? FINDING_OK : FINDING_FAIL;
    text_append_format(out, "<p class=\"conclusion %s\">", html_class(status));
    html_icon(out, status);
    if (tested == 0)
        text_append(out, "<span>No URL was tested");
    else
        text_append_format(out, "<span>%zu of %zu URL%s reached", reached, tested, tested == 1 ? " is" : "s are");
    if (connectivity->whose != NULL) {
        text_append(out, ": ");
        html_text(out, connectivity->whose);
    }
    text_append(out, "</span></p>\n<p class=\"muted\">");
    if (connectivity->proxy_source == NULL) {
        text_append(out, "No proxy is configured.");
    } else {
        text_append(out, "Proxy: ");
        html_text(out, connectivity->proxy != NULL ? connectivity->proxy : "none that can be read");
        text_append(out, " (");
        html_text(out, connectivity->proxy_source);
        text_append(out, connectivity->is_proxy_usable ? ")." : "), which the agent cannot use.");
    }
    if (connectivity->path != NULL) {
        text_append(out, " URLs of ");
        html_text(out, connectivity->path);
    }
    text_append(out, "</p>\n");
}

static void write_lacking(struct text *out, const struct report_connectivity *connectivity)
{
    if (connectivity->not_recorded > 0) {
        text_append(out, "<p class=\"muted\">");
        html_count(out, connectivity->not_recorded, "planned attempt has", "planned attempts have");
        text_append(out, " no result.</p>\n");
    }
    if (connectivity->without_way > 0) {
        text_append(out, "<p class=\"muted\">For ");
        html_count(out, connectivity->without_way, "URL", "URLs");
        text_append(out, " the proxy setting or its script names no way.</p>\n");
    }
}

void html_connectivity(const struct sheet *sheet)
{
    const struct report_connectivity *connectivity = sheet->page->connectivity;
    struct text *out = sheet->out;
    double scale;

    if (connectivity == NULL)
        return;
    text_append(out, "<section class=\"connectivity\">\n");
    html_heading(sheet, 0, "connectivity", "Connectivity");
    write_head(out, connectivity);
    write_lacking(out, connectivity);
    if (connectivity->count > 0) {
        scale = scale_of(connectivity);
        text_append(out, "<div class=\"card\">\n");
        write_legend(out, scale);
        text_append(out, "<table class=\"falls\"><caption class=\"unseen\">Attempts and where their time went</caption>\n");
        text_append(out, "<thead><tr><th scope=\"col\">Result</th><th scope=\"col\">URL</th><th scope=\"col\">Time</th></tr></thead>\n<tbody>\n");
        for (size_t i = 0; i < connectivity->count; i++)
            write_attempt(out, &connectivity->attempts[i], scale);
        text_append(out, "</tbody></table>\n</div>\n");
    }
    text_append(out, "</section>\n");
}
