/* What may never answer a live machine, on either system. */
#include "tests/support.h"

#include <stdlib.h>

#include "healthcheck/host/live.h"
#include "healthcheck/platform/clock.h"

static void answer_at_once(const char *what, struct answer *answer)
{
    text_append_format(&answer->text, "%s is well", what);
}

static void refuse(const char *what, struct answer *answer)
{
    answer_unreadable(answer, "%s: permission denied", what);
}

/* Ends before the test program does, and touches nothing but its own. */
static void answer_late(const char *what, struct answer *answer)
{
    clock_sleep(0.5);
    answer_at_once(what, answer);
}

static void an_answer_in_time_is_told_as_it_is(void **state)
{
    struct answer given = { 0 }, refused = { 0 };

    (void)state;
    live_answer_patiently("the oracle", 60, answer_at_once, "Delphi", &given);
    assert_int_equal(given.state, FACT_PRESENT);
    assert_string_equal(text_of(&given.text), "Delphi is well");
    text_free(&given.text);
    live_answer_patiently("the oracle", 60, refuse, "Delphi", &refused);
    assert_int_equal(refused.state, FACT_UNREADABLE);
    assert_string_equal(refused.why, "Delphi: permission denied");
    free(refused.why);
}

static void who_does_not_answer_is_named_with_the_time_that_was_waited(void **state)
{
    char *what = text_format("Delphi");
    struct answer answer = { 0 };

    (void)state;
    live_answer_patiently("the oracle", 0.1, answer_late, what, &answer);
    free(what); /* who answers late has a copy */
    assert_int_equal(answer.state, FACT_UNREADABLE);
    assert_string_equal(answer.why, "the oracle did not answer within 0.1 s");
    assert_string_equal(text_of(&answer.text), "");
    free(answer.why);
    clock_sleep(0.8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_in_time_is_told_as_it_is),
        cmocka_unit_test(who_does_not_answer_is_named_with_the_time_that_was_waited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
