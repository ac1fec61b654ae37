/* What `mdatp health` says, read from both of its forms. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/moment.h"
#include "healthcheck/host/mdatp_health.h"

static struct mdatp_health read_file(const char *name)
{
    char *path = text_format("tests/data/mdatp_health/%s", name);
    size_t size;
    char *bytes = read_project_file(path, &size);
    struct mdatp_health health = mdatp_health_read(bytes, size);

    free(bytes);
    free(path);
    return health;
}

static struct mdatp_health read_text(const char *text)
{
    return mdatp_health_read(text, strlen(text));
}

#define assert_reports(health, name, value)                         \
    do {                                                            \
        assert_non_null(mdatp_health_get(health, name));            \
        assert_string_equal(mdatp_health_get(health, name), value); \
    } while (0)

static void the_text_of_a_healthy_agent_is_read(void **state)
{
    struct mdatp_health health = read_file("health.101.23062.auditd.txt");

    (void)state;
    assert_int_equal(health.count, 34);
    assert_null(health.message);
    assert_reports(&health, "healthy", "true");
    assert_reports(&health, "app_version", "101.23062.0010");
    assert_reports(&health, "product_expiration", "Apr 10, 2024 at 01:34:28 PM");
    assert_reports(&health, "supplementary_events_subsystem", "auditd");
    assert_reports(&health, "definitions_updated_minutes_ago", "159");
    assert_reports(&health, "edr_group_ids", "");
    assert_int_equal(mdatp_health_find(&health, "health_issues")->item_count, 0);
    assert_true(mdatp_health_find(&health, "health_issues")->is_list);
    mdatp_health_free(&health);
}

static void the_json_says_the_same_under_the_same_names(void **state)
{
    struct mdatp_health health = read_file("health.101.23062.json");
    moment expiration;

    (void)state;
    assert_reports(&health, "healthy", "true");
    assert_reports(&health, "app_version", "101.23062.0010");
    assert_reports(&health, "passive_mode_enabled", "true");
    assert_reports(&health, "behavior_monitoring", "disabled");
    assert_reports(&health, "definitions_status", "up_to_date");
    assert_reports(&health, "definitions_updated_minutes_ago", "20");
    assert_reports(&health, "edr_machine_id", "0123456789abcdef0123456789abcdef01234567");
    assert_reports(&health, "product_expiration", "1712756068000");
    assert_true(moment_read(mdatp_health_get(&health, "product_expiration"), &expiration));
    assert_int_equal(expiration, 1712756068);
    assert_true(mdatp_health_find(&health, "edr_device_tags")->is_list);
    assert_string_equal(health.fields[0].name, "app_version");
    mdatp_health_free(&health);
}

static void the_date_of_the_text_and_of_the_json_can_both_be_compared(void **state)
{
    struct mdatp_health text = read_file("health.101.23062.auditd.txt"), json = read_file("health.101.23062.json");
    moment from_text, from_json;

    (void)state;
    assert_true(moment_read(mdatp_health_get(&text, "product_expiration"), &from_text));
    assert_true(moment_read(mdatp_health_get(&json, "product_expiration"), &from_json));
    assert_int_equal(from_text, from_json);
    mdatp_health_free(&text);
    mdatp_health_free(&json);
}

static void names_in_json_may_change_their_case_between_releases(void **state)
{
    struct mdatp_health health = read_text("{\"AppVersion\":\"101.1.1\",\"HEALTHY\":false,\"org_id\":\"x\",\"LicenseD\":null}");

    (void)state;
    assert_reports(&health, "app_version", "101.1.1");
    assert_reports(&health, "healthy", "false");
    assert_reports(&health, "org_id", "x");
    assert_null(mdatp_health_get(&health, "licensed"));
    mdatp_health_free(&health);
}

static void every_health_issue_is_an_item(void **state)
{
    struct mdatp_health text = read_file("health.composed.netlink-unhealthy.txt"), json = read_file("health.composed.netlink-unhealthy.json");

    (void)state;
    assert_true(mdatp_health_lists(&text, "health_issues", "no active supplementary event provider"));
    assert_true(mdatp_health_lists(&json, "health_issues", "No active supplementary event provider"));
    assert_false(mdatp_health_lists(&json, "health_issues", "missing license"));
    assert_false(mdatp_health_lists(&json, "no_such_field", "missing license"));
    mdatp_health_free(&text);
    mdatp_health_free(&json);
}

static void an_attention_line_is_kept_and_does_not_hide_the_first_field(void **state)
{
    struct mdatp_health health = read_file("health.composed.attention-first-line.txt");

    (void)state;
    assert_string_equal(health.message, "ATTENTION: No license found. Contact your administrator for help.");
    assert_reports(&health, "healthy", "false");
    assert_reports(&health, "org_id", "unavailable");
    assert_reports(&health, "engine_load_status", "Engine load succeeded");
    mdatp_health_free(&health);
}

static void json_behind_an_attention_line_is_read(void **state)
{
    struct mdatp_health health = read_text("ATTENTION: No license found.\r\n{\"appVersion\":\"101.1.1\"}\r\n");

    (void)state;
    assert_string_equal(health.message, "ATTENTION: No license found.");
    assert_reports(&health, "app_version", "101.1.1");
    mdatp_health_free(&health);
}

static void a_managed_setting_has_its_plain_value(void **state)
{
    struct mdatp_health health = read_file("health.composed.managed.txt"), json = read_file("health.composed.netlink-unhealthy.json");

    (void)state;
    assert_reports(&health, "passive_mode_enabled", "true");
    assert_true(mdatp_health_find(&health, "passive_mode_enabled")->is_managed);
    assert_false(mdatp_health_find(&health, "healthy")->is_managed);
    assert_reports(&health, "cloud_automatic_sample_submission_consent", "safe");
    assert_int_equal(mdatp_health_find(&health, "edr_device_tags")->item_count, 1);
    assert_string_equal(mdatp_health_find(&health, "edr_device_tags")->items[0], "{\"key\":\"GROUP\",\"value\":\"a, b\"}");
    assert_true(mdatp_health_find(&json, "passive_mode_enabled")->is_managed);
    assert_false(mdatp_health_find(&json, "behavior_monitoring")->is_managed);
    mdatp_health_free(&health);
    mdatp_health_free(&json);
}

static void a_list_that_is_no_json_is_split_at_its_commas(void **state)
{
    struct mdatp_health health = read_file("health.composed.managed.txt");

    (void)state;
    assert_true(mdatp_health_lists(&health, "conflicting_applications", "one"));
    assert_true(mdatp_health_lists(&health, "conflicting_applications", "two"));
    assert_reports(&health, "log_level", "C:\\d \"quoted\" text");
    mdatp_health_free(&health);
}

static void the_edr_details_are_read_by_the_same_reader(void **state)
{
    struct mdatp_health old = read_file("health-details-edr.2022.txt"), streamlined = read_file("health-details-edr.composed.streamlined.txt");

    (void)state;
    assert_reports(&old, "edr_preferred_geo", "unitedstates");
    assert_null(mdatp_health_get(&old, "edr_partner_geo_location"));
    assert_reports(&streamlined, "edr_partner_geo_location", "GW_EU");
    mdatp_health_free(&old);
    mdatp_health_free(&streamlined);
}

static void what_is_no_report_has_no_fields_but_its_sentence(void **state)
{
    struct mdatp_health refused = read_text("Could not connect to the daemon. Is the mdatp service running?\n"), empty = read_text(""),
                        broken = read_text("{\"healthy\":tr");

    (void)state;
    assert_int_equal(refused.count, 0);
    assert_string_equal(refused.message, "Could not connect to the daemon. Is the mdatp service running?");
    assert_int_equal(empty.count, 0);
    assert_null(empty.message);
    assert_int_equal(broken.count, 0);
    assert_null(mdatp_health_get(&broken, "healthy"));
    mdatp_health_free(&refused);
    mdatp_health_free(&empty);
    mdatp_health_free(&broken);
}

static void a_million_empty_lines_cost_no_square_time(void **state)
{
    enum { SIZE = MDATP_HEALTH_LARGEST };
    char *bytes = malloc(SIZE);
    struct mdatp_health health;

    (void)state;
    memset(bytes, '\n', SIZE);
    memcpy(bytes + SIZE - 22, "\n{\"appVersion\":\"101\"}", 22);
    /* The square of it would be many minutes. */
    health = mdatp_health_read(bytes, SIZE);
    assert_string_equal(mdatp_health_get(&health, "app_version"), "101");
    mdatp_health_free(&health);
    free(bytes);
}

static void of_an_output_without_end_the_first_mebibyte_is_read(void **state)
{
    static char endless[2 * MDATP_HEALTH_LARGEST];
    struct mdatp_health health;

    (void)state;
    memset(endless, 'x', sizeof endless);
    for (size_t i = 63; i < sizeof endless; i += 64)
        endless[i] = '\n';
    memcpy(endless, "licensed : true\n", 16);
    memcpy(endless + sizeof endless - 64, "\nhealthy : true\n", 16);
    health = mdatp_health_read(endless, sizeof endless);
    assert_string_equal(mdatp_health_get(&health, "licensed"), "true");
    assert_null(mdatp_health_get(&health, "healthy"));
    mdatp_health_free(&health);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_of_a_healthy_agent_is_read),
        cmocka_unit_test(the_json_says_the_same_under_the_same_names),
        cmocka_unit_test(the_date_of_the_text_and_of_the_json_can_both_be_compared),
        cmocka_unit_test(names_in_json_may_change_their_case_between_releases),
        cmocka_unit_test(every_health_issue_is_an_item),
        cmocka_unit_test(an_attention_line_is_kept_and_does_not_hide_the_first_field),
        cmocka_unit_test(json_behind_an_attention_line_is_read),
        cmocka_unit_test(a_managed_setting_has_its_plain_value),
        cmocka_unit_test(a_list_that_is_no_json_is_split_at_its_commas),
        cmocka_unit_test(the_edr_details_are_read_by_the_same_reader),
        cmocka_unit_test(a_million_empty_lines_cost_no_square_time),
        cmocka_unit_test(what_is_no_report_has_no_fields_but_its_sentence),
        cmocka_unit_test(of_an_output_without_end_the_first_mebibyte_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
