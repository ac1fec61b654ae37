/* Pseudonyms of IP addresses. */
#include "bundle/pseudonym_address.h"

#include <stdint.h>
#include <string.h>

#include "bundle/keyed_hash.h"
#include "bundle/letters.h"

/* What the numbers made of the key are for. */
enum use { USE_NETWORK = 1, USE_THIRD_BYTE, USE_SUBNET };

enum { REMEMBERED_NETWORKS = 512, LONGEST_IPV4 = 15 };

/* The four rounds of a Feistel network over two half-bytes: each of a round's sixteen outputs is four bits. */
struct mixing {
    uint64_t rounds[4];
};

/* What becomes of the first two bytes, and how the third is moved. */
struct network {
    uint32_t number; /* the first two bytes, and 1 << 16; 0: an empty slot */
    unsigned char first, second;
    struct mixing third;
};

/* Nothing is asked before the end: how long a number is cannot be foretold. */
size_t ipv4_at(const char *text, size_t left, unsigned char bytes[4])
{
    char edge[LONGEST_IPV4 + 1] = { 0 };
    unsigned wrong = 0, all = 0;
    size_t at = 0;

    if (left < sizeof edge) {
        /* Two copies of fixed size: there is no call. */
        if (left >= 8) {
            memcpy(edge, text, 8);
            memcpy(edge + (left - 8), text + (left - 8), 8);
        } else {
            memcpy(edge, text, left);
        }
        text = edge;
    }
    for (size_t i = 0; i < 4; i++) {
        unsigned first = (unsigned char)text[at] - '0', second = (unsigned char)text[at + 1] - '0', third = (unsigned char)text[at + 2] - '0';
        unsigned has_second = second < 10, has_third = has_second & (third < 10), number = first + has_second * (9 * first + second);

        number += has_third * (9 * number + third);
        at += 1 + has_second + has_third;
        wrong |= (first > 9) | (number > 255) | (i < 3 ? text[at] != '.' : letter_is(text[at], LETTER_DIGIT));
        all |= (number & 255) << 8 * i;
        at += i < 3;
    }
    /* Written at once: they are read so. */
    for (size_t i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(all >> 8 * i);
    return wrong != 0 ? 0 : at;
}

bool ipv4_read(const char *text, size_t size, unsigned char bytes[4])
{
    return size > 0 && ipv4_at(text, size, bytes) == size;
}

/* The groups up to `::` or the end; how many bytes, -1 where it is broken. `*at` is behind them. */
static int read_groups(const char *text, size_t size, size_t *at, unsigned char *bytes, int room)
{
    int count = 0;

    while (*at < size && text[*at] != ':') {
        size_t begin = *at, end = begin;
        unsigned number = 0;

        for (; end < size && letter_is(text[end], LETTER_HEX); end++)
            number = number * 16 + (unsigned)text_hex_value(text[end]);
        if (end < size && text[end] == '.' && count + 4 <= room && ipv4_read(text + begin, size - begin, bytes + count)) {
            *at = size;
            return count + 4;
        }
        if (end == begin || end - begin > 4 || count + 2 > room || (end < size && text[end] != ':'))
            return -1;
        bytes[count++] = (unsigned char)(number >> 8);
        bytes[count++] = (unsigned char)number;
        *at = end;
        if (end + 1 < size && text[end + 1] != ':')
            *at = end + 1;
        else if (end + 1 == size)
            return -1;
    }
    return count;
}

bool ipv6_read(const char *text, size_t size, unsigned char bytes[16])
{
    unsigned char behind[16];
    size_t at = 0;
    int front = read_groups(text, size, &at, bytes, 16), back;

    if (front < 0 || at == size)
        return front == 16;
    if (size - at < 2 || text[at + 1] != ':')
        return false;
    at += 2;
    back = read_groups(text, size, &at, behind, 14 - front);
    if (back < 0 || at != size)
        return false;
    memset(bytes + front, 0, 16 - (size_t)front);
    memcpy(bytes + 16 - back, behind, (size_t)back);
    return true;
}

bool ipv4_is_everybodys(const unsigned char b[4])
{
    /* Resolvers of Google, Cloudflare, Quad9, OpenDNS, Level 3; the services inside Azure. */
    static const unsigned char famous[][4] = { { 8, 8, 8, 8 },    { 8, 8, 4, 4 },         { 1, 1, 1, 1 },        { 1, 0, 0, 1 },
                                               { 9, 9, 9, 9 },    { 149, 112, 112, 112 }, { 208, 67, 222, 222 }, { 208, 67, 220, 220 },
                                               { 4, 2, 2, 1 },    { 4, 2, 2, 2 },         { 168, 63, 129, 16 },  { 10, 0, 0, 0 },
                                               { 172, 16, 0, 0 }, { 192, 168, 0, 0 },     { 100, 64, 0, 0 } };
    static const bool has_famous[256] = { [1] = true,   [4] = true,   [8] = true,   [9] = true,   [10] = true, [100] = true,
                                          [149] = true, [168] = true, [172] = true, [192] = true, [208] = true };

    for (size_t i = 0; has_famous[b[0]] && i < sizeof famous / sizeof famous[0]; i++)
        if (memcmp(b, famous[i], 4) == 0)
            return true;
    /* "This network", loopback, link-local, multicast and what is reserved, netmasks among it; RFC 5737's three for documents. */
    return b[0] == 0 || b[0] == 127 || (b[0] == 169 && b[1] == 254) || b[0] >= 224 || (b[0] == 192 && b[1] == 0 && b[2] == 2) ||
           (b[0] == 198 && b[1] == 51 && b[2] == 100) || (b[0] == 203 && b[1] == 0 && b[2] == 113);
}

bool ipv6_is_everybodys(const unsigned char b[16])
{
    static const unsigned char zero[16] = { 0 },
                               famous[][8] = { { 0x20, 0x01, 0x48, 0x60, 0x48, 0x60 }, { 0x26, 0x06, 0x47, 0, 0x47, 0 }, { 0x26, 0x20, 0, 0xfe } };

    for (size_t i = 0; i < sizeof famous / sizeof famous[0]; i++)
        if (memcmp(b, famous[i], 8) == 0)
            return true;
    /* ::, ::1 and the like; multicast; 2001:db8::/32 and 3fff::/20 for documents; the beginnings of ranges; fe80::1. */
    return memcmp(b, zero, 14) == 0 || b[0] == 0xff || memcmp(b, "\x20\x01\x0d\xb8", 4) == 0 || (b[0] == 0x3f && b[1] == 0xff && b[2] < 16) ||
           memcmp(b + 2, zero, 14) == 0 || (b[0] == 0xfe && b[1] == 0x80 && memcmp(b + 2, zero, 13) == 0);
}

static bool is_private(const unsigned char b[4])
{
    return b[0] == 10 || (b[0] == 172 && b[1] >= 16 && b[1] < 32) || (b[0] == 192 && b[1] == 168);
}

/* Ranges with a meaning of their own are no place for pseudonyms. */
static unsigned char public_head(uint64_t number)
{
    unsigned head = 11 + (unsigned)(number % 212);

    while (head == 100 || head == 127 || head == 149 || head == 168 || head == 169 || head == 172 || head == 192 || head == 198 || head == 203 ||
           head == 208)
        head++;
    return (unsigned char)head;
}

/* The hash gives two of the rounds, and two more are made of those (the finish of SplitMix64: Steele, Lea, Flood, 2014). */
static struct mixing mixing_of(const uint64_t numbers[2])
{
    struct mixing mixing = { { numbers[0], numbers[1] } };

    for (size_t i = 0; i < 2; i++) {
        uint64_t z = numbers[i] + 0x9e3779b97f4a7c15u;

        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        mixing.rounds[2 + i] = z ^ z >> 31;
    }
    return mixing;
}

static unsigned char permuted(const struct mixing *mixing, unsigned char byte)
{
    unsigned left = byte >> 4, right = byte & 15;

    for (size_t round = 0; round < 4; round++) {
        unsigned next = left ^ (unsigned)(mixing->rounds[round] >> (4 * right) & 15);

        left = right;
        right = next;
    }
    return (unsigned char)(left << 4 | right);
}

/* 0 and 255 are a network's and its broadcast's; everything else changes places. */
static unsigned char moved(const struct mixing *mixing, unsigned char byte)
{
    if (byte == 0 || byte == 255)
        return byte;
    do
        byte = permuted(mixing, byte);
    while (byte == 0 || byte == 255);
    return byte;
}

/* A network is never its own pseudonym: no address is left as it is. */
static struct network make_network(const unsigned char key[32], const unsigned char b[4])
{
    struct network network = { .number = 1u << 16 | (uint32_t)b[0] << 8 | b[1] };
    uint64_t numbers[2];

    keyed_numbers(key, USE_NETWORK, network.number, numbers);
    network.first = is_private(b) ? 10 : public_head(numbers[0] >> 8);
    network.second = (unsigned char)numbers[0];
    if (network.first == b[0] && network.second == b[1])
        network.second ^= 1;
    keyed_numbers(key, USE_THIRD_BYTE, network.number, numbers);
    network.third = mixing_of(numbers);
    return network;
}

/* Each thread knows the last ones. */
static const struct network *network_of(const unsigned char key[32], const unsigned char b[4])
{
    static _Thread_local struct {
        unsigned char key[32];
        struct network slots[REMEMBERED_NETWORKS];
    } memory;
    struct network *slot = &memory.slots[((uint32_t)b[0] * 31 + b[1]) % REMEMBERED_NETWORKS];

    if (memcmp(memory.key, key, sizeof memory.key) != 0) {
        memset(&memory, 0, sizeof memory);
        memcpy(memory.key, key, sizeof memory.key);
    }
    if (slot->number != (1u << 16 | (uint32_t)b[0] << 8 | b[1]))
        *slot = make_network(key, b);
    return slot;
}

/* Each number and a dot, from the lowest byte on. */
#define DIGIT(number, place) ((uint32_t)('0' + (number) / (place) % 10))
#define NUMBER(n)                                                                           \
    (n) > 99  ? DIGIT(n, 100) | DIGIT(n, 10) << 8 | DIGIT(n, 1) << 16 | (uint32_t)'.' << 24 \
    : (n) > 9 ? DIGIT(n, 10) | DIGIT(n, 1) << 8 | (uint32_t)'.' << 16                       \
              : DIGIT(n, 1) | (uint32_t)'.' << 8
#define FOUR_NUMBERS(n)    NUMBER(n), NUMBER((n) + 1), NUMBER((n) + 2), NUMBER((n) + 3)
#define SIXTEEN_NUMBERS(n) FOUR_NUMBERS(n), FOUR_NUMBERS((n) + 4), FOUR_NUMBERS((n) + 8), FOUR_NUMBERS((n) + 12)
#define SOME_NUMBERS(n)    SIXTEEN_NUMBERS(n), SIXTEEN_NUMBERS((n) + 16), SIXTEEN_NUMBERS((n) + 32), SIXTEEN_NUMBERS((n) + 48)

static const uint32_t written[256] = { SOME_NUMBERS(0), SOME_NUMBERS(64), SOME_NUMBERS(128), SOME_NUMBERS(192) };

/* How many bytes; writes four. */
static inline size_t write_number(char *digits, unsigned char number)
{
    uint32_t text = written[number];

    digits[0] = (char)text;
    digits[1] = (char)(text >> 8);
    digits[2] = (char)(text >> 16);
    digits[3] = (char)(text >> 24);
    return 2u + (number > 9) + (number > 99);
}

void pseudonym_ipv4(const unsigned char key[32], const char *value, size_t size, struct text *out)
{
    unsigned char bytes[4] = { 0 };

    ipv4_read(value, size, bytes);
    pseudonym_of_ipv4(key, bytes, out);
}

void pseudonym_of_ipv4(const unsigned char key[32], const unsigned char b[4], struct text *out)
{
    const struct network *network;
    struct mixing last;
    uint64_t numbers[2];
    char *digits;
    size_t at;

    network = network_of(key, b);
    keyed_numbers(key, USE_SUBNET, (uint64_t)b[0] << 16 | (uint64_t)b[1] << 8 | b[2], numbers);
    last = mixing_of(numbers);
    /* Sixteen bytes of room; what is too much of them goes again. */
    if (out->capacity - out->size <= LONGEST_IPV4 + 1) {
        text_append_bytes(out, "0123456789abcdef", LONGEST_IPV4 + 1);
        out->size -= LONGEST_IPV4 + 1;
    }
    digits = out->data + out->size;
    at = write_number(digits, network->first);
    at += write_number(digits + at, network->second);
    at += write_number(digits + at, moved(&network->third, b[2]));
    at += write_number(digits + at, moved(&last, b[3])) - 1;
    digits[at] = '\0';
    out->size += at;
}

static void append_groups(struct text *out, const unsigned char *bytes, size_t groups)
{
    for (size_t i = 0; i < groups; i++)
        text_append_format(out, ":%x", (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1]);
}

void pseudonym_ipv6(const unsigned char key[32], const char *value, size_t size, struct text *out)
{
    static const unsigned char zero[8] = { 0 };
    unsigned char b[16] = { 0 }, site[16], network[16], interface[16];

    ipv6_read(value, size, b);
    keyed_hash(key, PSEUDONYM_IPV6, b, 6, site);
    keyed_hash(key, PSEUDONYM_IPV6, b, 8, network);
    keyed_hash(key, PSEUDONYM_IPV6, b, 16, interface);
    if (b[0] == 0xfe && (b[1] & 0xc0) == 0x80) {
        text_append(out, "fe80::5eed");
        append_groups(out, interface, 3);
        return;
    }
    text_append(out, (b[0] & 0xfe) == 0xfc ? "fd00:5eed" : "2001:db8");
    append_groups(out, site, 1);
    append_groups(out, network, 1);
    if (memcmp(b + 8, zero, 8) == 0)
        text_append(out, "::");
    else
        append_groups(out, interface, 4);
}

bool pseudonym_is_ipv6(const char *value, size_t size)
{
    unsigned char b[16];

    return ipv6_read(value, size, b) &&
           (memcmp(b, "\x20\x01\x0d\xb8", 4) == 0 || memcmp(b, "\xfd\x00\x5e\xed", 4) == 0 || memcmp(b, "\xfe\x80\0\0\0\0\0\0\x5e\xed", 10) == 0);
}
