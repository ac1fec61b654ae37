/* The anchor pass with AVX2, 32 bytes at a time. */
#include "bundle/anchors.h"

#include <string.h>

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>

#define SHAPE_TARGET    __attribute__((target("avx2")))
#define VECTOR          __m256i
#define MARKS           __m256i
#define HALVES          __m256i
#define LANES           32
#define LOAD(p)         _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define SPLAT(c)        _mm256_set1_epi8(c)
#define SAME(vector, c) _mm256_cmpeq_epi8(vector, _mm256_set1_epi8(c))
#define AND(one, two)   _mm256_and_si256(one, two)
#define OR(one, two)    _mm256_or_si256(one, two)
#define SMALLER(vector, from, count) \
    _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(-128 + (count))), _mm256_add_epi8(vector, _mm256_set1_epi8((char)(-128 - (from)))))
#define TABLE(table)             _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#define PICK_LOW(table, vector)  _mm256_shuffle_epi8(table, _mm256_and_si256(vector, _mm256_set1_epi8(15)))
#define PICK_HIGH(table, vector) _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(vector, 4), _mm256_set1_epi8(15)))
#define ANY_BIT(vector)          _mm256_xor_si256(_mm256_cmpeq_epi8(vector, _mm256_setzero_si256()), _mm256_set1_epi8(-1))
#define BOTH(one, two)           AND(one, two)
#define EITHER(one, two)         OR(one, two)
#define BITS(vector)             (uint32_t) _mm256_movemask_epi8(vector)

#include "bundle/anchors_shape.h"
#include "bundle/signs_shape.h"

static bool is_there(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}

const struct anchor_finder anchors_avx2 = { "avx2", is_there, find, letters, escapes, separators, count_controls };

#else

static bool is_there(void)
{
    return false;
}

const struct anchor_finder anchors_avx2 = { "avx2", is_there, NULL, NULL, NULL, NULL, NULL };

#endif
