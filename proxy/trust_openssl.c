/* Who trusts what a server presents: the stores, and the rule of tailscale's health warning (its issue 14238). */
#include "proxy/trust_openssl.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"
#include "proxy/certificate_openssl.h"
#include "proxy/roots_openssl.h"
#include "proxy/trust_lists.h"
#include "proxy/trust_machine.h"
#include "proxy/trust_stores.h"

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
        error = handshake_error_of(stores, verification, openssl->X509_verify_cert(verification));
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
    X509 *own = certificates_at(stores, handshake->presented, 0);
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
        answer.is_trusted = handshake_ask_machine(stores, handshake, false).error == X509_V_OK;
        return answer;
    }
    certificates_free(stores, handshake->verified);
    handshake->verified = NULL;
    answer.is_trusted = verify(stores, roots_prepare(stores->roots, ROOTS_SYSTEM, handshake->presented),
                               certificates_at(stores, handshake->presented, 0), handshake->presented, false, &handshake->verified) == X509_V_OK;
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
    struct stack_st_X509 *both[] = { handshake->presented, handshake->verified }, *stack = certificates_new(stores);

    for (int s = 0; s < 2; s++)
        for (int i = 0; i < certificates_count(stores, both[s]); i++)
            if (stores->openssl->X509_self_signed(certificates_at(stores, both[s], i), 0) != 1)
                certificates_add(stores, stack, certificates_at(stores, both[s], i));
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
    certificates_free(stores, others);
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

    for (int i = certificates_count(stores, handshake->presented) - 1; i > 0 && !answer.is_trusted; i--) {
        X509 *root = certificates_at(stores, handshake->presented, i);

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
    int count = certificates_count(stores, handshake->verified);

    if (!system.is_trusted)
        return ask_presented_document(stores, handshake);
    system.is_trusted = count > 0 && is_documented(stores, certificates_at(stores, handshake->verified, count - 1));
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

    if (certificates_count(stores, handshake->presented) == 0)
        return trust;
    read_public_roots(stores);
    write_list_date(stores, &trust);
    system = ask_system(stores, handshake);
    if (roots_count(stores->roots, ROOTS_PUBLIC) > 0)
    public = ask_public(stores, handshake, system.is_trusted);
    trust.system_error = system.error;
    trust.public_error = public.error;
    if (is_list_current(stores) && !handshake->is_undecided && (public.is_trusted || system.error != TRUST_MACHINE_NO_CHAIN))
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
