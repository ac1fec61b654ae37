/* agent.health: does the agent call itself healthy? */
#include "tests/support.h"

#include <string.h>

static void a_healthy_agent_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.health", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\nhealth_issues : []\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the agent is healthy");
}

static void an_issue_of_a_healthy_agent_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\nhealth_issues : [\"missing license\"]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "missing license"));
    assert_non_null(strstr(finding.advice, "Onboard"));
}

static void an_agent_without_licence_fails_with_the_way_to_onboard(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){ { "command/mdatp-health", "healthy : false\nhealth_issues : [\"missing license\"]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent is not healthy: missing license");
    assert_non_null(strstr(finding.advice, "MicrosoftDefenderATPOnboardingLinuxServer.py"));
}

static void every_issue_is_named(void **state)
{
    struct finding finding =
        look_at("agent.health",
                (const char *const[][2]){
                    { "command/mdatp-health", "healthy : false\nhealth_issues : [\"missing license\",\"no active event provider\"]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "missing license"));
    assert_non_null(strstr(finding.summary, "no active event provider"));
}

static void an_agent_without_auditd_is_never_sent_back_to_it(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){
                            { "command/mdatp-health",
                              "healthy : false\napp_version : \"101.24082.0004\"\nhealth_issues : [\"no active supplementary event provider\"]\n" },
                            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "ebpf-supplementary-event-provider --value enabled"));
    assert_null(strstr(finding.advice, "audit"));
}

static void an_older_agent_may_have_trouble_with_auditd(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){
                            { "command/mdatp-health",
                              "healthy : false\napp_version : \"101.23082.0011\"\nhealth_issues : [\"no active supplementary event provider\"]\n" },
                            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "auditctl"));
}

static void an_unknown_issue_passes_through_in_its_own_words(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){ { "command/mdatp-health", "healthy : false\nhealth_issues : [\"the moon is full\"]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent is not healthy: the moon is full");
    assert_non_null(strstr(finding.advice, "the moon is full"));
    assert_non_null(strstr(finding.advice, "mdatp diagnostic create"));
}

static void an_agent_that_is_not_healthy_without_an_issue_fails(void **state)
{
    struct finding finding = look_at("agent.health", (const char *const[][2]){ { "command/mdatp-health", "healthy : false\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent is not healthy, and names no issue");
}

static void the_json_of_the_agent_is_judged_alike(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){ { "command/mdatp-health", "{\"healthy\":false,\"healthIssues\":[\"missing license\"]}" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "missing license"));
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.health", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.1.1\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.health", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_healthy_report_of_the_plug_in_is_ok(void **state)
{
    struct finding finding = look_at(
        "agent.health",
        (const char *const[][2]){ { "system/platform", "windows" },
                                  { "command/plugin-healthcheck",
                                    "Plugin Version          : 1.26.427.1\nHealth Status           : Healthy\nHealth Issues           : []\n" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "Healthy");
}

static void an_issue_in_a_healthy_report_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.health",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck",
                      "Plugin Version          : 1.26.427.1\nHealth Status           : Healthy\nHealth Issues           : [\"missing license\"]\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void an_unhealthy_report_fails_with_a_remedy_for_windows(void **state)
{
    struct finding finding = look_at(
        "agent.health",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nHealth Status           : Unhealthy\nHealth Issues           : [\"missing license\"]\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the agent is not healthy: missing license");
    assert_non_null(strstr(finding.advice, "wsl --shutdown"));
}

static void an_unknown_issue_of_a_report_passes_through(void **state)
{
    struct finding finding = look_at(
        "agent.health",
        (const char *const[][2]){
            { "system/platform", "windows" },
            { "command/plugin-healthcheck",
              "Plugin Version          : 1.26.427.1\nHealth Status           : Unhealthy\nHealth Issues           : [\"the moon is full\"]\n" },
            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "wsl --debug-shell"));
}

static void a_report_of_2023_is_judged_by_its_own_label(void **state)
{
    struct finding finding = look_at(
        "agent.health",
        (const char *const[][2]){ { "system/platform", "windows" }, { "command/plugin-healthcheck", "WSL Defender Health: Healthy\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding = look_at(
        "agent.health", (const char *const[][2]){
                            { "system/platform", "windows" }, { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_report_with_countless_issues_is_judged_at_once(void **state)
{
    struct text report = { 0 };
    struct finding finding;

    (void)state;
    text_append(&report, "healthy : false\nhealth_issues : [\"x0\"");
    for (int i = 1; i < 100000; i++)
        text_append_format(&report, ",\"x%d\"", i);
    text_append(&report, "]\n");
    finding = look_at("agent.health", (const char *const[][2]){ { "command/mdatp-health", text_of(&report) }, { 0 } });
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "99980 issues more"));
    text_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_healthy_agent_is_ok),
        cmocka_unit_test(an_issue_of_a_healthy_agent_is_a_warning),
        cmocka_unit_test(an_agent_without_licence_fails_with_the_way_to_onboard),
        cmocka_unit_test(every_issue_is_named),
        cmocka_unit_test(an_agent_without_auditd_is_never_sent_back_to_it),
        cmocka_unit_test(an_older_agent_may_have_trouble_with_auditd),
        cmocka_unit_test(an_unknown_issue_passes_through_in_its_own_words),
        cmocka_unit_test(an_agent_that_is_not_healthy_without_an_issue_fails),
        cmocka_unit_test(the_json_of_the_agent_is_judged_alike),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
        cmocka_unit_test(a_healthy_report_of_the_plug_in_is_ok),
        cmocka_unit_test(an_issue_in_a_healthy_report_is_a_warning),
        cmocka_unit_test(an_unhealthy_report_fails_with_a_remedy_for_windows),
        cmocka_unit_test(an_unknown_issue_of_a_report_passes_through),
        cmocka_unit_test(a_report_of_2023_is_judged_by_its_own_label),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_report_with_countless_issues_is_judged_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
