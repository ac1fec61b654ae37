/* The libraries a bundle needs, loaded when one is made: linked in, they would cost every start of the program milliseconds. */
#ifndef BUNDLE_LIBRARIES_H
#define BUNDLE_LIBRARIES_H

#include <archive.h>
#include <archive_entry.h>
#include <isa-l/igzip_lib.h>
#include <libdeflate.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <pcre2.h>
#include <zip.h>
#include <zlib.h>
/* Behind pem.h: only then it declares its PEM functions. */
#include <openssl/cms.h>

/* clang-format off */
#define LIBDEFLATE_FUNCTIONS(function) \
    function(libdeflate_alloc_compressor) \
    function(libdeflate_crc32) \
    function(libdeflate_deflate_compress) \
    function(libdeflate_deflate_compress_bound) \
    function(libdeflate_free_compressor)
#define ISAL_FUNCTIONS(function) \
    function(isal_deflate) \
    function(isal_deflate_init) \
    function(isal_deflate_set_dict)
#define DIGEST_FUNCTIONS(function) \
    function(EVP_DigestFinal_ex) \
    function(EVP_DigestInit_ex) \
    function(EVP_DigestUpdate) \
    function(EVP_MD_CTX_free) \
    function(EVP_MD_CTX_new) \
    function(EVP_sha256)
#define ZIP_FUNCTIONS(function) \
    function(zip_close) \
    function(zip_discard) \
    function(zip_error_fini) \
    function(zip_error_init) \
    function(zip_error_set) \
    function(zip_error_strerror) \
    function(zip_error_to_data) \
    function(zip_file_add) \
    function(zip_file_set_dostime) \
    function(zip_file_set_external_attributes) \
    function(zip_get_error) \
    function(zip_open_from_source) \
    function(zip_register_cancel_callback_with_state) \
    function(zip_set_file_compression) \
    function(zip_source_free) \
    function(zip_source_function) \
    function(zip_source_function_create) \
    function(zip_source_make_command_bitmap) \
    function(zip_source_seek_compute_offset) \
    function(zip_stat_init)
#define PCRE2_FUNCTIONS(function) \
    function(pcre2_code_free_8) \
    function(pcre2_compile_8) \
    function(pcre2_get_error_message_8) \
    function(pcre2_get_ovector_pointer_8) \
    function(pcre2_jit_compile_8) \
    function(pcre2_jit_stack_assign_8) \
    function(pcre2_jit_stack_create_8) \
    function(pcre2_jit_stack_free_8) \
    function(pcre2_match_8) \
    function(pcre2_match_context_create_8) \
    function(pcre2_match_context_free_8) \
    function(pcre2_match_data_create_8) \
    function(pcre2_match_data_free_8) \
    function(pcre2_pattern_info_8) \
    function(pcre2_set_heap_limit_8) \
    function(pcre2_set_match_limit_8)
#define ZLIB_FUNCTIONS(function) \
    function(inflate) \
    function(inflateEnd) \
    function(inflateInit2_) \
    function(inflateReset)
#define ARCHIVE_FUNCTIONS(function) \
    function(archive_entry_pathname) \
    function(archive_error_string) \
    function(archive_read_append_callback_data) \
    function(archive_read_data_block) \
    function(archive_read_data_skip) \
    function(archive_read_free) \
    function(archive_read_new) \
    function(archive_read_next_header) \
    function(archive_read_open1) \
    function(archive_read_set_read_callback) \
    function(archive_read_set_seek_callback) \
    function(archive_read_support_format_zip_seekable)
#define CRYPTO_FUNCTIONS(function) \
    function(BIO_ctrl) \
    function(BIO_free) \
    function(BIO_get_data) \
    function(BIO_meth_free) \
    function(BIO_meth_new) \
    function(BIO_meth_set_ctrl) \
    function(BIO_meth_set_read_ex) \
    function(BIO_meth_set_write_ex) \
    function(BIO_new) \
    function(BIO_new_mem_buf) \
    function(BIO_s_mem) \
    function(BIO_set_data) \
    function(BIO_set_init) \
    function(CMS_ContentInfo_free) \
    function(CMS_add1_recipient_cert) \
    function(CMS_encrypt) \
    function(CMS_get0_signers) \
    function(CMS_sign) \
    function(CMS_verify) \
    function(ERR_clear_error) \
    function(ERR_get_error) \
    function(ERR_reason_error_string) \
    function(EVP_DigestSign) \
    function(EVP_DigestSignInit) \
    function(EVP_DigestVerify) \
    function(EVP_DigestVerifyInit) \
    function(EVP_MD_CTX_free) \
    function(EVP_MD_CTX_new) \
    function(EVP_PKEY_eq) \
    function(EVP_PKEY_free) \
    function(EVP_PKEY_get_id) \
    function(EVP_PKEY_get_raw_public_key) \
    function(EVP_PKEY_new_raw_public_key) \
    function(EVP_aes_256_gcm) \
    function(OPENSSL_sk_free) \
    function(OPENSSL_sk_num) \
    function(OPENSSL_sk_value) \
    function(PEM_read_bio_CMS) \
    function(PEM_read_bio_PUBKEY) \
    function(PEM_read_bio_PrivateKey) \
    function(PEM_read_bio_X509) \
    function(PEM_write_bio_CMS) \
    function(X509_NAME_print_ex) \
    function(X509_check_ca) \
    function(X509_check_private_key) \
    function(X509_cmp) \
    function(X509_cmp_time) \
    function(X509_free) \
    function(X509_get0_notAfter) \
    function(X509_get0_notBefore) \
    function(X509_get0_pubkey) \
    function(X509_get_extended_key_usage) \
    function(X509_get_key_usage) \
    function(X509_get_subject_name) \
    function(X509_verify) \
    function(d2i_X509_bio) \
    function(i2d_CMS_bio_stream)
/* clang-format on */

#define LIBRARY_POINTER(name) __typeof__(name) *name;
struct libdeflate_library {
    LIBDEFLATE_FUNCTIONS(LIBRARY_POINTER)
};
struct isal_library {
    ISAL_FUNCTIONS(LIBRARY_POINTER)
};
struct digest_library {
    DIGEST_FUNCTIONS(LIBRARY_POINTER)
};
struct archive_library {
    ARCHIVE_FUNCTIONS(LIBRARY_POINTER)
};
struct crypto_library {
    CRYPTO_FUNCTIONS(LIBRARY_POINTER)
};
struct zip_library {
    ZIP_FUNCTIONS(LIBRARY_POINTER)
};
struct pcre2_library {
    PCRE2_FUNCTIONS(LIBRARY_POINTER)
};
struct zlib_library {
    ZLIB_FUNCTIONS(LIBRARY_POINTER)
};
#undef LIBRARY_POINTER

/* Loaded once and never unloaded; NULL where the system has none. From any thread. */
const struct libdeflate_library *libdeflate_library(void);
const struct isal_library *isal_library(void);
const struct digest_library *digest_library(void);
const struct zip_library *zip_library(void);
const struct pcre2_library *pcre2_library(void);
const struct zlib_library *zlib_library(void);
const struct archive_library *archive_library(void);
const struct crypto_library *crypto_library(void);

#endif
