/* agent.managed_config: can the agent read what its administrator set? */
#include "tests/support.h"

#include <string.h>

static void no_file_is_ok(void **state)
{
    struct finding finding = look_at("agent.managed_config", (const char *const[][2]){ { "system/platform", "linux" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_valid_file_is_ok(void **state)
{
    struct finding finding = look_at("agent.managed_config", (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json",
                                                                                         "{ \"cloudService\": { \"enabled\": true } }" },
                                                                                       { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "mdatp_managed.json is valid");
}

static void an_unknown_key_is_a_warning_with_its_line(void **state)
{
    struct finding finding =
        look_at("agent.managed_config",
                (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{\n\"cloudService\": {\n\"colour\": 1 } }" },
                                          { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "line 3 of mdatp_managed.json: unknown key cloudService.colour");
    assert_non_null(strstr(finding.advice, "line 3"));
    assert_non_null(strstr(finding.advice, "linux-preferences"));
}

static void a_key_in_the_wrong_place_is_told_its_right_one(void **state)
{
    struct finding finding = look_at("agent.managed_config", (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json",
                                                                                         "{ \"ebpfSupplementaryEventProvider\": \"disabled\" }" },
                                                                                       { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.advice, "features.ebpfSupplementaryEventProvider"));
}

static void a_wrong_type_is_a_warning_with_its_line(void **state)
{
    struct finding finding = look_at("agent.managed_config", (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json",
                                                                                         "{ \"cloudService\":\n{ \"enabled\": \"true\" } }" },
                                                                                       { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "line 2 of mdatp_managed.json: cloudService.enabled should be true or false, without quotes");
}

static void what_is_not_json_fails_with_its_line(void **state)
{
    struct finding finding = look_at(
        "agent.managed_config",
        (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{ \"cloudService\": { }\n\"edr\": { } }" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "mdatp_managed.json is not JSON: line 2");
    assert_non_null(strstr(finding.advice, "python3 -m json.tool"));
}

static void an_empty_file_fails(void **state)
{
    struct finding finding =
        look_at("agent.managed_config", (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void a_file_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = look_at(
        "agent.managed_config",
        (const char *const[][2]){ { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_file_is_ok),
        cmocka_unit_test(a_valid_file_is_ok),
        cmocka_unit_test(an_unknown_key_is_a_warning_with_its_line),
        cmocka_unit_test(a_key_in_the_wrong_place_is_told_its_right_one),
        cmocka_unit_test(a_wrong_type_is_a_warning_with_its_line),
        cmocka_unit_test(what_is_not_json_fails_with_its_line),
        cmocka_unit_test(an_empty_file_fails),
        cmocka_unit_test(a_file_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
