/* What another feed gives, as UTF-8 text. */
#include "bundle/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/feed_gzip.h"
#include "bundle/text_decode.h"
#include "healthcheck/core/memory.h"

enum { LOOK_SIZE = 16384, LARGEST_UNIT = 3, MOST_NESTED = 2, CHECK_SIZE = 4096, SURE_SIZE = 512 };

struct feed_of_plain {
    struct feed feed, *inner;
    enum text_look look;
    bool is_inner_over, is_at_end, is_over;
    unsigned long long place; /* bytes read of `inner` */
    size_t held, held_at;     /* of `begin`, which was read to look at it */
    char begin[LOOK_SIZE];

    struct text ready; /* made, and not yet given */
    size_t ready_at;

    /* What is being decoded: bytes whose coding the next ones tell stay. */
    size_t odd;
    char units[CHECK_SIZE + TEXT_DECODE_AHEAD];
    char piece[CHECK_SIZE];
    struct text_decoder decoder;
};

static long long breaks_off(struct feed_of_plain *own, const char *why)
{
    snprintf(own->feed.why, sizeof own->feed.why, "%s", why);
    own->is_over = true;
    return -1;
}

static long long read_inner(struct feed_of_plain *own, char *buffer, size_t size)
{
    size_t held = own->held - own->held_at;
    long long got;

    if (held > 0) {
        size = size < held ? size : held;
        memcpy(buffer, own->begin + own->held_at, size);
        own->held_at += size;
        return (long long)size;
    }
    if (own->is_inner_over)
        return own->inner->why[0] != '\0' ? breaks_off(own, own->inner->why) : 0;
    got = own->inner->read(own->inner, buffer, size);
    own->is_inner_over = got <= 0;
    return got >= 0 ? got : breaks_off(own, own->inner->why);
}

static bool is_no_text(const char *bytes, size_t size)
{
    enum text_look look = text_look_at(bytes, size);

    return look == TEXT_IS_BINARY || look == TEXT_IS_GZIP;
}

/* Nothing in it, and nothing in front of it, needs a closer look. */
static bool is_clean(const struct feed_of_plain *own, const char *piece, size_t size)
{
    return own->decoder.coding == TEXT_IS_PLAIN && own->odd == 0 && text_controls(piece, size) == 0;
}

/* Decodes a piece into `ready`; false where it is no text: a log can be overwritten in its middle. */
static bool decode_piece(struct feed_of_plain *own, const char *piece, size_t size, bool is_end)
{
    bool was_plain = own->decoder.coding == TEXT_IS_PLAIN;
    size_t before = own->ready.size, taken;

    memcpy(own->units + own->odd, piece, size);
    own->decoder.characters = own->decoder.strange = 0;
    taken = text_decode(&own->decoder, own->units, own->odd + size, is_end, &own->ready);
    own->odd += size - taken;
    memmove(own->units, own->units + taken, own->odd);
    if (size < SURE_SIZE || !(was_plain ? is_no_text(piece, size) : !text_was_text(&own->decoder)))
        return true;
    own->ready.size = before;
    return false;
}

/* Piece by piece; what is not clean goes to `ready`, and all behind it. Returns how much of the beginning is clean. */
static size_t look_through(struct feed_of_plain *own, const char *bytes, size_t size, bool is_end)
{
    size_t clean = 0, piece;

    own->ready.size = own->ready_at = 0;
    for (size_t at = 0; at < size || (at == 0 && is_end); at += piece) {
        piece = size - at < CHECK_SIZE ? size - at : CHECK_SIZE;
        if (is_clean(own, bytes + at, piece)) {
            if (clean == at)
                clean += piece;
            else
                text_append_bytes(&own->ready, bytes + at, piece);
            own->decoder.last = piece > 0 ? bytes[at + piece - 1] : own->decoder.last;
            own->decoder.taken += piece;
        } else if (!decode_piece(own, bytes + at, piece, is_end && at + piece == size)) {
            snprintf(own->feed.why, sizeof own->feed.why, "binary from byte %llu on; the rest is left out", own->place + at);
            own->is_over = true;
            break;
        }
        if (piece == 0)
            break;
    }
    own->place += size;
    return clean;
}

/* Reads until `size` bytes are there, for what is looked at may not depend on how much comes at once. */
static size_t read_all(struct feed_of_plain *own, char *buffer, size_t size)
{
    size_t there = 0;

    while (there < size && !own->is_over) {
        long long got = read_inner(own, buffer + there, size - there);

        if (got <= 0)
            break;
        there += (size_t)got;
    }
    return there;
}

static long long give(struct feed_of_plain *own, char *buffer, size_t size)
{
    if (size > own->ready.size - own->ready_at)
        size = own->ready.size - own->ready_at;
    if (size > 0)
        memcpy(buffer, own->ready.data + own->ready_at, size);
    own->ready_at += size;
    return (long long)size;
}

/* What is clean goes to `buffer` at once; it holds whole pieces, or `own->piece` stands in for it. */
static size_t read_pieces(struct feed_of_plain *own, char *buffer, size_t size)
{
    bool is_large = size >= CHECK_SIZE;
    char *pieces = is_large ? buffer : own->piece;
    size_t asked = is_large ? size - size % CHECK_SIZE : CHECK_SIZE, there = read_all(own, pieces, asked), clean;

    own->is_at_end = there < asked;
    clean = look_through(own, pieces, there, own->is_at_end);
    if (is_large)
        return clean;
    if (clean > 0)
        text_append_bytes(&own->ready, pieces, clean);
    return 0;
}

static long long read_plain(struct feed *feed, char *buffer, size_t size)
{
    struct feed_of_plain *own = (struct feed_of_plain *)feed;

    while (own->ready_at == own->ready.size && !own->is_over && !own->is_at_end) {
        size_t clean = read_pieces(own, buffer, size);

        if (clean > 0)
            return (long long)clean;
    }
    if (own->ready_at < own->ready.size)
        return give(own, buffer, size);
    return feed->why[0] != '\0' ? -1 : 0;
}

static void close_plain(struct feed *feed)
{
    struct feed_of_plain *own = (struct feed_of_plain *)feed;

    feed_close(own->inner);
    text_free(&own->ready);
    free(own);
}

/* Reads the beginning, to look at it. */
static void hold_begin(struct feed_of_plain *own)
{
    own->held = own->held_at = 0;
    while (own->held < sizeof own->begin && !own->is_inner_over) {
        long long got = own->inner->read(own->inner, own->begin + own->held, sizeof own->begin - own->held);

        own->is_inner_over = got <= 0;
        own->held += got > 0 ? (size_t)got : 0;
    }
}

/* The bytes that were held come back before the rest: what a gzip feed reads. */
static long long read_again(struct feed *feed, char *buffer, size_t size)
{
    return read_inner((struct feed_of_plain *)feed, buffer, size);
}

/* A feed of the same bytes as `own`'s, which it takes from `own`. */
static struct feed *give_back(struct feed_of_plain *own)
{
    struct feed_of_plain *again = memory_get(sizeof *again);

    again->feed = (struct feed){ .read = read_again, .close = close_plain, .most = own->inner->most };
    again->inner = own->inner;
    again->is_inner_over = own->is_inner_over;
    again->held = own->held;
    memcpy(again->begin, own->begin, own->held);
    return &again->feed;
}

static size_t mark_size(const struct feed_of_plain *own)
{
    if (own->look == TEXT_IS_PLAIN)
        return own->held >= 3 && memcmp(own->begin, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    return own->held >= 2 && (memcmp(own->begin, "\xFF\xFE", 2) == 0 || memcmp(own->begin, "\xFE\xFF", 2) == 0) ? 2 : 0;
}

/* Two letters of ASCII: whatever most of it is, the first line is plain. */
static bool begins_plain(const struct feed_of_plain *own)
{
    for (size_t i = 0; i < 2; i++)
        if (own->held < 2 || (unsigned char)own->begin[i] >= 0x80 || text_is_control(own->begin[i]))
            return false;
    return true;
}

struct feed *feed_plain(struct feed *inner, unsigned long long most)
{
    struct feed_of_plain *own = memory_get(sizeof *own);

    own->feed = (struct feed){ .read = read_plain, .close = close_plain };
    own->inner = inner;
    hold_begin(own);
    own->look = text_look_at(own->begin, own->held);
    for (int nested = 0; own->look == TEXT_IS_GZIP && nested < MOST_NESTED; nested++) {
        own->inner = feed_gzip(give_back(own), most);
        own->is_inner_over = false;
        hold_begin(own);
        own->look = text_look_at(own->begin, own->held);
    }
    own->held_at = mark_size(own);
    own->place = own->held_at;
    own->feed.most = own->inner->most / 2 * LARGEST_UNIT + LARGEST_UNIT; /* UTF-16 may begin anywhere */
    if (own->look == TEXT_IS_GZIP || own->look == TEXT_IS_BINARY) {
        breaks_off(own, own->look == TEXT_IS_GZIP ? "gzip in gzip in gzip; left out" : "binary; left out");
        own->feed.most = 0;
    } else if (own->held_at > 0 || !begins_plain(own)) {
        own->decoder.coding = own->look;
    }
    return &own->feed;
}
