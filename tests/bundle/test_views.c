/* What stands encoded in a text: how it is read, where it came from, and that it is written again in its own way. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/encoded_run.h"
#include "bundle/redact.h"
#include "bundle/unescape.h"
#include "bundle/user_rules.h"

static void assert_reads(const char *raw, const char *expected)
{
    struct unescaped view = { 0 };

    assert_true(unescape(raw, strlen(raw), &view));
    assert_string_equal(text_of(&view.text), expected);
    unescaped_free(&view);
}

static void escapes_of_each_kind_are_read(void **state)
{
    (void)state;
    assert_reads("a%40b%u0041", "a@bA");
    assert_reads("a\\\"b\\\\c\\/d\\u0040e\\x41\\101", "a\"b\\c/d@eAA");
    assert_reads("\\ud83d\\ude00", "\xF0\x9F\x98\x80");
    assert_reads("a&amp;b&#64;c&#x40;&lt;&equals;", "a&b@c@<=");
    assert_reads("\x1B[1;31mred\x1B[0m \x1B]0;title\a.", "red .");
    assert_reads("key=3Dvalue=20of", "key=value of");
    /* Colours first, and alone: what stands behind them may be no escape. */
    assert_reads("\x1B[31mCORP\x1B[0m\\tom%40", "CORP\\tom%40");
}

static void what_only_looks_like_an_escape_stays(void **state)
{
    struct unescaped view = { 0 };
    static const char text[] = "100% of & a; key=value \\U \\C &unknown; %zz %4";

    (void)state;
    assert_false(unescape(text, sizeof text - 1, &view));
    assert_false(unescape("", 0, &view));
}

static void a_place_in_the_view_leads_to_its_bytes(void **state)
{
    static const char raw[] = "first\nx jane%2Eroe%40contoso.com y\n";
    struct unescaped view = { 0 };
    const char *found;
    size_t from, to, at;

    (void)state;
    assert_true(unescape(raw, sizeof raw - 1, &view));
    assert_non_null(found = strstr(view.text.data, "jane.roe@contoso.com"));
    at = (size_t)(found - view.text.data);
    assert_true(unescaped_place(&view, at, at + 20, &from, &to));
    assert_int_equal(from, 8);
    assert_int_equal(to, 8 + strlen("jane%2Eroe%40contoso.com"));
    assert_false(unescaped_place(&view, at, at + 4, &from, &to));
    assert_int_equal(to - from, 4);
    unescaped_free(&view);
}

/* The first run in `text`, its content, and that it is written again as it was. */
static void assert_run(const char *text, const char *run_bytes, const char *content)
{
    struct encoded_run run = { 0 };
    struct text read = { 0 }, written = { 0 };
    struct marks letters = encoded_run_letters(text, strlen(text));

    assert_true(encoded_run_next(&letters, 0, &run, &read));
    assert_int_equal(run.to - run.from, strlen(run_bytes));
    assert_memory_equal(text + run.from, run_bytes, run.to - run.from);
    assert_string_equal(text_of(&read), content);
    encoded_run_write(&run, text_of(&read), read.size, &written);
    assert_string_equal(text_of(&written), run_bytes);
    text_free(&read);
    text_free(&written);
}

static void a_run_is_found_wherever_it_begins(void **state)
{
    (void)state;
    for (int before = 0; before < 140; before++) {
        char text[512];

        snprintf(text, sizeof text, "%*s\"amFuZS5yb2VAY29udG9zby5jb20=\" and more", before, "");
        assert_run(text, "amFuZS5yb2VAY29udG9zby5jb20=", "jane.roe@contoso.com");
        snprintf(text, sizeof text, "%*s/opt/a-path/amFuZS5yb2VAY29udG9zby5jb20/%*s", before, "", before, "x");
        assert_run(text, "amFuZS5yb2VAY29udG9zby5jb20", "jane.roe@contoso.com");
        snprintf(text, sizeof text, "%*s 6a616e652e726f6540636f6e746f736f2e636f6d.%*s", before, "", before, "x");
        assert_run(text, "6a616e652e726f6540636f6e746f736f2e636f6d", "jane.roe@contoso.com");
    }
}

static void names_numbers_and_hashes_are_no_runs(void **state)
{
    static const char *const texts[] = {
        "/home/eva_lind/Downloads/main.o", "6e789e6a-a1b9-45f4-80dd-d081b2cf5c49", "4a908239d8385ffe267e69b2ba0ed6cf02b2f1e05fc6b346dee6134aca97c50b",
        "2026-11-21T07-00-00-12345678",    "a_function_with_a_long_name",          "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *text = text_format("%s%100s", texts[i], "");
        struct encoded_run run = { 0 };
        struct text content = { 0 };
        struct marks letters = encoded_run_letters(text, strlen(text));

        assert_false(encoded_run_next(&letters, 0, &run, &content));
        text_free(&content);
        free(text);
    }
}

static struct redactor *redactor_with(const struct user_rules *rules)
{
    return redactor_new(&(struct redact_options){ .level = REDACT_IDENTITY, .key = { 7 }, .rules = rules });
}

static unsigned long long count_of(const char *text)
{
    struct redactor *redactor = redactor_with(NULL);
    struct redactions counts = { { 0 } };
    struct text out = { 0 };
    unsigned long long count = 0;

    assert_true(redact(redactor, text, strlen(text), &out, &counts));
    for (size_t i = 0; i < REDACT_MOST_RULES; i++)
        count += counts.by_rule[i];
    text_free(&out);
    redactor_free(redactor);
    return count;
}

static void what_is_hidden_in_a_run_is_counted_as_outside_of_it(void **state)
{
    (void)state;
    assert_int_equal(count_of("jane.roe@contoso.com, max.mayer@contoso.com"), 2);
    assert_int_equal(count_of("{\"a\": \"amFuZS5yb2VAY29udG9zby5jb20sIG1heC5tYXllckBjb250b3NvLmNvbQ==\"}"), 2);
    /* Base64 of that base64. */
    assert_int_equal(count_of("YW1GdVpTNXliMlZBWTI5dWRHOXpieTVqYjIwc0lHMWhlQzV0WVhsbGNrQmpiMjUwYjNOdkxtTnZiUT09"), 2);
    /* The same beside escapes, and with escapes in it. */
    assert_int_equal(count_of("{\\\"a\\\": \\\"amFuZS5yb2VAY29udG9zby5jb20sIG1heC5tYXllckBjb250b3NvLmNvbQ==\\\"}"), 2);
    assert_int_equal(count_of("amFuZS5yb2VAY29udG9zby5jb20sIG1heC5tYXllckBjb250b3NvLmNvbQ%3D%3D"), 2);
    assert_int_equal(count_of("\\u0061mFuZS5yb2VAY29udG9zby5jb20sIG1heC5tYXllckBjb250b3NvLmNvbQ=="), 2);
}

static void every_rule_has_a_place_to_be_counted_in(void **state)
{
    struct redactor *redactor = redactor_with(NULL);
    size_t count = 0;

    (void)state;
    while (count <= REDACT_MOST_RULES && redact_rule_name(redactor, count) != NULL)
        count++;
    assert_in_range(count, 1, REDACT_MOST_RULES);
    redactor_free(redactor);
}

static void a_rule_of_the_users_strikes_in_encoded_text(void **state)
{
    static const char file[] = "word Project Falcon\n", text[] = "x UHJvamVjdCBGYWxjb24gZmxpZXMgYXQgbmlnaHQ= Project%20Falcon project falcon\n";
    struct error error;
    struct user_rules *rules = user_rules_read(file, sizeof file - 1, &error);
    struct redactor *redactor = redactor_with(rules);
    struct text out = { 0 };

    (void)state;
    assert_true(redact(redactor, text, sizeof text - 1, &out, NULL));
    assert_null(strstr(out.data, "UHJvamVjdCBGYWxjb24"));
    assert_null(strstr(out.data, "alcon"));
    text_free(&out);
    redactor_free(redactor);
    user_rules_free(rules);
}

static void a_rule_that_gives_up_lets_nothing_through(void **state)
{
    static const char file[] = "regex (a+)+$\n";
    struct error error;
    struct user_rules *rules = user_rules_read(file, sizeof file - 1, &error);
    struct redactor *redactor = redactor_with(rules);
    struct text out = { 0 };
    char line[4096];

    (void)state;
    memset(line, 'a', sizeof line);
    line[sizeof line - 1] = '!';
    text_append(&out, "before");
    assert_false(redact(redactor, line, sizeof line, &out, NULL));
    assert_string_equal(out.data, "before");
    text_free(&out);
    redactor_free(redactor);
    user_rules_free(rules);
}

/* Yours to free. */
static char *redacted_by(const struct redactor *redactor, const char *text)
{
    struct text left = { 0 };

    assert_true(redact(redactor, text, strlen(text), &left, NULL));
    return text_take(&left);
}

/* Values of base64 of every length, with one and with two `=`. */
static void a_line_behind_a_value_that_ends_in_base64_stays(void **state)
{
    static const char *const names[] = { "Authorization: Bearer eyJh", "db_password=", "AccountName=a;AccountKey=4C", "client_secret: ", "key=3D" };
    static const char *const lines[] = { "[2026-11-21 10:00:00] [error] second line failed: 0x5", "2026-11-21T10:00:00Z second line failed",
                                         "Nov 21 10:00:00 second line failed", "{\"msg\": \"second line failed\"}",
                                         "level=error msg=\"second line failed\"" };

    struct redactor *redactor = redactor_with(NULL);

    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
        for (size_t l = 0; l < sizeof lines / sizeof lines[0]; l++)
            for (int size = 20; size < 120; size++) {
                char *text =
                    text_format("%s%.*s%s\n%s\nthird line\n", names[n], size,
                                "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4bU0tdZ1f3Qx9w7kHn2LzQpXw5aV8b6Y",
                                size % 2 == 0 ? "=" : "==", lines[l]);
                char *left = redacted_by(redactor, text);

                if (strstr(left, lines[l]) == NULL || strstr(left, "third line") == NULL)
                    fail_msg("%s\nbecame\n%s", text, left);
                free(left);
                free(text);
            }
    redactor_free(redactor);
}

/* Lines of 76 as most programs fill them, of 70 as .NET, and shorter ones with an escape in them. */
static void a_secret_that_a_soft_line_end_breaks_goes_whole(void **state)
{
    static const char secret[] = "Zx8Qw2Er5Ty7Ui9Op1As3Df4Gh6Jk8Lz0Xc2Vb4Nm6Qa1Ws3Ed5Rf7Tg9Yh1Uj3Ik5Ol7Pm9";
    static const char *const names[] = { "X-Trace: a; Authorization: Bearer ", "caf=C3=A9: password: ", "{\"password\": \"", "password=3D" };

    struct redactor *redactor = redactor_with(NULL);

    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
        for (size_t width = 44; width <= 75; width++) {
            size_t first = width - strlen(names[n]);
            char *text, *left;

            if (memchr(names[n], '=', strlen(names[n])) == NULL && width != 69 && width < 73)
                continue;
            text = text_format("To: x\n%s%.*s=\n%s\nnext\n", names[n], (int)first, secret, secret + first);
            left = redacted_by(redactor, text);
            if (first + 4 < strlen(secret) && (strstr(left, secret + first) != NULL || strstr(left, "next") == NULL))
                fail_msg("%s\nbecame\n%s", text, left);
            free(left);
            free(text);
        }
    redactor_free(redactor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_of_each_kind_are_read),
        cmocka_unit_test(what_only_looks_like_an_escape_stays),
        cmocka_unit_test(a_place_in_the_view_leads_to_its_bytes),
        cmocka_unit_test(a_run_is_found_wherever_it_begins),
        cmocka_unit_test(names_numbers_and_hashes_are_no_runs),
        cmocka_unit_test(what_is_hidden_in_a_run_is_counted_as_outside_of_it),
        cmocka_unit_test(every_rule_has_a_place_to_be_counted_in),
        cmocka_unit_test(a_rule_of_the_users_strikes_in_encoded_text),
        cmocka_unit_test(a_rule_that_gives_up_lets_nothing_through),
        cmocka_unit_test(a_line_behind_a_value_that_ends_in_base64_stays),
        cmocka_unit_test(a_secret_that_a_soft_line_end_breaks_goes_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
