/* agent.expiry: for how long does this build of the agent work? */
#include "tests/support.h"

#include <string.h>

static void more_than_thirty_days_are_ok(void **state)
{
    struct finding finding =
        look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", "product_expiration : Apr 10, 2024 at 01:34:28 PM\n" },
                                                          { "clock/utc", "2024-03-11T13:34:27Z" },
                                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "2024-04-10T13:34:28Z");
}

static void thirty_days_are_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", "product_expiration : Apr 10, 2024 at 01:34:28 PM\n" },
                                                          { "clock/utc", "2024-03-11T13:34:28Z" },
                                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the agent expires in 30 days, on 2024-04-10");
    assert_non_null(strstr(finding.advice, "--only-upgrade mdatp"));
}

static void a_date_in_the_past_fails(void **state)
{
    struct finding finding =
        look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", "product_expiration : Apr 10, 2024 at 01:34:28 PM\n" },
                                                          { "clock/utc", "2024-04-12T13:34:28Z" },
                                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent expired 2 days ago, on 2024-04-10");
}

static void the_date_of_the_json_is_read(void **state)
{
    struct finding finding =
        look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", "{\"productExpiration\":\"1712756068000\"}" },
                                                          { "clock/utc", "2024-04-12T13:34:28Z" },
                                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void without_a_clock_it_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", "product_expiration : Apr 10, 2024 at 01:34:28 PM\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "clock/utc"));
}

static void a_date_that_is_none_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.expiry",
        (const char *const[][2]){ { "command/mdatp-health", "product_expiration : unavailable\n" }, { "clock/utc", "2024-04-12T13:34:28Z" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.expiry", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_than_thirty_days_are_ok),
        cmocka_unit_test(thirty_days_are_a_warning),
        cmocka_unit_test(a_date_in_the_past_fails),
        cmocka_unit_test(the_date_of_the_json_is_read),
        cmocka_unit_test(without_a_clock_it_is_unknown),
        cmocka_unit_test(a_date_that_is_none_is_unknown),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
