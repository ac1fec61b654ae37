/* Every way in which an attempt ends, by a real server: connectivity_rows.h. Run by tests/servers/run. */
#include "tests/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/attempt.h"
#include "proxy/attempts.h"
#include "proxy/failure.h"
#include "tests/servers/servers.h"

/* Seconds an attempt may take: those that hang take all of them, so it is the duration of these tests, too. */
static const double limit = 3;

enum needs { ANYWHERE, NAMES, IPV6 };

struct row {
    const char *name, *method, *url, *via;
    enum failure failure, other; /* the word; another that may come, or the same */
    const char *text;            /* part of what a report prints of it */
    enum needs needs;
};

static const struct row rows[] = {
#define row(name, method, url, via, word, text, needs)           { name, method, url, via, FAILURE_##word, FAILURE_##word, text, needs },
#define either(name, method, url, via, word, other, text, needs) { name, method, url, via, FAILURE_##word, FAILURE_##other, text, needs },
#include "tests/proxy/connectivity_rows.h"
#undef row
#undef either
};

enum { ROWS = sizeof rows / sizeof rows[0] };

/* What came of each row. */
static struct came {
    char *key, *text, *why;
    struct attempt attempt;
    bool is_read;
    size_t times;
} came[ROWS];

static bool is_possible(const struct row *row)
{
    return row->needs == ANYWHERE || (server_namespace() && (row->needs == NAMES || server_has_ipv6()));
}

static void take(void *context, size_t index, const char *text, const char *why)
{
    struct came *here = &came[((const size_t *)context)[index]];

    here->times++;
    if (text != NULL && here->text == NULL)
        here->text = memory_copy_text(text);
    if (why != NULL && here->why == NULL)
        here->why = memory_copy_text(why);
}

/* All rows at once, as the program does it, but for those that hold up others. */
static int try_all(void **state)
{
    const char *keys[ROWS];
    size_t row_of[ROWS], count = 0;
    struct server_names names = server_names();
    char *root = text_format("%s/root", server_folder());
    struct attempts_options options = { .timeout_seconds = limit, .resolve = (const char *const *)names.items, .root = root };

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        char *url = server_fill(rows[i].url), *via = server_fill(rows[i].via);

        came[i].key = attempt_key(rows[i].method, url, via);
        if (is_possible(&rows[i])) {
            row_of[count] = i;
            keys[count++] = came[i].key;
        }
        free(via);
        free(url);
    }
    /* libcurl reads the answer to CONNECT byte by byte: one that does not end holds up the others, and what they measure. */
    for (size_t i = 0; i < count; i++)
        if (rows[row_of[i]].failure == FAILURE_PROXY_NOT_HTTP && strstr(rows[row_of[i]].via, "_header}") != NULL) {
            attempts_try(&options, &keys[i], 1, take, &row_of[i]);
            keys[i] = keys[--count];
            row_of[i] = row_of[count];
            i--;
        }
    attempts_try(&options, keys, count, take, row_of);
    for (size_t i = 0; i < ROWS; i++)
        came[i].is_read = came[i].text != NULL && attempt_from_json(&came[i].attempt, came[i].text, strlen(came[i].text), NULL);
    server_names_free(&names);
    free(root);
    return 0;
}

static int forget_all(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        free(came[i].key);
        free(came[i].text);
        free(came[i].why);
        if (came[i].is_read)
            attempt_free(&came[i].attempt);
    }
    return 0;
}

static const struct attempt *attempt_of(const char *name)
{
    size_t i = 0;

    while (i < ROWS && strcmp(rows[i].name, name) != 0)
        i++;
    if (i == ROWS || !is_possible(&rows[i]) || !came[i].is_read)
        fail_msg("no row: %s", name);
    return &came[i].attempt;
}

/* A phase that cannot be in this attempt: a tunnel without a proxy, TLS without https. */
static bool is_without(const struct row *row, enum attempt_phase phase)
{
    bool is_tls = strncmp(row->url, "https:", 6) == 0;

    return (phase == PHASE_TLS && !is_tls) || (phase == PHASE_PROXY && (strcmp(row->via, "direct") == 0 || !is_tls));
}

/* Idle time belongs to the phase that follows it, so nothing is lost; and what was not reached was not measured as 0. */
static void check_phases(const struct row *row, const struct attempt *attempt)
{
    double sum = 0;
    bool is_over = false;

    for (int phase = 0; phase < ATTEMPT_PHASES; phase++) {
        double ms = attempt->phase_ms[phase];

        if (ms < 0) {
            is_over = is_over || !is_without(row, (enum attempt_phase)phase);
            continue;
        }
        if (is_over || is_without(row, (enum attempt_phase)phase))
            fail_msg("phase %d was measured, and cannot have been reached", phase);
        sum += ms;
    }
    if (fabs(sum - attempt->total_ms) > 1)
        fail_msg("the phases are %.3f ms together, the total is %.3f ms", sum, attempt->total_ms);
    if (attempt->total_ms > limit * 1000 + 300)
        fail_msg("it took %.0f ms, the limit is %.0f ms", attempt->total_ms, limit * 1000);
}

static void check_row(void **state)
{
    const struct row *row = *state;
    const struct came *here = &came[row - rows];
    const struct attempt *attempt = &here->attempt;
    char *printed;

    if (!is_possible(row))
        SKIP_BECAUSE("connectivity_servers", server_namespace() ? "no IPv6 here" : server_why());
    if (!here->is_read)
        fail_msg("%s: no row came: %s", here->key, here->why != NULL ? here->why : here->text != NULL ? here->text : "nothing was handed over");
    assert_int_equal(here->times, 1);
    printed = text_format("%s: %s %s", failure_kind(attempt->failure)->sentence, attempt->detail != NULL ? attempt->detail : "",
                          attempt->proxy_methods != NULL ? attempt->proxy_methods : "");
    if (attempt->failure != row->failure && attempt->failure != row->other)
        fail_msg("expected %s, and got %s", failure_kind(row->failure)->word, here->text);
    if (strstr(printed, row->text) == NULL)
        fail_msg("expected '%s' in '%s'", row->text, printed);
    if (strchr(here->text, '\033') != NULL || strchr(printed, '\033') != NULL)
        fail_msg("an escape of the proxy's got through: %s", printed);
    free(printed);
    check_phases(row, attempt);
    for (const struct attempt *earlier = attempt->earlier; earlier != NULL; earlier = earlier->earlier)
        check_phases(row, earlier);
}

static void every_word_is_made_by_a_server(void **state)
{
    size_t lacking = 0;

    (void)state;
    for (int failure = FAILURE_NONE + 1; failure < FAILURES; failure++) {
        size_t i = 0;

        while (i < ROWS && rows[i].failure != (enum failure)failure)
            i++;
        if (i == ROWS) {
            print_error("no server makes %s\n", failure_kind((enum failure)failure)->word);
            lacking++;
        }
    }
    assert_int_equal(lacking, 0);
}

static void what_is_reset_once_is_tried_again_and_both_tries_are_told(void **state)
{
    const struct attempt *direct = attempt_of("a service reset once"), *proxied = attempt_of("through a proxy that resets once");

    (void)state;
    assert_int_equal(direct->number, 2);
    assert_non_null(direct->earlier);
    assert_int_equal(direct->earlier->failure, FAILURE_TLS_RESET);
    assert_int_equal(proxied->number, 2);
    assert_non_null(proxied->earlier);
    assert_int_equal(proxied->earlier->failure, FAILURE_PROXY_NOT_HTTP);
}

static void what_does_not_change_by_itself_is_tried_once(void **state)
{
    (void)state;
    assert_int_equal(attempt_of("squid's access list")->number, 1);
    assert_int_equal(attempt_of("an expired certificate")->number, 1);
    assert_int_equal(attempt_of("a service that is down")->number, 1);
    assert_int_equal(attempt_of("a service that never answers")->number, 1);
}

/* fault_server.c waits 200 ms before each answer. */
static void a_delay_is_told_in_the_phase_in_which_it_was(void **state)
{
    const struct attempt *proxied = attempt_of("through a proxy that takes its time"), *direct = attempt_of("a slow but good service");

    (void)state;
    assert_true(proxied->phase_ms[PHASE_PROXY] >= 199);
    assert_true(proxied->phase_ms[PHASE_TLS] >= 199);
    assert_true(direct->phase_ms[PHASE_TLS] >= 199);
    assert_true(direct->phase_ms[PHASE_CONNECT] < 199);
}

static void the_chain_is_told_also_of_what_is_not_accepted(void **state)
{
    static const char *const refused[] = { "an expired certificate", "a self-signed certificate", "a certificate of an authority nobody knows",
                                           "a certificate of 2040",  "squid that inspects",       "another host's certificate" };

    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (attempt_of(refused[i])->chain.count == 0)
            fail_msg("%s: no certificate was told", refused[i]);
    assert_string_equal(attempt_of("squid that inspects")->chain.items[0].issuer_name, "Contoso Inspection CA");
    assert_int_equal(attempt_of("squid that inspects")->trust.verdict, TRUST_INSPECTED);
    assert_int_equal(attempt_of("a good service")->trust.verdict, TRUST_PUBLIC);
    assert_int_equal(attempt_of("a certificate of an authority nobody knows")->trust.verdict, TRUST_NOBODY);
    assert_true(attempt_of("an expired certificate of an https proxy")->is_chain_of_proxy);
}

static void a_clock_that_is_off_is_told_also_where_it_does_no_harm(void **state)
{
    const struct attempt *ahead = attempt_of("a clock nine days behind the service's"),
                         *behind = attempt_of("a clock nine days ahead of the service's");

    (void)state;
    assert_true(ahead->has_date && behind->has_date);
    assert_true(llabs(ahead->date_skew - 9 * 86400) < 600);
    assert_true(llabs(behind->date_skew + 9 * 86400) < 600);
}

static void both_addresses_are_told_where_the_first_did_not_answer(void **state)
{
    const struct attempt *attempt;

    (void)state;
    if (!server_namespace() || !server_has_ipv6())
        SKIP_BECAUSE("connectivity_servers", server_namespace() ? "no IPv6 here" : server_why());
    attempt = attempt_of("IPv4 good, IPv6 dropped");
    assert_string_equal(attempt->remote_address, "127.0.0.1");
    assert_int_equal(attempt->tried_count, 2);
    assert_string_equal(attempt->tried[0], "fd00:77::1");
    assert_string_equal(attempt->tried[1], "127.0.0.1");
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(every_word_is_made_by_a_server),
        cmocka_unit_test(what_is_reset_once_is_tried_again_and_both_tries_are_told),
        cmocka_unit_test(what_does_not_change_by_itself_is_tried_once),
        cmocka_unit_test(a_delay_is_told_in_the_phase_in_which_it_was),
        cmocka_unit_test(the_chain_is_told_also_of_what_is_not_accepted),
        cmocka_unit_test(a_clock_that_is_off_is_told_also_where_it_does_no_harm),
        cmocka_unit_test(both_addresses_are_told_where_the_first_did_not_answer),
    };
    static struct CMUnitTest tests[ROWS + sizeof others / sizeof others[0]];

    server_must_run();
    for (size_t i = 0; i < ROWS; i++)
        tests[i] = (struct CMUnitTest){ rows[i].name, check_row, NULL, NULL, (void *)(uintptr_t)&rows[i] };
    memcpy(tests + ROWS, others, sizeof others);
    return cmocka_run_group_tests_name("connectivity", tests, try_all, forget_all);
}
