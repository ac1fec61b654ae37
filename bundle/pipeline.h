/* Entries as blocks through redaction and compression, on several threads, handed over in their order from a fixed ring. */
#ifndef BUNDLE_PIPELINE_H
#define BUNDLE_PIPELINE_H

#include "bundle/bundle.h"

struct pipeline;

/* A block, ready; the pipeline's until pipeline_release(). */
struct block {
    size_t entry;          /* its index */
    struct text plain;     /* redacted, what is hashed */
    unsigned char *packed; /* DEFLATE, joins with the entry's other blocks */
    size_t packed_size;
    bool is_last;                 /* of its entry */
    bool is_refused;              /* could not be redacted: a line stands in its place */
    struct redactions redactions; /* of this block */
};

/* Starts reading at once. NULL where libdeflate is missing, or no thread can be had. */
struct pipeline *pipeline_start(struct entry *entries, size_t count, const struct redactor *redactor, const struct bundle_options *options);

/* The next block in the order of the entries that have an open(), each with one block at least; NULL at the end, or where it was
   stopped. From one thread. */
const struct block *pipeline_next(struct pipeline *pipeline);

/* Gives the block back. */
void pipeline_release(struct pipeline *pipeline);

/* Ends the threads, in the middle too, and frees. */
void pipeline_stop(struct pipeline *pipeline);

#endif
