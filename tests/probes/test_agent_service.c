/* agent.service: the agent's service. */
#include "tests/support.h"

static void a_running_service_is_ok(void **state)
{
    struct finding finding = look_at("agent.service", (const char *const[][2]){ { "service/mdatp", "running" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_stopped_service_fails_and_says_so(void **state)
{
    struct finding finding = look_at("agent.service", (const char *const[][2]){ { "service/mdatp", "stopped" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent's service is stopped");
}

static void a_service_that_cannot_be_asked_is_unknown(void **state)
{
    struct finding finding = look_at("agent.service", (const char *const[][2]){ { "service/mdatp", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at service/mdatp: permission denied");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_running_service_is_ok),
        cmocka_unit_test(a_stopped_service_fails_and_says_so),
        cmocka_unit_test(a_service_that_cannot_be_asked_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
