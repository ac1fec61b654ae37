/* A row of a connectivity test: what is written is read again, and what a capture holds is not believed blindly. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/machine.h"
#include "proxy/attempt.h"

#define ROW_BEGIN "{\"url\":\"https://x.example/\",\"via\":\"direct\",\"result\":"

static struct attempt bare(const char *url, const char *via)
{
    struct attempt attempt = { .url = memory_copy_text(url), .method = memory_copy_text("GET"), .via = memory_copy_text(via), .number = 1 };

    attempt.group = memory_copy_text("");
    for (int phase = 0; phase < ATTEMPT_PHASES; phase++)
        attempt.phase_ms[phase] = PHASE_NOT_REACHED;
    attempt.trust = (struct trust){ .system_error = -1, .public_error = -1 };
    return attempt;
}

static void assert_row(struct attempt *attempt, const char *expected)
{
    char *row = attempt_to_json(attempt);

    assert_string_equal(row, expected);
    free(row);
    attempt_free(attempt);
}

static void assert_same_again(struct attempt *attempt)
{
    char *row = attempt_to_json(attempt), *again;
    struct attempt read;
    struct error error = { "" };

    if (!attempt_from_json(&read, row, strlen(row), &error))
        fail_msg("%s: %s", error.text, row);
    again = attempt_to_json(&read);
    assert_string_equal(again, row);
    free(row);
    free(again);
    attempt_free(&read);
    attempt_free(attempt);
}

static void assert_refused(const char *row, const char *why)
{
    struct attempt attempt;
    struct error error = { "" };

    assert_false(attempt_from_json(&attempt, row, strlen(row), &error));
    assert_string_equal(error.text, why);
    assert_null(attempt.url);
}

static struct attempt read_row(const char *row)
{
    struct attempt attempt;
    struct error error = { "" };

    if (!attempt_from_json(&attempt, row, strlen(row), &error))
        fail_msg("%s", error.text);
    return attempt;
}

static void a_url_that_was_reached_is_a_row_with_its_times(void **state)
{
    struct attempt attempt = bare("https://x.example/", "direct");

    (void)state;
    attempt.http_status = 200;
    attempt.http_version = memory_copy_text("2");
    attempt.remote_address = memory_copy_text("192.0.2.1");
    attempt.phase_ms[PHASE_DNS] = 1.25;
    attempt.phase_ms[PHASE_CONNECT] = 2.5;
    attempt.phase_ms[PHASE_TLS] = 10.125;
    attempt.phase_ms[PHASE_FIRST_BYTE] = 5;
    attempt.phase_ms[PHASE_TRANSFER] = 0;
    attempt.total_ms = 18.875;
    assert_row(&attempt,
               "{\"url\":\"https://x.example/\",\"group\":\"\",\"via\":\"direct\",\"result\":\"ok\",\"failure\":null,\"method\":\"GET\","
               "\"control\":false,\"http_status\":200,\"http_version\":\"2\",\"proxy_status\":null,\"proxy_methods\":null,"
               "\"remote_address\":\"192.0.2.1\",\"tried\":[],\"redirect\":null,\"date_skew_s\":null,"
               "\"timings_ms\":{\"dns\":1.25,\"connect\":2.5,\"proxy\":null,\"tls\":10.125,\"first_byte\":5,\"transfer\":0,\"total\":18.875},"
               "\"certificate\":null,\"certificate_of_proxy\":false,\"trust\":null,\"attempts\":1,\"detail\":null,\"earlier\":null}");
}

static void everything_that_can_be_known_is_read_again(void **state)
{
    struct attempt attempt = bare("https://x.example/a%20b?c=d", "http://10.0.0.6:8080");

    (void)state;
    free(attempt.group);
    attempt.group = memory_copy_text("cyber_data");
    attempt.is_control = true;
    attempt.number = 2;
    attempt.failure = FAILURE_CERT_INSPECTED;
    attempt.proxy_status = 200;
    attempt.proxy_methods = memory_copy_text("Basic, NTLM");
    attempt.remote_address = memory_copy_text("2001:db8::1");
    attempt.tried = memory_get(2 * sizeof *attempt.tried);
    attempt.tried[attempt.tried_count++] = memory_copy_text("2001:db8::1");
    attempt.tried[attempt.tried_count++] = memory_copy_text("192.0.2.1");
    attempt.redirect = memory_copy_text("http://portal.example/");
    attempt.has_date = true;
    attempt.date_skew = -3;
    attempt.total_ms = attempt.phase_ms[PHASE_DNS] = 12.3456;
    attempt.chain.items = memory_get(sizeof *attempt.chain.items);
    attempt.chain.count = 1;
    attempt.chain.left_out = 3;
    attempt.chain.items[0] = (struct certificate){ .subject = memory_copy_text("CN=x.example"),
                                                   .issuer = memory_copy_text("CN=Contoso Inspection CA"),
                                                   .issuer_name = memory_copy_text("Contoso Inspection CA"),
                                                   .not_before = "2026-01-01T00:00:00Z",
                                                   .not_after = "2027-01-01T00:00:00Z",
                                                   .sha256 = "00ff",
                                                   .key = "RSA 2048" };
    attempt.trust = (struct trust){ TRUST_INSPECTED, 0, 20, "2025-03-11" };
    attempt.detail = memory_copy_text("said by the library");
    attempt.earlier = memory_get(sizeof *attempt.earlier);
    *attempt.earlier = bare("https://x.example/a%20b?c=d", "http://10.0.0.6:8080");
    attempt.earlier->failure = FAILURE_CONNECT_TIMEOUT;
    assert_same_again(&attempt);
}

static void rounded_phases_still_add_up_to_the_total(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        struct attempt attempt = bare("https://x.example/", "direct");
        long long sum = 0;
        char *row;
        cJSON *json;
        const cJSON *timings, *phase;

        for (int p = 0; p < ATTEMPT_PHASES; p++) {
            attempt.phase_ms[p] = (double)((i * 7919 + p * 104729) % 100000) / 777.0;
            attempt.total_ms += attempt.phase_ms[p];
        }
        row = attempt_to_json(&attempt);
        json = cJSON_Parse(row);
        timings = cJSON_GetObjectItem(json, "timings_ms");
        cJSON_ArrayForEach(phase, timings)
        {
            long long microseconds = (long long)(phase->valuedouble * 1000 + 0.5);

            sum += strcmp(phase->string, "total") != 0 ? microseconds : -microseconds;
        }
        assert_int_equal(sum, 0);
        cJSON_Delete(json);
        free(row);
        attempt_free(&attempt);
    }
}

static void what_a_server_says_stays_one_line_of_json(void **state)
{
    struct attempt attempt = bare("https://x.example/", "direct");
    char *row;

    (void)state;
    attempt.failure = FAILURE_HTTP_STATUS;
    attempt.detail = memory_copy_text("\033[31mred\r\n\"quoted\" \xff\xfe caf\xc3\xa9");
    row = attempt_to_json(&attempt);
    assert_non_null(strstr(row, "\"detail\":\"\\u001b[31mred\\r\\n\\\"quoted\\\" \xef\xbf\xbd\xef\xbf\xbd caf\xc3\xa9\""));
    assert_true(text_is_utf8(row, strlen(row)));
    free(row);
    assert_same_again(&attempt);
}

static void texts_without_end_are_cut_between_characters(void **state)
{
    struct attempt attempt = bare("https://x.example/", "direct"), read;
    struct text detail = { 0 };
    char *row;

    (void)state;
    text_append(&detail, "x");
    for (int i = 0; i < 100000; i++)
        text_append(&detail, "\xc3\xa9");
    attempt.detail = text_take(&detail);
    row = attempt_to_json(&attempt);
    read = read_row(row);
    assert_int_equal(strlen(read.detail), 1023);
    assert_true(text_is_utf8(read.detail, 1023));
    free(row);
    attempt_free(&read);
    attempt_free(&attempt);
}

static void a_word_that_nobody_knows_is_told(void **state)
{
    (void)state;
    assert_refused(ROW_BEGIN "\"failed\",\"failure\":\"gremlins\"}", "this version knows no failure \"gremlins\"");
}

static void a_result_must_agree_with_its_failure(void **state)
{
    (void)state;
    assert_refused(ROW_BEGIN "\"ok\",\"failure\":\"dns\"}", "its result and its failure contradict each other");
    assert_refused(ROW_BEGIN "\"failed\",\"failure\":null}", "its result and its failure contradict each other");
    assert_refused(ROW_BEGIN "\"perhaps\"}", "its result is neither ok nor failed");
    assert_refused(ROW_BEGIN "7}", "its result is neither ok nor failed");
}

static void what_is_no_row_is_refused(void **state)
{
    (void)state;
    assert_refused("", "it is no JSON");
    assert_refused("{\"url\":", "it is no JSON");
    assert_refused("{} {}", "it is no JSON");
    assert_refused("[]", "it is no JSON object");
    assert_refused("{}", "it names no URL, or not which way it went");
    assert_refused("{\"url\":7,\"via\":\"direct\",\"result\":\"ok\"}", "it names no URL, or not which way it went");
    assert_refused(ROW_BEGIN "\"ok\",\"earlier\":{}}", "it names no URL, or not which way it went");
}

static void a_row_of_megabytes_is_refused(void **state)
{
    struct text row = { 0 };
    struct attempt attempt;
    struct error error;

    (void)state;
    text_append(&row, ROW_BEGIN "\"ok\",\"detail\":\"");
    while (row.size < 2 * 1024 * 1024)
        text_append(&row, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    text_append(&row, "\"}");
    assert_false(attempt_from_json(&attempt, text_of(&row), row.size, &error));
    assert_string_equal(error.text, "it is larger than any result of one attempt");
    text_free(&row);
}

static void fields_of_another_type_are_as_if_missing(void **state)
{
    struct attempt attempt = read_row(ROW_BEGIN "\"ok\",\"http_status\":\"200\",\"proxy_status\":4e9,\"http_version\":2,\"tried\":[1,\"::1\",{}],"
                                                "\"timings_ms\":{\"dns\":-5,\"tls\":\"x\",\"connect\":1e300,\"total\":true},\"certificate\":[],"
                                                "\"trust\":7,\"attempts\":-1,\"date_skew_s\":1e300,\"method\":null,\"earlier\":[{}]} \n");

    (void)state;
    assert_int_equal(attempt.http_status, 0);
    assert_int_equal(attempt.proxy_status, 0);
    assert_null(attempt.http_version);
    assert_int_equal(attempt.tried_count, 1);
    for (int phase = 0; phase < ATTEMPT_PHASES; phase++)
        assert_true(attempt.phase_ms[phase] < 0);
    assert_int_equal(attempt.chain.count, 0);
    assert_int_equal(attempt.trust.verdict, TRUST_UNKNOWN);
    assert_int_equal(attempt.trust.system_error, -1);
    assert_int_equal(attempt.number, 1);
    assert_int_equal(attempt.date_skew, 0);
    assert_string_equal(attempt.method, "GET");
    assert_null(attempt.earlier);
    attempt_free(&attempt);
}

static void the_first_try_of_a_first_try_is_not_read(void **state)
{
    struct attempt attempt =
        read_row(ROW_BEGIN "\"ok\",\"earlier\":" ROW_BEGIN "\"failed\",\"failure\":\"reset\",\"earlier\":" ROW_BEGIN "\"ok\"}}}");

    (void)state;
    assert_int_equal(attempt.earlier->failure, FAILURE_RESET);
    assert_null(attempt.earlier->earlier);
    attempt_free(&attempt);
}

static void assert_key_of(const char *method, const char *url, const char *via, const char *expected)
{
    char *key = attempt_key(method, url, via), *read_method, *read_url, *read_via;

    assert_string_equal(key, expected);
    assert_true(attempt_key_read(key, &read_method, &read_url, &read_via));
    assert_string_equal(read_method, method);
    assert_string_equal(read_url, url);
    assert_string_equal(read_via, via);
    assert_null(host_key_fault(key));
    free(read_method);
    free(read_url);
    free(read_via);
    free(key);
}

static void a_key_holds_method_url_and_way(void **state)
{
    (void)state;
    assert_key_of("GET", "https://x.example/", "direct", "connect/GET/https:%2F%2Fx.example%2F/via/direct");
    assert_key_of("HEAD", "https://x.example/a%2Fb%25?c=%41", "http://[2001:db8::1]:8080",
                  "connect/HEAD/https:%2F%2Fx.example%2Fa%252Fb%2525?c=%2541/via/http:%2F%2F[2001:db8::1]:8080");
}

static void other_keys_are_none_of_an_attempt(void **state)
{
    static const char *const keys[] = { "",
                                        "file/etc/hosts",
                                        "connect/",
                                        "connect/GET",
                                        "connect/GET/x",
                                        "connect/GET/x/via",
                                        "connect/GET/x/via/",
                                        "connect/GET/x/by/direct",
                                        "connect/GET/x/via/direct/",
                                        "connect/GET/x/via/direct/more",
                                        "connect//x/via/direct" };
    char *method, *url, *via;

    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_false(attempt_key_read(keys[i], &method, &url, &via));
        assert_null(method);
        assert_null(url);
        assert_null(via);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_url_that_was_reached_is_a_row_with_its_times),
        cmocka_unit_test(everything_that_can_be_known_is_read_again),
        cmocka_unit_test(rounded_phases_still_add_up_to_the_total),
        cmocka_unit_test(what_a_server_says_stays_one_line_of_json),
        cmocka_unit_test(texts_without_end_are_cut_between_characters),
        cmocka_unit_test(a_word_that_nobody_knows_is_told),
        cmocka_unit_test(a_result_must_agree_with_its_failure),
        cmocka_unit_test(what_is_no_row_is_refused),
        cmocka_unit_test(a_row_of_megabytes_is_refused),
        cmocka_unit_test(fields_of_another_type_are_as_if_missing),
        cmocka_unit_test(the_first_try_of_a_first_try_is_not_read),
        cmocka_unit_test(a_key_holds_method_url_and_way),
        cmocka_unit_test(other_keys_are_none_of_an_attempt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
