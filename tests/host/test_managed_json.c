/* mdatp_managed.json: is it JSON, are its keys and types known, and on which line not? */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/managed_json.h"

static struct managed_json read_file(const char *path)
{
    size_t size;
    char *bytes = read_project_file(path, &size);
    struct managed_json managed = managed_json_read(bytes, size);

    free(bytes);
    return managed;
}

static struct managed_json read_text(const char *text)
{
    return managed_json_read(text, strlen(text));
}

static void the_documented_full_profile_has_no_problem(void **state)
{
    struct managed_json managed = read_file("tests/data/managed_json/full-profile.json");

    (void)state;
    assert_non_null(managed.json);
    assert_int_equal(managed.count, 0);
    managed_json_free(&managed);
}

static void a_setting_is_found_by_its_path(void **state)
{
    struct managed_json managed = read_file("tests/data/managed_json/mdatp_managed.composed.json");

    (void)state;
    assert_int_equal(managed.count, 0);
    assert_string_equal(managed_json_get(&managed, "features.ebpfSupplementaryEventProvider"), "enabled");
    assert_string_equal(managed_json_get(&managed, "cloudService.enabled"), "true");
    assert_null(managed_json_get(&managed, "cloudService.nothing"));
    assert_null(managed_json_get(&managed, "nothing.at.all"));
    assert_null(managed_json_get(&managed, "edr.tags"));
    managed_json_free(&managed);
}

static void an_unknown_key_is_named_with_its_line(void **state)
{
    struct managed_json managed = read_text("{\n  \"cloudService\": {\n    \"enabled\": true,\n    \"colour\": \"red\"\n  }\n}\n");

    (void)state;
    assert_int_equal(managed.count, 1);
    assert_int_equal(managed.problems[0].kind, MANAGED_UNKNOWN_KEY);
    assert_int_equal(managed.problems[0].line, 4);
    assert_string_equal(managed.problems[0].key, "cloudService.colour");
    assert_null(managed.problems[0].hint);
    managed_json_free(&managed);
}

static void a_key_in_another_case_or_section_is_told_its_right_place(void **state)
{
    struct managed_json managed = read_text("{ \"cloudService\": { \"Enabled\": true },\n\"ebpfSupplementaryEventProvider\": \"disabled\" }");

    (void)state;
    assert_int_equal(managed.count, 2);
    assert_string_equal(managed.problems[0].hint, "cloudService.enabled");
    assert_string_equal(managed.problems[1].hint, "features.ebpfSupplementaryEventProvider");
    assert_int_equal(managed.problems[1].line, 2);
    managed_json_free(&managed);
}

static void a_boolean_in_quotes_is_of_the_wrong_type(void **state)
{
    struct managed_json managed = read_text("{\n\"cloudService\":\n{\n\"enabled\":\n\"true\"}}");

    (void)state;
    assert_int_equal(managed.count, 1);
    assert_int_equal(managed.problems[0].kind, MANAGED_WRONG_TYPE);
    assert_int_equal(managed.problems[0].line, 4);
    assert_string_equal(managed.problems[0].hint, "true or false, without quotes");
    managed_json_free(&managed);
}

static void what_stands_below_an_unknown_key_or_a_list_keeps_the_lines_right(void **state)
{
    struct managed_json managed =
        read_text("{ \"x\": { \"a\\\"}\": [1,\n{ }, \"}\\n\" ] },\n\"edr\": { \"tags\": [ 7,\n { \"key\": \"GROUP\",\n \"value\": 1 } ] } }");

    (void)state;
    assert_int_equal(managed.count, 3);
    assert_string_equal(managed.problems[0].key, "x");
    assert_string_equal(managed.problems[1].key, "edr.tags[]");
    assert_int_equal(managed.problems[1].line, 3);
    assert_string_equal(managed.problems[2].key, "edr.tags[].value");
    assert_int_equal(managed.problems[2].line, 5);
    managed_json_free(&managed);
}

static void what_is_no_json_is_so_on_a_line(void **state)
{
    static const struct {
        const char *text;
        size_t line;
    } cases[] = {
        { "", 1 }, { "{ \"edr\": { }\n  \"features\": { }\n}", 2 }, { "{\n\"edr\": { },\n}", 3 }, { "{ }\n{ }", 2 }, { "cloudService: true", 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct managed_json managed = read_text(cases[i].text);

        assert_null(managed.json);
        assert_int_equal(managed.count, 1);
        assert_int_equal(managed.problems[0].kind, MANAGED_NOT_JSON);
        assert_int_equal(managed.problems[0].line, cases[i].line);
        assert_null(managed_json_get(&managed, "edr"));
        managed_json_free(&managed);
    }
}

static void a_file_that_is_a_list_is_of_the_wrong_type(void **state)
{
    struct managed_json managed = read_text("\n[ ]\n");

    (void)state;
    assert_int_equal(managed.count, 1);
    assert_int_equal(managed.problems[0].kind, MANAGED_WRONG_TYPE);
    assert_int_equal(managed.problems[0].line, 2);
    managed_json_free(&managed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_documented_full_profile_has_no_problem),
        cmocka_unit_test(a_setting_is_found_by_its_path),
        cmocka_unit_test(an_unknown_key_is_named_with_its_line),
        cmocka_unit_test(a_key_in_another_case_or_section_is_told_its_right_place),
        cmocka_unit_test(a_boolean_in_quotes_is_of_the_wrong_type),
        cmocka_unit_test(what_stands_below_an_unknown_key_or_a_list_keeps_the_lines_right),
        cmocka_unit_test(what_is_no_json_is_so_on_a_line),
        cmocka_unit_test(a_file_that_is_a_list_is_of_the_wrong_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
