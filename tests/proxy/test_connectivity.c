/* Trying what was planned, where a capture answers. */
#include "tests/support.h"

#include "tests/proxy/scene.h"

static char told[512];

static void tell(void *context, const struct attempt *attempt)
{
    size_t size = strlen(told);

    (void)context;
    assert_null(attempt->earlier);
    snprintf(told + size, sizeof told - size, "%s %d %s; ", attempt->url, attempt->number, failure_kind(attempt->failure)->word);
}

static void a_capture_answers_in_the_order_of_the_plan(void **state)
{
    (void)state;
    put("https://b.example/", "packages", "direct", reached());
    put("https://a.example/", "cyber_data", PROXY, failed(FAILURE_PROXY_AUTH));
    try_scene(NULL);
    assert_true(scene.connectivity.is_captured);
    assert_int_equal(scene.connectivity.count, 2);
    assert_string_equal(scene.connectivity.attempts[0]->url, "https://b.example/");
    assert_string_equal(scene.connectivity.attempts[1]->url, "https://a.example/");
    assert_string_equal(scene.connectivity.attempts[1]->group, "cyber_data");
    assert_string_equal(scene.connectivity.facts[1]->key, "connect/GET/https:%2F%2Fa.example%2F/via/http:%2F%2F10.0.0.6:8080");
    assert_int_equal(scene.connectivity.not_recorded, 0);
}

static void group_and_control_come_from_the_plan(void **state)
{
    (void)state;
    put("https://a.example/", "cyber_data", "direct", reached())->is_control = true;
    try_scene(NULL);
    assert_true(scene.connectivity.attempts[0]->is_control);
    assert_string_equal(scene.connectivity.attempts[0]->group, "cyber_data");
    assert_ptr_equal(scene.connectivity.planned[0], &scene.items[0]);
}

static void a_row_about_another_url_counts_for_the_one_that_was_asked_for(void **state)
{
    const struct planned *planned = plan_url("https://a.example/", "cyber_data", "direct");

    (void)state;
    hold(planned, memory_copy_text(
                      "{\"url\":\"https://evil.example/\",\"group\":\"x\",\"via\":\"http://evil.example:1\",\"method\":\"POST\",\"result\":\"ok\"}"));
    try_scene(NULL);
    assert_string_equal(scene.connectivity.attempts[0]->url, "https://a.example/");
    assert_string_equal(scene.connectivity.attempts[0]->via, "direct");
    assert_string_equal(scene.connectivity.attempts[0]->method, "GET");
}

static void a_first_try_is_a_row_of_its_own_before_its_retry(void **state)
{
    struct attempt first = failed(FAILURE_CONNECT_TIMEOUT), second = reached();

    (void)state;
    second.number = 2;
    second.earlier = &first;
    put("https://a.example/", "cyber_data", "direct", second);
    put("https://b.example/", "cyber_data", "direct", reached());
    told[0] = '\0';
    try_scene(tell);
    assert_string_equal(told, "https://a.example/ 1 connect_timeout; https://a.example/ 2 ; https://b.example/ 1 ; ");
    assert_int_equal(scene.connectivity.count, 3);
    assert_int_equal(scene.connectivity.attempts[0]->failure, FAILURE_CONNECT_TIMEOUT);
    assert_int_equal(scene.connectivity.attempts[0]->number, 1);
    assert_string_equal(scene.connectivity.attempts[0]->group, "cyber_data");
    assert_int_equal(scene.connectivity.attempts[1]->number, 2);
    assert_null(scene.connectivity.attempts[1]->earlier);
    assert_ptr_equal(scene.connectivity.facts[0], scene.connectivity.facts[1]);
}

static void what_a_capture_does_not_hold_is_counted(void **state)
{
    (void)state;
    plan_url("https://a.example/", "cyber_data", "direct");
    put("https://b.example/", "cyber_data", "direct", reached());
    plan_url("https://c.example/", "cyber_data", "direct");
    try_scene(NULL);
    assert_int_equal(scene.connectivity.count, 1);
    assert_int_equal(scene.connectivity.not_recorded, 2);
    assert_int_equal(scene.connectivity.unread, 0);
}

static void what_cannot_be_tried_says_why(void **state)
{
    (void)state;
    hold(plan_url("https://a.example/", "cyber_data", "direct"), memory_copy_text(LITERAL_UNREADABLE "nothing is contacted here"));
    hold(plan_url("https://b.example/", "cyber_data", "direct"), memory_copy_text(LITERAL_UNREADABLE "another reason"));
    try_scene(NULL);
    assert_int_equal(scene.connectivity.count, 0);
    assert_int_equal(scene.connectivity.unread, 2);
    assert_string_equal(scene.connectivity.unread_why, "could not try https://a.example/: nothing is contacted here");
    assert_ptr_equal(scene.connectivity.unread_one, host_ask(scene.host, scene.items[0].key));
}

static void a_damaged_fact_is_no_result(void **state)
{
    (void)state;
    hold(plan_url("https://a.example/", "cyber_data", "direct"), memory_copy_text("{\"url\":"));
    try_scene(NULL);
    assert_int_equal(scene.connectivity.unread, 1);
    assert_string_equal(scene.connectivity.unread_why, "connect/GET/https:%2F%2Fa.example%2F/via/direct is no result of an attempt: it is no JSON");
}

static void a_machine_on_which_nobody_asked_for_the_test_is_not_tested(void **state)
{
    (void)state;
    plan_url("https://a.example/", "cyber_data", "direct");
    scene.host = host_open_live(&(struct host_options){ 0 });
    scene.connectivity = connectivity_try(scene.host, &scene.plan, NULL, NULL);
    assert_false(scene.connectivity.is_captured);
    assert_int_equal(scene.connectivity.unread, 1);
}

/* A live machine whose attempts end in another order than they were asked for. */
static void try_backwards(void *options, const char *const *keys, size_t count, host_tried *tried, void *context)
{
    (void)options;
    for (size_t i = count; i > 0; i--) {
        struct attempt attempt = reached();
        char *text;

        assert_true(attempt_key_read(keys[i - 1], &attempt.method, &attempt.url, &attempt.via));
        text = attempt_to_json(&attempt);
        tried(context, i - 1, text, NULL);
        free(text);
        attempt_free(&attempt);
    }
}

static void attempts_are_told_as_they_end_and_kept_in_the_order_of_the_plan(void **state)
{
    (void)state;
    plan_url("https://a.example/", "cyber_data", "direct");
    plan_url("https://b.example/", "cyber_data", "direct");
    scene.host = host_open_live(&(struct host_options){ .try = try_backwards });
    told[0] = '\0';
    scene.connectivity = connectivity_try(scene.host, &scene.plan, tell, NULL);
    assert_string_equal(told, "https://b.example/ 1 ; https://a.example/ 1 ; ");
    assert_string_equal(scene.connectivity.attempts[0]->url, "https://a.example/");
    assert_string_equal(scene.connectivity.attempts[1]->url, "https://b.example/");
}

static void an_empty_plan_is_an_empty_result(void **state)
{
    (void)state;
    try_scene(NULL);
    assert_int_equal(scene.connectivity.count, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, NULL, clear_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_capture_answers_in_the_order_of_the_plan),
        CASE(group_and_control_come_from_the_plan),
        CASE(a_row_about_another_url_counts_for_the_one_that_was_asked_for),
        CASE(a_first_try_is_a_row_of_its_own_before_its_retry),
        CASE(what_a_capture_does_not_hold_is_counted),
        CASE(what_cannot_be_tried_says_why),
        CASE(a_damaged_fact_is_no_result),
        CASE(a_machine_on_which_nobody_asked_for_the_test_is_not_tested),
        CASE(attempts_are_told_as_they_end_and_kept_in_the_order_of_the_plan),
        CASE(an_empty_plan_is_an_empty_result),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
