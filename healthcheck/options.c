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
    A_DURATION,   /* the long long at `offset` */
    SOME_SECONDS, /* the double at `offset` */
    A_SIZE,       /* the unsigned long long at `offset` */
    A_LEVEL,      /* --redact */
    A_SID,        /* the const char * at `offset` */
};

enum { NO_ARGUMENT = 0, ONE_ARGUMENT = 1, SOME_ARGUMENTS = 2, ANY_ARGUMENTS = 3 };

#define AT(field) offsetof(struct options, field)

/* A row an option; `name` is how the documents write it. */
static const struct option {
    const char *name;
    const char *argument;
    const char *help;
    enum kind kind;
    int value; /* of an action: which; `wants` how many arguments */
    int wants;
    size_t offset;
    enum action of; /* the one action it belongs to; ACTION_REPORT: it is not of one alone */
} table[] = {
    { "--extendedProxy", "[URL...]", "all proxy settings, and which one wins", AN_ACTION, ACTION_EXTENDED_PROXY, ANY_ARGUMENTS, 0, 0 },
    { "--connectivityTest", "[URL...]", "tests the service URLs, or these", AN_ACTION, ACTION_CONNECTIVITY_TEST, ANY_ARGUMENTS, 0, 0 },
    { "--supportBundle", NULL, "a redacted zip to send to support", AN_ACTION, ACTION_SUPPORT_BUNDLE, NO_ARGUMENT, 0, 0 },
    { "--verify", "BUNDLE", "is this bundle intact, and whose?", AN_ACTION, ACTION_VERIFY, ONE_ARGUMENT, 0, 0 },
    { "--ask", "KEY...", "the fact with that key, nothing else", AN_ACTION, ACTION_ASK, SOME_ARGUMENTS, 0, 0 },
    { "--list", NULL, "every check, one line each", AN_ACTION, ACTION_LIST, NO_ARGUMENT, 0, 0 },
    { "--explain", "ID", "explains an id, code, message or topic", AN_ACTION, ACTION_EXPLAIN, ONE_ARGUMENT, 0, 0 },
    { "--host", "PATH", "a captured host or a bundle; repeatable", A_LIST, 0, 0, AT(hosts), 0 },
    { "--user", "SID", "whose WSL and proxy settings are examined", A_SID, 0, 0, AT(user_sid), 0 },
    { "--only", "PATTERN", "only the checks whose id matches; repeatable", A_LIST, 0, 0, AT(only), 0 },
    { "--format", "FORMAT", "text (default), json or html", A_FORMAT, 0, 0, 0, 0 },
    { "--output", "PATH", "write there instead of stdout", A_TEXT, 0, 0, AT(output), 0 },
    { "--endpoints", "FILE", "test the URLs of this JSON list instead", A_TEXT, 0, 0, AT(endpoints), ACTION_CONNECTIVITY_TEST },
    { "--resolve", "HOST:PORT:ADDRESS", "test that host at this address; repeatable", A_LIST, 0, 0, AT(resolve), ACTION_CONNECTIVITY_TEST },
    { "--ca-file", "FILE", "test with these roots instead of the system's", A_TEXT, 0, 0, AT(ca_file), ACTION_CONNECTIVITY_TEST },
    { "--dry-run", NULL, "print what would go in, and write no bundle", A_FLAG, 0, 0, AT(is_dry_run), ACTION_SUPPORT_BUNDLE },
    { "--since", "DURATION", "logs that changed since then; default 7d", A_DURATION, 0, 0, AT(since_seconds), ACTION_SUPPORT_BUNDLE },
    { "--max-size", "SIZE", "newest part of each file; default 256M", A_SIZE, 0, 0, AT(most_a_file), ACTION_SUPPORT_BUNDLE },
    { "--collect", "NAME", "only this collector; repeatable", A_LIST, 0, 0, AT(collect), ACTION_SUPPORT_BUNDLE },
    { "--skip", "NAME", "all but this collector; repeatable", A_LIST, 0, 0, AT(skip), ACTION_SUPPORT_BUNDLE },
    { "--with", "NAME", "this one, too: connectivity, ...; repeatable", A_LIST, 0, 0, AT(with), ACTION_SUPPORT_BUNDLE },
    { "--redact", "LEVEL", "secrets, or identity (default): names, too", A_LEVEL, 0, 0, 0, ACTION_SUPPORT_BUNDLE },
    { "--redact-file", "RULES", "words and patterns of your own to hide", A_TEXT, 0, 0, AT(redact_file), ACTION_SUPPORT_BUNDLE },
    { "--keep-map", "FILE", "write what each pseudonym stands for there", A_TEXT, 0, 0, AT(keep_map), ACTION_SUPPORT_BUNDLE },
    { "--fast", NULL, "less time, a larger file", A_FLAG, 0, 0, AT(is_fast), ACTION_SUPPORT_BUNDLE },
    { "--force", NULL, "replace a file that is there", A_FLAG, 0, 0, AT(may_replace), ACTION_SUPPORT_BUNDLE },
    { "--sign", "KEY", "sign it with this private key (PEM)", A_TEXT, 0, 0, AT(sign), ACTION_SUPPORT_BUNDLE },
    { "--encrypt-to", "CERT", "only its owner can open it; repeatable", A_LIST, 0, 0, AT(encrypt_to), ACTION_SUPPORT_BUNDLE },
    { "--key", "FILE", "whose signature is trusted: PEM", A_TEXT, 0, 0, AT(key), ACTION_VERIFY },
    { "--wait", "DURATION", "look again until only time was wrong (5m, 30m)", A_DURATION, 0, 0, AT(wait_seconds), 0 },
    { "--timeout", "SECONDS", "limit for each outside thing; default 10", SOME_SECONDS, 0, 0, AT(timeout_seconds), 0 },
    { "--intune", NULL, "one line, exit status 0 or 1 only", A_FLAG, 0, 0, AT(is_intune), 0 },
    { "--no-color", NULL, "no colours (as with NO_COLOR)", A_FLAG, 0, 0, AT(has_no_colour), 0 },
    { "--quiet", NULL, "only what is not ok", A_FLAG, 0, 0, AT(is_quiet), 0 },
    { "--verbose", NULL, "evidence of what is ok, each skipped check, too", A_FLAG, 0, 0, AT(is_verbose), 0 },
    { "--help", NULL, "this text; of an action: its options, too", A_FLAG, 0, 0, AT(wants_help), 0 },
    { "--version", NULL, "the version of healthcheck", AN_ACTION, ACTION_VERSION, NO_ARGUMENT, 0, 0 },
};

enum { OPTIONS = sizeof table / sizeof table[0] };

const char *options_name(size_t index)
{
    return index < OPTIONS ? table[index].name : NULL;
}

enum action options_action(size_t index)
{
    return table[index].of;
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
    static const char *const later[] = { "ebpfstatistics", "schedule", "watch", "history", "compare" };

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

bool words_have(const struct words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (text_same(words->items[i], word))
            return true;
    return false;
}

static void add_word(struct words *words, const char *word)
{
    words->items = memory_resize(words->items, words->count + 2, sizeof *words->items);
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

/* "65536", "64K", "256M", "2G": powers of 1024, as in du(1). */
static bool read_size(const char *text, unsigned long long *size)
{
    static const char units[] = "KMGT";
    char *end;
    const char *unit;

    errno = 0;
    *size = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || errno != 0 || *size == 0)
        return false;
    if (*end == '\0')
        return true;
    unit = strchr(units, *end >= 'a' ? *end - 'a' + 'A' : *end);
    if (unit == NULL || end[1] != '\0' || *size > (1ull << 60) >> (10 * (unit - units + 1)))
        return false;
    *size <<= 10 * (unit - units + 1);
    return true;
}

/* "S-1-5-21-…-1001", as `whoami /user` prints it: a name would be taken for a user nobody knows. */
static bool is_sid(const char *text)
{
    const char *at = text + 2;
    int numbers = 0;

    if (!text_starts(text, "S-"))
        return false;
    for (; *at >= '0' && *at <= '9'; at += *at == '-' ? 1 : 0) {
        at += strspn(at, "0123456789");
        numbers++;
    }
    return *at == '\0' && at[-1] != '-' && numbers >= 3;
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
    case A_SID:
        *(const char **)at = value;
        return is_sid(value) ||
               error_set(error, "%s wants a SID like S-1-5-21-1-2-3-1001, as `whoami /user` shows it, not '%s'", option->name, value);
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
        return moment_read_duration(value, at) || error_set(error, "%s wants a duration like 90s, 5m, 1h or 7d, not '%s'", option->name, value);
    case A_SIZE:
        return read_size(value, at) || error_set(error, "%s wants a size like 500K, 64M or 2G, not '%s'", option->name, value);
    case A_LEVEL:
        if (!text_same(value, "secrets") && !text_same(value, "identity"))
            return error_set(error, "%s wants secrets or identity, not '%s'", option->name, value);
        options->keeps_identities = text_same(value, "secrets");
        return true;
    case SOME_SECONDS:
        errno = 0;
        *(double *)at = strtod(value, &end);
        return (end != value && *end == '\0' && errno == 0 && *(double *)at > 0 && *(double *)at <= 86400) ||
               error_set(error, "%s wants seconds, more than 0 and at most 86400, not '%s'", option->name, value);
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

static const char *action_name(enum action action)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].kind == AN_ACTION && table[i].value == (int)action)
            return table[i].name;
    return "";
}

/* Some options are of one action only: elsewhere they would be ignored, and somebody believe otherwise. */
static bool belongs_together(const struct options *options, const struct option *special, struct error *error)
{
    return special == NULL || special->of == options->action ||
           error_set(error, "%s belongs to %s: give that, too", special->name, action_name(special->of));
}

/* Others tell no findings: what is asked of those would be ignored there. */
static bool suits_action(const struct options *options, struct error *error)
{
    const char *option = options->is_intune ? "--intune" : options->only.count > 0 ? "--only" : options->format != FORMAT_TEXT ? "--format" : NULL;

    return option == NULL || options->action == ACTION_REPORT || options->action == ACTION_EXTENDED_PROXY ||
           options->action == ACTION_CONNECTIVITY_TEST || (options->action == ACTION_ASK && options->format == FORMAT_JSON) ||
           error_set(error, "%s has no say in %s: it is for the report, --extendedProxy and --connectivityTest", option,
                     action_name(options->action));
}

bool options_read(struct options *options, int count, char *const *arguments, struct error *error)
{
    const struct option *action = NULL, *special = NULL;
    bool only_words = false;

    *options = (struct options){ .timeout_seconds = 10, .since_seconds = 7 * MOMENT_DAY, .most_a_file = 256ull << 20 };
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
        special = option->of != ACTION_REPORT ? option : special;
        takes_value = option->kind != AN_ACTION && option->kind != A_FLAG;
        if (argument[size] == '=' && !takes_value)
            return error_set(error, "%s takes no value", option->name);
        value = argument[size] == '=' ? argument + size + 1 : NULL;
        if (takes_value && value == NULL)
            value = i + 1 < count ? arguments[++i] : "";
        if (takes_value && *value == '\0')
            return error_set(error, "%s wants %s", option->name, option->argument);
        if (option->kind == A_FLAG)
            *(bool *)((char *)options + option->offset) = true;
        else if (option->kind == AN_ACTION ? !set_action(options, &action, option, error) : !read_value(options, option, value, error))
            return false;
    }
    if (!belongs_together(options, special, error))
        return false;
    if (options->wants_help)
        return true;
    if (!suits_action(options, error))
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
    free(options->collect.items);
    free(options->skip.items);
    free(options->with.items);
    free(options->encrypt_to.items);
}

static void help_row(struct text *out, const char *beginning, int width, const struct option *option)
{
    char *spelling = text_format("%s%s%s", option->name, option->argument != NULL ? " " : "", option->argument != NULL ? option->argument : "");

    text_append_format(out, "%s%-*s%s\n", beginning, width, spelling, option->help);
    free(spelling);
}

static void help_rows(struct text *out, enum action of)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].kind != AN_ACTION && table[i].of == of)
            help_row(out, "    ", 29, &table[i]);
}

static void help_action(struct text *out, enum action action)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].kind == AN_ACTION && table[i].value == (int)action)
            help_row(out, "  healthcheck ", 28, &table[i]);
    text_append_char(out, '\n');
    help_rows(out, action);
    text_append(out, "\nOf the options of every action (`healthcheck --help`):\n");
    help_rows(out, ACTION_REPORT);
    if (action == ACTION_SUPPORT_BUNDLE)
        text_append(out, "\nExit status: 0 complete, 1 something is missing (it says what), 4 no bundle.\n"
                         "What is collected and what is hidden: docs/bundle.md, or --dry-run.\n");
}

void options_help(struct text *out, enum action action)
{
    if (action != ACTION_REPORT && action < ACTION_VERSION) {
        help_action(out, action);
        return;
    }
    text_append(out, "healthcheck: what is wrong with this machine, why, and what to do about it\n"
                     "(Defender's plug-in for WSL, its agent on Linux, its sandbox on Windows)\n\n"
                     "  healthcheck                             health report of this machine\n");
    for (size_t i = 0; i < OPTIONS; i++)
        if (table[i].kind == AN_ACTION && table[i].value < ACTION_VERSION)
            help_row(out, "  healthcheck ", 28, &table[i]);
    text_append_char(out, '\n');
    help_rows(out, ACTION_REPORT);
    text_append(out, "    --version                    the version of healthcheck\n"
                     "\nOptions of one action: `healthcheck --supportBundle --help`.\n"
                     "Exit status: 0 ok, 1 warning, 2 failure, 3 unknown, 4 healthcheck failed itself.\n"
                     "Topics of --explain: auditd, coverage, detection-test, hunting, install,\n"
                     "ksplice, networking-logs, performance, portal, repair, sandbox, updates, wsl1.\n"
                     "Manual: `man healthcheck`, in the checkout `man -l docs/healthcheck.1`,\n"
                     "on Windows MANUAL.txt beside healthcheck.exe.\n");
}
