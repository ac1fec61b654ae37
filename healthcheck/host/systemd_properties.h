/* What `systemctl show` prints: bytes in, plain data out (man 1 systemctl, systemd 252). Borrowed from the bytes. */
#ifndef HEALTHCHECK_HOST_SYSTEMD_PROPERTIES_H
#define HEALTHCHECK_HOST_SYSTEMD_PROPERTIES_H

#include <stdbool.h>

#include "healthcheck/core/text.h"

/* Takes the next "Name=value" off `rest`. A value goes on over lines that begin no property (a capital, letters and digits, '='). */
bool systemd_property_next(struct span *rest, struct span *name, struct span *value);

/* The first property of that name; false where there is none. */
bool systemd_property_find(struct span text, const char *name, struct span *value);

/* The state of a unit in the words of docs/contract.md section 4 (service/<name>), from LoadState, ActiveState and UnitFileState.
   NULL where there is no such unit; `is_known` is false where the text says nothing about it. */
const char *systemd_unit_state(struct span text, bool *is_known);

#endif
