/* What auditctl prints: its rules (`auditctl -l`) and its state (`auditctl -s`). Bytes in, plain data out.
 *
 * The forms of auditctl 3 (checked with 3.0.9, 2026-11-21) and of 2.2 and older ("LIST_RULES: …", "AUDIT_STATUS: enabled=1 …").
 * The files of /etc/audit/rules.d are written in the same language. */
#ifndef HEALTHCHECK_HOST_AUDITCTL_H
#define HEALTHCHECK_HOST_AUDITCTL_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

struct audit_rules {
    size_t count;       /* lines that are rules */
    size_t with_key;    /* those with the key asked for: `-F key=KEY`, `-k KEY`, or the old form's `key=KEY` */
    struct span first;  /* the first of them, borrowed from the bytes */
    bool says_no_rules; /* "No rules" */
    bool is_understood; /* it has a rule or says that there is none */
};

struct audit_rules audit_rules_read(const char *bytes, size_t size, const char *key);

/* Finds "enabled": 0 off, 1 on, 2 immutable until the next boot. False where it does not say. */
bool audit_status_enabled(const char *bytes, size_t size, int *enabled);

#endif
