/* --verify: is this bundle intact, and whose is it? */
#include "bundle/verify.h"
#include "healthcheck/cmd.h"
#include "healthcheck/core/escape.h"
#include "healthcheck/platform/console.h"

#include <string.h>

enum { INTACT = 0, NOT_VOUCHED_FOR = 1, NOT_INTACT = 2 };

static void append_escaped(struct text *out, const char *text)
{
    escape_append(out, text, strlen(text));
}

/* A line a path, each behind the word for what is wrong with it. */
static void print_list(struct text *out, const char *word, const struct text *paths)
{
    struct span rest = span_of(text_of(paths)), line;

    while (span_next_line(&rest, &line))
        text_append_format(out, "%-9s%.*s\n", word, (int)line.size, line.data);
}

static void print_head(struct text *out, const struct verification *verification, const char *path)
{
    text_append(out, verification_is_intact(verification) ? "intact: " : "not intact: ");
    append_escaped(out, path);
    if (verification->created_at != NULL)
        text_append_format(out, ", %zu entries, made ", verification->entries);
    append_escaped(out, verification->created_at != NULL ? verification->created_at : "");
    if (verification->host != NULL) {
        text_append(out, " on ");
        append_escaped(out, verification->host);
    }
    if (verification->tool_version != NULL) {
        text_append(out, " by healthcheck ");
        append_escaped(out, verification->tool_version);
    }
    text_append_char(out, '\n');
}

static void print_signature(struct text *out, const struct verification *verification, const char *key_path)
{
    switch (verification->signature) {
    case SIGNATURE_NONE:
        text_append(out, "unsigned: whoever changed it could have made its manifest anew\n");
        return;
    case SIGNATURE_BAD:
        text_append(out, "altered  manifest.sig: the signature is not one of this manifest\n");
        return;
    case SIGNATURE_GOOD:
        text_append(out, "signed by ");
        append_escaped(out, verification->signer);
        text_append(out, key_path != NULL ? ", which the given key vouches for\n" : "; --key tells whether that is whom you expect\n");
        return;
    case SIGNATURE_STRANGER:
        text_append(out, "signed by a stranger: ");
        append_escaped(out, verification->signer);
        text_append(out, ", not by the given key\n");
    }
}

static int status_of(const struct verification *verification, const char *key_path)
{
    if (!verification_is_intact(verification))
        return NOT_INTACT;
    return key_path != NULL && verification->signature != SIGNATURE_GOOD ? NOT_VOUCHED_FOR : INTACT;
}

int cmd_verify(const struct options *options)
{
    const char *path = options->arguments.items[0];
    struct verification verification;
    struct error error = { "" };
    struct text out = { 0 };
    int status = EXIT_OWN_FAILURE;

    if (!bundle_verify(path, options->key, &verification, &error)) {
        console_complain("%s", error.text);
    } else {
        print_head(&out, &verification, path);
        print_list(&out, "altered", &verification.altered);
        print_list(&out, "missing", &verification.missing);
        print_list(&out, "foreign", &verification.foreign);
        if (verification.created_at != NULL)
            print_signature(&out, &verification, options->key);
        status = cmd_deliver(options, &out) ? status_of(&verification, options->key) : EXIT_OWN_FAILURE;
    }
    verification_free(&verification);
    return status;
}
