/* A table from texts to things. */
#include "tests/support.h"

#include <stdio.h>

#include "healthcheck/core/table.h"

static void ten_thousand_things_are_found_again_in_their_order(void **state)
{
    static char keys[10000][16];
    struct table table = { 0 };

    (void)state;
    for (size_t i = 0; i < 10000; i++) {
        snprintf(keys[i], sizeof keys[i], "key %zu", i);
        table_put(&table, keys[i], keys[i]);
    }
    assert_int_equal(table.count, 10000);
    for (size_t i = 0; i < 10000; i++) {
        assert_ptr_equal(table_find(&table, keys[i]), keys[i]);
        assert_ptr_equal(table.entries[i].key, keys[i]);
    }
    assert_null(table_find(&table, "key"));
    assert_null(table_find(&table, ""));
    table_free(&table);
    assert_null(table_find(&table, "key 1"));
}

static void the_last_thing_put_under_a_key_counts(void **state)
{
    struct table table = { 0 };
    int one, two;

    (void)state;
    table_put(&table, "a", &one);
    table_put(&table, "a", &two);
    assert_ptr_equal(table_find(&table, "a"), &two);
    assert_int_equal(table.count, 1);
    table_free(&table);
}

static void case_matters_unless_it_is_told_not_to(void **state)
{
    struct table exact = { 0 }, folded = { .ignores_case = true };
    int thing;

    (void)state;
    table_put(&exact, "Key", &thing);
    table_put(&folded, "Key", &thing);
    assert_null(table_find(&exact, "kEY"));
    assert_ptr_equal(table_find(&folded, "kEY"), &thing);
    table_free(&exact);
    table_free(&folded);
    assert_true(folded.ignores_case);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_things_are_found_again_in_their_order),
        cmocka_unit_test(the_last_thing_put_under_a_key_counts),
        cmocka_unit_test(case_matters_unless_it_is_told_not_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
