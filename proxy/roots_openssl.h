/* Certificates that are trusted: two sets of them, and a store of each for OpenSSL.
 *
 * OpenSSL 3.0 needs 0.13 ms to make an object of a certificate, mostly for its key: 19 ms for a distribution's 144 (measured with
 * 3.0.19, 2026-11-21), of which a test needs two or three. So only the names are read at first (1.9 ms), and the certificates that a
 * chain may lead to are put into the store before it is verified: roots_prepare(). What OpenSSL finds is the same, for it looks for
 * an issuer by its name only. */
#ifndef PROXY_ROOTS_OPENSSL_H
#define PROXY_ROOTS_OPENSSL_H

#include "healthcheck/core/text.h"

struct openssl_library;
struct stack_st_X509;
struct x509_store_st;

enum roots_set { ROOTS_SYSTEM, ROOTS_PUBLIC, ROOTS_SETS };

struct roots;

/* NULL where OpenSSL has no memory. */
struct roots *roots_open(const struct openssl_library *openssl);
void roots_free(struct roots *roots);

/* Adds the certificates among the PEM blocks; what is none is passed over. At most 4096 in both sets. */
void roots_add(struct roots *roots, enum roots_set set, struct span pem);

int roots_count(const struct roots *roots, enum roots_set set);

/* Its store is ready for this chain (its members in any order), and stays so for earlier ones. */
struct x509_store_st *roots_prepare(struct roots *roots, enum roots_set set, const struct stack_st_X509 *chain);

/* The store itself, with what earlier chains needed. */
struct x509_store_st *roots_store(const struct roots *roots, enum roots_set set);

#endif
