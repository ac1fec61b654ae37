/* What systemctl show prints, as systemd 252 printed it. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/systemd_properties.h"

static const char *state_of(const char *text)
{
    bool is_known;
    const char *unit_state = systemd_unit_state(span_of(text), &is_known);

    assert_true(is_known);
    return unit_state;
}

static void assert_state(const char *name, const char *expected)
{
    char *path = text_format("tests/data/systemd_properties/%s.txt", name), *text = read_project_file(path, NULL);
    const char *unit_state = state_of(text);

    if (expected == NULL)
        assert_null(unit_state);
    else
        assert_string_equal(unit_state, expected);
    free(text);
    free(path);
}

static void each_state_of_a_unit_has_its_word(void **state)
{
    (void)state;
    assert_state("run", "running");
    assert_state("whole", "running");
    assert_state("fail", "failed");
    assert_state("off", "disabled");
    assert_state("masked", "disabled");
    assert_state("nosuch", NULL);
}

static void a_unit_that_may_be_started_and_does_not_run_is_stopped(void **state)
{
    (void)state;
    assert_string_equal(state_of("LoadState=loaded\nActiveState=inactive\nUnitFileState=enabled\n"), "stopped");
    assert_string_equal(state_of("LoadState=loaded\nActiveState=inactive\nUnitFileState=static\n"), "stopped");
    assert_string_equal(state_of("ActiveState=inactive\nUnitFileState=masked-runtime"), "disabled");
    assert_string_equal(state_of("ActiveState=activating\nUnitFileState=enabled"), "starting");
    assert_string_equal(state_of("ActiveState=deactivating\n"), "stopping");
    /* Somebody started it by hand. */
    assert_string_equal(state_of("LoadState=loaded\nActiveState=active\nUnitFileState=disabled\n"), "running");
}

static void without_an_answer_nothing_is_known(void **state)
{
    bool is_known = true;

    (void)state;
    assert_null(systemd_unit_state(span_of("System has not been booted with systemd as init system (PID 1). Can't operate.\n"), &is_known));
    assert_false(is_known);
    assert_null(systemd_unit_state(span_of(""), &is_known));
    assert_false(is_known);
}

static void every_property_of_a_unit_is_found(void **state)
{
    char *text = read_project_file("tests/data/systemd_properties/whole.txt", NULL);
    struct span rest = span_of(text), name, value;
    int count = 0;

    (void)state;
    while (systemd_property_next(&rest, &name, &value))
        count++;
    assert_int_equal(count, 243);
    assert_true(systemd_property_find(span_of(text), "Environment", &value));
    assert_true(span_is(value, "HTTPS_PROXY=http://proxy:8080 \"TWO=two words\""));
    assert_true(systemd_property_find(span_of(text), "Description", &value));
    assert_true(span_is(value, "a unit of run"));
    assert_false(systemd_property_find(span_of(text), "environment", &value));
    free(text);
}

static void a_value_goes_on_over_lines_that_are_no_property(void **state)
{
    struct span value, text = span_of("A=1\nB=first\n second\n/third=3\nC=4\n\nA=5\n");

    (void)state;
    assert_true(systemd_property_find(text, "B", &value));
    assert_true(span_is(value, "first\n second\n/third=3"));
    assert_true(systemd_property_find(text, "C", &value));
    assert_true(span_is(value, "4"));
    assert_true(systemd_property_find(text, "A", &value));
    assert_true(span_is(value, "1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_of_a_unit_has_its_word),
        cmocka_unit_test(a_unit_that_may_be_started_and_does_not_run_is_stopped),
        cmocka_unit_test(without_an_answer_nothing_is_known),
        cmocka_unit_test(every_property_of_a_unit_is_found),
        cmocka_unit_test(a_value_goes_on_over_lines_that_are_no_property),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
