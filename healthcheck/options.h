/* The command line: read by one table, which --help prints too. */
#ifndef HEALTHCHECK_OPTIONS_H
#define HEALTHCHECK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

enum action {
    ACTION_REPORT, /* where no action was given */
    ACTION_ASK,
    ACTION_LIST,
    ACTION_EXPLAIN,
    ACTION_EXTENDED_PROXY,
    ACTION_CONNECTIVITY_TEST,
    ACTION_SUPPORT_BUNDLE,
    ACTION_VERIFY,
    ACTION_VERSION, /* the last */
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_HTML };

/* A list of arguments, borrowed from argv; NULL behind the last one. */
struct words {
    const char **items;
    size_t count;
};

/* Is this one of them? Case does not count. */
bool words_have(const struct words *words, const char *word);

struct options {
    enum action action;
    struct words arguments; /* of the action: keys, the id, URLs */
    struct words hosts;     /* --host */
    struct words only;      /* --only */
    enum format format;
    const char *output;     /* --output; NULL or "-": stdout */
    const char *key;        /* --key: a public key or a certificate, of --verify */
    const char *user_sid;   /* --user */
    const char *endpoints;  /* --endpoints */
    const char *ca_file;    /* --ca-file */
    struct words resolve;   /* --resolve */
    long long wait_seconds; /* --wait; 0: look once */
    double timeout_seconds; /* --timeout */

    /* --supportBundle */
    long long since_seconds;            /* --since; 7 days */
    unsigned long long most_a_file;     /* --max-size; 256 MiB */
    struct words collect, skip, with;   /* names of collectors */
    struct words encrypt_to;            /* --encrypt-to */
    const char *redact_file, *keep_map; /* --redact-file, --keep-map */
    const char *sign;                   /* --sign */
    bool keeps_identities;              /* --redact secrets */
    bool is_dry_run, is_fast, may_replace;

    bool wants_help; /* about the action, or about everything */
    bool is_intune, has_no_colour, is_quiet, is_verbose;
};

/* False, and one sentence with the nearest valid spelling, where the command line makes no sense. Free with options_free() either way. */
bool options_read(struct options *options, int count, char *const *arguments, struct error *error);
void options_free(struct options *options);

/* What --help prints: at most 40 lines of 80 columns; everything, or of an action its options. */
void options_help(struct text *out, enum action action);

/* The action that an option belongs to; ACTION_REPORT: not to one alone. */
enum action options_action(size_t index);

/* The long spellings, as the documents write them; NULL at the end. For tests of the manual page and the completion. */
const char *options_name(size_t index);

#endif
