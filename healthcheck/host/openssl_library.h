/* OpenSSL as libcurl has it loaded: the certificates that its callbacks hand over are objects of that very instance. */
#ifndef HEALTHCHECK_HOST_OPENSSL_LIBRARY_H
#define HEALTHCHECK_HOST_OPENSSL_LIBRARY_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* What we call, a row each, by the alphabet. The sk_X509_… of its headers would need linking: OPENSSL_sk_… do the same. */
/* clang-format off */
#define OPENSSL_SSL_FUNCTIONS(function) \
    function(SSL_CTX_get_ex_data) \
    function(SSL_CTX_set1_cert_store) \
    function(SSL_CTX_set_cert_verify_callback) \
    function(SSL_CTX_set_ex_data) \
    function(SSL_CTX_set_info_callback) \
    function(SSL_get_SSL_CTX)
#define OPENSSL_CRYPTO_FUNCTIONS(function) \
    function(ASN1_STRING_print_ex) \
    function(ASN1_TIME_to_tm) \
    function(BIO_ctrl) \
    function(BIO_free) \
    function(BIO_new) \
    function(BIO_new_mem_buf) \
    function(BIO_s_mem) \
    function(CRYPTO_free) \
    function(CRYPTO_get_ex_new_index) \
    function(ERR_clear_error) \
    function(ERR_peek_last_error) \
    function(EVP_PKEY_get0_type_name) \
    function(EVP_PKEY_get_bits) \
    function(EVP_sha256) \
    function(OBJ_obj2txt) \
    function(OPENSSL_sk_free) \
    function(OPENSSL_sk_new_null) \
    function(OPENSSL_sk_num) \
    function(OPENSSL_sk_push) \
    function(OPENSSL_sk_value) \
    function(PEM_read_bio) \
    function(X509_NAME_ENTRY_get_data) \
    function(X509_NAME_cmp) \
    function(X509_NAME_free) \
    function(X509_NAME_get_entry) \
    function(X509_NAME_get_index_by_NID) \
    function(X509_NAME_print_ex) \
    function(X509_PUBKEY_get0_param) \
    function(X509_STORE_CTX_free) \
    function(X509_STORE_CTX_get0_cert) \
    function(X509_STORE_CTX_get0_untrusted) \
    function(X509_STORE_CTX_get1_chain) \
    function(X509_STORE_CTX_get_error) \
    function(X509_STORE_CTX_init) \
    function(X509_STORE_CTX_new) \
    function(X509_STORE_CTX_set_default) \
    function(X509_STORE_CTX_set_error) \
    function(X509_STORE_CTX_set_flags) \
    function(X509_STORE_CTX_set_time) \
    function(X509_STORE_add_cert) \
    function(X509_STORE_free) \
    function(X509_STORE_new) \
    function(X509_STORE_set_flags) \
    function(X509_digest) \
    function(X509_free) \
    function(X509_get0_notAfter) \
    function(X509_get0_notBefore) \
    function(X509_get0_pubkey) \
    function(X509_get_X509_PUBKEY) \
    function(X509_get_issuer_name) \
    function(X509_get_subject_name) \
    function(X509_self_signed) \
    function(X509_up_ref) \
    function(X509_verify_cert) \
    function(d2i_X509) \
    function(d2i_X509_AUX) \
    function(d2i_X509_NAME) \
    function(i2d_X509)
/* clang-format on */

/* openssl->X509_free(x) */
struct openssl_library {
#define OPENSSL_FUNCTION(name) __typeof__(name) *name;
    OPENSSL_SSL_FUNCTIONS(OPENSSL_FUNCTION)
    OPENSSL_CRYPTO_FUNCTIONS(OPENSSL_FUNCTION)
#undef OPENSSL_FUNCTION
};

/* Loaded once, libcurl first, and never unloaded; NULL where libcurl is not there or is built with another TLS library than
   OpenSSL 3. From any thread. */
const struct openssl_library *openssl_library(void);

#endif
