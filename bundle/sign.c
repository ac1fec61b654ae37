/* Signing a manifest, and checking who signed one. */
#include "bundle/sign.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/libraries.h"
#include "bundle/signature.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/file.h"

enum { LARGEST_KEY_FILE = 1024 * 1024 };

/* What stood in a PEM file; each NULL where it did not. */
struct keys {
    EVP_PKEY *key; /* private or public */
    X509 *certificate;
};

static void free_keys(struct keys *keys)
{
    crypto_library()->EVP_PKEY_free(keys->key);
    crypto_library()->X509_free(keys->certificate);
}

/* Nobody is asked on a terminal: the bundle may be made by a timer. */
static int no_passphrase(char *buffer, int size, int is_written, void *context)
{
    (void)buffer;
    (void)size;
    (void)is_written;
    (void)context;
    return -1;
}

static BIO *bytes_of(const char *bytes, size_t size)
{
    return crypto_library()->BIO_new_mem_buf(bytes, (int)size);
}

/* Each kind is looked for from the beginning, so their order does not matter. */
static void read_pem(struct keys *keys, const struct text *pem, bool is_private)
{
    const struct crypto_library *crypto = crypto_library();
    BIO *bio = bytes_of(text_of(pem), pem->size);

    if (is_private)
        keys->key = crypto->PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL);
    else
        keys->key = crypto->PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL);
    crypto->BIO_free(bio);
    bio = bytes_of(text_of(pem), pem->size);
    keys->certificate = crypto->PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
    crypto->BIO_free(bio);
    crypto->ERR_clear_error();
}

static bool read_keys(struct keys *keys, const char *path, bool is_private, struct error *error)
{
    struct text pem = { 0 };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result;

    *keys = (struct keys){ NULL, NULL };
    if (crypto_library() == NULL)
        return error_set(error, "libcrypto.so.3 is not installed: on Debian and Ubuntu `apt install libssl3`");
    result = file_read(path, LARGEST_KEY_FILE, &pem, why);
    if (result == FILE_READ)
        read_pem(keys, &pem, is_private);
    text_free(&pem);
    if (result != FILE_READ)
        return error_set(error, "the key %s cannot be read: %s", path, result == FILE_MISSING ? "there is no such file" : why);
    if (keys->key != NULL || (!is_private && keys->certificate != NULL))
        return true;
    free_keys(keys);
    return error_set(error, is_private ? "%s holds no private key in PEM without a passphrase" : "%s holds no public key and no certificate in PEM",
                     path);
}

static bool fail(struct error *error, const char *what)
{
    const char *reason = crypto_library()->ERR_reason_error_string(crypto_library()->ERR_get_error());

    crypto_library()->ERR_clear_error();
    return error_set(error, "%s: %s", what, reason != NULL ? reason : "OpenSSL gives no reason");
}

static bool sign_plainly(EVP_PKEY *key, const char *manifest, size_t size, struct text *out)
{
    const struct crypto_library *crypto = crypto_library();
    struct signature signature;
    size_t key_size = sizeof signature.key, signature_size = sizeof signature.bytes;
    EVP_MD_CTX *context = crypto->EVP_MD_CTX_new();
    bool is_signed = crypto->EVP_PKEY_get_raw_public_key(key, signature.key, &key_size) == 1 && key_size == sizeof signature.key &&
                     crypto->EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                     crypto->EVP_DigestSign(context, signature.bytes, &signature_size, (const unsigned char *)manifest, size) == 1;

    crypto->EVP_MD_CTX_free(context);
    if (is_signed)
        signature_write(out, &signature);
    return is_signed;
}

static void take_memory(BIO *bio, struct text *out)
{
    char *bytes = NULL;
    long size = crypto_library()->BIO_ctrl(bio, BIO_CTRL_INFO, 0, &bytes);

    if (size > 0)
        text_append_bytes(out, bytes, (size_t)size);
}

static bool sign_with_certificate(const struct keys *keys, const char *manifest, size_t size, struct text *out)
{
    const struct crypto_library *crypto = crypto_library();
    BIO *content = bytes_of(manifest, size), *pem = crypto->BIO_new(crypto->BIO_s_mem());
    CMS_ContentInfo *cms = crypto->CMS_sign(keys->certificate, keys->key, NULL, content, CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP);
    bool is_signed = cms != NULL && crypto->PEM_write_bio_CMS(pem, cms) == 1;

    if (is_signed)
        take_memory(pem, out);
    crypto->CMS_ContentInfo_free(cms);
    crypto->BIO_free(pem);
    crypto->BIO_free(content);
    return is_signed;
}

bool bundle_sign(const char *key_path, const char *manifest, size_t size, struct text *out, struct error *error)
{
    const struct crypto_library *crypto = crypto_library();
    struct keys keys;
    bool is_signed;

    if (!read_keys(&keys, key_path, true, error))
        return false;
    if (keys.certificate != NULL && crypto->X509_check_private_key(keys.certificate, keys.key) != 1)
        is_signed = error_set(error, "the certificate in %s is not that of its private key", key_path);
    else if (keys.certificate != NULL)
        is_signed = sign_with_certificate(&keys, manifest, size, out) || fail(error, "signing with a certificate failed");
    else if (crypto->EVP_PKEY_get_id(keys.key) != EVP_PKEY_ED25519)
        is_signed = error_set(error, "%s holds a key that is not Ed25519, and no certificate beside it", key_path);
    else
        is_signed = sign_plainly(keys.key, manifest, size, out) || fail(error, "signing failed");
    crypto->ERR_clear_error();
    free_keys(&keys);
    return is_signed;
}

static enum bundle_signature check_plain(const struct keys *trusted, const struct signature *signature, const struct text *signed_bytes)
{
    const struct crypto_library *crypto = crypto_library();
    EVP_PKEY *key = crypto->EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, signature->key, sizeof signature->key);
    EVP_MD_CTX *context = crypto->EVP_MD_CTX_new();
    bool is_right = key != NULL && crypto->EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
                    crypto->EVP_DigestVerify(context, signature->bytes, sizeof signature->bytes, (const unsigned char *)text_of(signed_bytes),
                                             signed_bytes->size) == 1;
    EVP_PKEY *wanted = trusted == NULL ? NULL : trusted->key != NULL ? trusted->key : crypto->X509_get0_pubkey(trusted->certificate);
    bool is_trusted = trusted == NULL || (is_right && crypto->EVP_PKEY_eq(wanted, key) == 1);

    crypto->EVP_MD_CTX_free(context);
    crypto->EVP_PKEY_free(key);
    return !is_right ? SIGNATURE_BAD : is_trusted ? SIGNATURE_GOOD : SIGNATURE_STRANGER;
}

/* May its owner sign for others to read, today? Without extensions about usage, anything (RFC 5280, 4.2.1.3 and 4.2.1.12). */
static bool may_sign(X509 *signer)
{
    const struct crypto_library *crypto = crypto_library();
    const uint32_t telling = XKU_SMIME | XKU_CODE_SIGN | XKU_ANYEKU;
    time_t now = (time_t)clock_now();

    return crypto->X509_cmp_time(crypto->X509_get0_notBefore(signer), &now) < 0 &&
           crypto->X509_cmp_time(crypto->X509_get0_notAfter(signer), &now) > 0 &&
           (crypto->X509_get_key_usage(signer) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0 &&
           (crypto->X509_get_extended_key_usage(signer) & telling) != 0;
}

/* The certificate that was given, one for signing that it issued as an authority, or one with the key that was given. */
static bool is_trusted(const struct keys *trusted, X509 *signer)
{
    const struct crypto_library *crypto = crypto_library();

    if (trusted->key != NULL)
        return crypto->EVP_PKEY_eq(trusted->key, crypto->X509_get0_pubkey(signer)) == 1;
    return crypto->X509_cmp(trusted->certificate, signer) == 0 || (crypto->X509_check_ca(trusted->certificate) == 1 && may_sign(signer) &&
                                                                   crypto->X509_verify(signer, crypto->X509_get0_pubkey(trusted->certificate)) == 1);
}

static char *subject_of(X509 *certificate)
{
    const struct crypto_library *crypto = crypto_library();
    BIO *bio = crypto->BIO_new(crypto->BIO_s_mem());
    struct text text = { 0 };

    crypto->X509_NAME_print_ex(bio, crypto->X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
    take_memory(bio, &text);
    crypto->BIO_free(bio);
    return text_take(&text);
}

static enum bundle_signature check_cms(const struct keys *trusted, CMS_ContentInfo *cms, const struct text *signed_bytes, char **signer)
{
    const struct crypto_library *crypto = crypto_library();
    BIO *content = bytes_of(text_of(signed_bytes), signed_bytes->size);
    OPENSSL_STACK *signers;
    enum bundle_signature verdict = SIGNATURE_BAD;

    if (crypto->CMS_verify(cms, NULL, NULL, content, NULL, CMS_DETACHED | CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1) {
        signers = (OPENSSL_STACK *)crypto->CMS_get0_signers(cms);
        if (signers != NULL && crypto->OPENSSL_sk_num(signers) == 1) {
            X509 *certificate = crypto->OPENSSL_sk_value(signers, 0);

            *signer = subject_of(certificate);
            verdict = trusted == NULL || is_trusted(trusted, certificate) ? SIGNATURE_GOOD : SIGNATURE_STRANGER;
        }
        crypto->OPENSSL_sk_free(signers);
    }
    crypto->BIO_free(content);
    return verdict;
}

static enum bundle_signature check(const struct keys *trusted, const struct text *signature, const struct text *signed_bytes, char **signer)
{
    const struct crypto_library *crypto = crypto_library();
    enum bundle_signature verdict = SIGNATURE_BAD;
    struct signature plain;
    BIO *pem;
    CMS_ContentInfo *cms;

    if (signature_read(&plain, text_of(signature), signature->size)) {
        verdict = check_plain(trusted, &plain, signed_bytes);
        *signer = verdict != SIGNATURE_BAD ? signature_fingerprint(plain.key) : NULL;
        return verdict;
    }
    pem = bytes_of(text_of(signature), signature->size);
    cms = crypto->PEM_read_bio_CMS(pem, NULL, no_passphrase, NULL);
    if (cms != NULL)
        verdict = check_cms(trusted, cms, signed_bytes, signer);
    crypto->CMS_ContentInfo_free(cms);
    crypto->BIO_free(pem);
    return verdict;
}

bool sign_check(const char *key_path, const struct text *signature, const struct text *signed_bytes, enum bundle_signature *verdict, char **signer,
                struct error *error)
{
    struct keys keys = { NULL, NULL };

    *verdict = SIGNATURE_NONE;
    *signer = NULL;
    if (key_path != NULL && !read_keys(&keys, key_path, false, error))
        return false;
    if (crypto_library() == NULL)
        return error_set(error, "libcrypto.so.3 is not installed: on Debian and Ubuntu `apt install libssl3`");
    if (signature != NULL)
        *verdict = check(key_path != NULL ? &keys : NULL, signature, signed_bytes, signer);
    crypto_library()->ERR_clear_error();
    free_keys(&keys);
    return true;
}
