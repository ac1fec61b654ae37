/* download/<URL>: a proxy auto-config script and the like, fetched without a proxy. Where a file is meant, the system's own half reads it. */
#ifndef HEALTHCHECK_HOST_DOWNLOAD_CURL_H
#define HEALTHCHECK_HOST_DOWNLOAD_CURL_H

#include "healthcheck/host/machine.h"

/* In bytes. */
enum { DOWNLOAD_LARGEST = 1024 * 1024 };

/* What stands behind "file:"; NULL for another URL. Borrowed. */
const char *download_file_path(const char *url);

/* http and https only, 5 seconds and 3 redirects at most. */
void download_fetch(const char *url, struct answer *answer);

#endif
