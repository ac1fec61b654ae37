/* The last stored run of --connectivityTest, as anybody may have left it. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/stored_connectivity.h"

static struct stored_connectivity stored;
static struct error error;

static bool read(const char *text)
{
    stored_connectivity_free(&stored);
    return stored_connectivity_read(&stored, text, strlen(text), &error);
}

#define HEAD "{\"schema\":\"healthcheck.connectivity/1\",\"started_at\":\"2026-06-01T10:00:00Z\",\"endpoints\":{\"geography\":\"eu\"},"
#define ROW(url, result, more) \
    "{\"url\":\"" url "\",\"group\":\"packages\",\"via\":\"direct\",\"result\":\"" result "\",\"failure\":\"reset\"" more "}"

static void its_tests_come_in_order_with_their_results(void **state)
{
    (void)state;
    assert_true(read(HEAD "\"tests\":[" ROW("https://a/", "ok", "") "," ROW("https://b/", "failed", ",\"control\":true") "]}"));
    assert_string_equal(stored.started_at, "2026-06-01T10:00:00Z");
    assert_string_equal(stored.geography, "eu");
    assert_int_equal(stored.count, 2);
    assert_true(stored.tests[0].is_ok);
    assert_false(stored.tests[0].is_control);
    assert_string_equal(stored.tests[1].url, "https://b/");
    assert_string_equal(stored.tests[1].group, "packages");
    assert_string_equal(stored.tests[1].failure, "reset");
    assert_false(stored.tests[1].is_ok);
    assert_true(stored.tests[1].is_control);
    assert_non_null(strstr(stored.tests[1].text, "\"control\":true"));
}

static void its_list_and_its_proxy_are_those_of_then(void **state)
{
    (void)state;
    assert_true(read("{\"schema\":\"healthcheck.connectivity/1\",\"endpoints\":{\"kind\":\"streamlined\",\"path\":\"own.txt\"},"
                     "\"selected\":{\"id\":\"AgentConfig\",\"proxy\":\"http://p:1\",\"usable\":true},\"without_way\":3}"));
    assert_string_equal(stored.kind, "streamlined");
    assert_string_equal(stored.path, "own.txt");
    assert_string_equal(stored.proxy_source, "AgentConfig");
    assert_string_equal(stored.proxy, "http://p:1");
    assert_true(stored.is_proxy_usable);
    assert_int_equal(stored.without_way, 3);
    assert_true(read("{\"schema\":\"healthcheck.connectivity/1\",\"endpoints\":null,\"selected\":null,\"without_way\":-1}"));
    assert_string_equal(stored.path, "");
    assert_string_equal(stored.proxy_source, "");
    assert_string_equal(stored.proxy, "");
    assert_false(stored.is_proxy_usable);
    assert_int_equal(stored.without_way, 0);
}

static void of_two_tries_the_first_is_marked(void **state)
{
    (void)state;
    assert_true(read(HEAD "\"tests\":[" ROW("https://a/", "failed", ",\"attempts\":1") "," ROW("https://a/", "ok", ",\"attempts\":2") "," ROW(
        "https://b/", "ok", ",\"attempts\":2") "]}"));
    assert_true(stored.tests[0].is_retried);
    assert_false(stored.tests[1].is_retried);
    assert_false(stored.tests[2].is_retried);
}

static void its_status_is_that_of_its_own_findings(void **state)
{
    (void)state;
    assert_true(read(HEAD
                     "\"findings\":[{\"id\":\"connectivity.packages\",\"status\":\"ok\"},{\"id\":\"connectivity.cyber_data\",\"status\":\"warn\"},"
                     "{\"id\":\"agent.reported_connectivity\",\"status\":\"fail\"}]}"));
    assert_int_equal(stored.status, FINDING_WARN);
    assert_int_equal(stored.count, 0);
    assert_true(read(HEAD "\"findings\":[]}"));
    assert_int_equal(stored.status, FINDING_SKIPPED);
}

static void what_is_missing_or_of_another_type_is_empty(void **state)
{
    (void)state;
    assert_true(read("{\"schema\":\"healthcheck.connectivity/1\",\"started_at\":7,\"tests\":[{\"url\":[]},4,null]}"));
    assert_string_equal(stored.started_at, "");
    assert_string_equal(stored.geography, "");
    assert_int_equal(stored.count, 1);
    assert_int_equal(stored.left_out, 2);
    assert_string_equal(stored.tests[0].url, "");
}

static void another_document_is_told_in_a_sentence(void **state)
{
    static const char *const cases[][2] = {
        { "", "it is no JSON" },
        { "[", "it is no JSON" },
        { "{\"schema\":\"healthcheck.report/1\"}", "it is no healthcheck.connectivity/1" },
        { "[]", "it is no healthcheck.connectivity/1" },
        { "{\"schema\":\"healthcheck.connectivity/1\",\"x\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}", "it is nested deeper than any such document" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read(cases[i][0]));
        assert_string_equal(error.text, cases[i][1]);
    }
}

static void a_document_of_endless_tests_is_cut(void **state)
{
    struct text text = { 0 };

    (void)state;
    text_append(&text, HEAD "\"tests\":[{}");
    for (int i = 0; i < STORED_CONNECTIVITY_MOST_TESTS + 10; i++)
        text_append(&text, ",{}");
    text_append(&text, "]}");
    assert_true(read(text_of(&text)));
    assert_int_equal(stored.count, STORED_CONNECTIVITY_MOST_TESTS);
    assert_int_equal(stored.left_out, 11);
    text_free(&text);
}

static void only_the_stored_runs_own_paths_are_its(void **state)
{
    (void)state;
    assert_true(stored_connectivity_is("var/lib/healthcheck/connectivity.json"));
    assert_true(stored_connectivity_is("C/ProgramData/healthcheck/connectivity.json"));
    assert_true(stored_connectivity_is("d/programdata/HealthCheck/Connectivity.JSON"));
    assert_false(stored_connectivity_is("var/lib/healthcheck/connectivity.json.old"));
    assert_false(stored_connectivity_is("home/joe/healthcheck/connectivity.json"));
    assert_false(stored_connectivity_is("C/ProgramData/connectivity.json"));
    assert_false(stored_connectivity_is(""));
    assert_false(stored_connectivity_is("C"));
}

static int forget(void **state)
{
    (void)state;
    stored_connectivity_free(&stored);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_tests_come_in_order_with_their_results),  cmocka_unit_test(of_two_tries_the_first_is_marked),
        cmocka_unit_test(its_list_and_its_proxy_are_those_of_then),    cmocka_unit_test(its_status_is_that_of_its_own_findings),
        cmocka_unit_test(what_is_missing_or_of_another_type_is_empty), cmocka_unit_test(only_the_stored_runs_own_paths_are_its),
        cmocka_unit_test(another_document_is_told_in_a_sentence),      cmocka_unit_test(a_document_of_endless_tests_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
