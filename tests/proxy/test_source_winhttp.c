/* WinHTTP's proxy. */
#include "tests/proxy/windows_settings.h"

#define KEY      "registry/HKLM/SOFTWARE" SETTINGS_PATH "Connections/WinHttpSettings"
#define NARROW   "registry/HKLM/SOFTWARE/WOW6432Node" SETTINGS_PATH "Connections/WinHttpSettings"
#define NETSH    "command/winhttp-proxy"
#define ADVPROXY "command/winhttp-advproxy"
#define API      "proxy-api/winhttp"

static void read_with(const char *value)
{
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { KEY, value }, { 0 } });
}

static void what_netsh_set_is_the_machines_proxy(void **state)
{
    (void)state;
    read_with(blob(0x28, 3, "proxy.example:8080", "<local>;*.example", NULL));
    assert_true(record.is_configured);
    assert_string_equal(record.origin, KEY);
    assert_string_equal(record.raw, "proxy.example:8080");
    assert_string_equal(https_proxy(), "http://proxy.example:8080");
    assert_int_equal(record.bypass.count, 2);
    assert_false(record.auto_detect);
    assert_no_problem_but(NULL);
}

static void windows_default_and_automatic_detection_are_no_proxy(void **state)
{
    (void)state;
    read_with(blob(0x28, 1, "", "", NULL));
    assert_false(record.is_configured);
    read_with(blob(0x28, 9, "", "", ""));
    assert_false(record.is_configured);
    assert_true(record.auto_detect);
    read_with(blob(0x28, 1, "old.example:8080", "", NULL));
    assert_false(record.is_configured);
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { 0 } });
    assert_false(record.is_configured);
    assert_null(record.unreadable);
}

static void a_script_is_configured(void **state)
{
    (void)state;
    read_with(blob(0x28, 5, "", "", "http://pac.example/p.pac"));
    assert_true(record.is_configured);
    assert_string_equal(record.auto_config_url, "http://pac.example/p.pac");
    assert_string_equal(https_proxy(), "none");
}

static void switched_on_and_empty_is_not_direct(void **state)
{
    (void)state;
    read_with(blob(0x28, 3, "", "", NULL));
    assert_true(record.is_configured);
    assert_problem("empty", "WinHttpSettings switches a proxy on, and names none");
    read_with(blob(0x28, 5, "", "", NULL));
    assert_true(record.is_configured);
    assert_problem("empty", "WinHttpSettings switches an automatic configuration script on, and names none");
}

static void damaged_bytes_are_not_direct(void **state)
{
    (void)state;
    read_with(LITERAL_BINARY "2800000000000000030000");
    assert_true(record.is_configured);
    assert_problem("blob", "WinHttpSettings: ends within the flags at offset 8: 3 of 4 bytes");
    assert_problem("malformed", "the bytes of WinHttpSettings end before they name a proxy, or none");
    assert_true(proxy_problems_have(&record.problems, PROXY_UNUSABLE));
    read_with("proxy.example:8080");
    assert_true(record.is_configured);
    assert_problem("blob", "WinHttpSettings is of the type sz, not binary");
    assert_true(proxy_problems_have(&record.problems, PROXY_UNUSABLE));
}

static void a_proxy_before_the_damage_still_counts(void **state)
{
    (void)state;
    read_with(LITERAL_BINARY "28000000000000000300000008000000702e746573743a31c8000000616263");
    assert_string_equal(https_proxy(), "http://p.test:1");
    assert_problem("blob", "WinHttpSettings: the length of the bypass list at offset 24 is 200, and 3 bytes follow");
    assert_false(proxy_problems_have(&record.problems, PROXY_UNUSABLE));
}

static void bytes_that_winhttp_itself_does_not_follow_are_told(void **state)
{
    const char *named = blob(0x28, 3, "proxy.example:8080", "<local>", NULL), *script = blob(0x28, 5, "", "", "http://pac.example/p.pac");

    (void)state;
    read_source(
        &proxy_source_winhttp,
        (const char *const[][2]){ { KEY, named }, { API, "{\"access\":\"named\",\"proxy\":\"proxy.example:8080\",\"bypass\":\"<local>\"}" }, { 0 } });
    assert_no_problem_but(NULL);
    read_source(&proxy_source_winhttp,
                (const char *const[][2]){ { KEY, named }, { API, "{\"access\":\"direct\",\"proxy\":null,\"bypass\":null}" }, { 0 } });
    assert_string_equal(https_proxy(), "http://proxy.example:8080");
    assert_problem("disagreement",
                   "WinHttpSettings says the proxy http://proxy.example:8080, WinHTTP itself (WinHttpGetDefaultProxyConfiguration) says "
                   "no proxy; programs do what the latter says");
    read_source(&proxy_source_winhttp,
                (const char *const[][2]){ { KEY, script }, { API, "{\"access\":\"direct\",\"proxy\":null,\"bypass\":null}" }, { 0 } });
    assert_no_problem_but(NULL);
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { KEY, named }, { API, "{\"access\":\"automatic\",\"proxy\":null}" }, { 0 } });
    assert_no_problem_but(NULL);
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { KEY, named }, { API, "[1]" }, { 0 } });
    assert_no_problem_but(NULL);
}

static void where_nobody_wrote_the_value_winhttp_is_asked_before_netsh(void **state)
{
    (void)state;
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { API, "{\"access\":\"named\",\"proxy\":\"p.example:81\",\"bypass\":null}" },
                                                                 { NETSH, "\r\nX:\r\n\r\n    Y :  other.example:80\r\n    Z :  (none)\r\n" },
                                                                 { 0 } });
    assert_true(record.is_configured);
    assert_string_equal(record.origin, API);
    assert_string_equal(https_proxy(), "http://p.example:81");
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { API, "{\"access\":\"direct\",\"proxy\":null,\"bypass\":null}" }, { 0 } });
    assert_false(record.is_configured);
}

static void a_password_in_the_answer_of_the_interface_is_no_evidence(void **state)
{
    (void)state;
    read_source(&proxy_source_winhttp,
                (const char *const[][2]){ { API, "{\"access\":\"named\",\"proxy\":\"kim:secret@p.example:81\",\"bypass\":null}" }, { 0 } });
    assert_true(record.is_configured);
    for (size_t i = 0; i < record.evidence_count; i++)
        assert_null(strstr(record.evidence[i]->text, "secret"));
}

static void netsh_is_believed_only_where_the_registry_is_silent(void **state)
{
    const char *proxy = "\r\nX:\r\n\r\n    Y :  other.example:80\r\n    Z :  (none)\r\n";

    (void)state;
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { NETSH, proxy }, { 0 } });
    assert_string_equal(https_proxy(), "http://other.example:80");
    assert_string_equal(record.origin, NETSH);
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { KEY, LITERAL_UNREADABLE "not captured" }, { NETSH, proxy }, { 0 } });
    assert_string_equal(https_proxy(), "http://other.example:80");
    assert_null(record.unreadable);
    read_source(&proxy_source_winhttp,
                (const char *const[][2]){ { KEY, LITERAL_UNREADABLE "not captured" }, { NETSH, "\n    Direktzugriff.\n" }, { 0 } });
    assert_false(record.is_configured);
    assert_non_null(record.unreadable);
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { KEY, blob(0x28, 1, "", "", NULL) }, { NETSH, proxy }, { 0 } });
    assert_false(record.is_configured);
}

static void the_32_bit_view_with_another_proxy_is_a_disagreement(void **state)
{
    (void)state;
    read_source(&proxy_source_winhttp,
                (const char *const[][2]){ { KEY, blob(0x28, 3, "p.example:80", "", NULL) }, { NARROW, blob(0x18, 1, "", "", NULL) }, { 0 } });
    assert_problem("disagreement", "WinHttpSettings says the proxy http://p.example:80, its copy below WOW6432Node, the 32-bit view, says no proxy; "
                                   "32-bit programs may go another way");
    read_source(
        &proxy_source_winhttp,
        (const char *const[][2]){ { KEY, blob(0x28, 3, "p.example:80", "", NULL) }, { NARROW, blob(0x18, 3, "p.example:80", "", NULL) }, { 0 } });
    assert_no_problem_but(NULL);
}

static void advproxy_that_says_something_else_is_a_disagreement_without_passwords(void **state)
{
    (void)state;
    read_source(&proxy_source_winhttp,
                (const char *const[][2]){ { KEY, blob(0x28, 1, "", "", NULL) },
                                          { ADVPROXY, "{ \"ProxyIsEnabled\": true, \"Proxy\": \"me:hunter2@localhost:8080\" }" },
                                          { 0 } });
    assert_problem("disagreement", "WinHTTP's proxy says no proxy, `netsh winhttp show advproxy` says the proxy http://me:***@localhost:8080; `netsh "
                                   "winhttp reset proxy` does not clear the latter");
    assert_false(record.is_configured);
    read_source(&proxy_source_winhttp, (const char *const[][2]){ { KEY, blob(0x28, 3, "p:1", "", NULL) }, { ADVPROXY, "{ }" }, { 0 } });
    assert_no_problem_but(NULL);
}

static void a_password_in_hexadecimal_is_no_evidence(void **state)
{
    (void)state;
    read_with(blob(0x28, 3, "me:hunter2@p.example:80", "", NULL));
    assert_string_equal(https_proxy(), "http://me:***@p.example:80");
    assert_string_equal(record.origin, KEY);
    assert_int_equal(record.evidence_count, 0);
    read_with(blob(0x28, 3, "p.example:80", "", NULL));
    assert_int_equal(record.evidence_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_netsh_set_is_the_machines_proxy, end_record),
        cmocka_unit_test_teardown(windows_default_and_automatic_detection_are_no_proxy, end_record),
        cmocka_unit_test_teardown(a_script_is_configured, end_record),
        cmocka_unit_test_teardown(switched_on_and_empty_is_not_direct, end_record),
        cmocka_unit_test_teardown(damaged_bytes_are_not_direct, end_record),
        cmocka_unit_test_teardown(a_proxy_before_the_damage_still_counts, end_record),
        cmocka_unit_test_teardown(bytes_that_winhttp_itself_does_not_follow_are_told, end_record),
        cmocka_unit_test_teardown(where_nobody_wrote_the_value_winhttp_is_asked_before_netsh, end_record),
        cmocka_unit_test_teardown(a_password_in_the_answer_of_the_interface_is_no_evidence, end_record),
        cmocka_unit_test_teardown(netsh_is_believed_only_where_the_registry_is_silent, end_record),
        cmocka_unit_test_teardown(the_32_bit_view_with_another_proxy_is_a_disagreement, end_record),
        cmocka_unit_test_teardown(advproxy_that_says_something_else_is_a_disagreement_without_passwords, end_record),
        cmocka_unit_test_teardown(a_password_in_hexadecimal_is_no_evidence, end_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
