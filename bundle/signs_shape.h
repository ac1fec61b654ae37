/* Questions that are asked of every byte of a text, written once: included behind anchors_shape.h, whose macros it uses. */

/* `/` stands in front of `0`. */
SHAPE_TARGET static void letters(const unsigned char *bytes, size_t blocks, uint64_t *masks)
{
    for (size_t block = 0; block < blocks; block++) {
        uint64_t mask = 0;

        for (size_t lane = 0; lane < ANCHOR_BLOCK; lane += LANES) {
            VECTOR c = LOAD(bytes + block * ANCHOR_BLOCK + lane);
            MARKS word = EITHER(SMALLER(OR(c, SPLAT(0x20)), 'a', 26), SMALLER(c, '/', 11));

            mask |= (uint64_t)BITS(EITHER(word, EITHER(EITHER(SAME(c, '+'), SAME(c, '-')), SAME(c, '_')))) << lane;
        }
        masks[block] = mask;
    }
}

/* `key=value` is everywhere: `=` counts only where quoted-printable may have written it. */
SHAPE_TARGET static void escapes(const unsigned char *bytes, size_t blocks, uint64_t *masks)
{
    for (size_t block = 0; block < blocks; block++) {
        uint64_t mask = 0;

        for (size_t lane = 0; lane < ANCHOR_BLOCK; lane += LANES) {
            const unsigned char *p = bytes + block * ANCHOR_BLOCK + lane;
            VECTOR a = LOAD(p), b = LOAD(p + 1), c = LOAD(p + 2);
            MARKS sign = EITHER(EITHER(SAME(a, '%'), SAME(a, '\\')), EITHER(SAME(a, '&'), SAME(a, 0x1B)));
            MARKS number = EITHER(SMALLER(c, 'A', 6), BOTH(SAME(b, '4'), SAME(c, '0')));
            MARKS quoted = BOTH(SAME(a, '='), EITHER(number, EITHER(SAME(b, '\n'), SAME(b, '\r'))));

            mask |= (uint64_t)BITS(EITHER(sign, quoted)) << lane;
        }
        masks[block] = mask;
    }
}

SHAPE_TARGET static void separators(const unsigned char *bytes, uint64_t masks[4])
{
    memset(masks, 0, 4 * sizeof *masks);
    for (size_t lane = 0; lane < ANCHOR_BLOCK; lane += LANES) {
        VECTOR c = LOAD(bytes + lane);

        masks[0] |= (uint64_t)BITS(SAME(c, '/')) << lane;
        masks[1] |= (uint64_t)BITS(SAME(c, '-')) << lane;
        masks[2] |= (uint64_t)BITS(EITHER(SAME(c, '+'), SAME(c, '_'))) << lane;
        masks[3] |= (uint64_t)BITS(EITHER(SMALLER(c, '0', 10), SMALLER(OR(c, SPLAT(0x20)), 'a', 6))) << lane;
    }
}

/* All below the blank but tab, LF, CR and ESC, and DEL: a text has hardly any. */
SHAPE_TARGET static size_t count_controls(const unsigned char *bytes, size_t blocks)
{
    size_t count = 0;

    for (size_t block = 0; block < blocks; block++) {
        uint64_t mask = 0;

        for (size_t lane = 0; lane < ANCHOR_BLOCK; lane += LANES) {
            VECTOR c = LOAD(bytes + block * ANCHOR_BLOCK + lane);
            MARKS first = EITHER(SMALLER(c, 0, '\t'), SMALLER(c, 0x0B, 2)), last = EITHER(SMALLER(c, 0x0E, 13), SMALLER(c, 0x1C, 4));

            mask |= (uint64_t)BITS(EITHER(EITHER(first, last), SAME(c, 0x7F))) << lane;
        }
        if (mask != 0)
            count += (size_t)__builtin_popcountll(mask);
    }
    return count;
}
