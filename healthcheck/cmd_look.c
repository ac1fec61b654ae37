/* This machine or captured ones, one result each. */
#include "healthcheck/cmd_look.h"

#include <string.h>

#include "healthcheck/cmd.h"
#include "healthcheck/examine.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/report/print.h"
#include "healthcheck/version.h"

struct report_style cmd_style(const struct options *options)
{
    return (struct report_style){
        .has_colour = !options->has_no_colour && options->output == NULL && console_wants_colour(),
        .is_quiet = options->is_quiet,
        .is_verbose = options->is_verbose,
        .columns = options->output == NULL ? console_columns() : 0,
    };
}

struct report cmd_report_on(struct host *host)
{
    const char *now = fact_text_or_null(host_ask(host, "clock/utc"));
    bool is_windows = fact_is(host_ask(host, "system/platform"), "windows");

    return (struct report){
        .version = HEALTHCHECK_VERSION,
        .source = host_source(host),
        .name = fact_text_or_null(host_ask(host, "system/hostname")),
        .platform = fact_text_or_null(host_ask(host, "system/platform")),
        .wine = is_windows ? fact_text_or_null(host_ask(host, "system/wine")) : NULL,
        .captured_at = strcmp(host_source(host), "live") == 0 ? NULL : now,
        .started_at = now,
        .duration_ms = -1,
    };
}

bool cmd_selects(const struct options *options, const char *const *beginnings)
{
    struct selection selection = { options->only.items, options->only.count };

    for (; *beginnings != NULL; beginnings++)
        for (size_t i = 0; check_at(i) != NULL; i++)
            if (text_starts(check_at(i)->id, *beginnings) && selection_has(&selection, check_at(i)->id))
                return true;
    return false;
}

void cmd_page(const struct cmd_look *look, const struct report_page *page, const char *path, struct text *out)
{
    struct report_page asked = *page;

    asked.is_quiet = look->options->is_quiet;
    asked.has_findings_last = true;
    if (look->hosts != NULL)
        report_html_add(look->hosts, &asked, path);
    else
        report_html(out, &asked);
}

/* A host that cannot be opened is a line, and the others still count. */
static enum finding_status tell_unopened(const struct cmd_look *look, const char *path, const char *why, struct text *out, struct text *lines)
{
    struct report report = { .version = HEALTHCHECK_VERSION, .source = "captured", .duration_ms = -1, .status = FINDING_UNKNOWN, .error = why };

    console_complain("%s", why);
    if (look->options->format == FORMAT_JSON)
        look->print_unopened(out, &report);
    else if (look->options->format == FORMAT_HTML)
        cmd_page(look, &(struct report_page){ .report = &report }, path, out);
    report_summary_line(lines, &report, path, &(struct report_style){ 0 });
    return FINDING_UNKNOWN;
}

static void print_heading(struct text *out, size_t index, const char *path)
{
    text_append(out, index > 0 ? "\n== " : "== ");
    print_sentence(out, path);
    text_append(out, " ==\n");
}

static void tell_notes(const struct options *options, const struct host *host)
{
    for (size_t i = 0; !options->is_intune && host_note(host, i) != NULL; i++)
        console_complain("%s", host_note(host, i));
}

static int look_at_many(const struct cmd_look *one)
{
    const struct options *options = one->options;
    struct report_hosts hosts = { 0 };
    struct cmd_look look = *one;
    enum finding_status worst = FINDING_SKIPPED;
    struct text out = { 0 }, lines = { 0 };
    struct error error;

    look.hosts = &hosts;
    for (size_t i = 0; i < options->hosts.count; i++) {
        const char *path = options->hosts.items[i];
        struct host *host = cmd_open_captured(path, &error);

        if (options->format == FORMAT_TEXT)
            print_heading(&out, i, path);
        if (host == NULL) {
            worst = finding_worse(worst, tell_unopened(&look, path, error.text, &out, &lines));
            continue;
        }
        worst = finding_worse(worst, look.look(&look, host, path, &out, &lines));
        tell_notes(options, host);
        host_free(host);
    }
    if (options->format == FORMAT_TEXT)
        text_append_format(&out, "\n%s", text_of(&lines));
    if (options->format == FORMAT_HTML)
        report_html_finish(&out, &hosts, HEALTHCHECK_VERSION);
    text_free(&lines);
    return cmd_deliver(options, &out) ? finding_exit_status(worst) : EXIT_OWN_FAILURE;
}

static int look_at_one(const struct cmd_look *look)
{
    const struct options *options = look->options;
    const char *path = options->hosts.count == 1 ? options->hosts.items[0] : NULL;
    struct error error;
    struct host *host = path != NULL ? cmd_open_captured(path, &error) : look->open_live(look);
    struct text out = { 0 };
    enum finding_status status;

    if (host == NULL)
        return cmd_give_up(options, error.text);
    status = look->look(look, host, path, &out, NULL);
    tell_notes(options, host);
    host_free(host);
    if (!cmd_deliver(options, &out))
        return options->is_intune ? 0 : EXIT_OWN_FAILURE;
    return options->is_intune ? status == FINDING_FAIL : finding_exit_status(status);
}

int cmd_look(const struct cmd_look *look)
{
    if (look->options->hosts.count <= 1)
        return look_at_one(look);
    if (look->options->is_intune)
        return cmd_give_up(look->options, "--intune prints one line: give one --host at most");
    return look_at_many(look);
}
