/* One registry, twice: imported into Windows and looked at alive, and as an export in the facts of a captured host. Both must say the same. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/wide_windows.h"

#define BELOW "HKEY_CURRENT_USER\\Software\\healthcheck-twice"

/* Every type there is, names that are hard to write, and the settings of proxies as machines have them. */
static const char export_text[] = "Windows Registry Editor Version 5.00\r\n\r\n"
                                  "[" BELOW "]\r\n"
                                  "@=\"the default\"\r\n"
                                  "\"text\"=\"C:\\\\Program Files\\\\x \\\"quoted\\\"\"\r\n"
                                  "\"empty\"=\"\"\r\n"
                                  "\"number\"=dword:ffffffff\r\n"
                                  "\"long number\"=hex(b):00,00,00,00,01,00,00,80\r\n"
                                  "\"variable\"=hex(2):25,00,41,00,25,00,5c,00,78,00,00,00\r\n"
                                  "\"list\"=hex(7):61,00,00,00,62,00,63,00,00,00,00,00\r\n"
                                  "\"empty list\"=hex(7):00,00\r\n"
                                  "\"bytes\"=hex:46,00,00,00,05,00,00,00,0b,00,00,00\r\n"
                                  "\"no bytes\"=hex:\r\n"
                                  "\"nothing\"=hex(0):01,02\r\n"
                                  "\"of another type\"=hex(8):00,ff\r\n"
                                  "\"slash / and % sign\"=\"x\"\r\n"
                                  "\"\xea\xb9\x80\xec\xb2\xa0\xec\x88\x98\"=\"\xec\x84\x9c\xec\x9a\xb8 \xf0\x9f\x90\xa7\"\r\n"
                                  "\"short number\"=hex(4):01,02,03\r\n\r\n"
                                  "[" BELOW "\\Connections]\r\n"
                                  "\"WinHttpSettings\"=hex:28,00,00,00,00,00,00,00,03,00,00,00,12,00,00,00,70,72,6f,78,79,2e,65,78,61,6d,70,6c,65,3a,"
                                  "38,30,38,30,00,00,00,00\r\n\r\n"
                                  "[" BELOW "\\with/slash and %]\r\n"
                                  "\"Value\"=\"1\"\r\n\r\n"
                                  "[" BELOW "\\with/slash and %\\deeper]\r\n\r\n"
                                  "[" BELOW "\\\xea\xb9\x80]\r\n"
                                  "\"a\"=dword:00000001\r\n";

static wchar_t folder[MAX_PATH];

static void write_wide(const wchar_t *path, const char *bytes, size_t size)
{
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    DWORD written;

    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    assert_true(WriteFile(file, bytes, (DWORD)size, &written, NULL) && written == size);
    CloseHandle(file);
}

/* As regedit writes them: UTF-16LE with a mark. */
static void write_export(const wchar_t *path)
{
    struct text utf16 = { 0 };

    text_append_bytes(&utf16, "\xff\xfe", 2);
    text_append_utf16le(&utf16, export_text, sizeof export_text - 1);
    write_wide(path, utf16.data, utf16.size);
    text_free(&utf16);
}

static void import(const wchar_t *path)
{
    wchar_t line[MAX_PATH * 2];
    STARTUPINFOW how = { .cb = sizeof how };
    PROCESS_INFORMATION started;
    DWORD status = 1;

    swprintf(line, MAX_PATH * 2, L"reg.exe import \"%ls\"", path);
    assert_true(CreateProcessW(L"C:\\windows\\system32\\reg.exe", line, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, NULL, &how, &started));
    WaitForSingleObject(started.hProcess, 60000);
    GetExitCodeProcess(started.hProcess, &status);
    CloseHandle(started.hProcess);
    CloseHandle(started.hThread);
    assert_int_equal(status, 0);
}

static int make_both(void **state)
{
    wchar_t path[MAX_PATH * 2];

    (void)state;
    GetTempPathW(MAX_PATH, folder);
    swprintf(folder + wcslen(folder), 64, L"healthcheck-twice-%lu", (unsigned long)GetCurrentProcessId());
    CreateDirectoryW(folder, NULL);
    swprintf(path, MAX_PATH * 2, L"%ls\\facts", folder);
    CreateDirectoryW(path, NULL);
    swprintf(path, MAX_PATH * 2, L"%ls\\facts\\registry.reg", folder);
    write_export(path);
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\healthcheck-twice");
    import(path);
    return 0;
}

static int remove_both(void **state)
{
    static const wchar_t *const parts[] = { L"\\facts\\registry.reg", L"\\facts", L"" };
    wchar_t path[MAX_PATH * 2];

    (void)state;
    RegDeleteTreeW(HKEY_CURRENT_USER, L"Software\\healthcheck-twice");
    for (size_t i = 0; i < 3; i++) {
        swprintf(path, MAX_PATH * 2, L"%ls%ls", folder, parts[i]);
        if (!DeleteFileW(path))
            RemoveDirectoryW(path);
    }
    return 0;
}

static size_t compared;

static void compare_fact(struct host *live, struct host *captured, const char *key)
{
    const struct fact *one = host_ask(live, key), *two = host_ask(captured, key);

    if (one->state != two->state || one->type != two->type || one->size != two->size || memcmp(one->text, two->text, one->size) != 0)
        fail_msg("%s: live %s \"%s\" %s, captured %s \"%s\" %s", key, fact_state_name(one->state), one->text, one->why, fact_state_name(two->state),
                 two->text, two->why);
    compared++;
}

/* A list, and everything that it names. */
static void compare_below(struct host *live, struct host *captured, const char *key)
{
    struct span rest, line;
    const struct fact *list;

    compare_fact(live, captured, key);
    list = host_ask(live, key);
    rest = (struct span){ list->text, list->size };
    while (span_next_line(&rest, &line)) {
        char *below = text_format("%s%.*s", key, (int)line.size, line.data);

        if (text_ends(below, "/"))
            compare_below(live, captured, below);
        else
            compare_fact(live, captured, below);
        free(below);
    }
}

static void a_registry_says_alive_what_its_export_says(void **state)
{
    struct host *live = host_open_live(&(struct host_options){ 0 }), *captured;
    struct error error;
    char *path = wide_to(folder);

    (void)state;
    captured = host_open_captured(path, &error);
    if (captured == NULL)
        fail_msg("%s", error.text);
    compare_below(live, captured, "registry/HKCU/Software/healthcheck-twice/");
    assert_int_equal(compared, 1 + 15 + 1 + 1 + 1 + 1 + 1 + 1 + 1);
    compare_fact(live, captured, "registry/HKCU/Software/healthcheck-twice/not there");
    compare_fact(live, captured, "registry/hkcu/SOFTWARE/Healthcheck-Twice/TEXT");
    host_free(captured);
    host_free(live);
    free(path);
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_registry_says_alive_what_its_export_says, make_both, remove_both),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
