/* Threads. */
#include "tests/support.h"

#include "healthcheck/platform/thread.h"

struct counter {
    struct mutex *mutex;
    struct condition *changed;
    int count, waiting;
};

static void add_a_thousand(void *argument)
{
    struct counter *counter = argument;

    for (int i = 0; i < 1000; i++) {
        mutex_lock(counter->mutex);
        counter->count++;
        mutex_unlock(counter->mutex);
    }
}

static void what_a_mutex_guards_is_changed_by_one_at_a_time(void **state)
{
    struct counter counter = { .mutex = mutex_new() };
    struct thread *threads[4];

    (void)state;
    for (int i = 0; i < 4; i++)
        assert_non_null(threads[i] = thread_start(add_a_thousand, &counter));
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    assert_int_equal(counter.count, 4000);
    mutex_free(counter.mutex);
}

static void wait_for_a_count(void *argument)
{
    struct counter *counter = argument;

    mutex_lock(counter->mutex);
    counter->waiting++;
    condition_wake_all(counter->changed);
    while (counter->count == 0)
        condition_wait(counter->changed, counter->mutex);
    counter->waiting--;
    mutex_unlock(counter->mutex);
}

static void all_that_wait_are_woken(void **state)
{
    struct counter counter = { .mutex = mutex_new(), .changed = condition_new() };
    struct thread *threads[3];

    (void)state;
    for (int i = 0; i < 3; i++)
        assert_non_null(threads[i] = thread_start(wait_for_a_count, &counter));
    mutex_lock(counter.mutex);
    while (counter.waiting < 3)
        condition_wait(counter.changed, counter.mutex);
    counter.count = 1;
    condition_wake_all(counter.changed);
    mutex_unlock(counter.mutex);
    for (int i = 0; i < 3; i++)
        thread_join(threads[i]);
    assert_int_equal(counter.waiting, 0);
    condition_free(counter.changed);
    mutex_free(counter.mutex);
}

static void nothing_is_freed_for_nothing(void **state)
{
    (void)state;
    mutex_free(NULL);
    condition_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_mutex_guards_is_changed_by_one_at_a_time),
        cmocka_unit_test(all_that_wait_are_woken),
        cmocka_unit_test(nothing_is_freed_for_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
