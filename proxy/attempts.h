/* Attempts over the network, all at once: libcurl's multi interface, one fresh connection each, our own clock for the phases.
 *
 * Nothing but the URLs of the keys is contacted, redirects are not followed, no cookies, no credentials, at most 64 KiB of a body and
 * 256 KiB of a header are read. libcurl 7.88's defects that shape this: each is told where it is met. */
#ifndef PROXY_ATTEMPTS_H
#define PROXY_ATTEMPTS_H

#include <stddef.h>

#include "healthcheck/host/host.h"
#include "proxy/classify.h"

/* Everything is borrowed. */
struct attempts_options {
    double timeout_seconds;     /* of each URL, its retry within it */
    const char *const *resolve; /* "HOST:PORT:ADDRESS", as curl's --resolve; NULL at the end, or NULL */
    const char *ca_file;        /* --ca-file: instead of the system's store; NULL */
    const char *root;           /* test root before the paths of the trust stores; "" or NULL */
    int in_flight;              /* at most; 0: 64 */
    /* Which statuses are good of a URL; NULL: as classify.h says for zeros. */
    const int *(*good)(void *context, const char *url);
    void *context;
};

/* The host_try of host.h; `options` is a struct attempts_options. The texts are rows as attempt_to_json() writes them. */
void attempts_try(void *options, const char *const *keys, size_t count, host_tried *tried, void *context);

#endif
