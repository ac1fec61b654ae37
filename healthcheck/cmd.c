/* What the actions share. */
#include "healthcheck/cmd.h"

#include <string.h>

#include "healthcheck/platform/console.h"
#include "healthcheck/platform/file.h"

struct host *cmd_open_host(const struct options *options, const char *path, struct error *error)
{
    if (path != NULL)
        return host_open_captured(path, error);
    return host_open_live(&(struct host_options){ .timeout_seconds = options->timeout_seconds, .user_sid = options->user_sid });
}

bool cmd_deliver(const struct options *options, struct text *out)
{
    struct error error = { "" };
    bool is_delivered;

    if (options->output == NULL || strcmp(options->output, "-") == 0)
        is_delivered = console_write(text_of(out), out->size, &error);
    else
        is_delivered = file_replace(options->output, text_of(out), out->size, &error);
    if (!is_delivered)
        console_complain("%s", error.text);
    text_free(out);
    return is_delivered;
}
