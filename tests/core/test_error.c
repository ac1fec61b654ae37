/* What stopped our own program, as one sentence. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/error.h"
#include "healthcheck/core/text.h"

static struct error error;

static char *repeated(const char *part, size_t times)
{
    struct text text = { 0 };

    for (size_t i = 0; i < times; i++)
        text_append(&text, part);
    return text_take(&text);
}

static void a_sentence_is_as_it_was_written(void **state)
{
    (void)state;
    assert_false(error_set(&error, "cannot read %s: %s", "x", "permission denied"));
    assert_string_equal(error.text, "cannot read x: permission denied");
    assert_false(error_set(NULL, "nobody cares"));
}

static void a_sentence_about_a_sentence_may_quote_it(void **state)
{
    (void)state;
    error_set(&error, "it is no JSON");
    error_set(&error, "row %d: %s", 3, error.text);
    assert_string_equal(error.text, "row 3: it is no JSON");
}

static void a_name_without_end_hides_neither_the_reason_nor_what_to_do(void **state)
{
    char *name = repeated("q", 5000);

    (void)state;
    error_set(&error, "cannot write %s: it is a folder", name);
    assert_true(text_starts(error.text, "cannot write qqq"));
    assert_non_null(strstr(error.text, "q…q"));
    assert_true(text_ends(error.text, "qqq: it is a folder"));
    assert_true(strlen(error.text) < sizeof error.text);
    free(name);
}

static void a_long_sentence_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        char *name = repeated("€", 400);

        error_set(&error, "%.*s%s is no option", (int)i, "abc", name);
        assert_true(text_is_utf8(error.text, strlen(error.text)));
        assert_true(text_ends(error.text, "€ is no option"));
        free(name);
    }
}

static void a_password_that_the_cut_would_halve_is_masked(void **state)
{
    (void)state;
    for (size_t before = 200; before < 300; before += 7) {
        char *begin = repeated("x", before), *end = repeated("y", 600);

        error_set(&error, "'%s https://user:verysecretpassword@host.example/%s' is no URL", begin, end);
        assert_null(strstr(error.text, "very"));
        assert_null(strstr(error.text, "word@"));
        free(begin);
        free(end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_is_as_it_was_written),
        cmocka_unit_test(a_sentence_about_a_sentence_may_quote_it),
        cmocka_unit_test(a_name_without_end_hides_neither_the_reason_nor_what_to_do),
        cmocka_unit_test(a_long_sentence_is_cut_between_characters),
        cmocka_unit_test(a_password_that_the_cut_would_halve_is_masked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
