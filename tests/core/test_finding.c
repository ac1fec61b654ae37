/* A finding: what one check has to say. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

static struct finding finding;

static int begin(void **state)
{
    (void)state;
    finding_begin(&finding, "a.check", "A check");
    finding.remedy = "Do this.";
    return 0;
}

static int end(void **state)
{
    (void)state;
    finding_free(&finding);
    return 0;
}

static void the_worst_status_wins_and_every_sentence_that_is_not_ok_stays(void **state)
{
    (void)state;
    finding_ok(&finding, "all is well");
    finding_warn(&finding, "%d is odd", 3);
    finding_fail(&finding, "it is broken");
    finding_ok(&finding, "and well again");
    finding_finish(&finding);
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "it is broken; 3 is odd");
    assert_string_equal(finding.advice, "Do this.");
}

static void a_sentence_said_twice_stands_once_and_a_longer_one_hides_no_shorter(void **state)
{
    (void)state;
    finding_warn(&finding, "1 of 20 is old");
    finding_warn(&finding, "1 of 2");
    finding_warn(&finding, "is old");
    finding_warn(&finding, "1 of 2");
    finding_finish(&finding);
    assert_string_equal(finding.summary, "1 of 20 is old; 1 of 2; is old");
}

static void what_is_ok_needs_no_remedy(void **state)
{
    (void)state;
    finding_ok(&finding, "fine");
    finding_ok(&finding, "and good");
    finding_finish(&finding);
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "fine; and good");
    assert_null(finding.advice);
}

static void advice_for_an_outcome_stands_before_the_checks_own(void **state)
{
    (void)state;
    finding_warn(&finding, "old");
    finding_advise(&finding, "Update with `%s`.", "apt");
    finding_fail(&finding, "gone");
    finding_advise(&finding, "Install it.");
    finding_finish(&finding);
    assert_string_equal(finding.advice, "Install it. Update with `apt`.");
}

static void a_fact_that_could_not_be_read_says_why_and_what_to_do(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "file/etc/shadow", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_false(finding_could_read(&finding, host_ask(host, "file/etc/shadow")));
    assert_true(finding_could_read(&finding, host_ask(host, "file/etc/none")));
    finding_saw(&finding, host_ask(host, "file/etc/none"));
    finding_finish(&finding);
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at file/etc/shadow: permission denied");
    assert_string_equal(finding.advice, "Run healthcheck again as root (`sudo healthcheck`).");
    assert_int_equal(finding.evidence_count, 2);
    host_free(host);
}

static void nobody_is_sent_to_sudo_on_windows(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "file/C/x", LITERAL_UNREADABLE "access is denied" }, { 0 } });

    (void)state;
    finding.is_of_windows = true;
    (void)finding_could_read(&finding, host_ask(host, "file/C/x"));
    finding_finish(&finding);
    assert_non_null(strstr(finding.advice, "elevated prompt"));
    assert_null(strstr(finding.advice, "sudo"));
    host_free(host);
}

static void facts_refused_for_one_reason_are_named_behind_one_another(void **state)
{
    struct host *host = host_open_literal((const char *const[][2]){ { "file/a", LITERAL_UNREADABLE "permission denied" },
                                                                    { "file/b", LITERAL_UNREADABLE "permission denied" },
                                                                    { "file/c", LITERAL_UNREADABLE "timed out" },
                                                                    { 0 } });

    (void)state;
    (void)finding_could_read(&finding, host_ask(host, "file/a"));
    (void)finding_could_read(&finding, host_ask(host, "file/b"));
    (void)finding_could_read(&finding, host_ask(host, "file/c"));
    finding_finish(&finding);
    assert_string_equal(finding.summary, "could not look at file/a, file/b: permission denied; could not look at file/c: timed out");
    host_free(host);
}

static void exit_statuses_are_those_of_monitoring_plugins(void **state)
{
    (void)state;
    assert_int_equal(finding_exit_status(FINDING_OK), 0);
    assert_int_equal(finding_exit_status(FINDING_WARN), 1);
    assert_int_equal(finding_exit_status(FINDING_FAIL), 2);
    assert_int_equal(finding_exit_status(FINDING_UNKNOWN), 3);
    assert_int_equal(finding_exit_status(FINDING_SKIPPED), 3);
    assert_int_equal(finding_worse(FINDING_UNKNOWN, FINDING_WARN), FINDING_WARN);
    assert_int_equal(finding_worse(FINDING_SKIPPED, FINDING_OK), FINDING_OK);
    assert_string_equal(finding_status_name(FINDING_SKIPPED), "skipped");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_worst_status_wins_and_every_sentence_that_is_not_ok_stays),
        CASE(a_sentence_said_twice_stands_once_and_a_longer_one_hides_no_shorter),
        CASE(what_is_ok_needs_no_remedy),
        CASE(advice_for_an_outcome_stands_before_the_checks_own),
        CASE(a_fact_that_could_not_be_read_says_why_and_what_to_do),
        CASE(nobody_is_sent_to_sudo_on_windows),
        CASE(facts_refused_for_one_reason_are_named_behind_one_another),
        CASE(exit_statuses_are_those_of_monitoring_plugins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
