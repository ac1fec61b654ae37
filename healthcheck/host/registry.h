/* A registry in memory, as exports, reg.exe or a test tell it. Paths are those of facts: `HKLM/SOFTWARE/…`, with `/` and `%`
   inside a name written `%2F` and `%25`. Case does not matter (ASCII). */
#ifndef HEALTHCHECK_HOST_REGISTRY_H
#define HEALTHCHECK_HOST_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/fact.h"
#include "healthcheck/host/machine.h"

struct registry;

struct registry *registry_new(void);
void registry_free(struct registry *registry);

/* Adds a key (and those above it). `is_mentioned`: what holds the key's own values was seen, not only its name. */
void registry_add_key(struct registry *registry, const char *path, bool is_mentioned);

/* Forgets a key, its values and everything below it. */
void registry_delete_key(struct registry *registry, const char *path);

/* Sets a value; the key is added where it is not there. `name` is "(Default)" for the default value, with `/` and `%` as they
   are: it is escaped here. `text` is what the fact will say (contract section 4). */
void registry_set_value(struct registry *registry, const char *key_path, const char *name, enum fact_type type, const char *text, size_t size);
void registry_delete_value(struct registry *registry, const char *key_path, const char *name);

/* Was this key (or, of a value's path, its key) mentioned? */
bool registry_mentions(const struct registry *registry, const char *key_path);

/* Answers `path`, the part of a fact's key behind "registry/"; a trailing '/' asks for the list. Absent where it is not there. */
void registry_answer(const struct registry *registry, const char *path, struct answer *answer);

/* "HKEY_LOCAL_MACHINE\SOFTWARE\A/B" or "HKLM\…" to "HKLM/SOFTWARE/A%2FB"; NULL where the root is none of HKLM, HKCU, HKU,
   HKCR, HKCC, or where it is deeper than Windows allows (512 levels, "Registry Element Size Limits", Microsoft Learn). Empty
   components are dropped. Yours to free. */
char *registry_path_from_windows(const char *name, size_t size);

#endif
