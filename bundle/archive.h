/* Opening a bundle that somebody sent: streamed by libarchive, strict, with limits on everything; nothing is ever extracted by name.
 *
 * Recognised by its manifest; any other archive is refused by its name. Our own zips tile the file exactly: one end record, local headers
 * equal to the directory, no overlaps, no duplicates (also without regard to case), methods 0 and 8. */
#ifndef BUNDLE_ARCHIVE_H
#define BUNDLE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/host/host.h"

enum { ARCHIVE_MOST_ENTRIES = 250000 };

/* Told of each entry in its order: its bytes in pieces, then a call with size 0. False ends the reading. */
typedef bool archive_piece(void *context, const char *name, const char *bytes, size_t size);

/* False, and one sentence, where it is no bundle or is broken. `wants` says whose content is wanted (others are only checked). */
bool archive_read(const char *path, bool (*wants)(void *context, const char *name), archive_piece *piece, void *context, struct error *error);

/* The captured host inside a bundle: facts/ in memory. */
struct host *host_open_bundle(const char *path, struct error *error);

#endif
