/* What a gzip'ed feed holds, unpacked as it is read. */
#include "bundle/feed_gzip.h"

#include <stdio.h>
#include <stdlib.h>

#include "bundle/libraries.h"
#include "healthcheck/core/memory.h"

enum { READ_SIZE = 32768, LARGEST_RATIO = 100, RATIO_FROM = 1 << 20, ANY_GZIP = 15 + 16, DEFLATE_AT_BEST = 1032 };

struct feed_of_gzip {
    struct feed feed, *inner;
    const struct zlib_library *zlib;
    z_stream stream;
    unsigned long long taken, given, most;
    bool is_begun, is_member_over, is_over;
    char buffer[READ_SIZE];
};

static long long breaks_off(struct feed_of_gzip *own, const char *why)
{
    snprintf(own->feed.why, sizeof own->feed.why, "%s", why);
    own->is_over = true;
    return -1;
}

/* More input; 0 at the end, -1 where the inner feed broke off. */
static long long refill(struct feed_of_gzip *own)
{
    long long got = own->inner->read(own->inner, own->buffer, sizeof own->buffer);

    if (got < 0)
        return breaks_off(own, own->inner->why);
    own->taken += (unsigned long long)got;
    own->stream.next_in = (unsigned char *)own->buffer;
    own->stream.avail_in = (unsigned)got;
    return got;
}

static bool is_bomb(const struct feed_of_gzip *own)
{
    return own->given > RATIO_FROM && own->given / LARGEST_RATIO > own->taken;
}

/* Behind a member: the next one begins, or nothing of interest follows. */
static bool begins_again(struct feed_of_gzip *own)
{
    if (own->stream.avail_in == 0 && refill(own) <= 0)
        return false;
    if (own->stream.next_in[0] != 0x1F)
        return false;
    own->is_member_over = false;
    return own->zlib->inflateReset(&own->stream) == Z_OK;
}

/* Up to `size` bytes, perhaps none though there is more. */
static long long unpack(struct feed_of_gzip *own, char *buffer, unsigned size)
{
    int state;

    own->stream.next_out = (unsigned char *)buffer;
    own->stream.avail_out = size;
    state = own->zlib->inflate(&own->stream, Z_NO_FLUSH);
    own->given += size - own->stream.avail_out;
    if (state == Z_STREAM_END)
        own->is_member_over = true;
    else if (state != Z_OK && state != Z_BUF_ERROR)
        return breaks_off(own, "the gzip file is damaged");
    return size - own->stream.avail_out;
}

static long long read_gzip(struct feed *feed, char *buffer, size_t size)
{
    struct feed_of_gzip *own = (struct feed_of_gzip *)feed;
    unsigned long long left = own->most - own->given;
    long long got = 0;

    if (size > 1u << 30)
        size = 1u << 30;
    while (got == 0 && !own->is_over) {
        if (own->given > 0 && left == 0)
            return breaks_off(own, "cut: more comes out of the gzip file than is kept");
        if (is_bomb(own))
            return breaks_off(own, "cut: a hundred times of what the gzip file holds came out of it");
        if (own->is_member_over && !begins_again(own)) {
            own->is_over = true;
            return own->feed.why[0] != '\0' ? -1 : 0;
        }
        if (own->stream.avail_in == 0) {
            long long more = refill(own);

            if (more <= 0)
                return more < 0 ? -1 : breaks_off(own, "the gzip file ends in its middle");
        }
        got = unpack(own, buffer, (unsigned)(size < left ? size : left));
    }
    return own->is_over && got == 0 && own->feed.why[0] != '\0' ? -1 : got;
}

static void close_gzip(struct feed *feed)
{
    struct feed_of_gzip *own = (struct feed_of_gzip *)feed;

    if (own->is_begun)
        own->zlib->inflateEnd(&own->stream);
    feed_close(own->inner);
    free(own);
}

struct feed *feed_gzip(struct feed *inner, unsigned long long most)
{
    struct feed_of_gzip *own = memory_get(sizeof *own);
    unsigned long long at_best = inner->most < most / DEFLATE_AT_BEST ? inner->most * DEFLATE_AT_BEST : most;

    own->feed = (struct feed){ .read = read_gzip, .close = close_gzip, .most = at_best };
    own->inner = inner;
    own->most = most;
    own->zlib = zlib_library();
    own->is_begun = own->zlib != NULL && own->zlib->inflateInit2_(&own->stream, ANY_GZIP, ZLIB_VERSION, (int)sizeof own->stream) == Z_OK;
    if (!own->is_begun)
        breaks_off(own, "gzip files are opened by libz.so.1, which this system has not");
    return &own->feed;
}
