/* Files beneath a folder, by path: no way leads out of it. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "healthcheck/platform/file.h"

static char *top;
static struct folder *inside;

/* secret beside the folder; in it facts/env/PATH, a link to the secret and a link to the folder above. */
static int make_files(void **state)
{
    struct error error;
    char *path;

    (void)state;
    top = make_folder();
    write_file(top, "secret", "hunter2", 7);
    write_file(top, "inside/facts/env/PATH", "/usr/bin\n", 9);
    write_file(top, "inside/facts/empty", "", 0);
    path = text_format("%s/inside/facts/link", top);
    assert_int_equal(symlink("../../secret", path), 0);
    free(path);
    path = text_format("%s/inside/facts/up", top);
    assert_int_equal(symlink("../..", path), 0);
    free(path);
    path = text_format("%s/inside", top);
    inside = folder_open(path, &error);
    free(path);
    return inside != NULL ? 0 : -1;
}

static int remove_files(void **state)
{
    (void)state;
    folder_close(inside);
    remove_folder(top);
    return 0;
}

/* The result of reading `path`; its text must be `expected` where it was read, nothing otherwise. */
static enum file_result read_as(const char *path, size_t limit, const char *expected)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "";
    enum file_result result = file_read_beneath(inside, path, limit, &content, why);

    assert_string_equal(text_of(&content), expected);
    assert_true((result == FILE_REFUSED) == (why[0] != '\0'));
    text_free(&content);
    return result;
}

static void a_file_in_the_folder_is_read(void **state)
{
    (void)state;
    assert_int_equal(read_as("facts/env/PATH", 9, "/usr/bin\n"), FILE_READ);
    assert_int_equal(read_as("facts/empty", 9, ""), FILE_READ);
}

static void a_link_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    assert_int_equal(read_as("facts/link", 100, ""), FILE_REFUSED);
    assert_int_equal(read_as("facts/up/secret", 100, ""), FILE_REFUSED);
    assert_int_equal(read_as("facts/up/inside/facts/env/PATH", 100, ""), FILE_REFUSED);
}

static void no_path_leads_out_of_the_folder(void **state)
{
    static const char *const paths[] = { "../secret", "facts/../../secret", "facts/../facts/env/PATH", "./facts/env/PATH", "/etc/passwd",
                                         "",          "facts//env/PATH" };

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_int_equal(read_as(paths[i], 1000, ""), FILE_MISSING);
}

static void note_entry(void *context, const char *path, enum file_kind kind)
{
    text_append_format(context, "%s%s\n", path, kind == FILE_IS_FOLDER ? "/" : kind == FILE_IS_LINK ? "@" : "");
}

static void a_folder_of_thousands_is_walked_whole(void **state)
{
    char *folder = make_folder();
    struct error error;
    struct text seen = { 0 };
    struct folder *many;
    size_t lines = 0;

    (void)state;
    for (int i = 0; i < 3000; i++) {
        char name[64];

        snprintf(name, sizeof name, "a-name-that-takes-some-room-%d", i);
        write_file(folder, name, "", 0);
    }
    many = folder_open(folder, &error);
    assert_true(folder_walk(many, 3000, note_entry, &seen));
    for (size_t i = 0; i < seen.size; i++)
        lines += seen.data[i] == '\n' ? 1 : 0;
    assert_int_equal(lines, 3000);
    folder_close(many);
    text_free(&seen);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_in_the_folder_is_read),
        cmocka_unit_test(a_link_is_refused_wherever_it_stands),
        cmocka_unit_test(no_path_leads_out_of_the_folder),
        cmocka_unit_test(a_folder_of_thousands_is_walked_whole),
    };

    return cmocka_run_group_tests(tests, make_files, remove_files);
}
