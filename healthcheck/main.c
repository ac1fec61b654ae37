/* The program: options, and the table of actions. */
#include <stdio.h>

#include "healthcheck/cmd.h"
#include "healthcheck/options.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/version.h"

static int cmd_help(const struct options *options)
{
    struct text out = { 0 };

    options_help(&out);
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}

static int cmd_version(const struct options *options)
{
    struct text out = { 0 };

    text_append(&out, "healthcheck " HEALTHCHECK_VERSION "\n");
    return cmd_deliver(options, &out) ? 0 : EXIT_OWN_FAILURE;
}

static int (*const actions[])(const struct options *options) = {
    [ACTION_REPORT] = cmd_report,
    [ACTION_LIST] = cmd_list,
    [ACTION_HELP] = cmd_help,
    [ACTION_VERSION] = cmd_version,
};

int main(int count, char **arguments)
{
    struct options options;
    struct error error;
    int status = EXIT_OWN_FAILURE;

    console_prepare();
    if (options_read(&options, count, arguments, &error))
        status = actions[options.action](&options);
    else
        console_complain("%s", error.text);
    options_free(&options);
    return status;
}
