/* Where libzip writes: an output file behind a buffer, so that its way back to each local header costs no system call. */
#ifndef BUNDLE_ZIP_SINK_H
#define BUNDLE_ZIP_SINK_H

#include "bundle/libraries.h"
#include "bundle/output_file.h"

/* Zip's own: libzip's file sink writes a readable temporary file and leaves it behind when it is killed (libzip 1.7.3, measured). */
struct zip_sink;

/* The file stays the caller's: what libzip calls committing is writing the rest. */
struct zip_sink *zip_sink_new(struct output_file *file);
void zip_sink_free(struct zip_sink *sink);

/* An empty archive that will be written there; NULL, and one sentence. The sink outlives it. */
zip_t *zip_sink_open(struct zip_sink *sink, struct error *error);

/* Why a write failed, or "". */
const char *zip_sink_why(const struct zip_sink *sink);

#endif
