/* Joining DEFLATE streams: finds the last block's header by walking over all symbols (RFC 1951, section 3.2). */
#include "bundle/deflate_join.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LITERALS = 288, DISTANCES = 30, LENGTH_CODES = 19, MOST_LENGTHS = 320, LONGEST_CODE = 15, LAST_LENGTH = 285 };

/* The next bits of the stream; `value` holds `count` of them, the first one lowest. */
struct bits {
    const unsigned char *start, *next, *end;
    uint64_t value;
    unsigned count; /* wraps below 0 past the end: is_past_end() */
};

/* At least 56 bits, unless the stream ends: a length and a distance take 48 at most. */
static inline void fill(struct bits *bits)
{
    if (bits->end - bits->next >= 8) {
        const unsigned char *n = bits->next;
        uint64_t word = (uint64_t)n[0] | (uint64_t)n[1] << 8 | (uint64_t)n[2] << 16 | (uint64_t)n[3] << 24 | (uint64_t)n[4] << 32 |
                        (uint64_t)n[5] << 40 | (uint64_t)n[6] << 48 | (uint64_t)n[7] << 56;

        bits->value |= word << bits->count;
        bits->next += (63 - bits->count) >> 3;
        bits->count |= 56;
        return;
    }
    while (bits->count <= 55 && bits->next < bits->end) {
        bits->value |= (uint64_t)*bits->next++ << bits->count;
        bits->count += 8;
    }
}

static inline unsigned take(struct bits *bits, unsigned count)
{
    unsigned taken = (unsigned)(bits->value & ((1ULL << count) - 1));

    bits->value >>= count;
    bits->count -= count;
    return taken;
}

static inline bool is_past_end(const struct bits *bits)
{
    return bits->count > 64;
}

static size_t position(const struct bits *bits)
{
    return (size_t)(bits->next - bits->start) * 8 - bits->count;
}

/* A Huffman code: its symbols in their order, shortest codes first. */
struct code {
    uint16_t with_length[LONGEST_CODE + 1]; /* how many have a code of so many bits */
    uint16_t symbols[LITERALS];
};

/* False where there are more codes than so many bits can be. */
static bool make_code(struct code *code, const uint8_t *lengths, unsigned count)
{
    unsigned at[LONGEST_CODE + 2] = { 0 }, left = 1;

    memset(code->with_length, 0, sizeof code->with_length);
    for (unsigned i = 0; i < count; i++)
        code->with_length[lengths[i]]++;
    code->with_length[0] = 0;
    for (unsigned length = 1; length <= LONGEST_CODE; length++) {
        at[length + 1] = at[length] + code->with_length[length];
        left <<= 1;
        if (code->with_length[length] > left)
            return false;
        left -= code->with_length[length];
    }
    for (unsigned i = 0; i < count; i++)
        if (lengths[i] > 0)
            code->symbols[at[lengths[i]]++] = (uint16_t)i;
    return true;
}

/* Takes a symbol bit by bit; false where no code fits. */
static bool decode(const struct code *code, struct bits *bits, unsigned *symbol)
{
    unsigned value = 0, first = 0, index = 0;

    for (unsigned length = 1; length <= LONGEST_CODE; length++) {
        unsigned count = code->with_length[length];

        value |= take(bits, 1);
        if (value < first + count) {
            *symbol = code->symbols[index + value - first];
            return true;
        }
        index += count;
        first = (first + count) << 1;
        value <<= 1;
    }
    return false;
}

/* What stands next in a block: a literal or a length, or the distance behind a length. */
enum state { AT_LITERAL, AT_DISTANCE, STATES };
enum { MOST_EXTRA = 13 /* bits: of a distance */, END_OF_BLOCK = 256, NOT_HERE = 257 };

/* How many extra bits follow the symbol; END_OF_BLOCK, or NOT_HERE where there is no such symbol. */
static unsigned extra_bits(enum state state, unsigned symbol)
{
    if (state == AT_DISTANCE)
        return symbol >= DISTANCES ? NOT_HERE : symbol < 4 ? 0 : (symbol - 2) >> 1;
    if (symbol <= 256)
        return symbol < 256 ? 0 : END_OF_BLOCK;
    return symbol > LAST_LENGTH ? NOT_HERE : symbol < 265 || symbol == LAST_LENGTH ? 0 : (symbol - 261) >> 2;
}

/* Only where symbols end matters, not which they are. So a table says for the next WIDTH bits how many bits the symbols take whose codes are
   in there, with the extra bits behind the last one, and what stands next. All tables fit in the first cache. */
enum { WIDTH = 11, TABLE = 1 << WIDTH };
enum { STEP_BITS = 63, STEP_TO_DISTANCE = 64, STEP_IS_HARD = 128 /* the end, a code longer than WIDTH, or none */ };
enum { ONE_WIDTH = 15, ONE_TAKES = 16, ONE_TO_DISTANCE = 1024 };

struct tables {
    struct code codes[STATES];
    uint8_t steps[STATES * TABLE]; /* STEP_... */
    uint16_t ones[STATES * TABLE]; /* one symbol: its code's width, all it takes from ONE_TAKES on, ONE_TO_DISTANCE; 0: it is hard */
};

static uint16_t make_one(enum state state, unsigned symbol, unsigned width)
{
    unsigned extra = extra_bits(state, symbol);

    if (extra >= END_OF_BLOCK)
        return 0;
    return (uint16_t)(width | (width + extra) * ONE_TAKES | (state == AT_LITERAL && symbol > 256 ? ONE_TO_DISTANCE : 0u));
}

/* Codes in their order, the first bit lowest: a longer code begins where the shorter ones left off, in a table twice as large. */
static void make_ones(struct tables *tables, enum state state)
{
    const struct code *code = &tables->codes[state];
    uint16_t *ones = tables->ones + state * TABLE;
    unsigned at = 0, index = 0;

    ones[0] = 0;
    for (unsigned width = 1; width <= WIDTH; width++) {
        unsigned half = 1u << (width - 1);

        memcpy(ones + half, ones, half * sizeof *ones);
        for (unsigned count = code->with_length[width]; count > 0; count--) {
            unsigned bit = half;

            ones[at] = make_one(state, code->symbols[index++], width);
            while ((at & bit) != 0)
                bit >>= 1;
            at = bit > 0 ? (at & (bit - 1)) | bit : 0;
        }
    }
}

/* Two symbols a step: for more, making the tables costs what they save. */
static void make_steps(struct tables *tables)
{
    for (unsigned i = 0; i < STATES * TABLE; i++) {
        unsigned one = tables->ones[i], taken = one / ONE_TAKES & STEP_BITS;
        unsigned next = tables->ones[((i & (TABLE - 1)) >> taken) + ((one & ONE_TO_DISTANCE) != 0 ? TABLE : 0u)];
        bool fits = next != 0 && taken + (next & ONE_WIDTH) <= WIDTH;

        taken += fits ? next / ONE_TAKES & STEP_BITS : 0;
        next = fits ? next : one;
        tables->steps[i] = one == 0 ? STEP_IS_HARD : (uint8_t)(taken | ((next & ONE_TO_DISTANCE) != 0 ? STEP_TO_DISTANCE : 0u));
    }
}

/* The lengths of codes 16 to 18 repeat: what they repeat, and how often. */
static bool read_repeat(struct bits *bits, unsigned symbol, const uint8_t *lengths, unsigned at, uint8_t *length, unsigned *times)
{
    *length = 0;
    *times = 1;
    if (symbol < 16) {
        *length = (uint8_t)symbol;
    } else if (symbol == 16) {
        if (at == 0)
            return false;
        *length = lengths[at - 1];
        *times = 3 + take(bits, 2);
    } else {
        *times = symbol == 17 ? 3 + take(bits, 3) : 11 + take(bits, 7);
    }
    return true;
}

/* The code lengths in front of a block with dynamic codes. */
static bool read_lengths(struct bits *bits, struct code *code, uint8_t lengths[MOST_LENGTHS], unsigned *literals, unsigned *distances)
{
    static const uint8_t order[LENGTH_CODES] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
    uint8_t of_lengths[LENGTH_CODES] = { 0 };
    unsigned count;

    *literals = take(bits, 5) + 257;
    *distances = take(bits, 5) + 1;
    count = take(bits, 4) + 4;
    for (unsigned i = 0; i < count; i++) {
        fill(bits);
        of_lengths[order[i]] = (uint8_t)take(bits, 3);
    }
    if (!make_code(code, of_lengths, LENGTH_CODES))
        return false;
    for (unsigned at = 0; at < *literals + *distances;) {
        unsigned symbol, times;
        uint8_t length;

        fill(bits);
        if (!decode(code, bits, &symbol) || !read_repeat(bits, symbol, lengths, at, &length, &times) || is_past_end(bits) ||
            at + times > *literals + *distances)
            return false;
        memset(lengths + at, length, times);
        at += times;
    }
    return true;
}

static void fixed_lengths(uint8_t lengths[MOST_LENGTHS])
{
    for (unsigned i = 0; i < LITERALS; i++)
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    memset(lengths + LITERALS, 5, DISTANCES);
}

static bool make_tables(struct bits *bits, unsigned type, struct tables *tables)
{
    uint8_t lengths[MOST_LENGTHS] = { 0 };
    unsigned literals = LITERALS, distances = DISTANCES;

    if (type == 1)
        fixed_lengths(lengths);
    else if (!read_lengths(bits, &tables->codes[AT_LITERAL], lengths, &literals, &distances))
        return false;
    if (!make_code(&tables->codes[AT_LITERAL], lengths, literals) || !make_code(&tables->codes[AT_DISTANCE], lengths + literals, distances))
        return false;
    make_ones(tables, AT_LITERAL);
    make_ones(tables, AT_DISTANCE);
    make_steps(tables);
    return true;
}

/* A step at a time: its extra bits, END_OF_BLOCK or NOT_HERE. */
static unsigned take_symbol(struct bits *bits, const struct tables *tables, enum state *state)
{
    unsigned symbol, extra;

    if (!decode(&tables->codes[*state], bits, &symbol))
        return NOT_HERE;
    extra = extra_bits(*state, symbol);
    if (extra <= MOST_EXTRA)
        (void)take(bits, extra);
    *state = *state == AT_LITERAL && symbol > END_OF_BLOCK ? AT_DISTANCE : AT_LITERAL;
    return extra;
}

/* The hot loop: steps, until one is hard or the stream's end is near. A step takes 24 bits at most, so that two go by between fills. */
static void walk_steps(struct bits *whole, const uint8_t *steps, enum state *state)
{
    struct bits bits = *whole;
    unsigned table = *state == AT_DISTANCE ? TABLE : 0, step = 0;

    while (step != STEP_IS_HARD && bits.end - bits.next >= 8) {
        fill(&bits);
        step = steps[table + (bits.value & (TABLE - 1))];
        if (step == STEP_IS_HARD)
            break;
        (void)take(&bits, step & STEP_BITS);
        table = (step & STEP_TO_DISTANCE) * (TABLE / STEP_TO_DISTANCE);
        step = steps[table + (bits.value & (TABLE - 1))];
        if (step == STEP_IS_HARD)
            break;
        (void)take(&bits, step & STEP_BITS);
        table = (step & STEP_TO_DISTANCE) * (TABLE / STEP_TO_DISTANCE);
    }
    *state = table > 0 ? AT_DISTANCE : AT_LITERAL;
    *whole = bits;
}

/* Every symbol of a compressed block. */
static bool walk_symbols(struct bits *bits, const struct tables *tables)
{
    enum state state = AT_LITERAL;
    unsigned extra = 0;

    while (extra < END_OF_BLOCK && !is_past_end(bits)) {
        walk_steps(bits, tables->steps, &state);
        fill(bits);
        extra = take_symbol(bits, tables, &state);
    }
    return extra == END_OF_BLOCK && !is_past_end(bits);
}

static bool walk_stored(struct bits *bits)
{
    size_t size = (size_t)(bits->end - bits->start), at = (position(bits) + 7) / 8;

    if (at + 4 > size)
        return false;
    at += 4u + (bits->start[at] | (unsigned)bits->start[at + 1] << 8);
    if (at > size)
        return false;
    *bits = (struct bits){ .start = bits->start, .next = bits->start + at, .end = bits->end };
    return true;
}

/* Walks all blocks; true where the stream ends with them, and `*header` is then the bit of the last one's BFINAL. */
static bool walk(struct bits *bits, size_t *header)
{
    struct tables tables;

    for (bool is_last = false; !is_last;) {
        unsigned type;

        fill(bits);
        *header = position(bits);
        is_last = take(bits, 1) == 1;
        type = take(bits, 2);
        if (is_past_end(bits) || type == 3)
            return false;
        if (type == 0 ? !walk_stored(bits) : !make_tables(bits, type, &tables) || !walk_symbols(bits, &tables))
            return false;
    }
    return (position(bits) + 7) / 8 == (size_t)(bits->end - bits->start);
}

size_t deflate_join(unsigned char *stream, size_t size, size_t room)
{
    struct bits bits = { .start = stream, .next = stream, .end = stream + size };
    size_t header, used;

    if (room < size + DEFLATE_JOIN_ROOM || !walk(&bits, &header))
        return 0;
    stream[header >> 3] &= (unsigned char)~(1u << (header & 7));
    used = position(&bits) & 7;
    /* The stored block's header has three bits: they fit behind the last symbol, or need a byte of their own. */
    if (used == 0 || used > 5)
        stream[size++] = 0;
    memcpy(stream + size, "\0\0\377\377", 4);
    return size + 4;
}
