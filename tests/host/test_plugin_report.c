/* The reader of what the plug-in's own tool prints, in every edition known. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/plugin_report.h"

static struct plugin_report read_sample(const char *name)
{
    char *path = text_format("tests/data/plugin_report/%s", name);
    size_t size;
    char *bytes = read_project_file(path, &size);
    struct plugin_report report = plugin_report_read(bytes, size);

    free(bytes);
    free(path);
    return report;
}

static void assert_is_the_healthy_report(const struct plugin_report *report)
{
    assert_int_equal(report->rows, 18);
    assert_string_equal(report->printed_at, "2026-05-31 01:25:17 UTC");
    assert_string_equal(report->plugin_version, "1.26.427.1");
    assert_string_equal(report->wsl_version, "2.7.3");
    assert_string_equal(report->agent_version, "101.26032.0000");
    assert_string_equal(report->release_ring, "Production");
    assert_string_equal(report->vm_start_time, "2026-05-31 01:17:50 UTC");
    assert_string_equal(report->lkg_telemetry, "2026-05-31 01:20:35 UTC (Active)");
    assert_string_equal(report->distribution_running, "true");
    assert_string_equal(report->user_sid, "S-1-5-21-1111111111-2222222222-333333333-1001");
    assert_string_equal(report->windows_guid, "00000000-1111-2222-3333-444444444444");
    assert_string_equal(report->windows_org_id, "55555555-6666-7777-8888-999999999999");
    assert_string_equal(report->windows_device_id, "0123456789abcdef0123456789abcdef01234567");
    assert_string_equal(report->windows_licensed, "Valid");
    assert_string_equal(report->wsl_guid, "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
    assert_string_equal(report->wsl_device_id, "89abcdef0123456789abcdef0123456789abcdef");
    assert_string_equal(report->wsl_licensed, "Valid");
    assert_string_equal(report->health_status, "Healthy");
    assert_string_equal(report->health_issues, "[]");
    assert_string_equal(report->connectivity, "success");
    assert_string_equal(report->edr_proxy, "Windows EDR Proxy");
    assert_int_equal(report->message, PLUGIN_MESSAGE_NONE);
    assert_null(report->message_text);
}

static void the_report_of_2026_is_read_row_by_row(void **state)
{
    struct plugin_report report = read_sample("plugin-1.26.427.1.healthy.txt");

    (void)state;
    assert_is_the_healthy_report(&report);
    plugin_report_free(&report);
}

static void a_redirected_report_in_utf16_says_the_same(void **state)
{
    struct plugin_report report = read_sample("healthy.utf16le.bin");

    (void)state;
    assert_is_the_healthy_report(&report);
    plugin_report_free(&report);
}

static void marks_of_either_encoding_are_no_part_of_the_report(void **state)
{
    static const char utf16[] = "\xff\xfeW\0S\0L\0 \0V\0e\0r\0s\0i\0o\0n\0:\0 \0002\0";
    struct plugin_report report = plugin_report_read(utf16, sizeof utf16 - 1);

    (void)state;
    assert_string_equal(report.wsl_version, "2");
    plugin_report_free(&report);
    report = plugin_report_read("\xef\xbb\xbfWSL Version: 2", 17);
    assert_string_equal(report.wsl_version, "2");
    plugin_report_free(&report);
}

static void doubled_carriage_returns_are_no_empty_lines(void **state)
{
    struct plugin_report report = read_sample("healthy.crcrlf.bin");

    (void)state;
    assert_is_the_healthy_report(&report);
    plugin_report_free(&report);
}

static void the_labels_of_2023_mean_the_same(void **state)
{
    struct plugin_report report = read_sample("composed.2023-preview-labels.txt");

    (void)state;
    assert_string_equal(report.plugin_version, "0.23.1102.4");
    assert_string_equal(report.wsl_version, "2.0.7.0");
    assert_string_equal(report.agent_version, "101.23092.0011");
    assert_string_equal(report.health_status, "Healthy");
    assert_int_equal(report.rows, 4);
    assert_null(report.release_ring);
    plugin_report_free(&report);
}

static void the_labels_of_2024_mean_the_same(void **state)
{
    static const char text[] =
        "Plug-in Version: 1.24.522.2\nWSL Version: 2.0.7.0\nDefender App Version: 101.24032.0007\nDefender Health Status: Healthy\n";
    struct plugin_report report = plugin_report_read(text, sizeof text - 1);

    (void)state;
    assert_string_equal(report.plugin_version, "1.24.522.2");
    assert_string_equal(report.agent_version, "101.24032.0007");
    assert_string_equal(report.health_status, "Healthy");
    plugin_report_free(&report);
}

static void the_licence_of_a_report_without_the_host_block_is_that_of_wsl(void **state)
{
    struct plugin_report report = read_sample("composed.connectivity-invalid.txt");

    (void)state;
    assert_null(report.windows_licensed);
    assert_string_equal(report.wsl_licensed, "Valid");
    assert_string_equal(report.connectivity, "invalid");
    plugin_report_free(&report);
}

static void licences_that_differ_are_not_mixed_up(void **state)
{
    static const char text[] = "Licensed: Expired\nWSL GUID: a\n\nWindows GUID: b\nLicensed: Valid\n";
    static const char without_empty_lines[] = "Windows GUID: b\nLicensed: Valid\nWSL GUID: a\nLicensed: Expired\n";
    struct plugin_report report = plugin_report_read(text, sizeof text - 1);

    (void)state;
    assert_string_equal(report.wsl_licensed, "Expired");
    assert_string_equal(report.windows_licensed, "Valid");
    plugin_report_free(&report);
    report = plugin_report_read(without_empty_lines, sizeof without_empty_lines - 1);
    assert_string_equal(report.wsl_licensed, "Expired");
    assert_string_equal(report.windows_licensed, "Valid");
    plugin_report_free(&report);
}

static void a_licence_in_nobodys_block_is_left_out(void **state)
{
    static const char text[] = "Plugin Version: 1\n\nLicensed: Valid\n";
    struct plugin_report report = plugin_report_read(text, sizeof text - 1);

    (void)state;
    assert_null(report.wsl_licensed);
    assert_null(report.windows_licensed);
    plugin_report_free(&report);
}

static void a_row_without_a_value_is_there_and_empty(void **state)
{
    struct plugin_report report = plugin_report_read("WSL Device ID           : \r\n", 27);

    (void)state;
    assert_string_equal(report.wsl_device_id, "");
    plugin_report_free(&report);
}

static void rows_nobody_knows_are_ignored(void **state)
{
    static const char text[] = "Moon Phase : full\nPlugin Version : 1.26.427.1\nHealth Issues : [\"a: b\"]\n";
    struct plugin_report report = plugin_report_read(text, sizeof text - 1);

    (void)state;
    assert_int_equal(report.rows, 2);
    assert_string_equal(report.health_issues, "[\"a: b\"]");
    plugin_report_free(&report);
}

static void a_report_that_waits_says_so(void **state)
{
    struct plugin_report report = read_sample("composed.waiting-for-telemetry.txt");

    (void)state;
    assert_int_equal(report.message, PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY);
    assert_string_equal(report.message_text, "Waiting for Telemetry. Please retry in 5 minutes.");
    assert_string_equal(report.distribution_running, "true");
    assert_null(report.agent_version);
    plugin_report_free(&report);
    report = read_sample("composed.launch-distro.txt");
    assert_int_equal(report.message, PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION);
    plugin_report_free(&report);
}

static void a_sentence_in_the_place_of_a_value_is_heard(void **state)
{
    struct plugin_report report = plugin_report_read("Health Status: Waiting for Telemetry. Please retry in 5 minutes.\n", 65);

    (void)state;
    assert_int_equal(report.message, PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY);
    plugin_report_free(&report);
}

static void every_wording_of_the_documents_is_known(void **state)
{
    static const enum plugin_message expected[] = {
        PLUGIN_MESSAGE_SERVICE_NOT_RUNNING,
        PLUGIN_MESSAGE_NO_TELEMETRY,
        PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION,
        PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION,
        PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY,
        PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY,
        PLUGIN_MESSAGE_NONE,
        PLUGIN_MESSAGE_NONE,
    };
    size_t size, count = 0;
    char *text = read_project_file("tests/data/plugin_report/messages.known.txt", &size);
    struct span rest = { text, size }, line;

    (void)state;
    while (span_next_line(&rest, &line)) {
        assert_true(count < sizeof expected / sizeof expected[0]);
        assert_int_equal(plugin_message_of(line.data, line.size), expected[count]);
        count++;
    }
    assert_int_equal(count, sizeof expected / sizeof expected[0]);
    free(text);
}

static enum plugin_message message(const char *line)
{
    return plugin_message_of(line, strlen(line));
}

static void part_of_a_message_is_enough(void **state)
{
    (void)state;
    assert_int_equal(message("Launch WSL…"), PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION);
    assert_int_equal(message("waiting for telemetry"), PLUGIN_MESSAGE_WAITING_FOR_TELEMETRY);
    assert_int_equal(message("WSLService is not running…"), PLUGIN_MESSAGE_SERVICE_NOT_RUNNING);
    assert_int_equal(message("No Defender Health telemetry…"), PLUGIN_MESSAGE_NO_TELEMETRY);
    assert_int_equal(message("found in the log file"), PLUGIN_MESSAGE_NO_TELEMETRY);
    assert_int_equal(message("error: Launch WSL distro with 'ba"), PLUGIN_MESSAGE_LAUNCH_DISTRIBUTION);
}

static void what_several_messages_share_is_none_of_them(void **state)
{
    (void)state;
    assert_int_equal(message("retry in 5 minutes"), PLUGIN_MESSAGE_NONE);
    assert_int_equal(message("telemetry"), PLUGIN_MESSAGE_NONE);
    assert_int_equal(message("wsl"), PLUGIN_MESSAGE_NONE);
    assert_int_equal(message(""), PLUGIN_MESSAGE_NONE);
    assert_int_equal(message("…"), PLUGIN_MESSAGE_NONE);
}

static void other_output_is_no_report(void **state)
{
    struct plugin_report report = plugin_report_read("{\"not\": \"a report\"}", 19);

    (void)state;
    assert_int_equal(report.rows, 0);
    assert_int_equal(report.message, PLUGIN_MESSAGE_NONE);
    plugin_report_free(&report);
    report = plugin_report_read("", 0);
    assert_int_equal(report.rows, 0);
    plugin_report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_report_of_2026_is_read_row_by_row),
        cmocka_unit_test(a_redirected_report_in_utf16_says_the_same),
        cmocka_unit_test(marks_of_either_encoding_are_no_part_of_the_report),
        cmocka_unit_test(doubled_carriage_returns_are_no_empty_lines),
        cmocka_unit_test(the_labels_of_2023_mean_the_same),
        cmocka_unit_test(the_labels_of_2024_mean_the_same),
        cmocka_unit_test(the_licence_of_a_report_without_the_host_block_is_that_of_wsl),
        cmocka_unit_test(licences_that_differ_are_not_mixed_up),
        cmocka_unit_test(a_licence_in_nobodys_block_is_left_out),
        cmocka_unit_test(a_row_without_a_value_is_there_and_empty),
        cmocka_unit_test(rows_nobody_knows_are_ignored),
        cmocka_unit_test(a_report_that_waits_says_so),
        cmocka_unit_test(a_sentence_in_the_place_of_a_value_is_heard),
        cmocka_unit_test(every_wording_of_the_documents_is_known),
        cmocka_unit_test(part_of_a_message_is_enough),
        cmocka_unit_test(what_several_messages_share_is_none_of_them),
        cmocka_unit_test(other_output_is_no_report),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
