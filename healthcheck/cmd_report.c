/* The health report, of this machine or of captured ones. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/cmd.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/progress.h"
#include "healthcheck/report/print.h"
#include "healthcheck/report/report.h"
#include "healthcheck/report/report_html.h"
#include "healthcheck/report_view.h"
#include "healthcheck/version.h"
#include "healthcheck/wait.h"

/* What one look at one host gave. */
struct look {
    enum finding_status status;
    bool is_transient; /* something is wrong that time may cure */
};

static void print_report(const struct options *options, struct text *out, const struct report *report)
{
    struct report_page page = { .report = report, .is_quiet = options->is_quiet };
    struct report_style style = {
        .has_colour = !options->has_no_colour && options->output == NULL && console_wants_colour(),
        .is_quiet = options->is_quiet,
        .is_verbose = options->is_verbose,
        .columns = options->output == NULL ? console_columns() : 0,
    };

    if (options->is_intune)
        report_intune(out, report);
    else if (options->format == FORMAT_JSON)
        report_json(out, report);
    else if (options->format == FORMAT_HTML)
        report_html(out, &page);
    else
        report_text(out, report, &style);
}

/* What is printed of several hosts. */
struct sheaf {
    struct text out, lines;
    struct report_hosts pages;
};

static void add_report(struct sheaf *sheaf, const struct options *options, const struct report *report, const char *path)
{
    struct report_page page = { .report = report, .is_quiet = options->is_quiet };

    if (options->format == FORMAT_HTML)
        report_html_add(&sheaf->pages, &page, path);
    else if (options->format == FORMAT_JSON || report->error == NULL)
        print_report(options, &sheaf->out, report);
    report_summary_line(&sheaf->lines, report, path, &(struct report_style){ 0 });
}

/* Looks once and prints into `out`, or as one of several into `sheaf`. */
static struct look look_at_host(struct host *host, const struct options *options, const char *path, struct text *out, struct sheaf *sheaf)
{
    double begun = clock_monotonic();
    struct report_view view;
    struct look look = { FINDING_OK, false };

    report_view_look(&view, host, &(struct selection){ options->only.items, options->only.count });
    if (strcmp(host_source(host), "live") == 0)
        view.report.duration_ms = (clock_monotonic() - begun) * 1000;
    if (sheaf != NULL)
        add_report(sheaf, options, &view.report, path);
    else
        print_report(options, out, &view.report);
    look.status = view.report.status;
    for (size_t i = 0; i < view.report.count; i++)
        look.is_transient = look.is_transient || view.report.findings[i].is_transient;
    report_view_free(&view);
    return look;
}

static void tell_notes(const struct options *options, const struct host *host)
{
    for (size_t i = 0; !options->is_intune && host_note(host, i) != NULL; i++)
        console_complain("%s", host_note(host, i));
}

static int exit_status(const struct options *options, enum finding_status status)
{
    return options->is_intune ? status == FINDING_FAIL : finding_exit_status(status);
}

/* The looks at one host; each forgets the one before. */
struct looking {
    const struct options *options;
    const char *path;
    struct host *host; /* NULL where it could not be opened: then `error` says why */
    struct error error;
    struct text out;
    struct look look;
};

/* May time still help? */
static bool look_once(void *context)
{
    struct looking *looking = context;

    host_free(looking->host);
    text_free(&looking->out);
    looking->host = cmd_open_host(looking->options, looking->path, &looking->error);
    if (looking->host == NULL)
        return false;
    looking->look = look_at_host(looking->host, looking->options, looking->path, &looking->out, NULL);
    return looking->look.is_transient;
}

/* One host; with --wait again and again, only the last look printed. */
static int report_one(const struct options *options, const char *path)
{
    struct looking looking = { .options = options, .path = path };
    struct progress *progress = progress_start(options->wait_seconds > 0 ? "waiting" : "checking");

    wait_while(look_once, &looking, (double)options->wait_seconds, &wait_real_clock);
    progress_stop(progress);
    if (looking.host == NULL)
        return cmd_give_up(options, looking.error.text);
    tell_notes(options, looking.host);
    host_free(looking.host);
    if (!cmd_deliver(options, &looking.out))
        return options->is_intune ? 0 : EXIT_OWN_FAILURE;
    return exit_status(options, looking.look.status);
}

/* A host that cannot be opened is a report without findings: the others still count. */
static enum finding_status report_unopened(const struct options *options, const char *path, const char *why, struct sheaf *sheaf)
{
    struct report report = { .version = HEALTHCHECK_VERSION, .source = "captured", .duration_ms = -1, .status = FINDING_UNKNOWN, .error = why };

    console_complain("%s", why);
    add_report(sheaf, options, &report, path);
    return FINDING_UNKNOWN;
}

static void print_heading(struct text *out, const char *before, const char *path)
{
    text_append(out, before);
    print_sentence(out, path);
    text_append(out, " ==\n");
}

/* What stands at the end of all of them: a line a host, or the page they make together. */
static void print_end(struct sheaf *sheaf, const struct options *options)
{
    if (options->format == FORMAT_TEXT)
        text_append_format(&sheaf->out, "\n%s", text_of(&sheaf->lines));
    if (options->format == FORMAT_HTML)
        report_html_finish(&sheaf->out, &sheaf->pages, HEALTHCHECK_VERSION);
    text_free(&sheaf->lines);
}

/* Several: each is printed and forgotten before the next one is opened, so that memory does not grow with their number; only a page
   begins with what is known at its end. */
static int report_many(const struct options *options)
{
    struct sheaf sheaf = { 0 };
    enum finding_status worst = FINDING_SKIPPED;
    bool streams = cmd_is_stdout(options->output);
    struct error error;

    for (size_t i = 0; i < options->hosts.count; i++) {
        const char *path = options->hosts.items[i];
        struct host *host = cmd_open_captured(path, &error);

        if (options->format == FORMAT_TEXT)
            print_heading(&sheaf.out, i > 0 ? "\n== " : "== ", path);
        if (host == NULL) {
            worst = finding_worse(worst, report_unopened(options, path, error.text, &sheaf));
        } else {
            worst = finding_worse(worst, look_at_host(host, options, path, NULL, &sheaf).status);
            tell_notes(options, host);
            host_free(host);
        }
        if (streams && !cmd_deliver(options, &sheaf.out)) {
            text_free(&sheaf.lines);
            return EXIT_OWN_FAILURE;
        }
    }
    print_end(&sheaf, options);
    return cmd_deliver(options, &sheaf.out) ? finding_exit_status(worst) : EXIT_OWN_FAILURE;
}

static bool matches_some_check(const char *pattern)
{
    for (size_t i = 0; check_at(i) != NULL; i++)
        if (text_matches(pattern, check_at(i)->id))
            return true;
    return false;
}

/* A pattern that selects nothing is misspelt for sure. False with a sentence. */
static bool check_patterns(const struct options *options, struct error *error)
{
    for (size_t i = 0; i < options->only.count; i++)
        if (!matches_some_check(options->only.items[i])) {
            error_set(error, "--only %s matches no check (a whole family is 'wsl.*'); `healthcheck --list` has their ids", options->only.items[i]);
            return false;
        }
    return true;
}

int cmd_report(const struct options *options)
{
    struct error error;

    if (options->is_intune)
        console_crash_as_unknown();
    if (!check_patterns(options, &error))
        return cmd_give_up(options, error.text);
    if (options->wait_seconds > 0 && options->hosts.count > 0)
        return cmd_give_up(options, "--wait looks at this machine again; a captured host does not change");
    if (options->is_intune && options->hosts.count > 1)
        return cmd_give_up(options, "--intune prints one line: give one --host at most");
    if (options->hosts.count > 1)
        return report_many(options);
    return report_one(options, options->hosts.count == 1 ? options->hosts.items[0] : NULL);
}
