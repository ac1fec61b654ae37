/* One attempt to reach a URL: a row of `tests` in healthcheck.connectivity/1 (docs/contract.md section 5), which is also the text of
 * its fact connect/<METHOD>/<URL>/via/<proxy or direct>. */
#ifndef PROXY_ATTEMPT_H
#define PROXY_ATTEMPT_H

#include <stdbool.h>

#include "healthcheck/core/text.h"
#include "proxy/failure.h"
#include "proxy/measurement.h"

struct attempt {
    char *url, *method, *via; /* owned, as all texts here */
    char *group;              /* "" in a fact: the plan knows it */
    bool is_control;          /* a direct one beside those through the proxy; judged for nothing but that */
    int number;               /* `attempts`: 1, or 2 for the retry */
    enum failure failure;
    int http_status;      /* of the origin; 0: none came */
    int proxy_status;     /* of CONNECT; 0: none came */
    char *http_version;   /* "1.1", "2"; NULL */
    char *remote_address; /* of the next hop: the proxy's, or the origin's; NULL */
    char **tried;         /* the addresses in the order in which they were tried (an IPv6 one before an IPv4 one that answered) */
    size_t tried_count;
    double phase_ms[ATTEMPT_PHASES]; /* PHASE_NOT_REACHED: null */
    double total_ms;
    struct certificate_chain chain;
    bool is_chain_of_proxy;
    struct trust trust;
    char *proxy_methods; /* "Basic, NTLM": what the proxy offers; NULL */
    char *redirect;      /* where the answer points; NULL */
    bool has_date;
    long long date_skew;     /* seconds the server's clock is ahead of ours */
    char *detail;            /* one line, or NULL */
    struct attempt *earlier; /* the first try, where this is the retry; NULL; owned */
};

void attempt_free(struct attempt *attempt);

/* The row as one JSON object without blanks. In a fact the first try stands in `earlier`; in a document it is a row of its own. */
char *attempt_to_json(const struct attempt *attempt);

/* False, and one sentence, where it is no such row. Everything in it is foreign: limits on sizes, unknown words are told. */
bool attempt_from_json(struct attempt *attempt, const char *text, size_t size, struct error *error);

/* "connect/GET/https:%2F%2Fx.example%2F/via/direct"; yours to free. */
char *attempt_key(const char *method, const char *url, const char *via);

/* The three parts of a key, decoded; false where it is none. Yours to free. */
bool attempt_key_read(const char *key, char **method, char **url, char **via);

#endif
