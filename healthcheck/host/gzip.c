/* Unpacks small gzip files (RFC 1952 around RFC 1951). */
#include "healthcheck/host/gzip.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST_CODE = 15, LITERALS = 288, DISTANCES = 30, LENGTHS_CODES = 19, END_OF_BLOCK = 256 };

/* The bytes, taken bit by bit from the lowest; `is_over` once more was asked for than there is. */
struct bits {
    const unsigned char *at, *end;
    uint32_t held;
    unsigned count;
    bool is_over;
};

struct unpacking {
    struct bits bits;
    struct text *out;
    size_t begin; /* of this member in `out` */
    size_t largest;
};

/* A Huffman code: how many codes have each length, and their symbols in order. */
struct code {
    unsigned counts[LONGEST_CODE + 1];
    unsigned short symbols[LITERALS];
};

static unsigned take(struct bits *bits, unsigned count)
{
    unsigned value;

    while (bits->count < count) {
        if (bits->at == bits->end) {
            bits->is_over = true;
            return 0;
        }
        bits->held |= (uint32_t)*bits->at++ << bits->count;
        bits->count += 8;
    }
    value = bits->held & ((1u << count) - 1);
    bits->held >>= count;
    bits->count -= count;
    return value;
}

/* False where there are more codes than bits can tell apart. A code with gaps is allowed: one distance alone has one. */
static bool build_code(struct code *code, const unsigned char *lengths, size_t symbols)
{
    unsigned places[LONGEST_CODE + 2] = { 0 };
    int room = 1;

    memset(code, 0, sizeof *code);
    for (size_t i = 0; i < symbols; i++)
        code->counts[lengths[i]]++;
    code->counts[0] = 0;
    for (unsigned length = 1; length <= LONGEST_CODE; length++) {
        room = room * 2 - (int)code->counts[length];
        if (room < 0)
            return false;
        places[length + 1] = places[length] + code->counts[length];
    }
    for (size_t i = 0; i < symbols; i++)
        if (lengths[i] != 0)
            code->symbols[places[lengths[i]]++] = (unsigned short)i;
    return true;
}

/* The next symbol, or -1 where no code begins so. Codes of one length follow each other, so the first of each length is enough. */
static int take_symbol(struct bits *bits, const struct code *code)
{
    unsigned value = 0, first = 0, passed = 0;

    for (unsigned length = 1; length <= LONGEST_CODE; length++) {
        value = value << 1 | take(bits, 1);
        if (bits->is_over)
            return -1;
        if (value - first < code->counts[length])
            return code->symbols[passed + value - first];
        passed += code->counts[length];
        first = (first + code->counts[length]) << 1;
    }
    return -1;
}

static bool has_room(const struct unpacking *unpacking, size_t more)
{
    return more <= unpacking->largest - (unpacking->out->size - unpacking->begin);
}

static bool unpack_stored(struct unpacking *unpacking)
{
    struct bits *bits = &unpacking->bits;
    size_t size, inverse;

    /* Whole bytes that were held back go back: a stored block begins at a byte. */
    bits->at -= bits->count / 8;
    bits->held = bits->count = 0;
    if (bits->end - bits->at < 4)
        return false;
    size = bits->at[0] | (size_t)bits->at[1] << 8;
    inverse = bits->at[2] | (size_t)bits->at[3] << 8;
    bits->at += 4;
    if ((size ^ inverse) != 0xFFFF || size > (size_t)(bits->end - bits->at) || !has_room(unpacking, size))
        return false;
    text_append_bytes(unpacking->out, (const char *)bits->at, size);
    bits->at += size;
    return true;
}

/* A copy of what was unpacked before: its length by `symbol`, then how far back it begins. */
static bool unpack_copy(struct unpacking *unpacking, int symbol, const struct code *distances)
{
    static const unsigned short length_bases[] = { 3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                                   31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258 };
    static const unsigned char length_bits[] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0 };
    static const unsigned short distance_bases[] = { 1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                                     193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577 };
    size_t index = (size_t)symbol - END_OF_BLOCK - 1, length, distance;
    int kind;

    if (index >= sizeof length_bits)
        return false;
    length = length_bases[index] + take(&unpacking->bits, length_bits[index]);
    kind = take_symbol(&unpacking->bits, distances);
    if (kind < 0 || kind >= DISTANCES)
        return false;
    distance = distance_bases[kind] + take(&unpacking->bits, kind < 4 ? 0 : (unsigned)kind / 2 - 1);
    if (unpacking->bits.is_over || distance > unpacking->out->size - unpacking->begin || !has_room(unpacking, length))
        return false;
    for (; length > 0; length--)
        text_append_char(unpacking->out, unpacking->out->data[unpacking->out->size - distance]);
    return true;
}

static bool unpack_coded(struct unpacking *unpacking, const struct code *literals, const struct code *distances)
{
    for (;;) {
        int symbol = take_symbol(&unpacking->bits, literals);

        if (symbol == END_OF_BLOCK)
            return true;
        if (symbol < 0 || !has_room(unpacking, 1))
            return false;
        if (symbol < END_OF_BLOCK)
            text_append_char(unpacking->out, (char)symbol);
        else if (!unpack_copy(unpacking, symbol, distances))
            return false;
    }
}

static bool unpack_fixed(struct unpacking *unpacking)
{
    struct code literals, distances;
    unsigned char lengths[LITERALS];

    memset(lengths, 8, 144);
    memset(lengths + 144, 9, 112);
    memset(lengths + 256, 7, 24);
    memset(lengths + 280, 8, 8);
    build_code(&literals, lengths, LITERALS);
    memset(lengths, 5, DISTANCES);
    build_code(&distances, lengths, DISTANCES);
    return unpack_coded(unpacking, &literals, &distances);
}

/* The lengths of both codes, themselves coded: 16 repeats the last, 17 and 18 are runs of zeros. */
static bool take_lengths(struct bits *bits, const struct code *code, unsigned char *lengths, size_t wanted)
{
    size_t count = 0;

    while (count < wanted) {
        int symbol = take_symbol(bits, code);
        size_t times = 1;
        unsigned char length = 0;

        if (symbol < 0 || (symbol == 16 && count == 0))
            return false;
        if (symbol <= 16)
            length = symbol < 16 ? (unsigned char)symbol : lengths[count - 1];
        if (symbol >= 16)
            times = symbol == 16 ? 3 + take(bits, 2) : symbol == 17 ? 3 + take(bits, 3) : 11 + take(bits, 7);
        if (bits->is_over || times > wanted - count)
            return false;
        memset(lengths + count, length, times);
        count += times;
    }
    return true;
}

static bool unpack_dynamic(struct unpacking *unpacking)
{
    static const unsigned char order[LENGTHS_CODES] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
    struct bits *bits = &unpacking->bits;
    unsigned char lengths[LITERALS + 32] = { 0 };
    struct code literals, distances;
    size_t literal_count = 257 + take(bits, 5), distance_count = 1 + take(bits, 5), length_count = 4 + take(bits, 4);

    if (literal_count > LITERALS - 2 || distance_count > DISTANCES)
        return false;
    for (size_t i = 0; i < length_count; i++)
        lengths[order[i]] = (unsigned char)take(bits, 3);
    if (!build_code(&literals, lengths, LENGTHS_CODES))
        return false;
    memset(lengths, 0, sizeof lengths);
    return take_lengths(bits, &literals, lengths, literal_count + distance_count) && build_code(&literals, lengths, literal_count) &&
           build_code(&distances, lengths + literal_count, distance_count) && unpack_coded(unpacking, &literals, &distances);
}

static bool unpack_blocks(struct unpacking *unpacking)
{
    unsigned is_last;

    do {
        unsigned kind;

        is_last = take(&unpacking->bits, 1);
        kind = take(&unpacking->bits, 2);
        if (unpacking->bits.is_over)
            return false;
        if (!(kind == 0 ? unpack_stored(unpacking) : kind == 1 ? unpack_fixed(unpacking) : kind == 2 ? unpack_dynamic(unpacking) : false))
            return false;
    } while (!is_last);
    return true;
}

/* The bytes behind the header, or NULL. */
static const unsigned char *skip_header(const unsigned char *at, const unsigned char *end)
{
    enum { EXTRA = 4, NAME = 8, COMMENT = 16, HEADER_CHECK = 2 };
    unsigned flags;

    if (end - at < 18 || at[0] != 0x1F || at[1] != 0x8B || at[2] != 8)
        return NULL;
    flags = at[3];
    at += 10;
    if ((flags & EXTRA) != 0) {
        size_t size = 2 + (at[0] | (size_t)at[1] << 8);

        if (size > (size_t)(end - at))
            return NULL;
        at += size;
    }
    for (unsigned part = NAME; part <= COMMENT; part *= 2)
        if ((flags & part) != 0) {
            at = memchr(at, 0, (size_t)(end - at));
            if (at == NULL)
                return NULL;
            at++;
        }
    if ((flags & HEADER_CHECK) != 0)
        at = end - at >= 2 ? at + 2 : NULL;
    return at;
}

/* The checksum of RFC 1952 section 8, bit by bit. */
static uint32_t checksum(const char *bytes, size_t size)
{
    uint32_t sum = 0xFFFFFFFF;

    for (size_t i = 0; i < size; i++) {
        sum ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (0xEDB88320 & (0 - (sum & 1)));
    }
    return ~sum;
}

static uint32_t number_at(const unsigned char *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

bool gzip_unpack(const char *bytes, size_t size, size_t largest, struct text *unpacked, struct error *error)
{
    const unsigned char *begin = (const unsigned char *)bytes;
    const unsigned char *at = size > 0 ? skip_header(begin, begin + size) : NULL;
    struct unpacking unpacking = { .out = unpacked, .begin = unpacked->size, .largest = largest };
    size_t unpacked_size;

    if (at == NULL)
        return error_set(error, "it is no gzip file");
    unpacking.bits = (struct bits){ .at = at, .end = begin + size };
    if (!unpack_blocks(&unpacking))
        return error_set(error, "it is damaged, or larger than %zu bytes once unpacked", largest);
    at = unpacking.bits.at - unpacking.bits.count / 8;
    unpacked_size = unpacked->size - unpacking.begin;
    if (begin + size - at < 8 || number_at(at) != checksum(text_of(unpacked) + unpacking.begin, unpacked_size) ||
        number_at(at + 4) != (uint32_t)unpacked_size)
        return error_set(error, "its checksum is wrong");
    return true;
}
