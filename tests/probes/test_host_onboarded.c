/* host.onboarded: the Windows host's own sensor. */
#include "tests/support.h"

#define STATE "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OnboardingState"

static struct finding look(const char *service, const char *onboarded)
{
    return look_at("host.onboarded", (const char *const[][2]){ { "service/Sense", service }, { STATE, onboarded }, { 0 } });
}

static void a_running_onboarded_host_is_ok(void **state)
{
    (void)state;
    assert_int_equal(look("running", LITERAL_DWORD "1").status, FINDING_OK);
}

static void an_onboarded_host_whose_sensor_is_stopped_or_disabled_fails(void **state)
{
    struct finding finding = look("stopped", LITERAL_DWORD "1");

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the service Sense is stopped: the host must be onboarded and running");
    assert_int_equal(look("disabled", LITERAL_DWORD "1").status, FINDING_FAIL);
    finding = look_at("host.onboarded", (const char *const[][2]){ { STATE, LITERAL_DWORD "1" }, { 0 } });
    assert_string_equal(finding.summary, "the service Sense is not registered");
}

static void a_sensor_that_starts_is_looked_at_again(void **state)
{
    struct finding finding = look("starting", LITERAL_DWORD "1");

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_true(finding.is_transient);
}

static void a_running_sensor_that_was_never_onboarded_fails(void **state)
{
    struct finding finding = look("running", LITERAL_DWORD "0");

    (void)state;
    assert_string_equal(finding.summary, "the host is not onboarded: OnboardingState is 0");
    finding = look_at("host.onboarded", (const char *const[][2]){ { "service/Sense", "running" }, { 0 } });
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the host is not onboarded: OnboardingState is not there");
}

static void what_cannot_be_read_is_unknown(void **state)
{
    (void)state;
    assert_int_equal(look(LITERAL_UNREADABLE "permission denied", LITERAL_DWORD "1").status, FINDING_UNKNOWN);
    assert_int_equal(look("running", LITERAL_UNREADABLE "permission denied").status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_running_onboarded_host_is_ok),          cmocka_unit_test(an_onboarded_host_whose_sensor_is_stopped_or_disabled_fails),
        cmocka_unit_test(a_sensor_that_starts_is_looked_at_again), cmocka_unit_test(a_running_sensor_that_was_never_onboarded_fails),
        cmocka_unit_test(what_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
