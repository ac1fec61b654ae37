/* The binary values of the registry whose texts can be redacted: proxy settings, which are numbers and strings with their lengths.
 *
 * The layout is that of proxy/connection_settings.h (which judges it; this only walks it). What follows the known fields is dropped. */
#ifndef BUNDLE_REGISTRY_BLOB_H
#define BUNDLE_REGISTRY_BLOB_H

#include "bundle/redact.h"
#include "healthcheck/core/text.h"

/* Is this the name of such a value: WinHttpSettings, DefaultConnectionSettings, SavedLegacySettings? Case does not matter. */
bool registry_blob_is_known(const char *value_name);

/* Appends the bytes of the value, its strings redacted and their lengths right; a length that reached beyond the end still does so.
   IPv4 addresses of interfaces become pseudonyms, IPv6 ones zeros. `hex` is the text of the fact. False, and nothing appended, where it
   is no hex, or the redactor refuses a string. */
bool registry_blob_redact(const struct redactor *redactor, const char *value_name, const char *hex, size_t size, struct text *bytes,
                          struct redactions *counts);

#endif
