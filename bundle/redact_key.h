/* What the rules may know of the redactor. */
#ifndef BUNDLE_REDACT_KEY_H
#define BUNDLE_REDACT_KEY_H

#include "bundle/redact.h"
#include "bundle/rules.h"

unsigned redactor_rule_index(const struct redactor *redactor, const struct rule *rule);

/* The structural rule of secrets with this sign, by which its matches are counted. */
const struct rule *redactor_secret_of(const struct redactor *redactor, char sign);

/* A host's name that is a word as well counts behind one of these only, which is then its first byte. */
#define KNOWN_LEADS " \t=\"'"

/* How many bytes of a known name (a user, a host, a domain) stand at `at`, whatever their case; 0: none. */
size_t redactor_known_word(const struct redactor *redactor, enum pseudonym_kind kind, const char *bytes, size_t size);

#endif
