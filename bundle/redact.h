/* The redactor: the only way into a bundle, for contents and for names.
 *
 * Secrets always go; identities (users, hosts, domains, addresses, SIDs, GUIDs, MACs, e-mail) become pseudonyms by a keyed hash, so that
 * one value has one name in every file, on every thread, without a table. What it cannot process it refuses: nothing goes in
 * unredacted. Linear in the size of its input. */
#ifndef BUNDLE_REDACT_H
#define BUNDLE_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

enum redaction { REDACT_IDENTITY, REDACT_SECRETS }; /* --redact; the second keeps identities */

enum { REDACT_KEY_SIZE = 32, REDACT_MOST_RULES = 80 };

/* Everything is borrowed until redactor_free(). */
struct redact_options {
    enum redaction level;
    unsigned char key[REDACT_KEY_SIZE]; /* random a bundle; given in tests and by --keep-map */
    /* Names this host has, which are hidden wherever they stand as a word: users, host names, domains, ids of its devices (NULL at the
       end of each, or NULL). */
    const char *const *users, *const *hosts, *const *domains, *const *devices;
    const struct user_rules *rules; /* --redact-file, or NULL (user_rules.h) */
    struct keep_map *map;           /* --keep-map: each new pseudonym is told to it, or NULL (keep_map.h) */
};

struct redactor;
struct redactor *redactor_new(const struct redact_options *options);
void redactor_free(struct redactor *redactor);

/* How often each rule struck; the order of redact_rule_name(). */
struct redactions {
    unsigned long long by_rule[REDACT_MOST_RULES];
};
const char *redact_rule_name(const struct redactor *redactor, size_t index); /* NULL at the end */

/* Appends `bytes`, UTF-8 or anything like it, without what must not leave the machine. A piece of a larger text begins and ends where
   blocks.h cuts. False where it could not be processed (a rule of the user's gave up): nothing was appended then. From any thread. */
bool redact(const struct redactor *redactor, const char *bytes, size_t size, struct text *out, struct redactions *counts);

/* The same of what is known to be a host's name: one of `hosts` goes also where it is a word ("vm"). */
bool redact_host(const struct redactor *redactor, const char *name, size_t size, struct text *out);

/* A reason that foreign bytes may be part of (the target of a link, what another machine said): escaped and redacted. Yours to free. */
char *redact_reason(const struct redactor *redactor, const char *why);

/* A path, a key or a name, the same way: components keep their number. Yours to free; NULL where it must not go in at all. */
char *redact_name(const struct redactor *redactor, const char *name, struct redactions *counts);

#endif
