/* The environment that systemd gives a service: unit files, drop-ins and environment files in, assignments with their places out.
 *
 * By the rules of systemd 252 (systemd.syntax(7), systemd.exec(5), systemd.unit(5); what is refused was held against
 * `systemd-analyze verify` of Debian 12): sections, comments with # or ; (within a continued line, too), `\` at the end of a line,
 * words quoted in " or ' with C's escapes, specifiers (`%%` is a percent sign), an empty assignment takes back all before it.
 * Environment files have rules of their own, nearer to a shell's; they come after every Environment=. */
#ifndef PROXY_SYSTEMD_UNIT_H
#define PROXY_SYSTEMD_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/table.h"

enum { SYSTEMD_MOST_PROBLEMS = 32 };

/* Texts are owned. */
struct systemd_assignment {
    char *name; /* stays where it is when it is assigned anew */
    char *value;
    char *file;  /* as it was given to the reader: "/etc/systemd/system/mdatp.service.d/proxy.conf" */
    size_t line; /* on which the setting begins, from 1 */
};

struct systemd_environment_file {
    char *path;
    bool is_optional; /* written with `-`: it may be missing */
    char *file;
    size_t line;
};

/* What systemd passes over. */
struct systemd_problem {
    char *file;
    size_t line;
    char *text; /* "Environment=HTTPS_PROXY=…: …"; values are not quoted: they may hold passwords */
};

/* Begin with { .name = "mdatp.service" }. */
struct systemd_unit {
    const char *name;
    struct systemd_assignment **assignments; /* one a name, in the order in which the names came */
    size_t count;
    struct table names; /* the same by their names */
    struct systemd_environment_file *files;
    size_t file_count;
    struct systemd_problem *problems;
    size_t problem_count;
};

/* A unit file, then its drop-ins in their order. False where a bad section header ended the reading: systemd does not load such a
   unit, and reads such a drop-in up to there. Linear. */
bool systemd_unit_read(struct systemd_unit *unit, const char *file, const char *bytes, size_t size);

/* The content of an environment file, after all units were read; its assignments replace those of units. False where it is not
   UTF-8: the service does not start. */
bool systemd_unit_read_environment_file(struct systemd_unit *unit, const char *file, const char *bytes, size_t size);

/* What `systemctl show` prints behind Environment= : the same words again. */
void systemd_unit_read_shown(struct systemd_unit *unit, const char *file, const char *bytes, size_t size);

/* NULL where the unit does not set it. */
const struct systemd_assignment *systemd_unit_get(const struct systemd_unit *unit, const char *name);

void systemd_unit_free(struct systemd_unit *unit);

#endif
