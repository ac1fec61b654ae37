/* What `mdatp connectivity test` prints. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/connectivity_text.h"

static struct connectivity_text read_file(const char *name)
{
    char *path = text_format("tests/data/connectivity_text/%s", name);
    size_t size;
    char *bytes = read_project_file(path, &size);
    struct connectivity_text text = connectivity_text_read(bytes, size);

    free(bytes);
    free(path);
    return text;
}

static size_t failures_of(const struct connectivity_text *text, enum service_group group)
{
    size_t failures = 0;

    for (size_t i = 0; i < text->count; i++)
        failures += text->lines[i].group == group && !text->lines[i].is_ok ? 1 : 0;
    return failures;
}

static void every_line_of_the_documented_output_is_ok(void **state)
{
    struct connectivity_text text = read_file("connectivity-test.standard.ok.txt");

    (void)state;
    assert_int_equal(text.count, 14);
    assert_int_equal(text.failed, 0);
    assert_string_equal(text.lines[0].address, "https://cdn.x.cp.wd.microsoft.com/ping");
    assert_int_equal(text.lines[0].group, GROUP_CLOUD_PROTECTION);
    assert_int_equal(text.lines[4].group, GROUP_COMMAND_AND_CONTROL);
    assert_int_equal(text.lines[13].group, GROUP_CYBER_DATA);
    connectivity_text_free(&text);
}

static void failures_are_counted_by_what_the_address_is_for(void **state)
{
    struct connectivity_text text = read_file("connectivity-test.composed.fail-mixed.txt");

    (void)state;
    assert_int_equal(text.failed, 7);
    assert_int_equal(failures_of(&text, GROUP_CLOUD_PROTECTION), 1);
    assert_int_equal(failures_of(&text, GROUP_COMMAND_AND_CONTROL), 2);
    assert_int_equal(failures_of(&text, GROUP_CYBER_DATA), 4);
    assert_string_equal(text.lines[3].result, "ERROR: curl error 28");
    connectivity_text_free(&text);
}

static void everything_may_fail(void **state)
{
    struct connectivity_text dns = read_file("connectivity-test.composed.fail-dns.txt"),
                             tls = read_file("connectivity-test.composed.fail-tls-inspection.txt");

    (void)state;
    assert_int_equal(dns.failed, 14);
    assert_int_equal(tls.failed, 14);
    connectivity_text_free(&dns);
    connectivity_text_free(&tls);
}

static void streamlined_addresses_have_their_groups(void **state)
{
    struct connectivity_text text = read_file("connectivity-test.composed.streamlined.ok.txt");

    (void)state;
    assert_int_equal(text.count, 7);
    assert_int_equal(text.failed, 0);
    assert_int_equal(text.lines[0].group, GROUP_CLOUD_PROTECTION);
    assert_int_equal(text.lines[2].group, GROUP_PACKAGES);
    assert_int_equal(text.lines[3].group, GROUP_SAMPLE_STORAGE);
    assert_int_equal(text.lines[5].group, GROUP_COMMAND_AND_CONTROL);
    connectivity_text_free(&text);
}

static void whatever_is_not_ok_is_a_failure(void **state)
{
    static const char odd[] = "Testing connection with https://a/ ... [ok]\r\n"
                              "Testing connection with https://b/ ... CERTIFICATE_VERIFY_FAILED\r\n"
                              "Testing connection with https://c/\n"
                              "Testing connection with https://d/ ... [OK?]";
    struct connectivity_text text = connectivity_text_read(odd, strlen(odd));

    (void)state;
    assert_int_equal(text.count, 4);
    assert_true(text.lines[0].is_ok);
    assert_string_equal(text.lines[1].result, "CERTIFICATE_VERIFY_FAILED");
    assert_string_equal(text.lines[2].address, "https://c/");
    assert_string_equal(text.lines[2].result, "");
    assert_int_equal(text.failed, 3);
    connectivity_text_free(&text);
}

static void another_output_has_no_lines_but_its_sentence(void **state)
{
    struct connectivity_text text = connectivity_text_read("\nCould not connect to the daemon\n", 33);

    (void)state;
    assert_int_equal(text.count, 0);
    assert_string_equal(text.message, "Could not connect to the daemon");
    connectivity_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_of_the_documented_output_is_ok),
        cmocka_unit_test(failures_are_counted_by_what_the_address_is_for),
        cmocka_unit_test(everything_may_fail),
        cmocka_unit_test(streamlined_addresses_have_their_groups),
        cmocka_unit_test(whatever_is_not_ok_is_a_failure),
        cmocka_unit_test(another_output_has_no_lines_but_its_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
