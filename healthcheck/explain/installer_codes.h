/* The exit codes of mde_installer.sh (microsoft/mdatp-xplat, linux/installation, 2026). */
#ifndef HEALTHCHECK_EXPLAIN_INSTALLER_CODES_H
#define HEALTHCHECK_EXPLAIN_INSTALLER_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

struct installer_code {
    int code;
    const char *name; /* the script's own; NULL for 0 */
    const char *meaning;
    const char *remedy; /* NULL for 0 */
};

/* Ascending; NULL at the end. */
const struct installer_code *installer_code_at(size_t index);

/* Explains the exit code in `text`: "mde_installer 15", "mde_installer.sh exited with 15", "installer exit code 15",
   "ERR_CORRUPT_MDE_INSTALLED". "mde_installer" alone lists them all, and so does a number the script does not have. False,
   and nothing appended, where `text` speaks of no installer. */
bool installer_code_explain(struct text *out, struct span text);

#endif
