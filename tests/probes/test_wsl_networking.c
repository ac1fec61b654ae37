/* wsl.networking: where the agent reaches nothing, do WSL's settings have what is documented? */
#include "tests/support.h"

#include <string.h>

#define CONFIG "file/C/Users/user/.wslconfig"
#define POLICY "registry/HKLM/SOFTWARE/Policies/WSL/"
#define BUILD  "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/CurrentBuildNumber"
#define REPORT "command/plugin-healthcheck"
#define GSA    "service/GlobalSecureAccessTunnelingService"

#define INVALID                                       \
    { "user/profile", "C:\\Users\\user" },            \
    {                                                 \
        REPORT, "MDE Connectivity Test   : invalid\n" \
    }
#define MIRRORED                                                       \
    {                                                                  \
        CONFIG, "[wsl2]\ndnsTunneling=true\nnetworkingMode=mirrored\n" \
    }
#define LOOK(...) look_at("wsl.networking", (const char *const[][2]){ __VA_ARGS__, { 0 } })

static void expect(struct finding finding, enum finding_status status, const char *part)
{
    if (strstr(finding.summary, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, finding.summary);
    assert_int_equal(finding.status, status);
    if (status >= FINDING_UNKNOWN)
        assert_true(strlen(finding.advice) > 20);
}

static void advises(struct finding finding, const char *part)
{
    if (strstr(finding.advice, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, finding.advice);
}

static void a_connected_agent_needs_no_settings(void **state)
{
    struct finding finding = LOOK({ REPORT, "MDE Connectivity Test   : success\n" }, { BUILD, "26100" });

    (void)state;
    expect(finding, FINDING_OK, "says \"success\"");
    assert_string_equal(finding.value, "success");
}

static void windows_11_22h2_gets_the_exact_lines_and_a_word_about_mirrored_mode(void **state)
{
    struct finding finding = LOOK(INVALID, { BUILD, "22621" });

    (void)state;
    expect(finding, FINDING_WARN,
           "the agent's connectivity test says \"invalid\"; .wslconfig does not set dnsTunneling=true and networkingMode=mirrored");
    advises(finding, "%UserProfile%\\.wslconfig, below the line `[wsl2]`: `dnsTunneling=true` and `networkingMode=mirrored`");
    advises(finding, "41028");
    advises(finding, "healthcheck --explain networking-logs");
}

static void the_first_windows_11_gets_no_mirrored_mode(void **state)
{
    struct finding finding = LOOK(INVALID, { BUILD, "22000" });

    (void)state;
    expect(finding, FINDING_WARN, ".wslconfig does not set dnsTunneling=true");
    assert_null(strstr(finding.summary, "mirrored"));
    advises(finding, "networkingMode=mirrored needs Windows 11 22H2");
}

static void windows_10_gets_its_own_line(void **state)
{
    struct finding finding = LOOK(INVALID, { BUILD, "19045" }, { CONFIG, "[wsl2]\nmemory=8GB\ndnsProxy=true\n" }, { GSA, "running" });

    (void)state;
    expect(finding, FINDING_WARN, ".wslconfig does not set dnsProxy=false");
    assert_null(strstr(finding.summary, "Tunneling"));
    advises(finding, "Take line 3 out of %UserProfile%\\.wslconfig");
    advises(finding, "`dnsProxy=false`");
}

static void settings_in_place_lead_to_the_networking_log(void **state)
{
    struct finding finding = LOOK(INVALID, { BUILD, "26100" }, MIRRORED, { GSA, "stopped" });

    (void)state;
    expect(finding, FINDING_WARN, "the documented settings are in place");
    advises(finding, "`collect-wsl-logs.ps1 -LogProfile networking`");
    expect(LOOK(INVALID, { BUILD, "19045" }, { CONFIG, "[wsl2]\ndnsProxy=0\n" }), FINDING_WARN, "the documented settings are in place");
    expect(LOOK(INVALID, { BUILD, "22000" }, { CONFIG, "[experimental]\ndnsTunneling=true\n" }), FINDING_WARN,
           "the documented settings are in place");
}

static void what_overrides_the_settings_is_named(void **state)
{
    struct finding finding = LOOK(INVALID, { BUILD, "26100" }, MIRRORED, { POLICY "AllowNetworkingModeUserSetting", LITERAL_DWORD "0" });

    (void)state;
    expect(finding, FINDING_WARN, "policy AllowNetworkingModeUserSetting overrides networkingMode");
    assert_null(strstr(finding.summary, "in place"));
    expect(LOOK(INVALID, { BUILD, "26100" }, MIRRORED, { POLICY "AllowNetworkingModeUserSetting", LITERAL_DWORD "0" },
                { POLICY "DefaultNetworkingMode", LITERAL_DWORD "1" }),
           FINDING_WARN, "with DefaultNetworkingMode nat");
    expect(LOOK(INVALID, { BUILD, "26100" }, { POLICY "DefaultNetworkingMode", LITERAL_DWORD "0" }), FINDING_WARN,
           "policy DefaultNetworkingMode sets the networking mode to none");
    expect(LOOK(INVALID, { BUILD, "26100" }, MIRRORED, { GSA, "running" }), FINDING_WARN,
           "GlobalSecureAccessTunnelingService is running: WSL turns dnsTunneling off");
}

static void a_default_of_mirrored_needs_no_line(void **state)
{
    struct finding finding =
        LOOK(INVALID, { BUILD, "26100" }, { CONFIG, "[wsl2]\ndnsTunneling=true\n" }, { POLICY "DefaultNetworkingMode", LITERAL_DWORD "3" });

    (void)state;
    expect(finding, FINDING_WARN, "the documented settings are in place");
}

static void without_a_report_there_is_nothing_to_judge(void **state)
{
    (void)state;
    expect(LOOK({ BUILD, "26100" }), FINDING_SKIPPED, "the plug-in's own tool is not there");
    expect(LOOK({ REPORT, "Plugin Version          : 1.24.522.2\n" }), FINDING_SKIPPED, "not reported by this version");
    expect(LOOK({ REPORT, "MDE Connectivity Test   : perhaps\n" }), FINDING_UNKNOWN, "\"perhaps\", which is not known");
    expect(LOOK({ REPORT, LITERAL_UNREADABLE "timed out" }), FINDING_UNKNOWN, "timed out");
}

static void settings_that_cannot_be_read_do_not_hide_the_failure(void **state)
{
    (void)state;
    expect(LOOK(INVALID, { BUILD, "26100" }, { CONFIG, LITERAL_UNREADABLE "permission denied" }), FINDING_WARN,
           "could not look at file/C/Users/user/.wslconfig");
    expect(LOOK(INVALID, { BUILD, LITERAL_UNREADABLE "permission denied" }), FINDING_WARN, "which is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connected_agent_needs_no_settings),
        cmocka_unit_test(windows_11_22h2_gets_the_exact_lines_and_a_word_about_mirrored_mode),
        cmocka_unit_test(the_first_windows_11_gets_no_mirrored_mode),
        cmocka_unit_test(windows_10_gets_its_own_line),
        cmocka_unit_test(settings_in_place_lead_to_the_networking_log),
        cmocka_unit_test(what_overrides_the_settings_is_named),
        cmocka_unit_test(a_default_of_mirrored_needs_no_line),
        cmocka_unit_test(without_a_report_there_is_nothing_to_judge),
        cmocka_unit_test(settings_that_cannot_be_read_do_not_hide_the_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
