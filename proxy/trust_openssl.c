/* Who trusts what a server presents: the hook for libcurl, and the rule of tailscale's health warning (its issue 14238). */
#include "proxy/trust_openssl.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/openssl_library.h"
#include "healthcheck/platform/clock.h"
#include "proxy/certificate_openssl.h"
#include "proxy/roots_openssl.h"
#include "proxy/trust_lists.h"
#include "proxy/trust_machine.h"

/* An older list lacks roots that servers use today: what it does not accept need not be an inspecting device's. */
enum { OLDEST_LIST = 2 * 365 * MOMENT_DAY };

enum { NOT_ASKED = -1 };

/* The roots that the services' documents name, by the SHA-256 of the certificate. They are public whatever the list of public roots
 * says: Mozilla's never had the first, for Microsoft issues with it to its own services only. */
static const struct documented_root {
    const char *name, *sha256;
} documented_roots[] = {
    /* The agent's own check of its services wants it (XMDE, about 2025). Fingerprint: of
       www.microsoft.com/pki/certs/MicRooCerAut2011_2011_03_22.crt as several projects pin it, 2026-11-21. */
    { "Microsoft Root Certificate Authority 2011", "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61" },
    /* learn.microsoft.com, "Azure Certificate Authority details"; NSS 3.54's release notes, and Debian's ca-certificates
       20230311+deb12u1, 2026-11-21. */
    { "Microsoft RSA Root Certificate Authority 2017", "c741f70f4b2a8d88bf2e71c14122ef53ef10eba0cfa5e64cfa20f418853073e0" },
    { "Microsoft ECC Root Certificate Authority 2017", "358df39d764af9e1b766e9c972df352ee15cfac227af6ad1d70e8e4a6edcba02" },
    /* cacerts.digicert.com/DigiCertGlobalRootG2.crt, and Debian's ca-certificates 20230311+deb12u1, 2026-11-21. */
    { "DigiCert Global Root G2", "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f" },
};

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

/* Of an SSL_CTX's extra data; the information callback has no other way to us. Never given back, as the library is never unloaded. */
static int handshake_index = -1;

/* The roots with the system's list in them; NULL and one sentence. */
static struct roots *read_system(const struct openssl_library *openssl, const struct trust_options *options, const struct trust_list *list,
                                 struct error *error)
{
    struct roots *roots = roots_open(openssl);

    if (roots == NULL) {
        error_set(error, "OpenSSL has no memory");
        return NULL;
    }
    roots_add(roots, ROOTS_SYSTEM, (struct span){ list->pem.data, list->pem.size });
    if (options->ca_file != NULL && roots_count(roots, ROOTS_SYSTEM) == 0) {
        error_set(error, "--ca-file: there is no certificate in PEM in %s", options->ca_file);
        roots_free(roots);
        return NULL;
    }
    return roots;
}

struct trust_stores *trust_stores_open(const struct openssl_library *openssl, const struct trust_options *options, struct error *error)
{
    struct trust_list list = { 0 };
    struct trust_stores *stores = NULL;
    struct roots *roots = NULL;
    bool is_read = true, has_root = options->root != NULL && options->root[0] != '\0';
    bool asks_machine = options->ca_file == NULL && !has_root && trust_machine_judges();

    if (options->ca_file == NULL && !asks_machine)
        trust_list_of_system(options->root, &list);
    else if (options->ca_file != NULL)
        is_read = trust_list_of_file(options->ca_file, &list, error);
    if (is_read)
        roots = read_system(openssl, options, &list, error);
    if (roots != NULL) {
        stores = memory_get(sizeof *stores);
        *stores = (struct trust_stores){ .openssl = openssl,
                                         .roots = roots,
                                         .root = memory_copy_text(options->root != NULL ? options->root : ""),
                                         .asks_machine = asks_machine,
                                         .now = options->now != 0 ? options->now : clock_now() };
    }
    trust_list_free(&list);
    return stores;
}

void trust_stores_free(struct trust_stores *stores)
{
    if (stores == NULL)
        return;
    roots_free(stores->roots);
    free(stores->root);
    free(stores);
}

/* A stack of our own; those of the header would need linking. */
static OPENSSL_STACK *stack_of(struct stack_st_X509 *stack)
{
    return (OPENSSL_STACK *)stack;
}

static int count_of(const struct trust_stores *stores, const struct stack_st_X509 *stack)
{
    return stack != NULL ? stores->openssl->OPENSSL_sk_num((const OPENSSL_STACK *)stack) : 0;
}

static X509 *item_of(const struct trust_stores *stores, const struct stack_st_X509 *stack, int index)
{
    return stores->openssl->OPENSSL_sk_value((const OPENSSL_STACK *)stack, index);
}

static void push(const struct trust_stores *stores, struct stack_st_X509 *stack, X509 *x509)
{
    if (stack != NULL && stores->openssl->X509_up_ref(x509) == 1 && stores->openssl->OPENSSL_sk_push(stack_of(stack), x509) <= 0)
        stores->openssl->X509_free(x509);
}

static struct stack_st_X509 *stack_new(const struct trust_stores *stores)
{
    return (struct stack_st_X509 *)stores->openssl->OPENSSL_sk_new_null();
}

static void stack_free(const struct trust_stores *stores, struct stack_st_X509 *stack)
{
    for (int i = 0; i < count_of(stores, stack); i++)
        stores->openssl->X509_free(item_of(stores, stack, i));
    stores->openssl->OPENSSL_sk_free(stack_of(stack));
}

static void forget(const struct trust_stores *stores, struct handshake *handshake)
{
    stack_free(stores, handshake->presented);
    stack_free(stores, handshake->verified);
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
    handshake->presented = stack_new(stores);
    if (own != NULL && (count_of(stores, given) == 0 || item_of(stores, given, 0) != own))
        push(stores, handshake->presented, own);
    for (int i = 0; i < count_of(stores, given); i++)
        push(stores, handshake->presented, item_of(stores, given, i));
}

/* X509_V_OK only where it was accepted: a refusal for want of memory need not leave an error. */
static int error_of(const struct trust_stores *stores, X509_STORE_CTX *verification, int result)
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
    struct stack_st_X509 *stack = stack_new(stores);
    X509 *x509;

    while (at < end && (x509 = stores->openssl->d2i_X509(NULL, &at, (long)(end - at))) != NULL) {
        push(stores, stack, x509);
        stores->openssl->X509_free(x509);
    }
    return stack;
}

/* What the machine says of the chain; it becomes the verified one. */
static struct trust_machine_answer ask_machine(const struct trust_stores *stores, struct handshake *handshake, bool with_dates)
{
    size_t count = (size_t)count_of(stores, handshake->presented);
    struct span *ders = memory_get((count + 1) * sizeof *ders);
    struct text found = { 0 };
    struct trust_machine_answer answer;

    for (size_t i = 0; i < count; i++)
        ders[i] = der_of(stores, item_of(stores, handshake->presented, (int)i));
    answer = trust_machine_judge(ders, count, with_dates, &found);
    stack_free(stores, handshake->verified);
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
    struct trust_machine_answer answer = ask_machine(stores, handshake, true);

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
    handshake->system_error = error_of(stores, verification, result);
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

/* Verifies what was presented once more, as a hand-shake does, with `others` to help; X509_V_ERR_… */
static int verify(const struct trust_stores *stores, X509_STORE *store, X509 *own, struct stack_st_X509 *others, bool with_dates,
                  struct stack_st_X509 **verified)
{
    const struct openssl_library *openssl = stores->openssl;
    X509_STORE_CTX *verification = openssl->X509_STORE_CTX_new();
    int error = X509_V_ERR_OUT_OF_MEM;

    if (verification != NULL && openssl->X509_STORE_CTX_init(verification, store, own, others) == 1) {
        openssl->X509_STORE_CTX_set_default(verification, "ssl_server");
        if (with_dates)
            openssl->X509_STORE_CTX_set_time(verification, 0, (time_t)stores->now);
        else
            openssl->X509_STORE_CTX_set_flags(verification, X509_V_FLAG_NO_CHECK_TIME);
        error = error_of(stores, verification, openssl->X509_verify_cert(verification));
        if (error == X509_V_OK && verified != NULL)
            *verified = openssl->X509_STORE_CTX_get1_chain(verification);
    }
    openssl->X509_STORE_CTX_free(verification);
    openssl->ERR_clear_error();
    return error;
}

/* What a store says of a chain. */
struct answer {
    bool is_trusted; /* the dates not looked at */
    int error;       /* with them, where it is trusted */
};

static struct answer ask(const struct trust_stores *stores, X509_STORE *store, const struct handshake *handshake, struct stack_st_X509 *others)
{
    X509 *own = item_of(stores, handshake->presented, 0);
    struct answer answer = { .error = verify(stores, store, own, others, true, NULL) };
    int without_dates = answer.error != X509_V_OK ? verify(stores, store, own, others, false, NULL) : X509_V_OK;

    answer.is_trusted = without_dates == X509_V_OK;
    if (!answer.is_trusted)
        answer.error = without_dates;
    return answer;
}

/* The hand-shake has asked already; only a refusal may have been for the dates, or for keys that are too weak. */
static struct answer ask_system(const struct trust_stores *stores, struct handshake *handshake)
{
    struct answer answer = { .is_trusted = handshake->system_error == X509_V_OK, .error = handshake->system_error };

    if (answer.is_trusted)
        return answer;
    if (stores->asks_machine) {
        answer.is_trusted = ask_machine(stores, handshake, false).error == X509_V_OK;
        return answer;
    }
    stack_free(stores, handshake->verified);
    handshake->verified = NULL;
    answer.is_trusted = verify(stores, roots_prepare(stores->roots, ROOTS_SYSTEM, handshake->presented), item_of(stores, handshake->presented, 0),
                               handshake->presented, false, &handshake->verified) == X509_V_OK;
    return answer;
}

static void read_public_roots(struct trust_stores *stores)
{
    struct trust_list list = { 0 };

    if (stores->has_read_public_roots)
        return;
    stores->has_read_public_roots = true;
    if (trust_list_of_public_roots(stores->root, &list)) {
        roots_add(stores->roots, ROOTS_PUBLIC, (struct span){ list.pem.data, list.pem.size });
        stores->has_public_date = list.has_date;
        stores->public_date = list.date;
    }
    trust_list_free(&list);
}

/* An intermediate certificate that the server forgot and an administrator added by hand stands in the system's chain: the public
   roots are asked with it. Roots of that chain would only lead astray. */
static struct stack_st_X509 *helpers(const struct trust_stores *stores, const struct handshake *handshake)
{
    struct stack_st_X509 *both[] = { handshake->presented, handshake->verified }, *stack = stack_new(stores);

    for (int s = 0; s < 2; s++)
        for (int i = 0; i < count_of(stores, both[s]); i++)
            if (stores->openssl->X509_self_signed(item_of(stores, both[s], i), 0) != 1)
                push(stores, stack, item_of(stores, both[s], i));
    return stack;
}

static struct answer ask_public(struct trust_stores *stores, const struct handshake *handshake, bool is_trusted_by_system)
{
    X509_STORE *store = roots_prepare(stores->roots, ROOTS_PUBLIC, handshake->presented);
    struct answer answer = ask(stores, store, handshake, handshake->presented), second;
    struct stack_st_X509 *others;

    if (answer.is_trusted || !is_trusted_by_system)
        return answer;
    others = helpers(stores, handshake);
    second = ask(stores, roots_prepare(stores->roots, ROOTS_PUBLIC, others), handshake, others);
    stack_free(stores, others);
    return second.is_trusted ? second : answer;
}

static bool is_documented(const struct trust_stores *stores, X509 *x509)
{
    struct certificate certificate = certificate_of(stores->openssl, x509);
    bool is = false;

    for (size_t i = 0; i < sizeof documented_roots / sizeof documented_roots[0]; i++)
        is = is || strcmp(certificate.sha256, documented_roots[i].sha256) == 0;
    free(certificate.subject);
    free(certificate.issuer);
    free(certificate.issuer_name);
    return is;
}

/* One of them presented, although no store has it. */
static struct answer ask_presented_document(const struct trust_stores *stores, const struct handshake *handshake)
{
    struct answer answer = { .is_trusted = false };
    X509_STORE *store;

    for (int i = count_of(stores, handshake->presented) - 1; i > 0 && !answer.is_trusted; i--) {
        X509 *root = item_of(stores, handshake->presented, i);

        if (!is_documented(stores, root) || (store = stores->openssl->X509_STORE_new()) == NULL)
            continue;
        stores->openssl->X509_STORE_add_cert(store, root);
        answer = ask(stores, store, handshake, handshake->presented);
        stores->openssl->X509_STORE_free(store);
    }
    return answer;
}

/* Does the chain end in one of them? */
static struct answer ask_documents(const struct trust_stores *stores, const struct handshake *handshake, struct answer system)
{
    int count = count_of(stores, handshake->verified);

    if (!system.is_trusted)
        return ask_presented_document(stores, handshake);
    system.is_trusted = count > 0 && is_documented(stores, item_of(stores, handshake->verified, count - 1));
    return system;
}

static bool is_list_current(const struct trust_stores *stores)
{
    return roots_count(stores->roots, ROOTS_PUBLIC) > 0 && stores->has_public_date && stores->now - stores->public_date <= OLDEST_LIST;
}

static void write_list_date(const struct trust_stores *stores, struct trust *trust)
{
    char written[MOMENT_TEXT_SIZE];

    trust->public_roots_date[0] = '\0';
    if (roots_count(stores->roots, ROOTS_PUBLIC) == 0 || !stores->has_public_date)
        return;
    moment_write(stores->public_date, written);
    memcpy(trust->public_roots_date, written, sizeof trust->public_roots_date - 1);
}

struct trust trust_judge(struct trust_stores *stores, struct handshake *handshake)
{
    struct trust trust = { .verdict = TRUST_UNKNOWN, .system_error = NOT_ASKED, .public_error = NOT_ASKED };
    struct answer system, public = { .error = NOT_ASKED };

    if (count_of(stores, handshake->presented) == 0)
        return trust;
    read_public_roots(stores);
    write_list_date(stores, &trust);
    system = ask_system(stores, handshake);
    if (roots_count(stores->roots, ROOTS_PUBLIC) > 0)
    public = ask_public(stores, handshake, system.is_trusted);
    trust.system_error = system.error;
    trust.public_error = public.error;
    if (is_list_current(stores) && !handshake->is_undecided)
        trust.verdict = public.is_trusted ? TRUST_PUBLIC : system.is_trusted ? TRUST_INSPECTED : TRUST_NOBODY;
    if (trust.verdict == TRUST_PUBLIC)
        return trust;
    public = ask_documents(stores, handshake, system);
    if (public.is_trusted) {
        trust.verdict = TRUST_PUBLIC;
        trust.public_error = public.error;
    }
    return trust;
}
