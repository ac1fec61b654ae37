/* ebpf.audit_rules: what the former sensor left. */
#include "tests/probes/ebpf_facts.h"

#include <string.h>

#define LOOK(...) FINDING_OF("ebpf.audit_rules", __VA_ARGS__)

static void no_rules_are_ok(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "No rules\n" }, { "folder/etc/audit/rules.d", "audit.rules\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "no audit rule has the key mdatp");
}

static void rules_of_others_are_ok(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "-w /etc/shadow -p wa -k identity\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void rules_that_are_left_warn(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "-a always,exit -F arch=b64 -S execve -F key=mdatp\n-w /etc/shadow -p wa -k identity\n" },
                                  { "command/audit-status", "enabled 1\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "audit rules with the key mdatp are left (1), the first: -a always,exit -F arch=b64 -S execve -F key=mdatp");
    assert_non_null(strstr(finding.advice, "auditctl -D -k mdatp"));
}

static void immutable_rules_fail_and_need_a_restart(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "-a always,exit -F arch=b64 -S execve -F key=mdatp\n-w /etc/shadow -p wa -k identity\n" },
                                  { "command/audit-status", "enabled 2\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "immutable"));
    assert_non_null(strstr(finding.advice, "Restart the machine"));
}

static void immutable_without_rules_is_ok(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "No rules\n" }, { "command/audit-status", "enabled 2\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void the_file_warns(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "No rules\n" }, { "folder/etc/audit/rules.d", "audit.rules\nmdatp.rules\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "/etc/audit/rules.d/mdatp.rules is left"));
    assert_non_null(strstr(finding.advice, "rm -f /etc/audit/rules.d/mdatp.rules"));
}

static void the_file_counts_where_the_folder_was_not_captured(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "No rules\n" }, { "file/etc/audit/rules.d/mdatp.rules", "-w /x -k mdatp\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void files_of_the_analyzer_warn_by_name(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "No rules\n" },
                                  { "folder/etc/audit/rules.d", "1_mdatp.skip_faulty_rule.rules\nexclude.rules\nmdatp.rate_limit.rules\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "mdatp.rate_limit.rules is left"));
    assert_non_null(strstr(finding.summary, "1_mdatp.skip_faulty_rule.rules is left"));
    assert_non_null(strstr(finding.summary, "exclude.rules is left"));
    assert_non_null(strstr(finding.summary, "cannot be migrated"));
}

static void an_agent_with_auditd_needs_its_rules(void **state)
{
    struct finding finding =
        LOOK({ "command/audit-rules", "-a always,exit -F arch=b64 -S execve -F key=mdatp\n-w /etc/shadow -p wa -k identity\n" },
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : []\napp_version : \"101.23062.0010\"\nsupplementary_events_subsystem : \"auditd\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "the sensor is auditd, and reads these rules");
}

static void rules_that_cannot_be_listed_are_unknown(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at command/audit-rules: permission denied");
}

static void an_answer_that_is_none_is_unknown(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "You must be root to run this program.\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_state_that_cannot_be_asked_still_warns(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "-a always,exit -F arch=b64 -S execve -F key=mdatp\n-w /etc/shadow -p wa -k identity\n" },
                                  { "command/audit-status", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "could not look at command/audit-status"));
}

static void a_folder_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", "No rules\n" }, { "folder/etc/audit/rules.d", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_machine_without_auditctl_has_no_rules(void **state)
{
    struct finding finding = LOOK({ "command/audit-rules", LITERAL_UNREADABLE "not installed" }, { "command-status/audit-rules", "missing" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_rules_are_ok),
        cmocka_unit_test(rules_of_others_are_ok),
        cmocka_unit_test(rules_that_are_left_warn),
        cmocka_unit_test(immutable_rules_fail_and_need_a_restart),
        cmocka_unit_test(immutable_without_rules_is_ok),
        cmocka_unit_test(the_file_warns),
        cmocka_unit_test(the_file_counts_where_the_folder_was_not_captured),
        cmocka_unit_test(files_of_the_analyzer_warn_by_name),
        cmocka_unit_test(an_agent_with_auditd_needs_its_rules),
        cmocka_unit_test(rules_that_cannot_be_listed_are_unknown),
        cmocka_unit_test(an_answer_that_is_none_is_unknown),
        cmocka_unit_test(a_state_that_cannot_be_asked_still_warns),
        cmocka_unit_test(a_folder_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_machine_without_auditctl_has_no_rules),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
