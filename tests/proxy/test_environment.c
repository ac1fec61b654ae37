/* Which proxy curl takes from an environment. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "proxy/environment.h"

enum { MOST = 8 };

static size_t variables_of(const cJSON *environment, struct environment_variable variables[MOST])
{
    const cJSON *one;
    size_t count = 0;

    cJSON_ArrayForEach(one, environment)
    {
        assert_in_range(count, 0, MOST - 1);
        variables[count++] = (struct environment_variable){ one->string, one->valuestring };
    }
    return count;
}

/* True where it was run. */
static bool run_case(const cJSON *one)
{
    const cJSON *expected = cJSON_GetObjectItemCaseSensitive(one, "expected");
    const char *url = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, "url"));
    struct environment_variable variables[MOST];
    struct environment_choice choice;
    char scheme[16] = "";
    size_t count = variables_of(cJSON_GetObjectItemCaseSensitive(one, "environment"), variables);

    if (cJSON_GetObjectItemCaseSensitive(one, "skipped") != NULL)
        return false;
    memcpy(scheme, url, strcspn(url, ":"));
    choice = environment_choose(variables, count, scheme);
    if (cJSON_IsNull(expected))
        assert_null(choice.proxy);
    else {
        assert_non_null(choice.proxy);
        assert_string_equal(choice.proxy->value, cJSON_GetStringValue(expected));
    }
    return true;
}

static void every_public_case_goes_as_curl_7_88_1_takes_it(void **state)
{
    size_t size, count = 0, run = 0;
    char *json = read_project_file("tests/data/environment/cases.json", &size);
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
    assert_int_equal(count, 32);
    assert_int_equal(count - run, 7);
    cJSON_Delete(all);
    free(json);
}

static void assert_chosen(const struct environment_variable *variables, size_t count, const char *proxy, const char *no_proxy)
{
    struct environment_choice choice = environment_choose(variables, count, "https");

    assert_string_equal(choice.proxy != NULL ? choice.proxy->name : "none", proxy);
    assert_string_equal(choice.no_proxy != NULL ? choice.no_proxy->name : "none", no_proxy);
}

/* Each was asked of curl 7.88.1: "Uses proxy env variable …". */
static void lower_case_is_asked_first_and_an_empty_variable_is_none(void **state)
{
    const struct environment_variable all[] = { { "ALL_PROXY", "http://d:1" },   { "all_proxy", "http://c:1" }, { "HTTPS_PROXY", "http://b:1" },
                                                { "https_proxy", "http://a:1" }, { "NO_PROXY", "x" },           { "no_proxy", "" } };
    const struct environment_variable empty[] = { { "https_proxy", "" }, { "HTTPS_PROXY", "" }, { "all_proxy", "" }, { "ALL_PROXY", "http://d:1" } };
    const struct environment_variable mixed[] = { { "Https_Proxy", "http://a:1" }, { "http_proxy", "http://b:1" } };
    const struct environment_variable again[] = { { "https_proxy", "http://a:1" }, { "https_proxy", "" } };

    (void)state;
    assert_chosen(all, 6, "https_proxy", "NO_PROXY");
    assert_chosen(all, 3, "HTTPS_PROXY", "none");
    assert_chosen(all, 2, "all_proxy", "none");
    assert_chosen(empty, 4, "ALL_PROXY", "none");
    assert_chosen(mixed, 2, "none", "none");
    assert_chosen(again, 2, "none", "none");
}

static void capitals_and_http_alone_are_told(void **state)
{
    const struct environment_variable capitals[] = { { "HTTP_PROXY", "http://a:1" } };
    const struct environment_variable both[] = { { "HTTP_PROXY", "http://a:1" }, { "HTTPS_PROXY", "http://a:1" } };
    const struct environment_variable http[] = { { "http_proxy", "http://a:1" } };
    struct proxy_problems problems = { 0 };

    (void)state;
    environment_judge(capitals, 1, &problems);
    environment_judge(both, 2, &problems);
    environment_judge(http, 1, &problems);
    assert_int_equal(problems.count, 3);
    assert_string_equal(problems.items[0].kind->word, "capitals");
    assert_string_equal(problems.items[0].summary, "curl ignores HTTP_PROXY in capitals, and nothing else serves the service URLs");
    assert_string_equal(problems.items[1].summary, "curl ignores HTTP_PROXY in capitals");
    assert_string_equal(problems.items[2].kind->word, "https-missing");
    proxy_problems_free(&problems);
}

static void every_name_is_known(void **state)
{
    size_t count = 0;

    (void)state;
    while (environment_proxy_name(count) != NULL)
        count++;
    assert_int_equal(count, 8);
    assert_string_equal(environment_proxy_name(0), "https_proxy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_case_goes_as_curl_7_88_1_takes_it),
        cmocka_unit_test(lower_case_is_asked_first_and_an_empty_variable_is_none),
        cmocka_unit_test(capitals_and_http_alone_are_told),
        cmocka_unit_test(every_name_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
