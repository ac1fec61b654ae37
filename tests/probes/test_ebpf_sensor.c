/* ebpf.sensor: the sensor of events, and why it is not eBPF. */
#include "tests/probes/ebpf_facts.h"

#include <string.h>

#define LOOK(...) FINDING_OF("ebpf.sensor", __VA_ARGS__)

#define TEN       "\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244\303\244"
#define LONG_LINE "x" TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static void ebpf_is_ok(void **state)
{
    struct finding finding = LOOK(AGENT_WITH("ebpf"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "the sensor is ebpf");
    assert_string_equal(finding.value, "ebpf");
}

static void netlink_names_the_events_it_loses(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("netlink"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "file and socket events are lost"));
    assert_non_null(strstr(finding.summary, "microsoft_defender_core.log is not there to say why"));
    assert_non_null(strstr(finding.advice, "mdatp config ebpf-supplementary-event-provider --value enabled"));
    assert_null(strstr(finding.advice, "AuditD"));
}

static void the_newest_lines_of_the_log_are_shown(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("netlink"),
                                  { "file-tail/var/log/microsoft/mdatp/microsoft_defender_core.log",
                                    "[1] ebpf: one\n[2] eBPF two\n[3] other\n[4] EBPF three\n[5] ebpf: four\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "\"[2] eBPF two\", \"[4] EBPF three\", \"[5] ebpf: four\""));
    assert_null(strstr(finding.summary, "[1]"));
}

static void a_long_line_of_the_log_is_cut_between_characters(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("netlink"),
                                  { "file-tail/var/log/microsoft/mdatp/microsoft_defender_core.log", "ebpf" LONG_LINE "\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "…"));
    assert_true(text_is_utf8(finding.summary, strlen(finding.summary)));
}

static void a_log_that_cannot_be_read_is_said(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("netlink"),
                                  { "file-tail/var/log/microsoft/mdatp/microsoft_defender_core.log", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "could not look at file-tail"));
}

static void a_managed_setting_explains_it(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("netlink"), MANAGED("disabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "mdatp_managed.json disables eBPF"));
    assert_null(strstr(finding.summary, "core.log"));
    assert_non_null(strstr(finding.advice, "features.ebpfSupplementaryEventProvider"));
}

static void an_old_kernel_explains_it(void **state)
{
    struct finding finding = LOOK(LINUX("4.14.355-280.672.amzn2.x86_64", "amzn", "2"), AGENT_WITH("netlink"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "kernel 4.14.355-280.672.amzn2.x86_64 is below the matrix"));
    assert_null(strstr(finding.summary, "core.log"));
}

static void auditd_warns_and_is_not_recommended(void **state)
{
    struct finding finding =
        LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"),
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : []\napp_version : \"101.23062.0010\"\nsupplementary_events_subsystem : \"auditd\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "the sensor is auditd"));
    assert_non_null(strstr(finding.summary, "agents before 101.23082.0006 do not use eBPF by default"));
    assert_non_null(strstr(finding.advice, "dnf upgrade mdatp"));
    assert_null(strstr(finding.advice, "auditd"));
}

static void another_sensor_warns_by_name(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("fanotify"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "the sensor is fanotify, not ebpf"));
}

static void unavailable_fails(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH("unavailable"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "the agent has no sensor for events (unavailable)"));
}

static void empty_fails(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), AGENT_WITH(""));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "(empty)"));
}

static void the_health_issue_fails_whatever_the_field_says(void **state)
{
    struct finding finding =
        LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"),
             { "command/mdatp-health", "healthy : true\nhealth_issues : [\"no active supplementary event provider\"]\napp_version : "
                                       "\"101.26032.0000\"\nsupplementary_events_subsystem : \"netlink\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "the agent reports \"no active supplementary event provider\"; the sensor is netlink"));
}

static void the_health_issue_fails_without_the_field(void **state)
{
    struct finding finding =
        LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"),
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : [\"no active supplementary event provider\"]\napp_version : \"101.26032.0000\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void an_agent_that_does_not_report_it_is_skipped(void **state)
{
    struct finding finding = LOOK({ "command/mdatp-health", "healthy : true\nhealth_issues : []\napp_version : \"101.00.00\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void an_agent_that_cannot_be_asked_is_unknown(void **state)
{
    struct finding finding = LOOK({ "command/mdatp-health", LITERAL_UNREADABLE "timed out" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "`mdatp health` does not answer: timed out"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ebpf_is_ok),
        cmocka_unit_test(netlink_names_the_events_it_loses),
        cmocka_unit_test(the_newest_lines_of_the_log_are_shown),
        cmocka_unit_test(a_long_line_of_the_log_is_cut_between_characters),
        cmocka_unit_test(a_log_that_cannot_be_read_is_said),
        cmocka_unit_test(a_managed_setting_explains_it),
        cmocka_unit_test(an_old_kernel_explains_it),
        cmocka_unit_test(auditd_warns_and_is_not_recommended),
        cmocka_unit_test(another_sensor_warns_by_name),
        cmocka_unit_test(unavailable_fails),
        cmocka_unit_test(empty_fails),
        cmocka_unit_test(the_health_issue_fails_whatever_the_field_says),
        cmocka_unit_test(the_health_issue_fails_without_the_field),
        cmocka_unit_test(an_agent_that_does_not_report_it_is_skipped),
        cmocka_unit_test(an_agent_that_cannot_be_asked_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
