/* The files that a bundle leaves on Windows: whose they are, and that there is none where it is not complete. */
#include "tests/support.h"

#include <aclapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <sddl.h>

#include "bundle/output_file.h"
#include "bundle/private_file.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/wide_windows.h"

static char *folder, *path;

static int set_up(void **state)
{
    (void)state;
    folder = make_folder();
    path = text_format("%s/bundle.zip", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    remove_folder(folder);
    free(path);
    return 0;
}

static size_t files_in_folder(void)
{
    char *pattern = text_format("%s/*", folder);
    wchar_t *wide = wide_path(pattern);
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(wide, &found);
    size_t count = 0;

    do
        count += wcscmp(found.cFileName, L".") != 0 && wcscmp(found.cFileName, L"..") != 0;
    while (FindNextFileW(search, &found));
    FindClose(search);
    free(wide);
    free(pattern);
    return count;
}

static void write_bundle(const char *text, bool may_replace)
{
    struct error error = { "" };
    struct output_file *file = output_file_begin(path, may_replace, &error);

    if (file == NULL)
        fail_msg("%s", error.text);
    assert_true(output_file_put(file, text, strlen(text), 0, &error));
    if (!output_file_commit(file, &error))
        fail_msg("%s", error.text);
}

static void assert_begin_fails(const char *at, bool may_replace, const char *why)
{
    struct error error = { "" };

    assert_null(output_file_begin(at, may_replace, &error));
    if (strstr(error.text, why) == NULL)
        fail_msg("%s", error.text);
}

/* Read with everybody's rights, for it may have been made with none. */
static void assert_holds(const char *text)
{
    struct text content = { 0 };
    struct error error = { "" };

    assert_int_equal(private_file_read(path, 1000, &content, &error), PRIVATE_FILE_READ);
    assert_string_equal(text_of(&content), text);
    text_free(&content);
}

/* Who may do something with the file at `path`, by their SIDs, and whether the list is its own; a line. Yours to free. */
static char *rights_of(void)
{
    wchar_t *wide = wide_path(path), *sid;
    PSECURITY_DESCRIPTOR descriptor = NULL;
    struct text line = { 0 };
    PACL list = NULL;

    assert_int_equal(GetNamedSecurityInfoW(wide, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL, &list, NULL, &descriptor), ERROR_SUCCESS);
    assert_non_null(list);
    assert_true(list->AceCount > 0);
    for (DWORD i = 0; i < list->AceCount; i++) {
        ACCESS_ALLOWED_ACE *entry;

        assert_true(GetAce(list, i, (void **)&entry));
        assert_true(ConvertSidToStringSidW(&entry->SidStart, &sid));
        {
            char *text = wide_to(sid);

            text_append_format(&line, "%s%s", i > 0 ? " " : "", text);
            free(text);
        }
        LocalFree(sid);
    }
    LocalFree(descriptor);
    free(wide);
    return text_take(&line);
}

static char *own_sid(void)
{
    unsigned char room[256];
    HANDLE token;
    DWORD size;
    wchar_t *sid;
    char *text;

    assert_true(OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token));
    assert_true(GetTokenInformation(token, TokenUser, room, sizeof room, &size));
    assert_true(ConvertSidToStringSidW(((TOKEN_USER *)(void *)room)->User.Sid, &sid));
    text = wide_to(sid);
    LocalFree(sid);
    CloseHandle(token);
    return text;
}

static void nobody_but_its_owner_the_administrators_and_the_system_may_do_anything_with_it(void **state)
{
    char *rights, *own = own_sid();
    char *rest;

    (void)state;
    write_bundle("PK", false);
    rights = rights_of();
    for (char *sid = strtok_s(rights, " ", &rest); sid != NULL; sid = strtok_s(NULL, " ", &rest))
        if (strcmp(sid, "S-1-5-18") != 0 && strcmp(sid, "S-1-5-32-544") != 0 && strcmp(sid, own) != 0)
            fail_msg("%s may do something with it", sid);
    free(rights);
    free(own);
}

static void it_has_its_name_only_when_it_is_complete(void **state)
{
    struct error error = { "" };
    struct output_file *file = output_file_begin(path, false, &error);
    wchar_t *wide = wide_path(path);

    (void)state;
    assert_non_null(file);
    assert_true(output_file_put(file, "half", 4, 0, &error));
    assert_int_equal(GetFileAttributesW(wide), INVALID_FILE_ATTRIBUTES);
    output_file_abandon(file);
    assert_int_equal(files_in_folder(), 0);
    write_bundle("whole", false);
    assert_holds("whole");
    assert_int_equal(files_in_folder(), 1);
    free(wide);
}

static void a_file_that_is_there_is_replaced_only_by_force(void **state)
{
    struct output_file *file;
    struct error error = { "" };

    (void)state;
    write_bundle("old", false);
    assert_begin_fails(path, false, "is there already");
    write_bundle("new", true);
    assert_holds("new");
    assert_int_equal(files_in_folder(), 1);
    /* One that comes in between stays, too. */
    free(path);
    path = text_format("%s/other.zip", folder);
    file = output_file_begin(path, false, &error);
    assert_non_null(file);
    write_file(folder, "other.zip", "mine", 4);
    assert_false(output_file_commit(file, &error));
    assert_non_null(strstr(error.text, "is there already"));
    assert_int_equal(files_in_folder(), 2);
}

static void folders_and_what_is_missing_are_told(void **state)
{
    char *missing = text_format("%s/none/bundle.zip", folder), *device = text_format("%s/", folder);

    (void)state;
    assert_begin_fails(missing, false, "there is no such folder");
    assert_begin_fails(folder, true, "no regular file");
    free(missing);
    free(device);
}

static void let_in(const wchar_t *list)
{
    wchar_t *wide = wide_path(path);
    PSECURITY_DESCRIPTOR descriptor;
    BOOL is_there, is_default;
    PACL acl;

    assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorW(list, SDDL_REVISION_1, &descriptor, NULL));
    assert_true(GetSecurityDescriptorDacl(descriptor, &is_there, &acl, &is_default));
    assert_int_equal(
        SetNamedSecurityInfoW(wide, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, NULL, NULL, acl, NULL),
        ERROR_SUCCESS);
    LocalFree(descriptor);
    free(wide);
}

static void assert_refused(size_t limit, const char *why)
{
    struct text content = { 0 };
    struct error error = { "" };

    assert_int_equal(private_file_read(path, limit, &content, &error), PRIVATE_FILE_REFUSED);
    if (strstr(error.text, why) == NULL)
        fail_msg("%s", error.text);
    assert_int_equal(content.size, 0);
    text_free(&content);
}

static void a_map_that_others_may_read_or_write_is_refused(void **state)
{
    (void)state;
    write_bundle("mine", false);
    assert_holds("mine");
    let_in(L"D:P(A;;FA;;;BA)(A;;FA;;;OW)(A;;FR;;;WD)");
    assert_refused(1000, "can be read or written by others");
    assert_refused(1000, "icacls");
    let_in(L"D:P(A;;FA;;;BA)(A;;FA;;;OW)(A;;0x2;;;BU)");
    assert_refused(1000, "can be read or written by others");
}

static void a_map_that_is_none_is_told(void **state)
{
    struct text content = { 0 };
    struct error error = { "" };

    (void)state;
    assert_int_equal(private_file_read(path, 1000, &content, &error), PRIVATE_FILE_MISSING);
    write_bundle("far too much", false);
    assert_refused(4, "larger");
    free(path);
    path = memory_copy_text(folder);
    assert_refused(1000, "no regular file");
    text_free(&content);
}

/* cmd's own commands take what follows a slash for an option. */
static void a_bundle_s_path_is_one_that_programs_of_windows_take(void **state)
{
    static const char *const rows[][2] = { { "C:\\Temp", "C:\\Temp\\b.zip" },
                                           { "C:\\", "C:\\b.zip" },
                                           { "C:", "C:b.zip" },
                                           { "out", "out\\b.zip" },
                                           { "C:/Temp", "C:/Temp/b.zip" },
                                           { "C:/Temp/", "C:/Temp/b.zip" },
                                           { "\\\\server\\share", "\\\\server\\share\\b.zip" } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *joined = file_in_folder(rows[i][0], "b.zip");

        assert_string_equal(joined, rows[i][1]);
        free(joined);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int wmain(void)
{
    const struct CMUnitTest tests[] = {
        CASE(nobody_but_its_owner_the_administrators_and_the_system_may_do_anything_with_it),
        CASE(it_has_its_name_only_when_it_is_complete),
        CASE(a_file_that_is_there_is_replaced_only_by_force),
        CASE(folders_and_what_is_missing_are_told),
        CASE(a_map_that_others_may_read_or_write_is_refused),
        CASE(a_map_that_is_none_is_told),
        cmocka_unit_test(a_bundle_s_path_is_one_that_programs_of_windows_take),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
