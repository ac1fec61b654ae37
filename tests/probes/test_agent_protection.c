/* agent.protection: is real-time protection on, or off on purpose? */
#include "tests/support.h"

#include <string.h>

static void protection_that_is_on_is_ok(void **state)
{
    struct finding finding = look_at(
        "agent.protection", (const char *const[][2]){
                                { "command/mdatp-health",
                                  "real_time_protection_enabled : true\nreal_time_protection_available : true\nbehavior_monitoring : \"enabled\"\n" },
                                { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "real-time protection is on");
    assert_string_equal(finding.value, "on");
}

static void network_protection_is_told(void **state)
{
    struct finding finding = look_at(
        "agent.protection",
        (const char *const[][2]){
            { "command/mdatp-health",
              "real_time_protection_enabled : true\nnetwork_protection_status : \"stopped\"\nnetwork_protection_enforcement_level : \"disabled\"\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "network protection is stopped, its level disabled"));
}

static void a_passive_agent_is_ok(void **state)
{
    struct finding finding = look_at(
        "agent.protection",
        (const char *const[][2]){
            { "command/mdatp-health", "real_time_protection_enabled : false\nreal_time_protection_available : false\npassive_mode_enabled : true\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "passive"));
}

static void an_agent_that_scans_on_demand_is_ok(void **state)
{
    struct finding finding = look_at(
        "agent.protection",
        (const char *const[][2]){
            { "command/mdatp-health", "real_time_protection_enabled : false\nreal_time_protection_available : true\npassive_mode_enabled : false\n" },
            { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{\"antivirusEngine\":{\"enforcementLevel\":\"on_demand\"}}" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "on demand"));
}

static void protection_that_is_available_but_off_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.protection",
        (const char *const[][2]){
            { "command/mdatp-health", "real_time_protection_enabled : false\nreal_time_protection_available : true\npassive_mode_enabled : false\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.advice, "mdatp config real-time-protection --value enabled"));
}

static void a_managed_setting_is_changed_where_it_is_managed(void **state)
{
    struct finding finding =
        look_at("agent.protection",
                (const char *const[][2]){
                    { "command/mdatp-health", "real_time_protection_enabled : false [managed]\nreal_time_protection_available : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.advice, "mdatp_managed.json"));
}

static void without_behaviour_monitoring_it_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.protection",
                (const char *const[][2]){
                    { "command/mdatp-health",
                      "real_time_protection_enabled : true\nreal_time_protection_available : true\nbehavior_monitoring : \"disabled\"\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "behaviour monitoring"));
}

static void behaviour_monitoring_does_not_matter_while_it_is_off(void **state)
{
    struct finding finding = look_at(
        "agent.protection",
        (const char *const[][2]){
            { "command/mdatp-health", "real_time_protection_enabled : false\npassive_mode_enabled : true\nbehavior_monitoring : \"disabled\"\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void protection_that_is_not_available_fails(void **state)
{
    struct finding finding = look_at(
        "agent.protection",
        (const char *const[][2]){
            { "command/mdatp-health", "real_time_protection_enabled : true\nreal_time_protection_available : false\npassive_mode_enabled : false\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "agent.conflicts"));
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.protection", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.protection", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(protection_that_is_on_is_ok),
        cmocka_unit_test(network_protection_is_told),
        cmocka_unit_test(a_passive_agent_is_ok),
        cmocka_unit_test(an_agent_that_scans_on_demand_is_ok),
        cmocka_unit_test(protection_that_is_available_but_off_is_a_warning),
        cmocka_unit_test(a_managed_setting_is_changed_where_it_is_managed),
        cmocka_unit_test(without_behaviour_monitoring_it_is_a_warning),
        cmocka_unit_test(behaviour_monitoring_does_not_matter_while_it_is_off),
        cmocka_unit_test(protection_that_is_not_available_fails),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
