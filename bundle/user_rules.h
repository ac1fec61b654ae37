/* --redact-file: the user's own rules, a line each, checked when they are read.
 *
 *     # a comment
 *     word  Project Falcon              this text, whatever its case
 *     regex \bCASE-[0-9]{6}\b           a PCRE2 pattern, with limits on matches and depth
 *     key   customerId                  the value beside this key, in any syntax
 *     keep  10.99.0.0/16                never touched
 */
#ifndef BUNDLE_USER_RULES_H
#define BUNDLE_USER_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

struct user_rules;

/* NULL, and one line with the number of the line and what is wrong. */
struct user_rules *user_rules_read(const char *bytes, size_t size, struct error *error);
void user_rules_free(struct user_rules *rules);

#endif
