/* From what libcurl measured to the one word that names what is wrong. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "proxy/classify.h"
#include "proxy/trust_machine.h"

static cJSON *cases;

/* A case is read into this one; its texts are the JSON's. */
struct example {
    const char *id, *expected;
    struct measurement measured;
    int good[GOOD_STATUSES];
    const cJSON *before;
};

static const char *text_in(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return text != NULL ? text : "";
}

static int number_in(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(item) ? item->valueint : 0;
}

static bool is_set(const cJSON *object, const char *name, bool otherwise)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsBool(item) ? cJSON_IsTrue(item) : otherwise;
}

/* The phases up to the one in which it ended, without those that this way does not have. */
static void read_phases(struct measurement *measured, const char *last)
{
    static const char *const names[ATTEMPT_PHASES] = { "dns", "connect", "proxy", "tls", "first_byte", "transfer" };
    int end = -1;

    for (int i = 0; i < ATTEMPT_PHASES; i++)
        if (strcmp(names[i], last) == 0)
            end = i;
    assert_true(end >= 0 || *last == '\0');
    for (int i = 0; i < ATTEMPT_PHASES; i++) {
        bool is_on_way = i == PHASE_PROXY ? measured->is_through_proxy && measured->is_tls : i == PHASE_TLS ? measured->is_tls : true;

        measured->phase_ms[i] = i <= end && is_on_way ? 1.5 : PHASE_NOT_REACHED;
    }
}

static struct example example_of(const cJSON *object)
{
    struct example example = { .id = text_in(object, "id"), .expected = text_in(object, "expected") };
    struct measurement *measured = &example.measured;
    const char *trust = text_in(object, "trust");
    const cJSON *item;
    size_t count = 0;

    measured->is_through_proxy = is_set(object, "through_proxy", false);
    measured->is_proxy_tls = is_set(object, "proxy_tls", false);
    measured->is_tls = is_set(object, "tls", true);
    measured->url = measured->is_tls ? "https://x.test/crl" : "http://x.test/crl";
    measured->curl_code = number_in(object, "curl_code");
    measured->os_error = number_in(object, "os_error");
    measured->connects = number_in(object, "connects");
    measured->connect_status = number_in(object, "connect_status");
    measured->status = number_in(object, "status");
    measured->verify_result = number_in(object, "verify_result");
    measured->proxy_verify_result = number_in(object, "proxy_verify_result");
    measured->proxy_auth = (unsigned)number_in(object, "proxy_auth");
    measured->is_header_endless = is_set(object, "header_endless", false);
    measured->is_html = is_set(object, "html", false);
    measured->has_date = number_in(object, "date_skew") != 0;
    measured->date_skew = number_in(object, "date_skew");
    measured->trust.verdict = strcmp(trust, "inspected") == 0 ? TRUST_INSPECTED : strcmp(trust, "nobody") == 0 ? TRUST_NOBODY : TRUST_PUBLIC;
    snprintf(measured->text, sizeof measured->text, "%s", text_in(object, "text"));
    snprintf(measured->redirect, sizeof measured->redirect, "%s", text_in(object, "redirect"));
    read_phases(measured, text_in(object, "phase"));
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(object, "good")) if (count < GOOD_STATUSES) example.good[count++] = item->valueint;
    example.before = cJSON_GetObjectItemCaseSensitive(object, "before");
    return example;
}

static struct example example_named(const char *id)
{
    const cJSON *object;

    cJSON_ArrayForEach(object, cases) if (strcmp(text_in(object, "id"), id) == 0) return example_of(object);
    fail_msg("no case %s", id);
    return (struct example){ 0 };
}

static size_t deciding_row(const struct example *example)
{
    size_t i = 0;

    while (!classify_row_at(i)->fits(&example->measured, example->good))
        i++;
    return i;
}

static int read_cases(void **state)
{
    char *bytes = read_project_file("tests/data/classify/cases.json", NULL);

    (void)state;
    cases = cJSON_Parse(bytes);
    free(bytes);
    return cases != NULL ? 0 : -1;
}

static int free_cases(void **state)
{
    (void)state;
    cJSON_Delete(cases);
    return 0;
}

static void every_case_gets_its_word(void **state)
{
    size_t measured = 0, wrong = 0;
    const cJSON *object;

    (void)state;
    cJSON_ArrayForEach(object, cases)
    {
        struct example example = example_of(object);
        enum failure failure = classify(&example.measured, example.good);

        measured += text_starts(example.id, "fault-") ? 1 : 0;
        assert_true(failure_named(example.expected) < FAILURES);
        if (failure != failure_named(example.expected)) {
            print_error("%s, %s: '%s', not '%s'\n", example.id, text_in(object, "case"), failure_kind(failure)->word, example.expected);
            wrong++;
        }
    }
    assert_int_equal(measured, 51);
    assert_int_equal(wrong, 0);
}

static void every_row_decides_a_case_and_every_word_has_a_row(void **state)
{
    bool is_row_used[128] = { false }, is_word_used[FAILURES] = { false };
    const cJSON *object;
    size_t unused = 0;

    (void)state;
    cJSON_ArrayForEach(object, cases)
    {
        struct example example = example_of(object);
        size_t row = deciding_row(&example);

        assert_true(row < sizeof is_row_used);
        is_row_used[row] = is_word_used[classify_row_at(row)->failure] = true;
    }
    for (size_t i = 0; classify_row_at(i) != NULL; i++)
        if (!is_row_used[i] && ++unused > 0)
            print_error("no case for: %s, %s\n", failure_kind(classify_row_at(i)->failure)->word, classify_row_at(i)->when);
    for (int i = 0; i < FAILURES; i++)
        if (!is_word_used[i] && ++unused > 0)
            print_error("no case gets '%s'\n", failure_kind((enum failure)i)->word);
    assert_int_equal(unused, 0);
}

/* Does a later row with this word fit, too? */
static bool fits_later(const struct example *example, size_t row, enum failure failure)
{
    for (size_t i = row + 1; classify_row_at(i) != NULL; i++)
        if (classify_row_at(i)->failure == failure && classify_row_at(i)->fits(&example->measured, example->good))
            return true;
    return false;
}

static void where_two_rows_fit_the_first_decides(void **state)
{
    const cJSON *object, *word;
    size_t pairs = 0;

    (void)state;
    cJSON_ArrayForEach(object, cases)
    {
        struct example example = example_of(object);

        cJSON_ArrayForEach(word, example.before)
        {
            if (!fits_later(&example, deciding_row(&example), failure_named(word->valuestring)))
                fail_msg("%s: '%s' does not fit later", example.id, word->valuestring);
            pairs++;
        }
    }
    assert_true(pairs >= 40);
}

static void assert_detail(const struct example *example, const char *expected)
{
    char *detail = classify_detail(&example->measured, classify(&example->measured, example->good));

    if (detail == NULL || strcmp(detail, expected) != 0)
        fail_msg("%s: '%s', not '%s'", example->id, detail != NULL ? detail : "(none)", expected);
    free(detail);
}

static void the_detail_says_what_was_offered_answered_and_meant(void **state)
{
    static const char *const expected[][2] = {
        { "fault-0032", "CONNECT was answered with 407, offered: Negotiate, NTLM" },
        { "fault-0065", "the answer is 407, offered: Basic" },
        { "fault-0017", "CONNECT was answered with 403" },
        { "fault-0006", "tlsv1 unrecognized name" },
        { "fault-0040", "wrong version number" },
        { "fault-0003", "certificate has expired" },
        { "fault-0005", "SSL: no alternative certificate subject name matches target host name 'login.svc.test'" },
        { "fault-0058", "the answer is 302, leads to http://portal.test/" },
        { "fault-0047", "Proxy CONNECT aborted" },
        { "fault-0055", "CONNECT response too large" },
        { "more-09", "its header does not end" },
        { "more-10", "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to x.test:443" },
        { "fault-0078", "Resolving timed out after 2000 milliseconds" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        struct example example = example_named(expected[i][0]);

        assert_detail(&example, expected[i][1]);
    }
}

static void the_detail_names_who_issued_the_certificate(void **state)
{
    struct certificate own = { .issuer_name = (char[]){ "Contoso Inspection CA" },
                               .not_before = "2026-01-02T00:00:00Z",
                               .not_after = "2026-03-04T00:00:00Z" };
    struct example example = example_named("fault-0026");

    (void)state;
    example.measured.chain = (struct certificate_chain){ .items = &own, .count = 1 };
    assert_detail(&example, "issued by 'Contoso Inspection CA', valid from 2026-01-02 to 2026-03-04");
}

static void the_detail_says_by_how_much_the_clock_is_off(void **state)
{
    struct example example = { .measured = { .curl_code = 60, .verify_result = 10, .is_tls = true, .has_date = true, .date_skew = -3 * 86400 } };

    (void)state;
    strcpy(example.measured.text, "SSL certificate problem: certificate has expired");
    assert_detail(&example, "certificate has expired, by the header Date our clock is 3 days ahead");
}

/* libcurl says what OpenSSL calls the number: "application verification failure". */
static void a_chain_that_windows_does_not_build_is_told_in_words_of_its_own(void **state)
{
    struct measurement measured = { .url = "https://x.test/", .is_tls = true, .curl_code = 60, .verify_result = TRUST_MACHINE_NO_CHAIN };
    char *detail;

    (void)state;
    strcpy(measured.text, "SSL certificate problem: application verification failure");
    assert_int_equal(classify(&measured, (const int[GOOD_STATUSES]){ 200 }), FAILURE_CERT_UNTRUSTED);
    detail = classify_detail(&measured, FAILURE_CERT_UNTRUSTED);
    assert_string_equal(detail, "Windows builds no chain of the certificate");
    free(detail);
    measured.trust.verdict = TRUST_PUBLIC;
    detail = classify_detail(&measured, FAILURE_CERT_UNTRUSTED);
    assert_string_equal(detail, "Windows builds no chain of the certificate, which the public roots accept");
    free(detail);
    assert_non_null(strstr(failure_kind(FAILURE_CERT_UNTRUSTED)->remedy, "`certutil -verify FILE`"));
}

static void nothing_is_said_of_what_succeeded(void **state)
{
    struct example example = example_named("fault-0001");

    (void)state;
    assert_null(classify_detail(&example.measured, FAILURE_NONE));
}

static void a_hostile_text_becomes_one_short_line_of_whole_characters(void **state)
{
    struct measurement measured = { .status = 302, .is_tls = true };
    char *detail;

    (void)state;
    memset(measured.redirect, '\n', 3);
    for (size_t i = 3; i + 2 < sizeof measured.redirect; i += 2)
        memcpy(measured.redirect + i, "\xC3\xA4", 2);
    detail = classify_detail(&measured, FAILURE_HTTP_STATUS);
    assert_true(strlen(detail) <= CLASSIFY_DETAIL_SIZE);
    assert_null(strchr(detail, '\n'));
    assert_true(text_is_utf8(detail, strlen(detail)));
    assert_true(text_ends(detail, "…"));
    free(detail);
}

static void a_redirect_is_read_as_browsers_read_it(void **state)
{
    static const struct {
        const char *redirect;
        bool is_elsewhere;
    } redirects[] = {
        { "", false },
        { "/login", false },
        { "login?to=http://portal.test/", false },
        { "#//portal.test", false },
        { "//portal.test/login", true },
        { "//x.test/login", false },
        { "https://X.TEST:443/", false },
        { "http://x.test@portal.test/", true },
        { "http://x.test.portal.test/", true },
        { "http://[2001:db8::1]:80/", true },
        { "http://", false },
    };
    const int good[GOOD_STATUSES] = { 0 };

    (void)state;
    for (size_t i = 0; i < sizeof redirects / sizeof redirects[0]; i++) {
        struct measurement measured = { .url = "http://x.test/crl", .status = 302 };

        snprintf(measured.redirect, sizeof measured.redirect, "%s", redirects[i].redirect);
        if ((classify(&measured, good) == FAILURE_CAPTIVE_PORTAL) != redirects[i].is_elsewhere)
            fail_msg("'%s' is taken as %s host", redirects[i].redirect, redirects[i].is_elsewhere ? "the same" : "another");
    }
}

static void words_are_found_with_their_prefix_and_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(failure_named("proxy_auth"), FAILURE_PROXY_AUTH);
    assert_int_equal(failure_named("connectivity.failure.Proxy_Auth"), FAILURE_PROXY_AUTH);
    assert_int_equal(failure_named(NULL), FAILURE_NONE);
    assert_int_equal(failure_named(""), FAILURE_NONE);
    assert_int_equal(failure_named("connectivity.failure."), FAILURES);
    assert_int_equal(failure_named("no_such_word"), FAILURES);
    assert_null(failure_kind(FAILURES));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gets_its_word),
        cmocka_unit_test(every_row_decides_a_case_and_every_word_has_a_row),
        cmocka_unit_test(where_two_rows_fit_the_first_decides),
        cmocka_unit_test(the_detail_says_what_was_offered_answered_and_meant),
        cmocka_unit_test(the_detail_names_who_issued_the_certificate),
        cmocka_unit_test(the_detail_says_by_how_much_the_clock_is_off),
        cmocka_unit_test(a_chain_that_windows_does_not_build_is_told_in_words_of_its_own),
        cmocka_unit_test(nothing_is_said_of_what_succeeded),
        cmocka_unit_test(a_hostile_text_becomes_one_short_line_of_whole_characters),
        cmocka_unit_test(a_redirect_is_read_as_browsers_read_it),
        cmocka_unit_test(words_are_found_with_their_prefix_and_in_any_case),
    };

    return cmocka_run_group_tests(tests, read_cases, free_cases);
}
