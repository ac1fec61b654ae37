/* A rule of the redactor: an anchor, and the checker that looks closer where it stands. The rows are in redact_rules.h.
 *
 * A checker looks back and ahead by a fixed number of bytes only, or over what it then hides, or over a run that it remembers in the
 * scan, so that no text costs more than a fixed price a byte. */
#ifndef BUNDLE_RULES_H
#define BUNDLE_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bundle/letters.h"
#include "bundle/redact_scan.h"
#include "healthcheck/core/secret_name.h"

struct scan;

struct rule {
    const char *name;   /* in the manifest; rows that share one are one rule */
    const char *anchor; /* lower case: case does not matter; ANCHOR_BREAK: no letter or digit; of structural ones one byte */
    /* `at` is where the anchor stands. Whether something was hidden. */
    bool (*check)(struct scan *scan, size_t at, const struct rule *rule);
    enum pseudonym_kind kind;
    bool is_identity;     /* not with --redact secrets */
    bool is_structural;   /* found by its distances (anchors_shape.h) */
    const char *exactly;  /* of tokens: the anchor with its case, and more of it; NULL: as the anchor */
    unsigned letters;     /* of tokens: what follows, … */
    unsigned least, most; /* … and how many of it (0: any number) */
};

/* One walk over the bytes. */
struct scan {
    const struct redactor *redactor;
    const char *bytes;
    size_t size;
    size_t done;                                           /* the end of the last match: what is before it is settled */
    size_t name_end, address_begin, address_end, tool_end; /* runs that were judged */
    size_t no_at_sign_before;                              /* from a URL on */
    size_t userinfo_end;                                   /* of what was judged without a scheme */
    uint64_t tools;                                        /* of the command line up to tool_end: a bit a row of its table */
    uint64_t tool_rows;                                    /* those of programs that begin with tool_letter (rules_command.c) */
    char tool_letter;
    size_t judged_name, judged_size; /* the last name that was judged by itself (rules_named.c) */
    enum secret_name judged_kind;
    char judged_before;
    uint64_t profile, profile_mask; /* the last folder below Users\ that was nobody's, as it stands in the text */
    size_t nobody, nobody_size;     /* the last name of an account that is nobody's (rules_identity.c) */
    struct match_list *list;
};

/* Hides what of these bytes is not settled yet; a pseudonym is settled as it is. False where nothing is left. */
bool scan_hide(struct scan *scan, size_t from, size_t to, enum pseudonym_kind kind, const struct rule *rule);

/* Walks through a stretch as if the text ended with it; for what hides something further on, which the walk goes on behind. In redact.c. */
void scan_look(struct scan *scan, size_t from, size_t to);

/* Hides a secret further on, and before that what there is to hide behind `at` and in front of it: the account it is of. */
bool scan_hide_behind(struct scan *scan, size_t at, size_t from, size_t to, const struct rule *rule);

/* Do the bytes at `at` say this? `lower` ignores case. */
static inline bool scan_has(const struct scan *scan, size_t at, const char *text);
static inline bool scan_has_lower(const struct scan *scan, size_t at, const char *lower);

/* The same of the bytes in front of `at`. */
static inline bool scan_follows(const struct scan *scan, size_t at, const char *lower);

/* A word of a list that is asked for often enough that strlen() would be seen. */
struct scan_word {
    const char *text;
    size_t size;
};

#define SCAN_WORD(text)        \
    {                          \
        text, sizeof(text) - 1 \
    }

/* Behind the bytes of these kinds, at most `most` of them; and the beginning of those in front of `at`. */
static inline size_t scan_skip(const struct scan *scan, size_t at, unsigned letters, size_t most);
static inline size_t scan_back(const struct scan *scan, size_t at, unsigned letters, size_t most);

/* The byte at `at`, '\0' behind the end; the byte in front of it, '\0' in front of the beginning. */
static inline char scan_at(const struct scan *scan, size_t at);
static inline char scan_before(const struct scan *scan, size_t at);

/* Hides the name of an account: `alice`, `CORP\alice`, `alice@corp.example`. */
bool scan_hide_account(struct scan *scan, size_t from, size_t to, const struct rule *rule);

/* rules_secret.c: what is a secret by its own shape */
bool check_token(struct scan *scan, size_t at, const struct rule *rule);
bool check_json_token(struct scan *scan, size_t at, const struct rule *rule);
bool check_scheme(struct scan *scan, size_t at, const struct rule *rule);
bool check_private_key(struct scan *scan, size_t at, const struct rule *rule);
bool check_putty_key(struct scan *scan, size_t at, const struct rule *rule);
bool check_public_ssh_key(struct scan *scan, size_t at, const struct rule *rule);
bool check_client_secret(struct scan *scan, size_t at, const struct rule *rule);
bool check_crypt(struct scan *scan, size_t at, const struct rule *rule);
bool check_recovery_key(struct scan *scan, size_t at, const struct rule *rule);
bool check_telegram(struct scan *scan, size_t at, const struct rule *rule);

/* rules_named.c: what stands behind a name */
bool check_named(struct scan *scan, size_t at, const struct rule *rule);
bool check_identified_by(struct scan *scan, size_t at, const struct rule *rule);

/* rules_command.c: what stands behind an option of a program */
bool check_tool(struct scan *scan, size_t at, const struct rule *rule);
bool check_option(struct scan *scan, size_t at, const struct rule *rule);
bool check_credential(struct scan *scan, size_t at, const struct rule *rule);
bool check_net_use(struct scan *scan, size_t at, const struct rule *rule);

/* rules_shape.c */
bool check_told(struct scan *scan, size_t at, const struct rule *rule);
bool check_password_for(struct scan *scan, size_t at, const struct rule *rule);
bool check_behind(struct scan *scan, size_t at, const struct rule *rule);
bool check_community(struct scan *scan, size_t at, const struct rule *rule);
bool check_net(struct scan *scan, size_t at, const struct rule *rule);
bool check_redis(struct scan *scan, size_t at, const struct rule *rule);
bool check_pin(struct scan *scan, size_t at, const struct rule *rule);
bool check_secure_string(struct scan *scan, size_t at, const struct rule *rule);
bool check_ansible_vault(struct scan *scan, size_t at, const struct rule *rule);
bool check_web_key(struct scan *scan, size_t at, const struct rule *rule);
bool check_azure_devops(struct scan *scan, size_t at, const struct rule *rule);
bool check_webhook(struct scan *scan, size_t at, const struct rule *rule);
bool check_groups(struct scan *scan, size_t at, const struct rule *rule);
bool check_discord(struct scan *scan, size_t at, const struct rule *rule);

/* rules_address.c */
bool check_url(struct scan *scan, size_t at, const struct rule *rule);
bool check_userinfo(struct scan *scan, size_t at, const struct rule *rule);
bool check_email(struct scan *scan, size_t at, const struct rule *rule);
bool check_ipv4(struct scan *scan, size_t at, const struct rule *rule);
bool check_colons(struct scan *scan, size_t at, const struct rule *rule);
bool check_hyphens(struct scan *scan, size_t at, const struct rule *rule);

/* rules_identity.c */
bool check_home(struct scan *scan, size_t at, const struct rule *rule);
bool check_profile(struct scan *scan, size_t at, const struct rule *rule);
bool check_user(struct scan *scan, size_t at, const struct rule *rule);
bool check_domain_user(struct scan *scan, size_t at, const struct rule *rule);
bool check_uid(struct scan *scan, size_t at, const struct rule *rule);
bool check_sudo(struct scan *scan, size_t at, const struct rule *rule);
bool check_sid(struct scan *scan, size_t at, const struct rule *rule);
bool check_device(struct scan *scan, size_t at, const struct rule *rule);
bool check_known_word(struct scan *scan, size_t at, const struct rule *rule);

/* rules_host.c: does the host's name stand behind `at`, to `end`, by what is around it? */
bool is_place_of_host(const struct scan *scan, size_t at, size_t end);

static inline bool scan_has(const struct scan *scan, size_t at, const char *text)
{
    size_t size = strlen(text);

    return at <= scan->size && scan->size - at >= size && scan->bytes[at] == *text && memcmp(scan->bytes + at, text, size) == 0;
}

static inline char scan_at(const struct scan *scan, size_t at)
{
    return at < scan->size ? scan->bytes[at] : '\0';
}

static inline char scan_before(const struct scan *scan, size_t at)
{
    return at > 0 ? scan->bytes[at - 1] : '\0';
}

static inline bool scan_has_lower(const struct scan *scan, size_t at, const char *lower)
{
    for (; *lower != '\0'; lower++, at++)
        if (at >= scan->size || letter_lower(scan->bytes[at]) != *lower)
            return false;
    return true;
}

static inline bool scan_follows(const struct scan *scan, size_t at, const char *lower)
{
    size_t size = strlen(lower);

    if (at < size || letter_lower(scan->bytes[at - 1]) != lower[size - 1])
        return false;
    return scan_has_lower(scan, at - size, lower);
}

static inline size_t scan_skip(const struct scan *scan, size_t at, unsigned letters, size_t most)
{
    size_t end = at < scan->size && scan->size - at > most ? at + most : scan->size;

    while (at < end && letter_is(scan->bytes[at], letters))
        at++;
    return at;
}

static inline size_t scan_back(const struct scan *scan, size_t at, unsigned letters, size_t most)
{
    size_t begin = at > most ? at - most : 0;

    while (at > begin && letter_is(scan->bytes[at - 1], letters))
        at--;
    return at;
}

#endif
