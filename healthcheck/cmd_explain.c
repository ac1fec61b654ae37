/* --explain: a check, an error code, a message or a topic. */
#include "healthcheck/cmd.h"
#include "healthcheck/explain/explain.h"
#include "healthcheck/host/host.h"
#include "healthcheck/platform/console.h"

int cmd_explain(const struct options *options)
{
    struct error error = { "" };
    struct text out = { 0 };
    struct host *host = cmd_open_host(options, options->hosts.count > 0 ? options->hosts.items[0] : NULL, &error);
    const struct fact *name;
    bool is_known = false;

    /* Its name goes into the hunting queries. */
    if (host != NULL) {
        name = host_ask(host, "system/hostname");
        is_known = explain(&out, options->arguments.items[0], name->state == FACT_PRESENT ? name->text : NULL, &error);
        host_free(host);
    }
    if (!is_known) {
        console_complain("%s", error.text);
        return EXIT_OWN_FAILURE;
    }
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}
