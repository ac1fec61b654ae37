/* --explain: a check, an error code, a message or a topic. */
#include "healthcheck/cmd.h"
#include "healthcheck/explain/explain.h"
#include "healthcheck/host/host.h"
#include "healthcheck/platform/console.h"

/* The host whose name goes into queries: the captured one that was named, else this machine. */
static struct host *open_host(const struct options *options, struct error *error)
{
    if (options->hosts.count > 0)
        return host_open_captured(options->hosts.items[0], error);
    return host_open_live(&(struct host_options){ .timeout_seconds = options->timeout_seconds, .user_sid = options->user_sid });
}

int cmd_explain(const struct options *options)
{
    struct error error = { "" };
    struct text out = { 0 };
    struct host *host = open_host(options, &error);
    const struct fact *name;
    bool is_known = false;

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
