/* Rows of the lists that Windows' own tools print. */
#include "tests/support.h"

#include "healthcheck/host/windows_csv.h"

static void processes_are_rows_of_quoted_cells(void **state)
{
    struct span rest =
        span_of("\r\n\"System Idle Process\",\"0\",\"Services\",\"0\",\"8 K\"\r\n\"MsMpEng.exe\",\"4120\",\"Services\",\"0\",\"289,112 K\"\r\n");
    struct span cells[8];

    (void)state;
    assert_int_equal(windows_csv_next(&rest, cells, 8), 5);
    assert_true(span_is(cells[0], "System Idle Process"));
    assert_int_equal(windows_csv_next(&rest, cells, 2), 2);
    assert_true(span_is(cells[0], "MsMpEng.exe"));
    assert_true(span_is(cells[1], "4120"));
    assert_int_equal(windows_csv_next(&rest, cells, 8), 0);
}

static void a_quote_within_a_cell_and_a_cell_without_end_do_no_harm(void **state)
{
    struct span rest = span_of("\"a \"\"b\"\" c\",\"\"\n\"open\n\nINFO: No tasks are running which match the specified criteria.\n\"x\",y\n");
    struct span cells[4];

    (void)state;
    assert_int_equal(windows_csv_next(&rest, cells, 4), 2);
    assert_true(span_is(cells[0], "a \"\"b\"\" c"));
    assert_int_equal(cells[1].size, 0);
    assert_int_equal(windows_csv_next(&rest, cells, 4), 1);
    assert_true(span_is(cells[0], "x"));
    assert_int_equal(windows_csv_next(&rest, cells, 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_are_rows_of_quoted_cells),
        cmocka_unit_test(a_quote_within_a_cell_and_a_cell_without_end_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
