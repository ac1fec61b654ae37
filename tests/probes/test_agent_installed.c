/* agent.installed: is the agent there at all? */
#include "tests/support.h"

#include <string.h>

static void a_report_that_names_the_agents_version_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.installed", (const char *const[][2]){ { "system/platform", "windows" },
                                                             { "command/plugin-healthcheck",
                                                               "Plugin Version          : 1.26.427.1\nDefender App Version    : 101.26032.0000\n" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the agent 101.26032.0000 runs in the virtual machine of WSL");
}

static void the_label_of_2023_counts_as_well(void **state)
{
    struct finding finding = look_at(
        "agent.installed",
        (const char *const[][2]){ { "system/platform", "windows" },
                                  { "command/plugin-healthcheck", "Defender Plug-in Version: 0.23.1102.4\nWSL Defender Version: 101.23092.0011\n" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void it_is_skipped_while_no_distribution_runs(void **state)
{
    struct finding finding = look_at(
        "agent.installed",
        (const char *const[][2]){ { "system/platform", "windows" },
                                  { "command/plugin-healthcheck",
                                    "Plugin Version          : 1.26.427.1\nLaunch WSL distribution with 'bash' command and retry in 5 minutes\n" },
                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "the plug-in's tool says: Launch WSL distribution with 'bash' command and retry in 5 minutes");
}

static void it_is_skipped_while_telemetry_is_awaited(void **state)
{
    struct finding finding =
        look_at("agent.installed",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\nWaiting for Telemetry. Please retry in five minutes.\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_true(finding.is_transient);
}

static void without_a_report_it_is_unknown(void **state)
{
    struct finding finding = look_at("agent.installed", (const char *const[][2]){ { "system/platform", "windows" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_report_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.installed", (const char *const[][2]){
                               { "system/platform", "windows" }, { "command/plugin-healthcheck", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at command/plugin-healthcheck: permission denied");
}

static void a_service_of_wsl_that_does_not_run_leaves_it_unknown(void **state)
{
    struct finding finding =
        look_at("agent.installed",
                (const char *const[][2]){
                    { "system/platform", "windows" },
                    { "command/plugin-healthcheck", "WSLService is not running. Launch with 'wsl' command in PowerShell and rerun health check\n" },
                    { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.advice, "Run `wsl`"));
}

static void a_report_without_the_version_leaves_it_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.installed", (const char *const[][2]){
                               { "system/platform", "windows" }, { "command/plugin-healthcheck", "Plugin Version          : 1.26.427.1\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void on_linux_the_daemon_is_enough(void **state)
{
    struct finding finding =
        look_at("agent.installed", (const char *const[][2]){ { "file-info/opt/microsoft/mdatp/sbin/wdavdaemon", "size=1" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the agent is installed");
}

static void on_linux_an_answer_with_a_version_is_enough(void **state)
{
    struct finding finding =
        look_at("agent.installed", (const char *const[][2]){ { "command/mdatp-health", "app_version : \"101.26032.0000\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the agent 101.26032.0000 is installed");
}

static void on_linux_neither_is_a_failure(void **state)
{
    struct finding finding = look_at("agent.installed", (const char *const[][2]){ { "system/platform", "linux" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "wdavdaemon"));
    assert_non_null(strstr(finding.advice, "linux-install-manually"));
}

static void on_linux_a_daemon_that_cannot_be_seen_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.installed",
                (const char *const[][2]){ { "file-info/opt/microsoft/mdatp/sbin/wdavdaemon", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void on_linux_a_question_that_cannot_be_asked_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.installed", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "timed out after 10 s" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void on_linux_an_answer_counts_more_than_a_daemon_that_cannot_be_seen(void **state)
{
    struct finding finding = look_at(
        "agent.installed", (const char *const[][2]){ { "file-info/opt/microsoft/mdatp/sbin/wdavdaemon", LITERAL_UNREADABLE "permission denied" },
                                                     { "command/mdatp-health", "app_version : \"101.26032.0000\"\n" },
                                                     { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_that_names_the_agents_version_is_ok),
        cmocka_unit_test(the_label_of_2023_counts_as_well),
        cmocka_unit_test(it_is_skipped_while_no_distribution_runs),
        cmocka_unit_test(it_is_skipped_while_telemetry_is_awaited),
        cmocka_unit_test(without_a_report_it_is_unknown),
        cmocka_unit_test(a_report_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_service_of_wsl_that_does_not_run_leaves_it_unknown),
        cmocka_unit_test(a_report_without_the_version_leaves_it_unknown),
        cmocka_unit_test(on_linux_the_daemon_is_enough),
        cmocka_unit_test(on_linux_an_answer_with_a_version_is_enough),
        cmocka_unit_test(on_linux_neither_is_a_failure),
        cmocka_unit_test(on_linux_a_daemon_that_cannot_be_seen_is_unknown),
        cmocka_unit_test(on_linux_a_question_that_cannot_be_asked_is_unknown),
        cmocka_unit_test(on_linux_an_answer_counts_more_than_a_daemon_that_cannot_be_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
