/* What WSL's autoProxy hands to distributions. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "proxy/asides.h"
#include "proxy/wsl_autoproxy.h"

static const char *string_in(const cJSON *object, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));

    return value != NULL ? value : "";
}

static void read_list(struct proxy_list *list, const char *text)
{
    struct proxy_problems problems = { 0 };

    proxy_list_read(list, text, strlen(text), &problems);
    proxy_problems_free(&problems);
}

static void assert_variable(const cJSON *one, const char *name, const char *value)
{
    const cJSON *expected = cJSON_GetObjectItemCaseSensitive(one, "expected");

    if (strcmp(string_in(expected, name), value != NULL ? value : "") != 0)
        fail_msg("%s: %s is %s", string_in(one, "id"), name, value != NULL ? value : "not set");
}

/* True where it was run. */
static bool run_case(const cJSON *one)
{
    const cJSON *windows = cJSON_GetObjectItemCaseSensitive(one, "windows");
    struct proxy_list proxies = { 0 }, answer = { 0 };
    struct proxy_problems problems = { 0 };
    struct bypass_list bypass = { 0 };
    struct wsl_autoproxy_input input = { .proxies = &proxies, .bypass = &bypass, .scripts_answer = &answer };
    struct wsl_autoproxy handed;

    if (cJSON_GetObjectItemCaseSensitive(one, "skipped") != NULL)
        return false;
    input.is_on = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(one, "auto_proxy"));
    input.is_mirrored = strcmp(string_in(one, "networking_mode"), "mirrored") == 0;
    input.script = string_in(windows, "pac")[0] != '\0' ? string_in(windows, "pac") : NULL;
    read_list(&proxies, string_in(windows, "proxy"));
    read_list(&answer, string_in(one, "script_answers"));
    bypass_read(&bypass, BYPASS_WINDOWS, string_in(windows, "bypass"), strlen(string_in(windows, "bypass")), &problems);
    handed = wsl_autoproxy_of(&input);
    assert_variable(one, "http_proxy", handed.http_proxy);
    assert_variable(one, "https_proxy", handed.https_proxy);
    assert_variable(one, "no_proxy", handed.no_proxy);
    assert_variable(one, "WSL_PAC_URL", handed.pac_url);
    wsl_autoproxy_free(&handed);
    proxy_list_free(&proxies);
    proxy_list_free(&answer);
    bypass_free(&bypass);
    proxy_problems_free(&problems);
    return true;
}

static void every_public_case_is_handed_over_as_wsl_does(void **state)
{
    size_t size, count = 0, run = 0;
    char *json = read_project_file("tests/data/wsl_autoproxy/cases.json", &size);
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
    assert_int_equal(count, 16);
    assert_int_equal(count - run, 1);
    cJSON_Delete(all);
    free(json);
}

#define SETTINGS "registry/HKCU/Software/Microsoft/Windows/CurrentVersion/Internet Settings/"

static void assert_aside(const char *wslconfig, const char *build, const char *server, const char *expected)
{
    const char *const facts[][2] = { { "system/platform", "windows" },
                                     { "user/profile", "C:\\Users\\u" },
                                     { "file/C/Users/u/.wslconfig", wslconfig },
                                     { "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/CurrentBuildNumber", build },
                                     { SETTINGS "ProxyEnable", LITERAL_DWORD "1" },
                                     { SETTINGS "ProxyServer", server },
                                     { SETTINGS "ProxyOverride", "*.corp;<local>" },
                                     { 0 } };
    struct host *host = host_open_literal(facts);
    struct proxy_chain chain = proxy_chain_of(host);
    const struct proxy_aside *found = NULL;

    for (size_t i = 0; i < chain.aside_count; i++)
        if (strcmp(chain.asides[i].title, "WSL's autoProxy") == 0)
            found = &chain.asides[i];
    assert_non_null(found);
    assert_string_equal(found->text, expected);
    assert_int_equal(found->weight, PROXY_NOTE);
    proxy_chain_free(&chain);
    host_free(host);
}

static void distributions_get_variables_that_the_agent_does_not_use(void **state)
{
    (void)state;
    assert_aside(
        "[wsl2]\n", "26100", "proxy.corp:8080",
        "distributions get http_proxy=http://proxy.corp:8080, https_proxy=http://proxy.corp:8080, no_proxy=*.corp,<local>; the bypass list is in "
        "Windows' grammar, which curl and others do not read; the agent does not use these variables");
}

static void loopback_is_dropped_and_autoproxy_can_be_off(void **state)
{
    (void)state;
    assert_aside("[wsl2]\n", "26100", "127.0.0.1:8080",
                 "distributions get nothing; a proxy on the host itself is handed over in networkingMode=mirrored only; the agent does not use these "
                 "variables");
    assert_aside("[wsl2]\nautoProxy=false\n", "26100", "proxy.corp:8080",
                 "distributions get nothing (autoProxy=false in .wslconfig, or Windows 10); the agent does not use these variables");
    assert_aside("[wsl2]\n", "19045", "proxy.corp:8080",
                 "distributions get nothing (autoProxy=false in .wslconfig, or Windows 10); the agent does not use these variables");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_case_is_handed_over_as_wsl_does),
        cmocka_unit_test(distributions_get_variables_that_the_agent_does_not_use),
        cmocka_unit_test(loopback_is_dropped_and_autoproxy_can_be_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
