/* Proxy auto-config scripts: what they are told, what they may call, what they answer, and what they cannot do to us. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#ifndef _WIN32
#include <sys/resource.h>
#endif

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "proxy/pac.h"

static const char *const one_url[] = { "https://a.example/" };

/* KiB that a child of ours had at most; 0 where the system does not count it, or the sanitizer's own memory is among it. */
static long largest_child(void)
{
#if !defined _WIN32 && !defined __SANITIZE_ADDRESS__
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return usage.ru_maxrss;
#else
    return 0;
#endif
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Far more time than a script here needs: what is asked is what else ends it, on a machine that does other things, too. */
enum { SECONDS = 60 };
/* Wine enforces no limit of processor time, and so waits for all of them. */
#ifdef _WIN32
enum { SECONDS_OF_ENDLESS = 3 };
#else
enum { SECONDS_OF_ENDLESS = SECONDS };
#endif

static struct pac_result evaluate(const char *script, const char *const facts[][2], const char *const *urls, size_t count)
{
    struct host *host = host_open_literal(facts);
    struct pac_result result = pac_evaluate(host, script, strlen(script), urls, count, SECONDS);

    host_free(host);
    return result;
}

/* What a script says for one URL on a host that knows nothing. */
static struct pac_result evaluate_once(const char *script)
{
    return evaluate(script, (const char *const[][2]){ { NULL } }, one_url, 1);
}

/* No answer, and a reason that begins so. */
static void assert_why(const char *script, const char *why)
{
    struct pac_result result = evaluate_once(script);

    assert_int_equal(result.count, 1);
    assert_null(result.answers[0].answer);
    assert_null(result.answers[0].first);
    assert_non_null(result.answers[0].why);
    if (!text_starts(result.answers[0].why, why))
        fail_msg("`%.60s`: '%s' does not begin with '%s'", script, result.answers[0].why, why);
    pac_result_free(&result);
}

static void assert_answer(const char *script, const char *answer)
{
    struct pac_result result = evaluate_once(script);

    if (result.answers[0].answer == NULL)
        fail_msg("`%.200s`: %s", script, result.answers[0].why);
    assert_string_equal(result.answers[0].answer, answer);
    pac_result_free(&result);
}

static const char *string_in(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* Calls a function with a case's arguments inside a script, at the moment of its clock. */
static void check_function(const cJSON *row)
{
    const char *clock = string_in(row, "clock");
    char *arguments = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(row, "args"));
    char *expected = cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(row, "expected"));
    char *script =
        text_format("function FindProxyForURL(u, h) { return JSON.stringify(%s.apply(null, %s)); }", string_in(row, "function"), arguments);
    struct pac_result result =
        evaluate(script, (const char *const[][2]){ { "clock/utc", clock != NULL ? clock : "2026-11-21T00:00:00Z" }, { NULL } }, one_url, 1);

    if (result.answers[0].answer == NULL || strcmp(result.answers[0].answer, expected) != 0)
        fail_msg("%s: %s%s gave %s (%s), not %s", string_in(row, "id"), string_in(row, "function"), arguments, result.answers[0].answer,
                 result.answers[0].why, expected);
    pac_result_free(&result);
    free(script);
    cJSON_free(arguments);
    cJSON_free(expected);
}

/* The same for an answer: its first element. */
static void check_answer(const cJSON *row)
{
    const char *text = cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(row, "args"), 0)),
               *expected = string_in(row, "expected");
    struct pac_result result = { .answers = memory_get(sizeof *result.answers), .count = 1 };

    if (text == NULL) {
        pac_result_free(&result);
        assert_null(expected);
        assert_why("function FindProxyForURL() { return null; }", "returned no text");
        return;
    }
    result.answers[0].answer = memory_copy_text(text);
    pac_answer_read(&result.answers[0]);
    if (expected == NULL ? result.answers[0].first != NULL || result.answers[0].invalid == NULL
                         : result.answers[0].first == NULL || strcmp(result.answers[0].first, expected) != 0)
        fail_msg("%s: `%s` gave %s, not %s", string_in(row, "id"), text, result.answers[0].first, expected);
    pac_result_free(&result);
}

static void check_arguments(const cJSON *row)
{
    const cJSON *expected = cJSON_GetObjectItemCaseSensitive(row, "expected");
    char *told, *host;

    assert_true(pac_arguments(cJSON_GetStringValue(cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(row, "args"), 0)), &told, &host));
    assert_string_equal(told, cJSON_GetStringValue(cJSON_GetArrayItem(expected, 0)));
    assert_string_equal(host, cJSON_GetStringValue(cJSON_GetArrayItem(expected, 1)));
    free(told);
    free(host);
}

static void the_library_answers_the_public_cases(void **state)
{
    size_t size;
    char *text = read_project_file("tests/data/pac/cases.json", &size);
    cJSON *whole = cJSON_Parse(text), *row;
    int count = 0;

    (void)state;
    assert_non_null(whole);
    cJSON_ArrayForEach(row, cJSON_GetObjectItemCaseSensitive(whole, "cases"))
    {
        const char *function = string_in(row, "function");

        count++;
        if (text_starts(function, "result-"))
            check_answer(row);
        else if (strcmp(function, "FindProxyForURL-arguments") == 0)
            check_arguments(row);
        else
            check_function(row);
    }
    assert_int_equal(count, cJSON_GetObjectItemCaseSensitive(whole, "count")->valueint);
    assert_int_equal(count, 80);
    cJSON_Delete(whole);
    free(text);
}

static void every_function_of_both_sets_is_there(void **state)
{
    (void)state;
    assert_answer(
        "function FindProxyForURL() { return 'isPlainHostName dnsDomainIs localHostOrDomainIs isResolvable isInNet dnsResolve myIpAddress "
        "dnsDomainLevels shExpMatch weekdayRange dateRange timeRange convert_addr alert isResolvableEx isInNetEx dnsResolveEx myIpAddressEx "
        "sortIpAddressList getClientVersion'.split(' ').filter(function (n) { return typeof this[n] !== 'function'; }, this).join() || 'all'; }",
        "all");
    assert_answer("function FindProxyForURL() { return '' + convert_addr('10.1.2.3') + isInNet('no.such.name', '0.0.0.0', '0.0.0.0'); }",
                  "167838211false");
    assert_answer("function FindProxyForURL() { alert('x'); return getClientVersion(); }", "1.0");
    assert_answer(
        "function FindProxyForURL() { return '' + localHostOrDomainIs('www', 'www.a.example') + localHostOrDomainIs('w', 'www.a.example'); }",
        "truefalse");
    assert_answer("function FindProxyForURL() { return typeof Duktape; }", "undefined");
}

static void microsofts_function_comes_first_where_there_is_one(void **state)
{
    (void)state;
    assert_answer("function FindProxyForURL() { return 'PROXY n:1'; } function FindProxyForURLEx() { return 'PROXY m:1'; }", "PROXY m:1");
}

static void a_secret_in_the_url_is_not_for_the_script(void **state)
{
    char *told, *host;

    (void)state;
    assert_true(pac_arguments("http://u:p%40@B.example:81/path?query#fragment", &told, &host));
    assert_string_equal(told, "http://b.example:81/path?query");
    assert_string_equal(host, "b.example");
    free(told);
    free(host);
    assert_true(pac_arguments("https://a:b@c@d.example?q", &told, &host));
    assert_string_equal(told, "https://d.example/");
    free(told);
    free(host);
    assert_false(pac_arguments("a.example", &told, &host));
    assert_false(pac_arguments("https://", &told, &host));
    assert_false(pac_arguments("https://[::1", &told, &host));
    assert_false(pac_arguments("https://u@/x", &told, &host));
}

static void the_clock_is_that_of_the_examined_machine(void **state)
{
    struct pac_result result =
        evaluate("function FindProxyForURL() { var d = new Date(); return [d.toISOString(), d.getHours(), new Date(2020, 1, 3).getMonth(),"
                 " Date.now(), weekdayRange('SUN'), weekdayRange('SAT', 'GMT')].join(' '); }",
                 (const char *const[][2]){ { "clock/utc", "2026-11-21T23:30:00Z" }, { "clock/utc-offset", "120" }, { NULL } }, one_url, 1);

    (void)state;
    assert_string_equal(result.answers[0].answer, "2026-11-21T23:30:00.000Z 1 1 1795303800000 true true");
    pac_result_free(&result);
}

static void names_are_looked_up_by_us_and_told(void **state)
{
    struct pac_result result =
        evaluate("function FindProxyForURL(url, host) { return ['PROXY', dnsResolve('Proxy.Example'), dnsResolveEx('proxy.example'),"
                 " isResolvable('gone.example'), isResolvableEx('bad/../name'), dnsResolve('refused.example'),"
                 " myIpAddress(), myIpAddressEx(), dnsResolve('10.0.0.1')].join(' '); }",
                 (const char *const[][2]){ { "dns/proxy.example", "2001:db8::1\n192.0.2.1\n" },
                                           { "dns/refused.example", LITERAL_UNREADABLE "no answer within 1 s" },
                                           { "network/addresses", "2001:db8::9\n192.0.2.9\n" },
                                           { NULL } },
                 one_url, 1);

    (void)state;
    assert_string_equal(result.answers[0].answer, "PROXY 192.0.2.1 2001:db8::1;192.0.2.1 false false  192.0.2.9 2001:db8::9;192.0.2.9 10.0.0.1");
    assert_string_equal(result.lookups[0], "proxy.example: 2001:db8::1;192.0.2.1");
    assert_string_equal(result.lookups[result.lookup_count - 1], "refused.example: no answer within 1 s");
    pac_result_free(&result);
}

static void a_script_that_asks_for_name_after_name_gets_twenty(void **state)
{
    struct pac_result result =
        evaluate_once("function FindProxyForURL() { for (var i = 0; i < 1000; i++) dnsResolve('n' + i + '.example'); return 'DIRECT'; }");

    (void)state;
    assert_string_equal(result.answers[0].first, "direct");
    assert_int_equal(result.lookup_count, PAC_MOST_LOOKUPS + 1);
    assert_string_equal(result.lookups[0], "n0.example: no address");
    assert_string_equal(result.lookups[PAC_MOST_LOOKUPS], "further names were not looked up: the limit is 20");
    pac_result_free(&result);
}

static void what_gives_no_answer_is_never_direct(void **state)
{
    (void)state;
    assert_why("function FindProxyForURL() {\n return (;\n}", "syntax error, line 2: ");
    assert_why("function FindProxyForURL() { throw new Error('sorry'); }", "threw Error: sorry (line 1)");
    assert_why("function FindProxyForURL() { throw 'a text'; }", "threw a text");
    assert_why("function FindProxyForURL() { throw { toString: function () { throw 1; } }; }", "threw ");
    assert_why("function FindProxyForURL() { nowhere(); }", "threw ReferenceError");
    assert_why("function FindProxyForURL() { return ''; }", "empty answer");
    assert_why("function FindProxyForURL() { return ' ; '; }", "empty answer");
    assert_why("function FindProxyForURL() { }", "returned no text");
    assert_why("function FindProxyForURL() { return 1; }", "returned no text");
    assert_why("function FindProxyForURL() { return new Array(5000).join('x'); }", "an answer of more than 4096 bytes");
    assert_why("var x = 1;", "it defines neither FindProxyForURL nor FindProxyForURLEx");
    assert_why("\n<!DOCTYPE html><html>", "it is a page of HTML, no script");
    assert_why("", "the script is empty");
}

static void newer_syntax_is_explained_not_guessed_at(void **state)
{
    static const struct {
        const char *script, *what;
        size_t line;
    } rows[] = {
        { "let x = 1;", "`let`", 1 },
        { "var f =\n (a) => a;", "an arrow function", 2 },
        { "// let x\n/* class A {} \n`*/ var s = '`', r = /`=>/;\nvar t = `x`;", "a template string", 4 },
        { "class A {}", "a class", 1 },
        { "for (var x of [1]) {}", "`for … of`", 1 },
        { "function f(a, b = 1) {}", "a default argument", 1 },
        { "var {a} = b;", "destructuring", 1 },
        { "f(...a);", "`...`", 1 },
        { "a?.b", "`?.`", 1 },
        { "a ?? b", "`??`", 1 },
        { "function* g() {}", "a generator", 1 },
        { "const x = 1; var let_ = a ? .5 : 1, of = 2; function f(a) { var b = a / 2 / 1; b = a; }", NULL, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *what;

        assert_int_equal(pac_modern_line(rows[i].script, strlen(rows[i].script), &what), rows[i].line);
        if (rows[i].what == NULL)
            assert_null(what);
        else
            assert_string_equal(what, rows[i].what);
    }
    assert_why("var a;\nlet b = 1;", "uses ES2015+ syntax (line 2: `let`), which cannot be evaluated here");
    assert_why("function FindProxyForURL() { return [1].includes(1) ? 'DIRECT' : ''; }", "uses ES2015+ built-ins (line 1: includes)");
    assert_why("function FindProxyForURL() {\n return new Map(); }", "uses ES2015+ built-ins (line 2: Map)");
}

static void what_never_ends_is_ended(void **state)
{
    static const char *const scripts[] = {
        "function FindProxyForURL() { for (;;); }",
        "for (;;);",
        "function FindProxyForURL() { for (;;) try { throw 1; } catch (e) {} }",
    };
    static const char expression[] =
        "function FindProxyForURL() { return /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab') ? 'DIRECT' : ''; }";
    struct host *host = host_open_literal((const char *const[][2]){ { NULL } });
    struct pac_result result;

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        double begun = seconds_now();

        result = pac_evaluate(host, scripts[i], strlen(scripts[i]), one_url, 1, SECONDS_OF_ENDLESS);
        assert_non_null(result.answers[0].why);
        if (!text_starts(result.answers[0].why, "no answer within "))
            fail_msg("%s: %s", scripts[i], result.answers[0].why);
        assert_true(seconds_now() - begun < SECONDS);
        pac_result_free(&result);
    }
    host_free(host);
    /* The engine counts its steps; which limit comes first is a matter of the processor. */
    result = evaluate_once(expression);
    assert_true(text_starts(result.answers[0].why, "no answer within ") || text_starts(result.answers[0].why, "threw RangeError: regexp step limit"));
    pac_result_free(&result);
}

static void the_urls_before_an_endless_one_keep_their_answers(void **state)
{
    const char *const urls[] = { "https://a.example/", "https://endless.example/", "https://c.example/" };
    struct host *host = host_open_literal((const char *const[][2]){ { NULL } });
    static const char script[] = "function FindProxyForURL(u, h) { while (h === 'endless.example'); return 'PROXY p:1'; }";
    struct pac_result result = pac_evaluate(host, script, strlen(script), urls, 3, 1.5);

    (void)state;
    assert_null(result.error);
    assert_string_equal(result.answers[0].first, "http://p:1");
    assert_string_equal(result.answers[1].why, "no answer within the limits (1.5 s, 2 s of processor time)");
    assert_string_equal(result.answers[2].why,
                        "not evaluated: for a URL before it there was no answer within the limits (1.5 s, 2 s of processor time)");
    assert_null(pac_static_equivalent(&result));
    pac_result_free(&result);
    host_free(host);
}

static void what_takes_memory_without_end_gets_no_more(void **state)
{
    (void)state;
    assert_why("var s = 'x'; for (;;) s += s;", "more than 16 MiB of memory");
    assert_why("var a = []; for (;;) a.push('x' + a.length);", "more than 16 MiB of memory");
    assert_why("var o = null; for (;;) o = { o: o };", "more than 16 MiB of memory");
    assert_true(largest_child() <= 64 * 1024);
    /* Who frees what it takes may go on. */
    assert_answer("function FindProxyForURL() { for (var i = 0; i < 40; i++) for (var s = 'x'; s.length < 2000000;) s += s; return 'DIRECT'; }",
                  "DIRECT");
}

static void what_calls_itself_without_end_is_stopped(void **state)
{
    char *brackets = memory_get(60001), *script;

    (void)state;
    assert_why("function f() { return 1 + f(); } f();", "recursion without end");
    assert_why("function FindProxyForURL(u, h) { return 1 + FindProxyForURL(u, h); }", "recursion without end");
    memset(brackets, '[', 60000);
    script = text_format("var a = %s", brackets);
    assert_why(script, "recursion without end");
    free(script);
    free(brackets);
}

static void a_script_in_utf_16_or_with_a_mark_is_read(void **state)
{
    static const char script[] = "\xef\xbb\xbf"
                                 "function FindProxyForURL() { return 'PROXY p:1'; }",
                      latin[] = "// caf\xe9\nfunction FindProxyForURL() { return 'PROXY p:1'; }";
    struct text wide = { 0 };
    struct pac_result result;

    (void)state;
    text_append_bytes(&wide, "\xff\xfe", 2);
    text_append_utf16le(&wide, script + 3, strlen(script + 3));
    for (int i = 0; i < 3; i++) {
        struct host *host = host_open_literal((const char *const[][2]){ { NULL } });

        result = pac_evaluate(host,
                              i == 0   ? wide.data
                              : i == 1 ? script
                                       : latin,
                              i == 0 ? wide.size : strlen(i == 1 ? script : latin), one_url, 1, 3);
        assert_string_equal(result.answers[0].answer, "PROXY p:1");
        pac_result_free(&result);
        host_free(host);
    }
    text_free(&wide);
}

static void a_script_above_a_mebibyte_is_refused(void **state)
{
    char *script = memory_get(PAC_LARGEST_SCRIPT + 2);

    (void)state;
    memset(script, ' ', PAC_LARGEST_SCRIPT + 1);
    assert_why(script, "the script is larger than 1 MiB");
    free(script);
}

static void an_answer_is_read_element_by_element(void **state)
{
    struct pac_result result = evaluate_once("function FindProxyForURL() { return 'HTTP p:1; ; https Proxy.Example ;DIRECT'; }");

    (void)state;
    assert_string_equal(result.answers[0].first, "https://proxy.example:443");
    assert_string_equal(result.answers[0].invalid, "HTTP p:1");
    assert_null(result.answers[0].why);
    pac_result_free(&result);
    result = evaluate_once("function FindProxyForURL() { return 'PROXY p:99999'; }");
    assert_null(result.answers[0].first);
    assert_string_equal(result.answers[0].why, "no element of the answer is valid");
    pac_result_free(&result);
    result = evaluate_once("function FindProxyForURL() { return 'PROXY p:1\\n\\u0000\\ud800'; }");
    assert_true(text_is_utf8(result.answers[0].answer, strlen(result.answers[0].answer)));
    assert_null(strchr(result.answers[0].answer, '\n'));
    pac_result_free(&result);
}

static void one_same_proxy_for_all_urls_is_a_static_setting(void **state)
{
    static const struct {
        const char *script, *setting;
    } rows[] = {
        { "function FindProxyForURL() { return 'PROXY Proxy.Example:8080'; }", "proxy.example:8080" },
        { "function FindProxyForURL() { return 'proxy p;'; }", "p:80" },
        { "function FindProxyForURL() { return 'PROXY p:1; DIRECT'; }", NULL },
        { "function FindProxyForURL(u, h) { return 'PROXY ' + h + ':1'; }", NULL },
        { "function FindProxyForURL(u, h) { return h === 'a.example' ? 'PROXY p:1' : 'DIRECT'; }", NULL },
        { "function FindProxyForURL(u, h) { if (h === 'a.example') return 'PROXY p:1'; }", NULL },
        { "function FindProxyForURL() { return 'HTTPS p:1'; }", NULL },
    };
    const char *const urls[] = { "https://a.example/", "https://b.example/" };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pac_result result = evaluate(rows[i].script, (const char *const[][2]){ { NULL } }, urls, 2);
        char *setting = pac_static_equivalent(&result);

        if (rows[i].setting == NULL)
            assert_null(setting);
        else
            assert_string_equal(setting, rows[i].setting);
        free(setting);
        pac_result_free(&result);
    }
}

static void a_large_script_for_forty_urls_is_quick(void **state)
{
    struct text script = { 0 };
    const char *urls[40];
    struct pac_result result;

    (void)state;
    for (int i = 0; script.size < 100 * 1024; i++)
        text_append_format(
            &script, "function rule%d(host) { return shExpMatch(host, '*.site%d.example') || dnsDomainIs(host, '.zone%d.example'); }\n", i, i, i);
    text_append(
        &script,
        "function FindProxyForURL(url, host) { for (var i = 0; i < 100; i++) if (this['rule' + i](host)) return 'DIRECT'; return 'PROXY p:1'; }");
    for (size_t i = 0; i < 40; i++)
        urls[i] = "https://winatp-gw-eus.microsoft.com/";
    result = evaluate(text_of(&script), (const char *const[][2]){ { NULL } }, urls, 40);
    assert_null(result.error);
    assert_string_equal(result.answers[39].first, "http://p:1");
    pac_result_free(&result);
    text_free(&script);
}

static void the_script_is_the_fact_of_its_url(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "download/http:%2F%2Fpac.example%2Fa%2520b.pac", "x" }, { NULL } });

    (void)state;
    assert_true(fact_is(pac_script_of(host, "http://pac.example/a%20b.pac"), "x"));
    assert_int_equal(pac_script_of(host, "http://pac.example/other")->state, FACT_ABSENT);
    assert_true(pac_url_is_file("FILE:///C:/proxy.pac"));
    assert_false(pac_url_is_file("http://file:80/"));
    host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_library_answers_the_public_cases),
        cmocka_unit_test(every_function_of_both_sets_is_there),
        cmocka_unit_test(microsofts_function_comes_first_where_there_is_one),
        cmocka_unit_test(a_secret_in_the_url_is_not_for_the_script),
        cmocka_unit_test(the_clock_is_that_of_the_examined_machine),
        cmocka_unit_test(names_are_looked_up_by_us_and_told),
        cmocka_unit_test(a_script_that_asks_for_name_after_name_gets_twenty),
        cmocka_unit_test(what_gives_no_answer_is_never_direct),
        cmocka_unit_test(newer_syntax_is_explained_not_guessed_at),
        cmocka_unit_test(what_never_ends_is_ended),
        cmocka_unit_test(the_urls_before_an_endless_one_keep_their_answers),
        cmocka_unit_test(what_takes_memory_without_end_gets_no_more),
        cmocka_unit_test(what_calls_itself_without_end_is_stopped),
        cmocka_unit_test(a_script_in_utf_16_or_with_a_mark_is_read),
        cmocka_unit_test(a_script_above_a_mebibyte_is_refused),
        cmocka_unit_test(an_answer_is_read_element_by_element),
        cmocka_unit_test(one_same_proxy_for_all_urls_is_a_static_setting),
        cmocka_unit_test(a_large_script_for_forty_urls_is_quick),
        cmocka_unit_test(the_script_is_the_fact_of_its_url),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
