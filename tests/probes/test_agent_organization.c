/* agent.organization: does the agent belong to an organisation, and to the host's? */
#include "tests/support.h"

#include <string.h>

static void an_organisation_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.organization", (const char *const[][2]){ { "command/mdatp-health", "org_id : \"55555555-6666\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "55555555-6666");
}

static void an_organisation_that_is_unavailable_fails(void **state)
{
    struct finding finding = look_at("agent.organization", (const char *const[][2]){ { "command/mdatp-health", "org_id : unavailable\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent belongs to no organisation: org_id is unavailable");
    assert_non_null(strstr(finding.advice, "Onboard"));
}

static void an_empty_organisation_fails(void **state)
{
    struct finding finding = look_at("agent.organization", (const char *const[][2]){ { "command/mdatp-health", "org_id : \"\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.organization", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.organization", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void the_same_organisation_is_ok_whatever_its_case(void **state)
{
    struct finding finding =
        look_at("agent.organization",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck",
                      "Plugin Version          : 1.26.427.1\nWindows Org ID          : 55555555-6666-7777-8888-99999999999a\n" },
                    { "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OrgId", "55555555-6666-7777-8888-99999999999A" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void another_organisation_than_that_of_windows_fails(void **state)
{
    struct finding finding =
        look_at("agent.organization",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck",
                      "Plugin Version          : 1.26.427.1\nWindows Org ID          : 55555555-6666-7777-8888-99999999999a\n" },
                    { "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OrgId", "11111111-6666-7777-8888-999999999999" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "55555555"));
    assert_non_null(strstr(finding.summary, "11111111"));
    assert_non_null(strstr(finding.advice, "Offboard"));
}

static void windows_without_an_organisation_fails(void **state)
{
    struct finding finding = look_at(
        "agent.organization",
        (const char *const[][2]){ { "system/platform", "windows" },
                                  { "command/plugin-healthcheck",
                                    "Plugin Version          : 1.26.427.1\nWindows Org ID          : 55555555-6666-7777-8888-99999999999a\n" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "OrgId is not there"));
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding = look_at(
        "agent.organization", (const char *const[][2]){ { "system/platform", "windows" },
                                                        { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\n" },
                                                        { "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OrgId", "1" },
                                                        { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_registry_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.organization",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck",
                      "Plugin Version          : 1.26.427.1\nWindows Org ID          : 55555555-6666-7777-8888-99999999999a\n" },
                    { "registry/HKLM/SOFTWARE/Microsoft/Windows Advanced Threat Protection/Status/OrgId", LITERAL_UNREADABLE "permission denied" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.organization", (const char *const[][2]){ { "system/platform", "windows" },
                                                                { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" },
                                                                { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_organisation_is_ok),
        cmocka_unit_test(an_organisation_that_is_unavailable_fails),
        cmocka_unit_test(an_empty_organisation_fails),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
        cmocka_unit_test(the_same_organisation_is_ok_whatever_its_case),
        cmocka_unit_test(another_organisation_than_that_of_windows_fails),
        cmocka_unit_test(windows_without_an_organisation_fails),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_registry_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
