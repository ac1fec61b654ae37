/* --wait: how often and how long it looks again. */
#include "tests/support.h"

#include "healthcheck/wait.h"

static double now;
static int looks, cured_at;

static double now_of_test(void)
{
    return now;
}

static void sleep_of_test(double seconds)
{
    assert_true(seconds > 0);
    now += seconds;
}

static const struct wait_clock clock_of_test = { now_of_test, sleep_of_test };

/* Each look takes a second; from the look `cured_at` on nothing is wrong that time may cure. */
static bool look(void *context)
{
    (void)context;
    now += 1;
    return ++looks < cured_at;
}

static void wait_for(double seconds, int cured)
{
    now = 100;
    looks = 0;
    cured_at = cured;
    wait_while(look, NULL, seconds, &clock_of_test);
}

static void without_a_duration_it_looks_once(void **state)
{
    (void)state;
    wait_for(0, 1000);
    assert_int_equal(looks, 1);
}

static void it_ends_as_soon_as_nothing_is_left_that_time_may_cure(void **state)
{
    (void)state;
    wait_for(300, 1);
    assert_int_equal(looks, 1);
    wait_for(300, 3);
    assert_int_equal(looks, 3);
    assert_true(now == 100 + 3 * 1 + 2 * 15);
}

static void it_ends_when_the_time_is_over_and_looks_once_more_then(void **state)
{
    (void)state;
    wait_for(40, 1000);
    assert_int_equal(looks, 4);
    assert_true(now == 141);
}

static double still(void)
{
    return 0;
}

static void a_clock_that_stands_still_ends_it_too(void **state)
{
    const struct wait_clock held = { still, sleep_of_test };

    (void)state;
    looks = 0;
    cured_at = 1000;
    wait_while(look, NULL, 60, &held);
    assert_int_equal(looks, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_duration_it_looks_once),
        cmocka_unit_test(it_ends_as_soon_as_nothing_is_left_that_time_may_cure),
        cmocka_unit_test(it_ends_when_the_time_is_over_and_looks_once_more_then),
        cmocka_unit_test(a_clock_that_stands_still_ends_it_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
