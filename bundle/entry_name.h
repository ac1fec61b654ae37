/* Names in a bundle are ours: whatever a file was called, its entry unpacks safely on every system.
 *
 * The redactor goes first. Then each byte that is no letter, digit or one of `._-+=@~,()` becomes %XX: line feeds, escapes, characters
 * that turn the reading around, what is not UTF-8, backslashes and colons, and everything beyond ASCII, so that no two ways to write
 * one letter meet. So do a trailing dot, `.` and `..`, and the first byte of what Windows keeps for devices (CON, aux.log). A component
 * longer than 200 bytes is cut there and ends in `%~` and 16 hex digits of its SHA-256, as facts do (host/captured_name.h); a path longer than
 * 1,000 is such digits alone. Of two names that differ only in case the second gets `~2`. */
#ifndef BUNDLE_ENTRY_NAME_H
#define BUNDLE_ENTRY_NAME_H

#include "bundle/redact.h"
#include "healthcheck/core/table.h"

/* `folder` "/" `path`, `folder` as it is ("logs/agent-logs"). Yours to free, and to keep as long as `taken`, which ignores case and
   remembers it. A name that the redactor refuses is "withheld". `counts` may be NULL. */
char *entry_name(struct table *taken, const struct redactor *redactor, const char *folder, const char *path, struct redactions *counts);

/* The same of a whole name that is redacted and safe already ("facts/env/HTTP_PROXY"): where it is taken, letters become %XX from the end
   until it is not, for that reads back as the same key. NULL where that does not help. Yours to free, and to keep. */
char *entry_name_of_fact(struct table *taken, const char *name);

#endif
