/* Every action of healthcheck.exe on a live machine, and how each ends. */
#include "tests/support.h"

#include <winsock2.h>

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <winhttp.h>

#include "healthcheck/core/memory.h"
#include "tests/windows/stage.h"

#define EXPORT   "Windows Registry Editor Version 5.00\r\n\r\n"
#define INTERNET "[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\r\n"

static struct outcome last;
static cJSON *document;

static int forget(void **state)
{
    (void)state;
    cJSON_Delete(document);
    document = NULL;
    outcome_free(&last);
    last = (struct outcome){ 0 };
    stage_clear();
    return 0;
}

static void run(const char *const *arguments)
{
    outcome_free(&last);
    last = stage_run(arguments, 120);
}

static void run_for_json(const char *const *arguments)
{
    run(arguments);
    cJSON_Delete(document);
    document = cJSON_Parse(text_of(&last.out));
    if (document == NULL)
        fail_msg("status %d: %s", last.status, text_of(&last.err));
}

static const char *text_at(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

/* The row of a list whose `name` is `value`. */
static const cJSON *row(const char *list, const char *name, const char *value)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(document, list))
    {
        if (strcmp(text_at(item, name), value) == 0)
            return item;
    }
    fail_msg("%s has no row with %s %s", list, name, value);
    return NULL;
}

static void each_format_begins_as_it_should_and_ends_with_the_same_status(void **state)
{
    static const struct {
        const char *option, *begins;
    } formats[] = { { "--format=text", "" }, { "--format=json", "{\"schema\":\"healthcheck.report/1\"" }, { "--format=html", "<!DOCTYPE html>" } };
    int status = -1;

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        run((const char *const[]){ formats[i].option, NULL });
        assert_true(text_starts(text_of(&last.out), formats[i].begins));
        assert_true(last.out.size > 200);
        assert_null(strchr(text_of(&last.out), '\r'));
        assert_true(text_is_utf8(last.out.data, last.out.size));
        assert_true(status < 0 || status == last.status);
        status = last.status;
    }
    assert_int_equal(status, 2); /* there is no WSL */
}

static void every_exit_status_has_its_way_there(void **state)
{
    static const struct {
        const char *arguments[6];
        int status;
    } rows[] = {
        { { "--only=proxy.*", "--extendedProxy", NULL }, 0 },
        { { "--only=wsl.installed", NULL }, 2 },
        { { "--only=sandbox.active_mode", "--user=S-1-5-21-9-9-9-1001", NULL }, 3 },
        { { "--no-such-option", NULL }, 4 },
        { { "--user=nobody", NULL }, 4 },
        { { "--only=nothing.at_all", NULL }, 4 },
        { { "--host=C:/no such folder", NULL }, 4 },
        { { "--ask", "system/platform", NULL }, 0 },
        { { "--ask", "service/Sense", NULL }, 1 },
        { { "--ask", "command/defender-status", NULL }, 3 },
        { { "--ask", "no/such/kind", NULL }, 4 },
        { { "--explain", "wsl.version", NULL }, 0 },
        { { "--list", NULL }, 0 },
        { { "--version", NULL }, 0 },
        { { "--help", NULL }, 0 },
        { { "--intune", NULL }, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        run(rows[i].arguments);
        if (last.status != rows[i].status)
            fail_msg("%s %s: status %d: %s%s", rows[i].arguments[0], rows[i].arguments[1] != NULL ? rows[i].arguments[1] : "", last.status,
                     text_of(&last.out), text_of(&last.err));
    }
}

static void a_warning_ends_with_1(void **state)
{
    (void)state;
    stage_registry(EXPORT "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\r\n\"CurrentBuildNumber\"=\"19043\"\r\n");
    run((const char *const[]){ "--only=os.supported", NULL });
    assert_int_equal(last.status, 1);
}

static void what_the_program_is_asked_it_answers(void **state)
{
    (void)state;
    run((const char *const[]){ "--ask", "system/platform", "user/sid", NULL });
    assert_string_equal(strtok(last.out.data, "\n"), "windows");
    run((const char *const[]){ "--explain", "sandbox.state", NULL });
    assert_non_null(strstr(text_of(&last.out), "MP_FORCE_USE_SANDBOX"));
    run((const char *const[]){ "--list", NULL });
    assert_non_null(strstr(text_of(&last.out), "wsl.version"));
    run((const char *const[]){ "--host", SOURCE_DIR "/samples/windows-11-healthy", NULL });
    assert_int_equal(last.status, 0);
    run((const char *const[]){ "--host", SOURCE_DIR "/samples/linux-agent-stopped", NULL });
    assert_int_equal(last.status, 2);
}

/* What netsh and the Control Panel do goes through these interfaces. */
static void what_winhttps_own_interface_wrote_is_the_proxy(void **state)
{
    wchar_t proxy[] = L"proxy.example:8080", bypass[] = L"*.corp.example;<local>";
    WINHTTP_PROXY_INFO named = { WINHTTP_ACCESS_TYPE_NAMED_PROXY, proxy, bypass }, none = { .dwAccessType = WINHTTP_ACCESS_TYPE_NO_PROXY };
    const cJSON *source;

    (void)state;
    assert_true(WinHttpSetDefaultProxyConfiguration(&named));
    run_for_json((const char *const[]){ "--extendedProxy", "--format=json", "https://a.corp.example/", "https://b.example/", NULL });
    WinHttpSetDefaultProxyConfiguration(&none);
    source = row("sources", "id", "WinHTTP");
    assert_string_equal(text_at(source, "outcome"), "selected");
    assert_string_equal(text_at(row("findings", "id", "proxy.winhttp"), "status"), "ok");
    assert_string_equal(text_at(row("urls", "url", "https://a.corp.example/"), "via"), "direct");
    assert_string_equal(text_at(row("urls", "url", "https://b.example/"), "via"), "http://proxy.example:8080");
    run_for_json((const char *const[]){ "--extendedProxy", "--format=json", NULL });
    assert_string_equal(text_at(row("sources", "id", "WinHTTP"), "outcome"), "not-configured");
}

static void what_wininets_own_interface_wrote_is_the_users_proxy(void **state)
{
    (void)state;
    stage_user_proxy("user-proxy.example:3128");
    run_for_json((const char *const[]){ "--extendedProxy", "--format=json", NULL });
    stage_user_proxy(NULL);
    assert_string_equal(text_at(row("sources", "id", "NetworkAndInternet"), "outcome"), "selected");
    assert_string_equal(text_at(cJSON_GetObjectItemCaseSensitive(document, "selected"), "proxy"), "http://user-proxy.example:3128");
}

/* A server of one answer: it serves what is asked for until the test ends. */
static SOCKET listener;
static unsigned short port;
static const char *served = "";

static DWORD WINAPI serve(void *unused)
{
    (void)unused;
    for (SOCKET client; (client = accept(listener, NULL, NULL)) != INVALID_SOCKET; closesocket(client)) {
        char request[4096], *answer;
        int got = recv(client, request, sizeof request - 1, 0);

        if (got <= 0)
            continue;
        answer =
            text_format("HTTP/1.1 200 OK\r\nContent-Type: application/x-ns-proxy-autoconfig\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
                        (int)strlen(served), served);
        send(client, answer, (int)strlen(answer), 0);
        shutdown(client, SD_SEND);
        free(answer);
    }
    return 0;
}

static int open_server(void **state)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int size = sizeof address;
    WSADATA data;

    (void)state;
    stage_open();
    if (WSAStartup(0x0202, &data) != 0)
        return -1;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return -1;
    port = ntohs(address.sin_port);
    return CreateThread(NULL, 0, serve, NULL, 0, NULL) != NULL ? 0 : -1;
}

static int close_server(void **state)
{
    (void)state;
    closesocket(listener);
    stage_close();
    return 0;
}

static void a_script_from_a_server_is_evaluated_in_a_child(void **state)
{
    static const char script[] = "function FindProxyForURL(url, host) {\n"
                                 "  if (dnsDomainIs(host, '.corp.example') || isPlainHostName(host)) return 'DIRECT';\n"
                                 "  return 'PROXY script-proxy.example:8080';\n}\n";
    char *export = text_format(EXPORT INTERNET "\"AutoConfigURL\"=\"http://127.0.0.1:%u/proxy.pac\"\r\n", port);

    (void)state;
    served = script;
    stage_registry(export);
    run_for_json((const char *const[]){ "--extendedProxy", "--format=json", "https://a.corp.example/", "https://b.example/", NULL });
    if (strstr(text_of(&last.out), "script-proxy.example:8080") == NULL)
        fail_msg("the script was not evaluated: %s", text_of(&last.out));
    served = "function FindProxyForURL() { for (;;); }";
    run_for_json((const char *const[]){ "--extendedProxy", "--format=json", "--timeout=2", "https://b.example/", NULL });
    if (strstr(text_of(&last.out), "no answer") == NULL)
        fail_msg("an endless script: %s", text_of(&last.out));
    free(export);
}

static void a_server_of_ours_is_reached_and_a_closed_port_is_told(void **state)
{
    char *url = text_format("http://127.0.0.1:%u/", port), *closed = text_format("http://127.0.0.1:%u/", 1u);

    (void)state;
    served = "hello";
    run_for_json((const char *const[]){ "--connectivityTest", "--format=json", "--timeout=5", url, closed, NULL });
    assert_string_equal(text_at(row("tests", "url", url), "result"), "ok");
    assert_string_equal(text_at(row("tests", "url", closed), "result"), "failed");
    assert_string_equal(text_at(row("tests", "url", closed), "failure"), "refused");
    assert_int_equal(last.status, 2);
    free(closed);
    free(url);
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(each_format_begins_as_it_should_and_ends_with_the_same_status, forget),
        cmocka_unit_test_teardown(every_exit_status_has_its_way_there, forget),
        cmocka_unit_test_teardown(a_warning_ends_with_1, forget),
        cmocka_unit_test_teardown(what_the_program_is_asked_it_answers, forget),
        cmocka_unit_test_teardown(what_winhttps_own_interface_wrote_is_the_proxy, forget),
        cmocka_unit_test_teardown(what_wininets_own_interface_wrote_is_the_users_proxy, forget),
        cmocka_unit_test_teardown(a_script_from_a_server_is_evaluated_in_a_child, forget),
        cmocka_unit_test_teardown(a_server_of_ours_is_reached_and_a_closed_port_is_told, forget),
    };

    setvbuf(stdout, NULL, _IONBF, 0);
    return cmocka_run_group_tests(tests, open_server, close_server);
}
