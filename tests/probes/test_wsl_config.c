/* What .wslconfig and WSL's policies decide: wsl.custom_kernel, wsl.kernel_command_line, wsl.config_syntax, wsl.lifetime,
   wsl.debug_shell. */
#include "tests/support.h"

#include <string.h>

#define PROFILE                           \
    {                                     \
        "user/profile", "C:\\Users\\user" \
    }
#define CONFIG        "file/C/Users/user/.wslconfig"
#define POLICY        "registry/HKLM/SOFTWARE/Policies/WSL/"
#define LXSS          "registry/HKCU/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/"
#define DLL           "file-version/C/Program Files/Microsoft Defender for Endpoint plug-in for WSL/plug-in/DefenderforEndpointPlug-in.dll"
#define LOOK(id, ...) look_at(id, (const char *const[][2]){ PROFILE, __VA_ARGS__, { 0 } })

#define KERNEL                                          \
    {                                                   \
        CONFIG, "[wsl2]\nkernel=C:\\\\wsl\\\\bzImage\n" \
    }
#define COMMAND_LINE                                        \
    {                                                       \
        CONFIG, "[wsl2]\r\n\r\nkernelCommandLine=quiet\r\n" \
    }
#define UNREADABLE                                     \
    {                                                  \
        CONFIG, LITERAL_UNREADABLE "permission denied" \
    }
#define ABSENT                       \
    {                                \
        "system/platform", "windows" \
    }

static void expect(struct finding finding, enum finding_status status, const char *part)
{
    if (strstr(finding.summary, part) == NULL)
        fail_msg("\"%s\" is not in: %s", part, finding.summary);
    assert_int_equal(finding.status, status);
    if (status >= FINDING_UNKNOWN)
        assert_true(strlen(finding.advice) > 20);
}

static void a_custom_kernel_warns_and_names_its_line(void **state)
{
    struct finding finding = LOOK("wsl.custom_kernel", KERNEL);

    (void)state;
    expect(finding, FINDING_WARN, "line 2 of .wslconfig sets kernel");
    assert_non_null(strstr(finding.advice, "Take line 2 out of %UserProfile%\\.wslconfig"));
    expect(LOOK("wsl.custom_kernel", KERNEL, { DLL, "1.24.522.2" }), FINDING_WARN, "sets kernel");
    expect(LOOK("wsl.custom_kernel", { CONFIG, "[wsl2]\nkernelModules=m\n" }), FINDING_WARN, "sets kernelModules");
    expect(LOOK("wsl.custom_kernel", { CONFIG, "[wsl2]\nsystemDistro=s\n" }), FINDING_WARN, "sets systemDistro");
    expect(LOOK("wsl.custom_kernel", { CONFIG, "[wsl2]\nkernel=\n" }), FINDING_OK, "its own kernel");
    expect(LOOK("wsl.custom_kernel", ABSENT), FINDING_OK, "its own kernel");
}

static void with_an_old_plug_in_a_custom_kernel_keeps_wsl_from_starting(void **state)
{
    (void)state;
    expect(LOOK("wsl.custom_kernel", KERNEL, { DLL, "0.23.1102.4" }), FINDING_FAIL, "plug-in 0.23.1102.4 does not let WSL start");
    expect(LOOK("wsl.custom_kernel", KERNEL, { "command/plugin-healthcheck", "Defender Plug-in Version: 1.24.426.1\n" }), FINDING_FAIL, "1.24.426.1");
    expect(LOOK("wsl.kernel_command_line", COMMAND_LINE, { DLL, "0.23.1102.4" }), FINDING_FAIL, "plug-in 0.23.1102.4 does not let WSL start");
}

static void what_a_policy_forbids_is_ignored_by_wsl(void **state)
{
    (void)state;
    expect(LOOK("wsl.custom_kernel", KERNEL, { POLICY "AllowKernelUserSetting", LITERAL_DWORD "0" }, { DLL, "0.23.1102.4" }), FINDING_OK,
           "which policy AllowKernelUserSetting forbids: WSL ignores it");
    expect(LOOK("wsl.custom_kernel", { CONFIG, "[wsl2]\nsystemDistro=s\nkernelModules=m\n" }, { POLICY "AllowKernelUserSetting", LITERAL_DWORD "0" }),
           FINDING_WARN, "line 2 of .wslconfig sets systemDistro");
    expect(LOOK("wsl.custom_kernel", { CONFIG, "[wsl2]\nsystemDistro=s\n" }, { POLICY "AllowSystemDistroUserSetting", LITERAL_DWORD "0" }),
           FINDING_OK, "AllowSystemDistroUserSetting forbids");
    expect(LOOK("wsl.kernel_command_line", COMMAND_LINE, { POLICY "AllowKernelCommandLineUserSetting", LITERAL_DWORD "0" }, { DLL, "0.23.1102.4" }),
           FINDING_OK, "AllowKernelCommandLineUserSetting forbids: WSL ignores it");
    expect(LOOK("wsl.custom_kernel", KERNEL, { POLICY "AllowKernelUserSetting", LITERAL_DWORD "1" }), FINDING_WARN, "sets kernel");
    expect(LOOK("wsl.custom_kernel", KERNEL, { POLICY "AllowKernelUserSetting", "0" }), FINDING_WARN, "sets kernel");
}

static void a_kernel_command_line_warns(void **state)
{
    (void)state;
    expect(LOOK("wsl.kernel_command_line", COMMAND_LINE), FINDING_WARN, "line 3 of .wslconfig sets kernelCommandLine");
    expect(LOOK("wsl.kernel_command_line", ABSENT), FINDING_OK, "WSL's own");
}

static void a_distribution_s_command_line_may_be_wsl_s_own(void **state)
{
    static const char *const own[] = { "BOOT_IMAGE=/kernel init=/init", "BOOT_IMAGE=/kernel init=/init ro", "BOOT_IMAGE=/kernel init=/init rw" };
    static const char *const foreign[] = { "BOOT_IMAGE=/kernel init=/init ro quiet", "BOOT_IMAGE=/kernel init=/initro",
                                           "BOOT_IMAGE=/kernel init=/init root=x", "quiet" };

    (void)state;
    for (size_t i = 0; i < 3; i++)
        expect(LOOK("wsl.kernel_command_line", { LXSS "{1}/DistributionName", "Ubuntu" }, { LXSS "{1}/KernelCommandLine", own[i] }), FINDING_OK,
               "WSL's own");
    for (size_t i = 0; i < 4; i++)
        expect(LOOK("wsl.kernel_command_line", { LXSS "{1}/DistributionName", "Ubuntu" }, { LXSS "{1}/KernelCommandLine", foreign[i] },
                    { DLL, "0.23.1102.4" }),
               FINDING_WARN, "distribution Ubuntu has a kernel command line of its own");
}

static void a_clean_or_absent_file_is_ok(void **state)
{
    (void)state;
    expect(LOOK("wsl.config_syntax", ABSENT), FINDING_OK, "there is no .wslconfig");
    expect(LOOK("wsl.config_syntax", { CONFIG, "\xef\xbb\xbf[wsl2]\r\nmemory=8GB\r\n" }), FINDING_OK, "understands every line");
    expect(LOOK("wsl.config_syntax", { CONFIG, "" }), FINDING_OK, "understands every line");
}

static void every_mistake_is_told_with_its_line(void **state)
{
    struct finding finding =
        LOOK("wsl.config_syntax", { CONFIG, "[wsl2]\nmemory=8GB\nmemory=4GB\npageReporting=true\ndnsTunneling=yes\nkernel=C:\\x\nprocessors=x\n" });

    (void)state;
    expect(finding, FINDING_WARN, "line 3 of .wslconfig: wsl2.memory is set again: line 2 counts");
    expect(finding, FINDING_WARN, "line 4 of .wslconfig: unknown key wsl2.pageReporting");
    expect(finding, FINDING_WARN, "line 5 of .wslconfig: wsl2.dnsTunneling=yes is not true, false, 1 or 0");
    expect(finding, FINDING_WARN, "line 6 of .wslconfig: a backslash is written \\\\");
    expect(finding, FINDING_WARN, "line 7 of .wslconfig: wsl2.processors=x is no whole number");
    assert_non_null(strstr(finding.advice, "Write true or false in line 5 of %UserProfile%\\.wslconfig"));
}

static void a_hundred_mistakes_do_not_fill_the_screen(void **state)
{
    char text[600] = "";

    (void)state;
    for (int i = 0; i < 100; i++)
        strcat(text, "x=1\n");
    expect(LOOK("wsl.config_syntax", { CONFIG, text }), FINDING_WARN, "and 90 more such lines");
}

static void what_is_no_text_fails(void **state)
{
    (void)state;
    expect(LOOK("wsl.config_syntax", { CONFIG, "\xff\xfe[" }), FINDING_FAIL, ".wslconfig is unreadable as text: it is UTF-16, not UTF-8");
    expect(LOOK("wsl.config_syntax", { CONFIG, "[wsl2]\nkernel=\xfc\n" }), FINDING_FAIL, "line 2 is not UTF-8");
}

static void a_short_life_warns(void **state)
{
    struct finding finding = LOOK("wsl.lifetime", { CONFIG, "[wsl2]\nvmIdleTimeout=59999\nsafeMode=true\n[general]\ninstanceIdleTimeout=0\n" });

    (void)state;
    expect(finding, FINDING_WARN, "line 2 of .wslconfig sets vmIdleTimeout to 59999 ms, below WSL's default of 60000");
    expect(finding, FINDING_WARN, "line 5 of .wslconfig sets instanceIdleTimeout to 0 ms, below WSL's default of 15000");
    expect(finding, FINDING_WARN, "line 3 of .wslconfig sets safeMode: the virtual machine has no network at all");
    expect(LOOK("wsl.lifetime", { CONFIG, "[wsl2]\nvmIdleTimeout=60000\nsafeMode=0\n[general]\ninstanceIdleTimeout=-1\n" }), FINDING_OK,
           "it must live 30 minutes");
    expect(LOOK("wsl.lifetime", { CONFIG, "[wsl2]\nvmIdleTimeout=-1\n" }), FINDING_OK, "it must live 30 minutes");
    expect(LOOK("wsl.lifetime", ABSENT), FINDING_OK, "it must live 30 minutes");
}

static void a_forbidden_debug_shell_warns(void **state)
{
    (void)state;
    expect(LOOK("wsl.debug_shell", { POLICY "AllowDebugShell", LITERAL_DWORD "0" }), FINDING_WARN,
           "policy AllowDebugShell forbids `wsl --debug-shell`");
    expect(LOOK("wsl.debug_shell", { POLICY "AllowDebugShell", LITERAL_DWORD "1" }), FINDING_OK, "allowed");
    expect(LOOK("wsl.debug_shell", ABSENT), FINDING_OK, "allowed");
    expect(LOOK("wsl.debug_shell", { POLICY "AllowDebugShell", LITERAL_UNREADABLE "permission denied" }), FINDING_UNKNOWN, "permission denied");
}

static void what_cannot_be_read_is_unknown(void **state)
{
    static const char *const ids[] = { "wsl.custom_kernel", "wsl.kernel_command_line", "wsl.config_syntax", "wsl.lifetime" };

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        expect(LOOK(ids[i], UNREADABLE), FINDING_UNKNOWN, "could not look at file/C/Users/user/.wslconfig: permission denied");
        expect(look_at(ids[i], (const char *const[][2]){ { "user/profile", LITERAL_UNREADABLE "nobody is logged on" }, { 0 } }), FINDING_UNKNOWN,
               "nobody is logged on");
        expect(look_at(ids[i],
                       (const char *const[][2]){ { "env/USERPROFILE", "D:\\u" }, { "file/D/u/.wslconfig", LITERAL_UNREADABLE "locked" }, { 0 } }),
               FINDING_UNKNOWN, "locked");
    }
    expect(LOOK("wsl.kernel_command_line", { LXSS "{1}/Flags", LITERAL_DWORD "15" }, { LXSS "{1}/KernelCommandLine", LITERAL_UNREADABLE "denied" }),
           FINDING_UNKNOWN, "denied");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_custom_kernel_warns_and_names_its_line),
        cmocka_unit_test(with_an_old_plug_in_a_custom_kernel_keeps_wsl_from_starting),
        cmocka_unit_test(what_a_policy_forbids_is_ignored_by_wsl),
        cmocka_unit_test(a_kernel_command_line_warns),
        cmocka_unit_test(a_distribution_s_command_line_may_be_wsl_s_own),
        cmocka_unit_test(a_clean_or_absent_file_is_ok),
        cmocka_unit_test(every_mistake_is_told_with_its_line),
        cmocka_unit_test(a_hundred_mistakes_do_not_fill_the_screen),
        cmocka_unit_test(what_is_no_text_fails),
        cmocka_unit_test(a_short_life_warns),
        cmocka_unit_test(a_forbidden_debug_shell_warns),
        cmocka_unit_test(what_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
