/* Text: a growing one, and small questions about given ones. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

static void a_text_grows_and_stays_terminated(void **state)
{
    struct text text = { 0 };
    char *taken;

    (void)state;
    assert_string_equal(text_of(&text), "");
    for (int i = 0; i < 1000; i++)
        text_append_char(&text, (char)('a' + i % 26));
    text_append_bytes(&text, "\0x", 2);
    text_append_format(&text, "%d", 42);
    assert_int_equal(text.size, 1004);
    assert_int_equal(strlen(text_of(&text)), 1000);
    assert_memory_equal(text.data + 1000, "\0x42\0", 5);
    taken = text_take(&text);
    assert_null(text.data);
    free(taken);
    taken = text_take(&text);
    assert_string_equal(taken, "");
    free(taken);
}

static void lines_end_as_each_system_ends_them(void **state)
{
    struct span rest = span_of("one\ntwo\r\nthree\r\r\n\nfour\rstill four"), line;
    static const char *const lines[] = { "one", "two", "three", "", "four\rstill four" };
    size_t count = 0;

    (void)state;
    for (; span_next_line(&rest, &line); count++)
        assert_true(span_is(line, lines[count]));
    assert_int_equal(count, 5);
    rest = span_of("");
    assert_false(span_next_line(&rest, &line));
}

static void patterns_match_whole_names(void **state)
{
    (void)state;
    assert_true(text_matches("agent.*", "agent.service"));
    assert_true(text_matches("*.s?rvice", "agent.service"));
    assert_true(text_matches("*a*b*c*", "xxaxxbxxcxx"));
    assert_true(text_matches("", ""));
    assert_true(text_matches("***", ""));
    assert_false(text_matches("agent", "agent.service"));
    assert_false(text_matches("Agent.*", "agent.service"));
    assert_false(text_matches("?", ""));
    assert_false(text_matches("a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}

static void only_shortest_utf8_is_utf8(void **state)
{
    (void)state;
    assert_int_equal(text_utf8_length("a", 1), 1);
    assert_int_equal(text_utf8_length("\xc3\xa4", 2), 2);
    assert_int_equal(text_utf8_length("\xe2\x82\xac", 3), 3);
    assert_int_equal(text_utf8_length("\xf0\x9f\x98\x80", 4), 4);
    assert_int_equal(text_utf8_length("\xc3", 1), 0);
    assert_int_equal(text_utf8_length("\xe2\x82", 2), 0);
    assert_int_equal(text_utf8_length("\xc0\x80", 2), 0);
    assert_int_equal(text_utf8_length("\xe0\x80\x80", 3), 0);
    assert_int_equal(text_utf8_length("\xed\xa0\x80", 3), 0);
    assert_int_equal(text_utf8_length("\xf4\x90\x80\x80", 4), 0);
    assert_int_equal(text_utf8_length("\x80", 1), 0);
    assert_int_equal(text_utf8_length("", 0), 0);
    assert_true(text_is_utf8("\xc3\xa4 \xf0\x9f\x98\x80", 7));
    assert_false(text_is_utf8("a\xff", 2));
}

static void utf16_becomes_utf8_and_halves_of_pairs_are_replaced(void **state)
{
    static const char wide[] = "a\0\xe4\0\xac\x20\x3d\xd8\x00\xde\x3d\xd8z\0\x00\xde!";
    size_t size;
    char *utf8 = text_from_utf16le(wide, sizeof wide - 1, &size);

    (void)state;
    assert_string_equal(utf8, "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbdz\xef\xbf\xbd");
    assert_int_equal(size, strlen(utf8));
    free(utf8);
    utf8 = text_from_utf16le("", 0, NULL);
    assert_string_equal(utf8, "");
    free(utf8);
}

static void code_points_are_written_at_their_borders(void **state)
{
    struct text text = { 0 };

    (void)state;
    text_append_code_point(&text, 0x7f);
    text_append_code_point(&text, 0x80);
    text_append_code_point(&text, 0x7ff);
    text_append_code_point(&text, 0x800);
    text_append_code_point(&text, 0xffff);
    text_append_code_point(&text, 0x10000);
    text_append_code_point(&text, 0x10ffff);
    assert_string_equal(text_of(&text), "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf");
    text_free(&text);
}

static void percents_are_undone_where_two_digits_follow(void **state)
{
    char *plain = text_without_percents("a%2Fb%2fc%25%zz%4");

    (void)state;
    assert_string_equal(plain, "a/b/c%%zz%4");
    assert_int_equal(text_percent_byte("%00", 3), 0);
    assert_int_equal(text_percent_byte("%2F", 2), -1);
    free(plain);
}

static void small_questions_are_answered(void **state)
{
    (void)state;
    assert_true(text_starts_any_case("HTTPS://a", "https:"));
    assert_false(text_starts_any_case("http", "https:"));
    assert_true(text_starts_any_case("", ""));
    assert_true(span_is(span_trim(span_of(" \t a b \r\n")), "a b"));
    assert_true(span_is(span_trim(span_of(" \n")), ""));
    assert_true(span_starts(span_of("abc"), "ab"));
    assert_false(span_starts(span_of("a"), "ab"));
    assert_true(text_same("HKLM", "hklm"));
    assert_false(text_same("a", "ab"));
    assert_true(text_compare_ignoring_case("a", "B") < 0);
    assert_true(text_ends("x.reg", ".reg"));
    assert_false(text_ends("reg", ".reg"));
    assert_true(text_contains_ignoring_case("Permission Denied", "denied"));
    assert_true(text_contains_ignoring_case("x", ""));
    assert_false(text_contains_ignoring_case("deni", "denied"));
}

static void bytes_are_written_in_hexadecimal(void **state)
{
    static const char bytes[] = { 0, 0x1f, (char)0xff, (char)0xa0 };
    struct text text = { 0 };
    char hex[2 * sizeof bytes + 1];

    (void)state;
    text_write_hex(hex, bytes, sizeof bytes);
    assert_string_equal(hex, "001fffa0");
    text_write_hex(hex, bytes, 0);
    assert_string_equal(hex, "");
    text_append(&text, "x");
    text_append_hex(&text, bytes, sizeof bytes);
    assert_string_equal(text_of(&text), "x001fffa0");
    text_free(&text);
}

static void hexadecimal_is_read_back_whole(void **state)
{
    struct text text = { 0 };

    (void)state;
    assert_true(text_append_from_hex(&text, "001fFfa0", 8));
    assert_int_equal(text.size, 4);
    assert_memory_equal(text.data, "\0\x1f\xff\xa0", 4);
    assert_true(text_append_from_hex(&text, "", 0));
    assert_false(text_append_from_hex(&text, "001", 3));
    assert_false(text_append_from_hex(&text, "0g", 2));
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_grows_and_stays_terminated),
        cmocka_unit_test(lines_end_as_each_system_ends_them),
        cmocka_unit_test(patterns_match_whole_names),
        cmocka_unit_test(only_shortest_utf8_is_utf8),
        cmocka_unit_test(utf16_becomes_utf8_and_halves_of_pairs_are_replaced),
        cmocka_unit_test(code_points_are_written_at_their_borders),
        cmocka_unit_test(percents_are_undone_where_two_digits_follow),
        cmocka_unit_test(small_questions_are_answered),
        cmocka_unit_test(bytes_are_written_in_hexadecimal),
        cmocka_unit_test(hexadecimal_is_read_back_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
