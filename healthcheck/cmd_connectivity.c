/* --connectivityTest: does the agent get through, where does it break, and who has to fix it? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/cmd.h"
#include "healthcheck/cmd_look.h"
#include "healthcheck/connectivity_store.h"
#include "healthcheck/connectivity_view.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/examine.h"
#include "healthcheck/host/commands.h"
#include "healthcheck/host/stored_connectivity.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/progress.h"
#include "proxy/attempts.h"
#include "proxy/ip_address.h"

/* The agent's own test, shown after ours. */
#define AGENTS_TEST "agent.reported_connectivity"

enum { LARGEST_CA_FILE = 4 * 1024 * 1024 };

/* What the command line asks for. */
struct test {
    struct endpoint_list endpoints;
    const char **resolve; /* NULL at the end */
    struct attempts_options attempts;
};

/* How far the attempts are; a terminal shows it. */
struct tally {
    size_t tested, planned;
    bool is_shown;
};

static void show_tally(const struct tally *tally)
{
    char line[64];

    if (!tally->is_shown)
        return;
    snprintf(line, sizeof line, "tested %zu of %zu", tally->tested, tally->planned);
    console_progress(line);
}

static void tell(void *context, const struct attempt *attempt)
{
    struct tally *tally = context;

    (void)attempt;
    tally->tested++;
    show_tally(tally);
}

static void try_all(struct connectivity_run *run, bool is_shown)
{
    struct tally tally = { .planned = run->plan.count, .is_shown = is_shown };

    console_working_on("connectivity");
    show_tally(&tally);
    connectivity_run_try(run, tell, &tally);
    if (is_shown)
        console_progress("");
    console_working_on(NULL);
}

/* What the agent's own test says, where there is an agent and one was run; of what is stored ours is the newer. */
static void add_agents_finding(struct examination *examination, struct host *host, const struct selection *selection)
{
    static const char *const id[] = { AGENTS_TEST };
    struct examination agents;
    const struct fact *answer;

    if (!selection_has(selection, AGENTS_TEST))
        return;
    answer = host_ask(host, "command/mdatp-connectivity");
    if (answer->state != FACT_PRESENT)
        return;
    agents = examine(host, &(struct selection){ id, 1 });
    for (size_t i = 0; i < agents.count; i++)
        if (agents.findings[i].status != FINDING_SKIPPED) {
            examination_add(examination, agents.findings[i]);
            agents.findings[i] = (struct finding){ 0 };
        }
    examination_free(&agents);
}

static void store(const struct options *options, struct host *host, const struct report_connectivity *told)
{
    const char *why_not = told->count > 0 ? connectivity_why_not_stored(options, host) : "nothing could be tested";
    struct text document = { 0 };
    struct error error;
    char *folder;

    if (why_not != NULL) {
        if (options->is_verbose && !options->is_intune)
            console_complain("the result is not stored: %s", why_not);
        return;
    }
    report_connectivity_json(&document, told);
    folder = stored_connectivity_folder(host);
    if (!connectivity_store(folder, text_of(&document), document.size, &error) && !options->is_intune)
        console_complain("the result is not stored: %s", error.text);
    free(folder);
    text_free(&document);
}

static void print_view(const struct cmd_look *look, const char *path, struct text *out, const struct report_connectivity *told)
{
    const struct options *options = look->options;
    struct report_style style = cmd_style(options);

    if (options->is_intune)
        report_intune(out, told->report);
    else if (options->format == FORMAT_JSON)
        report_connectivity_json(out, told);
    else if (options->format == FORMAT_HTML)
        cmd_page(look, &(struct report_page){ .report = told->report, .connectivity = told }, path, out);
    else
        report_connectivity_text(out, told, &style);
}

static void name_source(const struct options *options, struct report_connectivity *told)
{
    told->source = options->arguments.count > 0 ? "arguments" : options->endpoints != NULL ? "file" : "built-in";
    told->path = options->endpoints;
}

static void start_commands(struct host *host, const struct selection *selection)
{
    static const char *const commands[] = { "mdatp-connectivity", NULL };

    if (selection_has(selection, AGENTS_TEST))
        host_start_commands(host, commands);
    proxy_chain_start(host, platform_of(host));
}

static enum finding_status look_at_host(const struct cmd_look *look, struct host *host, const char *path, struct text *out, struct text *lines)
{
    const struct options *options = look->options;
    const struct test *test = look->context;
    struct selection selection = { options->only.items, options->only.count };
    bool shows_progress = lines == NULL && !options->is_intune;
    struct progress *progress = shows_progress ? progress_start("checking") : NULL;
    struct examination examination = { 0 };
    struct connectivity_run run;
    struct connectivity_view view;
    struct report report = cmd_report_on(host);

    start_commands(host, &selection);
    connectivity_run_prepare(&run, host, &test->endpoints);
    progress_stop(progress);
    try_all(&run, shows_progress);
    progress = shows_progress ? progress_start("waiting for the agent's own test") : NULL;
    examine_test(&examination, &run.connectivity, &selection);
    add_agents_finding(&examination, host, &selection);
    progress_stop(progress);
    report.findings = examination.findings;
    report.count = examination.count;
    report.status = examination.worst;
    view = connectivity_view_of(&run, &report);
    name_source(options, &view.told);
    store(options, host, &view.told);
    print_view(look, path, out, &view.told);
    if (lines != NULL)
        report_summary_line(lines, &report, path, &(struct report_style){ 0 });
    connectivity_view_free(&view);
    connectivity_run_free(&run);
    examination_free(&examination);
    return report.status;
}

static struct host *open_live(const struct cmd_look *look)
{
    const struct options *options = look->options;
    struct test *test = look->context;

    return host_open_live(&(struct host_options){
        .timeout_seconds = options->timeout_seconds,
        .user_sid = options->user_sid,
        .purposes = COMMAND_FOR_REPORT | COMMAND_FOR_CONNECTIVITY,
        .may_fetch = true,
        .try = attempts_try,
        .try_options = &test->attempts,
    });
}

static void print_unopened(struct text *out, const struct report *report)
{
    report_connectivity_json(out, &(struct report_connectivity){ .report = report });
}

/* HOST:PORT:ADDRESS as curl takes it; an IPv6 address may stand in brackets. What libcurl understands beyond that, "-HOST:PORT" and
   "+HOST:PORT:ADDRESS", would let the name server answer in the end. */
static bool check_resolve(const char *value, struct error *error)
{
    const char *port = strchr(value, ':'), *address = port != NULL ? strchr(port + 1, ':') : NULL;
    struct ip_address read;
    char *end = NULL;
    size_t size = address != NULL ? strlen(address + 1) : 0;
    unsigned long number = address != NULL && port[1] >= '0' && port[1] <= '9' ? strtoul(port + 1, &end, 10) : 0;

    if (address == NULL || port == value || *value == '-' || *value == '+' || end != address || number < 1 || number > 65535)
        return error_set(error, "--resolve wants HOST:PORT:ADDRESS, not '%.*s'", cmd_shown(value), value);
    address++;
    if (size > 2 && address[0] == '[' && address[size - 1] == ']') {
        address++;
        size -= 2;
    }
    if (!ip_address_read_v4(&read, address, size) && !ip_address_read_v6(&read, address, size))
        return error_set(error, "--resolve wants an IP address behind the second colon, not '%.*s'", cmd_shown(address), address);
    return true;
}

static bool check_ca_file(const char *path, struct error *error)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "";
    bool is_good = true;

    if (file_read(path, LARGEST_CA_FILE, &content, why) != FILE_READ)
        is_good = error_set(error, "cannot read --ca-file %s: %s", path, why[0] != '\0' ? why : "there is no such file");
    else if (strstr(text_of(&content), "-----BEGIN ") == NULL)
        is_good = error_set(error, "--ca-file %s holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", path);
    text_free(&content);
    return is_good;
}

static bool check_options(const struct options *options, struct error *error)
{
    if (options->hosts.count > 0 && (options->resolve.count > 0 || options->ca_file != NULL))
        return error_set(error, "--resolve and --ca-file are for tests over the network; a captured host is replayed");
    if (options->endpoints != NULL && options->arguments.count > 0)
        return error_set(error, "--endpoints %s and '%.*s': give a list or URLs", options->endpoints, cmd_shown(options->arguments.items[0]),
                         options->arguments.items[0]);
    for (size_t i = 0; i < options->resolve.count; i++)
        if (!check_resolve(options->resolve.items[i], error))
            return false;
    for (size_t i = 0; i < options->arguments.count; i++) {
        struct error what;

        if (!endpoint_url_check(options->arguments.items[i], true, &what))
            return error_set(error, "'%.*s' is no URL such as https://example.com/: %s", cmd_shown(options->arguments.items[i]),
                             options->arguments.items[i], what.text);
    }
    return options->ca_file == NULL || check_ca_file(options->ca_file, error);
}

static bool read_endpoints(struct endpoint_list *list, const struct options *options, struct error *error)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "";
    struct error what;
    bool is_read;

    if (options->arguments.count > 0 || options->endpoints == NULL) {
        *list = options->arguments.count > 0 ? endpoints_of_urls(options->arguments.items, options->arguments.count) : endpoints_built_in();
        return true;
    }
    if (file_read(options->endpoints, ENDPOINTS_LARGEST_FILE, &content, why) != FILE_READ)
        return error_set(error, "cannot read --endpoints %s: %s", options->endpoints, why[0] != '\0' ? why : "there is no such file");
    is_read = endpoints_read(list, text_of(&content), content.size, &what) || error_set(error, "--endpoints %s: %s", options->endpoints, what.text);
    text_free(&content);
    return is_read;
}

static const int *good_statuses(void *context, const char *url)
{
    const struct endpoint_list *list = context;

    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].url, url) == 0)
            return list->items[i].good;
    return NULL;
}

static void prepare_attempts(struct test *test, const struct options *options)
{
    test->resolve = memory_get((options->resolve.count + 1) * sizeof *test->resolve);
    for (size_t i = 0; i < options->resolve.count; i++)
        test->resolve[i] = options->resolve.items[i];
    test->attempts = (struct attempts_options){
        .timeout_seconds = options->timeout_seconds,
        .resolve = test->resolve,
        .ca_file = options->ca_file,
        .good = good_statuses,
        .context = &test->endpoints,
    };
}

int cmd_connectivity_test(const struct options *options)
{
    static const char *const ids[] = { "connectivity.", AGENTS_TEST, NULL };
    struct test test = { .resolve = NULL };
    struct cmd_look look = { .options = options, .context = &test, .open_live = open_live, .look = look_at_host, .print_unopened = print_unopened };
    struct error error = { "--only matches none of the checks connectivity.*" };
    int status;

    if (!cmd_selects(options, ids) || !check_options(options, &error) || !read_endpoints(&test.endpoints, options, &error))
        return cmd_give_up(options, error.text);
    prepare_attempts(&test, options);
    status = cmd_look(&look);
    endpoint_list_free(&test.endpoints);
    free(test.resolve);
    return status;
}
