/* The user's own redaction rules: what they hide, what they keep, and what is said of a file that cannot be used. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/user_rules.h"
#include "healthcheck/core/memory.h"

static struct user_rules *read(const char *file)
{
    struct error error = { "" };
    struct user_rules *rules = user_rules_read(file, strlen(file), &error);

    assert_string_equal(error.text, "");
    assert_non_null(rules);
    return rules;
}

/* What the rules find in `text`, parted by `|`. */
static void assert_found(const char *file, const char *text, const char *expected)
{
    struct user_rules *rules = read(file);
    struct match_list list = { 0 };
    struct text found = { 0 };

    assert_true(user_rules_scan(rules, text, strlen(text), 7, &list));
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.items[i].rule, 7);
        text_append(&found, i > 0 ? "|" : "");
        text_append_bytes(&found, text + list.items[i].from, list.items[i].to - list.items[i].from);
    }
    assert_string_equal(text_of(&found), expected);
    text_free(&found);
    match_list_free(&list);
    user_rules_free(rules);
}

static void assert_refused(const char *file, const char *expected)
{
    struct error error = { "" };

    assert_null(user_rules_read(file, strlen(file), &error));
    assert_string_equal(error.text, expected);
}

static void a_word_is_found_whatever_its_case(void **state)
{
    (void)state;
    assert_found("# ours\n\nword  Project Falcon  \r\n", "the project falcon, PROJECT FALCON2, Project  Falcon", "project falcon|PROJECT FALCON");
    assert_found("word falcon\nword falconer", "a falconer and a falcon", "falconer|falcon");
    assert_found("\xEF\xBB\xBFword M\xC3\xBCller", "Herr M\xC3\xBCller", "M\xC3\xBCller");
    assert_found("", "anything", "");
}

static void a_pattern_is_found_in_each_line(void **state)
{
    (void)state;
    assert_found("regex \\bCASE-[0-9]{6}\\b", "CASE-123456 and\nCASE-654321, not CASE-1234567", "CASE-123456|CASE-654321");
    assert_found("regex (?i)falcon.*$", "x Falcon flies\r\nno bird\nfalcon", "Falcon flies\r|falcon");
    assert_found("regex t\\x{fc}r", "die t\xC3\xBCr \xFF t\xC3\xBCr", "t\xC3\xBCr|t\xC3\xBCr");
}

static void the_value_of_a_key_is_found_in_any_syntax(void **state)
{
    static const char *const texts[] = { "customerId=A77",
                                         "customerid: A77",
                                         "{\"customerId\":\"A77\",\"n\":1}",
                                         "{\\\"customerId\\\":\\\"A77\\\"}",
                                         "<customerId>A77</customerId>",
                                         "<add key=\"customerId\" value=\"A77\"/>",
                                         "--customerId A77 -v",
                                         "CUSTOMERID = 'A77'",
                                         "?x=1&customerId=A77&y=2",
                                         "customerId => A77,",
                                         "\"customerId\":\n  \"A77\"",
                                         "db.customerId=A77" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_found("key customerId", texts[i], "A77");
    assert_found("key customerId", "the customerId of A77", "");
    assert_found("key customerId", "xcustomerId=A77 customerIds=A77", "");
}

static void what_is_kept_is_named_by_address_network_or_name(void **state)
{
    struct user_rules *rules = read("keep 10.99.0.0/16\nkeep fd00:1::/33\nkeep 192.168.1.7\nkeep Build01\nword abc");

    (void)state;
    assert_true(user_rules_keep(rules, PSEUDONYM_IPV4, "10.99.255.1", 11));
    assert_false(user_rules_keep(rules, PSEUDONYM_IPV4, "10.98.255.1", 11));
    assert_true(user_rules_keep(rules, PSEUDONYM_IPV4, "192.168.1.7", 11));
    assert_false(user_rules_keep(rules, PSEUDONYM_IPV4, "192.168.1.8", 11));
    assert_true(user_rules_keep(rules, PSEUDONYM_IPV6, "fd00:1:7000::1", 14));
    assert_false(user_rules_keep(rules, PSEUDONYM_IPV6, "fd00:1:8000::1", 14));
    assert_true(user_rules_keep(rules, PSEUDONYM_HOST, "BUILD01", 7));
    assert_false(user_rules_keep(rules, PSEUDONYM_HOST, "abc", 3));
    user_rules_free(rules);
}

static void a_secret_is_never_kept(void **state)
{
    struct user_rules *rules = read("keep hunter2");

    (void)state;
    assert_true(user_rules_keep(rules, PSEUDONYM_WORD, "hunter2", 7));
    assert_false(user_rules_keep(rules, PSEUDONYM_SECRET, "hunter2", 7));
    user_rules_free(rules);
}

static void a_file_that_cannot_be_used_says_where_and_why(void **state)
{
    (void)state;
    assert_refused("word abc\nwrod x", "line 2: a line begins with word, regex, key, keep or #, not with \"wrod\"");
    assert_refused("word", "line 1: nothing stands behind \"word\"");
    assert_refused("word ab", "line 1: \"ab\" is shorter than 3 characters: it would stand in half of all lines");
    assert_refused("keep 10.0.0.0/33", "line 1: \"10.0.0.0/33\" is no network: the number behind the slash goes from 0 to 32");
    assert_refused("keep 10.0.0.0/", "line 1: \"10.0.0.0/\" is no network: the number behind the slash goes from 0 to 32");
    assert_refused("#\n\nregex a(b", "line 3: missing closing parenthesis, at character 4 of the pattern");
    assert_refused("regex a*", "line 1: the pattern matches the empty text, which is everywhere");
    assert_refused("regex \\b", "line 1: the pattern matches the empty text, which is everywhere");
    assert_refused("word \xFF\xFE\xFD", "line 1: it is not UTF-8");
}

static void a_pattern_that_never_ends_gives_up(void **state)
{
    struct user_rules *rules = read("regex ^(([a-z])+.)+[A-Z]([a-z])+$\n");
    struct match_list list = { 0 };
    char line[4097];

    (void)state;
    memset(line, 'a', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    assert_false(user_rules_scan(rules, line, sizeof line - 1, 0, &list));
    match_list_free(&list);
    user_rules_free(rules);
}

static bool is_scanned(const char *file, const char *line, size_t size)
{
    struct user_rules *rules = read(file);
    struct match_list list = { 0 };
    bool is_done = user_rules_scan(rules, line, size, 0, &list);

    match_list_free(&list);
    user_rules_free(rules);
    return is_done;
}

/* What a line may cost grows with its length: 10,000,000 steps, PCRE2's own limit, are too many for each of a million lines. */
static void a_short_line_may_not_cost_much(void **state)
{
    static const char line[] = "aaaaaaaaaaaaaaaaaaaaab";

    (void)state;
    assert_false(is_scanned("regex ^(a|a)+$", line, strlen(line)));
    assert_true(is_scanned("regex ^(a|a)+$", line + 12, strlen(line) - 12));
}

/* Each match looks at the rest of its line. */
static void many_matches_in_a_long_line_are_given_up(void **state)
{
    char *line = memory_get(40000);

    (void)state;
    memset(line, 'x', 40000);
    assert_false(is_scanned("regex x", line, 40000));
    assert_true(is_scanned("regex x", line, 4000));
    free(line);
}

/* Without the translator to machine code, as on processors it does not know, each step back takes memory. */
static void a_pattern_may_not_take_all_memory(void **state)
{
    enum { SIZE = 1 << 20 };
    char *line = memory_get(SIZE);

    (void)state;
    memset(line, 'a', SIZE);
    memcpy(line + SIZE - 2, "dc", 2);
    assert_false(is_scanned("regex (*NO_JIT)^(?:a|b)*c", line, SIZE));
    assert_true(is_scanned("regex (*NO_JIT)^(?:a|b)*c", line + SIZE - 10000, 10000));
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_found_whatever_its_case),
        cmocka_unit_test(a_pattern_is_found_in_each_line),
        cmocka_unit_test(the_value_of_a_key_is_found_in_any_syntax),
        cmocka_unit_test(what_is_kept_is_named_by_address_network_or_name),
        cmocka_unit_test(a_secret_is_never_kept),
        cmocka_unit_test(a_file_that_cannot_be_used_says_where_and_why),
        cmocka_unit_test(a_pattern_that_never_ends_gives_up),
        cmocka_unit_test(a_short_line_may_not_cost_much),
        cmocka_unit_test(many_matches_in_a_long_line_are_given_up),
        cmocka_unit_test(a_pattern_may_not_take_all_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
