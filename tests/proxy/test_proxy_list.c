/* Lists of proxies, and the public cases of them. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/proxy_list.h"
#include "proxy/record.h"
#include "proxy/sources.h"

static const char *case_id;

/* The proxy of a scheme as the case has it, null where there is none. */
static void assert_proxy_for(const struct proxy_list *list, const cJSON *expected)
{
    const struct proxy_list_entry *entry = proxy_list_for(list, expected->string);
    char *uri = entry != NULL ? proxy_address_uri(&entry->address) : NULL;

    if (cJSON_IsNull(expected) != (uri == NULL) || (uri != NULL && strcmp(uri, expected->valuestring) != 0))
        fail_msg("%s: %s goes to %s, not to %s", case_id, expected->string, uri != NULL ? uri : "none",
                 cJSON_IsNull(expected) ? "none" : expected->valuestring);
    free(uri);
}

static void check_list(const char *input, const cJSON *expected)
{
    struct proxy_problems problems = { 0 };
    struct proxy_list list = { 0 };
    const cJSON *scheme;

    proxy_list_read(&list, input, strlen(input), &problems);
    cJSON_ArrayForEach(scheme, expected) assert_proxy_for(&list, scheme);
    assert_true(list.count > 0 || proxy_problems_have(&problems, PROXY_UNUSABLE));
    proxy_list_free(&list);
    proxy_problems_free(&problems);
}

/* A port that is not written is the scheme's own. */
static void assert_address(const struct proxy_address *address, const cJSON *expected)
{
    const cJSON *user = cJSON_GetObjectItem(expected, "user");
    char *end = text_format(":%d", cJSON_GetObjectItem(expected, "port")->valueint), *uri = proxy_address_uri(address);

    assert_string_equal(address->scheme, cJSON_GetObjectItem(expected, "scheme")->valuestring);
    assert_string_equal(address->host, cJSON_GetObjectItem(expected, "host")->valuestring);
    if (!text_ends(uri, end))
        fail_msg("%s: %s does not end in %s", case_id, uri, end);
    if (user != NULL)
        assert_string_equal(address->user, user->valuestring);
    free(end);
    free(uri);
}

static void check_address(const char *input, const cJSON *expected)
{
    struct proxy_problems problems = { 0 };
    struct proxy_address address;
    bool is_read = proxy_address_read(&address, input, strlen(input), &problems);

    if (is_read == cJSON_IsNull(expected))
        fail_msg("%s: %s is read as a proxy: %d", case_id, input, is_read);
    assert_int_equal(problems.count, is_read ? 0 : 1);
    if (is_read)
        assert_address(&address, expected);
    proxy_address_free(&address);
    proxy_problems_free(&problems);
}

static bool has_problem(const struct proxy_record *record, const char *word)
{
    for (size_t i = 0; i < record->problems.count; i++)
        if (strcmp(record->problems.items[i].kind->word, word) == 0)
            return true;
    return strcmp(word, "credentials") == 0 && record->proxies.count == 1 && record->proxies.entries[0].address.has_credentials;
}

/* The setting TelemetryProxyServer, as its source reads it. */
static void check_setting(const char *input, const cJSON *expected)
{
    struct host *host = host_open_literal(
        (const char *const[][2]){ { "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows/DataCollection/TelemetryProxyServer", input }, { 0 } });
    const cJSON *problem = cJSON_GetObjectItem(expected, "problem");
    struct proxy_record record = { .source = &proxy_source_telemetry_proxy_server };

    record.source->read(host, &record);
    assert_int_equal(record.is_configured, !cJSON_IsFalse(cJSON_GetObjectItem(expected, "configured")));
    if (cJSON_IsTrue(cJSON_GetObjectItem(expected, "agent_valid")))
        assert_false(proxy_problems_have(&record.problems, PROXY_UNUSABLE));
    if (problem != NULL && !has_problem(&record, problem->valuestring))
        fail_msg("%s: %s has not the problem %s", case_id, input, problem->valuestring);
    if (cJSON_HasObjectItem(expected, "host"))
        assert_address(&record.proxies.entries[0].address, expected);
    proxy_record_free(&record);
    host_free(host);
}

static bool check_case(const cJSON *one)
{
    const char *input = cJSON_GetObjectItem(one, "input")->valuestring;

    case_id = cJSON_GetObjectItem(one, "id")->valuestring;
    if (cJSON_HasObjectItem(one, "skipped"))
        return false;
    if (cJSON_HasObjectItem(one, "for"))
        check_list(input, cJSON_GetObjectItem(one, "for"));
    else if (cJSON_HasObjectItem(one, "setting"))
        check_setting(input, cJSON_GetObjectItem(one, "setting"));
    else
        check_address(input, cJSON_GetObjectItem(one, "address"));
    return true;
}

static void the_public_cases_are_read_as_windows_reads_them(void **state)
{
    char *json = read_project_file("tests/data/proxy_list/cases.json", NULL);
    cJSON *all = cJSON_Parse(json);
    const cJSON *one;
    int checked = 0, other_grammars = 0;

    (void)state;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(all, "cases")) * (check_case(one) ? &checked : &other_grammars) += 1;
    assert_int_equal(checked, 68);
    assert_int_equal(other_grammars, 21);
    assert_int_equal(checked + other_grammars, cJSON_GetObjectItem(all, "count")->valueint);
    cJSON_Delete(all);
    free(json);
}

static struct proxy_list list;
static struct proxy_problems problems;

static int end(void **state)
{
    (void)state;
    proxy_list_free(&list);
    proxy_problems_free(&problems);
    return 0;
}

static void read_list(const char *text)
{
    end(NULL);
    proxy_list_read(&list, text, strlen(text), &problems);
}

static void an_entry_that_serves_no_https_url_is_only_worth_a_word(void **state)
{
    (void)state;
    read_list("ftp=bad host:80x;https=p:8080;gopher=q:1");
    assert_non_null(proxy_list_for(&list, "https"));
    assert_true(problems.count >= 2);
    read_list("gopher=q:1;https=p:8080");
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].kind->word, "entry");
    assert_string_equal(problems.items[0].summary, "entry 1 of the list (offset 0): Windows knows no URL scheme of that name, and drops the entry");
}

static void a_bad_entry_for_https_is_never_direct_by_accident(void **state)
{
    (void)state;
    read_list("http=p:80;https=p:99999");
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].kind->word, "port");
    assert_string_equal(problems.items[0].summary, "entry 2 of the list (offset 10): the port at offset 2 is not between 1 and 65535");
    assert_null(proxy_list_for(&list, "https"));
}

static void a_list_of_nothing_is_no_proxy(void **state)
{
    (void)state;
    read_list(" ;; \n;");
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].kind->word, "malformed");
    assert_string_equal(problems.items[0].summary, "the list names no proxy");
}

static void the_first_of_several_counts(void **state)
{
    (void)state;
    read_list("https=a:1;b:2;https=c:3;d:4");
    assert_string_equal(proxy_list_for(&list, "https")->address.host, "a");
    assert_string_equal(proxy_list_for(&list, "http")->address.host, "b");
    assert_int_equal(list.count, 4);
}

static void a_mebibyte_of_list_is_cut_and_told(void **state)
{
    static const char *const entries[] = { "p:1;", ";;;;", "=:@;", "http=" };

    (void)state;
    for (size_t e = 0; e < sizeof entries / sizeof entries[0]; e++) {
        struct text text = { 0 };

        while (text.size < 1 << 20)
            text_append(&text, entries[e]);
        read_list(text_of(&text));
        assert_true(list.count <= 1024);
        assert_int_not_equal(problems.count, 0);
        assert_true(problems.count < 32);
        text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_cases_are_read_as_windows_reads_them),
        cmocka_unit_test_teardown(an_entry_that_serves_no_https_url_is_only_worth_a_word, end),
        cmocka_unit_test_teardown(a_bad_entry_for_https_is_never_direct_by_accident, end),
        cmocka_unit_test_teardown(a_list_of_nothing_is_no_proxy, end),
        cmocka_unit_test_teardown(the_first_of_several_counts, end),
        cmocka_unit_test_teardown(a_mebibyte_of_list_is_cut_and_told, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
