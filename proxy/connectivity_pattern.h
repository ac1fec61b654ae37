/* What the failures of a whole test have in common. Used by connectivity_*.c only. */
#ifndef PROXY_CONNECTIVITY_PATTERN_H
#define PROXY_CONNECTIVITY_PATTERN_H

#include "proxy/connectivity_set.h"

enum pattern_kind {
    PATTERN_NONE,
    PATTERN_PORTAL,     /* a sign-in page answers in place of an http URL, and other URLs fail, too */
    PATTERN_CLOCK,      /* certificates fail by their dates at several hosts, or a server's date says so */
    PATTERN_EVERYTHING, /* all fail, at the same step */
    PATTERN_HTTPS,      /* all https ones fail, at the same step, and http ones do not */
};

/* This machine's clock, as the servers see it. */
struct pattern_clock {
    bool is_wrong, is_measured;
    long long skew;      /* of the servers' clocks, median; positive: ours is behind */
    size_t hosts;        /* that say so */
    size_t certificates; /* hosts whose certificates fail by their dates */
};

struct pattern {
    enum pattern_kind kind;
    enum failure failure;       /* the word for all that it explains: the most frequent one */
    struct pattern_clock clock; /* measured always, whatever the kind */
};

/* `services` are judged; the dates of `all` count, controls too. */
struct pattern pattern_of(const struct tried_set *services, const struct tried_set *all);

/* Does the pattern say why each of those that fail does? Then nobody has to be told it again. */
bool pattern_explains(const struct pattern *pattern, const struct tried_set *set);

/* Do two words break at the same step (no name, no connection, the proxy, TLS, …)? */
bool pattern_same_step(enum failure a, enum failure b);

/* Of tried_set_filter(): the https ones. */
bool pattern_is_https(const struct tried *tried, const void *context);

#endif
