/* Versions compare number by number, never as text. */
#include "tests/support.h"

#include "healthcheck/core/version.h"

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static int parts(const char *a, const char *b)
{
    assert_int_equal(sign(version_compare(a, b)), -sign(version_compare(b, a)));
    return sign(version_compare(a, b));
}

static int segments(const char *a, const char *b)
{
    assert_int_equal(sign(version_compare_segments(a, b)), -sign(version_compare_segments(b, a)));
    return sign(version_compare_segments(a, b));
}

static void parts_compare_as_numbers(void **state)
{
    (void)state;
    assert_int_equal(parts("2.10.0", "2.9.0"), 1);
    assert_int_equal(parts("101.24052.0002", "101.24052.0010"), -1);
    assert_int_equal(parts("101.24052.0002", "101.24052.2"), 0);
    assert_int_equal(parts("8.10", "8.9"), 1);
}

static void missing_parts_count_as_0(void **state)
{
    (void)state;
    assert_int_equal(parts("2.7.3", "2.7.3.0"), 0);
    assert_int_equal(parts("9", "9.0"), 0);
    assert_int_equal(parts("2.0.7", "2.0.7.1"), -1);
    assert_int_equal(parts("", "0.0"), 0);
}

static void numbers_may_be_of_any_length(void **state)
{
    (void)state;
    assert_int_equal(parts("1.99999999999999999999999999", "1.100000000000000000000000000"), -1);
    assert_int_equal(parts("1.00000000000000000000000000000000000007", "1.7"), 0);
}

static void what_follows_the_version_does_not_count(void **state)
{
    (void)state;
    assert_int_equal(parts("5.15.153.1-2", "5.15.153.1-9"), 0);
    assert_int_equal(parts("2.0.7.0 (preview)", "2.0.7"), 0);
}

/* The pairs of which rpm's own documentation and RHEL's kernels give the order. */
static void segments_compare_as_rpm_orders_them(void **state)
{
    (void)state;
    assert_int_equal(segments("957.5.1.el7", "957.10"), -1);
    assert_int_equal(segments("957.el7", "957.10"), -1);
    assert_int_equal(segments("957.10.1.el7", "957.10"), 1);
    assert_int_equal(segments("1062.12.1.el7", "957.10"), 1);
    assert_int_equal(segments("150300.59.76", "18.47"), 1);
    assert_int_equal(segments("18.47", "18.47"), 0);
    assert_int_equal(segments("1.0010", "1.10"), 0);
    assert_int_equal(segments("1.0a", "1.0b"), -1);
    assert_int_equal(segments("1.0ab", "1.0a"), 1);
    assert_int_equal(segments("1.0a", "1.0.1"), -1);
    assert_int_equal(segments("1-2_3", "1.2.3"), 0);
    assert_int_equal(segments("", "1"), -1);
}

static void a_version_begins_with_two_numbers(void **state)
{
    (void)state;
    assert_true(version_is_one("5.15.0-91-generic"));
    assert_false(version_is_one("5"));
    assert_false(version_is_one("v5.1"));
    assert_false(version_is_one("5."));
    assert_false(version_is_one(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_compare_as_numbers),
        cmocka_unit_test(missing_parts_count_as_0),
        cmocka_unit_test(numbers_may_be_of_any_length),
        cmocka_unit_test(what_follows_the_version_does_not_count),
        cmocka_unit_test(segments_compare_as_rpm_orders_them),
        cmocka_unit_test(a_version_begins_with_two_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
