/* A walk over the answers to one question that is asked of every byte of a text (signs_shape.h): some blocks at once, a bit a byte. */
#ifndef BUNDLE_MARKS_H
#define BUNDLE_MARKS_H

#include <stddef.h>
#include <stdint.h>

enum { MARKS_BLOCK = 64, MARKS_AT_ONCE = 16 };

/* Begin with { .question = …, .bytes = …, .size = … }; borrowed. Nothing is asked before it is needed. */
struct marks {
    void (*question)(const unsigned char *bytes, size_t blocks, uint64_t *masks);
    const char *bytes;
    size_t size, first, count; /* blocks that were asked for last */
    uint64_t masks[MARKS_AT_ONCE];
};

/* Asks from this block on. */
void marks_ask(struct marks *marks, size_t block);

/* The answers for MARKS_BLOCK bytes; none behind the end. */
static inline uint64_t marks_of(struct marks *marks, size_t block)
{
    if (block - marks->first >= marks->count)
        marks_ask(marks, block);
    return marks->masks[block - marks->first];
}

/* The first byte from `at` on of which it is true, `limit` (at most the size) where there is none in front of that. */
size_t marks_next(struct marks *marks, size_t at, size_t limit);

/* The first from `at` on of which it is not: behind the text it is true of nothing. */
size_t marks_end(struct marks *marks, size_t at);

#endif
