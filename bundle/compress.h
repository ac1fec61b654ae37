/* Compressing blocks apart, so that they join into one DEFLATE stream an entry. */
#ifndef BUNDLE_COMPRESS_H
#define BUNDLE_COMPRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bundle/bundle.h"

/* A thread's own. */
struct compressor;

/* The default is libdeflate's level 5: zip's -6 in size, in a quarter of its time on two cores (bench). COMPRESS_FAST is ISA-L's level 1
   where that library is there, else libdeflate's level 1. NULL where libdeflate is not installed. */
struct compressor *compressor_new(enum compression compression);
void compressor_free(struct compressor *compressor);

/* The most bytes that a block of `size` becomes. */
size_t compressor_bound(size_t size);

/* `out` has compressor_bound(size) bytes. The stream ends with the last block; other blocks end at a byte, for the next one. Returns the
   bytes written, never 0. */
size_t compressor_run(struct compressor *compressor, const char *bytes, size_t size, bool is_last, unsigned char *out);

uint32_t compress_crc32(uint32_t crc, const char *bytes, size_t size);

#endif
