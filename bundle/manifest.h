/* manifest.json, healthcheck.bundle/1: what a bundle holds, what it lacks, and why. */
#ifndef BUNDLE_MANIFEST_H
#define BUNDLE_MANIFEST_H

#include "bundle/bundle.h"

struct manifest {
    const char *tool_version;
    const char *host;           /* its name as it may leave the machine; NULL */
    const char *platform;       /* NULL: not known */
    const char *created_at;     /* RFC 3339 */
    const char *const *options; /* what was asked for, words; NULL at the end */
    const struct redactor *redactor;
    const struct entry *entries;
    size_t count;
};

/* The document, indented by nothing, one entry a line: it is looked at by people too. */
void manifest_write(struct text *out, const struct manifest *manifest);

/* The same as a feed, a row after the other; what the manifest points to must outlive it. */
struct feed *feed_manifest(const struct manifest *manifest);

/* A manifest read back from a bundle: foreign bytes, limits on all. */
struct manifest_row {
    char *path;
    unsigned long long size;
    char sha256[65];
    char packed_crc32[9]; /* of the bytes as they lie in the zip, hex */
    char *collector, *status;
};
struct manifest_read {
    struct manifest_row *rows;
    size_t count;
    char *tool_version, *host, *created_at;
};
bool manifest_read(struct manifest_read *manifest, const char *bytes, size_t size, struct error *error);
void manifest_read_free(struct manifest_read *manifest);

#endif
