/* Machines that are not as they should be, alive: healthcheck.exe tells each, ends in time, and never by a crash. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <sddl.h>

#include "healthcheck/core/memory.h"
#include "tests/windows/stage.h"

#define WSL     "C:/windows/system32/wsl.exe"
#define VENDOR  "C:/Program Files/Microsoft Defender for Endpoint plug-in for WSL/tools/healthcheck.exe"
#define EXPORT  "Windows Registry Editor Version 5.00\r\n\r\n"
#define KOREAN  "\xea\xb9\x80\xec\xb2\xa0\xec\x88\x98" /* 김철수 */
#define LXSS    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Lxss\\MSI]\r\n\"Version\"=\"2.7.3.0\"\r\n\r\n"
#define ONBOARD "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status]\r\n\"OnboardingState\"=dword:00000001\r\n\r\n"

static struct outcome last;
static cJSON *report;

static int forget(void **state)
{
    (void)state;
    cJSON_Delete(report);
    report = NULL;
    outcome_free(&last);
    last = (struct outcome){ 0 };
    stage_clear();
    stage_services();
    return 0;
}

/* Only this check (and not what it needs), with so many seconds for what is waited for. */
static void examine(const char *id, const char *option)
{
    cJSON_Delete(report);
    outcome_free(&last);
    last = stage_run((const char *const[]){ "--format=json", "--only", id, option, NULL }, 60);
    report = cJSON_Parse(text_of(&last.out));
    if (report == NULL)
        fail_msg("%s: status %d: %s", id, last.status, text_of(&last.err));
}

static const char *text_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static const cJSON *finding(const char *id)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(report, "findings"))
    {
        if (strcmp(text_at(item, "id"), id) == 0)
            return item;
    }
    fail_msg("there is no finding %s", id);
    return NULL;
}

/* The finding has that status, and a summary with these words in it. */
static void assert_finding(const char *id, const char *status, const char *words)
{
    const cJSON *item = finding(id);

    if (strcmp(text_at(item, "status"), status) != 0 || strstr(text_at(item, "summary"), words) == NULL)
        fail_msg("%s is %s: %s", id, text_at(item, "status"), text_at(item, "summary"));
}

static void a_machine_without_wsl_is_told_and_nothing_else_is_asked_of_it(void **state)
{
    (void)state;
    examine("wsl.*", NULL);
    assert_finding("wsl.installed", "fail", "WSL is not installed");
    assert_finding("wsl.version", "skipped", "needs wsl.installed");
    assert_int_equal(last.status, 2);
}

static void each_build_of_windows_is_judged(void **state)
{
    static const struct {
        const char *build, *status, *words;
    } rows[] = {
        { "19043", "warn", "Windows 10 (build 19043)" },
        { "22631", "ok", "Windows 11 (build 22631)" },
        { "26100", "ok", "Windows 11 (build 26100)" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *export = text_format(EXPORT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n"
                                          "\"CurrentBuild\"=\"%s\"\r\n\"CurrentBuildNumber\"=\"%s\"\r\n"
                                          "\"InstallationType\"=\"Client\"\r\n\"UBR\"=dword:00000fdd\r\n",
                                   rows[i].build, rows[i].build),
             *version = text_format("10.0.%s.4061", rows[i].build);

        stage_registry(export);
        examine("os.supported", NULL);
        assert_finding("os.supported", rows[i].status, rows[i].words);
        assert_string_equal(text_at(cJSON_GetObjectItemCaseSensitive(report, "versions"), "windows"), version);
        stage_clear();
        free(version);
        free(export);
    }
}

static void the_plug_ins_own_report_is_read_in_utf_16(void **state)
{
    static const char *const files[] = { "healthy.utf16le.bin", "healthy.crcrlf.bin" };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path = text_format("tests/data/plugin_report/%s", files[i]), *bytes;
        size_t size;

        bytes = read_project_file(path, &size);
        stage_registry(EXPORT LXSS);
        stage_program(VENDOR, "1.26.427.1", true);
        stage_answer(VENDOR, "", bytes, size, 0);
        examine("agent.*", NULL);
        assert_finding("agent.health", "ok", "healthy");
        assert_string_equal(text_at(cJSON_GetObjectItemCaseSensitive(report, "versions"), "agent"), "101.26032.0000");
        stage_clear();
        free(bytes);
        free(path);
    }
}

/* wsl.exe says it, and no key does: old installations from the Store have none. */
static void the_version_of_wsl_is_read_in_every_language(void **state)
{
    static const char *const files[] = { "version.de-DE.utf16le.bin", "version.ko-KR.utf16le.bin", "version.ja-JP.utf16le.bin",
                                         "version.en-US.utf16le.bin" };

    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path = text_format("tests/data/wsl_text/%s", files[i]), *bytes;
        size_t size;

        bytes = read_project_file(path, &size);
        stage_program(WSL, NULL, false);
        stage_answer(WSL, "--version", bytes, size, 0);
        examine("wsl.version", NULL);
        assert_string_equal(text_at(finding("wsl.version"), "status"), "ok");
        assert_non_null(strstr(text_at(finding("wsl.version"), "value"), "2."));
        stage_clear();
        free(bytes);
        free(path);
    }
}

static void a_wsl_that_misbehaves_costs_its_answer_and_no_more(void **state)
{
    static const struct {
        const char *way, *bytes, *words;
        int status;
    } rows[] = {
        { "hang", "", "timed out after 1 s", 0 },
        { "flood", "", "", 0 },
        { "die", "  NAME", "", 0 },
        { "", "\xff\xfe\x00\xd8garbage\x01\x02\x80\xff", "", 0 },
        { "", "", "", 255 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ULONGLONG before = GetTickCount64();
        static const char *const words[] = { "--version", "--list --verbose", "--status" };

        stage_registry(EXPORT LXSS);
        stage_program(WSL, NULL, false);
        for (size_t k = 0; k < 3; k++) {
            stage_answer(WSL, words[k], rows[i].bytes, strlen(rows[i].bytes), rows[i].status);
            stage_answer_way(WSL, words[k], rows[i].way);
        }
        examine("wsl.*", "--timeout=1");
        assert_finding("wsl.installed", "ok", "WSL 2.7.3.0");
        assert_true(last.status >= 0 && last.status <= 3);
        if (strstr(text_of(&last.out), rows[i].words) == NULL)
            fail_msg("%s: nothing says %s: %s", rows[i].way, rows[i].words, text_of(&last.out));
        assert_true(GetTickCount64() - before < 15000);
        stage_clear();
    }
}

static void a_service_that_is_disabled_is_told(void **state)
{
    (void)state;
    stage_registry(EXPORT LXSS);
    stage_service("WslService", "disabled");
    stage_services();
    examine("wsl.service", NULL);
    assert_finding("wsl.service", "fail", "disabled");
}

static void refuse(const wchar_t *path, const wchar_t *rights)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    HKEY key;

    assert_int_equal(RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, WRITE_DAC | KEY_WOW64_64KEY, &key), ERROR_SUCCESS);
    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorW(rights, SDDL_REVISION_1, &descriptor, NULL));
    assert_int_equal(RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, descriptor), ERROR_SUCCESS);
    LocalFree(descriptor);
    RegCloseKey(key);
}

static void a_key_that_is_refused_leaves_its_check_unknown(void **state)
{
    static const wchar_t status[] = L"SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status";

    (void)state;
    stage_registry(EXPORT ONBOARD);
    stage_service("Sense", "running");
    stage_services();
    examine("host.onboarded", NULL);
    assert_finding("host.onboarded", "ok", "onboarded");
    refuse(status, L"D:(D;;KR;;;WD)(A;;WDWO;;;WD)");
    examine("host.onboarded", NULL);
    refuse(status, L"D:(A;;KA;;;WD)");
    assert_finding("host.onboarded", "unknown", "permission denied");
    assert_int_equal(last.status, 3);
}

static void a_file_that_somebody_holds_is_told(void **state)
{
    HANDLE held;
    char *path = text_format("C:/Users/%s", KOREAN),
         *export = text_format(EXPORT LXSS "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\%s]\r\n"
                                           "\"ProfileImagePath\"=\"C:\\\\Users\\\\" KOREAN "\"\r\n",
                               stage_own_sid()),
         *file = text_format("%s/.wslconfig", path);

    (void)state;
    stage_registry(export);
    stage_file(file, "[wsl2]\nkernel=C:\\\\my\\\\kernel\n", 29);
    examine("wsl.custom_kernel", NULL);
    assert_string_equal(text_at(finding("wsl.custom_kernel"), "status"), "warn");
    assert_non_null(strstr(text_of(&last.out), "/" KOREAN "/.wslconfig"));
    held = CreateFileW(L"C:\\Users\\\xae40\xcca0\xc218\\.wslconfig", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    assert_ptr_not_equal(held, INVALID_HANDLE_VALUE);
    examine("wsl.custom_kernel", NULL);
    CloseHandle(held);
    assert_finding("wsl.custom_kernel", "unknown", "C/Users/" KOREAN "/.wslconfig");
    free(file);
    free(export);
    free(path);
}

static void a_user_who_is_not_signed_in_is_told_as_one(void **state)
{
    struct outcome outcome;

    (void)state;
    examine("proxy.*", "--user=S-1-5-21-9-9-9-1001");
    assert_finding("proxy.network_and_internet", "unknown", "the hive of S-1-5-21-9-9-9-1001 is not loaded: that user is not signed in");
    outcome = stage_run((const char *const[]){ "--extendedProxy", "--user=S-1-5-21-9-9-9-1001", NULL }, 60);
    assert_non_null(strstr(text_of(&outcome.out), "\nWhich way URLs go where nothing is set in what could not be looked at:\n"));
    outcome_free(&outcome);
}

static void a_standard_user_gets_a_whole_report(void **state)
{
    struct outcome outcome;
    cJSON *user, *administrator;

    (void)state;
    outcome = stage_run_as_user((const char *const[]){ "--format=json", NULL }, 60);
    user = cJSON_Parse(text_of(&outcome.out));
    assert_non_null(user);
    assert_true(outcome.status >= 0 && outcome.status <= 3);
    examine("*", NULL);
    administrator = cJSON_GetObjectItemCaseSensitive(report, "findings");
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(user, "findings")), cJSON_GetArraySize(administrator));
    cJSON_Delete(user);
    outcome_free(&outcome);
    outcome = stage_run_as_user((const char *const[]){ "--ask", "system/elevated", NULL }, 60);
    if (strcmp(text_of(&outcome.out), "false\n") != 0)
        print_message("not enforced under Wine: a token without administrators is elevated (%s)\n", text_of(&outcome.out));
    outcome_free(&outcome);
}

static void a_path_of_500_characters_is_a_path(void **state)
{
    struct text path = { 0 };
    char *host, *about, *output;

    (void)state;
    text_append(&path, "C:/" KOREAN);
    while (path.size < 500)
        text_append(&path, "/a folder with a long name");
    host = text_format("%s/facts/system/platform", text_of(&path));
    about = text_format("--host=%s", text_of(&path));
    output = text_format("--output=%s/report.json", text_of(&path));
    stage_file(host, "windows", 7);
    examine("os.*", about);
    assert_finding("os.supported", "unknown", "");
    last = stage_run((const char *const[]){ "--only=os.*", output, NULL }, 60);
    assert_true(last.status >= 0 && last.status <= 3);
    free(host);
    host = text_format("%s/report.json", text_of(&path));
    {
        struct outcome again = stage_run((const char *const[]){ "--only=os.*", "--output", host, NULL }, 60);

        assert_int_equal(again.status, last.status);
        outcome_free(&again);
    }
    stage_file(host, "", 0); /* so that it is removed */
    free(output);
    free(about);
    free(host);
    text_free(&path);
}

static int open_stage(void **state)
{
    (void)state;
    stage_open();
    return 0;
}

static int close_stage(void **state)
{
    (void)state;
    stage_close();
    return 0;
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_machine_without_wsl_is_told_and_nothing_else_is_asked_of_it, forget),
        cmocka_unit_test_teardown(each_build_of_windows_is_judged, forget),
        cmocka_unit_test_teardown(the_plug_ins_own_report_is_read_in_utf_16, forget),
        cmocka_unit_test_teardown(the_version_of_wsl_is_read_in_every_language, forget),
        cmocka_unit_test_teardown(a_wsl_that_misbehaves_costs_its_answer_and_no_more, forget),
        cmocka_unit_test_teardown(a_service_that_is_disabled_is_told, forget),
        cmocka_unit_test_teardown(a_key_that_is_refused_leaves_its_check_unknown, forget),
        cmocka_unit_test_teardown(a_file_that_somebody_holds_is_told, forget),
        cmocka_unit_test_teardown(a_user_who_is_not_signed_in_is_told_as_one, forget),
        cmocka_unit_test_teardown(a_standard_user_gets_a_whole_report, forget),
        cmocka_unit_test_teardown(a_path_of_500_characters_is_a_path, forget),
    };

    setvbuf(stdout, NULL, _IONBF, 0);
    return cmocka_run_group_tests(tests, open_stage, close_stage);
}
