/* The anchor pass, written once. Before this is included, VECTOR, LANES, LOAD, SPLAT, AND, OR, HALVES, TABLE, PICK_LOW and PICK_HIGH
 * say how the bytes of one instruction set are worked on, MARKS, SAME, SMALLER, ANY_BIT, BOTH, EITHER and BITS what is said of each of
 * them, and SHAPE_TARGET what the compiler must be told. */

/* A candidate for a literal: a bucket is left after four bytes. */
SHAPE_TARGET static inline VECTOR literal_at(HALVES low[ANCHOR_DEPTH], HALVES high[ANCHOR_DEPTH], VECTOR a, VECTOR b, VECTOR c, VECTOR d)
{
    VECTOR first = AND(PICK_LOW(low[0], a), PICK_HIGH(high[0], a)), second = AND(PICK_LOW(low[1], b), PICK_HIGH(high[1], b));
    VECTOR third = AND(PICK_LOW(low[2], c), PICK_HIGH(high[2], c)), fourth = AND(PICK_LOW(low[3], d), PICK_HIGH(high[3], d));

    return AND(AND(first, second), AND(third, fourth));
}

/* The second byte of addresses, e-mail, GUIDs: see address_at() in rules_address.c for what is made of them. */
SHAPE_TARGET static inline MARKS structure_at(const unsigned char *p, VECTOR a, VECTOR b, VECTOR c, VECTOR d)
{
    VECTOR e = LOAD(p + 4), f = LOAD(p + 5), g = LOAD(p + 6), h = LOAD(p + 7), k = LOAD(p + 10), before = LOAD(p - 1);
    MARKS dot = SAME(a, '.'), colon = SAME(a, ':'), hyphen = SAME(a, '-'), is_digit = SMALLER(before, '0', 10);
    MARKS number = BOTH(BOTH(is_digit, SMALLER(b, '0', 10)), EITHER(SAME(c, '.'), EITHER(SAME(d, '.'), SAME(e, '.'))));
    MARKS group = EITHER(EITHER(SAME(b, ':'), SAME(c, ':')), EITHER(EITHER(SAME(e, ':'), SAME(f, ':')), BOTH(SAME(d, ':'), SAME(g, ':'))));
    MARKS guid = EITHER(BOTH(SAME(f, '-'), SAME(k, '-')), BOTH(SAME(d, '-'), SAME(g, '-')));
    MARKS groups = EITHER(BOTH(SAME(g, '-'), SAME(LOAD(p + 12), '-')), BOTH(SAME(h, '-'), SAME(LOAD(p + 14), '-')));
    MARKS account = BOTH(SAME(a, '\\'), EITHER(SMALLER(before, 'A', 26), EITHER(is_digit, SAME(before, '-'))));
    MARKS dotted = BOTH(dot, EITHER(number, EITHER(SAME(f, '.'), SAME(h, '.'))));

    return EITHER(account, EITHER(EITHER(dotted, BOTH(colon, group)), EITHER(SAME(a, '@'), BOTH(hyphen, EITHER(guid, groups)))));
}

SHAPE_TARGET static void find(const struct anchor_tables *tables, const unsigned char *bytes, size_t blocks, uint64_t *masks)
{
    HALVES low[ANCHOR_SETS][ANCHOR_DEPTH], high[ANCHOR_SETS][ANCHOR_DEPTH];

    for (size_t set = 0; set < ANCHOR_SETS; set++)
        for (size_t i = 0; i < ANCHOR_DEPTH; i++) {
            low[set][i] = TABLE(tables->low[set][i]);
            high[set][i] = TABLE(tables->high[set][i]);
        }
    for (size_t block = 0; block < blocks; block++) {
        uint64_t mask = 0;

        for (size_t lane = 0; lane < ANCHOR_BLOCK; lane += LANES) {
            const unsigned char *p = bytes + block * ANCHOR_BLOCK + lane;
            VECTOR a = LOAD(p), b = LOAD(p + 1), c = LOAD(p + 2), d = LOAD(p + 3);
            VECTOR literal = literal_at(low[0], high[0], a, b, c, d);

            for (size_t set = 1; set < ANCHOR_SETS; set++)
                literal = OR(literal, literal_at(low[set], high[set], a, b, c, d));
            mask |= (uint64_t)BITS(EITHER(ANY_BIT(literal), structure_at(p, a, b, c, d))) << lane;
        }
        masks[block] = mask;
    }
}
