/* What the redactor finds, before anything is written: for views of encoded text, which map the places back. */
#ifndef BUNDLE_REDACT_SCAN_H
#define BUNDLE_REDACT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/pseudonym.h"
#include "bundle/pseudonym_address.h"
#include "bundle/redact.h"

/* A stretch that must not leave the machine as it is. */
struct match {
    size_t from, to; /* bytes; from < to */
    enum pseudonym_kind kind;
    unsigned rule;       /* the index of redact_rule_name() */
    struct ipv4 address; /* of PSEUDONYM_IPV4, where the whole match is one; else of zeros */
};

/* A growing list: begin with { 0 }, free with match_list_free(). */
struct match_list {
    struct match *items; /* in their order, none over another */
    size_t count, capacity;
};

void match_add(struct match_list *list, struct match match);
void match_list_free(struct match_list *list);

/* Brings matches of several rules in order; of those over each other a secret stays, else the longest, for the whole stretch. */
void match_list_settle(struct match_list *list);

/* Appends what the built-in rules and the known names find in these bytes: places count from `bytes`. A pseudonym is never found
   again. Linear in `size`; from any thread. */
void redact_scan(const struct redactor *redactor, const char *bytes, size_t size, struct match_list *list);

/* The same with the user's rules (--redact-file): what they keep is left out. False where one of their patterns gave up. */
bool redact_find(const struct redactor *redactor, const char *bytes, size_t size, struct match_list *list);

/* The rule that stands for a run of base64 that could not be read. */
unsigned redact_encoded_rule(const struct redactor *redactor);

/* Appends the replacement of one match, as redact() does. `value` are the bytes that matched (of a view: decoded). */
void redact_replace(const struct redactor *redactor, const struct match *match, const char *value, size_t size, struct text *out);

#endif
