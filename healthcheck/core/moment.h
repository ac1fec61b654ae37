/* Moments and durations: seconds since 1970-01-01T00:00:00Z, and the ways this field writes them. No time zone tables, no clock. */
#ifndef HEALTHCHECK_CORE_MOMENT_H
#define HEALTHCHECK_CORE_MOMENT_H

#include <stdbool.h>
#include <stddef.h>

typedef long long moment; /* seconds since the epoch, UTC; years 0 to 9999 */

enum { MOMENT_MINUTE = 60, MOMENT_HOUR = 3600, MOMENT_DAY = 86400 };

/* Reads one of: RFC 3339 ("2026-05-31T01:25:17Z", fractions dropped, offsets applied); the plug-in's
   "2026-05-31 01:25:17 UTC" (what follows is ignored: " (Active)"); mdatp's "Apr 10, 2024 at 01:34:28 PM", which carries no
   zone and is taken as UTC; milliseconds since the epoch as mdatp's JSON writes them ("1712756068000"). */
bool moment_read(const char *text, moment *result);

/* RFC 3339 in UTC, whole seconds. `text` has at least MOMENT_TEXT_SIZE bytes. */
enum { MOMENT_TEXT_SIZE = 32 };
void moment_write(moment when, char *text);

/* "45 minutes", "3 hours", "12 days": the largest whole unit, for sentences. `text` has at least MOMENT_TEXT_SIZE bytes. */
void moment_write_duration(long long seconds, char *text);

/* "90", "90s", "5m", "2h", "7d" to seconds; false for anything else and for more than a year. */
bool moment_read_duration(const char *text, long long *seconds);

#endif
