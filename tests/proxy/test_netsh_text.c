/* What netsh winhttp prints. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/netsh_text.h"

static const char *case_id;

static void assert_same(const char *what, const char *text, const cJSON *expected)
{
    const char *wanted = cJSON_IsString(expected) ? expected->valuestring : "none";

    if (strcmp(text != NULL ? text : "none", wanted) != 0)
        fail_msg("%s: %s is %s, not %s", case_id, what, text != NULL ? text : "none", wanted);
}

static enum netsh_access access_expected(const cJSON *expected)
{
    const cJSON *direct = cJSON_GetObjectItem(expected, "direct");

    if (cJSON_HasObjectItem(expected, "error"))
        return NETSH_UNRECOGNISED;
    if (cJSON_IsNull(direct))
        return NETSH_UNCLEAR;
    return cJSON_IsTrue(direct) ? NETSH_DIRECT : NETSH_PROXY;
}

static void check_simple(const char *input, const cJSON *expected)
{
    struct netsh_proxy proxy = netsh_proxy_read(input, strlen(input));

    if (proxy.access != access_expected(expected))
        fail_msg("%s: read as %d", case_id, proxy.access);
    assert_same("proxy", proxy.proxy, cJSON_GetObjectItem(expected, "proxy"));
    assert_same("bypass", proxy.bypass, cJSON_GetObjectItem(expected, "bypass"));
    netsh_proxy_free(&proxy);
}

static void check_advanced(const char *input, const cJSON *expected)
{
    struct netsh_advproxy proxy = netsh_advproxy_read(input, strlen(input));

    assert_true(proxy.is_recognised);
    assert_same("proxy", proxy.proxy, cJSON_GetObjectItem(expected, "proxy"));
    assert_int_equal(proxy.auto_detects, NETSH_NOT_TOLD);
    netsh_advproxy_free(&proxy);
}

static void the_public_cases_are_read(void **state)
{
    char *json = read_project_file("tests/data/netsh_text/cases.json", NULL);
    cJSON *all = cJSON_Parse(json);
    const cJSON *one;
    int checked = 0;

    (void)state;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(all, "cases"))
    {
        const char *input = cJSON_GetObjectItem(one, "input")->valuestring;
        bool is_advanced = text_ends(cJSON_GetObjectItem(one, "command")->valuestring, "advproxy");

        case_id = cJSON_GetObjectItem(one, "id")->valuestring;
        (is_advanced ? check_advanced : check_simple)(input, cJSON_GetObjectItem(one, "expected"));
        checked++;
    }
    assert_int_equal(checked, 6);
    assert_int_equal(checked, cJSON_GetObjectItem(all, "count")->valueint);
    cJSON_Delete(all);
    free(json);
}

static void assert_read(const char *text, size_t size, enum netsh_access access, const char *server, const char *bypass)
{
    struct netsh_proxy proxy = netsh_proxy_read(text, size);

    assert_int_equal(proxy.access, access);
    assert_string_equal(proxy.proxy != NULL ? proxy.proxy : "none", server);
    assert_string_equal(proxy.bypass != NULL ? proxy.bypass : "none", bypass);
    netsh_proxy_free(&proxy);
}

#define CHINESE "\xe5\xbd\x93\xe5\x89\x8d\xe7\x9a\x84 WinHTTP \xe4\xbb\xa3\xe7\x90\x86\xe6\x9c\x8d\xe5\x8a\xa1\xe5\x99\xa8"

static void the_layout_tells_in_every_language(void **state)
{
    const char german[] =
        "\r\nAktuelle WinHTTP-Proxyeinstellungen:\r\n\r\n    Proxyserver :  proxy.example:8080\r\n    Umgehungsliste     :  (keine)\r\n";
    const char chinese[] =
        CHINESE ":\r\n\r\n    " CHINESE "\xef\xbc\x9a http=10.0.0.6:80;https=10.0.0.6:81\r\n    " CHINESE "\xef\xbc\x9a<local>;*.example\r\n";
    const char oem[] = "Param\x8atres actuels :\r\n\r\n    Serveur(s) proxy :  p:1\r\n    Liste de contournement :  (aucun)\r\n";
    struct text wide = { 0 };

    (void)state;
    assert_read(german, sizeof german - 1, NETSH_PROXY, "proxy.example:8080", "none");
    assert_read(chinese, sizeof chinese - 1, NETSH_PROXY, "http=10.0.0.6:80;https=10.0.0.6:81", "<local>;*.example");
    assert_read(oem, sizeof oem - 1, NETSH_PROXY, "p:1", "none");
    text_append_utf16le(&wide, german, sizeof german - 1);
    assert_read(text_of(&wide), wide.size, NETSH_PROXY, "proxy.example:8080", "none");
    text_free(&wide);
}

static void an_error_message_is_no_proxy(void **state)
{
    const char refused[] = "Error writing proxy settings: (5) Access is denied.\r\n";

    (void)state;
    assert_read(refused, sizeof refused - 1, NETSH_UNRECOGNISED, "none", "none");
    assert_read("", 0, NETSH_UNRECOGNISED, "none", "none");
}

static void the_advanced_settings_are_read_in_both_spellings(void **state)
{
    const char text[] =
        "\r\nCurrent WinHTTP advanced proxy settings:\r\n\r\n{\r\n    \"ProxyIsEnabled\":  true,\r\n    \"Proxy\":  \"localhost:8080\",\r\n"
        "    \"ProxyBypass\":  \"<local>\",\r\n    \"AutoConfigIsEnabled\":  false,\r\n    \"AutoconfigUrl\":  \" \",\r\n"
        "    \"AutoDetect\":  false,\r\n    \"PerUserProxySettings\":  true\r\n}\r\n\r\n";
    const char script[] = "{\"AutoConfigIsEnabled\":true,\"AutoConfigUrl\":\"http://pac.example/p.pac\"}";
    struct netsh_advproxy proxy = netsh_advproxy_read(text, sizeof text - 1);

    (void)state;
    assert_int_equal(proxy.is_proxy_enabled, NETSH_YES);
    assert_string_equal(proxy.proxy, "localhost:8080");
    assert_string_equal(proxy.bypass, "<local>");
    assert_int_equal(proxy.is_auto_config_enabled, NETSH_NO);
    assert_null(proxy.auto_config_url);
    assert_int_equal(proxy.auto_detects, NETSH_NO);
    assert_int_equal(proxy.is_per_user, NETSH_YES);
    netsh_advproxy_free(&proxy);
    proxy = netsh_advproxy_read(script, sizeof script - 1);
    assert_string_equal(proxy.auto_config_url, "http://pac.example/p.pac");
    netsh_advproxy_free(&proxy);
}

static void what_is_no_object_is_not_recognised(void **state)
{
    static const char *const texts[] = { "", "{", "[]", "The following command was not found: winhttp show advproxy.", "{ \"Proxy\": " };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct netsh_advproxy proxy = netsh_advproxy_read(texts[i], strlen(texts[i]));

        assert_false(proxy.is_recognised);
        assert_null(proxy.proxy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_cases_are_read),           cmocka_unit_test(the_layout_tells_in_every_language),
        cmocka_unit_test(an_error_message_is_no_proxy),        cmocka_unit_test(the_advanced_settings_are_read_in_both_spellings),
        cmocka_unit_test(what_is_no_object_is_not_recognised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
