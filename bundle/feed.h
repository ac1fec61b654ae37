/* What goes into a bundle as a stream of bytes: a file of the machine, or a text we made. */
#ifndef BUNDLE_FEED_H
#define BUNDLE_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"

/* Read by one thread at a time. Make one with a feed_… of this header or of another file's; free it with feed_close(). */
struct feed {
    /* Up to `size` bytes; 0 at the end, -1 where it broke off: what came before stands, and feed_why() says why. */
    long long (*read)(struct feed *feed, char *buffer, size_t size);
    void (*close)(struct feed *feed); /* frees the feed */
    unsigned long long most;          /* bytes it will give at most, as far as is known; decides on zip64 */
    char why[256];                    /* why it broke off, or "" */
};

void feed_close(struct feed *feed);

/* A text in memory, taken over. */
struct feed *feed_text(struct text *text);

/* What another feed gives, as UTF-8: UTF-16 by its mark or its look, also where it begins or ends in the middle (text_decode.h), gzip
   opened (at most `most` bytes, and a hundred times what went in), everything else as it is. Takes `inner` over. */
struct feed *feed_plain(struct feed *inner, unsigned long long most);

#endif
