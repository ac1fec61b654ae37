/* --keep-map: what each pseudonym stands for, in a file that only its owner can read, so that the owner can translate back.
 *
 *     # healthcheck keep-map 1 secret_key=<64 hexadecimal digits>
 *     host-02c1d4<TAB>srv-build-07
 *
 * Sorted by bytes; in a value `\\`, `\t`, `\n` and `\xHH` stand for what a line cannot hold. A file that is there is read first and its
 * key used again, so that a second bundle has the same names. Secrets are never in it. */
#ifndef BUNDLE_KEEP_MAP_H
#define BUNDLE_KEEP_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "bundle/redact.h"
#include "healthcheck/core/error.h"

struct keep_map;

/* Reads the file at `path`, where there is one, and its key into `key`; else `key` is what it will be written with. NULL and a sentence
   where it is a link, of somebody else, readable by others, or no such map, or where none can be made. */
struct keep_map *keep_map_open(const char *path, unsigned char key[REDACT_KEY_SIZE], struct error *error);

/* One more pair; told again it costs a look into a small memory of the thread. From any thread. Of several values with one pseudonym
   (case aside) the least by bytes is kept. */
void keep_map_tell(struct keep_map *map, const char *pseudonym, size_t pseudonym_size, const char *value, size_t size);

/* Is something missing because there was too much (some hundred thousand names)? */
bool keep_map_is_full(const struct keep_map *map);

/* Writes it in one step, 0600. False and a sentence: what was there before still is. */
bool keep_map_write(struct keep_map *map, struct error *error);

void keep_map_free(struct keep_map *map);

#endif
