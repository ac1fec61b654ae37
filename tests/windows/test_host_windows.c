/* A live Windows machine: its registry, its files, its user, and what it says about itself. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <sddl.h>
#include <winhttp.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/wmi_windows.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/wide_windows.h"
#include "proxy/record.h"
#include "proxy/sources.h"

#define OWN_KEY L"Software\\healthcheck-test"
#define OWN     "registry/HKCU/Software/healthcheck-test/"
#define KOREAN  L"\xae40\xcca0\xc218" /* 김철수 */
#define KOREAN8 "\xea\xb9\x80\xec\xb2\xa0\xec\x88\x98"

static struct host *open_host(const char *sid)
{
    return host_open_live(&(struct host_options){ .user_sid = sid, .may_fetch = true, .timeout_seconds = 10 });
}

static bool is_wine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

static void assert_fact(struct host *host, const char *key, enum fact_type type, const char *text)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_PRESENT)
        print_error("%s: %s\n", key, fact->why);
    assert_int_equal(fact->state, FACT_PRESENT);
    assert_string_equal(fact->text, text);
    assert_int_equal(fact->type, type);
}

static void set(HKEY key, const wchar_t *name, DWORD type, const void *data, size_t size)
{
    assert_int_equal(RegSetValueExW(key, name, 0, type, data, (DWORD)size), ERROR_SUCCESS);
}

static HKEY make_key(HKEY root, const wchar_t *path, REGSAM view)
{
    HKEY key;

    assert_int_equal(RegCreateKeyExW(root, path, 0, NULL, 0, KEY_ALL_ACCESS | view, NULL, &key, NULL), ERROR_SUCCESS);
    return key;
}

static int forget_own_key(void **state)
{
    (void)state;
    RegDeleteTreeW(HKEY_CURRENT_USER, OWN_KEY);
    return 0;
}

static void each_type_of_value_says_what_was_written(void **state)
{
    static const unsigned char bytes[] = { 0x00, 0xff, 0x5a };
    HKEY key = make_key(HKEY_CURRENT_USER, OWN_KEY, KEY_WOW64_64KEY);
    struct host *host;
    DWORD number = 4000000000u;
    unsigned long long large = 18000000000000000000u;

    (void)state;
    set(key, L"sz", REG_SZ, L"proxy.example:8080", sizeof L"proxy.example:8080");
    set(key, L"expand", REG_EXPAND_SZ, L"%SystemRoot%\\x", sizeof L"%SystemRoot%\\x");
    set(key, L"multi", REG_MULTI_SZ, L"one\0two\0", sizeof L"one\0two\0");
    set(key, L"dword", REG_DWORD, &number, sizeof number);
    set(key, L"qword", REG_QWORD, &large, sizeof large);
    set(key, L"binary", REG_BINARY, bytes, sizeof bytes);
    set(key, L"none", REG_NONE, bytes, 1);
    set(key, L"list of resources", REG_RESOURCE_LIST, bytes, 2);
    set(key, L"empty", REG_SZ, L"", sizeof L"");
    set(key, L"", REG_SZ, L"the default", sizeof L"the default");
    set(key, L"name with / and %", REG_SZ, KOREAN, sizeof KOREAN);
    RegCloseKey(key);
    host = open_host(NULL);
    assert_fact(host, OWN "sz", FACT_SZ, "proxy.example:8080");
    assert_fact(host, OWN "expand", FACT_EXPAND_SZ, "%SystemRoot%\\x");
    assert_fact(host, OWN "multi", FACT_MULTI_SZ, "one\ntwo");
    assert_fact(host, OWN "dword", FACT_DWORD, "4000000000");
    assert_fact(host, OWN "qword", FACT_QWORD, "18000000000000000000");
    assert_fact(host, OWN "binary", FACT_BINARY, "00ff5a");
    assert_fact(host, OWN "none", FACT_NONE, "00");
    assert_fact(host, OWN "list of resources", (enum fact_type)REG_RESOURCE_LIST, "00ff");
    assert_fact(host, OWN "empty", FACT_SZ, "");
    assert_fact(host, OWN "(Default)", FACT_SZ, "the default");
    assert_fact(host, OWN "name with %2F and %25", FACT_SZ, KOREAN8);
    host_free(host);
}

static void values_without_their_end_and_numbers_of_a_wrong_size_are_read(void **state)
{
    HKEY key = make_key(HKEY_CURRENT_USER, OWN_KEY, KEY_WOW64_64KEY);
    char *large = memory_get(300000);
    struct host *host;

    (void)state;
    set(key, L"unended", REG_SZ, L"abc", 3 * sizeof(wchar_t));
    set(key, L"short number", REG_DWORD, "\1\2\3", 3);
    set(key, L"large", REG_BINARY, large, 300000);
    RegCloseKey(key);
    host = open_host(NULL);
    assert_fact(host, OWN "unended", FACT_SZ, "abc");
    assert_fact(host, OWN "short number", FACT_BINARY, "010203");
    assert_int_equal(host_ask(host, OWN "large")->size, 600000);
    host_free(host);
    free(large);
}

static void a_list_names_the_keys_then_the_values_sorted(void **state)
{
    HKEY key = make_key(HKEY_CURRENT_USER, OWN_KEY, KEY_WOW64_64KEY);
    struct host *host;

    (void)state;
    RegCloseKey(make_key(key, L"b", 0));
    RegCloseKey(make_key(key, L"a/b%", 0));
    RegCloseKey(make_key(key, KOREAN, 0));
    set(key, L"value", REG_SZ, L"", sizeof L"");
    set(key, L"", REG_SZ, L"", sizeof L"");
    RegCloseKey(key);
    host = open_host(NULL);
    assert_fact(host, OWN, FACT_TEXT, "a%2Fb%25/\nb/\n" KOREAN8 "/\n(Default)\nvalue\n");
    assert_fact(host, OWN KOREAN8 "/", FACT_TEXT, "");
    assert_int_equal(host_ask(host, OWN "nothing/")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, OWN "nothing")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, OWN "nothing/below")->state, FACT_ABSENT);
    host_free(host);
}

static void the_64_bit_view_is_looked_at_and_the_32_bit_copy_has_its_own_name(void **state)
{
    HKEY whole = make_key(HKEY_LOCAL_MACHINE, OWN_KEY, KEY_WOW64_64KEY), copy = make_key(HKEY_LOCAL_MACHINE, OWN_KEY, KEY_WOW64_32KEY);
    struct host *host;

    (void)state;
    set(whole, L"view", REG_SZ, L"64", sizeof L"64");
    set(copy, L"view", REG_SZ, L"32", sizeof L"32");
    RegCloseKey(whole);
    RegCloseKey(copy);
    host = open_host(NULL);
    assert_fact(host, "registry/HKLM/SOFTWARE/healthcheck-test/view", FACT_SZ, "64");
    assert_fact(host, "registry/HKLM/SOFTWARE/WOW6432Node/healthcheck-test/view", FACT_SZ, "32");
    host_free(host);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, OWN_KEY, KEY_WOW64_64KEY, 0);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, OWN_KEY, KEY_WOW64_32KEY, 0);
}

static void a_key_tells_when_it_was_written(void **state)
{
    HKEY key = make_key(HKEY_CURRENT_USER, OWN_KEY, KEY_WOW64_64KEY);
    struct host *host = open_host(NULL);
    const struct fact *written, *now;
    moment one, two;

    (void)state;
    set(key, L"now", REG_SZ, L"", sizeof L"");
    RegCloseKey(key);
    written = host_ask(host, "registry-time/HKCU/Software/healthcheck-test");
    now = host_ask(host, "clock/utc");
    assert_true(moment_read(written->text, &one) && moment_read(now->text, &two));
    assert_true(two - one >= -1 && two - one < MOMENT_MINUTE);
    assert_int_equal(host_ask(host, "registry-time/HKCU/Software/healthcheck-test-nothing")->state, FACT_ABSENT);
    host_free(host);
}

static void another_users_settings_are_those_of_that_users_hive(void **state)
{
    static const char sid[] = "S-1-5-21-11-22-33-1001";
    HKEY key;
    struct host *host;

    (void)state;
    /* Windows loads a hive from a file only; Wine makes one where it is asked to. */
    if (RegCreateKeyExW(HKEY_USERS, L"S-1-5-21-11-22-33-1001\\Environment", 0, NULL, 0, KEY_ALL_ACCESS, NULL, &key, NULL) != ERROR_SUCCESS)
        SKIP_BECAUSE("windows-hive", "Windows makes no hive of a user");
    set(key, L"WHOSE", REG_SZ, L"another's", sizeof L"another's");
    RegCloseKey(key);
    host = open_host(sid);
    assert_fact(host, "user/sid", FACT_TEXT, sid);
    assert_fact(host, "registry/HKCU/Environment/WHOSE", FACT_SZ, "another's");
    assert_fact(host, "registry/HKU/S-1-5-21-11-22-33-1001/Environment/WHOSE", FACT_SZ, "another's");
    assert_int_equal(host_ask(host, "user/profile")->state, FACT_UNREADABLE);
    assert_int_equal(host_ask(host, "command/wsl-list")->state, FACT_UNREADABLE);
    assert_int_equal(host_ask(host, "proxy-api/wininet")->state, FACT_UNREADABLE);
    host_free(host);
    RegDeleteTreeW(HKEY_USERS, L"S-1-5-21-11-22-33-1001");
}

static void a_hive_that_is_not_loaded_is_unreadable_and_not_absent(void **state)
{
    struct host *host = open_host("S-1-5-21-99-99-99-1099");
    const struct fact *value = host_ask(host, "registry/HKCU/Environment/x"),
                      *list = host_ask(host, "registry/HKU/S-1-5-21-99-99-99-1099/Environment/");

    (void)state;
    assert_int_equal(value->state, FACT_UNREADABLE);
    assert_string_equal(value->why, "the hive of S-1-5-21-99-99-99-1099 is not loaded: that user is not signed in");
    assert_int_equal(list->state, FACT_UNREADABLE);
    host_free(host);
}

static void set_rights(HKEY key, const wchar_t *text)
{
    PSECURITY_DESCRIPTOR rights = NULL;

    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &rights, NULL));
    assert_int_equal(RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, rights), ERROR_SUCCESS);
    LocalFree(rights);
}

static void a_key_that_we_may_not_read_is_unreadable_and_says_so(void **state)
{
    static const char *const keys[] = { OWN "refused/", OWN "refused/value", "registry-time/HKCU/Software/healthcheck-test/refused" };
    HKEY key = make_key(HKEY_CURRENT_USER, OWN_KEY L"\\refused", KEY_WOW64_64KEY);
    struct host *host = open_host(NULL);

    (void)state;
    set(key, L"value", REG_SZ, L"secret", sizeof L"secret");
    set_rights(key, L"D:(D;;KA;;;WD)");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_int_equal(host_ask(host, keys[i])->state, FACT_UNREADABLE);
        assert_string_equal(host_ask(host, keys[i])->why, "permission denied");
    }
    assert_fact(host, OWN, FACT_TEXT, "refused/\n");
    set_rights(key, L"D:(A;;KA;;;WD)");
    RegCloseKey(key);
    host_free(host);
}

static void what_is_no_sid_examines_nobody(void **state)
{
    struct host *host = open_host("Kim");

    (void)state;
    assert_int_equal(host_ask(host, "user/sid")->state, FACT_UNREADABLE);
    assert_string_equal(host_ask(host, "user/sid")->why, "\"Kim\" is no SID of a user");
    assert_int_equal(host_ask(host, "registry/HKCU/Environment/x")->state, FACT_UNREADABLE);
    host_free(host);
}

static void the_profile_of_a_user_with_a_korean_name_is_found(void **state)
{
    static const wchar_t list[] = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-11-22-33-1002";
    static const wchar_t path[] = L"C:\\Users\\" KOREAN;
    HKEY key = make_key(HKEY_LOCAL_MACHINE, list, KEY_WOW64_64KEY);
    struct host *host;
    HANDLE file;
    DWORD written;

    (void)state;
    set(key, L"ProfileImagePath", REG_EXPAND_SZ, path, sizeof path);
    RegCloseKey(key);
    CreateDirectoryW(path, NULL);
    file = CreateFileW(L"C:\\Users\\" KOREAN L"\\.wslconfig", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    WriteFile(file, "[wsl2]\n", 7, &written, NULL);
    CloseHandle(file);
    host = open_host("S-1-5-21-11-22-33-1002");
    assert_fact(host, "user/profile", FACT_TEXT, "C:\\Users\\" KOREAN8);
    assert_fact(host, "file/C/Users/" KOREAN8 "/.wslconfig", FACT_TEXT, "[wsl2]\n");
    assert_non_null(strstr(host_ask(host, "folder/C/Users")->text, KOREAN8 "/\n"));
    host_free(host);
    DeleteFileW(L"C:\\Users\\" KOREAN L"\\.wslconfig");
    RemoveDirectoryW(path);
    RegDeleteKeyExW(HKEY_LOCAL_MACHINE, list, KEY_WOW64_64KEY, 0);
}

/* A file in the folder of temporary ones, as a key's part and as Windows' path. */
static char *temporary(const wchar_t *name, wchar_t path[MAX_PATH + 64])
{
    char *key;

    GetTempPathW(MAX_PATH, path);
    wcscat(path, name);
    key = wide_to(path);
    for (char *c = key; *c != '\0'; c++)
        if (*c == '\\')
            *c = '/';
    memmove(key + 1, key + 2, strlen(key + 2) + 1); /* the colon */
    return key;
}

static void a_log_that_its_writer_holds_open_is_read_and_one_shared_with_nobody_is_told(void **state)
{
    wchar_t path[MAX_PATH + 64];
    char *key = temporary(L"healthcheck-shared.log", path);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, CREATE_ALWAYS, 0, NULL);
    struct host *host = open_host(NULL), *other;
    DWORD written;

    (void)state;
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    WriteFile(file, "one\r\ntwo\r\n", 10, &written, NULL);
    assert_string_equal(host_ask_for(host, "file/%s", key)->text, "one\r\ntwo\r\n");
    assert_string_equal(host_ask_for(host, "file-tail/%s", key)->text, "one\r\ntwo\r\n");
    assert_true(text_starts(host_ask_for(host, "file-info/%s", key)->text, "size=10 mtime=20"));
    CloseHandle(file);
    file = CreateFileW(path, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    other = open_host(NULL);
    assert_int_equal(host_ask_for(other, "file/%s", key)->state, FACT_UNREADABLE);
    assert_non_null(strstr(host_ask_for(other, "file/%s", key)->why, "open"));
    CloseHandle(file);
    DeleteFileW(path);
    host_free(other);
    host_free(host);
    free(key);
}

static void a_path_of_500_characters_is_read(void **state)
{
    wchar_t path[MAX_PATH + 64], whole[1024], part[101] = L"";
    char *key = temporary(L"healthcheck-long", path);
    struct text long_key = { 0 };
    struct host *host = open_host(NULL);
    HANDLE file;
    DWORD written;

    (void)state;
    for (size_t i = 0; i < 100; i++)
        part[i] = L'd';
    wcscat(wcscpy(whole, L"\\\\?\\"), path);
    text_append_format(&long_key, "file/%s", key);
    CreateDirectoryW(whole, NULL);
    for (int i = 0; i < 5; i++) {
        wcscat(wcscat(whole, L"\\"), part);
        text_append_char(&long_key, '/');
        for (int c = 0; c < 100; c++)
            text_append_char(&long_key, 'd');
        if (i < 4)
            CreateDirectoryW(whole, NULL);
    }
    file = CreateFileW(whole, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    assert_ptr_not_equal(file, INVALID_HANDLE_VALUE);
    WriteFile(file, "deep", 4, &written, NULL);
    CloseHandle(file);
    assert_string_equal(host_ask(host, text_of(&long_key))->text, "deep");
    DeleteFileW(whole);
    for (int i = 0; i < 5; i++) {
        *wcsrchr(whole, L'\\') = L'\0';
        RemoveDirectoryW(whole);
    }
    host_free(host);
    text_free(&long_key);
    free(key);
}

static void nothing_but_a_file_on_a_drive_is_opened(void **state)
{
    static const char *const keys[] = { "file/etc/passwd",
                                        "file/C/windows/..\\win.ini",
                                        "file/C/windows/win.ini:stream",
                                        "file/C/windows\\win.ini",
                                        "file/C:/windows/win.ini",
                                        "folder/C/windows/*",
                                        "file-info/C/windows/w?n.i",
                                        "file/\xff/x",
                                        "file/C/\xff" };
    struct host *host = open_host(NULL);

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_int_equal(host_ask(host, keys[i])->state, FACT_ABSENT);
    assert_int_not_equal(host_ask(host, "file/C/windows/NUL")->state, FACT_PRESENT);
    host_free(host);
}

static void the_version_of_a_library_is_what_windows_reads_in_it(void **state)
{
    struct host *host = open_host(NULL);
    wchar_t path[] = L"C:\\windows\\system32\\kernel32.dll";
    DWORD handle, size = GetFileVersionInfoSizeW(path, &handle);
    void *data = memory_get(size + 1);
    VS_FIXEDFILEINFO *fixed;
    UINT count;
    char *version;

    (void)state;
    assert_true(GetFileVersionInfoW(path, 0, size, data) && VerQueryValueW(data, L"\\", (void **)&fixed, &count));
    version = text_format("%d.%d.%d.%d", HIWORD(fixed->dwFileVersionMS), LOWORD(fixed->dwFileVersionMS), HIWORD(fixed->dwFileVersionLS),
                          LOWORD(fixed->dwFileVersionLS));
    assert_fact(host, "file-version/C/windows/system32/kernel32.dll", FACT_TEXT, version);
    assert_int_equal(host_ask(host, "file-version/C/windows/nothing.dll")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, "file-signature/C/windows/nothing.dll")->state, FACT_ABSENT);
    host_free(host);
    free(version);
    free(data);
}

static void a_program_that_nobody_signed_says_so(void **state)
{
    wchar_t own[MAX_PATH], path[MAX_PATH + 64];
    char *key = temporary(L"healthcheck-unsigned.exe", path);
    struct host *host = open_host(NULL);

    (void)state;
    GetModuleFileNameW(NULL, own, MAX_PATH);
    CopyFileW(own, path, FALSE);
    assert_string_equal(host_ask_for(host, "file-signature/%s", key)->text, "unsigned");
    DeleteFileW(path);
    host_free(host);
    free(key);
}

static void the_machine_says_what_it_is(void **state)
{
    struct host *host = open_host(NULL);
    const struct fact *disk = host_ask(host, "disk/C");
    long long number;

    (void)state;
    assert_fact(host, "system/platform", FACT_TEXT, "windows");
    assert_int_equal(host_ask(host, "system/hostname")->state, FACT_PRESENT);
    assert_true(fact_number(host_ask(host, "system/memory"), &number) && number > 256LL * 1024 * 1024);
    assert_true(fact_number(host_ask(host, "system/processors"), &number) && number > 0);
    assert_true(fact_number(host_ask(host, "clock/utc-offset"), &number) && number > -1000 && number < 1000);
    assert_true(strcmp(host_ask(host, "clock/boot")->text, host_ask(host, "clock/utc")->text) <= 0);
    assert_true(text_starts(disk->text, "size=") && strstr(disk->text, " type=") != NULL);
    assert_int_equal(host_ask(host, "system/init")->state, FACT_ABSENT);
    assert_int_equal(host_ask(host, "trial/ebpf/tp_btf")->state, FACT_ABSENT);
    host_free(host);
}

static void a_variable_with_any_text_is_read(void **state)
{
    struct host *host = open_host(NULL);

    (void)state;
    SetEnvironmentVariableW(L"HEALTHCHECK_TEST", KOREAN);
    SetEnvironmentVariableW(L"HEALTHCHECK_EMPTY", L"");
    assert_fact(host, "env/healthcheck_test", FACT_TEXT, KOREAN8);
    assert_fact(host, "env/HEALTHCHECK_EMPTY", FACT_TEXT, "");
    assert_int_equal(host_ask(host, "env/HEALTHCHECK_NOTHING")->state, FACT_ABSENT);
    host_free(host);
}

static void a_run_under_wine_is_never_taken_for_windows(void **state)
{
    struct host *host = open_host(NULL);

    (void)state;
    if (is_wine()) {
        assert_true(text_starts(host_note(host, 0), "this is Wine "));
        assert_int_equal(host_ask(host, "system/wine")->state, FACT_PRESENT);
    } else {
        assert_null(host_note(host, 0));
        assert_int_equal(host_ask(host, "system/wine")->state, FACT_ABSENT);
    }
    host_free(host);
}

static void an_event_log_that_answers_nothing_is_unreadable(void **state)
{
    struct host *host = open_host(NULL);
    const struct fact *events = host_ask(host, "events/Application");

    (void)state;
    if (is_wine())
        assert_string_equal(events->why, "the event log gives neither events nor a reason");
    else
        assert_int_equal(events->state, FACT_PRESENT);
    assert_int_equal(host_ask(host, "events/Security")->state, FACT_UNREADABLE);
    host_free(host);
}

static void what_winhttp_was_told_it_tells(void **state)
{
    wchar_t proxy[] = L"proxy.example:8080", bypass[] = L"*.local;<local>";
    WINHTTP_PROXY_INFO named = { WINHTTP_ACCESS_TYPE_NAMED_PROXY, proxy, bypass }, none = { .dwAccessType = WINHTTP_ACCESS_TYPE_NO_PROXY };
    struct host *host = open_host(NULL);

    (void)state;
    if (!WinHttpSetDefaultProxyConfiguration(&named))
        SKIP_BECAUSE("windows-administrator", "only an administrator sets WinHTTP's proxy");
    assert_fact(host, "proxy-api/winhttp", FACT_TEXT, "{\"access\":\"named\",\"proxy\":\"proxy.example:8080\",\"bypass\":\"*.local;<local>\"}");
    assert_int_equal(host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Internet Settings/Connections/WinHttpSettings")->type,
                     FACT_BINARY);
    host_free(host);
    WinHttpSetDefaultProxyConfiguration(&none);
    host = open_host(NULL);
    assert_fact(host, "proxy-api/winhttp", FACT_TEXT, "{\"access\":\"direct\",\"proxy\":null,\"bypass\":null}");
    host_free(host);
}

/* The source of the proxy that the agent takes, read of this machine. */
static void bytes_that_windows_does_not_follow_are_a_disagreement(void **state)
{
    static const wchar_t connections[] = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\Connections";
    wchar_t proxy[] = L"proxy.example:8080";
    WINHTTP_PROXY_INFO named = { WINHTTP_ACCESS_TYPE_NAMED_PROXY, proxy, NULL }, none = { .dwAccessType = WINHTTP_ACCESS_TYPE_NO_PROXY };
    /* Its version is none that WinHTTP takes: it goes on as if there were no proxy, and we read one. */
    unsigned char blob[] = { 0x77, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 'p', ':', '1', 0, 0, 0, 0 };
    struct proxy_record record = { 0 };
    struct host *host;
    HKEY key;

    (void)state;
    if (!WinHttpSetDefaultProxyConfiguration(&named))
        SKIP_BECAUSE("windows-administrator", "only an administrator sets WinHTTP's proxy");
    host = open_host(NULL);
    proxy_source_winhttp.read(host, &record);
    assert_true(record.is_configured);
    assert_int_equal(record.problems.count, 0);
    proxy_record_free(&record);
    host_free(host);
    key = make_key(HKEY_LOCAL_MACHINE, connections, KEY_WOW64_64KEY);
    set(key, L"WinHttpSettings", REG_BINARY, blob, sizeof blob);
    RegCloseKey(key);
    host = open_host(NULL);
    record = (struct proxy_record){ 0 };
    proxy_source_winhttp.read(host, &record);
    print_message("WinHTTP says %s\n", host_ask(host, "proxy-api/winhttp")->text);
    assert_true(record.problems.count > 0);
    assert_string_equal(record.problems.items[record.problems.count - 1].kind->word, "disagreement");
    proxy_record_free(&record);
    host_free(host);
    WinHttpSetDefaultProxyConfiguration(&none);
}

static void an_object_of_wmi_becomes_json(void **state)
{
    struct answer found = { 0 }, missing = { 0 };

    (void)state;
    wmi_ask(L"ROOT\\CIMV2", L"SELECT * FROM Win32_OperatingSystem", 10, &found);
    assert_int_equal(found.state, FACT_PRESENT);
    assert_non_null(strstr(text_of(&found.text), "\"BuildNumber\":\""));
    wmi_ask(L"ROOT\\nothing", L"SELECT * FROM nothing", 10, &missing);
    assert_int_equal(missing.state, FACT_UNREADABLE);
    text_free(&found.text);
    free(missing.why);
}

static void a_script_on_a_drive_is_read_and_one_on_another_machine_is_not(void **state)
{
    wchar_t path[MAX_PATH + 64];
    char *key = temporary(L"healthcheck proxy.pac", path), *url = text_format("file:///%c:%s", key[0], key + 1);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    struct host *host = open_host(NULL);
    struct text component = { 0 };
    DWORD written;

    (void)state;
    WriteFile(file, "function", 8, &written, NULL);
    CloseHandle(file);
    for (const char *c = url; *c != '\0'; c++)
        if (*c == '/')
            text_append(&component, "%2F");
        else if (*c == ' ')
            text_append(&component, "%2520");
        else
            text_append_char(&component, *c);
    assert_string_equal(host_ask_for(host, "download/%s", text_of(&component))->text, "function");
    assert_int_equal(host_ask(host, "download/file:%2F%2Fserver%2Fshare%2Fproxy.pac")->state, FACT_UNREADABLE);
    assert_int_equal(host_ask(host, "download/file:%2F%2F%2FC:%2Fwindows%2F..%2Fwindows%2Fwin.ini")->state, FACT_UNREADABLE);
    DeleteFileW(path);
    host_free(host);
    text_free(&component);
    free(url);
    free(key);
}

/* Gives a file or folder to another: to the service of networks, under Wine to Unix' user 1. */
static void give_away(const wchar_t *path, bool back)
{
    char *(*unix_name)(const wchar_t *) =
        (char *(*)(const wchar_t *))(void (*)(void))GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_unix_file_name");
    char *name = unix_name != NULL ? unix_name(path) : wide_to(path);
    char *command = unix_name != NULL ? text_format("Z:\\bin\\chown %d \"%s\"", back ? 0 : 1, name)
                                      : text_format("icacls \"%s\" /setowner *%s", name, back ? "S-1-5-32-544" : "S-1-5-20");
    wchar_t *wide = wide_from(command);
    STARTUPINFOW start = { .cb = sizeof start };
    PROCESS_INFORMATION process;

    assert_true(CreateProcessW(NULL, wide, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process));
    WaitForSingleObject(process.hProcess, 20000);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    free(wide);
    free(command);
}

#define STORED_KEY "file/C/ProgramData/healthcheck/connectivity.json"

/* Of a new host. Nobody says when a program of Unix has ended. */
static void assert_stored_ends_as(enum fact_state state, const char *text)
{
    char said[512] = "";

    for (int i = 0; i < 500; i++) {
        struct host *host = open_host(NULL);
        const struct fact *fact = host_ask(host, STORED_KEY);
        bool is_as_expected = fact->state == state && text_starts(state == FACT_PRESENT ? fact->text : fact->why, text);

        snprintf(said, sizeof said, "%s: %s%s", fact_state_name(fact->state), fact->text, fact->why);
        host_free(host);
        if (is_as_expected)
            return;
        Sleep(10);
    }
    fail_msg("%s", said);
}

static void a_stored_test_that_another_user_planted_is_not_read(void **state)
{
    static const wchar_t folder[] = L"C:\\ProgramData\\healthcheck", path[] = L"C:\\ProgramData\\healthcheck\\connectivity.json";
    struct error error = { "" };

    (void)state;
    assert_true(folder_make("C:\\ProgramData\\healthcheck", &error));
    assert_true(file_replace_readable("C:\\ProgramData\\healthcheck/connectivity.json", "{}", 2, &error));
    assert_stored_ends_as(FACT_PRESENT, "{}");
    give_away(path, false);
    assert_stored_ends_as(FACT_UNREADABLE, "it belongs to another user, who may have made it up: delete it as an administrator (its owner is S-1-");
    give_away(path, true);
    assert_stored_ends_as(FACT_PRESENT, "{}");
    give_away(folder, false);
    assert_stored_ends_as(FACT_UNREADABLE, "its folder belongs to another user, who may have made it up");
    assert_false(folder_make("C:\\ProgramData\\healthcheck", &error));
    give_away(folder, true);
    assert_stored_ends_as(FACT_PRESENT, "{}");
    DeleteFileW(path);
    assert_stored_ends_as(FACT_ABSENT, "");
    RemoveDirectoryW(folder);
    assert_stored_ends_as(FACT_ABSENT, "");
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_type_of_value_says_what_was_written, forget_own_key),
        cmocka_unit_test_teardown(values_without_their_end_and_numbers_of_a_wrong_size_are_read, forget_own_key),
        cmocka_unit_test_teardown(a_list_names_the_keys_then_the_values_sorted, forget_own_key),
        cmocka_unit_test(the_64_bit_view_is_looked_at_and_the_32_bit_copy_has_its_own_name),
        cmocka_unit_test_teardown(a_key_tells_when_it_was_written, forget_own_key),
        cmocka_unit_test(another_users_settings_are_those_of_that_users_hive),
        cmocka_unit_test(a_hive_that_is_not_loaded_is_unreadable_and_not_absent),
        cmocka_unit_test_teardown(a_key_that_we_may_not_read_is_unreadable_and_says_so, forget_own_key),
        cmocka_unit_test(what_is_no_sid_examines_nobody),
        cmocka_unit_test(the_profile_of_a_user_with_a_korean_name_is_found),
        cmocka_unit_test(a_log_that_its_writer_holds_open_is_read_and_one_shared_with_nobody_is_told),
        cmocka_unit_test(a_path_of_500_characters_is_read),
        cmocka_unit_test(nothing_but_a_file_on_a_drive_is_opened),
        cmocka_unit_test(the_version_of_a_library_is_what_windows_reads_in_it),
        cmocka_unit_test(a_program_that_nobody_signed_says_so),
        cmocka_unit_test(the_machine_says_what_it_is),
        cmocka_unit_test(a_variable_with_any_text_is_read),
        cmocka_unit_test(a_run_under_wine_is_never_taken_for_windows),
        cmocka_unit_test(an_event_log_that_answers_nothing_is_unreadable),
        cmocka_unit_test(what_winhttp_was_told_it_tells),
        cmocka_unit_test(bytes_that_windows_does_not_follow_are_a_disagreement),
        cmocka_unit_test(an_object_of_wmi_becomes_json),
        cmocka_unit_test(a_script_on_a_drive_is_read_and_one_on_another_machine_is_not),
        cmocka_unit_test(a_stored_test_that_another_user_planted_is_not_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
