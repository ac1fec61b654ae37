/* The environment that systemd gives a service. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "proxy/systemd_unit.h"

static struct systemd_unit unit;

static int begin(void **state)
{
    (void)state;
    unit = (struct systemd_unit){ .name = "mdatp.service" };
    return 0;
}

static int end(void **state)
{
    (void)state;
    systemd_unit_free(&unit);
    return 0;
}

static bool read_text(const char *file, const char *text)
{
    return systemd_unit_read(&unit, file, text, strlen(text));
}

static bool read_environment_file(const char *text)
{
    return systemd_unit_read_environment_file(&unit, "/etc/default/mdatp", text, strlen(text));
}

static void assert_variable(const char *name, const char *value, const char *file, size_t line)
{
    const struct systemd_assignment *assignment = systemd_unit_get(&unit, name);

    if (assignment == NULL)
        fail_msg("%s is not set", name);
    assert_string_equal(assignment->value, value);
    assert_string_equal(assignment->file, file);
    assert_int_equal(assignment->line, line);
}

static void assert_value(const char *name, const char *value)
{
    if (systemd_unit_get(&unit, name) == NULL)
        fail_msg("%s is not set", name);
    assert_string_equal(systemd_unit_get(&unit, name)->value, value);
}

static void a_unit_full_of_quirks_is_read_as_systemd_verifies_it(void **state)
{
    static const size_t lines[] = { 3, 7, 14, 15, 16, 16, 17, 19, 20, 22, 24, 29 };
    static const char *const unset[] = { "IN_UNIT", "O", "P", "1Q", "S", "U", "W", "X", "Z", "AA", "AC", "AD" };
    size_t size;
    char *bytes = read_project_file("tests/data/systemd_unit/quirks.service", &size);

    (void)state;
    assert_false(systemd_unit_read(&unit, "quirks.service", bytes, size));
    free(bytes);
    assert_variable("A", "1", "quirks.service", 6);
    assert_value("B", "two words");
    assert_value("C", "its");
    assert_value("E", "aA\xc3\xa9\tb");
    assert_value("F", "%p");
    assert_value("G", "mdatp.service");
    assert_value("H", "$FOO");
    assert_value("I", "mdatp");
    assert_value("J", "a'b");
    assert_variable("K", "a", "quirks.service", 7);
    assert_variable("L", "c", "quirks.service", 7);
    assert_value("M", "1");
    assert_value("R", "ok");
    assert_value("V", "2");
    assert_value("Y", "ab cd");
    assert_value("AB", "2");
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        assert_null(systemd_unit_get(&unit, unset[i]));
    assert_int_equal(unit.file_count, 1);
    assert_string_equal(unit.files[0].path, "/etc/default/x");
    assert_true(unit.files[0].is_optional);
    assert_int_equal(unit.problem_count, sizeof lines / sizeof *lines);
    for (size_t i = 0; i < unit.problem_count; i++)
        assert_int_equal(unit.problems[i].line, lines[i]);
}

static void an_empty_assignment_takes_back_what_stood_before(void **state)
{
    (void)state;
    assert_true(read_text("a", "[Service]\nEnvironment=A=1 B=1\nEnvironmentFile=/x\n"));
    assert_true(read_text("b", "[Service]\nEnvironment=\nEnvironment=B=2\nEnvironmentFile=\n"));
    assert_null(systemd_unit_get(&unit, "A"));
    assert_variable("B", "2", "b", 3);
    assert_int_equal(unit.count, 1);
    assert_int_equal(unit.file_count, 0);
}

static void a_percent_sign_in_a_password_is_told(void **state)
{
    (void)state;
    assert_true(read_text("proxy.conf", "[Service]\nEnvironment=\"HTTPS_PROXY=http://u:p%40secret@proxy:8080\"\n"));
    assert_null(systemd_unit_get(&unit, "HTTPS_PROXY"));
    assert_int_equal(unit.problem_count, 1);
    assert_string_equal(unit.problems[0].text, "HTTPS_PROXY: a percent sign is written %%, systemd drops the assignment");
    assert_int_equal(unit.problems[0].line, 2);
}

static void a_problem_never_holds_a_value(void **state)
{
    (void)state;
    read_text("a",
              "[Service]\nEnvironment=HTTPS_PROXY=http://u:secret%z\nEnvironment=X=\"secret\nEnvironment=a secret\nEnvironmentFile=secret\nsecret\n"
              "Environment=X=\\x01secret\n[secret");
    read_environment_file("secret a=secret\nX=\x01secret\n");
    assert_int_equal(unit.problem_count, 10);
    for (size_t i = 0; i < unit.problem_count; i++)
        assert_null(strstr(unit.problems[i].text, "secret"));
}

static void lines_end_as_systemd_ends_them(void **state)
{
    (void)state;
    assert_true(read_text("a", "\xef\xbb\xbf[Service]\r\nEnvironment=A=1\rEnvironment=B=1\\\r\n2\nEnvironment=C=1\\"));
    assert_variable("A", "1", "a", 2);
    assert_variable("B", "1", "a", 3);
    assert_variable("C", "1", "a", 5);
}

static void environment_files_have_their_own_rules(void **state)
{
    (void)state;
    assert_true(read_text("a", "[Service]\nEnvironment=A=unit\n"));
    assert_true(read_environment_file("# comment \\\nA=still a comment\n; another\nA=1\n  B = two words  \nC=\"a \\\" b\\n\"'c d'e\nD=a\\\nb\\ c\n"
                                      "export E=1\nF\nG=%p\nH=\nI=a # no comment\nJ='x\ny'\nK=a\\ \nL=\"open\nend"));
    assert_variable("A", "1", "/etc/default/mdatp", 4);
    assert_value("B", "two words");
    assert_value("C", "a \" b\\nc de");
    assert_value("D", "ab c");
    assert_null(systemd_unit_get(&unit, "E"));
    assert_null(systemd_unit_get(&unit, "F"));
    assert_value("G", "%p");
    assert_value("H", "");
    assert_value("I", "a # no comment");
    assert_value("J", "x\ny");
    assert_value("K", "a ");
    assert_value("L", "open\nend");
    assert_int_equal(unit.problem_count, 1);
    assert_int_equal(unit.problems[0].line, 9);
    assert_false(read_environment_file("A=\xff\n"));
}

static void what_systemctl_shows_is_read_back(void **state)
{
    const char *shown = "HTTPS_PROXY=http://proxy:8080 \"B=two words\" C=";

    (void)state;
    systemd_unit_read_shown(&unit, "systemctl", shown, strlen(shown));
    assert_value("HTTPS_PROXY", "http://proxy:8080");
    assert_value("B", "two words");
    assert_value("C", "");
    assert_int_equal(unit.count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_unit_full_of_quirks_is_read_as_systemd_verifies_it, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_assignment_takes_back_what_stood_before, begin, end),
        cmocka_unit_test_setup_teardown(a_percent_sign_in_a_password_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_problem_never_holds_a_value, begin, end),
        cmocka_unit_test_setup_teardown(lines_end_as_systemd_ends_them, begin, end),
        cmocka_unit_test_setup_teardown(environment_files_have_their_own_rules, begin, end),
        cmocka_unit_test_setup_teardown(what_systemctl_shows_is_read_back, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
