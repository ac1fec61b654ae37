/* agent.version: is the agent new enough? */
#include "tests/support.h"

#include <string.h>

static void the_agent_of_a_current_plug_in_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck",
                                                             "Plugin Version          : 1.26.427.1\nDefender App Version    : 101.26032.0000\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "101.26032.0000");
}

static void the_least_agent_of_an_updating_plug_in_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck",
                                                             "Plugin Version          : 1.26.427.1\nDefender App Version    : 101.24032.0007\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_agent_below_the_least_of_an_updating_plug_in_fails(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck",
                                                             "Plugin Version          : 1.24.522.2\nDefender App Version    : 101.24032.0006\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "agent 101.24032.0006 is older than 101.24032.0007, the least for plug-in 1.24.522.2");
    assert_non_null(strstr(finding.advice, "wsl --shutdown"));
}

static void an_older_plug_in_asks_for_the_agent_it_came_with(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck",
                                                             "Plugin Version          : 0.23.1102.4\nDefender App Version    : 101.23092.0011\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_plug_in_between_two_editions_asks_for_the_agent_of_the_lower_one(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck",
                                                             "Plugin Version          : 0.24.426.1\nDefender App Version    : 101.23092.0010\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "101.23092.0011"));
}

static void a_plug_in_below_every_edition_asks_for_nothing(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck",
                                                             "Plugin Version          : 0.23.100.0\nDefender App Version    : 101.23062.0010\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "no least version is known"));
}

static void without_the_plug_ins_version_a_new_agent_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck", "Defender App Version    : 101.26032.0000\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void without_the_plug_ins_version_an_old_agent_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "system/platform", "windows" },
                                                           { "command/plugin-healthcheck", "Defender App Version    : 101.23092.0011\n" },
                                                           { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_report_without_the_row_is_skipped(void **state)
{
    struct finding finding = look_at(
        "agent.version", (const char *const[][2]){
                             { "system/platform", "windows" }, { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.version", (const char *const[][2]){
                             { "system/platform", "windows" }, { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_version_that_is_none_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.version",
                (const char *const[][2]){ { "system/platform", "windows" },
                                          { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nDefender App Version    : soon\n" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void on_linux_the_first_agent_without_auditd_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.24082.0004\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.value, "101.24082.0004");
}

static void on_linux_the_documents_way_to_write_it_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.2408.0000\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void on_linux_the_auditd_era_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.23082.0006\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "AuditD era"));
    assert_non_null(strstr(finding.advice, "--only-upgrade mdatp"));
}

static void on_linux_a_build_with_a_known_defect_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.25012.0000\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "known defect"));
    assert_non_null(strstr(finding.advice, "101.25032.0000"));
}

static void on_linux_an_agent_without_ebpf_by_default_fails(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.23062.0010\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "agent 101.23062.0010 is older than 101.23082.0006, the first with eBPF by default");
}

static void on_linux_the_old_way_to_count_is_older(void **state)
{
    struct finding finding = look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.94.13\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void on_linux_a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void on_linux_an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void on_linux_a_daemon_that_does_not_run_is_unknown_in_its_own_words(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "Could not connect to the daemon\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "`mdatp health` gave no report but said: Could not connect to the daemon");
    assert_non_null(strstr(finding.advice, "systemctl status mdatp"));
}

static void on_linux_a_version_that_is_none_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.version", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"unavailable\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_agent_of_a_current_plug_in_is_ok),
        cmocka_unit_test(the_least_agent_of_an_updating_plug_in_is_ok),
        cmocka_unit_test(an_agent_below_the_least_of_an_updating_plug_in_fails),
        cmocka_unit_test(an_older_plug_in_asks_for_the_agent_it_came_with),
        cmocka_unit_test(a_plug_in_between_two_editions_asks_for_the_agent_of_the_lower_one),
        cmocka_unit_test(a_plug_in_below_every_edition_asks_for_nothing),
        cmocka_unit_test(without_the_plug_ins_version_a_new_agent_is_ok),
        cmocka_unit_test(without_the_plug_ins_version_an_old_agent_is_unknown),
        cmocka_unit_test(a_report_without_the_row_is_skipped),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_version_that_is_none_is_unknown),
        cmocka_unit_test(on_linux_the_first_agent_without_auditd_is_ok),
        cmocka_unit_test(on_linux_the_documents_way_to_write_it_is_ok),
        cmocka_unit_test(on_linux_the_auditd_era_is_a_warning),
        cmocka_unit_test(on_linux_a_build_with_a_known_defect_is_a_warning),
        cmocka_unit_test(on_linux_an_agent_without_ebpf_by_default_fails),
        cmocka_unit_test(on_linux_the_old_way_to_count_is_older),
        cmocka_unit_test(on_linux_a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(on_linux_an_agent_that_does_not_answer_is_unknown),
        cmocka_unit_test(on_linux_a_daemon_that_does_not_run_is_unknown_in_its_own_words),
        cmocka_unit_test(on_linux_a_version_that_is_none_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
