/* Settings of Windows that are no source of the agent's proxy. */
#include "tests/proxy/windows_settings.h"

#include "proxy/asides.h"

#define POLICIES "registry/HKLM/SOFTWARE/Policies/"

static struct proxy_chain chain;

static int end(void **state)
{
    (void)state;
    proxy_asides_free(&chain);
    host_free(host);
    host = NULL;
    return 0;
}

static void look(const char *const facts[][2])
{
    end(NULL);
    host = host_open_literal(facts);
    proxy_asides_windows(host, &chain);
}

static void assert_aside(size_t index, enum proxy_weight weight, const char *title, const char *text)
{
    assert_true(index < chain.aside_count);
    assert_string_equal(chain.asides[index].title, title);
    assert_string_equal(chain.asides[index].text, text);
    assert_int_equal(chain.asides[index].weight, weight);
    assert_non_null(chain.asides[index].fact);
}

static void nothing_is_told_of_what_is_not_there(void **state)
{
    (void)state;
    look((const char *const[][2]){ { "system/platform", "windows" }, { 0 } });
    assert_int_equal(chain.aside_count, 0);
}

static void the_retired_setting_is_told_to_do_nothing(void **state)
{
    (void)state;
    look((const char *const[][2]){
        { "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/Plugins/DefenderPlug-in/DefenderProxyServer", "me:hunter2@192.0.2.10:8888" },
        { 0 } });
    assert_aside(0, PROXY_WARNING, "DefenderProxyServer",
                 "says ***@192.0.2.10:8888: an early plug-in read it, none does today; use the policy TelemetryProxyServer");
    assert_int_equal(chain.aside_count, 1);
}

static void the_policies_are_shown_in_their_order(void **state)
{
    (void)state;
    look((const char *const[][2]){ { POLICIES "Microsoft/Windows/DataCollection/DisableEnterpriseAuthProxy", LITERAL_DWORD "1" },
                                   { POLICIES "Microsoft/Windows Advanced Threat Protection/PreferStaticProxyForHttpRequest", LITERAL_DWORD "1" },
                                   { POLICIES "Microsoft/Windows/CurrentVersion/Internet Settings/ProxySettingsPerUser", LITERAL_DWORD "0" },
                                   { POLICIES "Microsoft/Windows/CurrentVersion/Internet Settings/ProxyServer", "p:80" },
                                   { POLICIES "Microsoft/Windows Defender/ProxyPacUrl", "http://me:hunter2@pac.example/p.pac" },
                                   { 0 } });
    assert_int_equal(chain.aside_count, 5);
    assert_aside(0, PROXY_NOTE, "DisableEnterpriseAuthProxy",
                 "is 1: with 1 the sensor uses no proxy that asks for authentication; the agent in WSL never does");
    assert_string_equal(chain.asides[2].text,
                        "is 0: with 0 the machine's copy of the proxy settings (HKLM) counts for all users, not the user's own");
    assert_aside(3, PROXY_WARNING, "ProxyServer in the policy key", "says p:80: written to the policy key, where it has no effect");
    assert_null(strstr(chain.asides[4].text, "hunter2"));
}

static void a_service_account_with_a_proxy_of_its_own_is_told_once(void **state)
{
    (void)state;
    look((const char *const[][2]){
        { "registry/HKU/S-1-5-18/Software" SETTINGS_PATH "Connections/DefaultConnectionSettings", blob(0x46, 3, "s:80", "", "") },
        { "registry/HKU/.DEFAULT/Software" SETTINGS_PATH "Connections/DefaultConnectionSettings", blob(0x46, 3, "s:80", "", "") },
        { "registry/HKU/S-1-5-20/Software" SETTINGS_PATH "ProxyEnable", LITERAL_DWORD "1" },
        { "registry/HKU/S-1-5-20/Software" SETTINGS_PATH "ProxyServer", "n:80" },
        { 0 } });
    assert_int_equal(chain.aside_count, 2);
    assert_aside(0, PROXY_NOTE, "Proxy of the account LocalSystem",
                 "its Internet Settings say the proxy http://s:80; programs of that account that use WinINET see it, the agent does not");
    assert_string_equal(chain.asides[1].title, "Proxy of the account NetworkService");
    look((const char *const[][2]){
        { "registry/HKU/.DEFAULT/Software" SETTINGS_PATH "Connections/DefaultConnectionSettings", blob(0x46, 3, "s:80", "", "") }, { 0 } });
    assert_string_equal(chain.asides[0].title, "Proxy of the account LocalSystem (.DEFAULT)");
}

static void the_advanced_settings_of_winhttp_are_told(void **state)
{
    (void)state;
    look((const char *const[][2]){ { "command/winhttp-advproxy", "{ \"ProxyIsEnabled\": true, \"Proxy\": \"localhost:8080\" }" }, { 0 } });
    assert_aside(
        0, PROXY_NOTE, "WinHTTP's advanced settings",
        "`netsh winhttp show advproxy` says the proxy http://localhost:8080; they are kept apart from WinHTTP's proxy, and `netsh winhttp reset "
        "proxy` does not clear them");
}

static void a_long_value_with_a_password_anywhere_is_cut_and_masked(void **state)
{
    struct text list = { 0 };

    (void)state;
    text_append(&list, "me:hunter2@a b ");
    for (int i = 0; i < 100; i++)
        text_append(&list, "\xc3\xb8\xc3\xb8;");
    look((const char *const[][2]){ { POLICIES "Microsoft/Windows Defender/ProxyBypass", text_of(&list) }, { 0 } });
    assert_int_equal(chain.aside_count, 1);
    assert_null(strstr(chain.asides[0].text, "hunter2"));
    assert_true(strlen(chain.asides[0].text) < 400);
    assert_true(text_is_utf8(chain.asides[0].text, strlen(chain.asides[0].text)));
    text_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(nothing_is_told_of_what_is_not_there, end),
        cmocka_unit_test_teardown(the_retired_setting_is_told_to_do_nothing, end),
        cmocka_unit_test_teardown(the_policies_are_shown_in_their_order, end),
        cmocka_unit_test_teardown(a_service_account_with_a_proxy_of_its_own_is_told_once, end),
        cmocka_unit_test_teardown(the_advanced_settings_of_winhttp_are_told, end),
        cmocka_unit_test_teardown(a_long_value_with_a_password_anywhere_is_cut_and_masked, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
