/* HMAC-SHA-256 (RFC 2104, February 1997) and SipHash-2-4 (Aumasson and Bernstein, 2012). */
#include "bundle/keyed_hash.h"

#include <stdbool.h>
#include <string.h>

#include "bundle/letters.h"
#include "healthcheck/core/sha256.h"

enum { HMAC_BLOCK = 64, SHORT_VALUE = 256 };

/* Beside the kinds, and what keyed_numbers() is asked for. */
#define USE_NAME (uint64_t)0x6e616d65

static void hmac(const unsigned char key[32], const unsigned char *message, size_t size, unsigned char digest[32])
{
    unsigned char inner[HMAC_BLOCK + SHORT_VALUE + 2], outer[HMAC_BLOCK + 32];

    memset(inner, 0x36, HMAC_BLOCK);
    memset(outer, 0x5c, HMAC_BLOCK);
    for (size_t i = 0; i < 32; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    memcpy(inner + HMAC_BLOCK, message, size);
    sha256(inner, HMAC_BLOCK + size, outer + HMAC_BLOCK);
    sha256(outer, sizeof outer, digest);
}

static inline uint64_t rotate(uint64_t x, unsigned n)
{
    return x << n | x >> (64 - n);
}

/* Eight bytes in one go: the compiler makes a single load of it. */
static inline uint64_t little_eight(const unsigned char *b)
{
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 |
           (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* Fewer than eight. */
static inline uint64_t little(const unsigned char *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = 0; i < size; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1];
    v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

static inline void absorb(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    sip_round(v);
    v[0] ^= word;
}

static inline void sip_begin(uint64_t v[4], const uint64_t key[2], uint64_t use)
{
    v[0] = key[0] ^ 0x736f6d6570736575u;
    v[1] = key[1] ^ 0x646f72616e646f6du ^ 0xee;
    v[2] = key[0] ^ 0x6c7967656e657261u;
    v[3] = key[1] ^ 0x7465646279746573u;
    absorb(v, use);
}

/* `left`: the bytes that are no whole word; `size`: of all but what for. */
static inline void sip_end(uint64_t v[4], uint64_t left, size_t size, uint64_t result[2])
{
    absorb(v, left | (uint64_t)(size + 8) << 56);
    v[2] ^= 0xee;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    result[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    result[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Of eight bytes that say what for, and of the others; the 128-bit variant of the authors' own code. */
static void siphash(const uint64_t key[2], uint64_t use, const unsigned char *bytes, size_t size, uint64_t result[2])
{
    uint64_t v[4];
    size_t at = 0;

    sip_begin(v, key, use);
    for (; size - at >= 8; at += 8)
        absorb(v, little_eight(bytes + at));
    sip_end(v, little(bytes + at, size - at), size, result);
}

/* The key of SipHash that belongs to this one, made once for each thread and key. */
static const uint64_t *short_key(const unsigned char key[32])
{
    static const unsigned char use[] = "siphash";
    static _Thread_local struct {
        unsigned char of[32];
        uint64_t key[2];
        int is_made;
    } made;
    unsigned char digest[32];

    if (made.is_made == 0 || memcmp(made.of, key, sizeof made.of) != 0) {
        hmac(key, use, sizeof use, digest);
        memcpy(made.of, key, sizeof made.of);
        made.key[0] = little_eight(digest);
        made.key[1] = little_eight(digest + 8);
        made.is_made = 1;
    }
    return made.key;
}

static void put_little(unsigned char bytes[16], const uint64_t numbers[2])
{
    for (size_t i = 0; i < 16; i++)
        bytes[i] = (unsigned char)(numbers[i / 8] >> (8 * (i % 8)));
}

/* Names are few and short, and their hash is the slow one; secrets and identifiers are as long as somebody likes. */
void keyed_name(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, unsigned char digest[32])
{
    unsigned char message[SHORT_VALUE + 1] = { (unsigned char)kind };
    bool has_case = kind == PSEUDONYM_SECRET || size > SHORT_VALUE;

    for (size_t i = 0; i < size && !has_case; i++)
        message[1 + i] = (unsigned char)letter_lower(value[i]);
    if (!has_case && kind != PSEUDONYM_WORD) {
        hmac(key, message, 1 + size, digest);
        return;
    }
    for (uint64_t half = 0; half < 2; half++) {
        uint64_t result[2];

        siphash(short_key(key), USE_NAME << 32 | half << 8 | (uint64_t)kind, has_case ? (const unsigned char *)value : message + 1, size, result);
        put_little(digest + 16 * half, result);
    }
}

void keyed_hash(const unsigned char key[32], enum pseudonym_kind kind, const void *bytes, size_t size, unsigned char hash[16])
{
    uint64_t result[2];

    siphash(short_key(key), (uint64_t)kind, bytes, size, result);
    put_little(hash, result);
}

void keyed_hash_of_hex(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, unsigned char hash[16])
{
    unsigned char digits[40];
    size_t count = 0;

    /* The low half of a letter is its value less nine. */
    for (size_t i = 0; i < size && count < sizeof digits; i++)
        if (letter_is(value[i], LETTER_HEX))
            digits[count++] = (unsigned char)((value[i] & 15) + (letter_is(value[i], LETTER_ALPHA) ? 9 : 0));
    keyed_hash(key, kind, digits, count, hash);
}

void keyed_numbers(const unsigned char key[32], unsigned use, uint64_t number, uint64_t numbers[2])
{
    uint64_t v[4];

    sip_begin(v, short_key(key), (uint64_t)use << 32);
    absorb(v, number);
    sip_end(v, 0, sizeof number, numbers);
}
