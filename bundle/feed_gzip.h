/* What a gzip'ed feed holds, unpacked as it is read. */
#ifndef BUNDLE_FEED_GZIP_H
#define BUNDLE_FEED_GZIP_H

#include "bundle/feed.h"

/* Takes `inner` over. Several members follow each other (rotated logs are appended to); what stands behind them is left out. It breaks
   off behind `most` bytes, and where more than a hundred times of what went in came out (beyond 1 MiB). */
struct feed *feed_gzip(struct feed *inner, unsigned long long most);

#endif
