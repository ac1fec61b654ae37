/* A file that appears under its name only when it is complete: unnamed until then (O_TMPFILE), else O_EXCL under a name of its own; 0600. */
#ifndef BUNDLE_OUTPUT_FILE_H
#define BUNDLE_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/error.h"

struct output_file;

/* In the folder of `path`, which must be there. `may_replace`: an existing regular file is replaced at the end, a link or a folder never. */
struct output_file *output_file_begin(const char *path, bool may_replace, struct error *error);

/* The same for a file whose name is ours to choose: where something stands under it, at the beginning or at the end, the next one is
   asked for. `next` gives a path in the same folder, good until it is called again, or NULL: then there is no file. Nothing is replaced. */
struct output_file *output_file_begin_free(const char *path, const char *(*next)(void *context), void *context, struct error *error);

/* One in the same folder as another that will have no name at all: it stays in memory where it can, is read back, and abandoned. */
struct output_file *output_file_begin_hidden(const struct output_file *beside, struct error *error);

/* Writes at an offset; false where the disk is full, the quota reached, …: the error names the folder. */
bool output_file_put(struct output_file *file, const void *bytes, size_t size, unsigned long long offset, struct error *error);

/* Reads back what was written: up to `size` bytes from an offset; 0 at the end, -1 where it cannot be read. */
long long output_file_read(struct output_file *file, void *bytes, size_t size, unsigned long long offset);

/* Syncs it, gives it its name, syncs the folder; frees. False: nothing is left. */
bool output_file_commit(struct output_file *file, struct error *error);

/* Leaves nothing; frees. */
void output_file_abandon(struct output_file *file);

#endif
