/* agent.licensed: has the agent a licence? */
#include "tests/support.h"

#include <string.h>

static void a_licensed_agent_is_ok(void **state)
{
    struct finding finding = look_at("agent.licensed", (const char *const[][2]){ { "command/mdatp-health", "licensed : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "true");
}

static void an_agent_without_licence_fails(void **state)
{
    struct finding finding = look_at("agent.licensed", (const char *const[][2]){ { "command/mdatp-health", "licensed : false\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "no licence"));
    assert_non_null(strstr(finding.advice, "mdatp health --field licensed"));
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.licensed", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.licensed", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void valid_licences_of_windows_and_the_agent_are_ok(void **state)
{
    struct finding finding =
        look_at("agent.licensed", (const char *const[][2]){ { "system/platform", "windows" },
                                                            { "command/plugin-healthcheck",
                                                              "Plugin Version          : 1.26.427.1\nWindows GUID            : 1\nLicensed           "
                                                              "     : Valid\n\nWSL GUID                : 2\nLicensed                : Valid\n\n" },
                                                            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "Valid");
}

static void an_agent_in_wsl_without_licence_fails(void **state)
{
    struct finding finding =
        look_at("agent.licensed", (const char *const[][2]){ { "system/platform", "windows" },
                                                            { "command/plugin-healthcheck",
                                                              "Plugin Version          : 1.26.427.1\nWindows GUID            : 1\nLicensed           "
                                                              "     : Valid\n\nWSL GUID                : 2\nLicensed                : Invalid\n\n" },
                                                            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the licence of the agent in the virtual machine is Invalid");
    assert_non_null(strstr(finding.advice, "wsl --shutdown"));
}

static void windows_without_licence_fails(void **state)
{
    struct finding finding =
        look_at("agent.licensed", (const char *const[][2]){ { "system/platform", "windows" },
                                                            { "command/plugin-healthcheck",
                                                              "Plugin Version          : 1.26.427.1\nWindows GUID            : 1\nLicensed           "
                                                              "     : Invalid\n\nWSL GUID                : 2\nLicensed                : Valid\n\n" },
                                                            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the licence of the Windows host is Invalid");
    assert_non_null(strstr(finding.advice, "Onboard Windows"));
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding = look_at(
        "agent.licensed", (const char *const[][2]){
                              { "system/platform", "windows" }, { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.licensed", (const char *const[][2]){
                              { "system/platform", "windows" }, { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_licensed_agent_is_ok),
        cmocka_unit_test(an_agent_without_licence_fails),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
        cmocka_unit_test(valid_licences_of_windows_and_the_agent_are_ok),
        cmocka_unit_test(an_agent_in_wsl_without_licence_fails),
        cmocka_unit_test(windows_without_licence_fails),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
