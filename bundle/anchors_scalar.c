/* The anchor pass, a byte at a time: for every processor, and what the others are tested against. */
#include "bundle/anchors.h"

#include <string.h>

struct halves {
    const unsigned char *of;
};

#define SHAPE_TARGET
#define VECTOR                       uint8_t
#define MARKS                        uint8_t
#define HALVES                       struct halves
#define LANES                        1
#define LOAD(p)                      (*(p))
#define SPLAT(c)                     ((uint8_t)(c))
#define SAME(vector, c)              ((uint8_t)((vector) == (uint8_t)(c) ? 0xff : 0))
#define AND(one, two)                ((uint8_t)((one) & (two)))
#define OR(one, two)                 ((uint8_t)((one) | (two)))
#define SMALLER(vector, from, count) ((uint8_t)((uint8_t)((vector) - (from)) < (count) ? 0xff : 0))
#define TABLE(table)                 ((struct halves){ table })
#define PICK_LOW(table, vector)      ((table).of[(vector)&15])
#define PICK_HIGH(table, vector)     ((table).of[(vector) >> 4])
#define ANY_BIT(vector)              ((uint8_t)((vector) != 0 ? 0xff : 0))
#define BOTH(one, two)               AND(one, two)
#define EITHER(one, two)             OR(one, two)
#define BITS(vector)                 ((vector)&1)

#include "bundle/anchors_shape.h"
#include "bundle/signs_shape.h"

static bool is_there(void)
{
    return true;
}

const struct anchor_finder anchors_scalar = { "scalar", is_there, find, letters, escapes, separators, count_controls };
