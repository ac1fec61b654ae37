/* OpenSSL's certificates as the plain data of certificate.h. Everything in them is foreign: names are cut, what could move a
 * terminal's cursor is escaped, dates that are none are "". */
#ifndef PROXY_CERTIFICATE_OPENSSL_H
#define PROXY_CERTIFICATE_OPENSSL_H

#include "proxy/certificate.h"

struct openssl_library;
struct stack_st_X509;
struct x509_st;

/* How long a name may be, in bytes, and how many certificates of a chain are told. */
enum { CERTIFICATE_LONGEST_NAME = 512, CERTIFICATE_CHAIN_MOST = 10 };

/* Its texts are yours: free them, or put it into a chain. */
struct certificate certificate_of(const struct openssl_library *openssl, struct x509_st *x509);

/* The server's own first; `stack` may be NULL. Yours to free with certificate_chain_free(). */
struct certificate_chain certificate_chain_of(const struct openssl_library *openssl, const struct stack_st_X509 *stack);

#endif
