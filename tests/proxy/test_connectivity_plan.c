/* Which URLs are tried, and by which way. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "proxy/connectivity.h"

#define PROXY "http://proxy.example:8080"

enum { MOST = 200 };

/* The built-in list, every URL by the same way. */
static struct connectivity_plan plan_for(struct host *host, const char *via)
{
    struct endpoint_list list = endpoints_built_in();
    const char *vias[MOST];

    assert_true(list.count <= MOST);
    for (size_t i = 0; i < list.count; i++)
        vias[i] = via;
    return plan_of(host, &list, vias);
}

static void assert_told(const struct connectivity_plan *plan, const char *expected)
{
    char *told = plan_told(plan);

    assert_string_equal(told, expected);
    free(told);
}

static size_t count_of(const struct connectivity_plan *plan, const char *part)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->count; i++)
        count += strstr(plan->items[i].endpoint->url, part) != NULL;
    return count;
}

static size_t count_of_controls(const struct connectivity_plan *plan)
{
    size_t count = 0;

    for (size_t i = 0; i < plan->count; i++)
        count += plan->items[i].is_control;
    return count;
}

static void assert_no_key_twice(const struct connectivity_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(plan->items[i].key, plan->items[j].key);
}

static void a_streamlined_agent_in_europe_is_tested_with_the_european_addresses(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" },
                                            { "endpoint-geography", "eu" },
                                            { "command/mdatp-health-edr", "edr_partner_geo_location  : \"GW_EU\"\n" },
                                            { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_string_equal(plan.geography, "eu");
    assert_true(plan.has_geography_urls);
    assert_true(plan.has_kind);
    assert_int_equal(plan.kind, CONNECTIVITY_STREAMLINED);
    assert_string_equal(plan.kind_fact->key, "command/mdatp-health-edr");
    assert_int_equal(count_of(&plan, ".eu.endpoint.security.microsoft.com"), 15);
    assert_int_equal(count_of(&plan, "http://"), 4);
    assert_int_equal(plan.count, 19);
    assert_int_equal(count_of_controls(&plan), 0);
    assert_string_equal(plan.items[0].key, "connect/GET/https:%2F%2Fmdav.eu.endpoint.security.microsoft.com%2Fmdav%2Ftest/via/direct");
    assert_told(&plan, "addresses of geography eu, streamlined connectivity");
    plan_free(&plan);
    host_free(host);
}

static void a_standard_agent_is_tested_with_the_addresses_of_every_purpose(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" },
                                            { "endpoint-geography", "uk\n" },
                                            { "command/mdatp-health-edr",
                                              "edr_partner_geo_location  : \"\"\nedr_preferred_geo : \"unitedkingdom\"\n" },
                                            { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_string_equal(plan.geography, "uk");
    assert_int_equal(plan.kind, CONNECTIVITY_STANDARD);
    assert_int_equal(count_of(&plan, "endpoint.security"), 0);
    assert_int_equal(count_of(&plan, "winatp-gw-uk"), 5);
    assert_int_equal(count_of(&plan, "winatp-gw-"), 5);
    assert_int_equal(count_of(&plan, "https://v20.events.data.microsoft.com/"), 1);
    assert_told(&plan, "addresses of geography uk, standard connectivity");
    plan_free(&plan);
    host_free(host);
}

static void an_agent_that_reports_nothing_is_known_by_its_onboarding(void **state)
{
    static const char *const facts[][2] = {
        { "system/platform", "linux" },
        { "endpoint-geography", "us" },
        { "command/mdatp-health-edr", LITERAL_UNREADABLE "the command ended with 1" },
        { "file/etc/opt/microsoft/mdatp/mdatp_onboard.json",
          "{\"onboardingInfo\":\"{\\\"body\\\":\\\"{\\\\\\\"geoLocationUrl\\\\\\\":\\\\\\\"https://winatp-gw-cus3.microsoft.com/\\\\\\\"}\\\"}\"}" },
        { NULL },
    };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_true(plan.has_kind);
    assert_int_equal(plan.kind, CONNECTIVITY_STANDARD);
    assert_string_equal(plan.kind_fact->key, "file/etc/opt/microsoft/mdatp/mdatp_onboard.json");
    plan_free(&plan);
    host_free(host);
}

static void the_plug_in_follows_the_onboarding_of_its_windows_host(void **state)
{
    static const char *const facts[][2] = {
        { "system/platform", "windows" },
        { "endpoint-geography", "us" },
        { "registry/HKLM/SOFTWARE/Policies/Microsoft/Windows Advanced Threat Protection/OnboardingInfo",
          "{\"body\":\"{\\\"vortexGeoLocation\\\":\\\"US\\\",\\\"partnerGeoLocation\\\":\\\"GW_US\\\"}\"}" },
        { NULL },
    };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_true(plan.has_kind);
    assert_int_equal(plan.kind, CONNECTIVITY_STREAMLINED);
    plan_free(&plan);
    host_free(host);
}

static void where_nothing_is_known_everything_is_tried(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" }, { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_null(plan.geography);
    assert_int_equal(plan.geography_fact->state, FACT_ABSENT);
    assert_false(plan.has_kind);
    assert_int_equal(plan.kind_fact->state, FACT_ABSENT);
    assert_false(plan.has_geography_urls);
    assert_int_equal(plan.count, endpoints_built_in().count);
    assert_no_key_twice(&plan);
    assert_told(&plan, "the geography is not known: addresses of every one, standard and streamlined, as it is not known which the host is");
    plan_free(&plan);
    host_free(host);
}

static void a_geography_that_could_not_be_read_is_not_taken_for_one(void **state)
{
    static const char *const facts[][2] = { { "endpoint-geography", LITERAL_UNREADABLE "access denied" }, { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_null(plan.geography);
    assert_string_equal(plan.geography_fact->why, "access denied");
    assert_int_equal(plan.count, endpoints_built_in().count);
    assert_told(
        &plan,
        "the geography could not be read (access denied): addresses of every one, standard and streamlined, as it is not known which the host is");
    plan_free(&plan);
    host_free(host);
}

static void switzerland_has_no_documented_addresses_and_is_tested_with_those_of_everywhere(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" }, { "endpoint-geography", "ch" }, { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, "direct");

    (void)state;
    assert_string_equal(plan.geography, "ch");
    assert_false(plan.has_geography_urls);
    for (size_t i = 0; i < plan.count; i++)
        assert_null(plan.items[i].endpoint->geography);
    assert_int_equal(plan.count, 8);
    assert_told(&plan, "no addresses of geography ch are documented: only those that every geography shares, standard and streamlined, as it is not "
                       "known which the host is");
    plan_free(&plan);
    host_free(host);
}

static void through_a_proxy_each_group_is_also_tried_once_directly(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" }, { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, PROXY);
    size_t all = endpoints_built_in().count;

    (void)state;
    assert_int_equal(plan.count, all + 6);
    assert_int_equal(count_of_controls(&plan), 6);
    for (size_t i = 0; i < plan.count; i++) {
        assert_int_equal(plan.items[i].is_control, i >= all);
        assert_string_equal(plan.items[i].via, i >= all ? "direct" : PROXY);
    }
    assert_string_equal(plan.items[all].endpoint->url, endpoint_at(0)->url);
    assert_no_key_twice(&plan);
    plan_free(&plan);
    host_free(host);
}

static void the_users_urls_are_all_tried_and_those_without_a_way_are_counted(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" }, { "endpoint-geography", "eu" }, { NULL } };
    static const char *const urls[] = { "https://a.example/", "https://b.example/", "https://c.example/",
                                        "https://uk-v20.events.data.microsoft.com/ping", "https://v20.events.data.microsoft.com/ping" };
    static const char *const vias[] = { "direct", PROXY, NULL, PROXY, PROXY };
    struct host *host = host_open_literal(facts);
    struct endpoint_list list = endpoints_of_urls(urls, 5);
    struct connectivity_plan plan = plan_of(host, &list, vias);

    (void)state;
    assert_true(plan.is_users_list);
    assert_null(plan.geography_fact);
    assert_null(plan.kind_fact);
    assert_int_equal(plan.without_way, 1);
    assert_int_equal(plan.count, 6);
    assert_string_equal(plan.items[2].endpoint->url, urls[3]);
    assert_string_equal(plan.items[2].endpoint->group, "cyber_data");
    /* b.example is the first of the nameless group that goes through the proxy. */
    assert_string_equal(plan.items[4].key, "connect/GET/https:%2F%2Fb.example%2F/via/direct");
    assert_string_equal(plan.items[5].key, "connect/GET/https:%2F%2Fuk-v20.events.data.microsoft.com%2Fping/via/direct");
    assert_told(&plan, "all that were given; 1 left out: the proxy script did not say which way they go");
    plan_free(&plan);
    endpoint_list_free(&list);
    host_free(host);
}

static void a_script_without_an_answer_leaves_nothing_to_try(void **state)
{
    static const char *const facts[][2] = { { "system/platform", "linux" }, { NULL } };
    struct host *host = host_open_literal(facts);
    struct connectivity_plan plan = plan_for(host, NULL);

    (void)state;
    assert_int_equal(plan.count, 0);
    assert_int_equal(plan.without_way, endpoints_built_in().count);
    plan_free(&plan);
    host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_streamlined_agent_in_europe_is_tested_with_the_european_addresses),
        cmocka_unit_test(a_standard_agent_is_tested_with_the_addresses_of_every_purpose),
        cmocka_unit_test(an_agent_that_reports_nothing_is_known_by_its_onboarding),
        cmocka_unit_test(the_plug_in_follows_the_onboarding_of_its_windows_host),
        cmocka_unit_test(where_nothing_is_known_everything_is_tried),
        cmocka_unit_test(a_geography_that_could_not_be_read_is_not_taken_for_one),
        cmocka_unit_test(switzerland_has_no_documented_addresses_and_is_tested_with_those_of_everywhere),
        cmocka_unit_test(through_a_proxy_each_group_is_also_tried_once_directly),
        cmocka_unit_test(the_users_urls_are_all_tried_and_those_without_a_way_are_counted),
        cmocka_unit_test(a_script_without_an_answer_leaves_nothing_to_try),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
