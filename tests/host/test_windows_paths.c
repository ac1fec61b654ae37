/* Windows paths as the keys of facts. */
#include "tests/support.h"

#include <stdlib.h>

#include "healthcheck/host/windows_paths.h"

static void expect_key(struct host *host, const char *path, const char *expected)
{
    char *key = windows_path_to_key(host, path);

    if (expected == NULL)
        assert_null(key);
    else if (key == NULL)
        fail_msg("%s gives no key", path);
    else
        assert_string_equal(key, expected);
    free(key);
}

static void paths_on_a_drive_become_parts_of_keys(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "env/Tools", "e:\\tools\\" }, { 0 } });

    (void)state;
    expect_key(host, "C:\\Users\\user", "C/Users/user");
    expect_key(host, "c:/Users//user/.", "C/Users/user");
    expect_key(host, "C:\\", "C");
    expect_key(host, "\"D:\\a b\\c.dll\"", "D/a b/c.dll");
    expect_key(host, "\\\\?\\C:\\x", "C/x");
    expect_key(host, "%PROGRAMFILES%\\x", "C/Program Files/x");
    expect_key(host, "%Tools%\\x", "E/tools/x");
    host_free(host);
}

static void what_is_on_no_drive_becomes_none(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "env/Loop", "%Loop%" }, { 0 } });
    static const char *const paths[] = {
        "", "x", "\\x", "\\\\server\\share\\x", "C:x", "C:\\..\\x", "C:\\a\\..", "%Nothing%\\x", "%Loop%\\x", "%", "%%", "%a/b%", "1:\\x"
    };

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        expect_key(host, paths[i], NULL);
    host_free(host);
}

static void the_plug_in_lies_where_the_environment_says(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "env/ProgramFiles", "D:\\Programme" }, { 0 } });
    char *path = windows_plugin_path(host, "tools/healthcheck.exe"), *data = windows_folder(host, "ProgramData", "Microsoft/Windows Defender");

    (void)state;
    assert_string_equal(path, "D/Programme/Microsoft Defender for Endpoint plug-in for WSL/tools/healthcheck.exe");
    assert_string_equal(data, "C/ProgramData/Microsoft/Windows Defender");
    free(path);
    free(data);
    host_free(host);
}

static void the_user_s_files_lie_in_the_profile(void **state)
{
    struct host *host =
        host_open_literal((const char *const[][2]){ { "env/USERPROFILE", "C:\\Users\\two" }, { "file/C/Users/two/.wslconfig", "x" }, { 0 } });

    (void)state;
    assert_string_equal(windows_user_file(host, ".wslconfig")->text, "x");
    host_free(host);
    host = host_open_literal((const char *const[][2]){ { "user/profile", "C:\\Users\\one" }, { "env/USERPROFILE", "C:\\Users\\two" }, { 0 } });
    assert_string_equal(windows_user_file(host, ".wslconfig")->key, "file/C/Users/one/.wslconfig");
    host_free(host);
    host = host_open_literal((const char *const[][2]){ { "user/profile", LITERAL_UNREADABLE "denied" }, { 0 } });
    assert_int_equal(windows_user_file(host, ".wslconfig")->state, FACT_UNREADABLE);
    host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_on_a_drive_become_parts_of_keys),
        cmocka_unit_test(what_is_on_no_drive_becomes_none),
        cmocka_unit_test(the_plug_in_lies_where_the_environment_says),
        cmocka_unit_test(the_user_s_files_lie_in_the_profile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
