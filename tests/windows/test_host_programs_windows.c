/* What runs on a live Windows machine: services, processes, commands. This program plays all of them: it is the service, the process with a
   Korean name, and wsl.exe. */
#include "tests/support.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/process.h"
#include "healthcheck/platform/wide_windows.h"

#define SERVICE L"healthcheck-test"

static SERVICE_STATUS_HANDLE service_handle;

static void tell_state(DWORD state)
{
    SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
                              .dwCurrentState = state,
                              .dwControlsAccepted = SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PAUSE_CONTINUE };

    SetServiceStatus(service_handle, &status);
}

static DWORD WINAPI obey(DWORD control, DWORD type, void *data, void *context)
{
    (void)type;
    (void)data;
    (void)context;
    if (control == SERVICE_CONTROL_STOP)
        tell_state(SERVICE_STOPPED);
    if (control == SERVICE_CONTROL_PAUSE)
        tell_state(SERVICE_PAUSED);
    return NO_ERROR;
}

static void WINAPI serve(DWORD count, wchar_t **arguments)
{
    (void)count;
    service_handle = RegisterServiceCtrlHandlerExW(arguments[0], obey, NULL);
    tell_state(SERVICE_RUNNING);
}

/* As wsl.exe: what it was asked for decides what happens. */
static int be_wsl(int count, wchar_t **arguments)
{
    static const wchar_t list[] = L"  NAME      STATE           VERSION\r\n* Ubuntu    Running         2\r\n";
    char flood[4096];

    if (count > 1 && wcscmp(arguments[1], L"--status") == 0)
        Sleep(60000);
    _setmode(1, _O_BINARY);
    if (count > 1 && wcscmp(arguments[1], L"--list") == 0)
        fwrite(list, 1, sizeof list - sizeof *list, stdout);
    memset(flood, 'x', sizeof flood);
    for (int i = 0; count > 1 && wcscmp(arguments[1], L"--version") == 0 && i < 17 * 256; i++)
        fwrite(flood, 1, sizeof flood, stdout);
    return count > 1 && wcscmp(arguments[1], L"--version") == 0 ? 7 : 0;
}

static wchar_t *own_path(void)
{
    static wchar_t path[MAX_PATH];

    GetModuleFileNameW(NULL, path, MAX_PATH);
    return path;
}

static struct host *open_host(const char *root, double seconds)
{
    return host_open_live(&(struct host_options){ .root = root, .timeout_seconds = seconds });
}

static void assert_service(const char *state)
{
    struct host *host = open_host(NULL, 10);
    const struct fact *fact = host_ask(host, "service/healthcheck-test");

    assert_string_equal(fact->text, state);
    host_free(host);
}

static void wait_until(SC_HANDLE service, DWORD state)
{
    SERVICE_STATUS status = { 0 };

    for (int i = 0; i < 100 && QueryServiceStatus(service, &status) && status.dwCurrentState != state; i++)
        Sleep(100);
    assert_int_equal(status.dwCurrentState, state);
}

/* While Windows itself starts, it starts none for others; on a machine that does other things, one may not answer in time. */
static void start(SC_HANDLE service)
{
    bool is_started = false;

    for (int i = 0; i < 300 && !is_started; i++) {
        is_started = StartServiceW(service, 0, NULL);
        if (!is_started && GetLastError() != ERROR_SERVICE_DATABASE_LOCKED && GetLastError() != ERROR_SERVICE_REQUEST_TIMEOUT)
            fail_msg("the service does not start: error %lu", GetLastError());
        if (!is_started)
            Sleep(100);
    }
    assert_true(is_started);
}

/* One that a test before left behind. */
static void forget_service(SC_HANDLE manager)
{
    SC_HANDLE service = OpenServiceW(manager, SERVICE, DELETE);

    if (service == NULL)
        return;
    DeleteService(service);
    CloseServiceHandle(service);
}

static void a_service_is_told_through_its_whole_life(void **state)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS), service;
    wchar_t command[MAX_PATH + 32];
    SERVICE_STATUS status;

    (void)state;
    if (manager == NULL)
        SKIP_BECAUSE("windows-administrator", "only an administrator makes services");
    forget_service(manager);
    swprintf(command, MAX_PATH + 32, L"\"%ls\" as-service", own_path());
    service = CreateServiceW(manager, SERVICE, SERVICE, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL,
                             command, NULL, NULL, NULL, NULL, NULL);
    assert_non_null(service);
    assert_service("stopped");
    start(service);
    wait_until(service, SERVICE_RUNNING);
    assert_service("running");
    assert_true(ControlService(service, SERVICE_CONTROL_PAUSE, &status));
    wait_until(service, SERVICE_PAUSED);
    assert_service("paused");
    assert_true(ControlService(service, SERVICE_CONTROL_STOP, &status));
    wait_until(service, SERVICE_STOPPED);
    assert_true(ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_DISABLED, SERVICE_NO_CHANGE, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
    assert_service("disabled");
    assert_true(DeleteService(service));
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
}

static void a_service_that_is_not_there_is_absent(void **state)
{
    struct host *host = open_host(NULL, 10);

    (void)state;
    assert_int_equal(host_ask(host, "service/no-such-service-here")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, "service/a\\b")->state, FACT_UNREADABLE);
    host_free(host);
}

/* A folder of its own for a test, with drive C below it: "…\C\Windows\System32". Beside this program, for a link leads to no other
   volume. */
static char *make_root(wchar_t root[MAX_PATH])
{
    wcscpy(root, own_path());
    swprintf(wcsrchr(root, L'\\'), 64, L"\\healthcheck-%lu", (unsigned long)GetCurrentProcessId());
    CreateDirectoryW(root, NULL);
    return wide_to(root);
}

/* Copies (or, with `linked`, links) this program below the root, with the folders above it. */
static void put_program(const wchar_t *root, const wchar_t *path, bool linked)
{
    wchar_t whole[MAX_PATH * 2];

    swprintf(whole, MAX_PATH * 2, L"%ls\\%ls", root, path);
    for (wchar_t *at = whole + wcslen(root) + 1; (at = wcschr(at, L'\\')) != NULL; at++) {
        *at = L'\0';
        CreateDirectoryW(whole, NULL);
        *at = L'\\';
    }
    assert_true(linked ? CreateHardLinkW(whole, own_path(), NULL) : CopyFileW(own_path(), whole, FALSE));
}

static void remove_program(const wchar_t *root, const wchar_t *path)
{
    wchar_t whole[MAX_PATH * 2];

    swprintf(whole, MAX_PATH * 2, L"%ls\\%ls", root, path);
    for (int i = 0; i < 50 && !DeleteFileW(whole); i++)
        Sleep(20);
    while (wcslen(whole) > wcslen(root)) {
        *wcsrchr(whole, L'\\') = L'\0';
        RemoveDirectoryW(whole);
    }
}

#define WSL L"C\\windows\\System32\\wsl.exe"

static void utf16_of_wsl_comes_through_byte_for_byte(void **state)
{
    wchar_t root[MAX_PATH];
    char *path = make_root(root), *list;
    struct host *host = open_host(path, 20);
    const struct fact *fact;
    static const char *const names[] = { "wsl-list", NULL };

    (void)state;
    put_program(root, WSL, false);
    host_start_commands(host, names);
    fact = host_ask(host, "command/wsl-list");
    assert_int_equal(fact->state, FACT_PRESENT);
    assert_int_equal(fact->type, FACT_BYTES);
    list = text_from_utf16le(fact->text, fact->size, NULL);
    assert_string_equal(list, "  NAME      STATE           VERSION\r\n* Ubuntu    Running         2\r\n");
    assert_string_equal(host_ask(host, "command-status/wsl-list")->text, "0");
    host_free(host);
    remove_program(root, WSL);
    free(list);
    free(path);
}

/* Wine gives nobody another user's token, so here it is our own: that the program starts with one is seen, whose it is is not. */
static void a_program_runs_with_the_token_of_a_user(void **state)
{
    static const char *const variables[] = { "SystemRoot=C:\\windows", NULL };
    wchar_t root[MAX_PATH];
    char *path = make_root(root), *program = text_format("%s\\C\\windows\\System32\\wsl.exe", path);
    const char *arguments[] = { program, "--list", NULL };
    HANDLE own = NULL, token = NULL;
    struct process_result result;

    (void)state;
    put_program(root, WSL, false);
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own));
    assert_true(DuplicateTokenEx(own, TOKEN_ALL_ACCESS, NULL, SecurityImpersonation, TokenPrimary, &token));
    result = process_run(&(struct process_request){
        .arguments = arguments, .environment = variables, .timeout_seconds = 20, .output_limit = 65536, .user_token = token });
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 0);
    assert_true(result.output.size > 0);
    process_result_free(&result);
    CloseHandle(token);
    CloseHandle(own);
    remove_program(root, WSL);
    free(program);
    free(path);
}

static void a_program_that_hangs_or_floods_is_cut_short(void **state)
{
    wchar_t root[MAX_PATH];
    char *path = make_root(root);
    struct host *host;
    ULONGLONG before;

    (void)state;
    put_program(root, WSL, false);
    host = open_host(path, 1);
    before = GetTickCount64();
    assert_string_equal(host_ask(host, "command/wsl-status")->why, "timed out after 1 s");
    assert_string_equal(host_ask(host, "command-status/wsl-status")->text, "timeout");
    assert_true(GetTickCount64() - before < 15000);
    host_free(host);
    host = open_host(path, 60);
    assert_int_equal(host_ask(host, "command/wsl-version")->size, 16 * 1024 * 1024);
    assert_string_equal(host_ask(host, "command/wsl-version")->why, "cut at 16 MiB");
    assert_string_equal(host_ask(host, "command-status/wsl-version")->text, "7");
    host_free(host);
    remove_program(root, WSL);
    free(path);
}

static void only_programs_of_the_table_and_of_windows_are_run(void **state)
{
    wchar_t root[MAX_PATH];
    char *path = make_root(root);
    struct host *host = open_host(path, 5);

    (void)state;
    assert_int_equal(host_ask(host, "command/wsl-list")->state, FACT_ABSENT);
    assert_string_equal(host_ask(host, "command-status/wsl-list")->text, "missing");
    assert_int_equal(host_ask(host, "command/mdatp-health")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, "command/wsl-reg")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, "command/cmd")->state, FACT_UNREADABLE);
    assert_string_equal(host_ask(host, "command/mp-support-files")->why, "only --supportBundle --with runs it");
    host_free(host);
    RemoveDirectoryW(root);
    free(path);
}

static void we_never_start_ourselves_in_place_of_the_plugins_healthcheck(void **state)
{
    static const wchar_t place[] = L"C\\Program Files\\Microsoft Defender for Endpoint plug-in for WSL\\tools\\healthcheck.exe";
    wchar_t root[MAX_PATH];
    char *path = make_root(root);
    struct host *host = open_host(path, 5);

    (void)state;
    put_program(root, place, true);
    assert_string_equal(host_ask(host, "command-status/plugin-healthcheck")->text, "missing");
    host_free(host);
    remove_program(root, place);
    free(path);
}

static void a_process_is_found_by_its_name_in_any_case(void **state)
{
    static const wchar_t name[] = L"\xae40\xcca0\xc218 PROG.exe";
    wchar_t root[MAX_PATH], whole[MAX_PATH * 2], line[] = L"x as-sleeper";
    char *path = make_root(root), *program;
    STARTUPINFOW how = { .cb = sizeof how };
    PROCESS_INFORMATION started;
    struct host *host;
    const struct fact *fact;

    (void)state;
    put_program(root, name, false);
    swprintf(whole, MAX_PATH * 2, L"%ls\\%ls", root, name);
    assert_true(CreateProcessW(whole, line, NULL, NULL, FALSE, 0, NULL, NULL, &how, &started));
    Sleep(500);
    host = open_host(NULL, 10);
    fact = host_ask(host, "process/\xea\xb9\x80\xec\xb2\xa0\xec\x88\x98 prog.exe");
    assert_int_equal(fact->state, FACT_PRESENT);
    program = wide_to(whole);
    assert_non_null(strstr(fact->text, program));
    assert_true(text_starts(fact->text, "pid="));
    assert_non_null(strstr(fact->text, " started=20"));
    assert_non_null(strstr(fact->text, " appcontainer=false integrity="));
    assert_non_null(strstr(host_ask(host, "system/processes")->text, "\xea\xb9\x80\xec\xb2\xa0\xec\x88\x98 PROG.exe\n"));
    assert_int_equal(host_ask(host, "process/nothing-of-that-name.exe")->state, FACT_ABSENT);
    TerminateProcess(started.hProcess, 0);
    WaitForSingleObject(started.hProcess, 5000);
    CloseHandle(started.hProcess);
    CloseHandle(started.hThread);
    host_free(host);
    remove_program(root, name);
    free(program);
    free(path);
}

/* Wine says yes and writes nothing: that must not read as "none in force". */
static void mitigations_that_nobody_tells_are_not_none(void **state)
{
    bool is_wine = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
    struct host *host = open_host(NULL, 10);
    char *name = wide_to(wcsrchr(own_path(), L'\\') + 1);
    const struct fact *fact = host_ask_for(host, "process/%s", name);

    (void)state;
    assert_int_equal(fact->state, FACT_PRESENT);
    assert_non_null(strstr(fact->text, is_wine ? " mitigations=?\n" : " mitigations=dep aslr"));
    host_free(host);
    free(name);
}

int wmain(int count, wchar_t **arguments)
{
    static wchar_t no_name[] = L"";
    static const SERVICE_TABLE_ENTRYW services[] = { { no_name, serve }, { NULL, NULL } };
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_is_told_through_its_whole_life),
        cmocka_unit_test(a_service_that_is_not_there_is_absent),
        cmocka_unit_test(utf16_of_wsl_comes_through_byte_for_byte),
        cmocka_unit_test(a_program_runs_with_the_token_of_a_user),
        cmocka_unit_test(a_program_that_hangs_or_floods_is_cut_short),
        cmocka_unit_test(only_programs_of_the_table_and_of_windows_are_run),
        cmocka_unit_test(we_never_start_ourselves_in_place_of_the_plugins_healthcheck),
        cmocka_unit_test(a_process_is_found_by_its_name_in_any_case),
        cmocka_unit_test(mitigations_that_nobody_tells_are_not_none),
    };

    if (count > 1 && wcscmp(arguments[1], L"as-service") == 0)
        return StartServiceCtrlDispatcherW(services) ? 0 : 1;
    if (count > 1 && wcscmp(arguments[1], L"as-sleeper") == 0) {
        Sleep(60000);
        return 0;
    }
    if (wcsstr(own_path(), L"\\tools\\healthcheck.exe") != NULL)
        return 3;
    if (wcsstr(own_path(), L"\\wsl.exe") != NULL)
        return be_wsl(count, arguments);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
