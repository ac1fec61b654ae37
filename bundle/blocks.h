/* Cuts a stream of text into pieces that can be redacted apart, on any thread: no value lies across a cut.
 *
 * A cut stands behind a line feed, but not inside a PEM block, between lines of wrapped base64, behind a line that ends in `:` `=` `,`
 * `|` `>` or `\`, nor in front of a line that is moved in (a YAML block). Where every line is so, as in a large JSON file, the first
 * three count more than the others. In a line without end it stands between two objects or settings, else behind a blank; where even
 * that is missing, the run is no text of a log, and the piece is told to be opaque. */
#ifndef BUNDLE_BLOCKS_H
#define BUNDLE_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>

/* How many of `size` bytes make the next piece (at least 1, `size` where `is_end`); more are wanted than fit: what remains is the
   beginning of the next one. `*is_opaque`: it must be left out. */
size_t block_cut(const char *bytes, size_t size, bool is_end, bool *is_opaque);

/* Behind a piece that was opaque: how many of the next bytes still belong to that run, `size` where it goes on. */
size_t block_opaque_rest(const char *bytes, size_t size);

#endif
