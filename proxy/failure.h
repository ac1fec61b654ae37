/* Why an attempt failed: a word of a closed list, with what it means, what to do, and whose job that is. */
#ifndef PROXY_FAILURE_H
#define PROXY_FAILURE_H

#include <stddef.h>

/* The step at which it broke, in the order in which they are reached. */
enum failure { /* clang-format off */
    FAILURE_NONE,
    FAILURE_PROXY_DNS, FAILURE_DNS_TIMEOUT, FAILURE_DNS,
    FAILURE_PROXY_REFUSED, FAILURE_REFUSED, FAILURE_UNREACHABLE, FAILURE_CONNECT_TIMEOUT,
    FAILURE_PROXY_CERT, FAILURE_PROXY_TIMEOUT, FAILURE_PROXY_AUTH, FAILURE_PROXY_DENIED, FAILURE_PROXY_UPSTREAM, FAILURE_PROXY_PORTAL,
    FAILURE_PROXY_NOT_HTTP,
    FAILURE_TLS_TIMEOUT, FAILURE_TLS_RESET, FAILURE_TLS_VERSION, FAILURE_TLS_ALERT,
    FAILURE_CLOCK_SKEW, FAILURE_CERT_EXPIRED, FAILURE_CERT_NOT_YET_VALID, FAILURE_CERT_INSPECTED, FAILURE_CERT_UNTRUSTED, FAILURE_CERT_NAME,
    FAILURE_CAPTIVE_PORTAL, FAILURE_HTTP_STATUS, FAILURE_RESET, FAILURE_TOO_SLOW,
    FAILURES
}; /* clang-format on */

/* A row of the table in failure.c. */
struct failure_kind {
    const char *word;     /* "proxy_auth": what JSON holds; `--explain proxy_auth` knows it, too */
    const char *title;    /* "The proxy asks for a user" */
    const char *sentence; /* "the proxy asks for a user": part of a summary, lower case, no full stop */
    const char *why;      /* what it means, whole sentences */
    const char *remedy;   /* whole sentences with a command, a setting or a page */
    const char *owner;    /* whose job it is: "whoever runs the proxy" */
    const char *source;   /* how it was measured, document and date */
};

/* NULL for what is none. */
const struct failure_kind *failure_kind(enum failure failure);

/* The id under which --explain, --list and the pages name a word. */
#define FAILURE_ID_PREFIX "connectivity.failure."

/* By its word, with or without the prefix, case does not matter; FAILURES where there is none. "" and NULL are FAILURE_NONE. */
enum failure failure_named(const char *word);

#endif
