/* agent.service: the agent's service. */
#include "tests/support.h"

#include <string.h>

#define PARENT     "pid=1966 parent=1 path=/opt/microsoft/mdatp/sbin/wdavdaemon arguments=/opt/microsoft/mdatp/sbin/wdavdaemon\n"
#define EDR        "pid=1998 parent=1966 path=/opt/microsoft/mdatp/sbin/wdavdaemon arguments=/opt/microsoft/mdatp/sbin/wdavdaemon edr 19 18\n"
#define ENTERPRISE "pid=1998 parent=1966 arguments=/opt/microsoft/mdatp/sbin/wdavdaemon enterprise\n"
#define UNPRIVILEGED \
    "pid=2004 parent=1966 path=/opt/microsoft/mdatp/sbin/wdavdaemon arguments=/opt/microsoft/mdatp/sbin/wdavdaemon unprivileged 21 20\n"

static struct finding look_at_processes(const char *processes, const char *health)
{
    return look_at(
        "agent.service",
        (const char *const[][2]){ { "service/mdatp", "running" }, { "process/wdavdaemon", processes }, { "command/mdatp-health", health }, { 0 } });
}

static void a_running_service_with_its_three_processes_is_ok(void **state)
{
    (void)state;
    assert_int_equal(look_at_processes(PARENT EDR UNPRIVILEGED, "").status, FINDING_OK);
}

static void the_older_name_of_the_edr_process_counts(void **state)
{
    (void)state;
    assert_int_equal(look_at_processes(PARENT ENTERPRISE UNPRIVILEGED, "").status, FINDING_OK);
}

static void a_process_that_runs_twice_is_a_warning(void **state)
{
    struct finding finding = look_at_processes(PARENT EDR UNPRIVILEGED UNPRIVILEGED, "");

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "wdavdaemon runs with the role unprivileged 2 times");
}

static void a_missing_process_fails(void **state)
{
    struct finding finding = look_at_processes(PARENT EDR, "licensed : true\n");

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "wdavdaemon does not run with the role unprivileged");
}

static void without_edr_a_licensed_agent_fails(void **state)
{
    (void)state;
    assert_int_equal(look_at_processes(PARENT UNPRIVILEGED, "licensed : true\n").status, FINDING_FAIL);
}

static void without_edr_an_agent_without_licence_is_a_warning(void **state)
{
    struct finding finding = look_at_processes(PARENT UNPRIVILEGED, "licensed : false\n");

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "no licence"));
}

static void no_process_at_all_fails(void **state)
{
    (void)state;
    assert_int_equal(look_at("agent.service", (const char *const[][2]){ { "service/mdatp", "running" }, { 0 } }).status, FINDING_FAIL);
}

static void processes_whose_arguments_are_hidden_are_unknown(void **state)
{
    (void)state;
    assert_int_equal(look_at_processes("pid=1966\npid=1998\npid=2004\n", "").status, FINDING_UNKNOWN);
    assert_int_equal(look_at_processes(LITERAL_UNREADABLE "permission denied", "").status, FINDING_UNKNOWN);
}

static void a_service_that_nobody_registered_fails(void **state)
{
    (void)state;
    assert_int_equal(look_at("agent.service", (const char *const[][2]){ { 0 } }).status, FINDING_FAIL);
}

static void a_service_that_is_starting_may_pass(void **state)
{
    struct finding finding = look_at("agent.service", (const char *const[][2]){ { "service/mdatp", "starting" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_true(finding.is_transient);
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
        cmocka_unit_test(a_running_service_with_its_three_processes_is_ok),
        cmocka_unit_test(the_older_name_of_the_edr_process_counts),
        cmocka_unit_test(a_process_that_runs_twice_is_a_warning),
        cmocka_unit_test(a_missing_process_fails),
        cmocka_unit_test(without_edr_a_licensed_agent_fails),
        cmocka_unit_test(without_edr_an_agent_without_licence_is_a_warning),
        cmocka_unit_test(no_process_at_all_fails),
        cmocka_unit_test(processes_whose_arguments_are_hidden_are_unknown),
        cmocka_unit_test(a_service_that_nobody_registered_fails),
        cmocka_unit_test(a_service_that_is_starting_may_pass),
        cmocka_unit_test(a_stopped_service_fails_and_says_so),
        cmocka_unit_test(a_service_that_cannot_be_asked_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
