/* --supportBundle: the options, and the host that is opened for it. */
#include <stdlib.h>
#include <string.h>

#include "bundle/collect.h"
#include "healthcheck/cmd.h"
#include "healthcheck/core/nearest.h"
#include "healthcheck/host/commands.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/support_bundle.h"
#include "proxy/attempts.h"

static bool is_a_collector(const char *name)
{
    for (size_t i = 0; collector_at(i) != NULL; i++)
        if (text_same(collector_at(i)->name, name))
            return true;
    return false;
}

static const char *nearest_collector(const char *name)
{
    const char *best = "";
    size_t least = (size_t)-1;

    for (size_t i = 0; collector_at(i) != NULL; i++) {
        size_t far = nearest_to_typed(collector_at(i)->name, name);

        if (far < least) {
            least = far;
            best = collector_at(i)->name;
        }
    }
    return best;
}

static bool check_names(const char *option, const struct words *names, struct error *error)
{
    for (size_t i = 0; i < names->count; i++)
        if (!is_a_collector(names->items[i]))
            return error_set(error, "%s %.100s: there is no such collector; did you mean %s? (docs/bundle.md has them all)", option, names->items[i],
                             nearest_collector(names->items[i]));
    return true;
}

/* What is asked for and would not come. */
static bool check_collected(const struct options *options, struct error *error)
{
    for (size_t i = 0; i < options->collect.count; i++) {
        const char *name = options->collect.items[i];

        if (words_have(&options->skip, name))
            return error_set(error, "--collect %s and --skip %s contradict each other", name, name);
        for (size_t c = 0; collector_at(c) != NULL; c++)
            if (text_same(collector_at(c)->name, name) && collector_at(c)->is_on_request && !words_have(&options->with, name))
                return error_set(error, "%s is collected on request: --with %s", name, name);
    }
    return true;
}

/* Without the "./" and slashes that say nothing; yours to free. */
static char *plain_path(const char *path)
{
    struct text plain = { 0 };

    for (const char *at = path; *at != '\0'; at++) {
        bool begins = at == path || at[-1] == '/';

        if (at[0] == '.' && at[1] == '/' && begins)
            at++;
        else if (*at != '/' || at == path || !begins)
            text_append_char(&plain, *at);
    }
    return text_take(&plain);
}

static bool names_same_file(const char *a, const char *b)
{
    char *plain_a = plain_path(a), *plain_b = plain_path(b);
    bool is_same = text_same(plain_a, plain_b);

    free(plain_a);
    free(plain_b);
    return is_same;
}

/* The map is what must not leave the machine with the bundle: neither on stdout nor in the bundle's place. */
static bool check_map(const struct options *options, struct error *error)
{
    if (options->keep_map == NULL)
        return true;
    if (cmd_is_stdout(options->keep_map))
        return error_set(error, "the map of --keep-map is a file that only you can read: give its name");
    return options->output == NULL || !names_same_file(options->keep_map, options->output) ||
           error_set(error, "--keep-map and --output are the same file: one is for support, the other for you alone");
}

static bool check(const struct options *options, struct error *error)
{
    if (!check_names("--collect", &options->collect, error) || !check_names("--skip", &options->skip, error) ||
        !check_names("--with", &options->with, error))
        return false;
    if (options->hosts.count > 1)
        return error_set(error, "a bundle is of one host: give one --host at most");
    if (options->output != NULL && cmd_is_stdout(options->output))
        return error_set(error, "a bundle is a file: give --output a file or a folder");
    return check_collected(options, error) && check_map(options, error);
}

static struct host *open_host(const struct options *options, struct attempts_options *attempts, struct error *error)
{
    bool tests = words_have(&options->with, "connectivity");

    if (options->hosts.count == 1)
        return cmd_open_host(options, options->hosts.items[0], error);
    return host_open_live(&(struct host_options){
        .timeout_seconds = options->timeout_seconds,
        .user_sid = options->user_sid,
        .purposes = COMMAND_FOR_REPORT | COMMAND_FOR_BUNDLE | (options->with.count > 0 ? (unsigned)COMMAND_ON_REQUEST : 0u) |
                    (tests ? (unsigned)COMMAND_FOR_CONNECTIVITY : 0u),
        .may_fetch = tests,
        .try = tests ? attempts_try : NULL,
        .try_options = attempts,
    });
}

int cmd_support_bundle(const struct options *options)
{
    struct attempts_options attempts = { .timeout_seconds = options->timeout_seconds };
    struct error error;
    struct host *host;
    int status;

    if (!check(options, &error))
        return cmd_give_up(options, error.text);
    console_remember_interrupts();
    host = open_host(options, &attempts, &error);
    if (host == NULL)
        return cmd_give_up(options, error.text);
    status = support_bundle_make(&(struct support_bundle){ .options = options, .host = host, .root = "" });
    host_free(host);
    return status;
}
