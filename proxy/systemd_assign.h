/* What the readers of units and of environment files share. Used by systemd_*.c only. */
#ifndef PROXY_SYSTEMD_ASSIGN_H
#define PROXY_SYSTEMD_ASSIGN_H

#include <stdbool.h>

#include "proxy/systemd_unit.h"

/* Where a setting stands. */
struct systemd_place {
    struct systemd_unit *unit;
    const char *file;
    size_t line;
};

/* Adds the problem `name` followed by `what`, up to SYSTEMD_MOST_PROBLEMS. */
void systemd_complain(const struct systemd_place *place, const char *what, const char *name);

/* Sets a variable, or sets it anew. */
void systemd_assign(const struct systemd_place *place, const char *name, size_t name_size, const char *value);

/* What systemd takes for the name and the value of a variable (environ(7): letters, digits and _; no control characters). */
bool systemd_is_name(const char *name, size_t size);
bool systemd_is_value(const char *value);

#endif
