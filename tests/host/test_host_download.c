/* What a live Linux host fetches: over http from a server of ours, from files, and never unless it may. */
#include "tests/support.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/platform/thread.h"

/* A server on loopback that answers each connection by the path asked for. */
struct server {
    int listener, port;
    struct thread *thread;
    struct text last; /* the last request, whole */
};

static bool send_whole(int connection, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(connection, bytes, size, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

static void say(int connection, const char *text)
{
    send_whole(connection, text, strlen(text));
}

/* Waits for the other side to go away, for at most so many seconds. */
static void wait_for_end(int connection, int seconds)
{
    struct timeval limit = { seconds, 0 };
    char byte;

    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)!recv(connection, &byte, 1, 0);
}

static void answer(struct server *server, int connection, const char *path)
{
    static char filler[65536];
    char line[200];

    memset(filler, 'x', sizeof filler);
    if (strcmp(path, "/good") == 0) {
        say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\n\r\nhello");
    } else if (strcmp(path, "/redirect") == 0 || strcmp(path, "/round") == 0) {
        snprintf(line, sizeof line, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d%s\r\nContent-Length: 0\r\n\r\n", server->port,
                 strcmp(path, "/round") == 0 ? "/round" : "/good");
        say(connection, line);
    } else if (strcmp(path, "/to-file") == 0) {
        say(connection, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
    } else if (strcmp(path, "/told-large") == 0) {
        say(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n");
        wait_for_end(connection, 2);
    } else if (strcmp(path, "/endless") == 0) {
        say(connection, "HTTP/1.1 200 OK\r\n\r\n");
        while (send_whole(connection, filler, sizeof filler))
            ;
    } else if (strcmp(path, "/silent") == 0) {
        say(connection, "HTTP/1.1 200 OK\r\nX-Slow: ");
        wait_for_end(connection, 8);
    } else if (strcmp(path, "/garbage") == 0) {
        say(connection, "\001\002 this is no HTTP\r\n\r\n");
    } else {
        say(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
    }
}

static void serve(void *argument)
{
    struct server *server = argument;
    int connection;

    while ((connection = accept(server->listener, NULL, NULL)) >= 0) {
        char request[4096] = "", path[64] = "";
        ssize_t got = recv(connection, request, sizeof request - 1, 0);

        text_free(&server->last);
        text_append_bytes(&server->last, request, got > 0 ? (size_t)got : 0);
        if (sscanf(request, "GET %63s", path) == 1)
            answer(server, connection, path);
        close(connection);
    }
}

static struct server *server_start(void)
{
    struct server *server = calloc(1, sizeof *server);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;

    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server->listener, 8), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &size), 0);
    server->port = ntohs(address.sin_port);
    server->thread = thread_start(serve, server);
    assert_non_null(server->thread);
    return server;
}

static void server_stop(struct server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    thread_join(server->thread);
    close(server->listener);
    text_free(&server->last);
    free(server);
}

static struct host *host_that_may(bool may_fetch)
{
    return host_open_live(&(struct host_options){ .may_fetch = may_fetch });
}

static const struct fact *fetch(struct host *host, const struct server *server, const char *path)
{
    return host_ask_for(host, "download/http:%%2F%%2F127.0.0.1:%d%%2F%s", server->port, path + 1);
}

static void assert_refused(const char *path, const char *why)
{
    struct server *server = server_start();
    struct host *host = host_that_may(true);
    const struct fact *fact = fetch(host, server, path);

    assert_int_equal(fact->state, FACT_UNREADABLE);
    assert_string_equal(fact->why, why);
    host_free(host);
    server_stop(server);
}

static void a_script_is_fetched_and_we_say_who_we_are(void **state)
{
    struct server *server = server_start();
    struct host *host = host_that_may(true);

    (void)state;
    assert_true(fact_is(fetch(host, server, "/good"), "hello"));
    assert_non_null(strstr(text_of(&server->last), "User-Agent: healthcheck/"));
    assert_true(fact_is(fetch(host, server, "/redirect"), "hello"));
    assert_null(strstr(text_of(&server->last), "Cookie"));
    host_free(host);
    server_stop(server);
}

static void no_proxy_of_the_environment_is_used(void **state)
{
    struct server *server = server_start(), *proxy = server_start();
    struct host *host = host_that_may(true);
    char *variable = text_format("http://127.0.0.1:%d", proxy->port);

    (void)state;
    setenv("http_proxy", variable, 1);
    setenv("ALL_PROXY", variable, 1);
    assert_true(fact_is(fetch(host, server, "/good"), "hello"));
    assert_int_equal(proxy->last.size, 0);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
    free(variable);
    host_free(host);
    server_stop(server);
    server_stop(proxy);
}

static void the_health_report_fetches_nothing(void **state)
{
    struct server *server = server_start();
    struct host *host = host_that_may(false);
    const struct fact *fact = fetch(host, server, "/good");

    (void)state;
    assert_int_equal(fact->state, FACT_UNREADABLE);
    assert_string_equal(fact->why, "not fetched by the health report: run `healthcheck --extendedProxy`");
    assert_int_equal(server->last.size, 0);
    assert_int_equal(host_ask(host, "dns/localhost")->state, FACT_UNREADABLE);
    assert_int_equal(host_ask(host, "download/file:%2F%2F%2Fetc%2Fpasswd")->state, FACT_UNREADABLE);
    host_free(host);
    server_stop(server);
}

static void what_is_no_script_is_told(void **state)
{
    (void)state;
    assert_refused("/missing", "the server answered with status 404");
    assert_refused("/garbage", "the server does not answer in HTTP");
    assert_refused("/round", "it redirects more than 3 times");
    assert_refused("/to-file", "it redirects to what is neither http nor https");
}

static void what_is_too_large_is_left(void **state)
{
    (void)state;
    assert_refused("/told-large", "it is larger than 1 MiB");
    assert_refused("/endless", "it is larger than 1 MiB");
}

static void a_server_that_does_not_come_to_the_point_is_left_after_5_s(void **state)
{
    time_t begun = time(NULL);

    (void)state;
    assert_refused("/silent", "it did not come within 5 s");
    assert_true(time(NULL) - begun <= 7);
}

static void nobody_there_and_other_schemes_are_told(void **state)
{
    struct host *host = host_that_may(true);
    const struct fact *fact = host_ask(host, "download/ftp:%2F%2F127.0.0.1%2Fx");

    (void)state;
    assert_int_equal(fact->state, FACT_UNREADABLE);
    assert_string_equal(fact->why, "only http, https and file are fetched");
    assert_int_equal(host_ask(host, "download/http:%2F%2F127.0.0.1:1%2Fx")->state, FACT_UNREADABLE);
    host_free(host);
}

static void a_file_is_read_and_that_of_another_machine_is_not(void **state)
{
    char *folder = make_folder();
    struct host *host = host_open_live(&(struct host_options){ .root = folder, .may_fetch = true });

    (void)state;
    write_file(folder, "etc/a b.pac", "script", 6);
    assert_true(fact_is(host_ask(host, "download/file:%2F%2F%2Fetc%2Fa%2520b.pac"), "script"));
    assert_true(fact_is(host_ask(host, "download/file:%2F%2Flocalhost%2Fetc%2Fa b.pac"), "script"));
    assert_int_equal(host_ask(host, "download/file:%2F%2F%2Fetc%2Fother.pac")->state, FACT_ABSENT);
    assert_string_equal(host_ask(host, "download/file:%2F%2Fserver%2Fshare%2Fx.pac")->why, "a file of another machine is not read");
    host_free(host);
    remove_folder(folder);
}

static void names_have_addresses_or_not(void **state)
{
    struct host *host = host_that_may(true);

    (void)state;
    assert_non_null(strstr(host_ask(host, "dns/localhost")->text, "127.0.0.1\n"));
    /* RFC 6761: no such name, whoever answers; without any server it is not known. */
    assert_int_not_equal(host_ask(host, "dns/no-such-name.invalid")->state, FACT_PRESENT);
    host_free(host);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_script_is_fetched_and_we_say_who_we_are),
        cmocka_unit_test(no_proxy_of_the_environment_is_used),
        cmocka_unit_test(the_health_report_fetches_nothing),
        cmocka_unit_test(what_is_no_script_is_told),
        cmocka_unit_test(what_is_too_large_is_left),
        cmocka_unit_test(a_server_that_does_not_come_to_the_point_is_left_after_5_s),
        cmocka_unit_test(nobody_there_and_other_schemes_are_told),
        cmocka_unit_test(a_file_is_read_and_that_of_another_machine_is_not),
        cmocka_unit_test(names_have_addresses_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
