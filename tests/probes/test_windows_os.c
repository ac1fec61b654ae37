/* The Windows halves of os.supported and os.architecture. */
#include "tests/support.h"

#include <string.h>

#define NT      "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"
#define MACHINE "registry/HKLM/SYSTEM/CurrentControlSet/Control/Session Manager/Environment/PROCESSOR_ARCHITECTURE"
#define CLIENT                           \
    { NT "InstallationType", "Client" }, \
    {                                    \
        NT "EditionID", "Enterprise"     \
    }
#define LOOK(id, ...) look_at(id, (const char *const[][2]){ { "system/platform", "windows" }, __VA_ARGS__, { 0 } })

static void expect(struct finding finding, enum finding_status status, const char *part)
{
    if (strstr(finding.summary, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, finding.summary);
    assert_int_equal(finding.status, status);
    if (status >= FINDING_UNKNOWN)
        assert_true(strlen(finding.advice) > 20);
}

static void supported_clients_are_ok(void **state)
{
    struct finding finding = LOOK("os.supported", CLIENT, { NT "CurrentBuildNumber", "19044" });

    (void)state;
    expect(finding, FINDING_OK, "Windows 10 (build 19044) is supported");
    assert_string_equal(finding.value, "19044");
    expect(LOOK("os.supported", CLIENT, { NT "CurrentBuildNumber", "26100" }), FINDING_OK, "Windows 11 (build 26100) is supported");
}

static void builds_between_the_documents_warn(void **state)
{
    (void)state;
    expect(LOOK("os.supported", CLIENT, { NT "CurrentBuildNumber", "19041" }), FINDING_WARN, "the documents disagree");
    expect(LOOK("os.supported", CLIENT, { NT "CurrentBuildNumber", "19043" }), FINDING_WARN, "the documents disagree");
}

static void old_builds_servers_and_multi_session_fail(void **state)
{
    (void)state;
    expect(LOOK("os.supported", CLIENT, { NT "CurrentBuildNumber", "19040" }), FINDING_FAIL, "too old");
    expect(LOOK("os.supported", { NT "InstallationType", "Server Core" }, { NT "CurrentBuildNumber", "20348" }), FINDING_FAIL,
           "this is a server (Server Core)");
    expect(LOOK("os.supported", { NT "InstallationType", "Client" }, { NT "EditionID", "ServerRdsh" }, { NT "CurrentBuildNumber", "22631" }),
           FINDING_FAIL, "multi-session");
}

static void a_windows_that_cannot_be_asked_is_unknown(void **state)
{
    (void)state;
    expect(LOOK("os.supported", CLIENT), FINDING_UNKNOWN, "the build of Windows is not known");
    expect(LOOK("os.supported", CLIENT, { NT "CurrentBuildNumber", LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
    expect(LOOK("os.supported", { NT "InstallationType", "Toaster" }, { NT "CurrentBuildNumber", "26100" }), FINDING_UNKNOWN,
           "\"Toaster\" is not known");
    expect(LOOK("os.supported", { NT "InstallationType", LITERAL_UNREADABLE "permission denied" }, { NT "CurrentBuildNumber", "26100" }),
           FINDING_UNKNOWN, "permission denied");
}

static void from_inside_wsl_its_windows_host_is_judged(void **state)
{
    (void)state;
    expect(look_at("os.supported", (const char *const[][2]){ { "system/platform", "wsl" }, CLIENT, { NT "CurrentBuildNumber", "19043" }, { 0 } }),
           FINDING_WARN, "the documents disagree");
}

static void x86_64_is_ok_and_arm64_fails(void **state)
{
    (void)state;
    expect(LOOK("os.architecture", { "system/architecture", "x86_64" }), FINDING_OK, "the machine is x86_64");
    expect(LOOK("os.architecture", { "system/architecture", "arm64" }), FINDING_FAIL, "the machine is ARM64");
    expect(LOOK("os.architecture", { "system/architecture", "x86" }), FINDING_FAIL, "the machine is x86");
}

static void the_machine_counts_not_the_process(void **state)
{
    (void)state;
    expect(LOOK("os.architecture", { "system/architecture", "x86_64" }, { MACHINE, "ARM64" }), FINDING_FAIL, "the machine is ARM64");
    expect(LOOK("os.architecture", { MACHINE, "AMD64" }), FINDING_OK, "the machine is x86_64");
}

static void a_machine_that_does_not_say_is_unknown(void **state)
{
    (void)state;
    expect(LOOK("os.architecture", { "system/hostname", "x" }), FINDING_UNKNOWN, "not known");
    expect(LOOK("os.architecture", { "system/architecture", LITERAL_UNREADABLE "not captured" }), FINDING_UNKNOWN, "not captured");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(supported_clients_are_ok),
        cmocka_unit_test(builds_between_the_documents_warn),
        cmocka_unit_test(old_builds_servers_and_multi_session_fail),
        cmocka_unit_test(a_windows_that_cannot_be_asked_is_unknown),
        cmocka_unit_test(from_inside_wsl_its_windows_host_is_judged),
        cmocka_unit_test(x86_64_is_ok_and_arm64_fails),
        cmocka_unit_test(the_machine_counts_not_the_process),
        cmocka_unit_test(a_machine_that_does_not_say_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
