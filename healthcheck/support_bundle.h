/* --supportBundle: looks, collects, and writes one redacted zip. */
#ifndef HEALTHCHECK_SUPPORT_BUNDLE_H
#define HEALTHCHECK_SUPPORT_BUNDLE_H

#include "bundle/redact.h"
#include "healthcheck/host/host.h"
#include "healthcheck/options.h"

struct support_bundle {
    const struct options *options;
    struct host *host;        /* opened for the purposes of a bundle */
    const char *root;         /* test root of a live host, "" */
    const unsigned char *key; /* REDACT_KEY_SIZE bytes, for tests; NULL: a random one, or that of --keep-map */
    int threads;              /* 0: one a core */
};

/* The exit status; the bundle's path is the last line of stdout. */
int support_bundle_make(const struct support_bundle *bundle);

/* "healthcheck-host-02c1-20261121T070512Z.zip"; letters, digits, `-` and `.` only. Yours to free. */
char *support_bundle_name(const char *host, const char *utc);

#endif
