/* agent.identity: under which identities does the portal show this machine? */
#include "tests/support.h"

#include <string.h>

static void both_identities_are_told_with_name_and_tag(void **state)
{
    struct finding finding = look_at(
        "agent.identity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nWindows Device ID       : 0123\nWSL GUID                : 2\nWSL Device ID           : 89ab\n" },
            { "system/hostname", "WIN11" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the portal shows WSL as device 89ab, name WIN11, Linux, tag WSL2; Windows is device 0123");
    assert_string_equal(finding.value, "89ab");
}

static void the_tag_of_the_group_is_told(void **state)
{
    struct finding finding = look_at(
        "agent.identity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nWindows Device ID       : 0123\nWSL GUID                : 2\nWSL Device ID           : 89ab\n" },
            { "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/DeviceTagging/GROUP", "Contoso" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "tag Contoso_WSL2"));
}

static void no_identity_yet_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.identity",
                (const char *const[][2]){ { "system/platform", "windows" },
                                          { "command/plugin-healthcheck",
                                            "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 01:00:00 UTC\nWindows Device "
                                            "ID       : 0123\nWSL GUID                : 2\nWSL Device ID           : \n" },
                                          { "clock/utc", "2026-05-31T01:30:00Z" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.advice, "30 minutes"));
    assert_true(finding.is_transient);
}

static void no_identity_after_half_an_hour_fails(void **state)
{
    struct finding finding =
        look_at("agent.identity",
                (const char *const[][2]){ { "system/platform", "windows" },
                                          { "command/plugin-healthcheck",
                                            "Plugin Version          : 1.26.427.1\nVM Start Time (UTC)     : 2026-05-31 01:00:00 UTC\nWindows Device "
                                            "ID       : 0123\nWSL GUID                : 2\nWSL Device ID           : \n" },
                                          { "clock/utc", "2026-05-31T01:31:00Z" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "31 minutes"));
}

static void no_identity_in_a_machine_of_unknown_age_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.identity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nWindows Device ID       : 0123\nWSL GUID                : 2\nWSL Device ID           : \n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void windows_without_identity_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.identity",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nWindows Device ID       : \nWSL GUID                : 2\nWSL Device ID           : 89ab\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "Windows is not onboarded"));
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding =
        look_at("agent.identity",
                (const char *const[][2]){ { "system/platform", "windows" },
                                          { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nWindows Device ID       : 0123\n" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.identity", (const char *const[][2]){
                              { "system/platform", "windows" }, { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_identities_are_told_with_name_and_tag),
        cmocka_unit_test(the_tag_of_the_group_is_told),
        cmocka_unit_test(no_identity_yet_is_a_warning),
        cmocka_unit_test(no_identity_after_half_an_hour_fails),
        cmocka_unit_test(no_identity_in_a_machine_of_unknown_age_is_a_warning),
        cmocka_unit_test(windows_without_identity_is_a_warning),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
