/* UTF-8 out of text whose coding may change in its middle. */
#include "bundle/text_decode.h"

#include <string.h>

enum {
    RUN_TO_TELL = 16,   /* bytes: that many letters of one byte are no eight letters of Chinese */
    AMBIGUOUS_FROM = 8, /* bytes: fewer hold no secret with its name */
    LARGEST_PAIR = 4
};

/* What stands at a place. */
struct place {
    const unsigned char *bytes;
    size_t left;
};

/* A letter of ASCII, or a blank. */
static bool is_letter(unsigned char byte)
{
    return byte < 0x80 && !text_is_control((char)byte);
}

/* The byte of ASCII that the pair at `at` is in a coding, 0 where it is none. */
static unsigned char letter_at(const struct place *place, size_t at, enum text_look coding)
{
    size_t high = coding == TEXT_IS_UTF16_LE ? 1 : 0;

    if (at + 2 > place->left || place->bytes[at + high] != 0 || !is_letter(place->bytes[at + 1 - high]))
        return 0;
    return place->bytes[at + 1 - high];
}

static bool has_letters(const struct place *place, size_t at, size_t count, enum text_look coding)
{
    for (; count > 0; count--, at += 2)
        if (letter_at(place, at, coding) == 0)
            return false;
    return true;
}

/* Three letters of a script that has a control byte in each: Cyrillic (04), Greek (03), Hebrew (05), Arabic (06), Thai (0E), … */
static bool has_script(const struct place *place, size_t high)
{
    const unsigned char *bytes = place->bytes;

    return place->left >= 6 && bytes[high] != 0 && text_is_control((char)bytes[high]) && bytes[high + 2] == bytes[high] &&
           bytes[high + 4] == bytes[high] && bytes[1 - high] != bytes[high] && bytes[3 - high] != bytes[high];
}

/* What begins in the middle of plain text; TEXT_IS_PLAIN where that goes on. A line feed before a NUL is the end of a plain line, for the
   letters of UTF-16BE have their NUL in front. */
static enum text_look begins_wide(const struct text_decoder *decoder, const struct place *place)
{
    if (has_letters(place, 0, 2, TEXT_IS_UTF16_LE) && place->bytes[0] != '\n')
        return TEXT_IS_UTF16_LE;
    if (has_letters(place, 0, 2, TEXT_IS_UTF16_BE) && decoder->nuls == 0 && (decoder->last == '\n' || decoder->taken == 0))
        return TEXT_IS_UTF16_BE;
    if (has_script(place, 1))
        return TEXT_IS_UTF16_LE;
    return has_script(place, 0) ? TEXT_IS_UTF16_BE : TEXT_IS_PLAIN;
}

/* How many bytes of plain text stand there in a row, UTF-8 or ASCII, as far as that matters. */
static size_t plain_run(const struct place *place)
{
    size_t size = 0;

    while (size < place->left && size <= RUN_TO_TELL && place->bytes[size] != 0 && !text_is_control((char)place->bytes[size])) {
        size_t length = text_utf8_length((const char *)place->bytes + size, place->left - size);

        if (length == 0)
            break;
        size += length;
    }
    return size;
}

/* Of a letter of Chinese or Japanese the upper byte is one of 4E to 9F, or 30; of other scripts 09, 0A or 0D. In plain text something else
   soon stands at its place: a blank, a digit, a capital. */
static bool has_odd_upper(const unsigned char *bytes, size_t size, size_t high)
{
    for (size_t i = 0; i + 1 < size; i += 2) {
        unsigned char upper = bytes[i + high];

        if ((upper == ' ' && bytes[i + 1 - high] != '&') || (upper > ' ' && upper < '0') || (upper > '0' && upper < 'N'))
            return true;
    }
    return false;
}

/* Kana (30), Devanagari (09), Gujarati (0A), Malayalam (0D): nearly all letters of a run have the same upper byte, and not the lower one. */
static bool is_of_one_script(const unsigned char *bytes, size_t size, size_t high)
{
    size_t same = 0, doubled = 0, pairs = size / 2;

    if (pairs == 0 || strchr("0\t\n\r", bytes[high]) == NULL)
        return false;
    for (size_t i = 0; i + 1 < size; i += 2) {
        same += bytes[i + high] == bytes[high];
        doubled += bytes[i] == bytes[i + 1];
    }
    return 4 * same >= 3 * pairs && 2 * doubled < pairs;
}

enum verdict { GOES_ON, IS_PLAIN, IS_AMBIGUOUS };

/* In UTF-16, at bytes that would be letters of a plain text as well: `*run` of them. */
static enum verdict judge_run(const struct place *place, enum text_look coding, size_t *run)
{
    size_t size = plain_run(place), high = coding == TEXT_IS_UTF16_LE ? 1 : 0;
    bool is_whole = size == place->left, is_before_wide;

    *run = size;
    if (size >= RUN_TO_TELL)
        return is_of_one_script(place->bytes, RUN_TO_TELL, high) ? GOES_ON : IS_PLAIN;
    if (size == 0)
        return GOES_ON;
    /* The last one is a letter of UTF-16, with its NUL. */
    if (coding == TEXT_IS_UTF16_LE && letter_at(place, size - 1, coding) != 0)
        --*run;
    is_before_wide = has_letters(place, *run, 2, coding);
    if (*run % 2 == 1 && *run > 2 && (is_before_wide || is_whole))
        return IS_PLAIN;
    if (*run < AMBIGUOUS_FROM || is_of_one_script(place->bytes, *run, high))
        return GOES_ON;
    return has_odd_upper(place->bytes, *run, high) ? IS_PLAIN : IS_AMBIGUOUS;
}

static void end_hole(struct text_decoder *decoder)
{
    decoder->strange += text_strange_nuls(decoder->nuls);
    decoder->nuls = 0;
}

static void change(struct text_decoder *decoder, enum text_look coding)
{
    if (decoder->seen != 0 && decoder->changed_at == 0)
        decoder->changed_at = decoder->taken;
    decoder->coding = coding;
}

static void give(struct text_decoder *decoder, unsigned long code, struct text *out)
{
    if (code >= 0x80)
        text_append_code_point(out, code);
    else
        text_append_char(out, (char)code);
    decoder->characters++;
}

static size_t take_plain(struct text_decoder *decoder, const struct place *place, struct text *out)
{
    unsigned char byte = place->bytes[0];

    if (byte == 0) {
        /* Behind the first letter of UTF-16LE, which came as a plain one. */
        if (has_letters(place, 0, 2, TEXT_IS_UTF16_BE) && decoder->nuls == 0)
            change(decoder, TEXT_IS_UTF16_LE);
        else
            decoder->nuls++;
        return 1;
    }
    end_hole(decoder);
    decoder->seen |= SEEN_PLAIN;
    if (text_is_control((char)byte)) {
        decoder->strange++;
    } else {
        text_append_char(out, (char)byte);
        decoder->characters++;
    }
    decoder->last = (char)byte;
    return 1;
}

static unsigned long unit_at(const struct place *place, size_t at, enum text_look coding)
{
    const unsigned char *bytes = place->bytes + at;

    return coding == TEXT_IS_UTF16_BE ? (unsigned long)bytes[0] << 8 | bytes[1] : bytes[0] | (unsigned long)bytes[1] << 8;
}

/* A character of UTF-16; half of one becomes U+FFFD. */
static size_t take_unit(struct text_decoder *decoder, const struct place *place, struct text *out)
{
    unsigned long code = unit_at(place, 0, decoder->coding), low = place->left >= LARGEST_PAIR ? unit_at(place, 2, decoder->coding) : 0;
    bool is_pair = code >= 0xD800 && code < 0xDC00 && low >= 0xDC00 && low < 0xE000;

    if (code == 0) {
        decoder->nuls += 2;
        return 2;
    }
    end_hole(decoder);
    decoder->seen |= decoder->coding == TEXT_IS_UTF16_LE ? SEEN_UTF16_LE : SEEN_UTF16_BE;
    if (is_pair)
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    else if (code >= 0xD800 && code < 0xE000)
        code = 0xFFFD;
    decoder->strange += !is_pair && code >= 0xE000 && (code < 0xF900 || code >= 0xFFF0);
    if (code < 0x80 && text_is_control((char)code))
        decoder->strange++;
    else
        give(decoder, code, out);
    decoder->last = code < 0x80 ? (char)code : 'x';
    return is_pair ? 4 : 2;
}

static size_t take_wide(struct text_decoder *decoder, const struct place *place, struct text *out)
{
    enum text_look other = decoder->coding == TEXT_IS_UTF16_LE ? TEXT_IS_UTF16_BE : TEXT_IS_UTF16_LE;
    enum verdict verdict = GOES_ON;
    size_t run;

    if (place->left < 2) {
        decoder->strange++;
        return place->left;
    }
    if (letter_at(place, 0, decoder->coding) == 0) {
        /* A byte is missing, or one too many: three letters of U+2000, U+2100, … stand nowhere. */
        if (has_letters(place, 0, 3, other)) {
            decoder->coding = other;
            return take_unit(decoder, place, out);
        }
        verdict = judge_run(place, decoder->coding, &run);
    }
    if (verdict == IS_PLAIN) {
        change(decoder, TEXT_IS_PLAIN);
        return take_plain(decoder, place, out);
    }
    if (verdict == GOES_ON)
        return take_unit(decoder, place, out);
    run = run / 2 * 2;
    end_hole(decoder);
    if (decoder->trusts_plain)
        text_append_bytes(out, (const char *)place->bytes, run);
    else
        text_append_code_point(out, 0xFFFD);
    decoder->seen |= decoder->coding == TEXT_IS_UTF16_LE ? SEEN_UTF16_LE : SEEN_UTF16_BE;
    decoder->characters += run / 2;
    decoder->ambiguous += run;
    return run;
}

/* A mark in the middle; its size, or 0. "яю" of a code page is none, for no UTF-16 follows it. */
static size_t take_mark(struct text_decoder *decoder, const struct place *place)
{
    static const unsigned char marks[2][2] = { { 0xFF, 0xFE }, { 0xFE, 0xFF } };

    for (size_t i = 0; i < 2 && place->left >= 2; i++) {
        enum text_look coding = i == 0 ? TEXT_IS_UTF16_LE : TEXT_IS_UTF16_BE;

        if (memcmp(place->bytes, marks[i], 2) == 0 && (decoder->coding == coding || letter_at(place, 2, coding) != 0)) {
            if (decoder->coding != coding)
                change(decoder, coding);
            return 2;
        }
    }
    if (decoder->coding != TEXT_IS_PLAIN && place->left >= 3 && memcmp(place->bytes, "\xEF\xBB\xBF", 3) == 0) {
        change(decoder, TEXT_IS_PLAIN);
        return 3;
    }
    return 0;
}

static size_t take(struct text_decoder *decoder, const struct place *place, struct text *out)
{
    size_t size = place->bytes[0] >= 0xEF ? take_mark(decoder, place) : 0;

    if (size > 0)
        return size;
    if (decoder->coding == TEXT_IS_PLAIN && place->left > 1 && (text_is_control((char)place->bytes[0]) || text_is_control((char)place->bytes[1]))) {
        enum text_look begun = begins_wide(decoder, place);

        if (begun != TEXT_IS_PLAIN)
            change(decoder, begun);
    }
    return decoder->coding == TEXT_IS_PLAIN ? take_plain(decoder, place, out) : take_wide(decoder, place, out);
}

size_t text_decode(struct text_decoder *decoder, const char *bytes, size_t size, bool is_end, struct text *out)
{
    size_t at = 0;

    while (at < size && (is_end || size - at >= TEXT_DECODE_AHEAD)) {
        size_t taken = take(decoder, &(struct place){ (const unsigned char *)bytes + at, size - at }, out);

        at += taken;
        decoder->taken += taken;
    }
    return at;
}

bool text_was_text(const struct text_decoder *decoder)
{
    unsigned long long strange = decoder->strange + text_strange_nuls(decoder->nuls);

    return strange <= 1 || strange * 100 <= (decoder->characters + strange) * STRANGE_IN_A_HUNDRED;
}
