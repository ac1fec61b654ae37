/* --explain: what a check, an error code, a message of the vendor's tools or a word of this field means, and what to do.
 *
 * One table a story: probes/table.h, topics.c, plugin_errors.c, installer_codes.c, messages.c. */
#ifndef HEALTHCHECK_EXPLAIN_EXPLAIN_H
#define HEALTHCHECK_EXPLAIN_EXPLAIN_H

#include <stdbool.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

/* Appends the explanation of `what`, in lines of at most 80 columns. Case does not matter. `what` is one of

     wsl.version                                                   the id of a check
     hunting                                                       a topic (topics.h)
     MsMpEngCP.exe, MsMpEng.CP.exe                                 the other names a topic goes by
     Wsl/Service/CreateInstance/CreateVm/Plugin/E_ABORT            a plug-in error code, in any text around it, or its last part
     Waiting for Telemetry. Please retry in five minutes.          a message, whole or in part, in any text around it
     mde_installer 15, mde_installer.sh: exit code 15, ERR_…       an exit code of mde_installer.sh

   and may be long: the time is linear in its length. `host_name`, NULL where it is not known, goes into the hunting queries.
   False where nothing is known by that name: then `error` names the nearest ones, and nothing was appended. */
bool explain(struct text *out, const char *what, const char *host_name, struct error *error);

#endif
