/* auditctl: rules that were left, and whether they can be taken away. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/auditctl.h"

static struct audit_rules rules_of_text(const char *text)
{
    return audit_rules_read(text, strlen(text), "mdatp");
}

static void rules_with_the_agent_s_key_are_counted(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/auditctl/rules.mdatp-left.txt", &size);
    struct audit_rules rules = audit_rules_read(bytes, size, "mdatp");

    (void)state;
    assert_true(rules.is_understood);
    assert_int_equal(rules.count, 6);
    assert_int_equal(rules.with_key, 3);
    assert_true(span_is(rules.first, "-a always,exit -F arch=b64 -S rename,unlink -F key=mdatp"));
    free(bytes);
}

static void no_rules_is_an_answer(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/auditctl/rules.none.txt", &size);
    struct audit_rules rules = audit_rules_read(bytes, size, "mdatp");

    (void)state;
    assert_true(rules.is_understood);
    assert_int_equal(rules.count, 0);
    free(bytes);
}

static void an_error_message_is_no_answer(void **state)
{
    (void)state;
    assert_false(rules_of_text("You must be root to run this program.\n").is_understood);
    assert_false(audit_rules_read(NULL, 0, "mdatp").is_understood);
}

static void a_key_counts_whole_and_in_each_spelling(void **state)
{
    (void)state;
    assert_int_equal(rules_of_text("-w /etc/x -p wa -k mdatp\n").with_key, 1);
    assert_int_equal(rules_of_text("-w /etc/x -p wa -k \"mdatp\"\r\n").with_key, 1);
    assert_int_equal(rules_of_text("-w /etc/x -p wa -k mdatp2\n").with_key, 0);
    assert_int_equal(rules_of_text("-w /opt/mdatp -p wa -k other\n").with_key, 0);
    assert_int_equal(rules_of_text("-w /etc/x -p wa -k\n").with_key, 0);
    assert_int_equal(rules_of_text("# -w /etc/x -k mdatp\n-D\n-b 8192\n").count, 0);
}

static void the_form_of_old_versions_is_understood(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/auditctl/rules.old.txt", &size);
    struct audit_rules rules = audit_rules_read(bytes, size, "mdatp");
    int enabled;

    (void)state;
    assert_int_equal(rules.count, 2);
    assert_int_equal(rules.with_key, 1);
    free(bytes);
    assert_true(audit_status_enabled("AUDIT_STATUS: enabled=2 flag=1 pid=812\n", 39, &enabled));
    assert_int_equal(enabled, 2);
}

static int enabled_of_file(const char *path)
{
    size_t size;
    char *bytes = read_project_file(path, &size);
    int enabled = -1;

    assert_true(audit_status_enabled(bytes, size, &enabled));
    free(bytes);
    return enabled;
}

static void the_state_says_whether_rules_can_change(void **state)
{
    int enabled;

    (void)state;
    assert_int_equal(enabled_of_file("tests/data/auditctl/status.off.txt"), 0);
    assert_int_equal(enabled_of_file("tests/data/auditctl/status.immutable.txt"), 2);
    assert_false(audit_status_enabled("enabled two\n", 12, &enabled));
    assert_false(audit_status_enabled("failure 1\n", 10, &enabled));
    assert_false(audit_status_enabled(NULL, 0, &enabled));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_with_the_agent_s_key_are_counted), cmocka_unit_test(no_rules_is_an_answer),
        cmocka_unit_test(an_error_message_is_no_answer),          cmocka_unit_test(a_key_counts_whole_and_in_each_spelling),
        cmocka_unit_test(the_form_of_old_versions_is_understood), cmocka_unit_test(the_state_says_whether_rules_can_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
