/* Work that may never end, where the system starts no further thread. */
#include "tests/support.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "healthcheck/host/live.h"
#include "healthcheck/platform/patient.h"
#include "tests/faults.h"

static const struct fault no_threads[] = { { SYS_clone, -1, 0, 0, EAGAIN }, { SYS_clone3, -1, 0, 0, EAGAIN }, { 0 } };
static int done;

static void count(void *task)
{
    (void)task;
    done++;
}

static void nobody_forgets(void *task)
{
    (void)task;
    fail_msg("the work ended, and its task was forgotten");
}

static void start_without_threads(void *is_started)
{
    *(bool *)is_started = patient_start(count, NULL) != NULL;
}

static void start_anyway_without_threads(void *is_over)
{
    *(bool *)is_over = patient_wait(patient_start_anyway(count, NULL), 60, nobody_forgets);
}

static void give(const char *what, struct answer *answer)
{
    text_append(&answer->text, what);
}

static void ask_without_threads(void *answer)
{
    live_answer_patiently("the oracle", 60, give, "what it was", answer);
}

static void work_is_not_begun_where_nobody_could_leave_it(void **state)
{
    bool is_started = true;

    (void)state;
    done = 0;
    faults_during(no_threads, start_without_threads, &is_started);
    assert_false(is_started);
    assert_int_equal(done, 0);
}

static void work_that_has_to_be_done_is_done_by_the_caller(void **state)
{
    bool is_over = false;

    (void)state;
    done = 0;
    faults_during(no_threads, start_anyway_without_threads, &is_over);
    assert_true(is_over);
    assert_int_equal(done, 1);
}

static void a_question_that_cannot_be_put_is_unreadable_and_says_so(void **state)
{
    struct answer answer = { 0 };

    (void)state;
    faults_during(no_threads, ask_without_threads, &answer);
    assert_int_equal(answer.state, FACT_UNREADABLE);
    assert_string_equal(answer.why, "the oracle cannot be asked: the system starts no further thread");
    free(answer.why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_is_not_begun_where_nobody_could_leave_it),
        cmocka_unit_test(work_that_has_to_be_done_is_done_by_the_caller),
        cmocka_unit_test(a_question_that_cannot_be_put_is_unreadable_and_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
