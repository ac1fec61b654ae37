/* The reader of Windows' events, a JSON object a line. */
#include "tests/support.h"

#include <string.h>

#include "healthcheck/host/event_lines.h"

static void an_event_is_read_whole(void **state)
{
    struct span rest = span_of(
        "{\"time\":\"2026-05-31T01:00:00Z\",\"id\":1000,\"source\":\"Application Error\",\"level\":\"error\",\"text\":\"Faulting \\u00e4\"}\r\n");
    struct event_line event;

    (void)state;
    assert_true(event_line_next(&rest, &event));
    assert_int_equal(event.time, 1780189200);
    assert_int_equal(event.id, 1000);
    assert_string_equal(event.source, "Application Error");
    assert_string_equal(event.level, "error");
    assert_string_equal(event.text, "Faulting \xc3\xa4");
    event_line_free(&event);
    assert_false(event_line_next(&rest, &event));
}

static void what_a_line_lacks_is_told_apart_from_nothing(void **state)
{
    struct span rest = span_of("{\"time\":\"yesterday\",\"id\":70000,\"text\":5}\n");
    struct event_line event;

    (void)state;
    assert_true(event_line_next(&rest, &event));
    assert_int_equal(event.time, -1);
    assert_int_equal(event.id, -1);
    assert_string_equal(event.source, "");
    assert_string_equal(event.text, "");
    event_line_free(&event);
}

static void a_broken_line_does_not_hide_the_next(void **state)
{
    struct span rest = span_of("\n[1]\n{\"id\":\n1000\n{\"id\":1001}");
    struct event_line event;

    (void)state;
    assert_true(event_line_next(&rest, &event));
    assert_int_equal(event.id, 1001);
    event_line_free(&event);
    assert_false(event_line_next(&rest, &event));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_read_whole),
        cmocka_unit_test(what_a_line_lacks_is_told_apart_from_nothing),
        cmocka_unit_test(a_broken_line_does_not_hide_the_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
