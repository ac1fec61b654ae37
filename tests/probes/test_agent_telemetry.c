/* agent.telemetry: has the agent reported since the virtual machine was started? */
#include "tests/support.h"

#include <string.h>

static void telemetry_after_the_start_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 "
                                                               "01:00:00 UTC\nLKG Telemetry (UTC)     : 2026-05-31 01:20:35 UTC (Active)\n" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "2026-05-31 01:20:35 UTC (Active)");
}

static void telemetry_of_the_moment_of_the_start_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 "
                                                               "01:00:00 UTC\nLKG Telemetry (UTC)     : 2026-05-31 01:00:00 UTC\n" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void telemetry_from_before_the_start_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 "
                                                               "01:00:00 UTC\nLKG Telemetry (UTC)     : 2026-05-31 00:59:59 UTC\n" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "older than the start"));
}

static void waiting_for_less_than_five_minutes_is_a_matter_of_waiting(void **state)
{
    struct finding finding =
        look_at("agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 "
                                                               "01:00:00 UTC\nWaiting for Telemetry. Please retry in five minutes.\n" },
                                                             { "clock/utc", "2026-05-31T01:02:00Z" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the agent has not reported yet; the virtual machine has run for 2 minutes");
    assert_non_null(strstr(finding.advice, "--wait 5m"));
    assert_true(finding.is_transient);
}

static void waiting_for_half_an_hour_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 "
                                                               "01:00:00 UTC\nWaiting for Telemetry. Please retry in five minutes.\n" },
                                                             { "clock/utc", "2026-05-31T01:30:00Z" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.advice, "--wait 30m"));
}

static void waiting_for_longer_fails(void **state)
{
    struct finding finding =
        look_at("agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 "
                                                               "01:00:00 UTC\nWaiting for Telemetry. Please retry in five minutes.\n" },
                                                             { "clock/utc", "2026-05-31T01:30:01Z" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "has run for 30 minutes"));
    assert_non_null(strstr(finding.advice, "mdatp connectivity test"));
    assert_false(finding.is_transient);
}

static void the_oldest_process_of_the_virtual_machine_tells_its_start(void **state)
{
    struct finding finding =
        look_at("agent.telemetry",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nWaiting for Telemetry. Please retry in five minutes.\n" },
                    { "clock/utc", "2026-05-31T02:00:00Z" },
                    { "process/vmmemWSL", "pid=9 started=2026-05-31T01:59:00Z\npid=7 started=2026-05-31T01:00:00Z\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "1 hour"));
}

static void the_older_name_of_that_process_does_as_well(void **state)
{
    struct finding finding =
        look_at("agent.telemetry",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nWaiting for Telemetry. Please retry in five minutes.\n" },
                    { "clock/utc", "2026-05-31T01:10:00Z" },
                    { "process/vmmem", "pid=7 started=2026-05-31T01:00:00Z\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "10 minutes"));
}

static void waiting_for_a_time_that_is_not_known_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.telemetry",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nWaiting for Telemetry. Please retry in five minutes.\n" },
                    { "clock/utc", "2026-05-31T02:00:00Z" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.advice, "Wait five minutes"));
}

static void a_tool_of_2023_waits_in_other_words(void **state)
{
    struct finding finding = look_at(
        "agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                     { "command/plugin-healthcheck",
                                                       "No Defender Health telemetry found in the log file. Please retry in 5 minutes....\n" },
                                                     { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void without_a_distribution_it_is_skipped(void **state)
{
    struct finding finding =
        look_at("agent.telemetry",
                (const char *const[][2]){ { "system/platform", "windows" },
                                          { "command/plugin-healthcheck",
                                            "Plugin Version          : 1.26.427.1\nLaunch WSL distro with 'bash' command and retry in 5 minutes.\n" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "no distribution runs");
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding = look_at(
        "agent.telemetry", (const char *const[][2]){ { "system/platform", "windows" },
                                                     { "command/plugin-healthcheck",
                                                       "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 01:00:00 UTC\n" },
                                                     { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_time_that_is_none_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.telemetry",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck",
                      "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 01:00:00 UTC\nLKG Telemetry (UTC)     : never\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.telemetry", (const char *const[][2]){
                               { "system/platform", "windows" }, { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(telemetry_after_the_start_is_ok),
        cmocka_unit_test(telemetry_of_the_moment_of_the_start_is_ok),
        cmocka_unit_test(telemetry_from_before_the_start_is_a_warning),
        cmocka_unit_test(waiting_for_less_than_five_minutes_is_a_matter_of_waiting),
        cmocka_unit_test(waiting_for_half_an_hour_is_a_warning),
        cmocka_unit_test(waiting_for_longer_fails),
        cmocka_unit_test(the_oldest_process_of_the_virtual_machine_tells_its_start),
        cmocka_unit_test(the_older_name_of_that_process_does_as_well),
        cmocka_unit_test(waiting_for_a_time_that_is_not_known_is_a_warning),
        cmocka_unit_test(a_tool_of_2023_waits_in_other_words),
        cmocka_unit_test(without_a_distribution_it_is_skipped),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_time_that_is_none_is_unknown),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
