/* Whom this machine trusts: Windows' own verdict on chains of our own authorities, put into its stores, in hand-shakes over loopback. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <windows.h>

#include <wincrypt.h>
/* OpenSSL's types have the names of Windows' numbers, and its headers do away with those. */
#include <openssl/ec.h>
#include <openssl/ssl.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/thread.h"
#include "proxy/attempts.h"
#include "proxy/trust_machine.h"
#include "tests/proxy/throwaway.h"

#define AUTO_UPDATE L"SOFTWARE\\Microsoft\\SystemCertificates\\AuthRoot\\AutoUpdate"

static struct throwaway public_root, fetched_root, unfetched_root, corporate_root, users_root, stranger;

/* DER of one element. */
static void append_element(struct text *der, unsigned char tag, const void *content, size_t size)
{
    text_append_char(der, (char)tag);
    if (size < 128) {
        text_append_char(der, (char)size);
    } else {
        text_append_char(der, (char)0x82);
        text_append_char(der, (char)(size >> 8));
        text_append_char(der, (char)(size & 0xff));
    }
    text_append_bytes(der, content, size);
}

/* What `part` holds becomes the content of an element at the end of `whole`. */
static void close_element(struct text *whole, unsigned char tag, struct text *part)
{
    append_element(whole, tag, text_of(part), part->size);
    text_free(part);
}

/* A row of the list: the digest of a root, and the identifier of its key. */
static void append_row(struct text *rows, const struct throwaway *root)
{
    static const unsigned char key_identifier[] = { 0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x0b, 0x14 };
    const ASN1_OCTET_STRING *key = X509_get0_subject_key_id(root->x509);
    struct text row = { 0 }, attribute = { 0 }, value = { 0 }, set = { 0 };
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;

    X509_digest(root->x509, EVP_sha1(), digest, &size);
    append_element(&row, 0x04, digest, size);
    append_element(&value, 0x04, ASN1_STRING_get0_data(key), (size_t)ASN1_STRING_length(key));
    text_append_bytes(&attribute, (const char *)key_identifier, sizeof key_identifier);
    close_element(&attribute, 0x31, &value);
    close_element(&set, 0x30, &attribute);
    close_element(&row, 0x31, &set);
    close_element(rows, 0x30, &row);
}

/* A list of trust as Windows keeps it, signed by nobody: of today, with these roots. */
static struct text list_of(const struct throwaway *const *roots)
{
    static const unsigned char usage[] = { 0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x03, 0x09 };
    static const unsigned char sha1[] = { 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00 };
    static const unsigned char type[] = { 0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x0a, 0x01 };
    static const unsigned char signed_data[] = { 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
    struct text rows = { 0 }, list = { 0 }, sequence = { 0 }, content = { 0 }, data = { 0 }, whole = { 0 }, outer = { 0 };
    SYSTEMTIME now;
    char today[16];

    GetSystemTime(&now);
    snprintf(today, sizeof today, "%02u%02u%02u000000Z", now.wYear % 100u, now.wMonth % 100u, now.wDay % 100u);
    for (size_t i = 0; roots[i] != NULL; i++)
        append_row(&rows, roots[i]);
    append_element(&list, 0x30, usage, sizeof usage);
    append_element(&list, 0x17, today, 13);
    append_element(&list, 0x30, sha1, sizeof sha1);
    close_element(&list, 0x30, &rows);
    close_element(&sequence, 0x30, &list);
    text_append_bytes(&content, (const char *)type, sizeof type);
    close_element(&content, 0xa0, &sequence);
    append_element(&data, 0x02, "\1", 1);
    append_element(&data, 0x31, "", 0);
    close_element(&data, 0x30, &content);
    append_element(&data, 0x31, "", 0);
    close_element(&sequence, 0x30, &data);
    text_append_bytes(&outer, (const char *)signed_data, sizeof signed_data);
    close_element(&outer, 0xa0, &sequence);
    close_element(&whole, 0x30, &outer);
    return whole;
}

static void set_list(const struct throwaway *const *roots)
{
    struct text list = list_of(roots);
    HKEY key;

    assert_int_equal(RegCreateKeyExW(HKEY_LOCAL_MACHINE, AUTO_UPDATE, 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL), ERROR_SUCCESS);
    assert_int_equal(RegSetValueExW(key, L"EncodedCtl", 0, REG_BINARY, (const BYTE *)text_of(&list), (DWORD)list.size), ERROR_SUCCESS);
    RegCloseKey(key);
    text_free(&list);
}

/* Adds a root to a store, or takes it out. */
static void change_store(DWORD where, const wchar_t *name, const struct throwaway *root, bool is_added)
{
    HCERTSTORE store = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, where, name);
    unsigned char *der = NULL;
    int size = i2d_X509(root->x509, &der);
    const CERT_CONTEXT *own = CertCreateCertificateContext(X509_ASN_ENCODING, der, (DWORD)size), *there;

    assert_non_null(store);
    assert_non_null(own);
    if (is_added) {
        assert_true(CertAddCertificateContextToStore(store, own, CERT_STORE_ADD_REPLACE_EXISTING, NULL));
    } else {
        there = CertFindCertificateInStore(store, X509_ASN_ENCODING, 0, CERT_FIND_EXISTING, own, NULL);
        assert_true(there == NULL || CertDeleteCertificateFromStore(there));
    }
    CertFreeCertificateContext(own);
    CertCloseStore(store, 0);
    OPENSSL_free(der);
}

static void change_stores(bool is_added)
{
    bool is_wine = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;

    /* Windows' ROOT holds what stands in AuthRoot, too; Wine 8.0's does not. */
    if (is_wine)
        change_store(CERT_SYSTEM_STORE_LOCAL_MACHINE, L"ROOT", &fetched_root, is_added);
    change_store(CERT_SYSTEM_STORE_LOCAL_MACHINE, L"ROOT", &public_root, is_added);
    change_store(CERT_SYSTEM_STORE_LOCAL_MACHINE, L"AuthRoot", &fetched_root, is_added);
    change_store(CERT_SYSTEM_STORE_LOCAL_MACHINE, L"ROOT", &corporate_root, is_added);
}

static bool is_short(const X509 *x509)
{
    const ASN1_BIT_STRING *value;
    const unsigned char *bytes;
    ECDSA_SIG *signature;
    bool is_short;

    X509_get0_signature(&value, NULL, x509);
    bytes = value->data;
    signature = d2i_ECDSA_SIG(NULL, &bytes, value->length);
    assert_non_null(signature);
    is_short = BN_num_bytes(ECDSA_SIG_get0_r(signature)) < 32 || BN_num_bytes(ECDSA_SIG_get0_s(signature)) < 32;
    ECDSA_SIG_free(signature);
    return is_short;
}

static void identify(struct throwaway *made, const struct throwaway *issuer)
{
    X509V3_CTX context;

    X509V3_set_ctx(&context, issuer != NULL ? issuer->x509 : made->x509, made->x509, NULL, NULL, 0);
    for (int i = 0; i < 2; i++) {
        X509_EXTENSION *extension =
            X509V3_EXT_conf_nid(NULL, &context, i == 0 ? NID_subject_key_identifier : NID_authority_key_identifier, i == 0 ? "hash" : "keyid:always");

        assert_non_null(extension);
        X509_add_ext(made->x509, extension, -1);
        X509_EXTENSION_free(extension);
    }
    /* Wine 8.0 does not accept a signature by ECDSA of which a number is shorter than the others, as one in 128 is. */
    do
        X509_sign(made->x509, issuer != NULL ? issuer->key : made->key, EVP_sha256());
    while (is_short(made->x509));
}

static struct throwaway authority(const char *name)
{
    struct throwaway made = throwaway_authority(name, NULL);

    identify(&made, NULL);
    return made;
}

static int prepare(void **state)
{
    WSADATA sockets;

    (void)state;
    WSAStartup(MAKEWORD(2, 2), &sockets);
    public_root = authority("Public Root");
    fetched_root = authority("Fetched Root");
    unfetched_root = authority("Root that is not here yet");
    corporate_root = authority("Contoso Root");
    users_root = authority("Root of a user");
    stranger = authority("Stranger Root");
    change_stores(true);
    change_store(CERT_SYSTEM_STORE_CURRENT_USER, L"ROOT", &users_root, true);
    set_list((const struct throwaway *const[]){ &public_root, &fetched_root, &unfetched_root, NULL });
    return 0;
}

static int clean(void **state)
{
    struct throwaway *const all[] = { &public_root, &fetched_root, &unfetched_root, &corporate_root, &users_root, &stranger };

    (void)state;
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, AUTO_UPDATE);
    change_stores(false);
    change_store(CERT_SYSTEM_STORE_CURRENT_USER, L"ROOT", &users_root, false);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        throwaway_free(all[i]);
    return 0;
}

/* A server of TLS that answers one request. */
struct server {
    SOCKET listener;
    SSL_CTX *context;
};

static void serve(void *argument)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK";
    struct server *server = argument;
    SOCKET client = accept(server->listener, NULL, NULL);
    SSL *ssl = SSL_new(server->context);
    char request[4096];

    SSL_set_fd(ssl, (int)client);
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, request, sizeof request) > 0) {
        SSL_write(ssl, answer, sizeof answer - 1);
        SSL_shutdown(ssl);
    }
    SSL_free(ssl);
    closesocket(client);
}

static int listen_on_loopback(SOCKET *listener)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    int size = sizeof address;

    *listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(*listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(*listener, 4), 0);
    assert_int_equal(getsockname(*listener, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

static void keep_row(void *context, size_t index, const char *text, const char *why)
{
    (void)index;
    *(char **)context = memory_copy_text(text != NULL ? text : why);
}

/* The row of an attempt at a server whose certificate this root issued. Yours to free. */
static char *try_issued_by(const struct throwaway *root, const char *from, const char *until)
{
    struct throwaway own = throwaway_server(root, from, until);
    struct server server = { .context = SSL_CTX_new(TLS_server_method()) };
    int port = listen_on_loopback(&server.listener);
    char *key = text_format("connect/GET/https:%%2F%%2Fsvc.test:%d%%2F/via/direct", port), *row = NULL;
    char *resolve[] = { text_format("svc.test:%d:127.0.0.1", port), NULL };
    struct attempts_options options = { .timeout_seconds = 30, .resolve = (const char *const *)resolve };
    struct thread *thread;

    identify(&own, root);
    assert_int_equal(SSL_CTX_use_certificate(server.context, own.x509), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(server.context, own.key), 1);
    thread = thread_start(serve, &server);
    attempts_try(&options, (const char *const *)&key, 1, keep_row, &row);
    closesocket(server.listener);
    thread_join(thread);
    SSL_CTX_free(server.context);
    throwaway_free(&own);
    free(resolve[0]);
    free(key);
    return row;
}

static void assert_row(const struct throwaway *root, const char *until, const char *const *parts)
{
    char *row = try_issued_by(root, "20200101000000Z", until);

    for (; *parts != NULL; parts++)
        if (strstr(row, *parts) == NULL)
            fail_msg("there is no %s in %s", *parts, row);
    free(row);
}

#define ASSERT_ROW(root, until, ...) assert_row(root, until, (const char *const[]){ __VA_ARGS__, NULL })

static void a_public_root_of_this_machine_is_trusted_and_nobody_inspects(void **state)
{
    (void)state;
    ASSERT_ROW(&public_root, "20990101000000Z", "\"result\":\"ok\"", "\"verdict\":\"public\"", "\"system_error\":0", "\"public_error\":0");
    ASSERT_ROW(&fetched_root, "20990101000000Z", "\"result\":\"ok\"", "\"verdict\":\"public\"");
}

static void a_root_that_an_administrator_added_is_an_inspecting_devices(void **state)
{
    (void)state;
    ASSERT_ROW(&corporate_root, "20990101000000Z", "\"failure\":\"cert_inspected\"", "\"verdict\":\"inspected\"", "\"system_error\":0",
               "CN=Contoso Root");
}

static void a_root_that_this_machine_does_not_have_is_nobodys(void **state)
{
    (void)state;
    ASSERT_ROW(&stranger, "20990101000000Z", "\"failure\":\"cert_untrusted\"", "\"verdict\":\"nobody\"", "\"system_error\":20");
}

static void what_one_user_trusts_services_do_not(void **state)
{
    (void)state;
    ASSERT_ROW(&users_root, "20990101000000Z", "\"failure\":\"cert_untrusted\"", "\"verdict\":\"nobody\"");
}

static void a_public_root_that_windows_would_fetch_is_not_known_yet_and_no_failure(void **state)
{
    (void)state;
    ASSERT_ROW(&unfetched_root, "20990101000000Z", "\"result\":\"ok\"", "\"verdict\":\"unknown\"", "\"system_error\":20");
}

static void a_certificate_out_of_date_is_told_as_one_and_its_issuer_still_known(void **state)
{
    (void)state;
    ASSERT_ROW(&public_root, "20210101000000Z", "\"failure\":\"cert_expired\"", "\"verdict\":\"public\"", "\"system_error\":10");
}

/* What Windows cannot read it builds no chain of: no verdict, which has a number of its own. */
static void a_certificate_of_which_windows_builds_no_chain_is_without_a_verdict(void **state)
{
    struct span none = span_of("no certificate");
    struct text found = { 0 };

    (void)state;
    assert_int_equal(trust_machine_judge(&none, 1, true, &found).error, TRUST_MACHINE_NO_CHAIN);
    assert_int_equal(trust_machine_judge(&none, 0, true, &found).error, TRUST_MACHINE_NO_CHAIN);
    assert_int_equal(found.size, 0);
    text_free(&found);
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_public_root_of_this_machine_is_trusted_and_nobody_inspects),
        cmocka_unit_test(a_root_that_an_administrator_added_is_an_inspecting_devices),
        cmocka_unit_test(a_root_that_this_machine_does_not_have_is_nobodys),
        cmocka_unit_test(what_one_user_trusts_services_do_not),
        cmocka_unit_test(a_public_root_that_windows_would_fetch_is_not_known_yet_and_no_failure),
        cmocka_unit_test(a_certificate_of_which_windows_builds_no_chain_is_without_a_verdict),
        cmocka_unit_test(a_certificate_out_of_date_is_told_as_one_and_its_issuer_still_known),
    };

    return cmocka_run_group_tests(tests, prepare, clean);
}
