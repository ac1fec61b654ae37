/* What a hand-shake shows: OpenSSL's hooks, as libcurl lets us set them. */
#include "proxy/trust_stores.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "proxy/certificate_openssl.h"

/* Of an SSL_CTX's extra data; the information callback has no other way to us. Never given back, as the library is never unloaded. */
static int handshake_index = -1;

/* A stack of our own; those of the header would need linking. */
static OPENSSL_STACK *stack_of(struct stack_st_X509 *stack)
{
    return (OPENSSL_STACK *)stack;
}

int certificates_count(const struct trust_stores *stores, const struct stack_st_X509 *stack)
{
    return stack != NULL ? stores->openssl->OPENSSL_sk_num((const OPENSSL_STACK *)stack) : 0;
}

X509 *certificates_at(const struct trust_stores *stores, const struct stack_st_X509 *stack, int index)
{
    return stores->openssl->OPENSSL_sk_value((const OPENSSL_STACK *)stack, index);
}

void certificates_add(const struct trust_stores *stores, struct stack_st_X509 *stack, X509 *x509)
{
    if (stack != NULL && stores->openssl->X509_up_ref(x509) == 1 && stores->openssl->OPENSSL_sk_push(stack_of(stack), x509) <= 0)
        stores->openssl->X509_free(x509);
}

struct stack_st_X509 *certificates_new(const struct trust_stores *stores)
{
    return (struct stack_st_X509 *)stores->openssl->OPENSSL_sk_new_null();
}

void certificates_free(const struct trust_stores *stores, struct stack_st_X509 *stack)
{
    for (int i = 0; i < certificates_count(stores, stack); i++)
        stores->openssl->X509_free(certificates_at(stores, stack, i));
    stores->openssl->OPENSSL_sk_free(stack_of(stack));
}

static void forget(const struct trust_stores *stores, struct handshake *handshake)
{
    certificates_free(stores, handshake->presented);
    certificates_free(stores, handshake->verified);
    handshake->presented = handshake->verified = NULL;
}

void handshake_clear(const struct trust_stores *stores, struct handshake *handshake)
{
    forget(stores, handshake);
    handshake->stores = NULL;
    handshake->system_error = handshake->alert = 0;
    handshake->is_undecided = false;
    handshake->events = 0;
}

static void tell(struct handshake *handshake, enum handshake_event event, int alert)
{
    if (handshake->events & 1U << event)
        return;
    handshake->events |= 1U << event;
    if (event == HANDSHAKE_ALERT)
        handshake->alert = alert;
    if (handshake->told != NULL)
        handshake->told(handshake->context, event, alert);
}

/* TLS 1.3's tickets are hand-shakes to OpenSSL, too: only the first of each event counts. */
static void on_info(const SSL *ssl, int where, int value)
{
    const struct openssl_library *openssl = openssl_library();
    struct handshake *handshake = openssl->SSL_CTX_get_ex_data(openssl->SSL_get_SSL_CTX(ssl), handshake_index);
    int alert = value & 0xff;

    if (handshake == NULL)
        return;
    if (where & SSL_CB_HANDSHAKE_START)
        tell(handshake, HANDSHAKE_BEGUN, 0);
    if (where & SSL_CB_HANDSHAKE_DONE)
        tell(handshake, HANDSHAKE_DONE, 0);
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && alert != SSL_AD_CLOSE_NOTIFY)
        tell(handshake, HANDSHAKE_ALERT, alert);
}

static void keep_presented(const struct trust_stores *stores, struct handshake *handshake, X509_STORE_CTX *verification)
{
    const struct openssl_library *openssl = stores->openssl;
    struct stack_st_X509 *given = openssl->X509_STORE_CTX_get0_untrusted(verification);
    X509 *own = openssl->X509_STORE_CTX_get0_cert(verification);

    forget(stores, handshake);
    handshake->presented = certificates_new(stores);
    if (own != NULL && (certificates_count(stores, given) == 0 || certificates_at(stores, given, 0) != own))
        certificates_add(stores, handshake->presented, own);
    for (int i = 0; i < certificates_count(stores, given); i++)
        certificates_add(stores, handshake->presented, certificates_at(stores, given, i));
}

int handshake_error_of(const struct trust_stores *stores, X509_STORE_CTX *verification, int result)
{
    int error = stores->openssl->X509_STORE_CTX_get_error(verification);

    if (result == 1)
        return X509_V_OK;
    return error != X509_V_OK ? error : X509_V_ERR_UNSPECIFIED;
}

static struct span der_of(const struct trust_stores *stores, X509 *x509)
{
    unsigned char *der = NULL;
    int size = stores->openssl->i2d_X509(x509, &der);

    return (struct span){ (const char *)der, size > 0 ? (size_t)size : 0 };
}

/* DER behind DER as a stack. */
static struct stack_st_X509 *stack_of_ders(const struct trust_stores *stores, const struct text *ders)
{
    const unsigned char *at = (const unsigned char *)text_of(ders), *end = at + ders->size;
    struct stack_st_X509 *stack = certificates_new(stores);
    X509 *x509;

    while (at < end && (x509 = stores->openssl->d2i_X509(NULL, &at, (long)(end - at))) != NULL) {
        certificates_add(stores, stack, x509);
        stores->openssl->X509_free(x509);
    }
    return stack;
}

struct trust_machine_answer handshake_ask_machine(const struct trust_stores *stores, struct handshake *handshake, bool with_dates)
{
    size_t count = (size_t)certificates_count(stores, handshake->presented);
    struct span *ders = memory_get((count + 1) * sizeof *ders);
    struct text found = { 0 };
    struct trust_machine_answer answer;

    for (size_t i = 0; i < count; i++)
        ders[i] = der_of(stores, certificates_at(stores, handshake->presented, (int)i));
    answer = trust_machine_judge(ders, count, with_dates, &found);
    certificates_free(stores, handshake->verified);
    handshake->verified = stack_of_ders(stores, &found);
    for (size_t i = 0; i < count; i++)
        stores->openssl->CRYPTO_free((void *)(uintptr_t)ders[i].data, __FILE__, __LINE__);
    free(ders);
    text_free(&found);
    stores->openssl->ERR_clear_error();
    return answer;
}

/* A chain of which nobody can say whether it is good, for its root has yet to be fetched, is let through: that is no failure. */
static int verify_by_machine(const struct trust_stores *stores, struct handshake *handshake, X509_STORE_CTX *verification)
{
    struct trust_machine_answer answer = handshake_ask_machine(stores, handshake, true);

    handshake->system_error = answer.error;
    handshake->is_undecided = answer.is_root_to_be_fetched;
    stores->openssl->X509_STORE_CTX_set_error(verification, answer.is_root_to_be_fetched ? X509_V_OK : answer.error);
    return answer.error == X509_V_OK || answer.is_root_to_be_fetched;
}

/* In the middle of the hand-shake, in place of X509_verify_cert(), and doing what it does. The verify callback would do, too, but is
   called for each certificate and each error. */
static int on_verify(X509_STORE_CTX *verification, void *context)
{
    struct handshake *handshake = context;
    const struct trust_stores *stores = handshake->stores;
    int result;

    keep_presented(stores, handshake, verification);
    if (stores->asks_machine)
        return verify_by_machine(stores, handshake, verification);
    roots_prepare(stores->roots, ROOTS_SYSTEM, handshake->presented);
    result = stores->openssl->X509_verify_cert(verification);
    handshake->system_error = handshake_error_of(stores, verification, result);
    handshake->verified = stores->openssl->X509_STORE_CTX_get1_chain(verification);
    return result;
}

bool trust_watch(struct trust_stores *stores, void *ssl_ctx, struct handshake *handshake)
{
    const struct openssl_library *openssl = stores->openssl;

    handshake_clear(stores, handshake);
    handshake->stores = stores;
    if (handshake_index < 0)
        handshake_index = openssl->CRYPTO_get_ex_new_index(CRYPTO_EX_INDEX_SSL_CTX, 0, NULL, NULL, NULL, NULL);
    if (handshake_index < 0 || openssl->SSL_CTX_set_ex_data(ssl_ctx, handshake_index, handshake) != 1)
        return false;
    openssl->SSL_CTX_set1_cert_store(ssl_ctx, roots_store(stores->roots, ROOTS_SYSTEM));
    openssl->SSL_CTX_set_cert_verify_callback(ssl_ctx, on_verify, handshake);
    openssl->SSL_CTX_set_info_callback(ssl_ctx, on_info);
    return true;
}

struct certificate_chain handshake_chain(const struct trust_stores *stores, const struct handshake *handshake)
{
    return certificate_chain_of(stores->openssl, handshake->presented);
}
