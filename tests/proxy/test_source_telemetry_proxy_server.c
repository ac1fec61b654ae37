/* The policy TelemetryProxyServer. */
#include "tests/proxy/windows_settings.h"

#define KEY    "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows/DataCollection/TelemetryProxyServer"
#define NARROW "registry/HKLM/SOFTWARE/WOW6432Node/Policies/Microsoft/Windows/DataCollection/TelemetryProxyServer"

static void read_with(const char *text)
{
    read_source(&proxy_source_telemetry_proxy_server, (const char *const[][2]){ { KEY, text }, { 0 } });
}

static void the_documented_form_is_taken_without_a_word(void **state)
{
    (void)state;
    read_with("10.0.0.6:8080");
    assert_true(record.is_configured);
    assert_string_equal(record.origin, KEY);
    assert_string_equal(record.raw, "10.0.0.6:8080");
    assert_string_equal(https_proxy(), "http://10.0.0.6:8080");
    assert_no_problem_but(NULL);
}

static void a_url_is_taken_and_noted(void **state)
{
    (void)state;
    read_with("http://proxy.example:8080/");
    assert_string_equal(https_proxy(), "http://proxy.example:8080");
    assert_problem("scheme-prefix", "written as a URL; the documented form is server:port");
    assert_no_problem_but("scheme-prefix");
}

static void nothing_and_blanks_are_not_configured(void **state)
{
    (void)state;
    read_with("");
    assert_false(record.is_configured);
    read_with("  ");
    assert_false(record.is_configured);
    read_source(&proxy_source_telemetry_proxy_server, (const char *const[][2]){ { 0 } });
    assert_false(record.is_configured);
    assert_null(record.unreadable);
    assert_no_problem_but(NULL);
}

static void what_the_agent_cannot_read_stays_configured(void **state)
{
    (void)state;
    read_with("proxy.example");
    assert_problem("no-port", "proxy.example is named without a port");
    read_with("a.example:80;b.example:80");
    assert_problem("several", "a list, or a proxy for a URL scheme, where one server:port is expected");
    read_with("proxy.example:99999");
    assert_problem("port", "the port at offset 14 is not between 1 and 65535");
    assert_true(record.is_configured);
    assert_string_equal(https_proxy(), "none");
    read_with(LITERAL_DWORD "8080");
    assert_problem("malformed", "TelemetryProxyServer is of the type dword, not sz");
    assert_true(record.is_configured);
}

static void what_may_not_be_read_is_said_to_be_so(void **state)
{
    (void)state;
    read_with(LITERAL_UNREADABLE "access is denied");
    assert_false(record.is_configured);
    assert_string_equal(record.unreadable->why, "access is denied");
}

static void a_copy_in_the_32_bit_view_is_told_and_does_not_count(void **state)
{
    (void)state;
    read_source(&proxy_source_telemetry_proxy_server, (const char *const[][2]){ { NARROW, "p.example:80" }, { 0 } });
    assert_false(record.is_configured);
    assert_problem("disagreement",
                   "TelemetryProxyServer also stands below WOW6432Node, the 32-bit view, with a value, and below SOFTWARE\\Policies it "
                   "is not set; only the one below SOFTWARE\\Policies counts");
    read_source(&proxy_source_telemetry_proxy_server, (const char *const[][2]){ { KEY, "p.example:80" }, { NARROW, "P.example:80" }, { 0 } });
    assert_no_problem_but(NULL);
}

/* A password would stand in its digits, past every masker. */
static void of_a_value_that_is_no_text_its_size_is_shown(void **state)
{
    (void)state;
    read_with(LITERAL_BINARY "62006f0062003a00700077004000700000");
    assert_string_equal(record.raw, "binary, 17 bytes");
    assert_problem("malformed", "TelemetryProxyServer is of the type binary, not sz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_documented_form_is_taken_without_a_word, end_record),
        cmocka_unit_test_teardown(a_url_is_taken_and_noted, end_record),
        cmocka_unit_test_teardown(nothing_and_blanks_are_not_configured, end_record),
        cmocka_unit_test_teardown(what_the_agent_cannot_read_stays_configured, end_record),
        cmocka_unit_test_teardown(of_a_value_that_is_no_text_its_size_is_shown, end_record),
        cmocka_unit_test_teardown(what_may_not_be_read_is_said_to_be_so, end_record),
        cmocka_unit_test_teardown(a_copy_in_the_32_bit_view_is_told_and_does_not_count, end_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
