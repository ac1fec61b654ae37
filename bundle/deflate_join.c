/* Joining DEFLATE streams: finds the last block's header by walking over all symbols (RFC 1951, section 3.2). */
#include "bundle/deflate_join.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { LITERALS = 288, DISTANCES = 30, LENGTH_CODES = 19, MOST_LENGTHS = 320, LONGEST_CODE = 15 };

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

/* What a decoded symbol means to the walk, besides the bits it took. */
enum symbols { SYMBOL_ITSELF, LITERAL_OR_LENGTH, DISTANCE };
enum { MEANS_LITERAL = 0, MEANS_END = 1, MEANS_LENGTH = 2 /* and more: that many extra bits above 2 */ };

static unsigned meaning(enum symbols symbols, unsigned symbol)
{
    if (symbols == LITERAL_OR_LENGTH) {
        if (symbol <= 256)
            return symbol < 256 ? MEANS_LITERAL : MEANS_END;
        return MEANS_LENGTH + (symbol < 265 || symbol == 285 ? 0 : (symbol - 261) >> 2);
    }
    if (symbols == DISTANCE)
        return symbol < 4 ? 0 : (symbol - 2) >> 1;
    return symbol;
}

static unsigned reversed(unsigned code, unsigned length)
{
    unsigned result = 0;

    for (unsigned i = 0; i < length; i++)
        result |= (code >> i & 1) << (length - 1 - i);
    return result;
}

/* A decoding table: an entry is meaning << 4 | length of the code, 0 where there is no such code; `bits` wide, 0: no valid code. */
struct decoder {
    unsigned bits;
    uint16_t entries[1 << LONGEST_CODE];
};

static bool make_decoder(struct decoder *decoder, const uint8_t *lengths, unsigned count, enum symbols symbols)
{
    unsigned with_length[LONGEST_CODE + 1] = { 0 }, next[LONGEST_CODE + 1] = { 0 }, code = 0;

    for (unsigned i = 0; i < count; i++)
        with_length[lengths[i]]++;
    with_length[0] = 0;
    decoder->bits = LONGEST_CODE;
    while (decoder->bits > 1 && with_length[decoder->bits] == 0)
        decoder->bits--;
    for (unsigned length = 1; length <= decoder->bits; length++) {
        code = (code + with_length[length - 1]) << 1;
        next[length] = code;
        if (code + with_length[length] > 1u << length)
            return false;
    }
    memset(decoder->entries, 0, sizeof *decoder->entries << decoder->bits);
    for (unsigned symbol = 0; symbol < count; symbol++) {
        unsigned length = lengths[symbol];

        if (length == 0)
            continue;
        for (unsigned at = reversed(next[length]++, length); at < 1u << decoder->bits; at += 1u << length)
            decoder->entries[at] = (uint16_t)(meaning(symbols, symbol) << 4 | length);
    }
    return true;
}

/* Takes the next symbol; false where no code fits. */
static inline bool decode(const struct decoder *decoder, struct bits *bits, unsigned *means)
{
    unsigned entry = decoder->entries[bits->value & ((1u << decoder->bits) - 1)];

    (void)take(bits, entry & 15);
    *means = entry >> 4;
    return entry != 0;
}

struct decoders {
    struct decoder literals, distances;
};

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
static bool read_lengths(struct bits *bits, struct decoder *decoder, uint8_t lengths[MOST_LENGTHS], unsigned *literals, unsigned *distances)
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
    if (!make_decoder(decoder, of_lengths, LENGTH_CODES, SYMBOL_ITSELF))
        return false;
    for (unsigned at = 0; at < *literals + *distances;) {
        unsigned symbol, times;
        uint8_t length;

        fill(bits);
        if (!decode(decoder, bits, &symbol) || !read_repeat(bits, symbol, lengths, at, &length, &times) || is_past_end(bits) ||
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

static bool make_decoders(struct bits *bits, unsigned type, struct decoders *decoders)
{
    uint8_t lengths[MOST_LENGTHS] = { 0 };
    unsigned literals = LITERALS, distances = DISTANCES;

    if (type == 1)
        fixed_lengths(lengths);
    else if (!read_lengths(bits, &decoders->literals, lengths, &literals, &distances))
        return false;
    return make_decoder(&decoders->literals, lengths, literals, LITERAL_OR_LENGTH) &&
           make_decoder(&decoders->distances, lengths + literals, distances, DISTANCE);
}

/* The hot loop: every symbol of a compressed block. Two literals may go by between fills: 15 + 15 + 5 bits leave enough for no distance,
   so that one fills again. */
static bool walk_symbols(struct bits *bits, const struct decoders *decoders)
{
    for (;;) {
        unsigned means;

        fill(bits);
        if (!decode(&decoders->literals, bits, &means))
            return false;
        if (means == MEANS_LITERAL) {
            if (!decode(&decoders->literals, bits, &means) || is_past_end(bits))
                return false;
            if (means == MEANS_LITERAL)
                continue;
            fill(bits);
        }
        if (means == MEANS_END)
            return !is_past_end(bits);
        (void)take(bits, means - MEANS_LENGTH);
        if (!decode(&decoders->distances, bits, &means))
            return false;
        (void)take(bits, means);
        if (is_past_end(bits))
            return false;
    }
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
    struct decoders decoders;

    for (bool is_last = false; !is_last;) {
        unsigned type;

        fill(bits);
        *header = position(bits);
        is_last = take(bits, 1) == 1;
        type = take(bits, 2);
        if (is_past_end(bits) || type == 3)
            return false;
        if (type == 0 ? !walk_stored(bits) : !make_decoders(bits, type, &decoders) || !walk_symbols(bits, &decoders))
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
