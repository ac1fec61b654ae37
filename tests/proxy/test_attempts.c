/* Attempts against a server of ours on loopback that does what its path says. */
#define _GNU_SOURCE /* strcasestr */
#include "tests/support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "proxy/attempt.h"
#include "proxy/attempts.h"

enum { MOST_ATTEMPTS = 80 };

static int listener, port;
enum { BODY_IS_SENT, BODY_IS_CUT, BODY_IS_WHOLE };

static atomic_int resets, now_open, most_open, large_body;
static char last_request[4096];

static bool send_all(int client, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(client, bytes, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static void say(int client, const char *text)
{
    send_all(client, text, strlen(text));
}

/* So much, or as much as the other side wants. */
static bool say_often(int client, const char *line, size_t times)
{
    for (size_t i = 0; i < times; i++)
        if (!send_all(client, line, strlen(line)))
            return false;
    return true;
}

static void reset(int client)
{
    struct linger at_once = { 1, 0 };

    setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static void wait_for_its_end(int client)
{
    char byte;

    while (recv(client, &byte, 1, 0) > 0)
        ;
}

static void answer(int client, const char *request)
{
    if (strstr(request, "asks-for-user") != NULL)
        say(client, "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"x\"\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n");
    else if (strstr(request, "/redirect") != NULL)
        say(client, "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.test/login\r\nContent-Length: 0\r\n\r\n");
    else if (strstr(request, "/endless-header") != NULL) {
        say(client, "HTTP/1.1 200 OK\r\n");
        say_often(client, "X-Filler: 0123456789012345678901234567890123456789012345678901234567890123456789\r\n", 1000000);
    } else if (strstr(request, "/large") != NULL) { /* more than sockets hold by themselves */
        static char megabyte[1024 * 1024 + 1];

        memset(megabyte, 'x', sizeof megabyte - 1);
        say(client, "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n");
        atomic_store(&large_body, say_often(client, megabyte, 64) ? BODY_IS_WHOLE : BODY_IS_CUT);
    } else if (strstr(request, "/reset-always") != NULL || (strstr(request, "/reset-once") != NULL && atomic_fetch_add(&resets, 1) == 0))
        reset(client);
    else if (strstr(request, "/hang") != NULL)
        wait_for_its_end(client);
    else if (strstr(request, "/slow") != NULL) {
        nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
        say(client, "HTTP/1.1 204 No Content\r\n\r\n");
    } else if (strstr(request, "/old") != NULL)
        say(client, "HTTP/1.1 204 No Content\r\nDate: Sat, 01 Jan 2000 00:00:00 GMT\r\n\r\n");
    else
        say(client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
}

static void *serve_one(void *argument)
{
    int client = (int)(intptr_t)argument, open = atomic_fetch_add(&now_open, 1) + 1, most = atomic_load(&most_open);
    char request[4096] = "";
    ssize_t size = recv(client, request, sizeof request - 1, 0);

    while (open > most && !atomic_compare_exchange_weak(&most_open, &most, open))
        ;
    if (size > 0) {
        memcpy(last_request, request, sizeof request);
        answer(client, request);
    }
    atomic_fetch_sub(&now_open, 1);
    close(client);
    return NULL;
}

static void *serve(void *argument)
{
    (void)argument;
    for (;;) {
        int client = accept(listener, NULL, NULL);
        pthread_t thread;

        if (client < 0)
            return NULL;
        pthread_create(&thread, NULL, serve_one, (void *)(intptr_t)client);
        pthread_detach(thread);
    }
}

static int begin_server(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    static pthread_t server;

    (void)state;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 100) != 0)
        return -1;
    getsockname(listener, (struct sockaddr *)&address, &size);
    port = ntohs(address.sin_port);
    return pthread_create(&server, NULL, serve, NULL);
}

/* What came of the keys, by their index. */
struct seen {
    struct attempt attempts[MOST_ATTEMPTS];
    char *why[MOST_ATTEMPTS];
    int times[MOST_ATTEMPTS];
};

static struct seen seen;

static void take(void *context, size_t index, const char *text, const char *why)
{
    struct error error;

    (void)context;
    seen.times[index]++;
    if (text == NULL)
        seen.why[index] = strdup(why);
    else if (!attempt_from_json(&seen.attempts[index], text, strlen(text), &error))
        fail_msg("%s: %s", error.text, text);
}

static int forget(void **state)
{
    (void)state;
    for (size_t i = 0; i < MOST_ATTEMPTS; i++) {
        attempt_free(&seen.attempts[i]);
        free(seen.why[i]);
    }
    memset(&seen, 0, sizeof seen);
    return 0;
}

static void try_keys(char **keys, size_t count, struct attempts_options options)
{
    options.timeout_seconds = options.timeout_seconds > 0 ? options.timeout_seconds : 5;
    attempts_try(&options, (const char *const *)keys, count, take, NULL);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(seen.times[i], 1);
        free(keys[i]);
    }
}

/* Do the phases add up, and is a later one reached only after the earlier? */
static void check_phases(const struct attempt *attempt)
{
    double sum = 0;

    for (int i = 0; i < ATTEMPT_PHASES; i++)
        sum += attempt->phase_ms[i] > 0 ? attempt->phase_ms[i] : 0;
    assert_float_equal(sum, attempt->total_ms, 0.01);
}

/* "http://127.0.0.1:PORT" and the path, straight. */
static const struct attempt *try_path(const char *method, const char *path, struct attempts_options options)
{
    char *url = text_format("http://127.0.0.1:%d%s", port, path), *key = attempt_key(method, url, "direct");

    try_keys(&key, 1, options);
    free(url);
    check_phases(&seen.attempts[0]);
    return &seen.attempts[0];
}

static const struct attempt *try_through_proxy(const char *url)
{
    char *via = text_format("http://127.0.0.1:%d", port), *key = attempt_key("GET", url, via);

    try_keys(&key, 1, (struct attempts_options){ 0 });
    free(via);
    check_phases(&seen.attempts[0]);
    return &seen.attempts[0];
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void a_good_answer_is_told_with_its_phases_and_its_address(void **state)
{
    const struct attempt *attempt = try_path("GET", "/good", (struct attempts_options){ 0 });

    (void)state;
    assert_int_equal(attempt->failure, FAILURE_NONE);
    assert_int_equal(attempt->http_status, 200);
    assert_int_equal(attempt->number, 1);
    assert_string_equal(attempt->http_version, "1.1");
    assert_string_equal(attempt->remote_address, "127.0.0.1");
    assert_int_equal(attempt->tried_count, 1);
    assert_string_equal(attempt->tried[0], "127.0.0.1");
    assert_true(attempt->phase_ms[PHASE_FIRST_BYTE] > 0);
    assert_true(attempt->phase_ms[PHASE_PROXY] == PHASE_NOT_REACHED);
    assert_true(attempt->phase_ms[PHASE_TLS] == PHASE_NOT_REACHED);
    assert_false(attempt->has_date);
}

static void the_request_names_the_tool_and_holds_no_secret(void **state)
{
    (void)state;
    try_path("GET", "/good", (struct attempts_options){ 0 });
    assert_non_null(strstr(last_request, "User-Agent: healthcheck/"));
    assert_null(strcasestr(last_request, "cookie"));
    assert_null(strcasestr(last_request, "authorization"));
}

static void head_asks_for_the_head_alone(void **state)
{
    (void)state;
    assert_int_equal(try_path("HEAD", "/good", (struct attempts_options){ 0 })->http_status, 200);
    assert_memory_equal(last_request, "HEAD /good", 10);
}

static void a_redirect_is_told_and_not_followed(void **state)
{
    const struct attempt *attempt = try_path("GET", "/redirect", (struct attempts_options){ 0 });

    (void)state;
    assert_int_equal(attempt->http_status, 302);
    assert_string_equal(attempt->redirect, "http://elsewhere.test/login");
    assert_int_equal(attempt->tried_count, 1);
}

static void a_header_without_end_is_given_up(void **state)
{
    double begun = now();

    (void)state;
    assert_int_equal(try_path("GET", "/endless-header", (struct attempts_options){ 0 })->failure, FAILURE_HTTP_STATUS);
    assert_true(now() - begun < 4);
}

static void a_large_body_is_cut_and_that_is_fine(void **state)
{
    const struct attempt *attempt = try_path("GET", "/large", (struct attempts_options){ 0 });

    (void)state;
    assert_int_equal(attempt->failure, FAILURE_NONE);
    assert_int_equal(attempt->http_status, 200);
    for (int i = 0; i < 500 && atomic_load(&large_body) == BODY_IS_SENT; i++)
        nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
    assert_int_equal(atomic_load(&large_body), BODY_IS_CUT);
}

static void the_users_file_of_passwords_is_not_read(void **state)
{
    static const char passwords[] = "machine 127.0.0.1 login someone password secret\n";
    char *home = make_folder(), *before = getenv("HOME") != NULL ? strdup(getenv("HOME")) : NULL;

    (void)state;
    write_file(home, ".netrc", passwords, sizeof passwords - 1);
    setenv("HOME", home, 1);
    try_path("GET", "/good", (struct attempts_options){ 0 });
    if (before != NULL)
        setenv("HOME", before, 1);
    else
        unsetenv("HOME");
    assert_memory_equal(last_request, "GET /good", 9);
    assert_null(strcasestr(last_request, "authorization"));
    free(before);
    remove_folder(home);
}

static void the_environment_has_no_say_in_the_way(void **state)
{
    const struct attempt *attempt;

    (void)state;
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("all_proxy", "http://127.0.0.1:9", 1);
    attempt = try_path("GET", "/good", (struct attempts_options){ 0 });
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    assert_int_equal(attempt->failure, FAILURE_NONE);
}

static void no_proxy_of_the_environment_does_not_lead_past_the_proxy(void **state)
{
    const struct attempt *attempt;

    (void)state;
    setenv("no_proxy", "*", 1);
    attempt = try_through_proxy("http://svc.test/good");
    unsetenv("no_proxy");
    assert_int_equal(attempt->failure, FAILURE_NONE);
    assert_memory_equal(last_request, "GET http://svc.test/good", 24);
}

static void a_reset_is_tried_once_more_and_both_are_told(void **state)
{
    const struct attempt *attempt;

    (void)state;
    atomic_store(&resets, 0);
    attempt = try_path("GET", "/reset-once", (struct attempts_options){ 0 });
    assert_int_equal(attempt->number, 2);
    assert_int_equal(attempt->failure, FAILURE_NONE);
    assert_non_null(attempt->earlier);
    assert_int_equal(attempt->earlier->number, 1);
    assert_int_equal(attempt->earlier->failure, FAILURE_RESET);
    check_phases(attempt->earlier);
}

static void a_second_reset_is_the_end(void **state)
{
    const struct attempt *attempt = try_path("GET", "/reset-always", (struct attempts_options){ 0 });

    (void)state;
    assert_int_equal(attempt->number, 2);
    assert_int_equal(attempt->failure, FAILURE_RESET);
    assert_null(attempt->earlier->earlier);
}

static void a_hang_ends_at_the_limit_and_is_not_tried_again(void **state)
{
    double begun = now();
    const struct attempt *attempt = try_path("GET", "/hang", (struct attempts_options){ .timeout_seconds = 0.5 });

    (void)state;
    assert_true(now() - begun < 0.9);
    assert_int_equal(attempt->failure, FAILURE_TOO_SLOW);
    assert_int_equal(attempt->number, 1);
    assert_true(attempt->phase_ms[PHASE_FIRST_BYTE] > 400);
    assert_true(attempt->phase_ms[PHASE_TRANSFER] == PHASE_NOT_REACHED);
}

static void a_refused_port_breaks_in_the_connection(void **state)
{
    char *key = attempt_key("GET", "http://127.0.0.1:1/", "direct");
    const struct attempt *attempt = &seen.attempts[0];

    (void)state;
    try_keys(&key, 1, (struct attempts_options){ 0 });
    check_phases(attempt);
    assert_int_equal(attempt->failure, FAILURE_REFUSED);
    assert_true(attempt->phase_ms[PHASE_CONNECT] >= 0);
    assert_true(attempt->phase_ms[PHASE_FIRST_BYTE] == PHASE_NOT_REACHED);
    assert_null(attempt->remote_address);
    assert_string_equal(attempt->tried[0], "127.0.0.1");
}

static void a_name_is_resolved_as_asked_for(void **state)
{
    char *entry = text_format("svc.test:%d:127.0.0.1", port), *url = text_format("http://svc.test:%d/good", port);
    char *key = attempt_key("GET", url, "direct");

    (void)state;
    try_keys(&key, 1, (struct attempts_options){ .resolve = (const char *const[]){ entry, NULL } });
    assert_int_equal(seen.attempts[0].failure, FAILURE_NONE);
    free(entry);
    free(url);
}

static void the_methods_of_a_proxy_are_told_of_connect(void **state)
{
    const struct attempt *attempt = try_through_proxy("https://asks-for-user.test/");

    (void)state;
    assert_int_equal(attempt->failure, FAILURE_PROXY_AUTH);
    assert_int_equal(attempt->proxy_status, 407);
    assert_int_equal(attempt->http_status, 0);
    assert_string_equal(attempt->proxy_methods, "Basic, NTLM");
    assert_true(attempt->phase_ms[PHASE_PROXY] >= 0);
    assert_true(attempt->phase_ms[PHASE_TLS] == PHASE_NOT_REACHED);
}

static void the_methods_of_a_proxy_are_told_of_plain_http(void **state)
{
    const struct attempt *attempt = try_through_proxy("http://asks-for-user.test/");

    (void)state;
    assert_int_equal(attempt->failure, FAILURE_PROXY_AUTH);
    assert_string_equal(attempt->proxy_methods, "Basic, NTLM");
    assert_true(attempt->phase_ms[PHASE_PROXY] == PHASE_NOT_REACHED);
}

static void a_server_in_the_past_tells_by_how_much(void **state)
{
    const struct attempt *attempt = try_path("GET", "/old", (struct attempts_options){ 0 });

    (void)state;
    assert_true(attempt->has_date);
    assert_true(attempt->date_skew < -20LL * 365 * 86400);
}

static void forty_that_take_a_tenth_of_a_second_take_no_four_seconds(void **state)
{
    char *url = text_format("http://127.0.0.1:%d/slow", port), *keys[40];
    double begun;

    (void)state;
    for (size_t i = 0; i < 40; i++)
        keys[i] = attempt_key("GET", url, "direct");
    free(url);
    begun = now();
    try_keys(keys, 40, (struct attempts_options){ 0 });
    assert_true(now() - begun < 3); /* one after the other: 4 */
    for (size_t i = 0; i < 40; i++)
        assert_int_equal(seen.attempts[i].http_status, 204);
}

static void no_more_are_in_flight_than_allowed(void **state)
{
    char *url = text_format("http://127.0.0.1:%d/slow", port), *keys[12];

    (void)state;
    for (size_t i = 0; i < 12; i++)
        keys[i] = attempt_key("GET", url, "direct");
    free(url);
    atomic_store(&most_open, 0);
    try_keys(keys, 12, (struct attempts_options){ .in_flight = 3 });
    assert_in_range(atomic_load(&most_open), 1, 4); /* the server may close a moment later */
}

static void what_cannot_be_tried_says_why(void **state)
{
    char *keys[] = { attempt_key("POST", "http://127.0.0.1:1/", "direct"), attempt_key("GET", "http://127.0.0.1:1/", "socks5://127.0.0.1:1"),
                     attempt_key("GET", "http://127.0.0.1:1/", "http://user:secret@127.0.0.1:1"), strdup("file/etc/passwd") };

    (void)state;
    try_keys(keys, 4, (struct attempts_options){ 0 });
    assert_string_equal(seen.why[0], "only GET and HEAD are tried");
    assert_string_equal(seen.why[1], "only http and https proxies are tried");
    assert_string_equal(seen.why[2], "a proxy is tried without credentials only");
    assert_string_equal(seen.why[3], "the key is none of an attempt");
}

static void a_missing_ca_file_is_told_of_every_key(void **state)
{
    char *keys[] = { attempt_key("GET", "http://127.0.0.1:1/", "direct"), attempt_key("GET", "http://127.0.0.1:1/x", "direct") };

    (void)state;
    try_keys(keys, 2, (struct attempts_options){ .ca_file = "/no/such/file" });
    assert_non_null(strstr(seen.why[0], "/no/such/file"));
    assert_string_equal(seen.why[0], seen.why[1]);
}

#define attempts_test(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        attempts_test(a_good_answer_is_told_with_its_phases_and_its_address),
        attempts_test(the_request_names_the_tool_and_holds_no_secret),
        attempts_test(head_asks_for_the_head_alone),
        attempts_test(a_redirect_is_told_and_not_followed),
        attempts_test(a_header_without_end_is_given_up),
        attempts_test(a_large_body_is_cut_and_that_is_fine),
        attempts_test(the_users_file_of_passwords_is_not_read),
        attempts_test(the_environment_has_no_say_in_the_way),
        attempts_test(no_proxy_of_the_environment_does_not_lead_past_the_proxy),
        attempts_test(a_reset_is_tried_once_more_and_both_are_told),
        attempts_test(a_second_reset_is_the_end),
        attempts_test(a_hang_ends_at_the_limit_and_is_not_tried_again),
        attempts_test(a_refused_port_breaks_in_the_connection),
        attempts_test(a_name_is_resolved_as_asked_for),
        attempts_test(the_methods_of_a_proxy_are_told_of_connect),
        attempts_test(the_methods_of_a_proxy_are_told_of_plain_http),
        attempts_test(a_server_in_the_past_tells_by_how_much),
        attempts_test(forty_that_take_a_tenth_of_a_second_take_no_four_seconds),
        attempts_test(no_more_are_in_flight_than_allowed),
        attempts_test(what_cannot_be_tried_says_why),
        attempts_test(a_missing_ca_file_is_told_of_every_key),
    };

    return cmocka_run_group_tests(tests, begin_server, NULL);
}
