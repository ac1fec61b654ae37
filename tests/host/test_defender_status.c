/* The reader of Get-MpComputerStatus as JSON. */
#include "tests/support.h"

#include <string.h>

#include "healthcheck/host/defender_status.h"

static struct defender_status read(const char *text)
{
    return defender_status_read(text, strlen(text));
}

static void the_running_mode_is_found_among_the_rest(void **state)
{
    struct defender_status status =
        read("{\r\n    \"AMProductVersion\":  \"4.18.26040.7\",\r\n    \"AMRunningMode\":  \"SxS Passive Mode\"\r\n}\r\n");

    (void)state;
    assert_true(status.is_status);
    assert_string_equal(status.running_mode, "SxS Passive Mode");
    defender_status_free(&status);
}

static void a_list_and_warnings_before_it_are_read_through(void **state)
{
    struct defender_status status = read("WARNING: the profile was not loaded\n[{\"amRunningMode\":\"Normal\"},{\"AMRunningMode\":\"Not running\"}]");

    (void)state;
    assert_true(status.is_status);
    assert_string_equal(status.running_mode, "Normal");
    defender_status_free(&status);
}

static void utf16_is_read_with_and_without_its_mark(void **state)
{
    static const char marked[] = "\xff\xfe{\0\"\0A\0M\0R\0u\0n\0n\0i\0n\0g\0M\0o\0d\0e\0\"\0:\0\"\0N\0\"\0}\0";
    struct defender_status status = defender_status_read(marked, sizeof marked - 1);

    (void)state;
    assert_string_equal(status.running_mode, "N");
    defender_status_free(&status);
    status = defender_status_read(marked + 2, sizeof marked - 3);
    assert_string_equal(status.running_mode, "N");
    defender_status_free(&status);
}

static void an_old_version_does_not_report_the_mode(void **state)
{
    struct defender_status status = read("{\"AMServiceEnabled\":true,\"AMRunningMode\":null}");

    (void)state;
    assert_true(status.is_status);
    assert_null(status.running_mode);
    defender_status_free(&status);
}

static void an_error_message_is_no_status(void **state)
{
    struct defender_status status = read("Get-MpComputerStatus : The service cannot be started {0x800106ba");

    (void)state;
    assert_false(status.is_status);
    assert_null(status.running_mode);
    defender_status_free(&status);
    status = read("");
    assert_false(status.is_status);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_running_mode_is_found_among_the_rest),
        cmocka_unit_test(a_list_and_warnings_before_it_are_read_through),
        cmocka_unit_test(utf16_is_read_with_and_without_its_mark),
        cmocka_unit_test(an_old_version_does_not_report_the_mode),
        cmocka_unit_test(an_error_message_is_no_status),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
