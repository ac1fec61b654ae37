/* Certificates made for one test, with OpenSSL linked for it (the program itself loads what libcurl brings: the same). */
#ifndef TESTS_PROXY_THROWAWAY_H
#define TESTS_PROXY_THROWAWAY_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

#include "healthcheck/core/text.h"

/* A key and its certificate. */
struct throwaway {
    EVP_PKEY *key;
    X509 *x509;
};

static inline void throwaway_extend(X509 *x509, int kind, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);

    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
}

/* A certificate for `key`, issued by `issuer` (NULL: by itself), good between two of "20200101000000Z"; not signed yet. */
static inline X509 *throwaway_unsigned(EVP_PKEY *key, const char *common_name, const struct throwaway *issuer, const char *from, const char *until)
{
    static long serial = 1;
    X509 *x509 = X509_new();
    X509_NAME *name = X509_get_subject_name(x509);

    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
    X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)"Contoso", -1, -1, 0);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1, -1, 0);
    X509_set_issuer_name(x509, issuer != NULL ? X509_get_subject_name(issuer->x509) : name);
    ASN1_TIME_set_string_X509(X509_getm_notBefore(x509), from);
    ASN1_TIME_set_string_X509(X509_getm_notAfter(x509), until);
    X509_set_pubkey(x509, key);
    return x509;
}

static inline struct throwaway throwaway_for(EVP_PKEY *key, const char *common_name, const struct throwaway *issuer, bool is_authority,
                                             const char *from, const char *until)
{
    struct throwaway made = { key, throwaway_unsigned(key, common_name, issuer, from, until) };

    throwaway_extend(made.x509, NID_basic_constraints, is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!is_authority)
        throwaway_extend(made.x509, NID_subject_alt_name, "DNS:svc.test");
    X509_sign(made.x509, issuer != NULL ? issuer->key : key, EVP_sha256());
    return made;
}

static inline struct throwaway throwaway_authority(const char *common_name, const struct throwaway *issuer)
{
    return throwaway_for(EVP_EC_gen("P-256"), common_name, issuer, true, "20200101000000Z", "20990101000000Z");
}

static inline struct throwaway throwaway_server(const struct throwaway *issuer, const char *from, const char *until)
{
    return throwaway_for(EVP_EC_gen("P-256"), "svc.test", issuer, false, from, until);
}

static inline void throwaway_free(struct throwaway *made)
{
    EVP_PKEY_free(made->key);
    X509_free(made->x509);
}

/* As PEM, appended. */
static inline void throwaway_write(const struct throwaway *made, struct text *pem)
{
    BIO *memory = BIO_new(BIO_s_mem());
    char *bytes;
    long size;

    PEM_write_bio_X509(memory, made->x509);
    size = BIO_get_mem_data(memory, &bytes);
    text_append_bytes(pem, bytes, (size_t)size);
    BIO_free(memory);
}

#endif
