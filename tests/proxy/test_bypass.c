/* Bypass lists, as Windows and curl read them. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "proxy/bypass.h"

/* What the last list was found to have. */
static struct proxy_problems problems;

static struct bypass_list list_of(enum bypass_grammar grammar, const char *text)
{
    struct bypass_list list = { 0 };

    proxy_problems_free(&problems);
    bypass_read(&list, grammar, text, strlen(text), &problems);
    return list;
}

static int match(const struct bypass_list *list, const char *url)
{
    struct bypass_target target;
    char scheme[16], host[256];

    if (!bypass_target_read(&target, url, scheme, host))
        fail_msg("%s is no URL", url);
    return bypass_match(list, &target);
}

static void assert_match(enum bypass_grammar grammar, const char *text, const char *url, int expected)
{
    struct bypass_list list = list_of(grammar, text);
    int entry = match(&list, url);

    if (entry != expected)
        fail_msg("`%s` with %s: entry %d, not %d", text, url, entry, expected);
    bypass_free(&list);
}

static void assert_problem(enum bypass_grammar grammar, const char *text, const char *word, const char *summary)
{
    struct bypass_list list = list_of(grammar, text);

    if (problems.count == 0)
        fail_msg("nothing is said of `%s`", text);
    assert_string_equal(problems.items[0].kind->word, word);
    assert_string_equal(problems.items[0].summary, summary);
    bypass_free(&list);
    proxy_problems_free(&problems);
}

static const char *string_in(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static const char *outcome_of(const struct bypass_list *list, const cJSON *one, char entries[24])
{
    const char *expected = string_in(one, "expected");

    if (strcmp(expected, "refused") == 0) {
        bool is_refused = list->count == 0 || (problems.count > 0 && match(list, "http://x.com:443/") == BYPASS_NONE);

        return is_refused ? "refused" : "taken";
    }
    if (text_ends(expected, " entries")) {
        snprintf(entries, 24, "%zu entries", list->count);
        return entries;
    }
    return match(list, string_in(one, "url")) == BYPASS_NONE ? "proxy" : "bypass";
}

/* True where it was run, false where it is skipped. */
static bool run_case(const cJSON *one)
{
    enum bypass_grammar grammar = strcmp(string_in(one, "read_as"), "windows") == 0 ? BYPASS_WINDOWS : BYPASS_CURL;
    struct bypass_list list;
    char entries[24];

    if (string_in(one, "skipped") != NULL)
        return false;
    list = list_of(grammar, string_in(one, "list"));
    if (strcmp(outcome_of(&list, one, entries), string_in(one, "expected")) != 0)
        fail_msg("%s: `%s` with %s is not %s", string_in(one, "id"), string_in(one, "list"), string_in(one, "url"), string_in(one, "expected"));
    bypass_free(&list);
    proxy_problems_free(&problems);
    return true;
}

static void every_public_case_goes_as_windows_or_curl_takes_it(void **state)
{
    size_t size, run = 0, count = 0;
    char *json = read_project_file("tests/data/bypass/cases.json", &size);
    cJSON *all = cJSON_Parse(json);
    const cJSON *one;

    (void)state;
    assert_non_null(all);
    cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(all, "cases"))
    {
        run += run_case(one) ? 1 : 0;
        count++;
    }
    assert_int_equal(count, (int)cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(all, "count")));
    assert_int_equal(count, 317);
    assert_int_equal(count - run, 23);
    cJSON_Delete(all);
    free(json);
}

static void the_entry_that_matched_is_told(void **state)
{
    (void)state;
    assert_match(BYPASS_WINDOWS, "intranet;*.corp.example;10.*", "https://www.corp.example/", 1);
    assert_match(BYPASS_WINDOWS, "intranet;*.corp.example;10.*", "https://10.1.2.3:8443", 2);
    assert_match(BYPASS_WINDOWS, "intranet", "http://127.0.0.1/", BYPASS_IMPLICIT);
    assert_match(BYPASS_WINDOWS, "<local>;<-loopback>;localhost", "http://localhost/", 2);
    assert_match(BYPASS_CURL, "a.example, b.example ,c.example", "https://www.c.example", 2);
    assert_match(BYPASS_CURL, "a.example", "http://localhost/", BYPASS_NONE);
}

/* Measured with curl 7.88.1 of Debian 12: which variable `curl -v` says it uses. */
static void curl_7_88_1_was_asked(void **state)
{
    static const struct {
        const char *list, *url;
        bool is_direct;
    } cases[] = {
        { "a b", "http://b/", true },
        { "a\tb", "http://b/", true },
        { "a\nb", "http://b/", false },
        { " *", "http://b/", false },
        { "*,a", "http://b/", false },
        { "::1", "http://[0:0::1]/", true },
        { "0::1", "http://[::1]/", false },
        { "[::1]", "http://[::1]/", false },
        { ".1", "http://[::ffff:10.0.0.1]/", true },
        { "fe80::1", "http://[fe80::1%25lo]/", true },
        { "127.0.0.1", "http://127.1/", true },
        { "127.0.0.0/8", "http://0x7f.1/", true },
        { "127.1", "http://127.0.0.1/", false },
        { "127.0.0.1/0", "http://127.0.0.1/", true },
        { "10.0.0.0/0", "http://127.0.0.1/", false },
        { "127.0.0.9/-1", "http://127.0.0.1/", false },
        { "127.0.0.9/+24", "http://127.0.0.1/", true },
        { "127.0.0.9/24/3", "http://127.0.0.1/", true },
        { "127.0.0.9/99999999999999", "http://127.0.0.1/", false },
        { "example..", "http://example/", false },
        { "..example", "http://example/", false },
        { "b", "http://a.b./", true },
        { "127.0.0.1.", "http://127.0.0.1/", false },
        { "127.0.0.1", "http://127.0.0.1./", true },
        { "127.0.0.0/8", "http://127.0.0.1./", false },
        { "a;b", "http://b/", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_match(BYPASS_CURL, cases[i].list, cases[i].url, cases[i].is_direct ? (strcmp(cases[i].url, "http://b/") == 0 ? 1 : 0) : BYPASS_NONE);
}

static void what_windows_does_not_read_is_said(void **state)
{
    (void)state;
    assert_problem(BYPASS_WINDOWS, "10.0.0.0/8", "cidr", "`10.0.0.0/8` never matches: Windows reads no networks, `10.*` says the same");
    assert_problem(BYPASS_WINDOWS, "192.168.0.0/16", "cidr", "`192.168.0.0/16` never matches: Windows reads no networks, `192.168.*` says the same");
    assert_problem(BYPASS_WINDOWS, "10.0.0.0/9", "cidr", "`10.0.0.0/9` never matches: Windows reads no networks");
    assert_problem(BYPASS_WINDOWS, "a.example,b.example", "bypass-separator",
                   "`a.example,b.example` never matches: entries are separated by `;`, not by commas");
    assert_problem(BYPASS_WINDOWS, ".example", "bypass-entry", "`.example` never matches: Windows writes `*.example`");
    assert_problem(BYPASS_WINDOWS, "aaa.*", "wildcard-place", "`aaa.*`: WinHTTP's documentation knows `*` at the left end only");
    assert_problem(BYPASS_WINDOWS, "*", "bypass-everything", "the bypass list holds `*`: every URL goes direct");
    assert_problem(BYPASS_WINDOWS, "a:99999", "bypass-entry", "`a:99999` is no `scheme://pattern:port` and never matches");
}

static void what_curl_does_not_read_is_said(void **state)
{
    (void)state;
    assert_problem(BYPASS_CURL, "*.example", "wildcard", "`*.example` never matches: curl reads no wildcards, a name covers its sub-domains");
    assert_problem(BYPASS_CURL, "10.0.0.1:80", "bypass-port", "`10.0.0.1:80` never matches: curl reads no ports");
    assert_problem(BYPASS_CURL, "2001:db8::/32", "cidr", "`2001:db8::/32` never matches: curl 7.88.1 reads IPv4 networks only");
    assert_problem(BYPASS_CURL, "10.0.0.0/33", "cidr", "`10.0.0.0/33` never matches: curl 7.88.1 reads IPv4 networks only");
    assert_problem(BYPASS_CURL, "<local>", "bypass-entry", "`<local>` means nothing to curl");
    assert_problem(BYPASS_CURL, "a;b", "bypass-separator", "`a;b` never matches: curl separates entries by commas, not by `;`");
    assert_problem(BYPASS_CURL, "*", "bypass-everything", "the bypass list is `*`: every URL goes direct");
    assert_problem(BYPASS_CURL, "[::1]", "bypass-entry", "`[::1]` never matches: curl 7.88.1 wants IPv6 addresses without brackets");
}

static void good_lists_are_clean(void **state)
{
    struct bypass_list list = list_of(BYPASS_WINDOWS, "*.corp.example;10.*;[2001:db8::1]:8443;http://x.example;<local>;<-loopback>");

    (void)state;
    assert_int_equal(problems.count, 0);
    bypass_free(&list);
    list = list_of(BYPASS_CURL, "localhost,127.0.0.1,.corp.example,10.0.0.0/8,::1");
    assert_int_equal(problems.count, 0);
    bypass_free(&list);
}

static void what_is_no_url_is_no_target(void **state)
{
    static const char *const none[] = { "",
                                        "example.com",
                                        "://x",
                                        "http://",
                                        "http://:80/",
                                        "http://[",
                                        "http://[::1",
                                        "http://[x]/",
                                        "http://a:99999/",
                                        "http://a:8x/",
                                        "http:/a",
                                        "http://a b/",
                                        "h ttp://a/",
                                        "http://a:-1/",
                                        "http://[::1]x/",
                                        "http://@",
                                        "http://a:123456",
                                        "abcdefghijklmnop://x" };
    struct bypass_target target;
    char scheme[16], host[256];

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (bypass_target_read(&target, none[i], scheme, host))
            fail_msg("%s is a target", none[i]);
    assert_true(bypass_target_read(&target, "HTTPS://u:p@x@[fe80::1%25eth0]:8443/a@b", scheme, host));
    assert_string_equal(target.scheme, "https");
    assert_string_equal(target.host, "fe80::1");
    assert_int_equal(target.port, 8443);
}

static char *thousand_entries(enum bypass_grammar grammar, const char *before, const char *after)
{
    struct text list = { 0 };

    for (int i = 0; i < 1000; i++) {
        text_append_format(&list, "%ssite%d%s%c", before, i, after, grammar == BYPASS_WINDOWS ? ';' : ',');
    }
    return text_take(&list);
}

/* Sanitizers cost a factor; the benchmark holds the release against a second. */
static void ten_thousand_urls_against_a_thousand_entries_take_no_time(void **state)
{
    static const struct {
        enum bypass_grammar grammar;
        const char *before, *after;
    } lists[] = { { BYPASS_WINDOWS, "*.", ".example" }, { BYPASS_WINDOWS, "w*w*", ".example*x" }, { BYPASS_CURL, "", ".example" } };

    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char *text = thousand_entries(lists[i].grammar, lists[i].before, lists[i].after);
        struct bypass_list list = list_of(lists[i].grammar, text);
        clock_t begin = clock();

        assert_int_equal(list.count, 1000);
        for (int url = 0; url < 10000; url++) {
            char address[64];

            snprintf(address, sizeof address, "https://www%d.contoso.example:443/path", url);
            assert_int_equal(match(&list, address), BYPASS_NONE);
        }
        assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 8);
        bypass_free(&list);
        free(text);
    }
}

static void a_list_of_a_mebibyte_is_read_in_no_time(void **state)
{
    size_t size = 1024 * 1024;
    char *text = memory_get(size + 1);
    struct bypass_list list;
    clock_t begin = clock();

    (void)state;
    for (size_t i = 0; i < size; i++)
        text[i] = i % 2 == 0 ? '<' : ',';
    list = list_of(BYPASS_CURL, text);
    assert_int_equal(list.count, size / 2);
    assert_in_range(problems.count, 1, 16);
    bypass_free(&list);
    memset(text, '*', size);
    list = list_of(BYPASS_WINDOWS, text);
    assert_int_equal(list.count, 1);
    bypass_free(&list);
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 5);
    proxy_problems_free(&problems);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_case_goes_as_windows_or_curl_takes_it),
        cmocka_unit_test(the_entry_that_matched_is_told),
        cmocka_unit_test(curl_7_88_1_was_asked),
        cmocka_unit_test(what_windows_does_not_read_is_said),
        cmocka_unit_test(what_curl_does_not_read_is_said),
        cmocka_unit_test(good_lists_are_clean),
        cmocka_unit_test(what_is_no_url_is_no_target),
        cmocka_unit_test(ten_thousand_urls_against_a_thousand_entries_take_no_time),
        cmocka_unit_test(a_list_of_a_mebibyte_is_read_in_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
