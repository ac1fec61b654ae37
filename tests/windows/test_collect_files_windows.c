/* Folders that other users write to, on Windows: nothing is followed, nothing is fetched, nobody is kept from his file. */
#include "tests/bundle/collected.h"

#include <stdio.h>

#include "bundle/safe_windows.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/wide_windows.h"

#define LOGS "C/ProgramData/Microsoft Defender for Endpoint plug-in for WSL"

static int set_up(void **state)
{
    (void)state;
    set_up_logs("plugin-data", LOGS, "plugin.log", "elsewhere/secret.log");
    options.timeout_seconds = 20;
    return 0;
}

/* With "\\?\" before it, so that no name means a device. Yours to free. */
static wchar_t *in_logs(const char *name)
{
    wchar_t *folder = wide_absolute_path(logs), *wide = wide_from(name);
    size_t count = wcslen(folder) + wcslen(wide) + 2;
    wchar_t *path = memory_resize(NULL, count, sizeof *path);

    swprintf(path, count, L"%ls\\%ls", folder, wide);
    free(folder);
    free(wide);
    return path;
}

static HANDLE open_log(const char *name, DWORD access, DWORD share, DWORD creation)
{
    wchar_t *path = in_logs(name);
    HANDLE handle = CreateFileW(path, access, share, NULL, creation, FILE_ATTRIBUTE_NORMAL, NULL);

    if (handle == INVALID_HANDLE_VALUE)
        fail_msg("%s: error %lu", name, GetLastError());
    free(path);
    return handle;
}

static void append(HANDLE handle, const char *text)
{
    DWORD written;

    SetFilePointer(handle, 0, NULL, FILE_END);
    assert_true(WriteFile(handle, text, (DWORD)strlen(text), &written, NULL));
}

static void age(const char *name, long long seconds)
{
    HANDLE handle = open_log(name, FILE_WRITE_ATTRIBUTES, SHARE_WITH_ALL, OPEN_EXISTING);
    unsigned long long when = ((unsigned long long)(clock_now() - seconds) + 11644473600u) * 10000000u;
    FILETIME time = { (DWORD)when, (DWORD)(when >> 32) };

    assert_true(SetFileTime(handle, NULL, NULL, &time));
    CloseHandle(handle);
}

static bool is_wine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

static void run_and_wait(wchar_t *command)
{
    STARTUPINFOW start = { .cb = sizeof start };
    PROCESS_INFORMATION process;

    assert_true(CreateProcessW(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process));
    WaitForSingleObject(process.hProcess, 20000);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

/* Wine makes no links itself: there the Unix below it does. A link to a file of Unix is followed by whoever opens it, whatever he asks for. */
static void make_link(const char *target, const char *path)
{
    wchar_t *wide_target = wide_path(target), *wide = wide_path(path);
    char *(*unix_name)(const wchar_t *) =
        (char *(*)(const wchar_t *))(void (*)(void))GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_unix_file_name");

    if (is_wine()) {
        char *command = text_format("Z:\\bin\\ln -s \"%s\" \"%s\"", unix_name(wide_target), unix_name(wide));
        wchar_t *wide_command = wide_from(command);

        run_and_wait(wide_command);
        free(wide_command);
        free(command);
    } else {
        DWORD attributes = GetFileAttributesW(wide_target);

        assert_true(CreateSymbolicLinkW(wide, wide_target, attributes & FILE_ATTRIBUTE_DIRECTORY ? SYMBOLIC_LINK_FLAG_DIRECTORY : 0));
    }
    /* Nobody says when a program of Unix has ended. */
    for (int i = 0; i < 500 && GetFileAttributesW(wide) == INVALID_FILE_ATTRIBUTES; i++)
        Sleep(10);
    assert_int_not_equal(GetFileAttributesW(wide), INVALID_FILE_ATTRIBUTES);
    free(wide_target);
    free(wide);
}

static void link_in_logs(const char *target, const char *name)
{
    char *from = text_format("%s/%s", root, target), *path = text_format("%s/%s", logs, name);

    make_link(from, path);
    free(from);
    free(path);
}

static void the_logs_of_the_plug_in_go_in_and_utf_16_is_read(void **state)
{
    (void)state;
    write_file(root, LOGS "/wide.log", "\xff\xfeo\0k\0\r\0\n\0", 10);
    write_file(root, LOGS "/Logs/deep/er.txt", "deep\n", 5);
    collect_logs();
    assert_content("plugin.log", "all is well\n");
    assert_content("wide.log", "ok\r\n");
    assert_content("Logs/deep/er.txt", "deep\n");
}

static void a_log_that_its_writer_holds_open_is_read_and_nobody_is_kept_from_it(void **state)
{
    HANDLE writer = open_log("busy.log", GENERIC_WRITE, FILE_SHARE_READ, CREATE_NEW);
    wchar_t *from, *to;
    struct feed *feed;

    (void)state;
    append(writer, "first\n");
    collect_logs();
    assert_content("busy.log", "first\n");
    CloseHandle(writer);
    /* While we read it, it is rotated. */
    feed = row("busy.log")->open(row("busy.log"));
    assert_non_null(feed);
    from = in_logs("busy.log");
    to = in_logs("busy.log.1");
    assert_true(MoveFileW(from, to));
    assert_true(DeleteFileW(to));
    feed_close(feed);
    free(from);
    free(to);
}

static void a_log_that_somebody_has_for_himself_is_told_and_the_others_go_on(void **state)
{
    HANDLE owner = open_log("mine.log", GENERIC_READ | GENERIC_WRITE, 0, CREATE_NEW);

    (void)state;
    append(owner, "mine\n");
    collect_logs();
    assert_refused("mine.log", ENTRY_UNREADABLE, "another program has it open");
    assert_content("plugin.log", "all is well\n");
    CloseHandle(owner);
    assert_content("mine.log", "mine\n");
}

static void what_is_written_while_it_is_read_stays_out(void **state)
{
    HANDLE writer = open_log("grows.log", GENERIC_WRITE, SHARE_WITH_ALL, CREATE_NEW);
    struct safe_opened opened;
    struct text content = { 0 };
    struct feed *feed;

    (void)state;
    append(writer, "first\n");
    feed = safe_open(logs, "grows.log", 1000, 0, 0, &opened);
    assert_non_null(feed);
    append(writer, "second\n");
    assert_int_equal(drain(feed, &content), 0);
    assert_string_equal(text_of(&content), "first\n");
    assert_non_null(strstr(feed->why, "grew"));
    feed_close(feed);
    feed = safe_open(logs, "grows.log", 1000, 0, 0, &opened);
    SetFilePointer(writer, 0, NULL, FILE_BEGIN);
    assert_true(SetEndOfFile(writer));
    assert_int_equal(drain(feed, &content), -1);
    assert_non_null(strstr(feed->why, "shrank"));
    feed_close(feed);
    CloseHandle(writer);
    text_free(&content);
}

static void a_link_in_a_folder_of_logs_is_told_and_never_followed(void **state)
{
    (void)state;
    link_in_logs("elsewhere", "rotated");
    link_in_logs("elsewhere/secret.log", "linked.log");
    collect_logs();
    assert_content("plugin.log", "all is well\n");
    assert_refused("rotated", ENTRY_REFUSED, "link");
    assert_refused("linked.log", ENTRY_REFUSED, "link");
    assert_no_secret();
}

static void a_folder_that_becomes_a_link_after_it_was_listed_is_not_followed(void **state)
{
    wchar_t *folder = in_logs("rotated"), *away = in_logs("away");

    (void)state;
    write_file(root, LOGS "/rotated/secret.log", "old\n", 4);
    collect_logs();
    assert_true(MoveFileW(folder, away));
    link_in_logs("elsewhere", "rotated");
    assert_refused("rotated/secret.log", ENTRY_REFUSED, "link");
    assert_no_secret();
    free(folder);
    free(away);
}

/* Everybody may make folders in %ProgramData%, and a link needs no right to what it leads to. */
static void a_folder_of_ours_that_somebody_planted_as_a_link_is_not_looked_into(void **state)
{
    wchar_t *wide = wide_absolute_path(logs), *log = in_logs("plugin.log");
    char *elsewhere = text_format("%s/elsewhere", root);

    (void)state;
    assert_true(DeleteFileW(log));
    assert_true(RemoveDirectoryW(wide));
    make_link(elsewhere, logs);
    collect_logs();
    assert_refused("", ENTRY_UNREADABLE, "link");
    assert_no_secret();
    free(elsewhere);
    free(wide);
    free(log);
}

static void a_file_of_two_names_is_refused(void **state)
{
    char *secret = text_format("%s/elsewhere/secret.log", root);
    wchar_t *from = wide_path(secret), *to = in_logs("planted.log"), *late = in_logs("late.log");

    (void)state;
    assert_true(CreateHardLinkW(to, from, NULL));
    write_file(root, LOGS "/late.log", "mine\n", 5);
    collect_logs();
    assert_true(DeleteFileW(late));
    assert_true(CreateHardLinkW(late, from, NULL));
    assert_refused("planted.log", ENTRY_REFUSED, "hard link");
    assert_refused("late.log", ENTRY_REFUSED, "hard link");
    free(secret);
    free(from);
    free(to);
    free(late);
}

/* Wine keeps no such attributes: what Windows says of them is asked of the function that judges it. */
static void what_is_kept_elsewhere_or_is_no_file_says_so_by_its_attributes(void **state)
{
    static const struct {
        DWORD attributes, tag;
        const char *why; /* NULL: it is read */
    } cases[] = {
        { FILE_ATTRIBUTE_ARCHIVE, 0, NULL },
        { FILE_ATTRIBUTE_DIRECTORY, 0, NULL },
        { FILE_ATTRIBUTE_SPARSE_FILE | FILE_ATTRIBUTE_COMPRESSED, 0, NULL },
        { FILE_ATTRIBUTE_ARCHIVE, IO_REPARSE_TAG_SYMLINK, NULL }, /* without the attribute the tag says nothing */
        { FILE_ATTRIBUTE_REPARSE_POINT, IO_REPARSE_TAG_SYMLINK, "symbolic link" },
        { FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY, IO_REPARSE_TAG_MOUNT_POINT, "junction" },
        { FILE_ATTRIBUTE_REPARSE_POINT, 0xA000001D, "link" }, /* LX_SYMLINK */
        { FILE_ATTRIBUTE_REPARSE_POINT, 0x80000023, "socket" },
        { FILE_ATTRIBUTE_REPARSE_POINT, 0x80000024, "pipe" },
        { FILE_ATTRIBUTE_REPARSE_POINT, 0x80000025, "device" },
        { FILE_ATTRIBUTE_REPARSE_POINT, 0x80000026, "disk" },
        { FILE_ATTRIBUTE_REPARSE_POINT, 0x9000601A, "placeholder" }, /* CLOUD_6: OneDrive */
        { FILE_ATTRIBUTE_REPARSE_POINT, 0x80000013, "0x80000013" },  /* DEDUP */
        { FILE_ATTRIBUTE_OFFLINE, 0, "placeholder" },
        { 0x00400000, 0, "placeholder" }, /* RECALL_ON_DATA_ACCESS */
        { 0x00040000 | FILE_ATTRIBUTE_DIRECTORY, 0, "placeholder" },
        { FILE_ATTRIBUTE_DEVICE, 0, "device" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *reason = safe_attributes_reason(cases[i].attributes, cases[i].tag);

        if ((reason == NULL) != (cases[i].why == NULL) || (reason != NULL && strstr(reason, cases[i].why) == NULL))
            fail_msg("0x%lx 0x%lx: %s", cases[i].attributes, cases[i].tag, reason);
        free(reason);
    }
}

static void other_streams_of_a_file_cannot_be_named(void **state)
{
    wchar_t *wide = wide_absolute_path(logs);
    HANDLE folder = CreateFileW(wide, FILE_LIST_DIRECTORY | FILE_TRAVERSE, SHARE_WITH_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);

    (void)state;
    assert_true(folder != INVALID_HANDLE_VALUE);
    assert_true(handle_open_below(folder, "plugin.log:hidden", 17, HANDLE_FILE) == INVALID_HANDLE_VALUE);
    assert_true(handle_open_below(folder, "..", 2, HANDLE_FOLDER) == INVALID_HANDLE_VALUE);
    assert_true(handle_open_below(folder, "a\\b", 3, HANDLE_FILE) == INVALID_HANDLE_VALUE);
    CloseHandle(folder);
    free(wide);
}

static void names_of_devices_and_long_paths_are_files_like_others(void **state)
{
    struct text path = { 0 };

    (void)state;
    CloseHandle(open_log("aux.log", GENERIC_WRITE, 0, CREATE_NEW));
    CloseHandle(open_log("dot.txt.", GENERIC_WRITE, 0, CREATE_NEW));
    CloseHandle(open_log("\xea\xb9\x80.log", GENERIC_WRITE, 0, CREATE_NEW));
    for (int i = 0; i < 10; i++)
        text_append_format(&path, "a-folder-with-a-name-of-forty-eight-characters-%d/", i);
    text_append(&path, "far.log");
    {
        char *whole = text_format(LOGS "/%s", text_of(&path));

        write_file(root, whole, "far away\n", 9);
        free(whole);
    }
    collect_logs();
    assert_content("%61ux.log", "");
    /* Wine says of such a file that it is another one, without the dot. */
    if (!is_wine())
        assert_content("dot.txt%2E", "");
    assert_content("%EA%B9%80.log", "");
    assert_content(text_of(&path), "far away\n");
    text_free(&path);
}

static void folders_deeper_than_64_are_told(void **state)
{
    struct text path = { 0 };

    (void)state;
    text_append(&path, LOGS);
    for (int i = 0; i < 70; i++)
        text_append(&path, "/d");
    text_append(&path, "/x.log");
    write_file(root, text_of(&path), "deep\n", 5);
    collect_logs();
    for (size_t i = 0; i < collection.count; i++)
        if (collection.entries[i].why != NULL && strstr(collection.entries[i].why, "deeper than 64") != NULL) {
            text_free(&path);
            return;
        }
    fail_msg("nothing says that it is too deep");
}

static void old_logs_are_counted_and_large_ones_lose_their_beginning(void **state)
{
    struct entry *entry;

    (void)state;
    write_file(root, LOGS "/old.log", "old\n", 4);
    age("old.log", 8 * 86400);
    write_file(root, LOGS "/large.log", "first line\nsecond line\nthird line\n", 34);
    options.most_a_file = 20;
    collect_logs();
    assert_null(row("old.log"));
    assert_non_null(strstr(row("")->why, "1 file of %ProgramData%/"));
    entry = row("large.log");
    assert_content("large.log", "third line\n");
    assert_string_equal(entry_status_name(entry->status), "truncated");
    assert_int_equal(entry->kept_from, 14);
}

/* Wine has no holes; the file below it has. */
static void a_file_of_a_terabyte_of_nothing_ends_at_once(void **state)
{
    HANDLE handle = open_log("huge.log", GENERIC_WRITE, SHARE_WITH_ALL, CREATE_NEW);
    LARGE_INTEGER size = { .QuadPart = 1ll << 40 };
    DWORD got;
    char *content;

    (void)state;
    DeviceIoControl(handle, 0x900c4 /* FSCTL_SET_SPARSE */, NULL, 0, NULL, 0, &got, NULL);
    assert_true(SetFilePointerEx(handle, size, NULL, FILE_BEGIN));
    if (!SetEndOfFile(handle)) {
        CloseHandle(handle);
        SKIP_BECAUSE("windows-terabyte", "the disk allows no file of 1 TiB");
    }
    append(handle, "the end\n");
    CloseHandle(handle);
    options.most_a_file = 1024 * 1024;
    collect_logs();
    assert_true(row("huge.log")->original_size >= 1ull << 40);
    content = content_of(row("huge.log"));
    assert_non_null(content);
    assert_true(strlen(content) <= 8);
    free(content);
}

static void the_bundle_itself_does_not_go_in(void **state)
{
    char *path = text_format("%s/healthcheck-new.zip", logs);

    (void)state;
    write_file(root, LOGS "/healthcheck-new.zip", "not yet a zip\n", 14);
    options.output = path;
    collect_logs();
    assert_refused("healthcheck-new.zip", ENTRY_REFUSED, "this bundle");
    free(path);
}

int wmain(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_logs_of_the_plug_in_go_in_and_utf_16_is_read),
        CASE(a_log_that_its_writer_holds_open_is_read_and_nobody_is_kept_from_it),
        CASE(a_log_that_somebody_has_for_himself_is_told_and_the_others_go_on),
        CASE(what_is_written_while_it_is_read_stays_out),
        CASE(a_link_in_a_folder_of_logs_is_told_and_never_followed),
        CASE(a_folder_that_becomes_a_link_after_it_was_listed_is_not_followed),
        CASE(a_folder_of_ours_that_somebody_planted_as_a_link_is_not_looked_into),
        CASE(a_file_of_two_names_is_refused),
        CASE(what_is_kept_elsewhere_or_is_no_file_says_so_by_its_attributes),
        CASE(other_streams_of_a_file_cannot_be_named),
        CASE(names_of_devices_and_long_paths_are_files_like_others),
        CASE(folders_deeper_than_64_are_told),
        CASE(old_logs_are_counted_and_large_ones_lose_their_beginning),
        CASE(a_file_of_a_terabyte_of_nothing_ends_at_once),
        CASE(the_bundle_itself_does_not_go_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
