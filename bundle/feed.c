/* What goes into a bundle as a stream of bytes. */
#include "bundle/feed.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"

void feed_close(struct feed *feed)
{
    if (feed != NULL)
        feed->close(feed);
}

struct feed_of_text {
    struct feed feed;
    struct text text;
    size_t at;
};

static long long read_text(struct feed *feed, char *buffer, size_t size)
{
    struct feed_of_text *own = (struct feed_of_text *)feed;
    size_t left = own->text.size - own->at, taken = size < left ? size : left;

    if (taken > 0)
        memcpy(buffer, own->text.data + own->at, taken);
    own->at += taken;
    return (long long)taken;
}

static void close_text(struct feed *feed)
{
    struct feed_of_text *own = (struct feed_of_text *)feed;

    text_free(&own->text);
    free(own);
}

struct feed *feed_text(struct text *text)
{
    struct feed_of_text *own = memory_get(sizeof *own);

    own->feed = (struct feed){ .read = read_text, .close = close_text, .most = text->size };
    own->text = *text;
    *text = (struct text){ 0 };
    return &own->feed;
}
