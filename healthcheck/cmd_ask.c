/* --ask: one fact, and nothing else. */
#include <string.h>

#include "healthcheck/askable.h"
#include "healthcheck/cmd.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/report/report.h"

enum { ASKED_PRESENT = 0, ASKED_ABSENT = 1, ASKED_UNREADABLE = 3 };

static int print_fact(const struct options *options, struct text *out, const struct fact *fact)
{
    if (options->format == FORMAT_JSON)
        report_fact_json(out, fact);
    else
        report_fact_text(out, fact, options->output == NULL && console_is_terminal());
    if (fact->state != FACT_PRESENT && options->format == FORMAT_TEXT)
        console_complain("%s: %s%s%s", fact->key, fact_state_name(fact->state), fact->why[0] != '\0' ? ": " : "", fact->why);
    else if (fact->state == FACT_PRESENT && fact->why[0] != '\0')
        console_complain("%s: %s", fact->key, fact->why);
    return fact->state == FACT_PRESENT ? ASKED_PRESENT : fact->state == FACT_ABSENT ? ASKED_ABSENT : ASKED_UNREADABLE;
}

int cmd_ask(const struct options *options)
{
    struct error error;
    struct host *host;
    struct text out = { 0 };
    int worst = ASKED_PRESENT;

    if (options->format == FORMAT_HTML) {
        console_complain("--format html is for reports: --ask prints text or json");
        return EXIT_OWN_FAILURE;
    }
    host = cmd_open_host(options, options->hosts.count > 0 ? options->hosts.items[0] : NULL, &error);
    if (host == NULL) {
        console_complain("%s", error.text);
        return EXIT_OWN_FAILURE;
    }
    for (size_t i = 0; i < options->arguments.count; i++) {
        const char *key = options->arguments.items[i];
        int status;

        if (options->hosts.count == 0 && !askable(key)) {
            console_complain("%s: no check asks for this fact, so a live host does not answer it (docs/contract.md section 4 has the keys)", key);
            text_free(&out);
            host_free(host);
            return EXIT_OWN_FAILURE;
        }
        status = print_fact(options, &out, host_ask(host, key));
        worst = status > worst ? status : worst;
    }
    host_free(host);
    return cmd_deliver(options, &out) ? worst : EXIT_OWN_FAILURE;
}
