/* The program: options, and the table of actions. */
#include "healthcheck/main.h"

#include "healthcheck/cmd.h"
#include "healthcheck/options.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/environment.h"
#include "healthcheck/version.h"

static int cmd_help(const struct options *options)
{
    struct text out = { 0 };

    options_help(&out, options->action);
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}

static int cmd_version(const struct options *options)
{
    struct text out = { 0 };

    text_append(&out, "healthcheck " HEALTHCHECK_VERSION "\n" HEALTHCHECK_BUILT_IN);
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}

static int (*const actions[])(const struct options *options) = {
    [ACTION_REPORT] = cmd_report,
    [ACTION_ASK] = cmd_ask,
    [ACTION_LIST] = cmd_list,
    [ACTION_EXPLAIN] = cmd_explain,
    [ACTION_EXTENDED_PROXY] = cmd_extended_proxy,
    [ACTION_CONNECTIVITY_TEST] = cmd_connectivity_test,
    [ACTION_SUPPORT_BUNDLE] = cmd_support_bundle,
    [ACTION_VERIFY] = cmd_verify,
    [ACTION_VERSION] = cmd_version,
};

/* A command line that makes no sense; --intune has no stderr, and only a failure of the machine may start its remediation. */
static int complain(int count, char **arguments, const char *why)
{
    struct options options = { 0 };

    for (int i = 1; i < count; i++)
        options.is_intune = options.is_intune || text_same(arguments[i], "--intune");
    return cmd_give_up(&options, why);
}

int healthcheck_main(int count, char **arguments)
{
    struct options options;
    struct error error;
    int status = EXIT_OWN_FAILURE;

    environment_forget();
    console_prepare();
    if (options_read(&options, count, arguments, &error))
        status = options.wants_help ? cmd_help(&options) : actions[options.action](&options);
    else
        status = complain(count, arguments, error.text);
    options_free(&options);
    return status;
}
