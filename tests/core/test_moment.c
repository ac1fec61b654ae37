/* Moments as this field writes them. */
#include "tests/support.h"

#include "healthcheck/core/moment.h"

/* The moment a text names, written again; "" where it is none. */
static const char *read_as(const char *text)
{
    static char written[MOMENT_TEXT_SIZE];
    moment when;

    if (!moment_read(text, &when))
        return "";
    moment_write(when, written);
    return written;
}

static void every_way_to_write_a_moment_is_read(void **state)
{
    (void)state;
    assert_string_equal(read_as("2026-05-31T01:25:17Z"), "2026-05-31T01:25:17Z");
    assert_string_equal(read_as("2026-05-31T01:25:17.25+02:00"), "2026-05-30T23:25:17Z");
    assert_string_equal(read_as("2026-05-31 01:25:17 UTC (Active)"), "2026-05-31T01:25:17Z");
    assert_string_equal(read_as("Apr 10, 2024 at 01:34:28 PM"), "2024-04-10T13:34:28Z");
    assert_string_equal(read_as("1712756068000"), "2024-04-10T13:34:28Z");
}

static void a_moment_outside_the_years_0_to_9999_is_none(void **state)
{
    (void)state;
    assert_string_equal(read_as("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
    assert_string_equal(read_as("9999-12-31T23:59:59-00:01"), "");
    assert_string_equal(read_as("0000-01-01T00:00:00+00:01"), "");
    assert_string_equal(read_as("917192756068000"), "");
}

static void a_date_that_no_calendar_has_is_none(void **state)
{
    (void)state;
    assert_string_equal(read_as("2023-02-29T00:00:00Z"), "");
    assert_string_equal(read_as("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z");
    assert_string_equal(read_as("2024-13-01T00:00:00Z"), "");
    assert_string_equal(read_as("yesterday"), "");
}

static void a_duration_is_written_in_its_largest_unit(void **state)
{
    char written[MOMENT_TEXT_SIZE];
    long long seconds;

    (void)state;
    assert_true(moment_read_duration("90m", &seconds));
    assert_int_equal(seconds, 5400);
    assert_false(moment_read_duration("2y", &seconds));
    assert_false(moment_read_duration("400d", &seconds));
    moment_write_duration(45 * MOMENT_MINUTE, written);
    assert_string_equal(written, "45 minutes");
    moment_write_duration(12 * MOMENT_DAY, written);
    assert_string_equal(written, "12 days");
    moment_write_duration(1, written);
    assert_string_equal(written, "1 second");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_write_a_moment_is_read),
        cmocka_unit_test(a_moment_outside_the_years_0_to_9999_is_none),
        cmocka_unit_test(a_date_that_no_calendar_has_is_none),
        cmocka_unit_test(a_duration_is_written_in_its_largest_unit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
