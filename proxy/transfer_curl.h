/* One transfer of libcurl's: how it is set up, and what is measured of it. */
#ifndef PROXY_TRANSFER_CURL_H
#define PROXY_TRANSFER_CURL_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/host/curl_library.h"
#include "proxy/measurement.h"
#include "proxy/phases.h"
#include "proxy/trust_openssl.h"

enum {
    TRANSFER_MOST_TRIED = 16,
    TRANSFER_LARGEST_BODY = 64 * 1024,
    TRANSFER_LARGEST_HEADER = 256 * 1024,
    TRANSFER_LARGEST_CONNECT_HEADER = 64 * 1024
};

/* What all transfers share; borrowed. */
struct transfer_setting {
    const struct curl_library *curl;
    struct trust_stores *stores;
    struct curl_slist *resolve; /* or NULL */
};

/* Its address must not change between transfer_begin() and transfer_end(). */
struct transfer {
    const struct transfer_setting *setting;
    const char *url; /* borrowed, as the method and the way */
    const char *via;
    CURL *handle;
    struct measurement measured; /* whole after transfer_measure(); its chain is owned */
    struct phases phases;
    struct handshake of_proxy, of_origin;
    char tried[TRANSFER_MOST_TRIED][CURL_ADDRESS_SIZE];
    size_t tried_count;
    size_t header_size, connect_header_size, body_size;
    moment answered;          /* by the clock on the wall: when the last line of a header came */
    const char *http_version; /* "1.1"; NULL where no answer came */
    char *remote_address;     /* owned; NULL */
    char *proxy_methods;      /* owned; NULL */
    double spent_ms;          /* by libcurl's clock, which nothing holds still */
};

/* Its handle is to be added to a multi handle; false: libcurl has no memory. */
bool transfer_begin(struct transfer *transfer, const struct transfer_setting *setting, const char *method, const char *url, const char *via,
                    long limit_ms);

/* After it ended with `code`, and before its handle is gone. */
void transfer_measure(struct transfer *transfer, CURLcode code);

/* Frees what it owns, its handle, too, which must be removed from the multi handle before. */
void transfer_end(struct transfer *transfer);

#endif
