/* --redact-file: the user's own rules, a line each, checked when they are read.
 *
 *     # a comment
 *     word  Project Falcon              this text, whatever its case
 *     regex \bCASE-[0-9]{6}\b           a PCRE2 pattern, with limits on matches and depth
 *     key   customerId                  the value beside this key, in any syntax
 *     keep  10.99.0.0/16                never touched
 *
 * `keep` takes an address, a network, or a name; secrets go all the same. */
#ifndef BUNDLE_USER_RULES_H
#define BUNDLE_USER_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/redact_scan.h"
#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

struct user_rules;

/* NULL, and one line with the number of the line and what is wrong. */
struct user_rules *user_rules_read(const char *bytes, size_t size, struct error *error);
void user_rules_free(struct user_rules *rules);

/* Appends what the rules find, in no order, as matches of the rule `rule`. False where a pattern reached its limits: the text must not go
   in then. From any thread. */
bool user_rules_scan(const struct user_rules *rules, const char *bytes, size_t size, unsigned rule, struct match_list *list);

/* May this value of a built-in rule stay? */
bool user_rules_keep(const struct user_rules *rules, enum pseudonym_kind kind, const char *value, size_t size);

#endif
