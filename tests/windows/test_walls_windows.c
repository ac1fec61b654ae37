/* What Wine takes and does not enforce: that we ask for it. Whether Windows then does it, no test here shows (docs/wine.md). */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/platform/process.h"
#include "healthcheck/platform/wide_windows.h"
#include "proxy/pac.h"
#include "proxy/pac_child.h"

#define WIDE_TEXT(text) L##text
#define WIDE(text)      WIDE_TEXT(text)

/* The linker leads our calls of these to here (--wrap). */
typedef BOOL WINAPI job_call(HANDLE, JOBOBJECTINFOCLASS, void *, DWORD);
typedef BOOL WINAPI token_call(HANDLE, TOKEN_INFORMATION_CLASS, void *, DWORD);
typedef BOOL WINAPI start_call(const wchar_t *, wchar_t *, SECURITY_ATTRIBUTES *, SECURITY_ATTRIBUTES *, BOOL, DWORD, void *, const wchar_t *,
                               STARTUPINFOW *, PROCESS_INFORMATION *);
extern start_call *__real___imp_CreateProcessW;
extern job_call *__real___imp_SetInformationJobObject;
extern token_call *__real___imp_SetTokenInformation;

static JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits;
static DWORD windows_limits;
static DWORD integrity;

static BOOL WINAPI note_job(HANDLE job, JOBOBJECTINFOCLASS what, void *information, DWORD size)
{
    if (what == JobObjectExtendedLimitInformation)
        memcpy(&limits, information, sizeof limits);
    if (what == JobObjectBasicUIRestrictions)
        windows_limits = ((JOBOBJECT_BASIC_UI_RESTRICTIONS *)information)->UIRestrictionsClass;
    return __real___imp_SetInformationJobObject(job, what, information, size);
}

static BOOL WINAPI note_token(HANDLE token, TOKEN_INFORMATION_CLASS what, void *information, DWORD size)
{
    if (what == TokenIntegrityLevel)
        integrity = *GetSidSubAuthority(((TOKEN_MANDATORY_LABEL *)information)->Label.Sid, 0);
    return __real___imp_SetTokenInformation(token, what, information, size);
}

static int starts, failing_starts;

static BOOL WINAPI start_at_last(const wchar_t *program, wchar_t *line, SECURITY_ATTRIBUTES *process, SECURITY_ATTRIBUTES *thread, BOOL inherits,
                                 DWORD flags, void *environment, const wchar_t *folder, STARTUPINFOW *how, PROCESS_INFORMATION *started)
{
    if (++starts <= failing_starts) {
        SetLastError(ERROR_INTERNAL_ERROR);
        return FALSE;
    }
    return __real___imp_CreateProcessW(program, line, process, thread, inherits, flags, environment, folder, how, started);
}

start_call *__wrap___imp_CreateProcessW = start_at_last;
job_call *__wrap___imp_SetInformationJobObject = note_job;
token_call *__wrap___imp_SetTokenInformation = note_token;

static bool is_wine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

static void not_enforced(const char *what)
{
    if (is_wine())
        print_message("not enforced under Wine: %s\n", what);
}

static void a_script_is_asked_to_be_held_in(void **state)
{
    static const char script[] = "function FindProxyForURL() { return 'DIRECT'; }";
    static const char *const url[] = { "https://a.example/" };
    struct host *host = host_open_literal((const char *const[][2]){ { NULL } });
    struct pac_result result = pac_evaluate(host, script, strlen(script), url, 1, 30);

    (void)state;
    assert_string_equal(result.answers[0].answer, "DIRECT");
    assert_int_equal(limits.BasicLimitInformation.LimitFlags, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION |
                                                                  JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_PROCESS_MEMORY |
                                                                  JOB_OBJECT_LIMIT_PROCESS_TIME);
    assert_int_equal(limits.BasicLimitInformation.ActiveProcessLimit, 1);
    assert_int_equal(limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart, PAC_CPU_SECONDS * 10000000LL);
    assert_true(limits.ProcessMemoryLimit >= 16u << 20 && limits.ProcessMemoryLimit <= 256u << 20);
    assert_int_equal(windows_limits, 0xff);
    assert_int_equal(integrity, SECURITY_MANDATORY_LOW_RID);
    not_enforced("the memory, the processor time, the processes and the windows of a job; low integrity");
    pac_result_free(&result);
    host_free(host);
}

static void what_is_run_is_asked_to_end_with_us(void **state)
{
    static const char *const arguments[] = { "C:\\windows\\system32\\cmd.exe", "/c", "exit", NULL };
    static const char *const environment[] = { "SystemRoot=C:\\windows", NULL };
    struct process_result result;

    (void)state;
    memset(&limits, 0, sizeof limits);
    result = process_run(&(struct process_request){ .arguments = arguments, .environment = environment, .timeout_seconds = 30, .output_limit = 100 });
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_true((limits.BasicLimitInformation.LimitFlags & JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE) != 0);
    process_result_free(&result);
}

/* Wine 8.0 fails so on a busy machine. What fails again and again is told. */
static void a_start_that_fails_within_windows_is_tried_again(void **state)
{
    static const char *const arguments[] = { "C:\\windows\\system32\\cmd.exe", "/c", "echo there", NULL };
    static const char *const environment[] = { "SystemRoot=C:\\windows", NULL };
    const struct process_request request = { .arguments = arguments, .environment = environment, .timeout_seconds = 30, .output_limit = 100 };
    struct process_result result;

    (void)state;
    starts = 0;
    failing_starts = 1;
    result = process_run(&request);
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_string_equal(text_of(&result.output), "there\r\n");
    process_result_free(&result);
    starts = 0;
    failing_starts = 1000;
    result = process_run(&request);
    failing_starts = 0;
    assert_int_equal(result.end, PROCESS_REFUSED);
    assert_non_null(strstr(result.why, "1359"));
    assert_int_equal(starts, 3);
    process_result_free(&result);
}

/* In the folder that somebody called us from a DLL may lie that the program would take for Windows' own. */
static void what_is_run_starts_in_the_folder_of_windows(void **state)
{
    static const char *const arguments[] = { "C:\\windows\\system32\\cmd.exe", "/c", "cd", NULL };
    static const char *const environment[] = { "SystemRoot=C:\\windows", NULL };
    struct process_result result;

    (void)state;
    result = process_run(&(struct process_request){ .arguments = arguments, .environment = environment, .timeout_seconds = 30, .output_limit = 100 });
    assert_true(text_starts_any_case(text_of(&result.output), "C:\\windows\\system32\r\n"));
    process_result_free(&result);
}

/* Windows opens such a path with this beginning only, or where its administrator allowed long ones. */
static void a_long_path_is_asked_for_in_the_long_form(void **state)
{
    struct text path = { 0 };
    wchar_t *wide;

    (void)state;
    text_append(&path, "C:");
    while (path.size < 500)
        text_append(&path, "/folder");
    wide = wide_path(text_of(&path));
    assert_int_equal(wcsncmp(wide, L"\\\\?\\C:\\folder\\folder", 20), 0);
    not_enforced("MAX_PATH");
    free(wide);
    text_free(&path);
}

/* Yes, and nothing in the answer: not known, and never "none". */
static void a_mitigation_that_is_not_told_is_a_question_mark(void **state)
{
    struct host *host = host_open_live(&(struct host_options){ 0 });
    char name[MAX_PATH], *own;
    const struct fact *fact;

    (void)state;
    GetModuleFileNameA(NULL, name, MAX_PATH);
    own = strrchr(name, '\\') + 1;
    fact = host_ask_for(host, "process/%s", own);
    assert_int_equal(fact->state, FACT_PRESENT);
    if (is_wine())
        assert_non_null(strstr(fact->text, " mitigations=?\n"));
    not_enforced("mitigations");
    host_free(host);
}

int wmain(int count, wchar_t **arguments)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_asked_to_be_held_in),
        cmocka_unit_test(what_is_run_is_asked_to_end_with_us),
        cmocka_unit_test(a_start_that_fails_within_windows_is_tried_again),
        cmocka_unit_test(what_is_run_starts_in_the_folder_of_windows),
        cmocka_unit_test(a_long_path_is_asked_for_in_the_long_form),
        cmocka_unit_test(a_mitigation_that_is_not_told_is_a_question_mark),
    };

    /* Who evaluates a script starts its own program again. */
    if (count == 2 && wcscmp(arguments[1], WIDE(PAC_CHILD_WORD)) == 0)
        return pac_child_main();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
