/* --extendedProxy: every proxy setting, the one that counts, and which way each URL goes. */
#include <stdlib.h>

#include "healthcheck/cmd.h"
#include "healthcheck/cmd_look.h"
#include "healthcheck/examine.h"
#include "healthcheck/progress.h"
#include "healthcheck/proxy_view.h"
#include "proxy/bypass.h"

static void print_view(const struct cmd_look *look, const char *path, struct text *out, const struct report_proxy *proxy)
{
    const struct options *options = look->options;
    struct report_style style = cmd_style(options);

    if (options->is_intune)
        report_intune(out, proxy->report);
    else if (options->format == FORMAT_JSON)
        report_proxy_json(out, proxy);
    else if (options->format == FORMAT_HTML)
        cmd_page(look, &(struct report_page){ .report = proxy->report, .proxy = proxy }, path, out);
    else
        report_proxy_text(out, proxy, &style);
}

static enum finding_status look_at_host(const struct cmd_look *look, struct host *host, const char *path, struct text *out, struct text *lines)
{
    const struct options *options = look->options;
    struct progress *progress = lines == NULL ? progress_start("checking") : NULL;
    struct proxy_chain chain = proxy_chain_of(host);
    struct examination examination = { 0 };
    struct proxy_script script;
    struct proxy_view view;
    size_t count;
    const char **urls = proxy_view_urls(&options->arguments, &count);
    bool has_script = proxy_script_of(&script, host, &chain, urls, count, count - options->arguments.count);
    struct report report = cmd_report_on(host);

    examine_proxies(&examination, host, &chain, &(struct selection){ options->only.items, options->only.count });
    report.findings = examination.findings;
    report.count = examination.count;
    report.status = examination.worst;
    view = proxy_view_of(&chain, &options->arguments, has_script ? &script : NULL, &report);
    progress_stop(progress);
    print_view(look, path, out, &view.proxy);
    if (lines != NULL)
        report_summary_line(lines, &report, path, &(struct report_style){ 0 });
    proxy_view_free(&view);
    proxy_script_free(&script);
    examination_free(&examination);
    proxy_chain_free(&chain);
    free(urls);
    return report.status;
}

static struct host *open_live(const struct cmd_look *look)
{
    return cmd_open_host(look->options, NULL, NULL);
}

static void print_unopened(struct text *out, const struct report *report)
{
    report_proxy_json(out, &(struct report_proxy){ .report = report });
}

/* The arguments are URLs. */
static bool check_urls(const struct options *options, struct error *error)
{
    struct bypass_target target;
    char scheme[16], host[256];

    for (size_t i = 0; i < options->arguments.count; i++)
        if (!bypass_target_read(&target, options->arguments.items[i], scheme, host))
            return error_set(error, "'%.*s' is no URL such as https://example.com/", cmd_shown(options->arguments.items[i]),
                             options->arguments.items[i]);
    return true;
}

int cmd_extended_proxy(const struct options *options)
{
    static const char *const ids[] = { "proxy.", NULL };
    struct cmd_look look = { .options = options, .open_live = open_live, .look = look_at_host, .print_unopened = print_unopened };
    struct error error = { "--only matches none of the checks proxy.*" };

    if (!cmd_selects(options, ids) || !check_urls(options, &error))
        return cmd_give_up(options, error.text);
    return cmd_look(&look);
}
