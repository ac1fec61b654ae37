/* Work that may never end. */
#include "tests/support.h"

#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/patient.h"
#include "healthcheck/platform/thread.h"

static struct mutex *mutex;
static struct condition *changed;
static bool is_released, is_done, is_forgotten;

static void set(bool *flag)
{
    mutex_lock(mutex);
    *flag = true;
    condition_wake_all(changed);
    mutex_unlock(mutex);
}

static void wait_for(const bool *flag)
{
    mutex_lock(mutex);
    while (!*flag)
        condition_wait(changed, mutex);
    mutex_unlock(mutex);
}

static void do_at_once(void *task)
{
    *(int *)task = 42;
}

static void hang(void *task)
{
    (void)task;
    wait_for(&is_released);
    set(&is_done);
}

static void forget(void *task)
{
    (void)task;
    set(&is_forgotten);
}

static int reset(void **state)
{
    (void)state;
    is_released = is_done = is_forgotten = false;
    return 0;
}

static void what_ends_in_time_is_the_callers_again(void **state)
{
    int number = 0;

    (void)state;
    assert_true(patient_wait(patient_start(do_at_once, &number), 60, forget));
    assert_int_equal(number, 42);
    assert_true(patient_wait(patient_start_anyway(do_at_once, &number), 60, forget));
    assert_false(is_forgotten);
}

static void what_hangs_is_left_to_itself_and_forgotten_at_its_end(void **state)
{
    double begin = clock_monotonic();

    (void)state;
    assert_false(patient_wait(patient_start(hang, NULL), 0.2, forget));
    assert_true(clock_monotonic() - begin >= 0.15 && clock_monotonic() - begin < 30);
    assert_false(is_done || is_forgotten);
    set(&is_released);
    wait_for(&is_forgotten);
    assert_true(is_done);
}

static void no_time_at_all_is_no_endless_wait(void **state)
{
    (void)state;
    assert_false(patient_wait(patient_start(hang, NULL), 0, forget));
    set(&is_released);
    wait_for(&is_forgotten);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_ends_in_time_is_the_callers_again, reset),
        cmocka_unit_test_setup(what_hangs_is_left_to_itself_and_forgotten_at_its_end, reset),
        cmocka_unit_test_setup(no_time_at_all_is_no_endless_wait, reset),
    };

    mutex = mutex_new();
    changed = condition_new();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
