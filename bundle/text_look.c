/* What bytes are by the look of them. */
#include "bundle/text_look.h"

#include <string.h>

#include "bundle/anchors.h"
#include "bundle/text_decode.h"

enum { PAIRS_TO_TELL = 4 };

size_t text_controls(const char *bytes, size_t size)
{
    size_t blocks = size / ANCHOR_BLOCK, count = blocks > 0 ? anchor_finder_best()->count_controls((const unsigned char *)bytes, blocks) : 0;

    for (size_t i = blocks * ANCHOR_BLOCK; i < size; i++)
        count += text_is_control(bytes[i]);
    return count;
}

/* Formats that begin like text, or hold enough of it to look so. */
static bool has_signature(const char *bytes, size_t size)
{
    static const struct {
        const char *bytes;
        size_t size;
    } signatures[] = {
        { "\x7F"
          "ELF",
          4 },
        { "MZ\x90\0", 4 },
        { "PK\3\4", 4 },
        { "\xFD"
          "7zXZ\0",
          6 },
        { "\x28\xB5\x2F\xFD", 4 },
        { "BZh9\x31\x41\x59", 7 },
        { "7z\xBC\xAF\x27", 5 },
        { "LPKSHHRH", 8 },
        { "SQLite format 3\0", 16 },
        { "ElfFile\0", 8 },
        { "MDMP", 4 },
        { "PAGEDU64", 8 },
        { "%PDF-", 5 },
        { "regf", 4 },
        { "\xD0\xCF\x11\xE0", 4 },
        { "MSCF\0", 5 },
        { "\x89PNG", 4 },
        { "GIF8", 4 },
        { "\xFF\xD8\xFF", 3 },
        { "\xCA\xFE\xBA\xBE", 4 },
        { "!<arch>\n", 8 },
        { "\xFF\xFE\0\0", 4 },
        { "\0\0\xFE\xFF", 4 },
    };

    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        if (size >= signatures[i].size && memcmp(bytes, signatures[i].bytes, signatures[i].size) == 0)
            return true;
    return false;
}

/* How often NUL stands as the first and as the second byte of a pair. */
static enum text_look look_at_pairs(const char *bytes, size_t size)
{
    size_t first = 0, second = 0, pairs = size / 2;

    for (size_t i = 0; i + 1 < size; i += 2) {
        first += bytes[i] == '\0' && bytes[i + 1] != '\0';
        second += bytes[i + 1] == '\0' && bytes[i] != '\0' && (!text_is_control(bytes[i]));
    }
    if (pairs < PAIRS_TO_TELL)
        return TEXT_IS_PLAIN;
    if (second >= pairs / 2 && first <= pairs / 50)
        return TEXT_IS_UTF16_LE;
    return first >= pairs / 2 && second <= pairs / 50 ? TEXT_IS_UTF16_BE : TEXT_IS_PLAIN;
}

/* Text in UTF-16 has letters of few scripts and hardly any controls. */
static bool is_utf16_text(const char *bytes, size_t size, size_t high)
{
    size_t strange = 0;

    for (size_t i = 2; i + 1 < size; i += 2) {
        unsigned char upper = (unsigned char)bytes[i + high], lower = (unsigned char)bytes[i + 1 - high];

        strange += (upper == 0 && text_is_control((char)lower)) || (upper >= 0xE0 && upper <= 0xF8) || (upper == 0xFF && lower >= 0xF0);
    }
    return strange * 100 <= size / 2 * STRANGE_IN_A_HUNDRED;
}

/* Control characters, a hole of NULs as one, against what is left without holes. */
static bool is_binary(const char *bytes, size_t size)
{
    size_t controls = 0, others = 0, nuls = 0;

    for (size_t i = 0; i <= size; i++) {
        if (i < size && bytes[i] == '\0') {
            nuls++;
            continue;
        }
        controls += text_strange_nuls(nuls);
        nuls = 0;
        if (i < size) {
            controls += text_is_control(bytes[i]);
            others++;
        }
    }
    return controls > 1 && controls * 100 > (others + controls) * STRANGE_IN_A_HUNDRED;
}

/* Lines in UTF-16 among others: is it text once each is read in its own coding? */
static bool is_mixed_text(const char *bytes, size_t size)
{
    struct text_decoder decoder = { 0 };
    struct text text = { 0 };

    text_decode(&decoder, bytes, size, true, &text);
    text_free(&text);
    return (decoder.seen & (SEEN_UTF16_LE | SEEN_UTF16_BE)) != 0 && text_was_text(&decoder);
}

enum text_look text_look_at(const char *bytes, size_t size)
{
    enum text_look pairs;

    if (size >= 3 && memcmp(bytes, "\x1F\x8B\x08", 3) == 0)
        return TEXT_IS_GZIP;
    if (has_signature(bytes, size))
        return TEXT_IS_BINARY;
    if (size >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
        return is_utf16_text(bytes, size, 1) ? TEXT_IS_UTF16_LE : TEXT_IS_BINARY;
    if (size >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
        return is_utf16_text(bytes, size, 0) ? TEXT_IS_UTF16_BE : TEXT_IS_BINARY;
    if (text_controls(bytes, size) == 0)
        return TEXT_IS_PLAIN;
    pairs = look_at_pairs(bytes, size);
    if (pairs != TEXT_IS_PLAIN)
        return pairs;
    return is_binary(bytes, size) && !is_mixed_text(bytes, size) ? TEXT_IS_BINARY : TEXT_IS_PLAIN;
}
