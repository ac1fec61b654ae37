/* What the actions share. */
#include "healthcheck/cmd.h"

#include <string.h>

#include "bundle/archive.h"
#include "healthcheck/core/secret.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/report/print.h"

/* A folder is tried first: of a fleet there may be a thousand. */
struct host *cmd_open_captured(const char *path, struct error *error)
{
    struct host *host = host_open_captured(path, error);

    return host == NULL && file_is_regular(path) ? host_open_bundle(path, error) : host;
}

struct host *cmd_open_host(const struct options *options, const char *path, struct error *error)
{
    if (path != NULL)
        return cmd_open_captured(path, error);
    return host_open_live(&(struct host_options){
        .timeout_seconds = options->timeout_seconds, .user_sid = options->user_sid, .may_fetch = options->action == ACTION_EXTENDED_PROXY });
}

int cmd_shown(const char *argument)
{
    enum { LONGEST_QUOTE = 200 };

    return secret_shown(argument, strlen(argument), LONGEST_QUOTE);
}

/* Replacing the file that stdout leads to would take it away from a shell that appends to it. */
bool cmd_is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0 || strcmp(path, "/dev/fd/1") == 0;
}

/* The one line of --intune that says why there is no other. */
static void append_unknown(struct text *out, const char *why)
{
    text_append(out, "unknown: ");
    print_sentence(out, why);
    text_append_char(out, '\n');
}

bool cmd_deliver(const struct options *options, struct text *out)
{
    struct error error = { "" };
    bool is_delivered;

    if (cmd_is_stdout(options->output))
        is_delivered = console_write(text_of(out), out->size, &error);
    else
        is_delivered = file_replace(options->output, text_of(out), out->size, &error);
    text_free(out);
    if (is_delivered)
        return true;
    if (!options->is_intune) {
        console_complain("%s", error.text);
    } else if (!cmd_is_stdout(options->output)) {
        append_unknown(out, error.text);
        (void)console_write(text_of(out), out->size, &error);
        text_free(out);
    }
    return false;
}

int cmd_give_up(const struct options *options, const char *why)
{
    struct text out = { 0 };

    if (!options->is_intune) {
        console_complain("%s", why);
        return EXIT_OWN_FAILURE;
    }
    append_unknown(&out, why);
    (void)cmd_deliver(options, &out);
    return 0;
}
