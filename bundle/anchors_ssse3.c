/* The anchor pass with SSSE3, 16 bytes at a time: SSE2 has no instruction that looks bytes up, and no x86 processor since 2011 lacks this one. */
#include "bundle/anchors.h"

#include <string.h>

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>

#define SHAPE_TARGET                 __attribute__((target("ssse3")))
#define VECTOR                       __m128i
#define MARKS                        __m128i
#define HALVES                       __m128i
#define LANES                        16
#define LOAD(p)                      _mm_loadu_si128((const __m128i *)(const void *)(p))
#define SPLAT(c)                     _mm_set1_epi8(c)
#define SAME(vector, c)              _mm_cmpeq_epi8(vector, _mm_set1_epi8(c))
#define AND(one, two)                _mm_and_si128(one, two)
#define OR(one, two)                 _mm_or_si128(one, two)
#define SMALLER(vector, from, count) _mm_cmpgt_epi8(_mm_set1_epi8((char)(-128 + (count))), _mm_add_epi8(vector, _mm_set1_epi8((char)(-128 - (from)))))
#define TABLE(table)                 _mm_loadu_si128((const __m128i *)(const void *)(table))
#define PICK_LOW(table, vector)      _mm_shuffle_epi8(table, _mm_and_si128(vector, _mm_set1_epi8(15)))
#define PICK_HIGH(table, vector)     _mm_shuffle_epi8(table, _mm_and_si128(_mm_srli_epi16(vector, 4), _mm_set1_epi8(15)))
#define ANY_BIT(vector)              _mm_xor_si128(_mm_cmpeq_epi8(vector, _mm_setzero_si128()), _mm_set1_epi8(-1))
#define BOTH(one, two)               AND(one, two)
#define EITHER(one, two)             OR(one, two)
#define BITS(vector)                 (uint32_t) _mm_movemask_epi8(vector)

#include "bundle/anchors_shape.h"
#include "bundle/signs_shape.h"

static bool is_there(void)
{
    return __builtin_cpu_supports("ssse3") != 0;
}

const struct anchor_finder anchors_ssse3 = { "ssse3", is_there, find, letters, escapes, separators, count_controls };

#else

static bool is_there(void)
{
    return false;
}

const struct anchor_finder anchors_ssse3 = { "ssse3", is_there, NULL, NULL, NULL, NULL, NULL };

#endif
