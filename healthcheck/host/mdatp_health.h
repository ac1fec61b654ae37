/* What `mdatp health` (and `mdatp health --details edr`) says, as text or as JSON: bytes in, plain data out.
 *
 * Both forms give the same names, the snake_case ones of the text. In the text a value may be quoted, a list stands in [], a
 * setting that the administrator manages has ` [managed]` behind it, and a first line may begin with ATTENTION. In the JSON
 * names are camelCase (their case changed between releases), a setting is an object { displayValue, isManaged, value }, dates
 * are texts of milliseconds since the epoch, and the definitions' status is {"$type":"upToDate"}, which is read as
 * "up_to_date". Sources: Learn, health-status (2024-11-04) and linux-resources (2026-04-16); public outputs of 101.23062. */
#ifndef HEALTHCHECK_HOST_MDATP_HEALTH_H
#define HEALTHCHECK_HOST_MDATP_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

struct mdatp_field {
    char *name;  /* "app_version" */
    char *value; /* without quotes; "true", "unavailable"; of a list the whole of it as JSON */
    char **items;
    size_t item_count;
    bool is_list;
    bool is_managed; /* set by mdatp_managed.json or the portal, not by `mdatp config` */
};

struct mdatp_health {
    struct mdatp_field *fields; /* in the order of the report; 0 of them: it was no report */
    size_t count, capacity;
    char *message; /* the first line that is no field ("ATTENTION: No license found. …", "Could not connect to the daemon"), or NULL */
};

/* What is read of an output, in bytes; real ones have some 2 KiB, and a tree of JSON takes thirty times its text. */
enum { MDATP_HEALTH_LARGEST = 1024 * 1024 };

/* Never fails: what is not understood is left out. Free with mdatp_health_free(). */
struct mdatp_health mdatp_health_read(const char *bytes, size_t size);
void mdatp_health_free(struct mdatp_health *health);

/* NULL where this version does not report it. Of two fields with one name the first counts. */
const struct mdatp_field *mdatp_health_find(const struct mdatp_health *health, const char *name);

/* Its value as text; NULL where this version does not report it. Dates stay as they were written (moment_read() reads both forms). */
const char *mdatp_health_get(const struct mdatp_health *health, const char *name);

/* Is it reported, and exactly this? */
bool mdatp_health_is(const struct mdatp_health *health, const char *name, const char *value);

/* Does the list have this item? Case does not matter. */
bool mdatp_health_lists(const struct mdatp_health *health, const char *name, const char *item);

#endif
