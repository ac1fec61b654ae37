/* The addresses the agent must reach. */
#include "tests/support.h"

#include <string.h>

#include "proxy/bypass.h"
#include "proxy/endpoints.h"

static void every_address_is_an_https_url_and_stands_once(void **state)
{
    struct bypass_target target;
    char scheme[16], host[256];
    size_t count = 0;

    (void)state;
    for (; endpoint_url(count) != NULL; count++) {
        assert_true(bypass_target_read(&target, endpoint_url(count), scheme, host));
        assert_string_equal(target.scheme, "https");
        assert_int_equal(target.port, 443);
        assert_true(text_ends(host, ".microsoft.com") || text_ends(host, ".blob.core.windows.net"));
        for (size_t i = 0; i < count; i++)
            assert_string_not_equal(endpoint_url(i), endpoint_url(count));
    }
    assert_int_equal(count, 115);
}

static void both_ways_and_every_geography_are_there(void **state)
{
    static const char *const geographies[] = { "us", "eu", "uk", "au" };

    (void)state;
    for (size_t g = 0; g < sizeof geographies / sizeof *geographies; g++) {
        size_t seen[2] = { 0 };

        for (size_t i = 0; endpoint_at(i) != NULL; i++)
            if (endpoint_at(i)->geography != NULL && strcmp(endpoint_at(i)->geography, geographies[g]) == 0)
                seen[endpoint_at(i)->connectivity]++;
        assert_true(seen[CONNECTIVITY_STANDARD] >= 10);
        assert_true(seen[CONNECTIVITY_STREAMLINED] >= 10);
    }
}

static void every_row_belongs_to_a_group_and_every_group_has_rows(void **state)
{
    (void)state;
    for (size_t i = 0; endpoint_at(i) != NULL; i++) {
        assert_non_null(endpoint_group_named(endpoint_at(i)->group));
        assert_true(text_same(endpoint_at(i)->method, "GET") || text_same(endpoint_at(i)->method, "HEAD"));
        for (size_t g = 0; g < GOOD_STATUSES; g++)
            assert_true(endpoint_at(i)->good[g] == 0 || (endpoint_at(i)->good[g] >= 200 && endpoint_at(i)->good[g] < 500));
    }
    for (size_t g = 0; endpoint_group_at(g) != NULL; g++) {
        size_t rows = 0;

        for (size_t i = 0; endpoint_at(i) != NULL; i++)
            rows += strcmp(endpoint_at(i)->group, endpoint_group_at(g)->name) == 0;
        assert_true(rows >= 4);
        assert_true(text_ends(endpoint_group_at(g)->why, "."));
        assert_ptr_equal(endpoint_group_named(endpoint_group_at(g)->name), endpoint_group_at(g));
    }
    assert_null(endpoint_group_at(6));
    assert_null(endpoint_group_named("everything"));
}

static void only_certificates_are_fetched_without_tls_and_the_proxy_view_leaves_them_out(void **state)
{
    size_t services = 0, plain = 0;

    (void)state;
    while (endpoint_url(services) != NULL)
        services++;
    for (size_t i = 0; endpoint_at(i) != NULL; i++) {
        bool is_plain = text_starts(endpoint_at(i)->url, "http://");

        assert_int_equal(is_plain, strcmp(endpoint_at(i)->group, "certificates") == 0);
        assert_int_equal(is_plain, i >= services);
        assert_int_equal(is_plain, endpoint_at(i)->connectivity == CONNECTIVITY_EITHER);
        plain += is_plain;
    }
    assert_int_equal(plain, 4);
    assert_int_equal(endpoints_built_in().count, services + plain);
    assert_null(endpoints_built_in().own);
}

static void a_short_link_answers_with_a_redirect(void **state)
{
    const char *const urls[] = { "https://go.microsoft.com/fwlink/?linkid=2120136" };
    struct endpoint_list list = endpoints_of_urls(urls, 1);

    (void)state;
    assert_int_equal(list.items[0].good[0], 302);
    assert_string_equal(list.items[0].method, "HEAD");
    endpoint_list_free(&list);
}

static void a_url_of_the_command_line_keeps_what_the_table_knows_of_it(void **state)
{
    const char *const urls[] = { "https://USSEU1westprod.blob.core.windows.net", "https://proxy.contoso.example/Health",
                                 "https://proxy.contoso.example/health", "HTTPS://Proxy.contoso.example/health" };
    struct endpoint_list list = endpoints_of_urls(urls, 4);

    (void)state;
    assert_int_equal(list.count, 3);
    assert_string_equal(list.items[0].url, urls[0]);
    assert_string_equal(list.items[0].group, "sample_storage");
    assert_string_equal(list.items[0].geography, "eu");
    assert_int_equal(list.items[0].good[0], 400);
    assert_string_equal(list.items[1].group, "");
    assert_string_equal(list.items[1].method, "GET");
    assert_int_equal(list.items[1].good[0], 0);
    assert_null(list.items[1].geography);
    endpoint_list_free(&list);
    assert_int_equal(list.count, 0);
    list = endpoints_of_urls(NULL, 0);
    assert_int_equal(list.count, 0);
    endpoint_list_free(&list);
    list = endpoints_built_in();
    endpoint_list_free(&list);
}

static void a_host_in_capitals_is_the_same_and_a_path_in_capitals_is_not(void **state)
{
    (void)state;
    assert_true(endpoint_same_url("https://Host.example", "HTTPS://host.example/"));
    assert_true(endpoint_same_url("https://host.example/", "https://host.example"));
    assert_false(endpoint_same_url("https://host.example/a", "https://host.example/A"));
    assert_false(endpoint_same_url("https://host.example", "https://host.example.org"));
    assert_false(endpoint_same_url("https://host.example", "http://host.example"));
    assert_false(endpoint_same_url("https://host.example?a", "https://host.example/?a"));
    assert_true(endpoint_same_url("", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_address_is_an_https_url_and_stands_once),
        cmocka_unit_test(both_ways_and_every_geography_are_there),
        cmocka_unit_test(every_row_belongs_to_a_group_and_every_group_has_rows),
        cmocka_unit_test(only_certificates_are_fetched_without_tls_and_the_proxy_view_leaves_them_out),
        cmocka_unit_test(a_short_link_answers_with_a_redirect),
        cmocka_unit_test(a_url_of_the_command_line_keeps_what_the_table_knows_of_it),
        cmocka_unit_test(a_host_in_capitals_is_the_same_and_a_path_in_capitals_is_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
