/* wsl.distribution, wsl.wsl1, wsl.default_version: which distributions are there, and which run? */
#include "tests/support.h"

#include <string.h>

#define LXSS          "registry/HKCU/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/"
#define HEADER        "  NAME      STATE           VERSION\r\n"
#define LIST          "command/wsl-list"
#define REPORT        "command/plugin-healthcheck"
#define LOOK(id, ...) look_at(id, (const char *const[][2]){ __VA_ARGS__, { 0 } })

#define UBUNTU_2                                                                         \
    { LXSS "{1}/DistributionName", "Ubuntu" }, { LXSS "{1}/Flags", LITERAL_DWORD "15" }, \
    {                                                                                    \
        LXSS "{1}/Version", LITERAL_DWORD "2"                                            \
    }
#define LEGACY_1                                                                           \
    { LXSS "{2}/DistributionName", "My Legacy" }, { LXSS "{2}/Flags", LITERAL_DWORD "7" }, \
    {                                                                                      \
        LXSS "{2}/Version", LITERAL_DWORD "2"                                              \
    }

static void expect(struct finding finding, enum finding_status status, const char *part)
{
    if (strstr(finding.summary, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, finding.summary);
    assert_int_equal(finding.status, status);
    if (status >= FINDING_UNKNOWN)
        assert_true(strlen(finding.advice) > 20);
}

static void a_running_wsl_2_distribution_is_ok(void **state)
{
    (void)state;
    expect(LOOK("wsl.distribution", { LIST, HEADER "* Debian    Stopped         2\r\n  Ubuntu    Running         2\r\n" }), FINDING_OK,
           "Ubuntu is running");
}

static void wsl_2_that_does_not_run_is_to_be_launched(void **state)
{
    struct finding finding = LOOK("wsl.distribution", { LIST, HEADER "* Debian    Stopped         2\r\n  Old       Running         1\r\n" });

    (void)state;
    expect(finding, FINDING_WARN, "no WSL 2 distribution is running");
    assert_non_null(strstr(finding.advice, "Launch WSL distribution with 'bash' command and retry in 5 minutes"));
    expect(LOOK("wsl.distribution", { LIST, HEADER "* Debian    Installing      2\r\n" }), FINDING_WARN, "no WSL 2 distribution is running");
}

static void none_installed_or_only_wsl_1_fails(void **state)
{
    (void)state;
    expect(LOOK("wsl.distribution", { LIST, "Es sind keine Distributionen installiert.\r\n" }), FINDING_FAIL, "no WSL distribution is installed");
    expect(LOOK("wsl.distribution", { LIST, HEADER "* Old Box   Running         1\r\n" }), FINDING_FAIL, "only WSL 1");
}

static void without_the_list_the_vendor_s_report_counts(void **state)
{
    (void)state;
    expect(LOOK("wsl.distribution", { REPORT, "WSL Distro Running      : true\n" }), FINDING_OK, "says the plug-in's own tool");
    expect(LOOK("wsl.distribution", { LIST, LITERAL_UNREADABLE "we run as another user" }, { REPORT, "WSL Distro Running      : false\n" }),
           FINDING_WARN, "no WSL 2 distribution is running");
    expect(LOOK("wsl.distribution", { REPORT, "Launch WSL distribution with 'bash' command and retry in 5 minutes\n" }), FINDING_WARN, "is running");
    expect(LOOK("wsl.distribution", { LIST, "Error code: Wsl/Service/E_ACCESSDENIED\n" }, { REPORT, "WSL Distro Running      : true\n" }), FINDING_OK,
           "says the plug-in's own tool");
}

static void without_either_what_is_registered_tells_what_cannot_run(void **state)
{
    (void)state;
    expect(LOOK("wsl.distribution", { "system/platform", "windows" }), FINDING_FAIL, "no WSL distribution is installed");
    expect(LOOK("wsl.distribution", LEGACY_1), FINDING_FAIL, "only WSL 1");
    expect(LOOK("wsl.distribution", UBUNTU_2), FINDING_UNKNOWN, "whether a distribution runs is not known");
    expect(LOOK("wsl.distribution", UBUNTU_2, { LIST, "Error code: Wsl/Service/E_ACCESSDENIED\n" }), FINDING_UNKNOWN, "Wsl/Service/E_ACCESSDENIED");
    expect(LOOK("wsl.distribution", UBUNTU_2, { LIST, LITERAL_UNREADABLE "timed out" }), FINDING_UNKNOWN,
           "could not look at command/wsl-list: timed out");
    expect(LOOK("wsl.distribution", { LXSS, LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
}

static void wsl_2_is_known_by_its_flags_not_by_its_version(void **state)
{
    struct finding finding = LOOK("wsl.wsl1", UBUNTU_2, LEGACY_1);

    (void)state;
    expect(finding, FINDING_WARN, "distribution My Legacy is WSL 1");
    assert_null(strstr(finding.summary, "Ubuntu"));
    assert_non_null(strstr(finding.advice, "wsl --set-version \"My Legacy\" 2"));
}

static void only_wsl_2_is_ok_and_a_missing_policy_is_told(void **state)
{
    struct finding finding = LOOK("wsl.wsl1", UBUNTU_2, { "registry/HKLM/SOFTWARE/Policies/WSL/AllowWSL1", LITERAL_DWORD "0" });

    (void)state;
    expect(finding, FINDING_OK, "every distribution is WSL 2");
    assert_null(strstr(finding.summary, "AllowWSL1"));
    expect(LOOK("wsl.wsl1", UBUNTU_2), FINDING_OK, "WSL 1 is allowed (no policy AllowWSL1 0)");
    expect(LOOK("wsl.wsl1", UBUNTU_2, { "registry/HKLM/SOFTWARE/Policies/WSL/AllowWSL1", LITERAL_DWORD "1" }), FINDING_OK, "WSL 1 is allowed");
    expect(LOOK("wsl.wsl1", { "system/platform", "windows" }), FINDING_OK, "no distribution is registered");
}

static void a_capture_with_the_list_alone_is_judged_by_it(void **state)
{
    (void)state;
    expect(LOOK("wsl.wsl1", { LIST, HEADER "* Old Box   Running         1\r\n" }), FINDING_WARN, "distribution Old Box is WSL 1");
    expect(LOOK("wsl.wsl1", { LIST, HEADER "* Ubuntu    Running         2\r\n" }), FINDING_OK, "every distribution is WSL 2");
}

static void distributions_that_cannot_be_read_are_unknown(void **state)
{
    (void)state;
    expect(LOOK("wsl.wsl1", { LXSS, LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
    expect(LOOK("wsl.wsl1", UBUNTU_2, { "registry/HKLM/SOFTWARE/Policies/WSL/AllowWSL1", LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN,
           "AllowWSL1");
}

static void new_distributions_become_wsl_2_unless_set_otherwise(void **state)
{
    struct finding finding = LOOK("wsl.default_version", { LXSS "DefaultVersion", LITERAL_DWORD "1" });

    (void)state;
    expect(finding, FINDING_WARN, "new distributions become WSL 1");
    assert_string_equal(finding.value, "1");
    assert_non_null(strstr(finding.advice, "`wsl --set-default-version 2`"));
    expect(LOOK("wsl.default_version", { LXSS "DefaultVersion", LITERAL_DWORD "2" }), FINDING_OK, "WSL 2");
    expect(LOOK("wsl.default_version", { "system/platform", "windows" }), FINDING_OK, "WSL 2 (WSL's default)");
    expect(LOOK("wsl.default_version", { LXSS "DefaultVersion", LITERAL_DWORD "3" }), FINDING_UNKNOWN, "\"3\" is not known");
    expect(LOOK("wsl.default_version", { LXSS "DefaultVersion", LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_running_wsl_2_distribution_is_ok),
        cmocka_unit_test(wsl_2_that_does_not_run_is_to_be_launched),
        cmocka_unit_test(none_installed_or_only_wsl_1_fails),
        cmocka_unit_test(without_the_list_the_vendor_s_report_counts),
        cmocka_unit_test(without_either_what_is_registered_tells_what_cannot_run),
        cmocka_unit_test(wsl_2_is_known_by_its_flags_not_by_its_version),
        cmocka_unit_test(only_wsl_2_is_ok_and_a_missing_policy_is_told),
        cmocka_unit_test(a_capture_with_the_list_alone_is_judged_by_it),
        cmocka_unit_test(distributions_that_cannot_be_read_are_unknown),
        cmocka_unit_test(new_distributions_become_wsl_2_unless_set_otherwise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
