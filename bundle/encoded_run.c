/* Runs of base64 and of hexadecimal digits that are text. */
#include "bundle/encoded_run.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/anchors.h"
#include "bundle/text_look.h"
#include "healthcheck/core/memory.h"

enum { SHORTEST = 16, SHORTEST_HEX = 32, BLOCK = 64, LOOK = 8, LONG_RUN = 64, SHORTEST_LINE = 60 };

/* The value of a letter of base64 in either alphabet (RFC 4648), -1 of others; sixteen a row. */
static const signed char values[256] = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 62, -1, 62, -1, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, -1, -1, -1, -1, -1, -1,
    -1, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, -1, -1, -1, -1, 63,
    -1, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
};

static int value_of(char c)
{
    return values[(unsigned char)c];
}

/* 0 to 15; more where it is no hexadecimal digit. */
static unsigned hex_of(char c)
{
    unsigned value = (unsigned)(values[(unsigned char)c] + 1);

    return value > 52 ? value - 53 : value >= 27 && value <= 32 ? value - 17 : value >= 1 && value <= 6 ? value + 9 : 255;
}

#define EACH (uint64_t)0x0101010101010101 /* byte */

/* Bits behind which `count` (a power of two) in a row are set; `more` are the bits that follow. */
static inline uint64_t in_a_row(uint64_t bits, uint64_t more, unsigned count)
{
    for (unsigned step = 1; step < count; step *= 2) {
        bits &= bits >> step | more << (BLOCK - step);
        more &= more >> step;
    }
    return bits;
}

/* Where the next run of at least SHORTEST letters begins, `size` where there is none. */
static size_t next_run(struct marks *letters, size_t at)
{
    size_t block = at / BLOCK, last = (letters->size + BLOCK - 1) / BLOCK;
    uint64_t from = ~(uint64_t)0 << at % BLOCK, here = marks_of(letters, block), behind;

    for (; block < last; block++, here = behind, from = ~(uint64_t)0) {
        uint64_t begins;

        behind = marks_of(letters, block + 1);
        begins = in_a_row(here, behind, SHORTEST) & from;
        if (begins != 0)
            return block * BLOCK + (size_t)__builtin_ctzll(begins);
    }
    return letters->size;
}

/* Are these eight bytes ASCII from the blank on? */
static inline bool is_eight_plain(const char *bytes)
{
    uint64_t eight;

    memcpy(&eight, bytes, sizeof eight);
    return ((eight | (eight - EACH * ' ') | ((eight ^ EACH * 0x7f) - EACH)) & EACH * 0x80) == 0;
}

/* How many of these bytes are no text, none but the first `most` + 1 counted; bytes of UTF-8 are text, alone they are not. */
static size_t count_odd(const char *bytes, size_t size, size_t most)
{
    size_t odd = 0;

    for (size_t i = 0; i < size && odd <= most;) {
        size_t length;

        if (size - i >= 8 && is_eight_plain(bytes + i)) {
            i += 8;
            continue;
        }
        length = (unsigned char)bytes[i] < 0x80 ? 1 : text_utf8_length(bytes + i, size - i);

        /* The end may be cut. */
        odd += length == 0 ? size - i >= 4 : text_is_control(bytes[i]);
        i += length > 0 ? length : 1;
    }
    return odd;
}

static bool is_wide(const char *bytes, size_t size)
{
    size_t wide = 0;

    for (size_t i = 0; i + 1 < size; i += 2)
        wide += bytes[i + 1] == '\0' && !text_is_control(bytes[i]);
    return size >= 6 && wide * 10 >= size / 2 * 9;
}

/* Room for `size` bytes in an empty text. */
static char *room_for(struct text *text, size_t size)
{
    if (text->capacity < size + 1) {
        text->data = memory_resize(text->data, size + 1, 1);
        text->capacity = size + 1;
    }
    return text->data;
}

static void end_at(struct text *text, char *end)
{
    *end = '\0';
    text->size = (size_t)(end - text->data);
}

/* What `size` letters decode to, line ends left out. `out` is empty. */
static void decode(const char *letters, size_t size, struct text *out)
{
    char *to = room_for(out, size / 4 * 3 + 3);
    unsigned long held = 0;
    unsigned bits = 0;

    for (size_t i = 0; i < size; i++) {
        int value = value_of(letters[i]);

        /* Four at a time, as long as these are letters. */
        while (bits == 0 && size - i >= 4 && (value | value_of(letters[i + 1]) | value_of(letters[i + 2]) | value_of(letters[i + 3])) >= 0) {
            held = (unsigned long)value << 18 | (unsigned long)value_of(letters[i + 1]) << 12 | (unsigned long)value_of(letters[i + 2]) << 6 |
                   (unsigned long)value_of(letters[i + 3]);
            *to++ = (char)(held >> 16);
            *to++ = (char)(held >> 8);
            *to++ = (char)held;
            i += 4;
            value = i < size ? value_of(letters[i]) : -1;
        }
        if (value < 0)
            continue;
        held = (held << 6 | (unsigned long)value) & 0xFFFFFF;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            *to++ = (char)(held >> bits);
        }
    }
    end_at(out, to);
}

static void decode_hex(const char *digits, size_t size, struct text *out)
{
    char *to = room_for(out, size / 2);

    for (size_t i = 0; i + 1 < size; i += 2)
        *to++ = (char)(hex_of(digits[i]) * 16 + hex_of(digits[i + 1]));
    end_at(out, to);
}

/* Does it begin as text does, by its first six bytes? Nearly all that is no text ends at the first of them. */
static bool begins_as_text(const char first[6])
{
    unsigned char c = (unsigned char)*first;

    if (text_is_control(*first))
        return memcmp(first, "\x1F\x8B\x08", 3) == 0;
    if (memcmp(first, "\xFF\xFE", 2) == 0 || (first[1] == '\0' && is_wide(first, 6)))
        return true;
    return (c < 0x80 || (c >= 0xC2 && c < 0xF5)) && count_odd(first, 6, 0) == 0;
}

static bool may_be_base64(const char *letters, size_t size)
{
    char first[6];
    size_t at = 0;

    for (size_t i = 0; i < LOOK; i += 4) {
        unsigned long three = 0;

        for (size_t k = 0; k < 4; k++)
            three = three << 6 | (unsigned long)value_of(letters[i + k]);
        for (int shift = 16; shift >= 0; shift -= 8)
            first[at++] = (char)(three >> shift);
        /* The first letter alone tells of most. */
        if (i == 0 && size < LONG_RUN && text_is_control(first[0]) && first[0] != 0x1F)
            return false;
    }
    return begins_as_text(first) || (size >= LONG_RUN && count_odd(first, sizeof first, 2) <= 2);
}

/* Makes UTF-8 of what was decoded; false where it is no text. */
static bool settle(struct encoded_run *run, struct text *content)
{
    run->is_packed = content->size > 8 && memcmp(content->data, "\x1F\x8B\x08", 3) == 0;
    if (run->is_packed)
        return true;
    run->is_utf16 = content->size >= 2 && (memcmp(content->data, "\xFF\xFE", 2) == 0 || is_wide(content->data, content->size));
    if (run->is_utf16) {
        size_t size;
        char *plain = text_from_utf16le(content->data, content->size, &size);

        content->size = 0;
        text_append_bytes(content, plain, size);
        free(plain);
    }
    return content->size > 0 && count_odd(content->data, content->size, content->size / 5) <= content->size / 5;
}

/* `/`, `-`, `_`, `+`: the last two letters of each alphabet. */
static bool is_separator(char c)
{
    return value_of(c) >= 62;
}

static bool is_lowest(const char *bytes, size_t from, size_t to, const char *those)
{
    return memchr(bytes + from, those[0], to - from) != NULL || memchr(bytes + from, those[1], to - from) != NULL;
}

/* Lines of one width, as MIME and PEM write them: behind the last. */
static size_t wrapped_end(struct marks *letters, struct encoded_run *run)
{
    const char *bytes = letters->bytes;
    size_t end = run->to, size = letters->size;

    run->width = run->to - run->from;
    if (run->width < SHORTEST_LINE || run->width % 4 != 0)
        return end;
    for (;;) {
        size_t feed = end < size && bytes[end] == '\n' ? 1 : end + 1 < size && bytes[end] == '\r' && bytes[end + 1] == '\n' ? 2 : 0, next;

        if (feed == 0 || (run->line_feed != 0 && feed != run->line_feed))
            return end;
        next = marks_end(letters, end + feed);
        if (next - end - feed < 4 || next - end - feed > run->width)
            return end;
        run->line_feed = feed;
        if (next - end - feed < run->width)
            return next;
        end = next;
    }
}

/* What may be base64. Lines that hold no text together are tried each for itself, and no more together: else many of them would cost
   their square. */
static bool read_base64(struct marks *letters, size_t from, size_t to, struct encoded_run *run, struct text *content)
{
    const char *bytes = letters->bytes;
    bool is_text;

    *run = (struct encoded_run){ .from = from, .to = to, .judged = run->judged };
    if (from >= run->judged)
        run->judged = run->to = wrapped_end(letters, run);
    content->size = 0;
    decode(bytes + from, run->to - from, content);
    is_text = settle(run, content);
    run->is_url = is_text && is_lowest(bytes, from, run->to, "-_");
    if (!is_text || (run->is_url && is_lowest(bytes, from, run->to, "+/")))
        return run->line_feed > 0 && read_base64(letters, from, to, run, content); /* this line alone */
    for (int i = 0; i < 2 && run->to < letters->size && bytes[run->to] == '='; i++) {
        run->is_padded = true;
        run->to++;
    }
    return true;
}

static bool begins_hex(const char *digits)
{
    char first[6];

    for (size_t i = 0; i < sizeof first; i++)
        first[i] = (char)(hex_of(digits[2 * i]) * 16 + hex_of(digits[2 * i + 1]));
    return begins_as_text(first);
}

static bool try_base64(struct marks *letters, size_t from, size_t to, struct encoded_run *run, struct text *content)
{
    return to - from >= SHORTEST && may_be_base64(letters->bytes + from, to - from) && read_base64(letters, from, to, run, content);
}

static bool try_hex(const char *bytes, size_t from, size_t to, struct encoded_run *run, struct text *content)
{
    size_t end = from + (to - from) / 2 * 2;

    *run = (struct encoded_run){ .from = from, .to = end, .is_hex = true, .judged = run->judged };
    if (!begins_hex(bytes + from))
        return false;
    content->size = 0;
    decode_hex(bytes + from, end - from, content);
    for (size_t i = from; i < end; i++)
        run->is_upper = run->is_upper || (bytes[i] >= 'A' && bytes[i] <= 'F');
    return settle(run, content);
}

/* Digits in pairs that go on for long, somewhere in the run. */
static bool find_hex(const char *bytes, size_t from, size_t to, struct encoded_run *run, struct text *content)
{
    for (size_t at = from; at < to;) {
        size_t end = at;

        /* Most runs are none: the last digit there must be is asked for first. */
        while (to - at > SHORTEST_HEX && hex_of(bytes[at + SHORTEST_HEX - 1]) >= 16)
            at += SHORTEST_HEX;
        for (end = at; end < to && hex_of(bytes[end]) < 16;)
            end++;
        if (end - at >= SHORTEST_HEX && try_hex(bytes, at, end, run, content))
            return true;
        at = end + 1;
    }
    return false;
}

/* The run whole (`is_begun`: it begins as text does), else what stands between its separators: paths have them, too. */
static bool find_base64(struct marks *letters, size_t from, size_t to, bool is_begun, struct encoded_run *run, struct text *content)
{
    const char *bytes = letters->bytes;

    if (is_begun ? read_base64(letters, from, to, run, content) : try_base64(letters, from, to, run, content))
        return true;
    /* No part of a short run is long enough. */
    if (to - from == SHORTEST)
        return false;
    for (size_t at = from; at < to;) {
        const char *slash = memchr(bytes + at, '/', to - at);
        size_t end = slash != NULL ? (size_t)(slash - bytes) : to;

        if (end - at >= SHORTEST && (at > from || end < to) && try_base64(letters, at, end, run, content))
            return true;
        at = end + 1;
    }
    for (size_t at = from; at < to;) {
        size_t end = at;

        while (end < to && !is_separator(bytes[end]))
            end++;
        if (end - at >= SHORTEST && (at > from || end < to) && try_base64(letters, at, end, run, content))
            return true;
        at = end + 1;
    }
    return false;
}

/* Digits of a hash or a number: no base64 has none of twenty letters in so many. */
static bool is_hash(const char *bytes, size_t from, size_t to)
{
    while (from < to && (hex_of(bytes[from]) < 16 || bytes[from] == '-'))
        from++;
    return from == to;
}

/* Where stretches of at least `count` begin. */
static inline uint64_t begins_of(uint64_t stretches, unsigned count)
{
    return in_a_row(stretches, 0, count) & ~(stretches << 1);
}

static bool may_be_among(const char *bytes, uint64_t stretches, size_t size)
{
    for (uint64_t begins = begins_of(stretches, SHORTEST); begins != 0; begins &= begins - 1)
        if (may_be_base64(bytes + __builtin_ctzll(begins), size))
            return true;
    return false;
}

/* Nearly all short runs are paths, names, numbers and hashes: a look at how each stretch begins that could be more. Finds all that
   find_hex() and find_base64() would. `is_begun`: the whole run begins as base64 of text does. */
static bool may_be_run(const char *bytes, size_t size, size_t from, size_t to, bool *is_begun)
{
    size_t length = to - from;
    uint64_t all, path, signs[4], digits;

    *is_begun = false;
    if (length > BLOCK || size - from < BLOCK)
        return true;
    anchor_finder_best()->separators((const unsigned char *)bytes + from, signs);
    all = ~(uint64_t)0 >> (BLOCK - length);
    digits = signs[3] & all;
    for (uint64_t begins = length < SHORTEST_HEX ? 0 : begins_of(digits, SHORTEST_HEX); begins != 0; begins &= begins - 1)
        if (begins_hex(bytes + from + __builtin_ctzll(begins)))
            return true;
    if ((all & ~digits & ~signs[1]) == 0)
        return false;
    path = all & ~signs[0];
    *is_begun = may_be_base64(bytes + from, length);
    return *is_begun || (path != all && may_be_among(bytes + from, path, SHORTEST)) ||
           may_be_among(bytes + from, path & ~signs[1] & ~signs[2], SHORTEST);
}

struct marks encoded_run_letters(const char *bytes, size_t size)
{
    return (struct marks){ .question = anchor_finder_best()->letters, .bytes = bytes, .size = size };
}

bool encoded_run_next(struct marks *letters, size_t at, struct encoded_run *run, struct text *content)
{
    const char *bytes = letters->bytes;
    size_t size = letters->size;

    for (size_t from = next_run(letters, at), to; from < size; from = next_run(letters, to)) {
        bool is_begun;

        to = marks_end(letters, from);
        if (!may_be_run(bytes, size, from, to, &is_begun))
            continue;
        if (to - from >= SHORTEST_HEX && find_hex(bytes, from, to, run, content))
            return true;
        if (!is_hash(bytes, from, to) && find_base64(letters, from, to, is_begun, run, content))
            return true;
    }
    return false;
}

static void write_hex(const struct encoded_run *run, const char *content, size_t size, struct text *out)
{
    for (size_t i = 0; i < size; i++)
        text_append_format(out, run->is_upper ? "%02X" : "%02x", (unsigned char)content[i]);
}

static void write_letter(const struct encoded_run *run, unsigned long value, size_t *column, struct text *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    if (run->line_feed > 0 && *column == run->width) {
        text_append(out, run->line_feed == 2 ? "\r\n" : "\n");
        *column = 0;
    }
    text_append_char(out, value < 62 ? letters[value] : value == 62 ? (run->is_url ? '-' : '+') : (run->is_url ? '_' : '/'));
    ++*column;
}

static void write_base64(const struct encoded_run *run, const char *content, size_t size, struct text *out)
{
    const unsigned char *bytes = (const unsigned char *)content;
    size_t column = 0;

    for (size_t i = 0; i < size; i += 3) {
        unsigned long three =
            (unsigned long)bytes[i] << 16 | (i + 1 < size ? (unsigned long)bytes[i + 1] << 8 : 0) | (i + 2 < size ? bytes[i + 2] : 0);

        for (size_t place = 0; place < 4; place++)
            if (place < 2 || i + place - 1 < size)
                write_letter(run, three >> (18 - 6 * place) & 63, &column, out);
            else if (run->is_padded)
                text_append_char(out, '=');
    }
}

void encoded_run_write(const struct encoded_run *run, const char *content, size_t size, struct text *out)
{
    struct text wide = { 0 };

    if (run->is_utf16) {
        text_append_utf16le(&wide, content, size);
        content = text_of(&wide);
        size = wide.size;
    }
    if (run->is_hex)
        write_hex(run, content, size, out);
    else
        write_base64(run, content, size, out);
    text_free(&wide);
}
