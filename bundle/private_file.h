/* A file that is its owner's alone. */
#ifndef BUNDLE_PRIVATE_FILE_H
#define BUNDLE_PRIVATE_FILE_H

#include <stddef.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

enum private_file { PRIVATE_FILE_READ, PRIVATE_FILE_MISSING, PRIVATE_FILE_REFUSED };

/* Appends the regular file at `path`. Refused, with a sentence: a link, no regular file, of another user, one that others may read or
   write, or more than `limit` bytes. */
enum private_file private_file_read(const char *path, size_t limit, struct text *content, struct error *error);

#endif
