/* What --connectivityTest says: a row an attempt, what they say together, and the findings. Everything is borrowed; it is masked and
   escaped here. */
#ifndef HEALTHCHECK_REPORT_REPORT_CONNECTIVITY_H
#define HEALTHCHECK_REPORT_REPORT_CONNECTIVITY_H

#include <stdbool.h>
#include <stddef.h>

#include "healthcheck/core/text.h"
#include "healthcheck/report/report.h"

/* dns, connect, proxy, tls, first byte, transfer. */
enum { REPORT_PHASES = 6 };

struct report_attempt {
    const char *url;
    const char *via; /* a proxy, or "direct" */
    bool is_control; /* a direct one beside those through a proxy */
    bool is_retry;
    bool is_retried; /* the row behind it is the second try, which counts */
    double total_ms;
    double phase_ms[REPORT_PHASES]; /* negative: not reached */
    int http_status;                /* 0: none came */
    const char *failure;            /* its word, "proxy_auth"; NULL: it went well */
    const char *sentence;           /* "the proxy asks for a user", or NULL */
    const char *detail;             /* what the library, the proxy or the server said, or NULL */
    const char *json;               /* the row of `tests` */
};

struct report_connectivity {
    const struct report *report; /* host, status and findings */
    const char *source;          /* of the URLs: "built-in", "file", "arguments" */
    const char *path;            /* of the file, or NULL */
    const char *geography;       /* NULL: not known */
    const char *whose;           /* "addresses of geography eu, standard connectivity": which of the list, and why */
    const char *kind;            /* "standard", "streamlined"; NULL: not known */
    const char *proxy_source;    /* the id of the source that counts, or NULL: none is configured */
    const char *proxy;           /* "http://proxy.example:8080"; a sentence where it is none; NULL */
    bool is_proxy_usable;
    const struct report_attempt *attempts; /* in the order of the plan, a first try before its second */
    size_t count;
    size_t not_recorded; /* planned, and without a result */
    size_t without_way;  /* URLs for which the proxy setting or its script named no way */
};

void report_connectivity_text(struct text *out, const struct report_connectivity *connectivity, const struct report_style *style);

/* healthcheck.connectivity/1, one line. */
void report_connectivity_json(struct text *out, const struct report_connectivity *connectivity);

#endif
