/* Who trusts what a server presents: the stores, read once and shared by all hand-shakes, and the rule of certificate.h.
 *
 * Of a handle of libcurl's:
 *     CURLOPT_CAINFO and CURLOPT_CAPATH NULL (and _PROXY_): else libcurl reads the system's 140 roots again for each, 20 ms
 *     CURLOPT_SSL_VERIFYPEER 1, CURLOPT_SSL_VERIFYHOST 2
 *     CURLOPT_SSL_SESSIONID_CACHE 0: a hand-shake that resumes a session presents no certificate (a retry with the same handle)
 *     CURLOPT_SSL_CTX_FUNCTION: calls trust_watch(stores, ssl_ctx, &handshake); the function is called once for an https proxy and
 *         once more for the origin, in this order: give each a handshake of its own
 *     after the transfer: handshake_chain() and trust_judge()
 *     after the connection is closed (CURLOPT_FORBID_REUSE: with the transfer's end; else curl_multi_cleanup(), for the SSL_CTX points
 *         to the handshake): handshake_clear()
 *
 * One thread at a time. Everything here is of the OpenSSL that libcurl uses (healthcheck/host/openssl_library.h). */
#ifndef PROXY_TRUST_OPENSSL_H
#define PROXY_TRUST_OPENSSL_H

#include <stdbool.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/moment.h"
#include "proxy/certificate.h"

struct openssl_library;
struct stack_st_X509;

/* Borrowed until trust_stores_open() returns. */
struct trust_options {
    const char *ca_file; /* PEM; instead of the system's store; NULL */
    const char *root;    /* test root before the paths of the system's lists (not before ca_file); "" or NULL */
    moment now;          /* 0: the clock's */
};

/* The system's store and the public roots. The latter are read when the first chain is judged. */
struct trust_stores;

/* NULL and one sentence where ca_file cannot be read or holds no certificate. A system without any list gives an empty store: then
   every hand-shake fails with X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY (20). */
struct trust_stores *trust_stores_open(const struct openssl_library *openssl, const struct trust_options *options, struct error *error);
void trust_stores_free(struct trust_stores *stores);

enum handshake_event {
    HANDSHAKE_BEGUN,
    HANDSHAKE_DONE, /* never where it failed */
    HANDSHAKE_ALERT /* the other side sent an alert */
};

/* What one hand-shake showed. Begin with { 0 }, set `told` where the moments matter. Its address must not change while it is watched. */
struct handshake {
    /* Each event comes once at most, while libcurl works, in its thread; `alert` is its number (RFC 8446 section 6), else 0. */
    void (*told)(void *context, enum handshake_event event, int alert);
    void *context;

    struct stack_st_X509 *presented;   /* the server's own first; NULL: none came; owned */
    struct stack_st_X509 *verified;    /* as far as OpenSSL got from there towards a root of the system's store; owned */
    int system_error;                  /* X509_V_ERR_… of that, the host's name not looked at; meaningless without `presented` */
    bool is_undecided;                 /* the machine has yet to fetch the root (trust_machine.h) */
    int alert;                         /* the number of the first one the other side sent, 0: none */
    unsigned events;                   /* those that happened, a bit each */
    const struct trust_stores *stores; /* they belong to; borrowed */
};

/* In CURLOPT_SSL_CTX_FUNCTION: the shared store is used, and the whole presented chain is kept whether it is accepted or not. What
   the library decides is not changed. False: out of memory in OpenSSL; answer CURLE_ABORTED_BY_CALLBACK. */
bool trust_watch(struct trust_stores *stores, void *ssl_ctx, struct handshake *handshake);

/* The presented chain as plain data; empty where none came. Yours to free with certificate_chain_free(). */
struct certificate_chain handshake_chain(const struct trust_stores *stores, const struct handshake *handshake);

/* The rule. A certificate out of date is no sign of a stranger: who trusts is judged without looking at the dates, while both
   errors tell what stands in the way with them (X509_V_ERR_CERT_HAS_EXPIRED, 10; X509_V_ERR_CERT_NOT_YET_VALID, 9). The first call reads
   the public roots. On Windows the machine's own verdict is the system's (trust_machine.h), and the public roots are those of Microsoft's list. */
struct trust trust_judge(struct trust_stores *stores, struct handshake *handshake);

/* Frees what it holds; it may be watched again afterwards. */
void handshake_clear(const struct trust_stores *stores, struct handshake *handshake);

#endif
