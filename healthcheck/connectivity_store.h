/* Keeps the result of a full test for the reports that contact nobody. */
#ifndef HEALTHCHECK_CONNECTIVITY_STORE_H
#define HEALTHCHECK_CONNECTIVITY_STORE_H

#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/host/host.h"
#include "healthcheck/options.h"

/* Why the result of a test with these options on this host is not stored; NULL: it is. */
const char *connectivity_why_not_stored(const struct options *options, struct host *host);

/* Writes the document into a folder, made where it is missing, in one step and for everybody to read. False, and one sentence. */
bool connectivity_store(const char *folder, const char *document, size_t size, struct error *error);

#endif
