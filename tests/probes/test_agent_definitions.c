/* agent.definitions: are the definitions up to date? */
#include "tests/support.h"

#include <string.h>

static void definitions_up_to_date_and_a_week_old_are_ok(void **state)
{
    struct finding finding =
        look_at("agent.definitions",
                (const char *const[][2]){
                    { "command/mdatp-health", "definitions_status : \"up_to_date\"\ndefinitions_updated_minutes_ago : 10080\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void definitions_older_than_a_week_are_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.definitions",
                (const char *const[][2]){
                    { "command/mdatp-health", "definitions_status : \"up_to_date\"\ndefinitions_updated_minutes_ago : 11521\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the definitions are 8 days old");
    assert_non_null(strstr(finding.advice, "mdatp definitions update"));
}

static void without_the_minutes_the_date_counts(void **state)
{
    struct finding finding = look_at(
        "agent.definitions", (const char *const[][2]){ { "command/mdatp-health",
                                                         "definitions_status : \"up_to_date\"\ndefinitions_updated : Apr 10, 2024 at 01:34:28 PM\n" },
                                                       { "clock/utc", "2024-04-20T13:34:28Z" },
                                                       { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the definitions are 10 days old");
}

static void definitions_being_updated_are_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.definitions",
        (const char *const[][2]){ { "command/mdatp-health", "definitions_status : \"updating\"\ndefinitions_updated_minutes_ago : 5\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_true(finding.is_transient);
}

static void definitions_out_of_date_fail(void **state)
{
    struct finding finding =
        look_at("agent.definitions", (const char *const[][2]){ { "command/mdatp-health", "definitions_status : \"out_of_date\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void definitions_that_are_unavailable_fail(void **state)
{
    struct finding finding =
        look_at("agent.definitions", (const char *const[][2]){ { "command/mdatp-health", "definitions_status : \"unavailable\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void the_status_of_the_json_is_read(void **state)
{
    struct finding finding =
        look_at("agent.definitions",
                (const char *const[][2]){
                    { "command/mdatp-health",
                      "{\"definitionsStatus\":{\"$type\":\"upToDate\"},\"definitionsUpdatedMinutesAgo\":20,\"definitionsVersion\":\"1.395.30.0\"}" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "1.395.30.0");
}

static void a_status_that_is_not_known_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.definitions", (const char *const[][2]){ { "command/mdatp-health", "definitions_status : \"dreaming\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "dreaming"));
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.definitions", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.definitions", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definitions_up_to_date_and_a_week_old_are_ok),
        cmocka_unit_test(definitions_older_than_a_week_are_a_warning),
        cmocka_unit_test(without_the_minutes_the_date_counts),
        cmocka_unit_test(definitions_being_updated_are_a_warning),
        cmocka_unit_test(definitions_out_of_date_fail),
        cmocka_unit_test(definitions_that_are_unavailable_fail),
        cmocka_unit_test(the_status_of_the_json_is_read),
        cmocka_unit_test(a_status_that_is_not_known_is_unknown),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
