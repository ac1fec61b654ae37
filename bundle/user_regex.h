/* A pattern of the user's: PCRE2, loaded when the first one is read, with limits on what a line may cost. */
#ifndef BUNDLE_USER_REGEX_H
#define BUNDLE_USER_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/redact_scan.h"
#include "healthcheck/core/error.h"

struct user_regex;

/* NULL, and PCRE2's message with the place in the pattern. One that matches the empty text is refused. */
struct user_regex *user_regex_new(const char *pattern, size_t size, struct error *error);
void user_regex_free(struct user_regex *regex);

/* Appends each match within a line as a word. False where PCRE2 gave up at a limit: the text must not go in then. From any thread. */
bool user_regex_scan(const struct user_regex *regex, const char *bytes, size_t size, unsigned rule, struct match_list *list);

#endif
