/* Prose at a terminal: narrow, and commands that can still be copied. */
#include "tests/support.h"

#include "healthcheck/core/wrap.h"

static void assert_wrapped(const char *prose, const char *expected)
{
    struct text out = { 0 };

    wrap_prose(&out, prose, 2, 0);
    assert_string_equal(text_of(&out), expected);
    text_free(&out);
}

#define FORTY "123456789 123456789 123456789 123456789 "

static void a_line_is_as_wide_as_eighty_columns(void **state)
{
    (void)state;
    assert_wrapped("", "\n");
    assert_wrapped("one", "one\n");
    assert_wrapped(FORTY FORTY "x", FORTY "123456789 123456789 123456789 123456789\n  x\n");
    assert_wrapped(FORTY "123456789 123456789 123456789 1234567890", FORTY "123456789 123456789 123456789 1234567890\n");
    assert_wrapped(FORTY "123456789 123456789 123456789 12345678901", FORTY "123456789 123456789 123456789\n  12345678901\n");
}

static void letters_count_as_columns_and_not_as_bytes(void **state)
{
    (void)state;
    assert_wrapped(FORTY "ééééééééé ééééééééé ééééééééé éééééééééé", FORTY "ééééééééé ééééééééé ééééééééé éééééééééé\n");
}

static void a_command_stays_on_one_line(void **state)
{
    (void)state;
    assert_wrapped(FORTY "123456789 123456789 `wsl --update --pre-release` helps",
                   FORTY "123456789 123456789\n  `wsl --update --pre-release` helps\n");
}

static void a_command_longer_than_a_line_is_broken_like_prose(void **state)
{
    (void)state;
    assert_wrapped("`" FORTY FORTY "z` " FORTY "123456789 123456789 123456789 12345 6 `a b`",
                   "`" FORTY "123456789 123456789 123456789 123456789\n  z` " FORTY "123456789 123456789 123456789 12345\n  6 `a b`\n");
}

static void paragraphs_and_what_is_meant_to_be_copied_stand_as_they_are(void **state)
{
    (void)state;
    assert_wrapped("a\n\n    wsl   --shutdown\nb", "a\n\n      wsl   --shutdown\n  b\n");
}

static void what_was_seen_keeps_its_blanks_and_breaks_where_a_line_is_full(void **state)
{
    struct text out = { 0 };

    (void)state;
    wrap_exact(&out, span_of("ab  cdééf"), 2, 2, 6);
    assert_string_equal(text_of(&out), "ab  \n  cdéé\n  f");
    text_free(&out);
}

static void labels_stand_before_their_prose(void **state)
{
    struct text out = { 0 };

    (void)state;
    wrap_labelled(&out, "Why", "because\nof that");
    wrap_labelled(&out, "Needs", NULL);
    assert_string_equal(text_of(&out), "Why      because\n         of that\n");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_as_wide_as_eighty_columns),
        cmocka_unit_test(letters_count_as_columns_and_not_as_bytes),
        cmocka_unit_test(a_command_stays_on_one_line),
        cmocka_unit_test(a_command_longer_than_a_line_is_broken_like_prose),
        cmocka_unit_test(paragraphs_and_what_is_meant_to_be_copied_stand_as_they_are),
        cmocka_unit_test(what_was_seen_keeps_its_blanks_and_breaks_where_a_line_is_full),
        cmocka_unit_test(labels_stand_before_their_prose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
