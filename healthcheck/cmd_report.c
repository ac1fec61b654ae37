/* The health report, of this machine or of captured ones. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/cmd.h"
#include "healthcheck/examine.h"
#include "healthcheck/host/host.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/report/report.h"
#include "healthcheck/version.h"

static const char *text_or_null(const struct fact *fact)
{
    return fact->state == FACT_PRESENT ? fact->text : NULL;
}

/* Looks once and prints into `out`. */
static enum finding_status report_host(struct host *host, const struct options *options, struct text *out)
{
    bool is_live = strcmp(host_source(host), "live") == 0;
    double begun = clock_monotonic();
    const char *now = text_or_null(host_ask(host, "clock/utc"));
    struct examination examination = examine(host, &(struct selection){ options->only.items, options->only.count });
    struct report report = {
        .version = HEALTHCHECK_VERSION,
        .source = host_source(host),
        .name = text_or_null(host_ask(host, "system/hostname")),
        .platform = text_or_null(host_ask(host, "system/platform")),
        .captured_at = is_live ? NULL : now,
        .started_at = now,
        .duration_ms = -1,
        .status = examination.worst,
        .findings = examination.findings,
        .count = examination.count,
    };
    struct report_style style = { .has_colour = !options->has_no_colour && console_wants_colour(),
                                  .is_quiet = options->is_quiet,
                                  .is_verbose = options->is_verbose };

    if (is_live)
        report.duration_ms = (clock_monotonic() - begun) * 1000;
    if (options->format == FORMAT_JSON)
        report_json(out, &report);
    else
        report_text(out, &report, &style);
    examination_free(&examination);
    return report.status;
}

static void tell_notes(const struct host *host)
{
    for (size_t i = 0; host_note(host, i) != NULL; i++)
        console_complain("%s", host_note(host, i));
}

int cmd_report(const struct options *options)
{
    struct error error;
    struct host *host;
    struct text out = { 0 };
    enum finding_status status;

    if (options->hosts.count > 0)
        host = host_open_captured(options->hosts.items[0], &error);
    else
        host = host_open_live(&(struct host_options){ .timeout_seconds = options->timeout_seconds, .user_sid = options->user_sid });
    if (host == NULL) {
        console_complain("%s", error.text);
        return EXIT_OWN_FAILURE;
    }
    status = report_host(host, options, &out);
    tell_notes(host);
    host_free(host);
    return cmd_deliver(options, &out) ? finding_exit_status(status) : EXIT_OWN_FAILURE;
}
