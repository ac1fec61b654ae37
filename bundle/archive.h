/* Opening a bundle that somebody sent: streamed by libarchive, strict, with limits on everything; nothing is ever extracted by name.
 *
 * Recognised by its manifest; any other archive is refused by its name. Our own zips tile the file exactly (bundle/zip_layout.h). */
#ifndef BUNDLE_ARCHIVE_H
#define BUNDLE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/zip_layout.h"
#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"

/* The largest manifest that is read: 200,000 rows. */
enum { ARCHIVE_LARGEST_MANIFEST = 128 * 1024 * 1024 };

/* Told of each entry in its order: its bytes in pieces, then a call with size 0. False ends the reading. */
typedef bool archive_piece(void *context, const char *name, const char *bytes, size_t size);

/* False, and one sentence, where it is no bundle or is broken. `wants` says whose content is wanted (of the others only the headers are
   checked); NULL: all. */
bool archive_read(const char *path, bool (*wants)(void *context, const char *name), archive_piece *piece, void *context, struct error *error);

/* The captured host inside a bundle: facts/ in memory. */
struct host *host_open_bundle(const char *path, struct error *error);

/* An open bundle, for who wants to know what is broken in it. */
struct opened_archive;
enum archive_state {
    ARCHIVE_OPENED,
    ARCHIVE_BROKEN, /* meant to be a bundle: something before, in or between its entries was changed */
    ARCHIVE_FOREIGN /* no bundle */
};
enum archive_state archive_open(struct opened_archive **opened, const char *path, struct error *error);
void archive_close(struct opened_archive *opened);
const struct zip_layout *archive_layout(const struct opened_archive *opened);

/* Each entry that is wanted; of a damaged one the pieces so far, then `damaged`; the others are read all the same. False where `piece`
   ended it. */
struct archive_visit {
    bool (*wants)(void *context, const char *name); /* NULL: all */
    archive_piece *piece;
    void (*damaged)(void *context, const char *name, const char *why);
    void *context;
};
bool archive_walk(struct opened_archive *opened, const struct archive_visit *visit);

/* The whole of one entry; false where there is none, it is damaged, or larger than `limit`. */
bool archive_take(struct opened_archive *opened, const char *name, size_t limit, struct text *content);

/* The CRC-32 of the bytes of an entry as they lie in the zip; false where they cannot be read. */
bool archive_packed_crc(struct opened_archive *opened, const struct zip_member *member, uint32_t *crc);

#endif
