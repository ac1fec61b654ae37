/* The command line. */
#include "healthcheck/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/core/nearest.h"

enum kind {
    AN_ACTION, /* `value` is the action; what follows without "--" are its arguments */
    A_FLAG,    /* sets the bool at `offset` */
    A_TEXT,    /* the const char * at `offset` */
    A_LIST,    /* adds to the struct words at `offset` */
    A_FORMAT,
    A_DURATION,  /* the long long at `offset` */
    SOME_SECONDS /* the double at `offset` */
};

enum { NO_ARGUMENT = 0, ONE_ARGUMENT = 1, SOME_ARGUMENTS = 2, ANY_ARGUMENTS = 3 };

/* A row an option; `name` is how the documents write it. `help` is NULL for a second spelling. */
static const struct option {
    const char *name;
    const char *argument;
    const char *help;
    enum kind kind;
    int value; /* of an action: which; `wants` how many arguments */
    int wants;
    size_t offset;
} table[] = {
    { "--extendedProxy", "[URL...]", "all proxy settings, and which one wins", AN_ACTION, ACTION_EXTENDED_PROXY, ANY_ARGUMENTS, 0 },
    { "--connectivityTest", "[URL...]", "tests the service URLs, or these", AN_ACTION, ACTION_CONNECTIVITY_TEST, ANY_ARGUMENTS, 0 },
    { "--ask", "KEY...", "the fact with that key, nothing else", AN_ACTION, ACTION_ASK, SOME_ARGUMENTS, 0 },
    { "--list", NULL, "every check, one line each", AN_ACTION, ACTION_LIST, NO_ARGUMENT, 0 },
    { "--explain", "ID", "explains an id, code, message or topic", AN_ACTION, ACTION_EXPLAIN, ONE_ARGUMENT, 0 },
    { "--host", "PATH", "examine a captured host (a folder); repeatable", A_LIST, 0, 0, offsetof(struct options, hosts) },
    { "--user", "SID", "whose WSL and proxy settings are examined", A_TEXT, 0, 0, offsetof(struct options, user_sid) },
    { "--only", "PATTERN", "only the checks whose id matches; repeatable", A_LIST, 0, 0, offsetof(struct options, only) },
    { "--format", "FORMAT", "text (default), json or html", A_FORMAT, 0, 0, 0 },
    { "--output", "PATH", "write there instead of stdout", A_TEXT, 0, 0, offsetof(struct options, output) },
    { "--endpoints", "FILE", "test the URLs of this JSON list instead", A_TEXT, 0, 0, offsetof(struct options, endpoints) },
    { "--resolve", "HOST:PORT:ADDRESS", "test that host at this address; repeatable", A_LIST, 0, 0, offsetof(struct options, resolve) },
    { "--ca-file", "FILE", "test with these roots instead of the system's", A_TEXT, 0, 0, offsetof(struct options, ca_file) },
    { "--wait", "DURATION", "look again until only time was wrong (5m, 30m)", A_DURATION, 0, 0, offsetof(struct options, wait_seconds) },
    { "--timeout", "SECONDS", "limit for each outside thing; default 10", SOME_SECONDS, 0, 0, offsetof(struct options, timeout_seconds) },
    { "--intune", NULL, "one line, exit status 0 or 1 only", A_FLAG, 0, 0, offsetof(struct options, is_intune) },
    { "--no-color", NULL, "no colours (as with NO_COLOR)", A_FLAG, 0, 0, offsetof(struct options, has_no_colour) },
    { "--quiet", NULL, "only what is not ok", A_FLAG, 0, 0, offsetof(struct options, is_quiet) },
    { "--verbose", NULL, "evidence of what is ok, each skipped check, too", A_FLAG, 0, 0, offsetof(struct options, is_verbose) },
    { "--help", NULL, "this text", AN_ACTION, ACTION_HELP, NO_ARGUMENT, 0 },
    { "--version", NULL, "the version of healthcheck", AN_ACTION, ACTION_VERSION, NO_ARGUMENT, 0 },
};

enum { OPTIONS = sizeof table / sizeof table[0] };

const char *options_name(size_t index)
{
    return index < OPTIONS ? table[index].name : NULL;
}

/* Letters and digits only, lower case: "--extended-proxy" is "extendedproxy". */
static void fold(const char *name, size_t size, char folded[64])
{
    size_t used = 0;

    for (size_t i = 0; i < size && used < 63; i++)
        if (name[i] != '-')
            folded[used++] = text_lower(name[i]);
    folded[used] = '\0';
}

static const char *nearest(const char *folded)
{
    const char *best = table[0].name;
    size_t least = (size_t)-1;

    for (size_t i = 0; i < OPTIONS; i++) {
        char name[64];
        size_t far;

        fold(table[i].name, strlen(table[i].name), name);
        far = nearest_distance(folded, name);
        if (far < least) {
            least = far;
            best = table[i].name;
        }
    }
    return best;
}

/* Is it an action of docs/contract.md that comes with a later version? The plug-in's own tool has some, so they are tried. */
static bool is_of_a_later_version(const char *folded)
{
    static const char *const later[] = { "supportbundle", "verify", "ebpfstatistics", "schedule", "watch", "history", "compare" };

    for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
        if (strcmp(later[i], folded) == 0)
            return true;
    return false;
}

static const struct option *find(const char *argument, size_t size)
{
    char folded[64], name[64];

    fold(argument, size, folded);
    for (size_t i = 0; i < OPTIONS; i++) {
        fold(table[i].name, strlen(table[i].name), name);
        if (strcmp(name, folded) == 0)
            return &table[i];
    }
    return NULL;
}

static void add_word(struct words *words, const char *word)
{
    words->items = memory_resize(words->items, words->count + 1, sizeof *words->items);
    words->items[words->count++] = word;
}

/* The words of enum format. */
static const char *const formats[] = { "text", "json", "html" };

static bool read_value(struct options *options, const struct option *option, const char *value, struct error *error)
{
    void *at = (char *)options + option->offset;
    char *end;

    switch (option->kind) {
    case A_TEXT:
        *(const char **)at = value;
        return true;
    case A_LIST:
        add_word(at, value);
        return true;
    case A_FORMAT:
        for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
            if (text_same(value, formats[i])) {
                options->format = (enum format)i;
                return true;
            }
        return error_set(error, "unknown format '%s': this build writes text, json and html", value);
    case A_DURATION:
        return moment_read_duration(value, at) || error_set(error, "%s wants a duration like 90s, 5m or 1h, not '%s'", option->name, value);
    case SOME_SECONDS:
        errno = 0;
        *(double *)at = strtod(value, &end);
        return (end != value && *end == '\0' && errno == 0 && *(double *)at > 0 && *(double *)at <= 86400) ||
               error_set(error, "%s wants seconds between 0 and 86400, not '%s'", option->name, value);
    default:
        return true;
    }
}

static bool set_action(struct options *options, const struct option **given, const struct option *option, struct error *error)
{
    if (*given != NULL && *given != option)
        return error_set(error, "%s and %s are two actions: give one", (*given)->name, option->name);
    *given = option;
    options->action = (enum action)option->value;
    return true;
}

/* Some options are of one action only: elsewhere they would be ignored, and somebody believe otherwise. */
static bool belongs_together(const struct options *options, struct error *error)
{
    const char *name = options->endpoints != NULL   ? "--endpoints"
                       : options->resolve.count > 0 ? "--resolve"
                       : options->ca_file != NULL   ? "--ca-file"
                                                    : NULL;

    return name == NULL || options->action == ACTION_CONNECTIVITY_TEST || error_set(error, "%s belongs to --connectivityTest: give that, too", name);
}

bool options_read(struct options *options, int count, char *const *arguments, struct error *error)
{
    const struct option *action = NULL;
    bool only_words = false;

    *options = (struct options){ .timeout_seconds = 10 };
    for (int i = 1; i < count; i++) {
        const char *argument = arguments[i], *value;
        size_t size = strcspn(argument, "=");
        const struct option *option;
        bool takes_value;

        if (!only_words && strcmp(argument, "--") == 0) {
            only_words = true;
            continue;
        }
        if (only_words || argument[0] != '-' || argument[1] == '\0') {
            if (action == NULL || action->wants == NO_ARGUMENT)
                return error_set(error, "'%s' is no option%s; see `healthcheck --help`", argument,
                                 action != NULL ? ", and the action takes no argument" : "");
            if (action->wants == ONE_ARGUMENT && options->arguments.count == 1)
                return error_set(error, "%s takes one %s; put quotes around '%s %s'", action->name, action->argument, options->arguments.items[0],
                                 argument);
            add_word(&options->arguments, argument);
            continue;
        }
        option = strcmp(argument, "-h") == 0 ? find("help", 4) : text_starts(argument, "--") ? find(argument, size) : NULL;
        if (option == NULL) {
            char folded[64];

            fold(argument, size, folded);
            if (is_of_a_later_version(folded))
                return error_set(error, "%.*s comes with a later version; `healthcheck --help` lists what this one does", (int)size, argument);
            return error_set(error, "unknown option '%.*s': did you mean %s?", (int)size, argument, nearest(folded));
        }
        takes_value = option->kind != AN_ACTION && option->kind != A_FLAG;
        if (argument[size] == '=' && !takes_value)
            return error_set(error, "%s takes no value", option->name);
        value = argument[size] == '=' ? argument + size + 1 : NULL;
        if (takes_value && value == NULL && (value = i + 1 < count ? arguments[++i] : NULL) == NULL)
            return error_set(error, "%s wants %s", option->name, option->argument);
        if (option->kind == A_FLAG)
            *(bool *)((char *)options + option->offset) = true;
        else if (option->kind == AN_ACTION ? !set_action(options, &action, option, error) : !read_value(options, option, value, error))
            return false;
    }
    if (!belongs_together(options, error))
        return false;
    if (action != NULL && (action->wants == ONE_ARGUMENT || action->wants == SOME_ARGUMENTS) && options->arguments.count == 0)
        return error_set(error, "%s wants %s", action->name, action->argument);
    return true;
}

void options_free(struct options *options)
{
    free(options->arguments.items);
    free(options->hosts.items);
    free(options->only.items);
    free(options->resolve.items);
}

void options_help(struct text *out)
{
    text_append(out, "healthcheck: what is wrong with this machine, why, and what to do about it\n"
                     "(Defender's plug-in for WSL, its agent on Linux, its sandbox on Windows)\n\n"
                     "  healthcheck                             health report of this machine\n");
    for (size_t i = 0; i < OPTIONS; i++) {
        char *spelling =
            text_format("%s%s%s", table[i].name, table[i].argument != NULL ? " " : "", table[i].argument != NULL ? table[i].argument : "");

        if (table[i].kind == AN_ACTION && table[i].value < ACTION_HELP)
            text_append_format(out, "  healthcheck %-28s%s\n", spelling, table[i].help);
        else
            text_append_format(out, "%s    %-29s%s\n", strcmp(table[i].name, "--host") == 0 ? "\n" : "", spelling, table[i].help);
        free(spelling);
    }
    text_append(out, "\nExit status: 0 ok, 1 warning, 2 failure, 3 unknown, 4 healthcheck failed itself.\n"
                     "Topics of --explain: auditd, coverage, detection-test, hunting, install,\n"
                     "ksplice, networking-logs, performance, portal, repair, sandbox, updates, wsl1.\n"
                     "Manual: `man healthcheck`, or in the checkout `man -l docs/healthcheck.1`.\n");
}
