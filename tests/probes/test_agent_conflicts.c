/* agent.conflicts: does another product stand in the agent's way? */
#include "tests/support.h"

#include <string.h>

static void no_other_product_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" },
                                                             { "system/processes", "sshd\nwdavdaemon\n" },
                                                             { "system/fanotify", "pid=1 path=/opt/microsoft/mdatp/sbin/wdavdaemon\n" },
                                                             { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "no conflicting product is known");
}

static void what_the_agent_names_is_a_warning(void **state)
{
    struct finding finding =
        look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : [\"falcon-sensor\"]\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the agent names falcon-sensor as conflicting");
    assert_non_null(strstr(finding.advice, "mde-side-by-side"));
}

static void a_known_process_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.conflicts",
        (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" }, { "system/processes", "ds_agent\nsshd\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "ds_agent (Trend Micro) runs beside the agent");
}

static void sophos_is_known_by_the_beginning_of_its_names(void **state)
{
    struct finding finding =
        look_at("agent.conflicts",
                (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" }, { "system/processes", "savd\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "Sophos"));
}

static void a_known_program_is_a_warning(void **state)
{
    struct finding finding = look_at(
        "agent.conflicts",
        (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" }, { "file-info/usr/sbin/haproxy", "size=1" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "/usr/sbin/haproxy"));
}

static void another_user_of_fanotify_is_a_warning(void **state)
{
    struct finding finding = look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" },
                                                                                  { "system/fanotify", "pid=812 path=/opt/other/scanner\n" },
                                                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "scanner (process 812) uses fanotify, too");
}

static void fapolicyd_is_told(void **state)
{
    struct finding finding = look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" },
                                                                                  { "system/fanotify", "pid=812 path=/usr/sbin/fapolicyd\n" },
                                                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "fapolicyd"));
}

static void users_of_fanotify_that_cannot_be_seen_are_unknown(void **state)
{
    struct finding finding = look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" },
                                                                                  { "system/fanotify", LITERAL_UNREADABLE "permission denied" },
                                                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void processes_that_cannot_be_seen_are_unknown(void **state)
{
    struct finding finding = look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", "conflicting_applications : []\n" },
                                                                                  { "system/processes", LITERAL_UNREADABLE "permission denied" },
                                                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.conflicts", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_capture_with_countless_conflicts_is_judged_at_once(void **state)
{
    struct text processes = { 0 };
    struct finding finding;

    (void)state;
    for (int i = 0; i < 200000; i++)
        text_append_format(&processes, "sav%d\n", i);
    finding = look_at("agent.conflicts", (const char *const[][2]){ { "system/processes", text_of(&processes) }, { 0 } });
    assert_int_equal(finding.status, FINDING_WARN);
    assert_true(strlen(finding.summary) < 4096);
    text_free(&processes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_other_product_is_ok),
        cmocka_unit_test(what_the_agent_names_is_a_warning),
        cmocka_unit_test(a_known_process_is_a_warning),
        cmocka_unit_test(sophos_is_known_by_the_beginning_of_its_names),
        cmocka_unit_test(a_known_program_is_a_warning),
        cmocka_unit_test(another_user_of_fanotify_is_a_warning),
        cmocka_unit_test(fapolicyd_is_told),
        cmocka_unit_test(users_of_fanotify_that_cannot_be_seen_are_unknown),
        cmocka_unit_test(processes_that_cannot_be_seen_are_unknown),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
        cmocka_unit_test(a_capture_with_countless_conflicts_is_judged_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
