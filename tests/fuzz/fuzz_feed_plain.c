/* Files as plain text, from any bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "bundle/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text text = { 0 };
    struct feed *feed;
    char buffer[509];
    unsigned long long all = 0;
    long long got;

    text_append_bytes(&text, (const char *)data, size);
    feed = feed_plain(feed_text(&text), 1u << 22);
    while ((got = feed->read(feed, buffer, sizeof buffer)) > 0) {
        assert(memchr(buffer, '\0', (size_t)got) == NULL);
        all += (unsigned long long)got;
    }
    assert(all <= 3u << 22 && (got < 0) == (feed->why[0] != '\0'));
    feed_close(feed);
    return 0;
}
