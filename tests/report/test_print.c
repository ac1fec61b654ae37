/* The way out: nothing that a terminal obeys, nothing that is secret. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/report/print.h"

static const char *escaped(const char *bytes, size_t size)
{
    static struct text out;

    text_free(&out);
    print_escaped(&out, bytes, size);
    return text_of(&out);
}

static void a_terminal_gets_no_control_bytes(void **state)
{
    (void)state;
    assert_string_equal(escaped("\033[31mred\007", 9), "\\x1b[31mred\\x07");
    assert_string_equal(escaped("a\nb\r\tc\177", 7), "a\\nb\\r c\\x7f");
    assert_string_equal(escaped("\xc2\x9b"
                                "31m",
                                5),
                        "\\u009b31m");
    assert_string_equal(escaped("a\0b", 3), "a\\x00b");
}

static void nothing_unseen_hides_or_turns_the_reading_around(void **state)
{
    static const char overridden[] = "exe\xe2\x80\xaetxt.",
                      isolated[] = "a\xe2\x81\xa6"
                                   "b",
                      zero[] = "x\xe2\x80\x8by\xef\xbb\xbf", none[] = "x\xef\xbf\xbey\xef\xbf\xbf", tag[] = "\xf3\xa0\x81\x81";

    (void)state;
    assert_string_equal(escaped(overridden, sizeof overridden - 1), "exe\\u202etxt.");
    assert_string_equal(escaped(isolated, sizeof isolated - 1), "a\\u2066b");
    assert_string_equal(escaped(zero, sizeof zero - 1), "x\\u200by\\ufeff");
    assert_string_equal(escaped(none, sizeof none - 1), "x\\ufffey\\uffff");
    assert_string_equal(escaped(tag, sizeof tag - 1), "\\udb40\\udc41");
}

static void a_password_of_any_length_is_masked_where_the_text_is_cut(void **state)
{
    struct text url = { 0 }, out = { 0 };
    char *json;

    (void)state;
    text_append(&url, "http://user:");
    for (size_t i = 0; i < 1000; i++)
        text_append(&url, "hunter2");
    text_append(&url, "@proxy:8080 and more");
    print_evidence(&out, url.data, url.size);
    assert_null(strstr(text_of(&out), "hunter2"));
    json = print_masked_sentence(url.data);
    assert_null(strstr(json, "hunter2"));
    free(json);
    text_free(&out);
    text_free(&url);
}

static void a_sentence_that_quotes_too_much_is_cut(void **state)
{
    struct text summary = { 0 }, out = { 0 };

    (void)state;
    for (size_t i = 0; i < 100000; i++)
        text_append(&summary, "a b");
    print_sentence(&out, text_of(&summary));
    assert_true(out.size < PRINT_LONGEST_SENTENCE + 32);
    assert_true(text_ends(text_of(&out), "\xe2\x80\xa6 (300000 bytes)"));
    text_free(&summary);
    text_free(&out);
}

static void bytes_that_are_no_text_are_shown_as_such(void **state)
{
    (void)state;
    assert_string_equal(escaped("caf\xc3\xa9 \xff\xc3", 8), "caf\xc3\xa9 \\xff\\xc3");
}

static void passwords_are_masked(void **state)
{
    (void)state;
    assert_null(strstr(escaped("http://user:hunter2@proxy:8080", 30), "hunter2"));
}

static void long_evidence_is_cut_and_says_how_long_it_was(void **state)
{
    char *long_text = malloc(100000);
    struct text out = { 0 };

    (void)state;
    memset(long_text, 'x', 100000);
    print_evidence(&out, long_text, 100000);
    assert_int_equal(strspn(text_of(&out), "x"), PRINT_LONGEST_EVIDENCE);
    assert_string_equal(text_of(&out) + PRINT_LONGEST_EVIDENCE, "\xe2\x80\xa6 (100000 bytes)");
    text_free(&out);
    free(long_text);
}

static void evidence_is_cut_between_characters(void **state)
{
    char text[PRINT_LONGEST_EVIDENCE + 8];
    struct text out = { 0 };

    (void)state;
    memset(text, 'x', sizeof text);
    memcpy(text + PRINT_LONGEST_EVIDENCE - 1, "\xe2\x82\xac", 3);
    print_evidence(&out, text, sizeof text);
    assert_true(text_is_utf8(out.data, out.size));
    assert_int_equal(strspn(text_of(&out), "x"), PRINT_LONGEST_EVIDENCE - 1);
    text_free(&out);
}

static void masked_text_for_json_is_utf8(void **state)
{
    char *masked = print_masked("a\xff\0b", 4);

    (void)state;
    assert_string_equal(masked, "a\xef\xbf\xbd\xef\xbf\xbd"
                                "b");
    free(masked);
}

static void json_leaves_nothing_that_a_terminal_obeys(void **state)
{
    struct text out = { 0 };

    (void)state;
    print_json_line(&out, "{\"a\":\"\x7f\xc2\x9b\xc2\xb5\"}");
    assert_string_equal(text_of(&out), "{\"a\":\"\\u007f\\u009b\xc2\xb5\"}\n");
    text_free(&out);
}

static void evidence_for_json_keeps_its_line_ends(void **state)
{
    char *shown = print_masked_evidence("WSL version: 2.0.6.0\r\nKernel\n", 29);

    (void)state;
    assert_string_equal(shown, "WSL version: 2.0.6.0\r\nKernel");
    free(shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_terminal_gets_no_control_bytes),
        cmocka_unit_test(nothing_unseen_hides_or_turns_the_reading_around),
        cmocka_unit_test(a_password_of_any_length_is_masked_where_the_text_is_cut),
        cmocka_unit_test(a_sentence_that_quotes_too_much_is_cut),
        cmocka_unit_test(bytes_that_are_no_text_are_shown_as_such),
        cmocka_unit_test(passwords_are_masked),
        cmocka_unit_test(long_evidence_is_cut_and_says_how_long_it_was),
        cmocka_unit_test(evidence_is_cut_between_characters),
        cmocka_unit_test(masked_text_for_json_is_utf8),
        cmocka_unit_test(json_leaves_nothing_that_a_terminal_obeys),
        cmocka_unit_test(evidence_for_json_keeps_its_line_ends),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    escaped("", 0);
    return failed;
}
