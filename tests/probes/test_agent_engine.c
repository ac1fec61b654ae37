/* agent.engine: is the antivirus engine loaded, where it should be? */
#include "tests/support.h"

#include <string.h>

static void a_loaded_engine_is_ok(void **state)
{
    struct finding finding =
        look_at("agent.engine", (const char *const[][2]){ { "command/mdatp-health", "engine_load_status : \"Engine load succeeded\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void a_passive_agent_needs_none(void **state)
{
    struct finding finding = look_at(
        "agent.engine",
        (const char *const[][2]){ { "command/mdatp-health", "engine_load_status : \"Engine not loaded\"\npassive_mode_enabled : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "passive"));
}

static void without_real_time_protection_none_is_needed(void **state)
{
    struct finding finding =
        look_at("agent.engine",
                (const char *const[][2]){
                    { "command/mdatp-health", "engine_load_status : \"Engine not loaded\"\nreal_time_protection_enabled : false\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_engine_that_is_not_loaded_fails_otherwise(void **state)
{
    struct finding finding = look_at(
        "agent.engine", (const char *const[][2]){
                            { "command/mdatp-health",
                              "engine_load_status : \"Engine not loaded\"\npassive_mode_enabled : false\nreal_time_protection_enabled : true\n" },
                            { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.advice, "mdatp definitions update"));
}

static void another_status_fails_in_its_own_words(void **state)
{
    struct finding finding =
        look_at("agent.engine", (const char *const[][2]){ { "command/mdatp-health", "engine_load_status : \"Engine load failed\"\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "the engine says: Engine load failed");
}

static void a_field_that_is_not_there_is_skipped(void **state)
{
    struct finding finding = look_at("agent.engine", (const char *const[][2]){ { "command/mdatp-health", "healthy : true\n" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_SKIPPED);
    assert_string_equal(finding.summary, "not reported by this version");
}

static void an_agent_that_does_not_answer_is_unknown(void **state)
{
    struct finding finding =
        look_at("agent.engine", (const char *const[][2]){ { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loaded_engine_is_ok),
        cmocka_unit_test(a_passive_agent_needs_none),
        cmocka_unit_test(without_real_time_protection_none_is_needed),
        cmocka_unit_test(an_engine_that_is_not_loaded_fails_otherwise),
        cmocka_unit_test(another_status_fails_in_its_own_words),
        cmocka_unit_test(a_field_that_is_not_there_is_skipped),
        cmocka_unit_test(an_agent_that_does_not_answer_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
