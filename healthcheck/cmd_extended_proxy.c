/* --extendedProxy: every proxy setting, the one that counts, and which way each URL goes. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/cmd.h"
#include "healthcheck/examine.h"
#include "healthcheck/explain/checks.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/progress.h"
#include "healthcheck/proxy_view.h"
#include "healthcheck/version.h"

static void print_view(const struct options *options, struct text *out, const struct report_proxy *proxy)
{
    struct report_style style = {
        .has_colour = !options->has_no_colour && options->output == NULL && console_wants_colour(),
        .is_quiet = options->is_quiet,
        .is_verbose = options->is_verbose,
    };

    if (options->is_intune)
        report_intune(out, proxy->report);
    else if (options->format == FORMAT_JSON)
        report_proxy_json(out, proxy);
    else
        report_proxy_text(out, proxy, &style);
}

/* Looks at one host and prints into `out`; with several hosts also a line into `lines`. */
static enum finding_status look_at_host(struct host *host, const struct options *options, const char *path, struct text *out, struct text *lines)
{
    const char *now = fact_text_or_null(host_ask(host, "clock/utc"));
    struct proxy_chain chain = proxy_chain_of(host);
    struct examination examination = { 0 };
    struct proxy_script script;
    struct proxy_view view;
    size_t count;
    const char **urls = proxy_view_urls(&options->arguments, &count);
    bool has_script = proxy_script_of(&script, host, &chain, urls, count, count - options->arguments.count);
    struct report report = {
        .version = HEALTHCHECK_VERSION,
        .source = host_source(host),
        .name = fact_text_or_null(host_ask(host, "system/hostname")),
        .platform = fact_text_or_null(host_ask(host, "system/platform")),
        .captured_at = strcmp(host_source(host), "live") == 0 ? NULL : now,
        .started_at = now,
        .duration_ms = -1,
    };

    examine_proxies(&examination, host, &chain, &(struct selection){ options->only.items, options->only.count });
    report.findings = examination.findings;
    report.count = examination.count;
    report.status = examination.worst;
    view = proxy_view_of(&chain, &options->arguments, has_script ? &script : NULL, &report);
    print_view(options, out, &view.proxy);
    if (lines != NULL)
        report_summary_line(lines, &report, path, &(struct report_style){ 0 });
    proxy_view_free(&view);
    proxy_script_free(&script);
    examination_free(&examination);
    proxy_chain_free(&chain);
    free(urls);
    return report.status;
}

/* A host that cannot be opened is a line, and the others still count. */
static enum finding_status tell_unopened(const struct options *options, const char *path, const char *why, struct text *out, struct text *lines)
{
    struct report report = { .version = HEALTHCHECK_VERSION, .source = "captured", .duration_ms = -1, .status = FINDING_UNKNOWN, .error = why };

    console_complain("%s", why);
    if (options->format == FORMAT_JSON)
        report_proxy_json(out, &(struct report_proxy){ .report = &report });
    report_summary_line(lines, &report, path, &(struct report_style){ 0 });
    return FINDING_UNKNOWN;
}

static int look_at_many(const struct options *options)
{
    enum finding_status worst = FINDING_SKIPPED;
    struct text out = { 0 }, lines = { 0 };
    struct error error;

    for (size_t i = 0; i < options->hosts.count; i++) {
        const char *path = options->hosts.items[i];
        struct host *host = host_open_captured(path, &error);

        if (options->format == FORMAT_TEXT)
            text_append_format(&out, "%s== %s ==\n", i > 0 ? "\n" : "", path);
        if (host == NULL)
            worst = finding_worse(worst, tell_unopened(options, path, error.text, &out, &lines));
        else
            worst = finding_worse(worst, look_at_host(host, options, path, &out, &lines));
        host_free(host);
    }
    if (options->format == FORMAT_TEXT)
        text_append_format(&out, "\n%s", text_of(&lines));
    text_free(&lines);
    return cmd_deliver(options, &out) ? finding_exit_status(worst) : EXIT_OWN_FAILURE;
}

static int look_at_one(const struct options *options)
{
    const char *path = options->hosts.count == 1 ? options->hosts.items[0] : NULL;
    struct progress *progress = progress_start("checking");
    struct error error;
    struct host *host = cmd_open_host(options, path, &error);
    struct text out = { 0 };
    enum finding_status status;

    if (host == NULL) {
        progress_stop(progress);
        console_complain("%s", error.text);
        return EXIT_OWN_FAILURE;
    }
    status = look_at_host(host, options, path, &out, NULL);
    progress_stop(progress);
    for (size_t i = 0; !options->is_intune && host_note(host, i) != NULL; i++)
        console_complain("%s", host_note(host, i));
    host_free(host);
    if (!cmd_deliver(options, &out))
        return options->is_intune ? 0 : EXIT_OWN_FAILURE;
    return options->is_intune ? status == FINDING_FAIL : finding_exit_status(status);
}

static bool selects_something(const struct options *options)
{
    struct selection selection = { options->only.items, options->only.count };

    for (size_t i = 0; check_at(i) != NULL; i++)
        if (text_starts(check_at(i)->id, "proxy.") && selection_has(&selection, check_at(i)->id))
            return true;
    return false;
}

/* The arguments are URLs. */
static bool check_urls(const struct options *options, struct error *error)
{
    struct bypass_target target;
    char scheme[16], host[256];

    for (size_t i = 0; i < options->arguments.count; i++)
        if (!bypass_target_read(&target, options->arguments.items[i], scheme, host))
            return error_set(error, "'%.200s' is no URL such as https://example.com/", options->arguments.items[i]);
    return true;
}

int cmd_extended_proxy(const struct options *options)
{
    struct error error = { "--only matches none of the checks proxy.*" };

    if (!selects_something(options) || !check_urls(options, &error)) {
        console_complain("%s", error.text);
        return EXIT_OWN_FAILURE;
    }
    return options->hosts.count > 1 ? look_at_many(options) : look_at_one(options);
}
