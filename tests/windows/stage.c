/* A Windows machine for a test: files, programs, processes, variables, and runs of healthcheck.exe. */
#include "tests/windows/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <sddl.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/wide_windows.h"
#include "tests/support.h"
#include "tests/windows/stage_registry.h"

/* What is to be taken back, the newest first. */
struct change {
    enum { CHANGE_FILE, CHANGE_FOLDER, CHANGE_PROCESS, CHANGE_VARIABLE, CHANGE_ASIDE } kind;
    wchar_t *name, *before;
    HANDLE process;
    struct change *next;
};

static struct change *changes;

static struct change *remember(int kind, const wchar_t *name)
{
    struct change *change = memory_get(sizeof *change);

    *change = (struct change){ .kind = kind, .name = _wcsdup(name), .next = changes };
    changes = change;
    return change;
}

void stage_open(void)
{
    if (GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") == NULL)
        fail_msg("this test makes a machine of what Wine has; it would change a real one");
    stage_variable("HTTP_PROXY", NULL);
    stage_variable("HTTPS_PROXY", NULL);
    stage_variable("ALL_PROXY", NULL);
    stage_variable("NO_PROXY", NULL);
}

const char *stage_own_sid(void)
{
    static char sid[192];
    union {
        TOKEN_USER user;
        BYTE room[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    } told;
    wchar_t *wide;
    HANDLE token;
    DWORD size;

    if (*sid != '\0')
        return sid;
    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    assert_true(GetTokenInformation(token, TokenUser, &told, sizeof told, &size) && ConvertSidToStringSidW(told.user.User.Sid, &wide));
    snprintf(sid, sizeof sid, "%ls", wide);
    LocalFree(wide);
    CloseHandle(token);
    return sid;
}

/* Makes the folders above a path. */
static void make_above(wchar_t *path)
{
    for (wchar_t *at = wcschr(path + (wcsncmp(path, L"\\\\?\\", 4) == 0 ? 7 : 3), L'\\'); at != NULL; at = wcschr(at + 1, L'\\')) {
        *at = L'\0';
        if (CreateDirectoryW(path, NULL))
            remember(CHANGE_FOLDER, path);
        *at = L'\\';
    }
}

void stage_folder(const char *path)
{
    wchar_t *wide = wide_path(path);

    make_above(wide);
    if (CreateDirectoryW(wide, NULL))
        remember(CHANGE_FOLDER, wide);
    free(wide);
}

void stage_file(const char *path, const char *bytes, size_t size)
{
    wchar_t *wide = wide_path(path);
    HANDLE file;
    DWORD written = 0;

    make_above(wide);
    file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE || !WriteFile(file, bytes, (DWORD)size, &written, NULL) || written != size)
        fail_msg("cannot write %s: error %lu", path, GetLastError());
    CloseHandle(file);
    remember(CHANGE_FILE, wide);
    free(wide);
}

static bool remembers(int kind, const wchar_t *name)
{
    for (const struct change *change = changes; change != NULL; change = change->next)
        if ((int)change->kind == kind && _wcsicmp(change->name, name) == 0)
            return true;
    return false;
}

/* A program of Wine's own comes back later. */
static void put_aside(const wchar_t *path)
{
    wchar_t aside[MAX_PATH * 2];

    swprintf(aside, MAX_PATH * 2, L"%ls.aside", path);
    if (MoveFileExW(path, aside, MOVEFILE_REPLACE_EXISTING))
        remember(CHANGE_ASIDE, path)->before = _wcsdup(aside);
}

void stage_program(const char *path, const char *version, bool is_signed)
{
    char *from = version != NULL ? text_format(FAKE_FOLDER "/%s-%s.exe", is_signed ? "signed" : "fake", version) : memory_copy_text(FAKE_UNSIGNED);
    wchar_t *wide = wide_path(path), *source = wide_path(from);

    make_above(wide);
    if (!remembers(CHANGE_FILE, wide)) {
        put_aside(wide);
        if (!CopyFileW(source, wide, FALSE))
            fail_msg("cannot copy %s to %s: error %lu", from, path, GetLastError());
        remember(CHANGE_FILE, wide);
    }
    free(source);
    free(wide);
    free(from);
}

static void put_beside(const char *path, const char *arguments, const char *beside, const char *bytes, size_t size)
{
    char *whole = text_format("%s.answers/%s%s", path, *arguments != '\0' ? arguments : "-", beside);

    stage_file(whole, bytes, size);
    free(whole);
}

void stage_answer(const char *path, const char *arguments, const char *bytes, size_t size, int status)
{
    char word[16];

    put_beside(path, arguments, "", bytes, size);
    snprintf(word, sizeof word, "%d", status);
    put_beside(path, arguments, ".status", word, strlen(word));
}

void stage_answer_way(const char *path, const char *arguments, const char *way)
{
    put_beside(path, arguments, ".way", way, strlen(way));
}

void stage_process(const char *path)
{
    wchar_t *wide = wide_path(path), line[] = L"fake as-process";
    STARTUPINFOW how = { .cb = sizeof how };
    PROCESS_INFORMATION started;

    if (!CreateProcessW(wide, line, NULL, NULL, FALSE, 0, NULL, NULL, &how, &started))
        fail_msg("cannot start %s: error %lu", path, GetLastError());
    CloseHandle(started.hThread);
    remember(CHANGE_PROCESS, wide)->process = started.hProcess;
    free(wide);
}

void stage_variable(const char *name, const char *value)
{
    wchar_t *wide = wide_from(name), *wide_value = value != NULL ? wide_from(value) : NULL, before[4096];
    struct change *change = remember(CHANGE_VARIABLE, wide);

    if (GetEnvironmentVariableW(wide, before, 4096) > 0)
        change->before = _wcsdup(before);
    SetEnvironmentVariableW(wide, wide_value);
    free(wide_value);
    free(wide);
}

static void take_back(struct change *change)
{
    switch (change->kind) {
    case CHANGE_FILE:
        /* A program that ended a moment ago may still hold its file. */
        for (int i = 0; i < 100 && !DeleteFileW(change->name) && GetLastError() != ERROR_FILE_NOT_FOUND; i++)
            Sleep(20);
        break;
    case CHANGE_ASIDE:
        MoveFileExW(change->before, change->name, MOVEFILE_REPLACE_EXISTING);
        break;
    case CHANGE_FOLDER:
        RemoveDirectoryW(change->name);
        break;
    case CHANGE_PROCESS:
        TerminateProcess(change->process, 0);
        WaitForSingleObject(change->process, 10000);
        CloseHandle(change->process);
        break;
    case CHANGE_VARIABLE:
        SetEnvironmentVariableW(change->name, change->before);
        break;
    }
}

void stage_clear(void)
{
    while (changes != NULL) {
        struct change *change = changes;

        changes = change->next;
        take_back(change);
        free(change->name);
        free(change->before);
        free(change);
    }
    stage_registry_restore();
}

void stage_close(void)
{
    stage_clear();
    stage_services();
}

static HANDLE output_file(wchar_t path[MAX_PATH], const wchar_t *name)
{
    SECURITY_ATTRIBUTES inherited = { .nLength = sizeof inherited, .bInheritHandle = TRUE };
    HANDLE file;

    GetTempPathW(MAX_PATH - 64, path);
    swprintf(path + wcslen(path), 64, L"healthcheck-%lu-%ls", (unsigned long)GetCurrentProcessId(), name);
    file =
        CreateFileW(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    return file;
}

static struct text take_output(HANDLE file, const wchar_t *path)
{
    struct text text = { 0 };
    char chunk[65536];
    DWORD size;

    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    while (ReadFile(file, chunk, sizeof chunk, &size, NULL) && size > 0)
        text_append_bytes(&text, chunk, size);
    CloseHandle(file);
    DeleteFileW(path);
    return text;
}

/* No argument of a test holds a quotation mark, or ends with a backslash. */
static wchar_t *command_line(const char *program, const char *const *arguments)
{
    struct text line = { 0 };
    wchar_t *wide;

    text_append_format(&line, "\"%s\"", program);
    for (; *arguments != NULL; arguments++)
        text_append_format(&line, " \"%s\"", *arguments);
    wide = wide_from(text_of(&line));
    assert_non_null(wide);
    text_free(&line);
    return wide;
}

static struct outcome run_as(HANDLE token, const char *program, const char *const *arguments, double seconds)
{
    wchar_t out_path[MAX_PATH], err_path[MAX_PATH], *wide = wide_path(program), *line = command_line(program, arguments);
    STARTUPINFOW how = { .cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES };
    struct outcome outcome = { .status = -1 };
    PROCESS_INFORMATION started;
    DWORD status = 0;

    how.hStdOutput = output_file(out_path, L"out");
    how.hStdError = output_file(err_path, L"err");
    if (token != NULL ? !CreateProcessAsUserW(token, wide, line, NULL, NULL, TRUE, 0, NULL, NULL, &how, &started)
                      : !CreateProcessW(wide, line, NULL, NULL, TRUE, 0, NULL, NULL, &how, &started))
        fail_msg("%s does not start: error %lu", program, GetLastError());
    if (WaitForSingleObject(started.hProcess, (DWORD)(seconds * 1000)) != WAIT_OBJECT_0) {
        TerminateProcess(started.hProcess, 99);
        fail_msg("%s did not end within %g s", program, seconds);
    }
    GetExitCodeProcess(started.hProcess, &status);
    CloseHandle(started.hProcess);
    CloseHandle(started.hThread);
    outcome.status = (int)status;
    outcome.out = take_output(how.hStdOutput, out_path);
    outcome.err = take_output(how.hStdError, err_path);
    free(line);
    free(wide);
    return outcome;
}

struct outcome stage_run_program(const char *program, const char *const *arguments, double seconds)
{
    return run_as(NULL, program, arguments, seconds);
}

struct outcome stage_run(const char *const *arguments, double seconds)
{
    return run_as(NULL, PROGRAM, arguments, seconds);
}

struct outcome stage_run_as_user(const char *const *arguments, double seconds)
{
    BYTE administrators[SECURITY_MAX_SID_SIZE];
    DWORD size = sizeof administrators;
    SID_AND_ATTRIBUTES disabled = { .Sid = administrators };
    HANDLE own, token;
    struct outcome outcome;

    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &own));
    assert_true(CreateWellKnownSid(WinBuiltinAdministratorsSid, NULL, administrators, &size));
    assert_true(CreateRestrictedToken(own, DISABLE_MAX_PRIVILEGE, 1, &disabled, 0, NULL, 0, NULL, &token));
    outcome = run_as(token, PROGRAM, arguments, seconds);
    CloseHandle(token);
    CloseHandle(own);
    return outcome;
}

/* Registers the export with reg.exe, so that what reads exports here is not what made this machine. */
void stage_registry(const char *export_text)
{
    char *folder = make_folder(), *path = text_format("%s/stage.reg", folder);
    struct text utf16 = { 0 };
    struct outcome outcome;

    stage_registry_save(export_text);
    text_append_bytes(&utf16, "\xff\xfe", 2);
    text_append_utf16le(&utf16, export_text, strlen(export_text));
    write_file(folder, "stage.reg", utf16.data, utf16.size);
    outcome = run_as(NULL, "C:/windows/system32/reg.exe", (const char *const[]){ "import", path, NULL }, 60);
    if (outcome.status != 0)
        fail_msg("reg.exe does not import: %s", text_of(&outcome.err));
    outcome_free(&outcome);
    text_free(&utf16);
    free(path);
    remove_folder(folder);
}

/* "2026-05-31T01:25:17" or with a blank, at these bytes? */
static bool is_time(const char *bytes, size_t size)
{
    static const char form[] = "dddd-dd-dd?dd:dd:dd";

    if (size < sizeof form - 1 || (bytes[10] != 'T' && bytes[10] != ' '))
        return false;
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == 'd' ? bytes[i] < '0' || bytes[i] > '9' : form[i] != '?' && bytes[i] != form[i])
            return false;
    return true;
}

static void append_shifted(struct text *text, const char *bytes, long long shift)
{
    char *plain = text_format("%.10sT%.8sZ", bytes, bytes + 11), written[MOMENT_TEXT_SIZE];
    moment when;

    if (!moment_read(plain, &when))
        fail_msg("%s is no time", plain);
    moment_write(when + shift, written);
    text_append_format(text, "%.10s%c%.8s", written, bytes[10], written + 11);
    free(plain);
}

void stage_adapt(struct text *text, const char *bytes, size_t size, long long shift)
{
    static const char user[] = STAGE_SAMPLE_SID;

    for (size_t i = 0; i < size; i++) {
        if (is_time(bytes + i, size - i)) {
            append_shifted(text, bytes + i, shift);
            i += 18;
        } else if (size - i >= sizeof user - 1 && memcmp(bytes + i, user, sizeof user - 1) == 0) {
            text_append(text, stage_own_sid());
            i += sizeof user - 2;
        } else {
            text_append_char(text, bytes[i]);
        }
    }
}
