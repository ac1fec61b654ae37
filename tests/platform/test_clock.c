/* The time. */
#include "tests/support.h"

#include <stdlib.h>
#include <time.h>

#include "healthcheck/platform/clock.h"

static void the_clock_goes_and_sleeping_takes_time(void **state)
{
    moment before = clock_now();
    double begun = clock_monotonic();

    (void)state;
    assert_true(before > 1700000000 && llabs(before - (long long)time(NULL)) <= 1);
    clock_sleep(0.05);
    assert_true(clock_monotonic() - begun >= 0.05);
    assert_true(clock_now() >= before);
}

static void a_held_clock_stands_still(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1780300800", 1);
    assert_int_equal(clock_now(), 1780300800);
    assert_true(clock_monotonic() == 0);
    clock_sleep(0.01);
    assert_true(clock_monotonic() == 0);
    unsetenv("SOURCE_DATE_EPOCH");
}

static void a_variable_that_is_no_moment_holds_nothing(void **state)
{
    static const char *const values[] = { "", "yesterday", "12x", " 5", "-5", "+5", "99999999999999999999" };

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        setenv("SOURCE_DATE_EPOCH", values[i], 1);
        assert_true(llabs(clock_now() - (long long)time(NULL)) <= 1);
    }
    unsetenv("SOURCE_DATE_EPOCH");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clock_goes_and_sleeping_takes_time),
        cmocka_unit_test(a_held_clock_stands_still),
        cmocka_unit_test(a_variable_that_is_no_moment_holds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
