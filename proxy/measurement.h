/* What was measured of one attempt, before anybody judged it: plain numbers, as libcurl and OpenSSL gave them. */
#ifndef PROXY_MEASUREMENT_H
#define PROXY_MEASUREMENT_H

#include <stdbool.h>

#include "proxy/certificate.h"

/* The phases of an attempt, in their order. Idle time before a phase belongs to it, so that they add up to the total. */
enum attempt_phase {
    PHASE_DNS,        /* until an address of the next hop was known */
    PHASE_CONNECT,    /* until TCP stood */
    PHASE_PROXY,      /* TLS to an https proxy, CONNECT and its answer; only through a proxy to an https URL */
    PHASE_TLS,        /* the hand-shake with the origin; only https */
    PHASE_FIRST_BYTE, /* until the first byte of the answer */
    PHASE_TRANSFER,   /* until its end, or until enough of it was read */
    ATTEMPT_PHASES
};

#define PHASE_NOT_REACHED (-1.0)

struct measurement {
    const char *url; /* what was asked for: tells a redirect to another host; borrowed; NULL: any redirect to a host leads elsewhere */
    bool is_through_proxy;
    bool is_proxy_tls; /* an https:// proxy */
    bool is_tls;       /* an https URL */

    int curl_code;           /* CURLcode */
    char text[256];          /* CURLOPT_ERRORBUFFER */
    int os_error;            /* CURLINFO_OS_ERRNO */
    int connects;            /* CURLINFO_NUM_CONNECTS */
    int connect_status;      /* CURLINFO_HTTP_CONNECTCODE */
    int status;              /* CURLINFO_RESPONSE_CODE */
    int verify_result;       /* CURLINFO_SSL_VERIFYRESULT: 1 for any hand-shake that stopped early, never read it without curl_code */
    int proxy_verify_result; /* CURLINFO_PROXY_SSL_VERIFYRESULT */
    unsigned proxy_auth;     /* CURLINFO_PROXYAUTH_AVAIL: 1 basic, 2 digest, 4 negotiate, 8 NTLM */
    bool is_header_endless;  /* we gave up on it */
    bool is_html;            /* the answer's content type */
    char redirect[512];      /* Location, or "" */
    bool has_date;           /* the answer had a Date header … */
    long long date_skew;     /* … that many seconds later than our clock; negative: earlier */

    double phase_ms[ATTEMPT_PHASES]; /* PHASE_NOT_REACHED, else how long it took; the one in which it broke ends with the attempt */
    double total_ms;

    struct certificate_chain chain; /* of the origin, or of the proxy where only that one presented one */
    bool is_chain_of_proxy;
    struct trust trust;
};

#endif
