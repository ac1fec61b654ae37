/* The whole test among real servers: what it concludes, that a capture of its facts concludes the same, and when it ends. Run by
 * tests/servers/run. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/captured_name.h"
#include "healthcheck/platform/clock.h"
#include "proxy/attempts.h"
#include "proxy/connectivity.h"
#include "proxy/endpoints.h"
#include "tests/servers/servers.h"

static const double limit = 2;

/* One test, live or replayed. */
struct scene {
    struct host *host;
    struct endpoint_list list;
    const char **vias;
    struct connectivity_plan plan;
    struct connectivity connectivity;
    struct finding findings[CONNECTIVITY_MOST_FINDINGS];
    size_t count;
    double seconds;
};

static struct server_names names;
static struct attempts_options options;
static char *root;

static int begin(void **state)
{
    (void)state;
    names = server_names();
    root = text_format("%s/root", server_folder());
    options = (struct attempts_options){ .timeout_seconds = limit, .resolve = (const char *const *)names.items, .root = root };
    return 0;
}

static int end(void **state)
{
    (void)state;
    server_names_free(&names);
    free(root);
    return 0;
}

static struct host *live_host(void)
{
    struct host *host = host_open_live(&(struct host_options){ .timeout_seconds = limit, .try = attempts_try, .try_options = &options });

    assert_non_null(host);
    return host;
}

/* The endpoints `json`, all by the one way. The scene owns the host from now on. */
static struct scene *play(struct host *host, const char *json, const char *via)
{
    struct scene *scene = memory_get(sizeof *scene);
    struct error error = { "" };
    double begun;

    scene->host = host;
    if (!endpoints_read(&scene->list, json, strlen(json), &error))
        fail_msg("%s", error.text);
    scene->vias = memory_get(scene->list.count * sizeof *scene->vias);
    for (size_t i = 0; i < scene->list.count; i++)
        scene->vias[i] = via;
    scene->plan = plan_of(host, &scene->list, scene->vias);
    begun = clock_monotonic();
    scene->connectivity = connectivity_try(host, &scene->plan, NULL, NULL);
    scene->seconds = clock_monotonic() - begun;
    scene->count = connectivity_findings(&scene->connectivity, scene->findings);
    return scene;
}

static void scene_free(struct scene *scene)
{
    for (size_t i = 0; i < scene->count; i++)
        finding_free(&scene->findings[i]);
    connectivity_free(&scene->connectivity);
    plan_free(&scene->plan);
    free(scene->vias);
    endpoint_list_free(&scene->list);
    host_free(scene->host);
    free(scene);
}

static const struct finding *conclusion_of(const struct scene *scene)
{
    assert_string_equal(scene->findings[scene->count - 1].id, "connectivity.conclusion");
    return &scene->findings[scene->count - 1];
}

static void assert_concludes(const struct scene *scene, enum finding_status status, const char *part)
{
    const struct finding *conclusion = conclusion_of(scene);

    if (conclusion->status != status || strstr(conclusion->summary, part) == NULL)
        fail_msg("expected '%s', and got status %d: %s", part, (int)conclusion->status, conclusion->summary);
}

/* A captured host with every fact that was asked for. Removed by remove_folder(). */
static char *capture(const struct scene *scene, const char *json)
{
    char *folder = make_folder();

    write_file(folder, "facts/system/platform", "linux", 5);
    write_file(folder, "endpoints.json", json, strlen(json));
    for (size_t i = 0; host_asked(scene->host, i) != NULL; i++) {
        const struct fact *fact = host_asked(scene->host, i);

        if (fact->state == FACT_PRESENT) {
            char *name = captured_name_from_key(fact->key), *path = text_format("facts/%s", name);

            write_file(folder, path, fact->text, fact->size);
            free(path);
            free(name);
        }
    }
    return folder;
}

/* The same facts give the same findings, in this process and by the program. */
static void assert_replays(const struct scene *scene, const char *json, const char *via)
{
    char *folder = capture(scene, json), *endpoints = text_format("%s/endpoints.json", folder);
    const char *arguments[] = { "--connectivityTest", "--host", folder, "--endpoints", endpoints, "--only", "connectivity.*", "--no-color", NULL };
    struct error error = { "" };
    struct host *host = host_open_captured(folder, &error);
    struct scene *again;

    if (host == NULL)
        fail_msg("%s", error.text);
    again = play(host, json, via);
    assert_int_equal(again->count, scene->count);
    for (size_t i = 0; i < scene->count; i++) {
        assert_string_equal(again->findings[i].id, scene->findings[i].id);
        assert_int_equal(again->findings[i].status, scene->findings[i].status);
        assert_string_equal(again->findings[i].summary, scene->findings[i].summary);
    }
    assert_true(again->seconds < 0.5);
    if (strcmp(via, "direct") == 0) {
        struct outcome outcome = run_healthcheck(arguments);

        if (strstr(text_of(&outcome.out), conclusion_of(scene)->summary) == NULL)
            fail_msg("the program does not say '%s' but\n%s%s", conclusion_of(scene)->summary, text_of(&outcome.out), text_of(&outcome.err));
        outcome_free(&outcome);
    }
    scene_free(again);
    free(endpoints);
    remove_folder(folder);
}

/* A list of endpoints: "group URL" a line, with {name} for ports. Yours to free. */
static char *list_of(const char *const *lines)
{
    struct text json = { 0 };

    for (size_t i = 0; lines[i] != NULL; i++) {
        char *filled = server_fill(lines[i]), *blank = strchr(filled, ' ');

        *blank = '\0';
        text_append_format(&json, "%s{\"group\": \"%s\", \"url\": \"%s\"}", i == 0 ? "[" : ",\n ", filled, blank + 1);
        free(filled);
    }
    text_append(&json, "]\n");
    return text_take(&json);
}

/* Tries the list by the way, looks at the conclusion, and replays it. */
static void check(const char *const *lines, const char *way, enum finding_status status, const char *part)
{
    char *json = list_of(lines), *via = server_fill(way);
    struct scene *scene = play(live_host(), json, via);

    assert_concludes(scene, status, part);
    assert_true(scene->seconds < limit + 0.5);
    assert_replays(scene, json, via);
    scene_free(scene);
    free(via);
    free(json);
}

static const char *const good[] = { "command_and_control https://svc.test:{good}/", "cyber_data https://svc.test:{good}/404",
                                    "certificates http://svc.test:{plain}/", "packages https://svc.test:{delayed_origin}/", NULL };

static void what_is_reached_is_told_as_reached(void **state)
{
    (void)state;
    check(good, "direct", FINDING_OK, "all 4 URLs are reached");
}

static void a_proxy_that_is_down_is_told_once_and_to_be_at_fault(void **state)
{
    (void)state;
    check(good, "http://127.0.0.1:{dead}", FINDING_FAIL, "proxy_refused");
}

static void a_proxy_that_asks_for_a_user_is_told_once(void **state)
{
    (void)state;
    check(good, "http://127.0.0.1:{squid_auth}", FINDING_FAIL, "proxy_auth");
}

static void a_device_that_inspects_is_told_by_its_authority(void **state)
{
    static const char *const lines[] = { "command_and_control https://svc.test:{good}/", "cyber_data https://svc.test:{good}/a", NULL };

    (void)state;
    check(lines, "http://127.0.0.1:{squid_inspect}", FINDING_FAIL, "cert_inspected");
}

static void certificates_of_2040_at_several_hosts_are_a_clock_that_is_behind(void **state)
{
    static const char *const lines[] = { "command_and_control https://svc.test:{future}/", "cyber_data https://reset.svc.test:{future}/",
                                         "packages https://svc.test:{good}/", NULL };

    (void)state;
    check(lines, "direct", FINDING_FAIL, "clock_skew, the certificates of 2 hosts are not valid yet at once");
}

static void one_group_that_fails_is_told_as_one_group(void **state)
{
    static const char *const lines[] = { "command_and_control https://svc.test:{good}/",  "cyber_data https://svc.test:{good}/a",
                                         "sample_storage https://svc.test:{sni_reset}/",  "packages https://reset.svc.test:{sni_reset}/",
                                         "packages https://reset.svc.test:{sni_reset}/b", NULL };

    (void)state;
    check(lines, "direct", FINDING_FAIL, "tls_reset");
}

/* The command's own words, of a machine that reaches nothing: one conclusion, not a dozen. */
static void no_route_out_is_one_conclusion(void **state)
{
    static const char *const lines[] = { "command_and_control https://no-route.test:{good}/1",
                                         "command_and_control https://no-route.test:{good}/2",
                                         "cyber_data https://no-route.test:{good}/3",
                                         "cyber_data https://no-route.test:{good}/4",
                                         "cloud_protection https://no-route.test:{good}/5",
                                         "packages https://no-route.test:{good}/6",
                                         "packages https://no-route.test:{good}/7",
                                         NULL };
    char *json, *folder, *path;
    struct outcome outcome;
    const char *first;

    (void)state;
    if (!server_namespace())
        SKIP_BECAUSE("connectivity_servers", server_why());
    check(lines, "direct", FINDING_FAIL, "none of the 7 URLs is reached: unreachable, no route leads out of this machine");
    json = list_of(lines);
    folder = make_folder();
    path = text_format("%s/endpoints.json", folder);
    write_file(folder, "endpoints.json", json, strlen(json));
    outcome = run_healthcheck((const char *const[]){ "--connectivityTest", "--endpoints", path, "--timeout", "2", "--only", "connectivity.*",
                                                     "--no-color", "--quiet", NULL });
    assert_int_equal(outcome.status, 2);
    first = strstr(text_of(&outcome.out), "no route leads out of this machine");
    if (first == NULL || strstr(first + 1, "no route leads out of this machine") != NULL)
        fail_msg("not one conclusion:\n%s%s", text_of(&outcome.out), text_of(&outcome.err));
    outcome_free(&outcome);
    free(path);
    remove_folder(folder);
    free(json);
}

/* What the program prints and how it ends, with this proxy in its environment; {name} in the arguments is a port. */
static struct outcome run_by_shell(const char *environment, const char *arguments)
{
    char *filled = server_fill(arguments), *way = server_fill(environment);
    char *command = text_format("env -i PATH=/usr/bin:/bin LC_ALL=C %s '%s' --connectivityTest --timeout 2 --no-color --ca-file "
                                "'%s/etc/ssl/certs/ca-certificates.crt' %s 2>&1",
                                way, PROGRAM, root, filled);
    FILE *pipe = popen(command, "r");
    struct outcome outcome = { .status = -1 };
    char chunk[4096];
    size_t got;

    assert_non_null(pipe);
    while ((got = fread(chunk, 1, sizeof chunk, pipe)) > 0)
        text_append_bytes(&outcome.out, chunk, got);
    outcome.status = pclose(pipe) >> 8;
    free(command);
    free(way);
    free(filled);
    return outcome;
}

static void assert_prints(const struct outcome *outcome, int status, const char *const *parts)
{
    for (size_t i = 0; parts[i] != NULL; i++)
        if (strstr(text_of(&outcome->out), parts[i]) == NULL)
            fail_msg("it does not say '%s' but\n%s", parts[i], text_of(&outcome->out));
    if (strchr(text_of(&outcome->out), '\033') != NULL)
        fail_msg("an escape got through");
    assert_int_equal(outcome->status, status);
}

static void the_program_tells_the_word_of_each_url(void **state)
{
    static const char *const said[] = {
        "cert_expired: the certificate has expired", "tls_alert: TLS is refused", "unrecognized name", "http_status", "503", NULL
    };
    struct outcome outcome;

    (void)state;
    if (!server_namespace())
        SKIP_BECAUSE("connectivity_servers", server_why());
    outcome =
        run_by_shell("A=b", "https://svc.test:{good}/ https://svc.test:{expired}/ https://blocked.svc.test:{good}/ https://svc.test:{good}/503");
    assert_prints(&outcome, 2, said);
    outcome_free(&outcome);
}

static void what_a_proxy_says_in_colours_is_printed_without_them(void **state)
{
    static const char *const said[] = { "proxy_denied: the proxy does not let it through", "403", "Conclusion: ", NULL };
    struct outcome outcome;

    (void)state;
    if (!server_namespace())
        SKIP_BECAUSE("connectivity_servers", server_why());
    outcome = run_by_shell("https_proxy=http://127.0.0.1:{ansi_reason}", "https://svc.test:{good}/");
    assert_prints(&outcome, 2, said);
    outcome_free(&outcome);
}

static void firewall(const char *action)
{
    char *command = text_format("iptables %s INPUT -d 127.0.0.53 -p udp --dport 53 -j DROP", action);

    assert_int_equal(system(command), 0);
    free(command);
}

/* Without QUICK_EXIT libcurl 7.88 waits for the resolver's threads: 10 s and more, whatever the limit. */
static void a_name_server_that_never_answers_holds_nobody_longer_than_the_limit(void **state)
{
    static const char *const lines[] = { "command_and_control https://svc.test:{good}/", "cyber_data https://a.svc.test:{good}/",
                                         "packages https://b.svc.test:{good}/", NULL };
    char *json, *folder, *path;
    struct scene *scene;
    struct outcome outcome;
    double begun;

    (void)state;
    if (!server_namespace())
        SKIP_BECAUSE("connectivity_servers", server_why());
    json = list_of(lines);
    folder = make_folder();
    path = text_format("%s/endpoints.json", folder);
    write_file(folder, "endpoints.json", json, strlen(json));
    firewall("-I");
    scene = play(live_host(), json, "direct");
    begun = clock_monotonic();
    outcome = run_healthcheck((const char *const[]){ "--connectivityTest", "--endpoints", path, "--timeout", "2", "--only", "connectivity.*", NULL });
    begun = clock_monotonic() - begun;
    firewall("-D");
    assert_concludes(scene, FINDING_FAIL, "dns_timeout");
    assert_true(scene->seconds < limit + 0.5);
    for (size_t i = 0; i < scene->connectivity.count; i++)
        assert_true(scene->connectivity.attempts[i]->total_ms < limit * 1000 + 300);
    if (begun > limit + 1.5 || outcome.status != 2)
        fail_msg("the program took %.1f s and ended with %d\n%s", begun, outcome.status, text_of(&outcome.err));
    outcome_free(&outcome);
    scene_free(scene);
    free(path);
    remove_folder(folder);
    free(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_reached_is_told_as_reached),
        cmocka_unit_test(a_proxy_that_is_down_is_told_once_and_to_be_at_fault),
        cmocka_unit_test(a_proxy_that_asks_for_a_user_is_told_once),
        cmocka_unit_test(a_device_that_inspects_is_told_by_its_authority),
        cmocka_unit_test(certificates_of_2040_at_several_hosts_are_a_clock_that_is_behind),
        cmocka_unit_test(one_group_that_fails_is_told_as_one_group),
        cmocka_unit_test(no_route_out_is_one_conclusion),
        cmocka_unit_test(the_program_tells_the_word_of_each_url),
        cmocka_unit_test(what_a_proxy_says_in_colours_is_printed_without_them),
        cmocka_unit_test(a_name_server_that_never_answers_holds_nobody_longer_than_the_limit),
    };

    server_must_run();
    return cmocka_run_group_tests(tests, begin, end);
}
