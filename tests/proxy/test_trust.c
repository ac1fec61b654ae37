/* Who trusts what a server presents: real hand-shakes in memory, with certificates made for the test, below a test root that has
 * Debian's or Red Hat's folders. */
#define _GNU_SOURCE /* utimes */
#include "tests/support.h"

#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "healthcheck/host/openssl_library.h"
#include "proxy/trust_lists.h"
#include "proxy/trust_openssl.h"
#include "tests/proxy/throwaway.h"

#define DEBIAN_SYSTEM "etc/ssl/certs/ca-certificates.crt"
#define DEBIAN_PUBLIC "usr/share/ca-certificates/mozilla/"
#define REDHAT_SYSTEM "etc/pki/tls/certs/ca-bundle.crt"
#define REDHAT_PUBLIC "usr/share/pki/ca-trust-source/ca-bundle.trust.p11-kit"

static const char *const always[] = { "20200101000000Z", "20990101000000Z" };

/* 2026-11-21; the list is of the year before. */
enum { NOW = 1795219200, LIST = NOW - 365 * MOMENT_DAY };

static char *folder;
static struct throwaway public_root, corporate_root, stranger, public_issuer, corporate_issuer, stranger_issuer;

static void write_certificates(const char *path, const struct throwaway *const *items)
{
    struct text pem = { 0 };

    for (size_t i = 0; items[i] != NULL; i++)
        throwaway_write(items[i], &pem);
    write_file(folder, path, pem.data, pem.size);
    text_free(&pem);
}

static void date_file(const char *path, moment when)
{
    char *whole = text_format("%s/%s", folder, path);
    struct timeval times[2] = { { .tv_sec = when }, { .tv_sec = when } };

    assert_int_equal(utimes(whole, times), 0);
    free(whole);
}

/* A Debian whose administrator added the corporate root. */
static int a_machine(void **state)
{
    (void)state;
    folder = make_folder();
    write_certificates(DEBIAN_SYSTEM, (const struct throwaway *const[]){ &public_root, &corporate_root, NULL });
    write_certificates(DEBIAN_PUBLIC "Public.crt", (const struct throwaway *const[]){ &public_root, NULL });
    date_file(DEBIAN_PUBLIC "Public.crt", LIST);
    return 0;
}

static int no_machine(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

static int make_authorities(void **state)
{
    (void)state;
    public_root = throwaway_authority("Public Root", NULL);
    corporate_root = throwaway_authority("Contoso Root", NULL);
    stranger = throwaway_authority("Stranger Root", NULL);
    public_issuer = throwaway_authority("Public Issuer", &public_root);
    corporate_issuer = throwaway_authority("Contoso Inspection CA", &corporate_root);
    stranger_issuer = throwaway_authority("Stranger Issuer", &stranger);
    return 0;
}

static int free_authorities(void **state)
{
    struct throwaway *const all[] = { &public_root, &corporate_root, &stranger, &public_issuer, &corporate_issuer, &stranger_issuer };

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        throwaway_free(all[i]);
    return 0;
}

static struct trust_stores *stores_of(const char *ca_file)
{
    struct trust_options options = { .root = folder, .ca_file = ca_file, .now = NOW };
    struct error error = { "" };
    struct trust_stores *stores;

    assert_non_null(openssl_library());
    stores = trust_stores_open(openssl_library(), &options, &error);
    assert_string_equal(error.text, "");
    assert_non_null(stores);
    return stores;
}

static SSL_CTX *server_context(const struct throwaway *const *chain)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    assert_int_equal(SSL_CTX_use_certificate(context, chain[0]->x509), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(context, chain[0]->key), 1);
    for (size_t i = 1; chain[i] != NULL; i++)
        assert_int_equal(SSL_CTX_add1_chain_cert(context, chain[i]->x509), 1);
    return context;
}

/* As libcurl does it, without a network. Is it accepted? */
static bool shake_hands(struct trust_stores *stores, const struct throwaway *const *chain, int newest, struct handshake *handshake)
{
    SSL_CTX *contexts[2] = { SSL_CTX_new(TLS_client_method()), server_context(chain) };
    SSL *sides[2];
    BIO *ends[2];
    bool is_done;

    SSL_CTX_set_verify(contexts[0], SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_max_proto_version(contexts[0], newest);
    if (newest != 0)
        SSL_CTX_set_min_proto_version(contexts[1], TLS1_3_VERSION);
    assert_true(trust_watch(stores, contexts[0], handshake));
    BIO_new_bio_pair(&ends[0], 65536, &ends[1], 65536);
    for (int s = 0; s < 2; s++) {
        sides[s] = SSL_new(contexts[s]);
        SSL_set_bio(sides[s], ends[s], ends[s]);
    }
    SSL_set_connect_state(sides[0]);
    SSL_set_accept_state(sides[1]);
    for (int round = 0; round < 10; round++)
        for (int s = 0; s < 2; s++)
            SSL_do_handshake(sides[s]);
    is_done = SSL_is_init_finished(sides[0]) == 1;
    for (int s = 0; s < 2; s++) {
        SSL_free(sides[s]);
        SSL_CTX_free(contexts[s]);
    }
    return is_done;
}

#define CHAIN(...) ((const struct throwaway *const[]){ __VA_ARGS__, NULL })

/* The rule applied to a chain, and what it was: the counts and the first one's issuer are looked at by the case. */
static struct trust trust_in(const char *ca_file, const struct throwaway *const *chain)
{
    struct trust_stores *stores = stores_of(ca_file);
    struct handshake handshake = { 0 };
    struct trust trust;
    bool is_accepted = shake_hands(stores, chain, 0, &handshake);

    trust = trust_judge(stores, &handshake);
    assert_int_equal(is_accepted, trust.system_error == 0);
    handshake_clear(stores, &handshake);
    trust_stores_free(stores);
    return trust;
}

static void expect(struct trust trust, enum trust_verdict verdict, int system_error, int public_error)
{
    assert_int_equal(trust.verdict, verdict);
    assert_int_equal(trust.system_error, system_error);
    assert_int_equal(trust.public_error, public_error);
}

static void a_certificate_of_a_public_root_is_public(void **state)
{
    struct throwaway server = throwaway_server(&public_issuer, always[0], always[1]);
    struct trust trust = trust_in(NULL, CHAIN(&server, &public_issuer));

    (void)state;
    expect(trust, TRUST_PUBLIC, 0, 0);
    assert_string_equal(trust.public_roots_date, "2025-11-21");
    throwaway_free(&server);
}

static void a_root_that_only_this_machine_trusts_inspects(void **state)
{
    struct throwaway server = throwaway_server(&corporate_issuer, always[0], always[1]);

    (void)state;
    expect(trust_in(NULL, CHAIN(&server, &corporate_issuer)), TRUST_INSPECTED, 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    expect(trust_in(NULL, CHAIN(&server, &corporate_issuer, &corporate_root)), TRUST_INSPECTED, 0, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
    throwaway_free(&server);
}

static void a_root_nobody_has_is_trusted_by_nobody(void **state)
{
    struct throwaway server = throwaway_server(&stranger_issuer, always[0], always[1]), own = throwaway_server(NULL, always[0], always[1]);

    (void)state;
    expect(trust_in(NULL, CHAIN(&server, &stranger_issuer)), TRUST_NOBODY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
           X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    expect(trust_in(NULL, CHAIN(&server, &stranger_issuer, &stranger)), TRUST_NOBODY, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
           X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN);
    expect(trust_in(NULL, CHAIN(&own)), TRUST_NOBODY, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT);
    throwaway_free(&own);
    throwaway_free(&server);
}

static void a_root_with_a_public_ones_name_but_another_key_is_nobodys(void **state)
{
    struct throwaway false_root = throwaway_authority("Public Root", NULL), server = throwaway_server(&false_root, always[0], always[1]);
    struct trust trust = trust_in(NULL, CHAIN(&server, &false_root));

    (void)state;
    assert_int_equal(trust.verdict, TRUST_NOBODY);
    assert_int_not_equal(trust.system_error, 0);
    throwaway_free(&server);
    throwaway_free(&false_root);
}

static void a_certificate_out_of_date_is_no_sign_of_a_stranger(void **state)
{
    struct throwaway expired = throwaway_server(&public_issuer, "20200101000000Z", "20210101000000Z"),
                     future = throwaway_server(&public_issuer, "20900101000000Z", "20990101000000Z"),
                     inspected = throwaway_server(&corporate_issuer, "20200101000000Z", "20210101000000Z"),
                     strange = throwaway_server(&stranger_issuer, "20200101000000Z", "20210101000000Z");

    (void)state;
    expect(trust_in(NULL, CHAIN(&expired, &public_issuer)), TRUST_PUBLIC, X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_HAS_EXPIRED);
    expect(trust_in(NULL, CHAIN(&future, &public_issuer)), TRUST_PUBLIC, X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_NOT_YET_VALID);
    expect(trust_in(NULL, CHAIN(&inspected, &corporate_issuer)), TRUST_INSPECTED, X509_V_ERR_CERT_HAS_EXPIRED,
           X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    expect(trust_in(NULL, CHAIN(&strange, &stranger_issuer)), TRUST_NOBODY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
           X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    throwaway_free(&strange);
    throwaway_free(&inspected);
    throwaway_free(&future);
    throwaway_free(&expired);
}

static void an_intermediate_the_server_forgot_is_missed(void **state)
{
    struct throwaway server = throwaway_server(&public_issuer, always[0], always[1]);

    (void)state;
    expect(trust_in(NULL, CHAIN(&server)), TRUST_NOBODY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    /* The administrator helps out: that makes no inspection of it. */
    write_certificates(DEBIAN_SYSTEM, CHAIN(&public_root, &corporate_root, &public_issuer));
    expect(trust_in(NULL, CHAIN(&server)), TRUST_PUBLIC, 0, 0);
    write_certificates(DEBIAN_SYSTEM, CHAIN(&public_issuer));
    expect(trust_in(NULL, CHAIN(&server)), TRUST_PUBLIC, 0, 0);
    throwaway_free(&server);
}

/* A new root that older lists do not have, signed by one they have; the system's list has it as a root of its own. */
static void a_new_root_that_an_old_one_signed_is_public(void **state)
{
    struct throwaway fresh = throwaway_authority("Fresh Root", NULL),
                     crossed = throwaway_for(fresh.key, "Fresh Root", &public_root, true, always[0], always[1]),
                     server = throwaway_server(&fresh, always[0], always[1]);

    (void)state;
    expect(trust_in(NULL, CHAIN(&server, &crossed)), TRUST_PUBLIC, 0, 0);
    write_certificates(DEBIAN_SYSTEM, CHAIN(&fresh));
    expect(trust_in(NULL, CHAIN(&server, &crossed)), TRUST_PUBLIC, 0, 0);
    expect(trust_in(NULL, CHAIN(&server)), TRUST_INSPECTED, 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    throwaway_free(&server);
    X509_free(crossed.x509);
    throwaway_free(&fresh);
}

static void a_list_older_than_two_years_knows_nothing(void **state)
{
    struct throwaway server = throwaway_server(&corporate_issuer, always[0], always[1]);
    struct trust trust;

    (void)state;
    date_file(DEBIAN_PUBLIC "Public.crt", NOW - 2 * 365 * MOMENT_DAY);
    assert_int_equal(trust_in(NULL, CHAIN(&server, &corporate_issuer)).verdict, TRUST_INSPECTED);
    date_file(DEBIAN_PUBLIC "Public.crt", NOW - 2 * 365 * MOMENT_DAY - 1);
    trust = trust_in(NULL, CHAIN(&server, &corporate_issuer));
    expect(trust, TRUST_UNKNOWN, 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    assert_string_equal(trust.public_roots_date, "2024-11-20");
    throwaway_free(&server);
}

static void without_a_list_of_public_roots_nothing_is_called_inspected(void **state)
{
    struct throwaway server = throwaway_server(&corporate_issuer, always[0], always[1]);
    char *whole = text_format("%s/" DEBIAN_PUBLIC "Public.crt", folder);
    struct trust trust;

    (void)state;
    assert_int_equal(remove(whole), 0);
    trust = trust_in(NULL, CHAIN(&server, &corporate_issuer));
    expect(trust, TRUST_UNKNOWN, 0, -1);
    assert_string_equal(trust.public_roots_date, "");
    throwaway_free(&server);
    free(whole);
}

static void what_was_added_on_this_machine_is_no_public_root(void **state)
{
    struct throwaway server = throwaway_server(&corporate_issuer, always[0], always[1]);
    static const char package[] = "11c53d58aa2188c44a169b04c975d67e  " DEBIAN_PUBLIC "Public.crt\n";

    (void)state;
    write_certificates("usr/local/share/ca-certificates/contoso.crt", CHAIN(&corporate_root));
    write_certificates("usr/share/ca-certificates/contoso/contoso.crt", CHAIN(&corporate_root));
    assert_int_equal(trust_in(NULL, CHAIN(&server, &corporate_issuer)).verdict, TRUST_INSPECTED);
    /* In the package's own folder only dpkg knows the difference. */
    write_file(folder, "var/lib/dpkg/info/ca-certificates.md5sums", package, strlen(package));
    write_certificates(DEBIAN_PUBLIC "contoso.crt", CHAIN(&corporate_root));
    assert_int_equal(trust_in(NULL, CHAIN(&server, &corporate_issuer)).verdict, TRUST_INSPECTED);
    throwaway_free(&server);
}

static void append_object(struct text *file, const char *trusted, const struct throwaway *root)
{
    text_append_format(file, "[p11-kit-object-v1]\nlabel: \"%s\"\n%s\nnss-mozilla-ca-policy: true\nmodifiable: false\n", trusted, trusted);
    throwaway_write(root, file);
    text_append(file, "\n");
}

static void red_hats_list_counts_as_far_as_it_trusts(void **state)
{
    struct throwaway good = throwaway_server(&public_issuer, always[0], always[1]), bad = throwaway_server(&stranger_issuer, always[0], always[1]);
    struct text file = { 0 };

    (void)state;
    remove_folder(folder);
    folder = make_folder();
    write_certificates(REDHAT_SYSTEM, CHAIN(&public_root, &stranger));
    text_append(&file, "# This is a bundle of X.509 certificates of public Certificate\n# Authorities.\n\n");
    append_object(&file, "x-distrusted: true", &stranger);
    append_object(&file, "trusted: true", &public_root);
    append_object(&file, "trusted: false", &stranger);
    write_file(folder, REDHAT_PUBLIC, file.data, file.size);
    date_file(REDHAT_PUBLIC, LIST);
    expect(trust_in(NULL, CHAIN(&good, &public_issuer)), TRUST_PUBLIC, 0, 0);
    expect(trust_in(NULL, CHAIN(&bad, &stranger_issuer)), TRUST_INSPECTED, 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    text_free(&file);
    throwaway_free(&bad);
    throwaway_free(&good);
}

static void a_ca_file_takes_the_place_of_the_systems_list(void **state)
{
    struct throwaway server = throwaway_server(&stranger_issuer, always[0], always[1]),
                     corporate = throwaway_server(&corporate_issuer, always[0], always[1]);
    char *whole = text_format("%s/ours.pem", folder);

    (void)state;
    write_certificates("ours.pem", CHAIN(&stranger));
    expect(trust_in(whole, CHAIN(&server, &stranger_issuer)), TRUST_INSPECTED, 0, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    assert_int_equal(trust_in(whole, CHAIN(&corporate, &corporate_issuer)).verdict, TRUST_NOBODY);
    throwaway_free(&corporate);
    throwaway_free(&server);
    free(whole);
}

static void refuses(const char *ca_file, const char *sentence)
{
    struct trust_options options = { .ca_file = ca_file };
    struct error error = { "" };

    assert_null(trust_stores_open(openssl_library(), &options, &error));
    assert_string_equal(error.text, sentence);
}

static void a_ca_file_that_is_none_is_refused_with_a_sentence(void **state)
{
    char *whole = text_format("%s/ours.pem", folder), *sentence = text_format("--ca-file: there is no file %s", whole);

    (void)state;
    refuses(whole, sentence);
    free(sentence);
    write_file(folder, "ours.pem", "0\202\001", 3);
    sentence = text_format("--ca-file: there is no certificate in PEM in %s", whole);
    refuses(whole, sentence);
    free(sentence);
    sentence = text_format("--ca-file: could not read %s: it is a folder", folder);
    refuses(folder, sentence);
    free(sentence);
    free(whole);
}

static void one_bad_block_does_not_hide_the_others(void **state)
{
    struct throwaway server = throwaway_server(&public_issuer, always[0], always[1]);
    struct text pem = { 0 };

    (void)state;
    text_append(&pem, "-----BEGIN CERTIFICATE-----\nTm8g*Y2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"
                      "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nMAA=\n"
                      "-----END RSA PRIVATE KEY-----\n");
    throwaway_write(&public_root, &pem);
    write_file(folder, DEBIAN_SYSTEM, pem.data, pem.size);
    assert_int_equal(trust_in(NULL, CHAIN(&server, &public_issuer)).verdict, TRUST_PUBLIC);
    text_free(&pem);
    throwaway_free(&server);
}

static void the_whole_chain_is_kept_although_it_was_refused(void **state)
{
    struct throwaway chain[13] = { stranger };
    const struct throwaway *presented[14] = { NULL };
    struct trust_stores *stores = stores_of(NULL);
    struct handshake handshake = { 0 };
    struct certificate_chain kept;

    (void)state;
    for (int i = 1; i < 12; i++)
        chain[i] = throwaway_authority("A step", &chain[i - 1]);
    chain[12] = throwaway_server(&chain[11], always[0], always[1]);
    for (int i = 0; i < 13; i++)
        presented[i] = &chain[12 - i];
    assert_false(shake_hands(stores, presented, 0, &handshake));
    kept = handshake_chain(stores, &handshake);
    assert_int_equal(kept.count, 10);
    assert_int_equal(kept.left_out, 3);
    assert_string_equal(kept.items[0].subject, "CN=svc.test,O=Contoso");
    assert_string_equal(kept.items[0].issuer_name, "A step");
    assert_int_equal(trust_judge(stores, &handshake).verdict, TRUST_NOBODY);
    certificate_chain_free(&kept);
    handshake_clear(stores, &handshake);
    trust_stores_free(stores);
    for (int i = 1; i < 13; i++)
        throwaway_free(&chain[i]);
}

static void no_certificate_is_no_verdict(void **state)
{
    struct trust_stores *stores = stores_of(NULL);
    struct handshake handshake = { 0 };
    struct certificate_chain chain = handshake_chain(stores, &handshake);
    struct trust trust = trust_judge(stores, &handshake);

    (void)state;
    assert_int_equal(chain.count, 0);
    expect(trust, TRUST_UNKNOWN, -1, -1);
    trust_stores_free(stores);
}

static void count_event(void *context, enum handshake_event event, int alert)
{
    (void)alert;
    ((int *)context)[event]++;
}

static void the_moments_of_a_handshake_come_once(void **state)
{
    struct throwaway server = throwaway_server(&public_issuer, always[0], always[1]);
    int told[3] = { 0 };
    struct handshake handshake = { .told = count_event, .context = told };
    struct trust_stores *stores = stores_of(NULL);

    (void)state;
    assert_true(shake_hands(stores, CHAIN(&server, &public_issuer), 0, &handshake));
    assert_int_equal(told[HANDSHAKE_BEGUN], 1);
    assert_int_equal(told[HANDSHAKE_DONE], 1);
    assert_int_equal(told[HANDSHAKE_ALERT], 0);
    assert_false(shake_hands(stores, CHAIN(&server, &public_issuer), TLS1_2_VERSION, &handshake));
    assert_int_equal(told[HANDSHAKE_BEGUN], 2);
    assert_int_equal(told[HANDSHAKE_DONE], 1);
    assert_int_equal(told[HANDSHAKE_ALERT], 1);
    assert_int_equal(handshake.alert, SSL_AD_PROTOCOL_VERSION);
    assert_null(handshake.presented);
    handshake_clear(stores, &handshake);
    trust_stores_free(stores);
    throwaway_free(&server);
}

static X509 *digicerts_root(void)
{
    size_t size;
    char *pem = read_project_file("tests/data/certificate/DigiCert_Global_Root_G2.crt", &size);
    BIO *memory = BIO_new_mem_buf(pem, (int)size);
    X509 *root = PEM_read_bio_X509(memory, NULL, NULL, NULL);

    BIO_free(memory);
    free(pem);
    return root;
}

/* Nobody has DigiCert's key: the root itself is what a server presents here. */
static struct trust trust_in_digicerts_root(void)
{
    struct trust_stores *stores = stores_of(NULL);
    struct handshake handshake = { .presented = sk_X509_new_null(), .system_error = X509_V_ERR_CERT_HAS_EXPIRED };
    struct trust trust;

    for (int i = 0; i < 2; i++)
        sk_X509_push(handshake.presented, digicerts_root());
    trust = trust_judge(stores, &handshake);
    handshake_clear(stores, &handshake);
    trust_stores_free(stores);
    return trust;
}

static void a_root_that_the_services_documents_name_is_public_whatever_the_lists_lack(void **state)
{
    struct throwaway root = { .x509 = digicerts_root() };

    (void)state;
    assert_int_equal(trust_in_digicerts_root().verdict, TRUST_PUBLIC);
    date_file(DEBIAN_PUBLIC "Public.crt", 0);
    assert_int_equal(trust_in_digicerts_root().verdict, TRUST_PUBLIC);
    write_certificates(DEBIAN_SYSTEM, CHAIN(&root));
    assert_int_equal(trust_in_digicerts_root().verdict, TRUST_PUBLIC);
    throwaway_free(&root);
}

static void presenting_such_a_root_beside_a_strangers_chain_helps_nobody(void **state)
{
    struct throwaway root = { .x509 = digicerts_root() }, server = throwaway_server(&stranger_issuer, always[0], always[1]),
                     inspected = throwaway_server(&corporate_issuer, always[0], always[1]);

    (void)state;
    assert_int_equal(trust_in(NULL, CHAIN(&server, &stranger_issuer, &root)).verdict, TRUST_NOBODY);
    assert_int_equal(trust_in(NULL, CHAIN(&inspected, &corporate_issuer, &root)).verdict, TRUST_INSPECTED);
    throwaway_free(&inspected);
    throwaway_free(&server);
    throwaway_free(&root);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, a_machine, no_machine)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_certificate_of_a_public_root_is_public),
        CASE(a_root_that_only_this_machine_trusts_inspects),
        CASE(a_root_nobody_has_is_trusted_by_nobody),
        CASE(a_root_with_a_public_ones_name_but_another_key_is_nobodys),
        CASE(a_certificate_out_of_date_is_no_sign_of_a_stranger),
        CASE(an_intermediate_the_server_forgot_is_missed),
        CASE(a_new_root_that_an_old_one_signed_is_public),
        CASE(a_list_older_than_two_years_knows_nothing),
        CASE(without_a_list_of_public_roots_nothing_is_called_inspected),
        CASE(what_was_added_on_this_machine_is_no_public_root),
        CASE(red_hats_list_counts_as_far_as_it_trusts),
        CASE(a_ca_file_takes_the_place_of_the_systems_list),
        CASE(a_ca_file_that_is_none_is_refused_with_a_sentence),
        CASE(one_bad_block_does_not_hide_the_others),
        CASE(the_whole_chain_is_kept_although_it_was_refused),
        CASE(no_certificate_is_no_verdict),
        CASE(the_moments_of_a_handshake_come_once),
        CASE(a_root_that_the_services_documents_name_is_public_whatever_the_lists_lack),
        CASE(presenting_such_a_root_beside_a_strangers_chain_helps_nobody),
    };

    return cmocka_run_group_tests(tests, make_authorities, free_authorities);
}
