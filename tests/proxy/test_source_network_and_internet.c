/* The proxy of Settings, "Network & Internet". */
#include "tests/proxy/windows_settings.h"

#define USER    "registry/HKCU/Software" SETTINGS_PATH
#define MACHINE "registry/HKLM/SOFTWARE" SETTINGS_PATH
#define NARROW  "registry/HKLM/SOFTWARE/WOW6432Node" SETTINGS_PATH
#define POLICY  "registry/HKLM/SOFTWARE/Policies" SETTINGS_PATH "ProxySettingsPerUser"
#define BLOB    "Connections/DefaultConnectionSettings"
#define SAVED   "Connections/SavedLegacySettings"

#define READ(...) read_source(&proxy_source_network_and_internet, (const char *const[][2]){ __VA_ARGS__, { 0 } })

static void the_users_proxy_is_found_and_is_only_his(void **state)
{
    (void)state;
    READ({ USER BLOB, blob(0x46, 3, "proxy.example:8080", "<local>", "") });
    assert_true(record.is_configured);
    assert_string_equal(record.origin, USER BLOB);
    assert_string_equal(https_proxy(), "http://proxy.example:8080");
    assert_problem("user-only", "set in one user's part of the registry (HKCU), which services and other users do not read");
    assert_no_problem_but("user-only");
}

static void what_windows_itself_answers_otherwise_is_told(void **state)
{
    (void)state;
    READ({ USER BLOB, blob(0x46, 5, "", "", "http://pac.example/p.pac") },
         { "proxy-api/wininet", "{\"auto_detect\":false,\"auto_config_url\":\"http://pac.example/p.pac\",\"proxy\":null,\"bypass\":null}" });
    assert_no_problem_but("user-only");
    READ({ USER BLOB, blob(0x46, 3, "proxy.example:8080", "", "") },
         { "proxy-api/wininet", "{\"auto_detect\":true,\"auto_config_url\":null,\"proxy\":null,\"bypass\":null}" });
    assert_problem("disagreement", "the user's setting (HKCU) says the proxy http://proxy.example:8080, Windows itself "
                                   "(WinHttpGetIEProxyConfigForCurrentUser) says no proxy; programs do what the latter says");
    READ({ USER BLOB, blob(0x46, 3, "proxy.example:8080", "", "") }, { "proxy-api/wininet", LITERAL_UNREADABLE "another user" });
    assert_no_problem_but("user-only");
    assert_null(record.unreadable);
}

static void automatic_detection_alone_is_windows_default_and_no_proxy(void **state)
{
    (void)state;
    READ({ USER BLOB, blob(0x46, 9, "", "", "") });
    assert_false(record.is_configured);
    assert_true(record.auto_detect);
    READ({ "system/platform", "windows" });
    assert_false(record.is_configured);
    assert_true(record.auto_detect);
    assert_no_problem_but(NULL);
}

static void a_script_that_is_stored_and_off_is_not_used(void **state)
{
    (void)state;
    READ({ USER BLOB, blob(0x46, 3, "p:80", "", "http://pac.example/p.pac") });
    assert_null(record.auto_config_url);
    READ({ USER BLOB, blob(0x46, 7, "p:80", "", "http://pac.example/p.pac") });
    assert_string_equal(record.auto_config_url, "http://pac.example/p.pac");
}

static void the_plain_values_count_where_there_is_no_blob(void **state)
{
    (void)state;
    READ({ USER "ProxyEnable", LITERAL_DWORD "1" }, { USER "ProxyServer", "http=a:1;https=b:2" }, { USER "ProxyOverride", "<local>" });
    assert_string_equal(https_proxy(), "http://b:2");
    assert_string_equal(record.origin, USER "ProxyServer");
    assert_int_equal(record.bypass.count, 1);
    READ({ USER "ProxyEnable", "1" }, { USER "ProxyServer", "c:3" });
    assert_string_equal(https_proxy(), "http://c:3");
    READ({ USER "ProxyEnable", LITERAL_DWORD "0" }, { USER "ProxyServer", "c:3" });
    assert_false(record.is_configured);
    READ({ USER "ProxyEnable", LITERAL_DWORD "1" });
    assert_true(record.is_configured);
    assert_problem("empty", "ProxyEnable switches a proxy on, and names none");
    READ({ USER "AutoConfigURL", LITERAL_EXPAND_SZ "http://pac.example/p.pac" });
    assert_true(record.is_configured);
    assert_string_equal(record.auto_config_url, "http://pac.example/p.pac");
}

static void the_origin_is_the_value_that_carries_the_setting(void **state)
{
    (void)state;
    READ({ USER "ProxyEnable", LITERAL_DWORD "0" }, { USER "AutoConfigURL", "http://pac.example/p.pac" });
    assert_string_equal(record.origin, USER "AutoConfigURL");
    READ({ USER "ProxyEnable", LITERAL_DWORD "0" }, { USER "ProxyServer", "old:3" }, { USER "AutoConfigURL", "http://pac.example/p.pac" });
    assert_string_equal(record.origin, USER "AutoConfigURL");
    READ({ USER "ProxyEnable", LITERAL_DWORD "1" }, { USER "ProxyServer", "c:3" }, { USER "AutoConfigURL", "http://pac.example/p.pac" });
    assert_string_equal(record.origin, USER "ProxyServer");
    READ({ USER "ProxyEnable", LITERAL_DWORD "1" }, { USER "AutoConfigURL", "http://pac.example/p.pac" });
    assert_string_equal(record.origin, USER "ProxyEnable");
    assert_problem("empty", "ProxyEnable switches a proxy on, and names none");
    READ({ USER "ProxyEnable", LITERAL_DWORD "1" }, { USER "ProxyServer", " " });
    assert_string_equal(record.origin, USER "ProxyEnable");
    assert_problem("empty", "ProxyEnable switches a proxy on, and names none");
}

static void the_blob_and_the_plain_values_may_disagree(void **state)
{
    (void)state;
    READ({ USER BLOB, blob(0x46, 9, "", "", "") }, { USER "ProxyEnable", LITERAL_DWORD "1" }, { USER "ProxyServer", "c:3" });
    assert_false(record.is_configured);
    assert_problem("disagreement", "DefaultConnectionSettings says no proxy, its plain copy (ProxyEnable, ProxyServer, AutoConfigURL) says the "
                                   "proxy http://c:3; Windows follows the first, many programs the second");
    READ({ USER BLOB, blob(0x46, 1, "c:3", "", "") }, { USER "ProxyEnable", LITERAL_DWORD "0" }, { USER "ProxyServer", "c:3" });
    assert_no_problem_but(NULL);
}

static void a_saved_copy_with_another_bypass_list_is_told(void **state)
{
    (void)state;
    READ({ USER BLOB, blob(0x46, 3, "p:80", "<local>", "") }, { USER SAVED, blob(0x46, 3, "p:80", "*.example", "") });
    assert_problem("disagreement",
                   "DefaultConnectionSettings and SavedLegacySettings name the same proxy and different bypass lists; the second is a copy "
                   "for old programs");
}

static void the_policy_selects_the_machines_copy(void **state)
{
    (void)state;
    READ({ POLICY, LITERAL_DWORD "0" }, { MACHINE BLOB, blob(0x46, 3, "m:80", "", "") }, { USER BLOB, blob(0x46, 3, "u:80", "", "") },
         { NARROW BLOB, blob(0x46, 3, "n:80", "", "") });
    assert_string_equal(https_proxy(), "http://m:80");
    assert_problem("disagreement",
                   "the machine's setting (HKLM) says the proxy http://m:80, the user's (HKCU) says the proxy http://u:80; the user's does "
                   "not count, for the policy ProxySettingsPerUser is 0");
    assert_problem("disagreement",
                   "the machine's setting (HKLM) says the proxy http://m:80, its copy below WOW6432Node, the 32-bit view, says the proxy "
                   "http://n:80; 32-bit programs may go another way");
    assert_no_problem_but("disagreement");
    READ({ POLICY, LITERAL_DWORD "1" }, { MACHINE BLOB, blob(0x46, 3, "m:80", "", "") }, { USER BLOB, blob(0x46, 1, "", "", "") });
    assert_false(record.is_configured);
    assert_problem("disagreement",
                   "the user's setting (HKCU) says no proxy, the machine's (HKLM) says the proxy http://m:80; the machine's counts only where "
                   "the policy ProxySettingsPerUser is 0");
}

static void damaged_bytes_are_not_direct_and_not_the_plain_values(void **state)
{
    (void)state;
    READ({ USER BLOB, LITERAL_BINARY "46000000030000000300000009000000702e" }, { USER "ProxyEnable", LITERAL_DWORD "0" });
    assert_true(record.is_configured);
    assert_problem("blob", "DefaultConnectionSettings: the length of the proxy at offset 12 is 9, and 2 bytes follow");
    assert_true(proxy_problems_have(&record.problems, PROXY_UNUSABLE));
}

static void what_a_service_may_not_read_of_the_user_is_unreadable(void **state)
{
    (void)state;
    READ({ USER BLOB, LITERAL_UNREADABLE "no user is logged on" });
    assert_false(record.is_configured);
    assert_string_equal(record.unreadable->why, "no user is logged on");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_users_proxy_is_found_and_is_only_his, end_record),
        cmocka_unit_test_teardown(what_windows_itself_answers_otherwise_is_told, end_record),
        cmocka_unit_test_teardown(automatic_detection_alone_is_windows_default_and_no_proxy, end_record),
        cmocka_unit_test_teardown(a_script_that_is_stored_and_off_is_not_used, end_record),
        cmocka_unit_test_teardown(the_plain_values_count_where_there_is_no_blob, end_record),
        cmocka_unit_test_teardown(the_origin_is_the_value_that_carries_the_setting, end_record),
        cmocka_unit_test_teardown(the_blob_and_the_plain_values_may_disagree, end_record),
        cmocka_unit_test_teardown(a_saved_copy_with_another_bypass_list_is_told, end_record),
        cmocka_unit_test_teardown(the_policy_selects_the_machines_copy, end_record),
        cmocka_unit_test_teardown(damaged_bytes_are_not_direct_and_not_the_plain_values, end_record),
        cmocka_unit_test_teardown(what_a_service_may_not_read_of_the_user_is_unreadable, end_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
