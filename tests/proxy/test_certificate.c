/* The certificates a server presented: as JSON and back, and whose names they carry. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/certificate.h"

static struct certificate_chain chain_of(size_t count)
{
    struct certificate_chain chain = { .items = memory_get(count * sizeof *chain.items), .count = count };

    for (size_t i = 0; i < count; i++)
        chain.items[i] = (struct certificate){ .subject = text_format("CN=number %zu", i),
                                               .issuer = text_format("CN=number %zu", i + 1),
                                               .issuer_name = text_format("number %zu", i + 1),
                                               .not_before = "2026-01-01T00:00:00Z",
                                               .not_after = "2027-01-01T00:00:00Z",
                                               .sha256 = "0123",
                                               .key = "EC 256",
                                               .is_self_signed = i + 1 == count };
    return chain;
}

static char *printed(const struct certificate_chain *chain)
{
    cJSON *json = certificate_chain_to_json(chain);
    char *text = cJSON_PrintUnformatted(json);

    cJSON_Delete(json);
    return text;
}

static struct certificate_chain read_again(const char *text)
{
    cJSON *json = cJSON_Parse(text);
    struct certificate_chain chain = certificate_chain_from_json(json);

    cJSON_Delete(json);
    return chain;
}

static void the_servers_own_certificate_comes_first_and_the_others_behind_it(void **state)
{
    struct certificate_chain chain = chain_of(2);
    char *text = printed(&chain);

    (void)state;
    assert_string_equal(text, "{\"subject\":\"CN=number 0\",\"issuer\":\"CN=number 1\",\"issuer_name\":\"number 1\","
                              "\"not_before\":\"2026-01-01T00:00:00Z\",\"not_after\":\"2027-01-01T00:00:00Z\",\"sha256\":\"0123\",\"key\":\"EC 256\","
                              "\"self_signed\":false,\"chain\":[{\"subject\":\"CN=number 1\",\"issuer\":\"CN=number 2\",\"issuer_name\":\"number 2\","
                              "\"not_before\":\"2026-01-01T00:00:00Z\",\"not_after\":\"2027-01-01T00:00:00Z\",\"sha256\":\"0123\",\"key\":\"EC 256\","
                              "\"self_signed\":true}],\"left_out\":0}");
    cJSON_free(text);
    certificate_chain_free(&chain);
}

static void a_chain_is_the_same_when_it_is_read_again(void **state)
{
    struct certificate_chain chain = chain_of(10), again;
    char *text = printed(&chain), *text_again;

    (void)state;
    again = read_again(text);
    text_again = printed(&again);
    assert_string_equal(text_again, text);
    cJSON_free(text);
    cJSON_free(text_again);
    certificate_chain_free(&chain);
    certificate_chain_free(&again);
}

static void no_chain_is_null_and_null_is_no_chain(void **state)
{
    struct certificate_chain none = { 0 };

    (void)state;
    assert_null(certificate_chain_to_json(&none));
    none = certificate_chain_from_json(NULL);
    assert_int_equal(none.count, 0);
    none = read_again("[1,2]");
    assert_int_equal(none.count, 0);
}

static void what_is_missing_or_of_another_type_is_empty(void **state)
{
    struct certificate_chain chain =
        read_again("{\"subject\":7,\"issuer\":null,\"not_after\":[],\"self_signed\":\"yes\",\"chain\":[1,\"x\",{}],\"left_out\":-1}");

    (void)state;
    assert_int_equal(chain.count, 2);
    assert_int_equal(chain.left_out, 0);
    for (size_t i = 0; i < chain.count; i++) {
        assert_string_equal(chain.items[i].subject, "");
        assert_string_equal(chain.items[i].issuer, "");
        assert_string_equal(chain.items[i].issuer_name, "");
        assert_string_equal(chain.items[i].not_after, "");
        assert_false(chain.items[i].is_self_signed);
    }
    certificate_chain_free(&chain);
}

static void certificates_without_end_are_counted_and_names_without_end_cut(void **state)
{
    struct text text = { 0 };
    struct certificate_chain chain;

    (void)state;
    text_append(&text, "{\"sha256\":\"");
    for (int i = 0; i < 1000; i++)
        text_append(&text, "ab");
    text_append(&text, "\",\"subject\":\"");
    for (int i = 0; i < 1000; i++)
        text_append(&text, "ab");
    text_append(&text, "\",\"chain\":[{}");
    for (int i = 0; i < 99; i++)
        text_append(&text, ",{}");
    text_append(&text, "]}");
    chain = read_again(text_of(&text));
    assert_int_equal(chain.count, 10);
    assert_int_equal(chain.left_out, 91);
    assert_int_equal(strlen(chain.items[0].sha256), 64);
    assert_int_equal(strlen(chain.items[0].subject), 512);
    certificate_chain_free(&chain);
    text_free(&text);
}

static void products_are_known_by_the_names_of_their_authorities(void **state)
{
    static const char *const names[][2] = {
        { "CN=Zscaler Intermediate Root CA (zscalertwo.net)\\, O=Zscaler Inc.,C=US", "Zscaler" },
        { "CN=ca.contoso.goskope.com,OU=cert management,O=netSkope Inc", "Netskope" },
        { "CN=FG100FTK19000000,OU=Certificate Authority,O=Fortinet,C=US", "Fortinet FortiGate" },
        { "CN=Cisco Umbrella Secondary SubCA,O=Cisco", "Cisco Umbrella" },
        { "CN=mitmproxy,O=mitmproxy", "mitmproxy" },
        { "CN=DO_NOT_TRUST_FiddlerRoot,O=DO_NOT_TRUST", "Fiddler" },
        { "CN=Charles Proxy CA (1 Jan 2026\\, host),O=XK72 Ltd", "Charles" },
        { "CN=ESET SSL Filter CA,O=ESET\\, spol. s r. o.", "ESET" },
        { "CN=avast! Web/Mail Shield Root,O=avast! Web/Mail Shield", "Avast" },
        { "CN=Kaspersky Anti-Virus Personal Root Certificate,O=AO Kaspersky Lab", "Kaspersky" },
        { "CN=McAfee Web Gateway,O=McAfee", "Skyhigh (McAfee) Web Gateway" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_string_equal(certificate_inspection_product(names[i][0]), names[i][1]);
}

static void public_authorities_and_names_of_ones_own_are_no_product(void **state)
{
    (void)state;
    assert_null(certificate_inspection_product(NULL));
    assert_null(certificate_inspection_product(""));
    assert_null(certificate_inspection_product("CN=Contoso Inspection CA"));
    assert_null(certificate_inspection_product("CN=Microsoft Azure RSA TLS Issuing CA 07,O=Microsoft Corporation,C=US"));
    assert_null(certificate_inspection_product("CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US"));
    assert_null(certificate_inspection_product("CN=Symantec Class 3 Secure Server CA - G4,O=Symantec Corporation,C=US"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_servers_own_certificate_comes_first_and_the_others_behind_it),
        cmocka_unit_test(a_chain_is_the_same_when_it_is_read_again),
        cmocka_unit_test(no_chain_is_null_and_null_is_no_chain),
        cmocka_unit_test(what_is_missing_or_of_another_type_is_empty),
        cmocka_unit_test(certificates_without_end_are_counted_and_names_without_end_cut),
        cmocka_unit_test(products_are_known_by_the_names_of_their_authorities),
        cmocka_unit_test(public_authorities_and_names_of_ones_own_are_no_product),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
