/* Where each version comes from. */
#include "tests/support.h"

#include <stdlib.h>

#include "probes/versions.h"

#define DLL       "file-version/C/Program Files/Microsoft Defender for Endpoint plug-in for WSL/plug-in/DefenderforEndpointPlug-in.dll"
#define UNINSTALL "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Uninstall/"
#define NT        "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"
#define REPORT    "Plugin Version          : 1.25.825.2\nWSL Version             : 2.7.3\nDefender App Version    : 101.26032.0000\n"

#define ASSERT_VERSION(field, expected, ...)                                                   \
    do {                                                                                       \
        struct host *host = host_open_literal((const char *const[][2]){ __VA_ARGS__, { 0 } }); \
        struct versions versions = versions_of(host);                                          \
        const char *wanted = expected;                                                         \
                                                                                               \
        assert_int_equal(versions.field == NULL, wanted == NULL);                              \
        if (wanted != NULL)                                                                    \
            assert_string_equal(versions.field, wanted);                                       \
        versions_free(&versions);                                                              \
        host_free(host);                                                                       \
    } while (0)

#define WINDOWS                      \
    {                                \
        "system/platform", "windows" \
    }
#define LINUX                      \
    {                              \
        "system/platform", "linux" \
    }
#define HAS_ENTRY                                                                       \
    { UNINSTALL "{1}/DisplayName", "Microsoft Defender for Endpoint plug-in for WSL" }, \
    {                                                                                   \
        UNINSTALL "{1}/DisplayVersion", "1.24.522.2"                                    \
    }

static void the_plug_in_s_library_counts_before_everything_else(void **state)
{
    (void)state;
    ASSERT_VERSION(plugin, "1.26.427.1", WINDOWS, { DLL, "1.26.427.1" }, HAS_ENTRY, { "command/plugin-healthcheck", REPORT });
    ASSERT_VERSION(plugin, "1.24.522.2", WINDOWS, HAS_ENTRY, { "command/plugin-healthcheck", REPORT });
    ASSERT_VERSION(plugin, "1.24.522.2", WINDOWS, { DLL, LITERAL_UNREADABLE "permission denied" }, HAS_ENTRY);
    ASSERT_VERSION(plugin, "1.25.825.2", WINDOWS, { "command/plugin-healthcheck", REPORT });
    ASSERT_VERSION(plugin, NULL, WINDOWS, { UNINSTALL "{1}/DisplayName", "Microsoft Defender for Endpoint plug-in for WSL 2" },
                   { UNINSTALL "{1}/DisplayVersion", "9.9" });
}

static void the_plug_in_is_found_where_programs_are_installed(void **state)
{
    (void)state;
    ASSERT_VERSION(
        plugin, "1.26.427.1", WINDOWS, { "env/ProgramFiles", "D:\\Programme" },
        { "file-version/D/Programme/Microsoft Defender for Endpoint plug-in for WSL/plug-in/DefenderforEndpointPlug-in.dll", "1.26.427.1" });
}

static void wsl_s_installer_counts_before_what_wsl_says(void **state)
{
    (void)state;
    ASSERT_VERSION(wsl, "2.3.24.0", WINDOWS, { "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version", "2.3.24.0" },
                   { "command/wsl-version", "WSL version: 2.1.5.0\nKernel version: 5.15.146.1-2\n" });
    ASSERT_VERSION(wsl, "2.1.5.0", WINDOWS, { "command/wsl-version", "WSL version: 2.1.5.0\nKernel version: 5.15.146.1-2\n" });
    ASSERT_VERSION(wsl, "2.7.3", WINDOWS, { "command/plugin-healthcheck", REPORT });
    ASSERT_VERSION(wsl, NULL, WINDOWS, { "command/wsl-version", "Usage: wsl.exe [Argument]\n" });
}

static void the_kernel_is_wsl_s_on_windows_and_the_running_one_on_linux(void **state)
{
    (void)state;
    ASSERT_VERSION(kernel, "5.15.146.1-2", WINDOWS, { "command/wsl-version", "WSL version: 2.1.5.0\nKernel version: 5.15.146.1-2\n" },
                   { "system/kernel-release", "10.0.26100" });
    ASSERT_VERSION(kernel, "6.1.0-28-amd64", LINUX, { "system/kernel-release", "6.1.0-28-amd64" });
}

static void the_agent_itself_counts_before_the_plug_in_s_report(void **state)
{
    (void)state;
    ASSERT_VERSION(agent, "101.24082.0004", LINUX, { "command/mdatp-health", "app_version                                 : \"101.24082.0004\"\n" });
    ASSERT_VERSION(agent, "101.26032.0000", WINDOWS, { "command/plugin-healthcheck", REPORT });
    ASSERT_VERSION(agent, NULL, LINUX, { "command/plugin-healthcheck", REPORT });
}

static void windows_is_numbered_as_winver_does(void **state)
{
    (void)state;
    ASSERT_VERSION(windows, "10.0.26100.4061", WINDOWS, { NT "CurrentMajorVersionNumber", LITERAL_DWORD "10" },
                   { NT "CurrentMinorVersionNumber", LITERAL_DWORD "0" }, { NT "CurrentBuildNumber", "26100" }, { NT "UBR", LITERAL_DWORD "4061" });
    ASSERT_VERSION(windows, NULL, WINDOWS, { NT "CurrentBuildNumber", "26100" });
    ASSERT_VERSION(windows, NULL, LINUX, { NT "CurrentBuildNumber", "26100" });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plug_in_s_library_counts_before_everything_else),
        cmocka_unit_test(the_plug_in_is_found_where_programs_are_installed),
        cmocka_unit_test(wsl_s_installer_counts_before_what_wsl_says),
        cmocka_unit_test(the_kernel_is_wsl_s_on_windows_and_the_running_one_on_linux),
        cmocka_unit_test(the_agent_itself_counts_before_the_plug_in_s_report),
        cmocka_unit_test(windows_is_numbered_as_winver_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
