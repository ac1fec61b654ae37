/* agent.reported_connectivity: does the agent reach the service, as was found out last? */
#include "tests/support.h"

#include <string.h>

static void lines_that_are_all_ok_are_ok(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity",
                (const char *const[][2]){
                    { "command/mdatp-connectivity", "Testing connection with https://winatp-gw-eus.microsoft.com/test ... [OK]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "`mdatp connectivity test` reached all of 1 addresses");
}

static void a_group_that_fails_is_named_with_the_likely_cause(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity",
                (const char *const[][2]){ { "command/mdatp-connectivity",
                                            "Testing connection with https://winatp-gw-eus.microsoft.com/test ... [ERROR: curl error "
                                            "60]\nTesting connection with https://winatp-gw-cus.microsoft.com/test ... [OK]\n" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "command and control: 1 of 2 addresses fail (https://winatp-gw-eus.microsoft.com/test: ERROR: curl error "
                                         "60), probably because TLS is inspected");
    assert_non_null(strstr(finding.advice, "Exempt"));
}

static void every_failing_group_is_named(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity",
                (const char *const[][2]){ { "command/mdatp-connectivity",
                                            "Testing connection with https://a.events.data.microsoft.com/ping ... [ERROR: curl error 6]\nTesting "
                                            "connection with https://x.cp.wd.microsoft.com/api/report ... [ERROR: curl error 28]\n" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "cyber data: 1 of 1"));
    assert_non_null(strstr(finding.summary, "names are not resolved"));
    assert_non_null(strstr(finding.summary, "cloud protection: 1 of 1"));
    assert_non_null(strstr(finding.summary, "a firewall drops"));
}

static void a_failure_without_a_known_cause_is_to_be_tried_by_hand(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity",
                (const char *const[][2]){
                    { "command/mdatp-connectivity", "Testing connection with https://x.cp.wd.microsoft.com/api/report ... [oops]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "curl -v https://x.cp.wd.microsoft.com/api/report"));
}

static void a_proxy_that_asks_for_a_user_is_known(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity",
                (const char *const[][2]){
                    { "command/mdatp-connectivity", "Testing connection with https://x.cp.wd.microsoft.com/api/report ... [HTTP 407]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "without authentication"));
}

static void nothing_stored_is_skipped(void **state)
{
    struct finding finding = look_at("agent.reported_connectivity", (const char *const[][2]){ { "system/platform", "linux" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_non_null(strstr(finding.summary, "no test is stored"));
}

static void what_a_bundle_did_not_capture_is_skipped_like_in_the_live_report(void **state)
{
    struct finding finding = look_at("agent.reported_connectivity",
                                     (const char *const[][2]){ { "command/mdatp-connectivity", LITERAL_UNREADABLE "not captured" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
}

static void a_test_that_could_not_be_read_is_unknown(void **state)
{
    struct finding finding = look_at("agent.reported_connectivity",
                                     (const char *const[][2]){ { "command/mdatp-connectivity", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_test_that_tested_nothing_is_unknown(void **state)
{
    struct finding finding = look_at("agent.reported_connectivity",
                                     (const char *const[][2]){ { "command/mdatp-connectivity", "Could not connect to the daemon\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "Could not connect to the daemon"));
}

static void success_is_ok(void **state)
{
    struct finding finding = look_at(
        "agent.reported_connectivity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nLKG Telemetry (UTC)     : 2026-05-31 01:00:00 UTC\nMDE Connectivity Test   : success\n" },
            { "clock/utc", "2026-05-31T03:00:00Z" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "success");
}

static void success_of_more_than_two_hours_ago_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.reported_connectivity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nLKG Telemetry (UTC)     : 2026-05-31 01:00:00 UTC\nMDE Connectivity Test   : success\n" },
            { "clock/utc", "2026-05-31T03:00:01Z" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "what the plug-in says of the connectivity is 2 hours old");
}

static void invalid_fails(void **state)
{
    struct finding finding = look_at(
        "agent.reported_connectivity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nLKG Telemetry (UTC)     : 2026-05-31 01:00:00 UTC\nMDE Connectivity Test   : invalid\n" },
            { "clock/utc", "2026-05-31T03:00:00Z" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "--extendedProxy"));
}

static void another_word_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.reported_connectivity",
        (const char *const[][2]){ { "system/platform", "windows" },
                                  { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nMDE Connectivity Test   : perhaps\n" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "perhaps"));
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity", (const char *const[][2]){ { "system/platform", "windows" },
                                                                         { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\n" },
                                                                         { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.reported_connectivity", (const char *const[][2]){ { "system/platform", "windows" },
                                                                         { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" },
                                                                         { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_that_are_all_ok_are_ok),
        cmocka_unit_test(a_group_that_fails_is_named_with_the_likely_cause),
        cmocka_unit_test(every_failing_group_is_named),
        cmocka_unit_test(a_failure_without_a_known_cause_is_to_be_tried_by_hand),
        cmocka_unit_test(a_proxy_that_asks_for_a_user_is_known),
        cmocka_unit_test(nothing_stored_is_skipped),
        cmocka_unit_test(what_a_bundle_did_not_capture_is_skipped_like_in_the_live_report),
        cmocka_unit_test(a_test_that_could_not_be_read_is_unknown),
        cmocka_unit_test(a_test_that_tested_nothing_is_unknown),
        cmocka_unit_test(success_is_ok),
        cmocka_unit_test(success_of_more_than_two_hours_ago_is_a_warning),
        cmocka_unit_test(invalid_fails),
        cmocka_unit_test(another_word_is_unknown),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
