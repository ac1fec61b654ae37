/* Where a rule may begin: one pass over the bytes with SIMD, that is sometimes wrong and never misses.
 *
 * Two sorts of anchors. The literal ones are told apart by their first four bytes: for each of the four positions a table of low and
 * one of high half-bytes says which of 32 buckets of literals may have such a byte there; a bit that is left in all of them is a
 * candidate (the idea of Hyperscan's Teddy). The structural ones are bytes at fixed distances: `1.2`, `@`, a GUID's hyphens, the
 * colons of addresses. Every instruction set does the same: anchors_shape.h is compiled once for each, and signs_shape.h, the smaller
 * questions that are asked of every byte. */
#ifndef BUNDLE_ANCHORS_H
#define BUNDLE_ANCHORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ANCHOR_DEPTH = 4,   /* bytes of a literal that are looked at */
    ANCHOR_SETS = 4,    /* of eight buckets */
    ANCHOR_BLOCK = 64,  /* bytes, and bits of a mask */
    ANCHOR_BEHIND = 16, /* bytes that are looked at behind a block; in front of it is one */
};

/* In an anchor: any byte that is neither letter nor digit. */
#define ANCHOR_BREAK '\1'

struct anchor_tables {
    unsigned char low[ANCHOR_SETS][ANCHOR_DEPTH][16], high[ANCHOR_SETS][ANCHOR_DEPTH][16]; /* a bit a bucket */
};

/* Deals `count` literals (lower case: case does not matter; shorter than four: anything may follow) into buckets. */
void anchors_prepare(struct anchor_tables *tables, const char *const *literals, size_t count);

/* A bit a byte of `blocks` * ANCHOR_BLOCK bytes. */
struct anchor_finder {
    const char *name; /* "avx2" */
    bool (*is_there)(void);
    /* Reads one byte before and ANCHOR_BEHIND bytes behind them. */
    void (*find)(const struct anchor_tables *tables, const unsigned char *bytes, size_t blocks, uint64_t *masks);
    /* What base64 may be made of, in either alphabet (RFC 4648), without the padding. */
    void (*letters)(const unsigned char *bytes, size_t blocks, uint64_t *masks);
    /* Where an escape may begin (unescape.h). Reads two bytes behind them. */
    void (*escapes)(const unsigned char *bytes, size_t blocks, uint64_t *masks);
    /* Of one block: which are `/`, `-`, one of `+_`, and hexadecimal digits. */
    void (*separators)(const unsigned char *bytes, uint64_t masks[4]);
    /* How many say nothing in a text (text_look.h). */
    size_t (*count_controls)(const unsigned char *bytes, size_t blocks);
};

extern const struct anchor_finder anchors_avx512, anchors_avx2, anchors_ssse3, anchors_neon, anchors_scalar;

/* The finders, the best first, the scalar one last; NULL behind it. */
const struct anchor_finder *anchor_finder_at(size_t index);

/* The best one that this processor has. */
const struct anchor_finder *anchor_finder_best(void);

/* The masks of the bytes from `at` on, at most `most` blocks; how many. Never reads outside `bytes`. */
size_t anchors_find(const struct anchor_finder *finder, const struct anchor_tables *tables, const char *bytes, size_t size, size_t at,
                    uint64_t *masks, size_t most);

#endif
