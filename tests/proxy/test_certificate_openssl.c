/* A certificate as plain data, and what a hostile one may do to it. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/openssl_library.h"
#include "proxy/certificate_openssl.h"
#include "tests/proxy/throwaway.h"

static struct certificate told_of(X509 *x509)
{
    assert_non_null(openssl_library());
    return certificate_of(openssl_library(), x509);
}

static void forget(struct certificate *certificate)
{
    free(certificate->subject);
    free(certificate->issuer);
    free(certificate->issuer_name);
}

static void a_real_root_is_told_as_openssl_tells_it(void **state)
{
    size_t size;
    char *pem = read_project_file("tests/data/certificate/DigiCert_Global_Root_G2.crt", &size);
    BIO *memory = BIO_new_mem_buf(pem, (int)size);
    X509 *x509 = PEM_read_bio_X509(memory, NULL, NULL, NULL);
    struct certificate certificate = told_of(x509);

    (void)state;
    assert_string_equal(certificate.subject, "CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US");
    assert_string_equal(certificate.issuer, certificate.subject);
    assert_string_equal(certificate.issuer_name, "DigiCert Global Root G2");
    assert_string_equal(certificate.not_before, "2013-08-01T12:00:00Z");
    assert_string_equal(certificate.not_after, "2038-01-15T12:00:00Z");
    assert_string_equal(certificate.sha256, "cb3ccbb76031e5e0138f8dd39a23f9de47ffc35e43c1144cea27d46a5ab1cb5f");
    assert_string_equal(certificate.key, "RSA 2048");
    assert_true(certificate.is_self_signed);
    forget(&certificate);
    X509_free(x509);
    BIO_free(memory);
    free(pem);
}

/* A certificate whose subject and issuer is this one value. */
static struct certificate named(const char *field, int type, const char *bytes, int size)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x509 = X509_new();
    X509_NAME *name = X509_NAME_new();
    struct certificate certificate;

    assert_int_equal(X509_NAME_add_entry_by_txt(name, field, type, (const unsigned char *)bytes, size, -1, 0), 1);
    X509_set_subject_name(x509, name);
    X509_set_issuer_name(x509, name);
    X509_set_pubkey(x509, key);
    certificate = told_of(x509);
    X509_NAME_free(name);
    X509_free(x509);
    EVP_PKEY_free(key);
    return certificate;
}

static void names_are_utf8_with_commas_escaped_only_where_they_would_mislead(void **state)
{
    struct certificate certificate = named("CN", MBSTRING_UTF8, "Müller, 検査", -1);

    (void)state;
    assert_string_equal(certificate.subject, "CN=Müller\\, 検査");
    assert_string_equal(certificate.issuer_name, "Müller, 検査");
    assert_string_equal(certificate.key, "EC 256");
    forget(&certificate);
}

static void an_issuer_without_a_common_name_is_called_by_its_organisation(void **state)
{
    struct certificate certificate = named("O", MBSTRING_UTF8, "Contoso", -1);

    (void)state;
    assert_string_equal(certificate.issuer_name, "Contoso");
    forget(&certificate);
    certificate = named("OU", MBSTRING_UTF8, "Contoso", -1);
    assert_string_equal(certificate.issuer_name, "");
    forget(&certificate);
}

static void nothing_in_a_name_moves_a_terminals_cursor(void **state)
{
    /* A NUL, an escape sequence, a line feed, DEL. */
    struct certificate certificate = named("CN", V_ASN1_UTF8STRING, "a\0b\033[2Jc\nd\177", 11);

    (void)state;
    assert_string_equal(certificate.issuer_name, "a\\00b\\1B[2Jc\\0Ad\\7F");
    forget(&certificate);
    /* CSI as one character, right-to-left override. */
    certificate = named("CN", V_ASN1_UTF8STRING, "x\302\233y\342\200\256z", 8);
    assert_string_equal(certificate.issuer_name, "x\\C2\\9By\\E2\\80\\AEz");
    assert_string_equal(certificate.subject, "CN=x\\C2\\9By\\E2\\80\\AEz");
    forget(&certificate);
    certificate = named("CN", V_ASN1_T61STRING, "\233", 1);
    assert_string_equal(certificate.issuer_name, "\\C2\\9B");
    forget(&certificate);
}

static void a_name_of_a_megabyte_is_cut_between_characters(void **state)
{
    enum { SIZE = 1000 * 1000 }; /* OpenSSL takes names of up to a mebibyte */
    char *bytes = malloc(SIZE);
    struct certificate certificate;

    (void)state;
    for (int i = 0; i + 1 < SIZE; i += 2)
        memcpy(bytes + i, "\303\274", 2);
    certificate = named("CN", V_ASN1_UTF8STRING, bytes, SIZE);
    assert_int_equal(strlen(certificate.issuer_name), 512);
    assert_int_equal(strlen(certificate.subject), 511); /* "CN=" and 254 of them */
    assert_true(text_is_utf8(certificate.subject, strlen(certificate.subject)));
    forget(&certificate);
    memset(bytes, '\001', SIZE);
    certificate = named("CN", V_ASN1_UTF8STRING, bytes, SIZE);
    assert_true(strlen(certificate.subject) <= 512);
    forget(&certificate);
    free(bytes);
}

static struct certificate dated(const char *before, int type, const char *after)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x509 = X509_new();
    struct certificate certificate;

    X509_getm_notBefore(x509)->type = V_ASN1_UTCTIME;
    ASN1_STRING_set(X509_getm_notBefore(x509), before, -1);
    X509_getm_notAfter(x509)->type = type;
    ASN1_STRING_set(X509_getm_notAfter(x509), after, -1);
    X509_set_pubkey(x509, key);
    certificate = told_of(x509);
    X509_free(x509);
    EVP_PKEY_free(key);
    return certificate;
}

static void a_date_that_is_none_is_not_told(void **state)
{
    struct certificate certificate = dated("251399000000Z", V_ASN1_UTCTIME, "tomorrow\033[2J");

    (void)state;
    assert_string_equal(certificate.not_before, "");
    assert_string_equal(certificate.not_after, "");
    forget(&certificate);
    certificate = dated("500101000000Z", V_ASN1_GENERALIZEDTIME, "99991231235959Z");
    assert_string_equal(certificate.not_before, "1950-01-01T00:00:00Z");
    assert_string_equal(certificate.not_after, "9999-12-31T23:59:59Z");
    forget(&certificate);
}

static void a_key_is_told_with_its_size_where_it_comes_in_sizes(void **state)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    X509 *x509 = X509_new();
    struct certificate certificate;

    (void)state;
    X509_set_pubkey(x509, key);
    certificate = told_of(x509);
    assert_string_equal(certificate.key, "ED25519");
    forget(&certificate);
    X509_free(x509);
    EVP_PKEY_free(key);
    x509 = X509_new();
    certificate = told_of(x509);
    assert_true(strlen(certificate.key) < sizeof certificate.key);
    assert_false(certificate.is_self_signed && certificate.sha256[0] == '\0' && certificate.subject[0] != '\0');
    forget(&certificate);
    X509_free(x509);
}

static void an_issued_certificate_is_not_self_signed(void **state)
{
    struct throwaway root = throwaway_authority("Root", NULL), server = throwaway_server(&root, "20200101000000Z", "20210101000000Z");
    struct certificate certificate = told_of(server.x509);

    (void)state;
    assert_false(certificate.is_self_signed);
    assert_string_equal(certificate.subject, "CN=svc.test,O=Contoso");
    assert_string_equal(certificate.issuer, "CN=Root,O=Contoso");
    assert_string_equal(certificate.not_after, "2021-01-01T00:00:00Z");
    forget(&certificate);
    throwaway_free(&server);
    throwaway_free(&root);
}

static void a_chain_of_none_is_empty(void **state)
{
    struct certificate_chain chain = certificate_chain_of(openssl_library(), NULL);

    (void)state;
    assert_int_equal(chain.count, 0);
    assert_null(chain.items);
}

static void nothing_is_left_in_libcurls_queue_of_errors(void **state)
{
    X509 *x509 = X509_new();
    struct certificate certificate;

    (void)state;
    assert_null(X509_get0_pubkey(x509));
    assert_int_not_equal(ERR_peek_last_error(), 0);
    certificate = told_of(x509);
    assert_int_equal(ERR_peek_last_error(), 0);
    forget(&certificate);
    X509_free(x509);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_root_is_told_as_openssl_tells_it),
        cmocka_unit_test(names_are_utf8_with_commas_escaped_only_where_they_would_mislead),
        cmocka_unit_test(an_issuer_without_a_common_name_is_called_by_its_organisation),
        cmocka_unit_test(nothing_in_a_name_moves_a_terminals_cursor),
        cmocka_unit_test(a_name_of_a_megabyte_is_cut_between_characters),
        cmocka_unit_test(a_date_that_is_none_is_not_told),
        cmocka_unit_test(a_key_is_told_with_its_size_where_it_comes_in_sizes),
        cmocka_unit_test(an_issued_certificate_is_not_self_signed),
        cmocka_unit_test(a_chain_of_none_is_empty),
        cmocka_unit_test(nothing_is_left_in_libcurls_queue_of_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
