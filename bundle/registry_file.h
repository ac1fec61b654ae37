/* facts/registry.reg: registry facts as one export, version 5.00, UTF-8, redacted; what registry_export.h reads back as the same facts.
 *
 * Texts are written as such where one line says them, else as hex(1); expand_sz and multi_sz as hex(2) and hex(7) in UTF-16LE. Proxy
 * settings in binary go through registry_blob.h. Other binary does not go in: its value stays there, empty, so that the list of its
 * key reads back the same, and a line for unreadable.txt says why. So too for keys of which only the name is known. */
#ifndef BUNDLE_REGISTRY_FILE_H
#define BUNDLE_REGISTRY_FILE_H

#include "bundle/redact.h"
#include "healthcheck/core/fact.h"
#include "healthcheck/core/text.h"

struct registry_file;

/* Both are borrowed; how often each rule struck is added to `counts`. */
struct registry_file *registry_file_new(const struct redactor *redactor, struct redactions *counts);
void registry_file_free(struct registry_file *file);

/* Adds a present fact of the kind registry/: a value, or a list (whose key ends in '/'). */
void registry_file_add(struct registry_file *file, const struct fact *fact);

/* Was anything added? */
bool registry_file_is_empty(const struct registry_file *file);

/* Told of a key of the contract, redacted, that is not in the export, and why. */
typedef void registry_file_missing(void *context, const char *key, const char *why);

/* Appends the export, its keys sorted. */
void registry_file_write(struct registry_file *file, struct text *out, registry_file_missing *missing, void *context);

#endif
