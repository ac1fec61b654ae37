/* Within trust_openssl.c and handshake_openssl.c. */
#ifndef PROXY_TRUST_STORES_H
#define PROXY_TRUST_STORES_H

#include "healthcheck/host/openssl_library.h"
#include "proxy/roots_openssl.h"
#include "proxy/trust_machine.h"
#include "proxy/trust_openssl.h"

struct trust_stores {
    const struct openssl_library *openssl;
    struct roots *roots;
    char *root; /* owned */
    moment now;
    bool asks_machine; /* its own verdict counts, not OpenSSL's */
    bool has_read_public_roots;
    bool has_public_date;
    moment public_date;
};

/* A stack of certificates of our own, each of them held. */
struct stack_st_X509 *certificates_new(const struct trust_stores *stores);
void certificates_free(const struct trust_stores *stores, struct stack_st_X509 *stack);

/* 0 of NULL. */
int certificates_count(const struct trust_stores *stores, const struct stack_st_X509 *stack);
X509 *certificates_at(const struct trust_stores *stores, const struct stack_st_X509 *stack, int index);
void certificates_add(const struct trust_stores *stores, struct stack_st_X509 *stack, X509 *x509);

/* X509_V_OK only where it was accepted: a refusal for want of memory need not leave an error. */
int handshake_error_of(const struct trust_stores *stores, X509_STORE_CTX *verification, int result);

/* What the machine says of the chain; it becomes the verified one. */
struct trust_machine_answer handshake_ask_machine(const struct trust_stores *stores, struct handshake *handshake, bool with_dates);

#endif
