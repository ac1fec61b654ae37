/* wsl.installed, wsl.version, wsl.service: is WSL there, new enough, and running? */
#include "tests/support.h"

#include <string.h>

#define MSI           "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version"
#define PRINTED(v)    "WSL version: " v "\r\nKernel version: 5.15.153.1-2\r\n"
#define LOOK(id, ...) look_at(id, (const char *const[][2]){ __VA_ARGS__, { 0 } })

static void expect(struct finding finding, enum finding_status status, const char *part)
{
    if (strstr(finding.summary, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, finding.summary);
    assert_int_equal(finding.status, status);
    if (status >= FINDING_UNKNOWN)
        assert_true(strlen(finding.advice) > 20);
}

static void the_wsl_of_the_store_is_known_by_its_installer(void **state)
{
    struct finding finding = LOOK("wsl.installed", { MSI, "2.3.24.0" });

    (void)state;
    expect(finding, FINDING_OK, "WSL 2.3.24.0 is installed");
    assert_string_equal(finding.value, "2.3.24.0");
}

static void or_by_its_answer(void **state)
{
    (void)state;
    expect(LOOK("wsl.installed", { "command/wsl-version", PRINTED("2.3.24.0") }), FINDING_OK, "WSL 2.3.24.0 is installed");
    expect(LOOK("wsl.installed", { "command/wsl-version", PRINTED("2.3.24.0") }, { "command-status/wsl-version", "0" }), FINDING_OK, "2.3.24.0");
    expect(LOOK("wsl.installed", { MSI, LITERAL_UNREADABLE "permission denied" }, { "command/wsl-version", PRINTED("2.3.24.0") }), FINDING_OK,
           "2.3.24.0");
}

static void the_wsl_that_comes_with_windows_is_not_enough(void **state)
{
    struct finding finding = LOOK("wsl.installed", { "command/wsl-version", "Usage: wsl.exe [Argument] [Options...] [CommandLine]\r\n" });

    (void)state;
    expect(finding, FINDING_FAIL, "only the WSL that comes with Windows");
    assert_non_null(strstr(finding.advice, "`wsl --update`"));
    expect(LOOK("wsl.installed", { "service/LxssManager", "stopped" }), FINDING_FAIL, "only the WSL that comes with Windows");
    expect(LOOK("wsl.installed", { "command/wsl-version", PRINTED("2.3.24.0") }, { "command-status/wsl-version", "1" }), FINDING_FAIL,
           "only the WSL");
}

static void no_wsl_fails(void **state)
{
    struct finding finding = LOOK("wsl.installed", { "system/platform", "windows" });

    (void)state;
    expect(finding, FINDING_FAIL, "WSL is not installed");
    assert_non_null(strstr(finding.advice, "`wsl --install`"));
    expect(LOOK("wsl.installed", { "command/wsl-version", LITERAL_UNREADABLE "no such program" }, { "command-status/wsl-version", "missing" }),
           FINDING_FAIL, "WSL is not installed");
}

static void wsl_that_cannot_be_asked_is_unknown(void **state)
{
    (void)state;
    expect(LOOK("wsl.installed", { "command/wsl-version", LITERAL_UNREADABLE "timed out" }), FINDING_UNKNOWN,
           "could not look at command/wsl-version: timed out");
    expect(LOOK("wsl.installed", { MSI, LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
}

static void a_new_enough_wsl_is_ok(void **state)
{
    struct finding finding = LOOK("wsl.version", { MSI, "2.0.7.0" });

    (void)state;
    expect(finding, FINDING_OK, "WSL 2.0.7.0");
    assert_string_equal(finding.value, "2.0.7.0");
    expect(LOOK("wsl.version", { MSI, "2.10.0.0" }, { "command/wsl-version", PRINTED("2.10.0.0") }), FINDING_OK, "WSL 2.10.0.0");
    expect(LOOK("wsl.version", { MSI, "2.7.3" }, { "command/wsl-version", PRINTED("2.7.3.0") }), FINDING_OK, "WSL 2.7.3.0");
    expect(LOOK("wsl.version", { "command/plugin-healthcheck", "WSL Version             : 2.7.3\n" }), FINDING_OK, "WSL 2.7.3");
}

static void an_old_wsl_fails_and_the_running_one_counts(void **state)
{
    struct finding finding = LOOK("wsl.version", { MSI, "2.0.6.0" });

    (void)state;
    expect(finding, FINDING_FAIL, "WSL 2.0.6.0 is older than 2.0.7.0");
    assert_non_null(strstr(finding.advice, "`wsl --update --pre-release`"));
    expect(LOOK("wsl.version", { "command/wsl-version", PRINTED("1.3.15.0") }), FINDING_FAIL, "WSL 1.3.15.0 is older");
    expect(LOOK("wsl.version", { MSI, "2.3.24.0" }, { "command/wsl-version", PRINTED("2.0.6.0") }), FINDING_FAIL,
           "WSL 2.0.6.0 is older than 2.0.7.0; WSL 2.3.24.0 is");
}

static void two_versions_that_differ_wait_for_a_restart(void **state)
{
    (void)state;
    expect(LOOK("wsl.version", { MSI, "2.3.24.0" }, { "command/wsl-version", PRINTED("2.1.5.0") }), FINDING_WARN,
           "WSL 2.3.24.0 is installed but 2.1.5.0 runs");
    expect(LOOK("wsl.version", { MSI, "2.0.6.0" }, { "command/wsl-version", PRINTED("2.1.5.0") }), FINDING_WARN, "a restart is pending");
}

static void a_version_that_nobody_knows_is_unknown(void **state)
{
    (void)state;
    expect(LOOK("wsl.version", { MSI, LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
    expect(LOOK("wsl.version", { "command/wsl-version", LITERAL_UNREADABLE "timed out" }), FINDING_UNKNOWN, "timed out");
    expect(LOOK("wsl.version", { "command/wsl-version", "usage\n" }), FINDING_UNKNOWN, "the version of WSL is not known");
}

static void a_running_service_is_ok(void **state)
{
    (void)state;
    expect(LOOK("wsl.service", { "service/WslService", "running" }), FINDING_OK, "WslService is running");
    expect(LOOK("wsl.service", { "service/LxssManager", "running" }), FINDING_OK, "LxssManager is running");
}

static void a_stopped_service_is_launched_with_wsl(void **state)
{
    struct finding finding = LOOK("wsl.service", { "service/WslService", "stopped" }, { "service/LxssManager", "running" });

    (void)state;
    expect(finding, FINDING_WARN, "WslService is stopped");
    assert_non_null(strstr(finding.advice, "`wsl`"));
}

static void a_disabled_service_fails(void **state)
{
    struct finding finding = LOOK("wsl.service", { "service/WslService", "disabled" });

    (void)state;
    expect(finding, FINDING_FAIL, "WslService is disabled");
    assert_non_null(strstr(finding.advice, "sc.exe config WslService start= auto"));
    expect(LOOK("wsl.service", { "system/platform", "windows" }), FINDING_FAIL, "not registered");
}

static void a_service_that_cannot_be_asked_is_unknown(void **state)
{
    (void)state;
    expect(LOOK("wsl.service", { "service/WslService", LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
    expect(LOOK("wsl.service", { "service/LxssManager", LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "service/LxssManager");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wsl_of_the_store_is_known_by_its_installer),
        cmocka_unit_test(or_by_its_answer),
        cmocka_unit_test(the_wsl_that_comes_with_windows_is_not_enough),
        cmocka_unit_test(no_wsl_fails),
        cmocka_unit_test(wsl_that_cannot_be_asked_is_unknown),
        cmocka_unit_test(a_new_enough_wsl_is_ok),
        cmocka_unit_test(an_old_wsl_fails_and_the_running_one_counts),
        cmocka_unit_test(two_versions_that_differ_wait_for_a_restart),
        cmocka_unit_test(a_version_that_nobody_knows_is_unknown),
        cmocka_unit_test(a_running_service_is_ok),
        cmocka_unit_test(a_stopped_service_is_launched_with_wsl),
        cmocka_unit_test(a_disabled_service_fails),
        cmocka_unit_test(a_service_that_cannot_be_asked_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
