/* os-release: what distribution a machine runs. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/os_release.h"

static struct os_release read_text(const char *text)
{
    return os_release_read(text, strlen(text));
}

static void debian_s_own_file_is_understood(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/os_release/debian-12", &size);
    struct os_release os = os_release_read(bytes, size);

    (void)state;
    assert_string_equal(os.id, "debian");
    assert_string_equal(os.version_id, "12");
    assert_string_equal(os.name, "Debian GNU/Linux");
    assert_string_equal(os.id_like, "");
    assert_string_equal(os_release_title(&os), "Debian GNU/Linux 12 (bookworm)");
    os_release_free(&os);
    free(bytes);
}

static void quotes_and_backslashes_are_those_of_a_shell(void **state)
{
    struct os_release os = read_text("ID='ol'\nVERSION_ID=\"8.8\"\nNAME=\"a \\\"b\\\" \\$c \\d\"\nPRETTY_NAME=one\\ two' $three'\n");

    (void)state;
    assert_string_equal(os.id, "ol");
    assert_string_equal(os.version_id, "8.8");
    assert_string_equal(os.name, "a \"b\" $c \\d");
    assert_string_equal(os.pretty_name, "one two $three");
    os_release_free(&os);
}

static void of_a_name_that_stands_twice_the_last_counts(void **state)
{
    struct os_release os = read_text("VERSION_ID=\"7\"\nVERSION_ID=\"7.9\"\n");

    (void)state;
    assert_string_equal(os.version_id, "7.9");
    os_release_free(&os);
}

static void comments_and_other_lines_are_passed_over(void **state)
{
    struct os_release os = read_text("# ID=wrong\n\n  # ID=wrong\nID\n=x\nMYID=wrong\nID=rhel # a comment\r\n");

    (void)state;
    assert_string_equal(os.id, "rhel");
    os_release_free(&os);
}

static void an_open_quote_ends_with_its_line(void **state)
{
    struct os_release os = read_text("NAME=\"open\nID=sles\nVERSION_ID=\"15.5");

    (void)state;
    assert_string_equal(os.name, "open");
    assert_string_equal(os.id, "sles");
    assert_string_equal(os.version_id, "15.5");
    os_release_free(&os);
}

static void an_empty_file_says_nothing(void **state)
{
    struct os_release os = os_release_read(NULL, 0);

    (void)state;
    assert_string_equal(os.id, "");
    assert_string_equal(os_release_title(&os), "this distribution");
    os_release_free(&os);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(debian_s_own_file_is_understood),
        cmocka_unit_test(quotes_and_backslashes_are_those_of_a_shell),
        cmocka_unit_test(of_a_name_that_stands_twice_the_last_counts),
        cmocka_unit_test(comments_and_other_lines_are_passed_over),
        cmocka_unit_test(an_open_quote_ends_with_its_line),
        cmocka_unit_test(an_empty_file_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
