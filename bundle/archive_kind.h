/* What a file is that is no bundle, by its first bytes. */
#ifndef BUNDLE_ARCHIVE_KIND_H
#define BUNDLE_ARCHIVE_KIND_H

#include <stdbool.h>
#include <stddef.h>

enum { ARCHIVE_KIND_LOOKS_AT = 512 };

/* "a gzip file"; NULL where it may be a zip. */
const char *archive_kind(const unsigned char *begin, size_t size);

/* Is it a bundle that --encrypt-to made, or another CMS message with encrypted content: DER or PEM? */
bool archive_kind_is_encrypted(const unsigned char *begin, size_t size);

#endif
