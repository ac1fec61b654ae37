/* Which known name did somebody mean? */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/nearest.h"

static void a_name_is_as_far_as_it_takes_strokes_to_mend(void **state)
{
    (void)state;
    assert_int_equal(nearest_distance("wsl.version", "wsl.version"), 0);
    assert_int_equal(nearest_distance("wsl.versio", "wsl.version"), 1);
    assert_int_equal(nearest_distance("wsl.versjon", "wsl.version"), 1);
    assert_int_equal(nearest_distance("wsl.versoin", "wsl.version"), 2);
    assert_int_equal(nearest_distance("kitten", "sitting"), 3);
    assert_int_equal(nearest_distance("", "abc"), 3);
    assert_int_equal(nearest_distance("abc", ""), 3);
}

static void case_is_no_distance(void **state)
{
    (void)state;
    assert_int_equal(nearest_distance("e_abort", "E_ABORT"), 0);
}

static void an_endless_name_is_cut(void **state)
{
    char *endless = memory_get(1000001);

    (void)state;
    memset(endless, 'x', 1000000);
    assert_int_equal(nearest_distance(endless, "wsl.version"), NEAREST_LONGEST);
    assert_int_equal(nearest_distance("wsl.version", endless), NEAREST_LONGEST);
    free(endless);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_as_far_as_it_takes_strokes_to_mend),
        cmocka_unit_test(case_is_no_distance),
        cmocka_unit_test(an_endless_name_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
