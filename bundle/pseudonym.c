/* The form of each pseudonym, and a small memory a thread of those made last. */
#include "bundle/pseudonym.h"

#include <stdint.h>
#include <string.h>

#include "bundle/keyed_hash.h"
#include "bundle/letters.h"
#include "bundle/pseudonym_address.h"

/* What tells a pseudonym from a value of its kind; `is_pseudonym()` knows them again. */
#define GUID_MARK "-8ec0-8dec-"
#define MAC_MARK  "\x06\x5e\xed"
#define HEX_MARK  "5eed5eed"
#define SID_MARK  "3735928559"

#define FORM(begin, digits, end)              \
    {                                         \
        begin, sizeof(begin) - 1, digits, end \
    }

static const struct form {
    const char *begin;
    size_t begin_size;
    size_t digits; /* hexadecimal ones behind it */
    const char *end;
} forms[PSEUDONYMS] = {
    [PSEUDONYM_USER] = FORM("user-", 6, ""),   [PSEUDONYM_HOST] = FORM("host-", 6, ""),     [PSEUDONYM_DOMAIN] = FORM("d-", 6, ".example"),
    [PSEUDONYM_WORD] = FORM("hidden-", 8, ""), [PSEUDONYM_SECRET] = FORM("secret-", 8, ""),
};

static void append_hex(struct text *out, const unsigned char *bytes, size_t digits)
{
    char hex[64];

    for (size_t i = 0; i < digits; i++)
        hex[i] = "0123456789abcdef"[i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 15];
    text_append_bytes(out, hex, digits);
}

/* A name: the label, and so many digits of the hash. The short name of a domain has no `.example`. */
static void append_name(struct text *out, const unsigned char digest[32], enum pseudonym_kind kind, const char *value, size_t size)
{
    text_append_bytes(out, forms[kind].begin, forms[kind].begin_size);
    append_hex(out, digest, forms[kind].digits);
    if (kind != PSEUDONYM_DOMAIN || memchr(value, '.', size) != NULL)
        text_append(out, forms[kind].end);
}

/* The same user, the same domain as outside of an address. */
static void append_email(const unsigned char key[32], const char *value, size_t size, struct text *out)
{
    const char *border = memchr(value, '@', size);
    size_t user = border != NULL ? (size_t)(border - value) : size;

    pseudonym_append(key, PSEUDONYM_USER, value, user, out);
    if (border == NULL)
        return;
    text_append_char(out, '@');
    pseudonym_append(key, PSEUDONYM_DOMAIN, border + 1, size - user - 1, out);
}

/* Version 8 is for what is not described elsewhere (RFC 9562, May 2024, section 5.8). */
static void append_guid(struct text *out, const unsigned char hash[16])
{
    append_hex(out, hash, 8);
    text_append_char(out, '-');
    append_hex(out, hash + 4, 4);
    text_append(out, GUID_MARK);
    append_hex(out, hash + 6, 12);
}

/* Written with the same sign between its bytes. */
static void append_mac(struct text *out, const unsigned char hash[16], const char *value, size_t size)
{
    unsigned char bytes[6] = { 0 };

    memcpy(bytes, MAC_MARK, 3);
    memcpy(bytes + 3, hash, 3);
    for (size_t i = 0; i < 6; i++) {
        if (size == 14 && (i == 2 || i == 4))
            text_append_char(out, value[4]);
        else if (size == 17 && i > 0)
            text_append_char(out, value[2]);
        append_hex(out, bytes + i, 2);
    }
}

/* `S-1-5-21-<domain: three numbers>-<relative id>`: the domain is hidden, the id stays. `S-1-12-1-` and four numbers: all of them. */
static void append_sid(const unsigned char key[32], const char *value, size_t size, struct text *out)
{
    bool is_cloud = size > 5 && value[4] == '1';
    size_t head = is_cloud ? 9 : 9, end = head, numbers = is_cloud ? 4 : 3;
    unsigned char hash[16];

    for (size_t seen = 0; end < size; end++)
        if (value[end] == '-' && ++seen == numbers)
            break;
    keyed_hash(key, PSEUDONYM_SID, value + head, end - head, hash);
    text_append_bytes(out, value, head);
    text_append(out, SID_MARK);
    for (size_t i = 0; i + 1 < numbers; i++) {
        uint32_t number = (uint32_t)hash[4 * i] << 24 | (uint32_t)hash[4 * i + 1] << 16 | (uint32_t)hash[4 * i + 2] << 8 | hash[4 * i + 3];

        text_append_format(out, "-%lu", (unsigned long)number);
    }
    text_append_bytes(out, value + end, size - end);
}

/* A hexadecimal identifier keeps its length. */
static void append_word(struct text *out, const unsigned char digest[32], const char *value, size_t size)
{
    size_t hex = 0;

    while (hex < size && letter_is(value[hex], LETTER_HEX))
        hex++;
    if (hex < size || size < 16 || size > 64) {
        append_name(out, digest, PSEUDONYM_WORD, value, size);
        return;
    }
    text_append(out, HEX_MARK);
    append_hex(out, digest, size - strlen(HEX_MARK));
}

static void append_new(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, struct text *out)
{
    unsigned char hash[32];

    switch (kind) {
    case PSEUDONYM_EMAIL:
        append_email(key, value, size, out);
        return;
    case PSEUDONYM_IPV4:
        pseudonym_ipv4(key, value, size, out);
        return;
    case PSEUDONYM_IPV6:
        pseudonym_ipv6(key, value, size, out);
        return;
    case PSEUDONYM_SID:
        append_sid(key, value, size, out);
        return;
    case PSEUDONYM_MAC:
        keyed_hash_of_hex(key, kind, value, size, hash);
        append_mac(out, hash, value, size);
        return;
    case PSEUDONYM_GUID:
        keyed_hash_of_hex(key, kind, value, size, hash);
        append_guid(out, hash);
        return;
    case PSEUDONYM_WORD:
        keyed_name(key, kind, value, size, hash);
        append_word(out, hash, value, size);
        return;
    default:
        keyed_name(key, kind, value, size, hash);
        append_name(out, hash, kind, value, size);
    }
}

/* What a thread made last: two values a place, the newer one first. The place is a hash of the value that needs no key. */
enum { MEMORY_SLOTS = 2048, MEMORY_NAMES = 512, MEMORY_WORDS = 5, MEMORY_VALUE = 8 * MEMORY_WORDS, MEMORY_NAME = 40 };

struct remembered {
    uint64_t value[MEMORY_WORDS]; /* eight bytes each, the last one filled up with zeros */
    char name[MEMORY_NAME];
    unsigned char kind, size, name_size; /* kind + 1; 0 is an empty slot */
};

static _Thread_local struct {
    unsigned char key[32];
    struct remembered slots[MEMORY_SLOTS];
    const struct remembered *last; /* that was asked for; NULL: none */
} memory;

/* One to eight bytes, by as few looks as there can be. */
static inline uint64_t word_of(const char *bytes, size_t size)
{
    const unsigned char *b = (const unsigned char *)bytes;
    uint64_t word;
    uint32_t first, last;

    if (size == 8) {
        memcpy(&word, b, 8);
        return word;
    }
    if (size < 4)
        return b[0] | (uint64_t)b[size / 2] << 8 * (size / 2) | (uint64_t)b[size - 1] << 8 * (size - 1);
    memcpy(&first, b, 4);
    memcpy(&last, b + size - 4, 4);
    return first | (uint64_t)last << 8 * (size - 4);
}

/* How many words the value has. */
static inline size_t words_of(const char *value, size_t size, uint64_t words[MEMORY_WORDS])
{
    size_t count = 0;

    for (; size > 8; size -= 8, value += 8)
        words[count++] = word_of(value, 8);
    if (size > 0)
        words[count++] = word_of(value, size);
    return count;
}

/* With another key all is forgotten. */
static inline void remember_key(const unsigned char key[32])
{
    if (memcmp(memory.key, key, sizeof memory.key) != 0) {
        memset(&memory, 0, sizeof memory);
        memcpy(memory.key, key, sizeof memory.key);
    }
}

static struct remembered *slot_of(enum pseudonym_kind kind, const uint64_t *words, size_t count)
{
    uint64_t hash = 0x9e3779b97f4a7c15u ^ (uint64_t)kind << 32;

    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ words[i]) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    /* Addresses come by the thousand, and names cost more. */
    if (kind == PSEUDONYM_USER || kind == PSEUDONYM_HOST || kind == PSEUDONYM_DOMAIN || kind == PSEUDONYM_EMAIL)
        return &memory.slots[hash % MEMORY_NAMES & ~(size_t)1];
    return &memory.slots[(MEMORY_NAMES + hash % (MEMORY_SLOTS - MEMORY_NAMES)) & ~(size_t)1];
}

static inline bool is_in(const struct remembered *slot, enum pseudonym_kind kind, size_t size, const uint64_t *words, size_t count)
{
    uint64_t other = 0;

    for (size_t i = 0; i < count; i++)
        other |= slot->value[i] ^ words[i];
    return other == 0 && slot->kind == kind + 1 && slot->size == size;
}

/* A name and what is behind it in the slot, where there is room: a copy of fixed size. */
static void append_remembered(const struct remembered *slot, struct text *out)
{
    if (out->capacity - out->size <= MEMORY_NAME) {
        text_append_bytes(out, slot->name, slot->name_size);
        return;
    }
    memcpy(out->data + out->size, slot->name, MEMORY_NAME);
    out->size += slot->name_size;
    out->data[out->size] = '\0';
}

void pseudonym_append(const unsigned char key[32], enum pseudonym_kind kind, const char *value, size_t size, struct text *out)
{
    uint64_t words[MEMORY_WORDS];
    struct remembered *slot;
    size_t before = out->size, made, count;

    /* IPv4 addresses have a memory of their own. */
    if (size > MEMORY_VALUE || kind == PSEUDONYM_IPV4) {
        append_new(key, kind, value, size, out);
        return;
    }
    count = words_of(value, size, words);
    remember_key(key);
    /* One value stands again and again in many a text. */
    if (memory.last != NULL && is_in(memory.last, kind, size, words, count)) {
        append_remembered(memory.last, out);
        return;
    }
    slot = slot_of(kind, words, count);
    for (size_t i = 0; i < 2; i++)
        if (is_in(&slot[i], kind, size, words, count)) {
            memory.last = &slot[i];
            append_remembered(&slot[i], out);
            return;
        }
    append_new(key, kind, value, size, out);
    made = out->size - before;
    if (made > MEMORY_NAME)
        return;
    /* What an address of e-mail made of its halves may have used this slot. */
    slot[1] = slot[0];
    slot->kind = (unsigned char)(kind + 1);
    slot->size = (unsigned char)size;
    slot->name_size = (unsigned char)made;
    memcpy(slot->value, words, count * sizeof *words);
    memcpy(slot->name, out->data + before, made);
}

static bool is_hex(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!letter_is(bytes[i], LETTER_HEX))
            return false;
    return true;
}

/* `user-7f3a91`, `secret-0c1d2e3f`, …; the short name of a domain, too. */
static bool is_of_form(const struct form *form, const char *value, size_t size)
{
    size_t begin = form->begin_size, end;

    if (begin == 0 || size < begin + form->digits || *value != *form->begin || memcmp(value, form->begin, begin) != 0 ||
        !is_hex(value + begin, form->digits))
        return false;
    end = begin + form->digits;
    return size == end || (size - end == strlen(form->end) && memcmp(value + end, form->end, size - end) == 0);
}

/* Its hexadecimal digits alone begin so. */
static bool begins_hex(const char *value, size_t size, const char *mark)
{
    size_t at = 0;

    for (size_t i = 0; i < size && mark[at] != '\0'; i++)
        if (letter_is(value[i], LETTER_HEX) && value[i] != mark[at++])
            return false;
    return mark[at] == '\0';
}

bool pseudonym_is(enum pseudonym_kind kind, const char *value, size_t size)
{
    const char *border;

    switch (kind) {
    case PSEUDONYM_EMAIL:
        border = memchr(value, '@', size);
        return border != NULL && is_of_form(&forms[PSEUDONYM_USER], value, (size_t)(border - value)) &&
               is_of_form(&forms[PSEUDONYM_DOMAIN], border + 1, size - (size_t)(border - value) - 1);
    case PSEUDONYM_IPV4:
        return false;
    case PSEUDONYM_IPV6:
        return pseudonym_is_ipv6(value, size);
    case PSEUDONYM_MAC:
        return begins_hex(value, size, "065eed");
    case PSEUDONYM_GUID:
        return size >= 24 && memcmp(value + 13, GUID_MARK, strlen(GUID_MARK)) == 0;
    case PSEUDONYM_SID:
        return size > 9 + strlen(SID_MARK) && memcmp(value + 9, SID_MARK, strlen(SID_MARK)) == 0;
    case PSEUDONYM_WORD:
        if (size >= 16 && size <= 64 && is_hex(value, size) && memcmp(value, HEX_MARK, strlen(HEX_MARK)) == 0)
            return true;
        break;
    default:
        break;
    }
    if (size == 0 || (*value != 'u' && *value != 'h' && *value != 'd' && *value != 's'))
        return false;
    for (size_t i = 0; i < PSEUDONYMS; i++)
        if (is_of_form(&forms[i], value, size))
            return true;
    return false;
}
