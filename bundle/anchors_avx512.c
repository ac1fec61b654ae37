/* The anchor pass with AVX-512 (the byte instructions, 2017), 64 bytes at a time. */
#include "bundle/anchors.h"

#include <string.h>

#if defined(__x86_64__)

#include <immintrin.h>

#define SHAPE_TARGET                 __attribute__((target("avx512f,avx512bw")))
#define VECTOR                       __m512i
#define MARKS                        __mmask64
#define HALVES                       __m512i
#define LANES                        64
#define LOAD(p)                      _mm512_loadu_si512(p)
#define SPLAT(c)                     _mm512_set1_epi8(c)
#define SAME(vector, c)              _mm512_cmpeq_epi8_mask(vector, _mm512_set1_epi8(c))
#define AND(one, two)                _mm512_and_si512(one, two)
#define OR(one, two)                 _mm512_or_si512(one, two)
#define SMALLER(vector, from, count) _mm512_cmplt_epu8_mask(_mm512_sub_epi8(vector, _mm512_set1_epi8(from)), _mm512_set1_epi8(count))
#define TABLE(table)                 _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)(table)))
#define PICK_LOW(table, vector)      _mm512_shuffle_epi8(table, _mm512_and_si512(vector, _mm512_set1_epi8(15)))
#define PICK_HIGH(table, vector)     _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(vector, 4), _mm512_set1_epi8(15)))
#define ANY_BIT(vector)              _mm512_test_epi8_mask(vector, vector)
#define BOTH(one, two)               ((one) & (two))
#define EITHER(one, two)             ((one) | (two))
#define BITS(marks)                  (marks)

#include "bundle/anchors_shape.h"
#include "bundle/signs_shape.h"

static bool is_there(void)
{
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0;
}

const struct anchor_finder anchors_avx512 = { "avx512", is_there, find, letters, escapes, separators, count_controls };

#else

static bool is_there(void)
{
    return false;
}

const struct anchor_finder anchors_avx512 = { "avx512", is_there, NULL, NULL, NULL, NULL, NULL };

#endif
