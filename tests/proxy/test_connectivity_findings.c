/* What a connectivity test says of each group, by the sentence that is printed. */
#include "tests/support.h"

#include "tests/proxy/scene_findings.h"

static void each_group_has_an_id_of_its_own(void **state)
{
    size_t groups = 0;

    (void)state;
    put("https://a.example/", "cyber_data", "direct", reached());
    judge_scene();
    for (const struct endpoint_group *group; (group = endpoint_group_at(groups)) != NULL; groups++) {
        assert_string_equal(finding_of(group->name)->title, group->title);
        assert_ptr_equal(finding_of(group->name), &scene.findings[groups]);
    }
    assert_int_equal(scene.finding_count, groups + 1);
    assert_string_equal(scene.findings[groups].id, "connectivity.conclusion");
}

static void where_all_is_reached_the_slowest_is_named(void **state)
{
    struct attempt slow = reached();

    (void)state;
    slow.total_ms = 812;
    put_many("data", 3, "cyber_data", PROXY, reached());
    put("https://slow.example/", "packages", PROXY, slow);
    judge_scene();
    assert_finding("cyber_data", FINDING_OK, "all 3 URLs are reached (slowest: data1.example 100 ms)");
    assert_string_equal(finding_of("cyber_data")->value, "3/3");
    assert_finding("packages", FINDING_OK, "its URL is reached (slow.example 812 ms)");
    assert_finding("conclusion", FINDING_OK, "all 4 URLs are reached, through " PROXY " (slowest: slow.example 812 ms)");
    assert_int_equal(finding_of("conclusion")->evidence_count, 1);
    assert_string_equal(finding_of("conclusion")->value, "4/4");
}

static void the_ways_are_told(void **state)
{
    (void)state;
    put_many("data", 2, "cyber_data", PROXY, reached());
    put_many("list", 1, "certificates", "direct", reached());
    judge_scene();
    assert_finding("conclusion", FINDING_OK, "all 3 URLs are reached, 2 through " PROXY ", 1 directly (slowest: data1.example 100 ms)");
}

static void a_group_of_which_nothing_was_planned_is_skipped(void **state)
{
    (void)state;
    put_many("data", 1, "cyber_data", "direct", reached());
    judge_scene();
    assert_finding("packages", FINDING_SKIPPED, "no URL of it was tested");
}

static void slow_answers_are_a_warning(void **state)
{
    struct attempt slow = reached();

    (void)state;
    slow.total_ms = 6210;
    put_many("data", 2, "cyber_data", "direct", reached());
    put("https://slow.example/", "cyber_data", "direct", slow);
    judge_scene();
    assert_finding("cyber_data", FINDING_WARN, "1 of 3 URLs takes longer than 5 s (slowest: slow.example 6.2 s)");
    assert_finding("conclusion", FINDING_WARN, "1 of 3 URLs takes longer than 5 s (slowest: slow.example 6.2 s)");
}

static void a_second_try_is_a_warning(void **state)
{
    struct attempt first = failed(FAILURE_RESET), second = reached();

    (void)state;
    second.number = 2;
    second.earlier = &first;
    put("https://a.example/", "cyber_data", "direct", second);
    put_many("data", 2, "cyber_data", "direct", reached());
    judge_scene();
    assert_finding("cyber_data", FINDING_WARN,
                   "1 of 3 URLs was reached only at the second try (a.example, before that reset, the connection breaks off before the answer)");
}

static void a_second_try_that_fails_counts_once(void **state)
{
    struct attempt first = failed(FAILURE_RESET), second = failed(FAILURE_CONNECT_TIMEOUT);

    (void)state;
    second.number = 2;
    second.earlier = &first;
    second.remote_address = "192.0.2.1";
    put("https://a.example/", "cyber_data", "direct", second);
    put_many("data", 2, "cyber_data", "direct", reached());
    judge_scene();
    assert_finding("cyber_data", FINDING_FAIL, "1 of 3 URLs fails: connect_timeout, nobody answers at the address (192.0.2.1): a.example");
}

static void some_of_a_redundant_group_are_a_warning(void **state)
{
    (void)state;
    put_many("store", 2, "sample_storage", "direct", reached());
    put_many("gone", 1, "sample_storage", "direct", failed(FAILURE_DNS));
    put_many("data", 2, "cyber_data", "direct", reached());
    judge_scene();
    assert_finding("sample_storage", FINDING_WARN,
                   "1 of 3 URLs fails, and others of the group can stand in: dns, the name has no address: gone1.example");
    assert_finding(
        "conclusion", FINDING_WARN,
        "only the group sample_storage fails, 1 of its 3 URLs, while the other group is reached: dns, the name has no address: gone1.example");
}

static void only_one_group_fails(void **state)
{
    (void)state;
    put_many("data", 3, "cyber_data", PROXY, reached());
    put_many("cc", 2, "command_and_control", PROXY, denied());
    put_many("package", 1, "packages", PROXY, reached());
    judge_scene();
    assert_finding("command_and_control", FINDING_FAIL,
                   "2 of 2 URLs fail: proxy_denied, the proxy does not let it through (" PROXY " answers 403): cc1.example, cc2.example");
    assert_advice_has("command_and_control", "This is a task for whoever runs the proxy.");
    assert_advice_has("command_and_control", "More: `healthcheck --explain proxy_denied`.");
    assert_finding("conclusion", FINDING_FAIL,
                   "only the group command_and_control fails, 2 of its 2 URLs, while the other groups are reached: proxy_denied, the proxy does not "
                   "let it through (" PROXY " answers 403): cc1.example, cc2.example");
}

static void different_words_are_grouped_the_most_frequent_first(void **state)
{
    (void)state;
    put_many("one", 1, "cyber_data", PROXY, failed(FAILURE_DNS));
    put_many("many", 6, "cyber_data", PROXY, asked_for_user());
    put_many("good", 3, "cyber_data", PROXY, reached());
    judge_scene();
    assert_finding(
        "cyber_data", FINDING_FAIL,
        "7 of 10 URLs fail: 6 proxy_auth, the proxy asks for a user (" PROXY
        " offers Basic, NTLM): many1.example, many2.example, many3.example, many4.example and 2 more; 1 dns, the name has no address: one1.example");
    assert_int_equal(finding_of("cyber_data")->evidence_count, 2);
}

static void inspection_of_one_group_names_its_hosts(void **state)
{
    (void)state;
    put_many("data", 5, "cyber_data", PROXY, inspected());
    put_many("cc", 2, "command_and_control", PROXY, reached());
    judge_scene();
    assert_finding(
        "cyber_data", FINDING_FAIL,
        "5 of 5 URLs fail: cert_inspected, TLS is opened on the way and closed again with another certificate (by 'Zscaler Intermediate CA', "
        "the CA of Zscaler, on the way through " PROXY "): data1.example, data2.example, data3.example, data4.example, data5.example");
}

static void streamlined(const char *name, size_t count, struct attempt attempt)
{
    size_t before = scene.plan.count;

    put_many(name, count, "cyber_data", "direct", attempt);
    for (size_t i = before; i < scene.plan.count; i++)
        scene.endpoints[i].connectivity = CONNECTIVITY_STREAMLINED;
}

static void the_kind_that_does_better_counts_where_the_hosts_is_not_known(void **state)
{
    (void)state;
    put_many("standard", 2, "cyber_data", "direct", failed(FAILURE_CONNECT_TIMEOUT));
    streamlined("streamlined", 3, reached());
    judge_scene();
    assert_finding("cyber_data", FINDING_OK,
                   "all 3 URLs are reached (slowest: streamlined1.example 100 ms); judged without standard connectivity, of which 2 of 2 URLs fail "
                   "(connect_timeout, nobody answers at the address: standard1.example, standard2.example)");
    assert_finding("conclusion", FINDING_OK,
                   "all 3 URLs are reached, directly (slowest: streamlined1.example 100 ms); only standard connectivity fails, 2 of its 2 URLs "
                   "(connect_timeout, nobody answers at the address: standard1.example, standard2.example), which a host onboarded for streamlined "
                   "connectivity does not use; which this one uses is not known");
}

static void only_streamlined_connectivity_can_fail_too(void **state)
{
    (void)state;
    put_many("standard", 2, "cyber_data", "direct", reached());
    streamlined("streamlined", 1, failed(FAILURE_DNS));
    judge_scene();
    assert_finding(
        "conclusion", FINDING_OK,
        "all 2 URLs are reached, directly (slowest: standard1.example 100 ms); only streamlined connectivity fails, 1 of its 1 URLs (dns, the name "
        "has "
        "no address: streamlined1.example), which a host onboarded for standard connectivity does not use; which this one uses is not known");
}

static void a_known_kind_is_judged_as_a_whole(void **state)
{
    (void)state;
    scene.plan.has_kind = true;
    put_many("standard", 2, "cyber_data", "direct", failed(FAILURE_DNS));
    streamlined("streamlined", 2, reached());
    judge_scene();
    assert_finding("cyber_data", FINDING_FAIL, "2 of 4 URLs fail: dns, the name has no address: standard1.example, standard2.example");
}

static void urls_of_the_users_own_are_judged_in_the_conclusion(void **state)
{
    struct attempt wrong = failed(FAILURE_HTTP_STATUS);

    (void)state;
    wrong.http_status = 503;
    put("https://own.example/", "", "direct", wrong);
    judge_scene();
    assert_finding("conclusion", FINDING_FAIL,
                   "https://own.example/ is not reached: http_status, the service answers something else than it should (503)");
    assert_finding("cyber_data", FINDING_SKIPPED, "no URL of it was tested");
}

static void where_nothing_was_recorded_the_remedy_says_how_to_test(void **state)
{
    (void)state;
    plan_url("https://a.example/", "cyber_data", "direct");
    judge_scene();
    assert_finding("conclusion", FINDING_UNKNOWN, "no connectivity test was recorded");
    assert_advice_has("conclusion", "Run `healthcheck --connectivityTest` on the machine itself");
    assert_finding("cyber_data", FINDING_SKIPPED, "no result of its URLs was recorded");
}

static void what_is_missing_in_a_capture_is_told(void **state)
{
    (void)state;
    plan_url("https://a.example/", "cyber_data", "direct");
    put("https://b.example/", "cyber_data", "direct", reached());
    judge_scene();
    assert_finding("conclusion", FINDING_OK, "the URL is reached, directly (b.example 100 ms); no result was recorded of 1 of 2 URLs");
}

static void what_could_not_be_tried_is_unknown(void **state)
{
    (void)state;
    hold(plan_url("https://a.example/", "cyber_data", "direct"), memory_copy_text(LITERAL_UNREADABLE "libcurl is not installed"));
    judge_scene();
    assert_finding("conclusion", FINDING_UNKNOWN, "1 of 1 URLs not tested: could not try https://a.example/: libcurl is not installed");
    assert_finding("cyber_data", FINDING_SKIPPED, "no URL of it could be tested: see connectivity.conclusion");
}

/* What --connectivityTest of a machine without libcurl hears. */
static void try_nothing(void *options, const char *const *keys, size_t count, host_tried *tried, void *context)
{
    (void)options;
    (void)keys;
    for (size_t i = 0; i < count; i++)
        tried(context, i, NULL, "libcurl.so.4 is not installed");
}

static void a_machine_without_libcurl_is_told_what_to_install(void **state)
{
    (void)state;
    plan_url("https://a.example/", "cyber_data", "direct");
    plan_url("https://b.example/", "cyber_data", "direct");
    scene.host = host_open_live(&(struct host_options){ .try = try_nothing });
    scene.connectivity = connectivity_try(scene.host, &scene.plan, NULL, NULL);
    scene.finding_count = connectivity_findings(&scene.connectivity, scene.findings);
    assert_finding("conclusion", FINDING_UNKNOWN, "2 of 2 URLs not tested: could not try https://a.example/: libcurl.so.4 is not installed");
    assert_advice_has("conclusion", "apt-get install libcurl4");
}

static void without_any_url_there_is_nothing_to_say(void **state)
{
    (void)state;
    judge_scene();
    assert_finding("conclusion", FINDING_SKIPPED, "no URL was to be tested");
}

static void one_host_with_several_urls_is_named_once(void **state)
{
    (void)state;
    put("https://a.example/one", "cyber_data", "direct", failed(FAILURE_DNS));
    put("https://a.example:8443/two", "cyber_data", "direct", failed(FAILURE_DNS));
    put("https://[2001:db8::1]:1/", "cyber_data", "direct", failed(FAILURE_RESET));
    put("https://b.example/", "cyber_data", "direct", reached());
    judge_scene();
    assert_finding(
        "cyber_data", FINDING_FAIL,
        "3 of 4 URLs fail: 2 dns, the name has no address: a.example; 1 reset, the connection breaks off before the answer: [2001:db8::1]");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, clear_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(each_group_has_an_id_of_its_own),
        CASE(where_all_is_reached_the_slowest_is_named),
        CASE(the_ways_are_told),
        CASE(a_group_of_which_nothing_was_planned_is_skipped),
        CASE(slow_answers_are_a_warning),
        CASE(a_second_try_is_a_warning),
        CASE(a_second_try_that_fails_counts_once),
        CASE(some_of_a_redundant_group_are_a_warning),
        CASE(only_one_group_fails),
        CASE(different_words_are_grouped_the_most_frequent_first),
        CASE(inspection_of_one_group_names_its_hosts),
        CASE(the_kind_that_does_better_counts_where_the_hosts_is_not_known),
        CASE(only_streamlined_connectivity_can_fail_too),
        CASE(a_known_kind_is_judged_as_a_whole),
        CASE(urls_of_the_users_own_are_judged_in_the_conclusion),
        CASE(where_nothing_was_recorded_the_remedy_says_how_to_test),
        CASE(what_is_missing_in_a_capture_is_told),
        CASE(what_could_not_be_tried_is_unknown),
        CASE(a_machine_without_libcurl_is_told_what_to_install),
        CASE(without_any_url_there_is_nothing_to_say),
        CASE(one_host_with_several_urls_is_named_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
