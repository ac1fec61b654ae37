/* The anchor pass with NEON, 16 bytes at a time, on 64-bit ARM. */
#include "bundle/anchors.h"

#include <string.h>

#if defined(__aarch64__)

#include <arm_neon.h>

/* There is no movemask: a bit of its own for each lane of a half, added up. */
static inline uint32_t bits_of(uint8x16_t vector)
{
    static const uint8_t places[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
    uint8x16_t bits = vandq_u8(vector, vld1q_u8(places));

    return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

#define SHAPE_TARGET
#define VECTOR                       uint8x16_t
#define MARKS                        uint8x16_t
#define HALVES                       uint8x16_t
#define LANES                        16
#define LOAD(p)                      vld1q_u8(p)
#define SPLAT(c)                     vdupq_n_u8(c)
#define SAME(vector, c)              vceqq_u8(vector, vdupq_n_u8(c))
#define AND(one, two)                vandq_u8(one, two)
#define OR(one, two)                 vorrq_u8(one, two)
#define SMALLER(vector, from, count) vcltq_u8(vsubq_u8(vector, vdupq_n_u8(from)), vdupq_n_u8(count))
#define TABLE(table)                 vld1q_u8(table)
#define PICK_LOW(table, vector)      vqtbl1q_u8(table, vandq_u8(vector, vdupq_n_u8(15)))
#define PICK_HIGH(table, vector)     vqtbl1q_u8(table, vshrq_n_u8(vector, 4))
#define ANY_BIT(vector)              vtstq_u8(vector, vector)
#define BOTH(one, two)               AND(one, two)
#define EITHER(one, two)             OR(one, two)
#define BITS(vector)                 bits_of(vector)

#include "bundle/anchors_shape.h"
#include "bundle/signs_shape.h"

static bool is_there(void)
{
    return true;
}

const struct anchor_finder anchors_neon = { "neon", is_there, find, letters, escapes, separators, count_controls };

#else

static bool is_there(void)
{
    return false;
}

const struct anchor_finder anchors_neon = { "neon", is_there, NULL, NULL, NULL, NULL, NULL };

#endif
