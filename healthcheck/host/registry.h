/* A registry in memory, as exports, reg.exe or a test tell it. Paths are those of facts: `HKLM/SOFTWARE/…`, with `/` and `%`
   inside a name written `%2F` and `%25`. Case does not matter (ASCII). */
#ifndef HEALTHCHECK_HOST_REGISTRY_H
#define HEALTHCHECK_HOST_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/fact.h"
#include "healthcheck/host/machine.h"

struct registry;

/* A key of a registry; good as long as the registry. */
struct registry_key;

struct registry *registry_new(void);
void registry_free(struct registry *registry);

/* More keys and values than any machine's answers hold (a whole HKLM\SOFTWARE has some 400,000): what comes then is dropped. */
enum { REGISTRY_MOST_NODES = 1000000 };
bool registry_is_full(const struct registry *registry);

/* Adds a key (and those above it), or finds it; NULL where the registry is full. */
struct registry_key *registry_add_key(struct registry *registry, const char *path);

/* What holds this key's own values was seen, not only its name: a value that is not among them is absent. */
void registry_mention_key(struct registry_key *key);

/* Forgets a key, its values and everything below it. */
void registry_delete_key(struct registry *registry, const char *path);

/* Sets a value of a key and mentions the key. `name` is "(Default)" for the default value, with `/` and `%` as they are. `text`
   is what the fact will say (contract section 4); it is copied. */
void registry_set_value(struct registry *registry, struct registry_key *key, const char *name, enum fact_type type, const char *text, size_t size);
void registry_delete_value(struct registry *registry, struct registry_key *key, const char *name);

/* Was this key mentioned? */
bool registry_mentions(const struct registry *registry, const char *path);

/* Is it known that there is no such key: was the nearest key above it that is there mentioned, with the names below it? */
bool registry_rules_out(const struct registry *registry, const char *path);

/* Answers `path`, the part of a fact's key behind "registry/"; a trailing '/' asks for the list, in which a line feed in a name is
   `%0A` besides. Absent where it is not there. */
void registry_answer(const struct registry *registry, const char *path, struct answer *answer);

/* "HKEY_LOCAL_MACHINE\SOFTWARE\A/B" or "HKLM\…" to "HKLM/SOFTWARE/A%2FB"; NULL where the root is none of HKLM, HKCU, HKU,
   HKCR, HKCC, or where it is deeper than Windows allows (512 levels, "Registry Element Size Limits", Microsoft Learn). Empty
   components are dropped. Yours to free. */
char *registry_path_from_windows(const char *name, size_t size);

#endif
