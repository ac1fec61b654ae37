/* --connectivityTest: what a person or a script meets. Nobody is contacted: mistakes, and captured tests. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "healthcheck/connectivity_store.h"
#include "healthcheck/core/memory.h"

#define SAMPLE(name) SOURCE_DIR "/samples/connectivity-" name
#define TEST         "--connectivityTest"
#define RUN(...)     run_healthcheck((const char *const[]){ __VA_ARGS__, NULL })

static void assert_one_line(const struct text *text, const char *beginning)
{
    if (strncmp(text_of(text), beginning, strlen(beginning)) != 0)
        fail_msg("expected: %s\nprinted:  %s", beginning, text_of(text));
    assert_int_equal(strcspn(text_of(text), "\n"), text->size - 1);
}

static bool has(const struct text *text, const char *part)
{
    return strstr(text_of(text), part) != NULL;
}

static void mistakes_are_one_line_and_status_4_and_nobody_is_contacted(void **state)
{
    static const struct {
        const char *words[6];
        const char *line;
    } cases[] = {
        { { TEST, "example.com" }, "healthcheck: 'example.com' is no URL such as https://example.com/" },
        { { TEST, "ftp://example.com/" }, "healthcheck: 'ftp://example.com/' is no URL such as https://example.com/" },
        { { TEST, "--only", "wsl.*" }, "healthcheck: --only matches none of the checks connectivity.*" },
        { { TEST, "--resolve", "a:443" }, "healthcheck: --resolve wants HOST:PORT:ADDRESS, not 'a:443'" },
        { { TEST, "--resolve", "a:0:1.2.3.4" }, "healthcheck: --resolve wants HOST:PORT:ADDRESS, not 'a:0:1.2.3.4'" },
        { { TEST, "--resolve", "a:99999:1.2.3.4" }, "healthcheck: --resolve wants HOST:PORT:ADDRESS" },
        { { TEST, "--resolve", ":443:1.2.3.4" }, "healthcheck: --resolve wants HOST:PORT:ADDRESS" },
        { { TEST, "--resolve", "-a:443:1.2.3.4" }, "healthcheck: --resolve wants HOST:PORT:ADDRESS, not '-a:443:1.2.3.4'" },
        { { TEST, "--resolve", "+a:443:1.2.3.4" }, "healthcheck: --resolve wants HOST:PORT:ADDRESS, not '+a:443:1.2.3.4'" },
        { { TEST, "--resolve", "a:443:name" }, "healthcheck: --resolve wants an IP address behind the second colon, not 'name'" },
        { { TEST, "--ca-file", "/nowhere.pem" }, "healthcheck: cannot read --ca-file /nowhere.pem: " },
        { { TEST, "--ca-file", SOURCE_DIR "/README.md" }, "healthcheck: --ca-file " SOURCE_DIR "/README.md holds no certificate" },
        { { TEST, "--endpoints", "/nowhere.json" }, "healthcheck: cannot read --endpoints /nowhere.json: " },
        { { TEST, "--endpoints", SOURCE_DIR "/README.md" }, "healthcheck: --endpoints " SOURCE_DIR "/README.md: " },
        { { TEST, "--endpoints", "/nowhere.json", "https://a.example/" },
          "healthcheck: --endpoints /nowhere.json and 'https://a.example/': give a list or URLs" },
        { { TEST, "--host", SAMPLE("dns-fails"), "--resolve", "a:443:1.2.3.4" },
          "healthcheck: --resolve and --ca-file are for tests over the network; a captured host is replayed" },
        { { TEST, "--host", "/nowhere/at/all" }, "healthcheck: /nowhere/at/all: No such file or directory" },
        { { TEST, "--extendedProxy" }, "healthcheck: --connectivityTest and --extendedProxy are two actions: give one" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome outcome = run_healthcheck((const char *const[]){ cases[i].words[0], cases[i].words[1], cases[i].words[2], cases[i].words[3],
                                                                        cases[i].words[4], cases[i].words[5], NULL });

        assert_int_equal(outcome.status, 4);
        assert_int_equal(outcome.out.size, 0);
        assert_one_line(&outcome.err, cases[i].line);
        outcome_free(&outcome);
    }
}

/* The line on stderr for an endpoints file with this content. */
static char *complaint_about(const char *content)
{
    char *folder = make_folder(), *path = text_format("%s/list.json", folder), *line;
    struct outcome outcome;

    write_file(folder, "list.json", content, strlen(content));
    outcome = RUN(TEST, "--endpoints", path);
    assert_int_equal(outcome.status, 4);
    assert_int_equal(outcome.out.size, 0);
    assert_int_equal(strcspn(text_of(&outcome.err), "\n"), outcome.err.size - 1);
    line = text_take(&outcome.err);
    outcome_free(&outcome);
    remove_folder(folder);
    free(path);
    return line;
}

static void a_bad_endpoints_file_is_told_by_its_row(void **state)
{
    static const struct {
        const char *content, *part;
    } cases[] = {
        { "", "it is empty" },
        { "{}", "no list" },
        { "[]", "the list is empty" },
        { "[{\"url\":\"https://a.example/\",\"group\":\"packages\"},{\"url\":\"https://b.example/\",\"group\":\"cyber\"}]", "row 2: " },
        { "[{\"url\":\"http://a.example/\",\"group\":\"packages\"}]", "row 1: " },
        { "[{\"url\":\"https:///x\",\"group\":\"packages\"}]", "row 1: " },
        { "[{\"url\":\"https://a.example/\033[31m\",\"group\":\"packages\"}]", "control character" },
    };
    struct text many = { 0 };
    char *line;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        line = complaint_about(cases[i].content);
        if (strstr(line, cases[i].part) == NULL)
            fail_msg("'%s' is not in: %s", cases[i].part, line);
        assert_null(strchr(line, '\033'));
        free(line);
    }
    text_append(&many, "[");
    for (int i = 0; i < 10000; i++)
        text_append_format(&many, "%s{\"url\":\"https://a%d.example/\",\"group\":\"packages\"}", i > 0 ? "," : "", i);
    text_append(&many, "]");
    line = complaint_about(text_of(&many));
    assert_non_null(strstr(line, "10000 rows"));
    free(line);
    text_free(&many);
}

static void a_machine_without_names_gets_one_conclusion_and_not_a_line_a_url(void **state)
{
    struct outcome outcome = RUN(TEST, "--host", SAMPLE("dns-fails"));
    size_t lines = 0;

    (void)state;
    assert_int_equal(outcome.status, 2);
    assert_true(has(&outcome.out, "  FAIL     all 19 URLs; the first is "));
    assert_true(has(&outcome.out, "\nConclusion: none of the 19 URLs is reached: dns, no name is resolved."));
    for (const char *at = text_of(&outcome.out); (at = strstr(at, "https://")) != NULL; at++)
        lines++;
    assert_in_range(lines, 1, 3);
    outcome_free(&outcome);
}

static void verbose_lists_each_url_with_its_own_reason(void **state)
{
    struct outcome outcome = RUN(TEST, "--host", SAMPLE("dns-fails"), "--verbose");
    size_t rows = 0;

    (void)state;
    for (const char *at = text_of(&outcome.out); (at = strstr(at, "dns: the name has no address\n")) != NULL; at++)
        rows++;
    assert_int_equal(rows, 19);
    outcome_free(&outcome);
}

static void what_is_reached_is_a_line_with_its_times_and_its_status(void **state)
{
    struct outcome outcome = RUN(TEST, "--host", SAMPLE("through-proxy")), quiet = RUN(TEST, "--host", SAMPLE("through-proxy"), "--quiet");

    (void)state;
    assert_int_equal(outcome.status, 0);
    assert_true(has(&outcome.out, "\nProxy:  http://proxy.contoso.example:8080 (AgentConfig)\n"));
    assert_true(has(&outcome.out, "404    https://mdav.eu.endpoint.security.microsoft.com/mdav/test\n"));
    assert_true(has(&outcome.out, "  fails    all 5 URLs that were tried directly, to compare"));
    assert_true(has(&outcome.out, "\nConclusion: all 19 URLs are reached, through http://proxy.contoso.example:8080"));
    assert_int_equal(quiet.status, 0);
    assert_int_equal(strncmp(text_of(&quiet.out), "Status: ok", 10), 0);
    outcome_free(&outcome);
    outcome_free(&quiet);
}

static void the_json_document_holds_every_attempt_in_the_order_of_the_plan(void **state)
{
    struct outcome outcome = RUN(TEST, "--host", SAMPLE("proxy-auth"), "--format", "json");
    cJSON *document = cJSON_Parse(text_of(&outcome.out));
    const cJSON *tests = cJSON_GetObjectItem(document, "tests"), *first = cJSON_GetArrayItem(tests, 0), *last;

    (void)state;
    assert_int_equal(outcome.status, 2);
    assert_string_equal(cJSON_GetObjectItem(document, "schema")->valuestring, "healthcheck.connectivity/1");
    assert_ptr_equal(document->child, cJSON_GetObjectItem(document, "schema"));
    assert_string_equal(cJSON_GetObjectItem(document, "status")->valuestring, "fail");
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetObjectItem(document, "endpoints"), "source")->valuestring, "built-in");
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetObjectItem(document, "endpoints"), "geography")->valuestring, "eu");
    assert_string_equal(cJSON_GetObjectItem(cJSON_GetObjectItem(document, "selected"), "id")->valuestring, "AgentConfig");
    assert_int_equal(cJSON_GetArraySize(tests), 24);
    assert_string_equal(cJSON_GetObjectItem(first, "failure")->valuestring, "proxy_auth");
    assert_string_equal(cJSON_GetObjectItem(first, "group")->valuestring, "cloud_protection");
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(cJSON_GetObjectItem(first, "timings_ms"), "tls")));
    assert_null(cJSON_GetObjectItem(first, "earlier"));
    last = cJSON_GetArrayItem(tests, 23);
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(last, "control")));
    assert_string_equal(cJSON_GetObjectItem(last, "via")->valuestring, "direct");
    cJSON_Delete(document);
    outcome_free(&outcome);
}

static void only_and_intune_say_as_much_as_was_asked_for(void **state)
{
    struct outcome only = RUN(TEST, "--host", SAMPLE("inspected"), "--only", "connectivity.certificates");
    struct outcome intune = RUN(TEST, "--host", SAMPLE("inspected"), "--intune"), wrong = RUN(TEST, "--intune", "x");

    (void)state;
    assert_int_equal(only.status, 0);
    assert_true(has(&only.out, "Status: ok (1 ok)"));
    assert_int_equal(intune.status, 1);
    assert_one_line(&intune.out, "fail: ");
    assert_int_equal(intune.err.size, 0);
    assert_int_equal(wrong.status, 0);
    assert_one_line(&wrong.out, "unknown: 'x' is no URL");
    outcome_free(&only);
    outcome_free(&intune);
    outcome_free(&wrong);
}

static void several_hosts_end_with_a_line_each(void **state)
{
    struct outcome outcome = RUN(TEST, "--host", SAMPLE("through-proxy"), "--host", "/nowhere", "--host", SAMPLE("dns-fails"));
    struct outcome json = RUN(TEST, "--host", SAMPLE("through-proxy"), "--host", "/nowhere", "--format", "json");
    struct span rest = span_of(text_of(&json.out)), line;
    size_t lines = 0;

    (void)state;
    assert_int_equal(outcome.status, 2);
    assert_true(has(&outcome.out, "\nok       " SAMPLE("through-proxy") "\nunknown  /nowhere: "));
    assert_true(has(&outcome.out, "\nFAIL     " SAMPLE("dns-fails") "  connectivity."));
    assert_int_equal(json.status, 3);
    while (span_next_line(&rest, &line)) {
        lines++;
        assert_true(span_starts(line, "{\"schema\":\"healthcheck.connectivity/1\""));
    }
    assert_int_equal(lines, 2);
    outcome_free(&outcome);
    outcome_free(&json);
}

static void a_capture_without_a_test_says_so(void **state)
{
    struct outcome outcome = RUN(TEST, "--host", SOURCE_DIR "/samples/linux-rhel-healthy");

    (void)state;
    assert_int_equal(outcome.status, 3);
    assert_true(has(&outcome.out, "Conclusion: no connectivity test was recorded."));
    outcome_free(&outcome);
}

static void the_report_judges_a_stored_test_and_tells_its_age(void **state)
{
    struct outcome outcome = RUN("--host", SAMPLE("stored"), "--only", "connectivity.*", "--only", "agent.reported_connectivity");

    (void)state;
    assert_int_equal(outcome.status, 2);
    assert_true(has(&outcome.out, "the stored test is 5 hours old"));
    assert_true(has(&outcome.out, "command and control: 5 of 5 addresses fail (https://"));
    assert_true(has(&outcome.out, "none of the 19 URLs is reached: proxy_auth"));
    assert_true(has(&outcome.out, " (tested 5 hours ago)\n"));
    outcome_free(&outcome);
}

static void a_stored_document_that_is_none_is_unknown_and_crashes_nothing(void **state)
{
    static const char *const documents[] = {
        "",
        "[",
        "{}",
        "{\"schema\":\"healthcheck.connectivity/1\",\"tests\":[{}]}",
        "{\"schema\":\"healthcheck.connectivity/1\",\"tests\":[{\"url\":\"https://a/\",\"result\":\"failed\",\"failure\":\"gremlins\"}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        char *folder = make_folder();
        struct outcome outcome;

        write_file(folder, "facts/system/platform", "linux\n", 6);
        write_file(folder, "facts/clock/utc", "2026-06-01T10:00:00Z\n", 21);
        write_file(folder, "facts/file/var/lib/healthcheck/connectivity.json", documents[i], strlen(documents[i]));
        outcome = RUN("--host", folder, "--only", "connectivity.*");
        assert_int_equal(outcome.status, 3);
        assert_true(has(&outcome.out, "cannot be read: "));
        outcome_free(&outcome);
        remove_folder(folder);
    }
}

/* A closed port of this machine is contacted, nobody else. */
#define CLOSED "https://127.0.0.1:1/"

static void nothing_of_the_environment_has_a_say_in_it(void **state)
{
    char *folder = make_folder(), *keys = text_format("%s/keys", folder), *settings = text_format("%s/openssl.cnf", folder);
    char *command = text_format("SSLKEYLOGFILE='%s' OPENSSL_CONF='%s' timeout 20 '%s' --connectivityTest " CLOSED " --timeout 2 >/dev/null", keys,
                                settings, PROGRAM);
    struct stat status;

    (void)state;
    assert_int_equal(mkfifo(settings, 0600), 0); /* who opens it waits */
    assert_int_equal(system(command) >> 8, 2);
    assert_int_equal(stat(keys, &status), -1);
    free(command);
    command =
        text_format("OPENSSL_CONF='%s' timeout 20 '%s' --host '" SOURCE_DIR "/samples/linux-server-healthy' --supportBundle --output '%s/b.zip' && "
                    "OPENSSL_CONF='%s' timeout 20 '%s' --verify '%s/b.zip' >/dev/null",
                    settings, PROGRAM, folder, settings, PROGRAM, folder);
    assert_int_equal(system(command), 0);
    free(command);
    free(settings);
    free(keys);
    remove_folder(folder);
}

static void a_ca_file_that_is_damaged_is_told_with_what_to_do(void **state)
{
    static const char damaged[] = "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n";
    char *folder = make_folder(), *path = text_format("%s/ca.pem", folder);
    struct outcome outcome;

    (void)state;
    write_file(folder, "ca.pem", damaged, sizeof damaged - 1);
    outcome = RUN(TEST, CLOSED, "--timeout", "2", "--ca-file", path);
    assert_int_equal(outcome.status, 3);
    assert_true(has(&outcome.out, "there is no certificate in PEM in "));
    assert_true(has(&outcome.out, "Give --ca-file a file that holds certificates"));
    outcome_free(&outcome);
    free(path);
    remove_folder(folder);
}

static void a_stored_document_that_is_no_file_or_too_large_is_to_be_replaced(void **state)
{
    static const char *const reasons[] = { "no regular file", "larger than 16 MiB", "a link, and links are not followed" };

    (void)state;
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        char *folder = make_folder();
        char *line = text_format("file/var/lib/healthcheck/connectivity.json\tit is %s\n", reasons[i]);
        struct outcome outcome;

        write_file(folder, "facts/system/platform", "linux\n", 6);
        write_file(folder, "facts/unreadable.txt", line, strlen(line));
        outcome = RUN("--host", folder, "--only", "connectivity.*");
        assert_int_equal(outcome.status, 3);
        if (!has(&outcome.out, "`sudo healthcheck --connectivityTest` replaces it"))
            fail_msg("%s", text_of(&outcome.out));
        outcome_free(&outcome);
        free(line);
        remove_folder(folder);
    }
}

static void a_stored_document_that_another_user_planted_is_told_with_what_to_do(void **state)
{
    static const char line[] =
        "file/var/lib/healthcheck/connectivity.json\tits folder belongs to another user, who may have made it up: delete it as root "
        "(its owner is uid 1000)\n";
    char *folder = make_folder();
    struct outcome outcome;

    (void)state;
    write_file(folder, "facts/system/platform", "linux\n", 6);
    write_file(folder, "facts/file/opt/microsoft/mdatp/sbin/wdavdaemon", "", 0);
    write_file(folder, "facts/unreadable.txt", line, sizeof line - 1);
    outcome = RUN("--host", folder, "--only", "connectivity.*", "--only", "agent.reported_connectivity");
    assert_int_equal(outcome.status, 3);
    assert_true(has(&outcome.out, "the stored test /var/lib/healthcheck/connectivity.json cannot be read: its folder belongs to another user"));
    assert_true(has(&outcome.out, "`sudo rm -r /var/lib/healthcheck`"));
    assert_true(has(&outcome.out, "`sudo healthcheck --connectivityTest`"));
    outcome_free(&outcome);
    remove_folder(folder);
}

static void a_result_is_stored_whole_for_everybody_to_read(void **state)
{
    char *folder = make_folder(), *below = text_format("%s/healthcheck", folder), *path = text_format("%s/connectivity.json", below);
    struct error error;
    struct stat status;
    mode_t mask = umask(077);

    (void)state;
    assert_true(connectivity_store(below, "one", 3, &error));
    assert_true(connectivity_store(below, "three", 5, &error));
    umask(mask);
    assert_int_equal(stat(below, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0755);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0644);
    assert_int_equal(status.st_size, 5);
    assert_false(connectivity_store(path, "x", 1, &error));
    assert_non_null(strstr(error.text, "is no folder"));
    if (geteuid() == 0) {
        assert_int_equal(chown(below, 1, 1), 0);
        assert_false(connectivity_store(below, "x", 1, &error));
        assert_non_null(strstr(error.text, "is a folder of another user (uid 1)"));
    }
    free(path);
    free(below);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_one_line_and_status_4_and_nobody_is_contacted),
        cmocka_unit_test(a_bad_endpoints_file_is_told_by_its_row),
        cmocka_unit_test(a_machine_without_names_gets_one_conclusion_and_not_a_line_a_url),
        cmocka_unit_test(verbose_lists_each_url_with_its_own_reason),
        cmocka_unit_test(what_is_reached_is_a_line_with_its_times_and_its_status),
        cmocka_unit_test(the_json_document_holds_every_attempt_in_the_order_of_the_plan),
        cmocka_unit_test(only_and_intune_say_as_much_as_was_asked_for),
        cmocka_unit_test(several_hosts_end_with_a_line_each),
        cmocka_unit_test(a_capture_without_a_test_says_so),
        cmocka_unit_test(the_report_judges_a_stored_test_and_tells_its_age),
        cmocka_unit_test(a_stored_document_that_is_none_is_unknown_and_crashes_nothing),
        cmocka_unit_test(nothing_of_the_environment_has_a_say_in_it),
        cmocka_unit_test(a_ca_file_that_is_damaged_is_told_with_what_to_do),
        cmocka_unit_test(a_stored_document_that_is_no_file_or_too_large_is_to_be_replaced),
        cmocka_unit_test(a_stored_document_that_another_user_planted_is_told_with_what_to_do),
        cmocka_unit_test(a_result_is_stored_whole_for_everybody_to_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
