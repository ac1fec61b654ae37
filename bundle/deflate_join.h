/* Joining DEFLATE streams (RFC 1951) that were compressed apart, so that several cores can work on one entry of a zip.
 *
 * A compressor without a flush (libdeflate) ends each stream with a block whose BFINAL bit is set, and nothing may follow that. */
#ifndef BUNDLE_DEFLATE_JOIN_H
#define BUNDLE_DEFLATE_JOIN_H

#include <stddef.h>

/* How many bytes more than the stream has must be there for it. */
enum { DEFLATE_JOIN_ROOM = 5 };

/* Clears the stream's BFINAL bit and appends an empty stored block: it ends at a byte, and another stream may follow. Reads Huffman
   symbols without producing output, so its time follows the compressed size. Returns the new size; 0: it is not one whole
   stream, or `room` (of the buffer, in bytes) is too small. */
size_t deflate_join(unsigned char *stream, size_t size, size_t room);

#endif
