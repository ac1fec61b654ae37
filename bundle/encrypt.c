/* A finished bundle as a CMS message for the holders of certificates. */
#include "bundle/encrypt.h"

#include <limits.h>
#include <stdlib.h>

#include "bundle/libraries.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"

enum { LARGEST_CERTIFICATE = 1024 * 1024, MOST_RECIPIENTS = 64, BUFFER_SIZE = 64 * 1024 };

struct recipients {
    X509 *certificates[MOST_RECIPIENTS];
    size_t count;
};

void recipients_free(struct recipients *recipients)
{
    if (recipients == NULL)
        return;
    for (size_t i = 0; i < recipients->count; i++)
        crypto_library()->X509_free(recipients->certificates[i]);
    free(recipients);
}

static X509 *certificate_in(const struct text *bytes)
{
    const struct crypto_library *crypto = crypto_library();
    BIO *bio = crypto->BIO_new_mem_buf(text_of(bytes), (int)bytes->size);
    X509 *certificate = text_starts(text_of(bytes), "0") ? crypto->d2i_X509_bio(bio, NULL) : crypto->PEM_read_bio_X509(bio, NULL, NULL, NULL);

    crypto->BIO_free(bio);
    crypto->ERR_clear_error();
    return certificate;
}

/* Keys that CMS can encrypt to: RSA, and EC by agreement. */
static bool can_receive(X509 *certificate)
{
    EVP_PKEY *key = crypto_library()->X509_get0_pubkey(certificate);
    int kind = key != NULL ? crypto_library()->EVP_PKEY_get_id(key) : EVP_PKEY_NONE;

    return kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC;
}

static bool add_recipient(struct recipients *recipients, const char *path, struct error *error)
{
    struct text bytes = { 0 };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result;
    X509 *certificate = NULL;

    if (recipients->count == MOST_RECIPIENTS)
        return error_set(error, "--encrypt-to takes %d certificates at most", MOST_RECIPIENTS);
    result = file_read(path, LARGEST_CERTIFICATE, &bytes, why);
    if (result == FILE_READ)
        certificate = certificate_in(&bytes);
    text_free(&bytes);
    if (result != FILE_READ)
        return error_set(error, "the certificate %s cannot be read: %s", path, result == FILE_MISSING ? "there is no such file" : why);
    if (certificate == NULL)
        return error_set(error, "%s holds no certificate, in PEM or DER", path);
    recipients->certificates[recipients->count++] = certificate;
    return can_receive(certificate) ||
           error_set(error, "nothing can be encrypted to the certificate %s: its key is neither RSA nor of an elliptic curve", path);
}

struct recipients *recipients_read(const char *const *paths, struct error *error)
{
    struct recipients *recipients;

    if (crypto_library() == NULL) {
        error_set(error, "libcrypto.so.3 is not installed: on Debian and Ubuntu `apt install libssl3`");
        return NULL;
    }
    recipients = memory_get(sizeof *recipients);
    for (size_t i = 0; paths[i] != NULL; i++)
        if (!add_recipient(recipients, paths[i], error)) {
            recipients_free(recipients);
            return NULL;
        }
    return recipients;
}

/* A file as OpenSSL reads and writes it, from its beginning on. */
struct stream {
    struct output_file *file;
    unsigned long long at;
    struct error *error; /* the first thing that failed */
};

static int read_stream(BIO *bio, char *bytes, size_t size, size_t *got)
{
    struct stream *stream = crypto_library()->BIO_get_data(bio);
    long long result = output_file_read(stream->file, bytes, size, stream->at);

    if (result < 0)
        error_set(stream->error, "the bundle cannot be read back to encrypt it");
    *got = result > 0 ? (size_t)result : 0;
    stream->at += *got;
    return result > 0;
}

static int write_stream(BIO *bio, const char *bytes, size_t size, size_t *written)
{
    struct stream *stream = crypto_library()->BIO_get_data(bio);

    *written = 0;
    if (stream->error->text[0] != '\0' || !output_file_put(stream->file, bytes, size, stream->at, stream->error))
        return 0;
    stream->at += size;
    *written = size;
    return 1;
}

static long control_stream(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

/* Content in, as a stream: the message's lengths are not known before (BER's indefinite form). */
static bool encrypt(BIO *plain, BIO *encrypted, const struct recipients *recipients)
{
    const struct crypto_library *crypto = crypto_library();
    const unsigned flags = CMS_STREAM | CMS_BINARY | CMS_PARTIAL;
    CMS_ContentInfo *cms = crypto->CMS_encrypt(NULL, NULL, crypto->EVP_aes_256_gcm(), flags);
    bool is_good = cms != NULL;

    for (size_t i = 0; is_good && i < recipients->count; i++)
        is_good = crypto->CMS_add1_recipient_cert(cms, recipients->certificates[i], 0) != NULL;
    is_good = is_good && crypto->i2d_CMS_bio_stream(encrypted, cms, plain, CMS_STREAM | CMS_BINARY) == 1;
    crypto->CMS_ContentInfo_free(cms);
    return is_good;
}

static bool fail(struct error *error)
{
    const char *reason = crypto_library()->ERR_reason_error_string(crypto_library()->ERR_get_error());

    if (error->text[0] == '\0')
        error_set(error, "the bundle could not be encrypted: %s", reason != NULL ? reason : "OpenSSL gives no reason");
    crypto_library()->ERR_clear_error();
    return false;
}

static BIO *bio_of(BIO_METHOD *method, struct stream *stream)
{
    BIO *bio = method != NULL ? crypto_library()->BIO_new(method) : NULL;

    if (bio != NULL) {
        crypto_library()->BIO_set_data(bio, stream);
        crypto_library()->BIO_set_init(bio, 1);
    }
    return bio;
}

bool bundle_encrypt(struct output_file *plain, struct output_file *encrypted, const struct recipients *recipients, struct error *error)
{
    const struct crypto_library *crypto = crypto_library();
    struct error inner = { "" };
    struct stream in = { plain, 0, &inner }, out = { encrypted, 0, &inner };
    BIO_METHOD *method = crypto->BIO_meth_new(BIO_TYPE_SOURCE_SINK, "bundle");
    BIO *from, *to;
    bool is_good;

    crypto->ERR_clear_error();
    if (method != NULL) {
        crypto->BIO_meth_set_read_ex(method, read_stream);
        crypto->BIO_meth_set_write_ex(method, write_stream);
        crypto->BIO_meth_set_ctrl(method, control_stream);
    }
    from = bio_of(method, &in);
    to = bio_of(method, &out);
    is_good = from != NULL && to != NULL && encrypt(from, to, recipients) && inner.text[0] == '\0';
    crypto->BIO_free(from);
    crypto->BIO_free(to);
    crypto->BIO_meth_free(method);
    if (!is_good) {
        fail(&inner);
        error_set(error, "%s", inner.text);
    }
    return is_good;
}
