/* Where the time of an attempt went. */
#include "tests/support.h"

#include "proxy/phases.h"

static double sum_of(const double phase_ms[ATTEMPT_PHASES])
{
    double sum = 0;

    for (int i = 0; i < ATTEMPT_PHASES; i++)
        sum += phase_ms[i] >= 0 ? phase_ms[i] : 0;
    return sum;
}

static void a_whole_attempt_is_told_in_its_phases(void **state)
{
    struct phases phases = phases_begin(true, true, 10);
    double phase_ms[ATTEMPT_PHASES], total_ms;

    (void)state;
    phases_end(&phases, PHASE_DNS, 10.5);
    phases_end(&phases, PHASE_CONNECT, 11);
    phases_end(&phases, PHASE_PROXY, 13);
    phases_end(&phases, PHASE_TLS, 13.25);
    phases_end(&phases, PHASE_FIRST_BYTE, 14.25);
    phases_measure(&phases, 14.5, phase_ms, &total_ms);
    assert_float_equal(phase_ms[PHASE_DNS], 500, 0.001);
    assert_float_equal(phase_ms[PHASE_CONNECT], 500, 0.001);
    assert_float_equal(phase_ms[PHASE_PROXY], 2000, 0.001);
    assert_float_equal(phase_ms[PHASE_TLS], 250, 0.001);
    assert_float_equal(phase_ms[PHASE_FIRST_BYTE], 1000, 0.001);
    assert_float_equal(phase_ms[PHASE_TRANSFER], 250, 0.001);
    assert_float_equal(total_ms, 4500, 0.001);
    assert_true(total_ms == sum_of(phase_ms));
}

static void the_phase_it_broke_in_ends_with_the_attempt_and_later_ones_are_not_reached(void **state)
{
    struct phases phases = phases_begin(true, true, 1);
    double phase_ms[ATTEMPT_PHASES], total_ms;

    (void)state;
    phases_end(&phases, PHASE_DNS, 1.25);
    phases_end(&phases, PHASE_CONNECT, 1.5);
    phases_measure(&phases, 4, phase_ms, &total_ms);
    assert_float_equal(phase_ms[PHASE_PROXY], 2500, 0.001);
    assert_true(phase_ms[PHASE_TLS] == PHASE_NOT_REACHED);
    assert_true(phase_ms[PHASE_FIRST_BYTE] == PHASE_NOT_REACHED);
    assert_true(phase_ms[PHASE_TRANSFER] == PHASE_NOT_REACHED);
    assert_float_equal(total_ms, 3000, 0.001);
}

static void what_an_attempt_does_not_have_is_not_reached(void **state)
{
    struct phases phases = phases_begin(false, false, 0);
    double phase_ms[ATTEMPT_PHASES], total_ms;

    (void)state;
    phases_end(&phases, PHASE_FIRST_BYTE, 0.5);
    phases_measure(&phases, 0.5, phase_ms, &total_ms);
    assert_true(phase_ms[PHASE_PROXY] == PHASE_NOT_REACHED);
    assert_true(phase_ms[PHASE_TLS] == PHASE_NOT_REACHED);
    assert_float_equal(phase_ms[PHASE_DNS], 500, 0.001);
    assert_true(phase_ms[PHASE_CONNECT] == 0);
    assert_true(phase_ms[PHASE_TRANSFER] == 0);
    assert_float_equal(total_ms, 500, 0.001);
}

/* A second address is tried while the first is waited for. */
static void only_the_first_end_of_a_phase_counts(void **state)
{
    struct phases phases = phases_begin(false, false, 0);
    double phase_ms[ATTEMPT_PHASES], total_ms;

    (void)state;
    phases_end(&phases, PHASE_DNS, 0.125);
    phases_end(&phases, PHASE_DNS, 0.325);
    phases_end(&phases, PHASE_CONNECT, 0.5);
    phases_measure(&phases, 1, phase_ms, &total_ms);
    assert_float_equal(phase_ms[PHASE_DNS], 125, 0.001);
    assert_float_equal(phase_ms[PHASE_CONNECT], 375, 0.001);
    assert_float_equal(total_ms, 1000, 0.001);
}

static void nothing_but_zeros_where_the_clock_is_held(void **state)
{
    struct phases phases = phases_begin(false, true, 0);
    double phase_ms[ATTEMPT_PHASES], total_ms;

    (void)state;
    phases_measure(&phases, 0, phase_ms, &total_ms);
    assert_true(phase_ms[PHASE_DNS] == 0);
    assert_true(phase_ms[PHASE_CONNECT] == PHASE_NOT_REACHED);
    assert_true(total_ms == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_attempt_is_told_in_its_phases),
        cmocka_unit_test(the_phase_it_broke_in_ends_with_the_attempt_and_later_ones_are_not_reached),
        cmocka_unit_test(what_an_attempt_does_not_have_is_not_reached),
        cmocka_unit_test(only_the_first_end_of_a_phase_counts),
        cmocka_unit_test(nothing_but_zeros_where_the_clock_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
