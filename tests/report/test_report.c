/* The report as text, as JSON, as Intune's line. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/report/report.h"

static struct finding findings[3];
static struct report report;

static int prepare(void **state)
{
    static const struct fact seen = { FACT_PRESENT, FACT_SZ, "registry/HKLM/SOFTWARE/X/Version", "2.0.6.0", 7, "" };
    static const struct fact refused = { FACT_UNREADABLE, FACT_TEXT, "file/var/log/x", "", 0, "permission denied" };
    static const struct report_label labels[] = { { "WSL Version", "2.0.6.0" }, { "Plugin Version", NULL } };

    (void)state;
    finding_begin(&findings[0], "a.fine", "Fine");
    finding_ok(&findings[0], "it is fine");
    finding_begin(&findings[1], "b.old", "Old");
    findings[1].remedy = "Run `update`.";
    findings[1].topic = "install";
    findings[1].references = "Learn, mde-plugin-wsl (2024-11-11); microsoft/WSL (2026-08)";
    finding_saw(&findings[1], &seen);
    finding_value(&findings[1], "2.0.6.0");
    finding_fail(&findings[1], "X 2.0.6.0 is older than 2.0.7.0");
    finding_begin(&findings[2], "c.unseen", "Unseen");
    finding_unknown(&findings[2], &refused);
    for (int i = 0; i < 3; i++)
        finding_finish(&findings[i]);
    report = (struct report){
        .version = "1.2.3",
        .source = "captured",
        .platform = "windows",
        .duration_ms = -1,
        .status = FINDING_FAIL,
        .labels = labels,
        .label_count = 2,
        .findings = findings,
        .count = 3,
    };
    return 0;
}

static int forget(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        finding_free(&findings[i]);
    return 0;
}

static void text_has_the_labels_then_the_worst_first(void **state)
{
    struct text out = { 0 };

    (void)state;
    report_text(&out, &report, &(struct report_style){ 0 });
    assert_string_equal(text_of(&out), "WSL Version             : 2.0.6.0\n"
                                       "\n"
                                       "  FAIL     b.old                        X 2.0.6.0 is older than 2.0.7.0\n"
                                       "             saw      registry/HKLM/SOFTWARE/X/Version: 2.0.6.0\n"
                                       "             remedy   Run `update`. More: `healthcheck --explain install`.\n"
                                       "  unknown  c.unseen                     could not look at file/var/log/x: permission denied\n"
                                       "             saw      file/var/log/x: unreadable: permission denied\n"
                                       "             remedy   Run healthcheck again as root (`sudo healthcheck`).\n"
                                       "  ok       a.fine                       it is fine\n"
                                       "\n"
                                       "Status: fail (1 fail, 1 unknown, 1 ok)\n");
    text_free(&out);
}

static void colour_only_repeats_the_word(void **state)
{
    struct text plain = { 0 }, coloured = { 0 }, stripped = { 0 };

    (void)state;
    report_text(&plain, &report, &(struct report_style){ 0 });
    report_text(&coloured, &report, &(struct report_style){ .has_colour = true });
    for (size_t i = 0; i < coloured.size; i++)
        if (coloured.data[i] == '\033')
            i += strcspn(coloured.data + i, "m");
        else
            text_append_char(&stripped, coloured.data[i]);
    assert_string_equal(text_of(&stripped), text_of(&plain));
    assert_true(coloured.size > plain.size);
    text_free(&plain);
    text_free(&coloured);
    text_free(&stripped);
}

static void what_several_checks_share_is_shown_once(void **state)
{
    static const char health[] = "healthy : false, and so on, and so on, and so on, and so on, and so on, and so on, and so on";
    static const struct fact longer = { FACT_PRESENT, FACT_TEXT, "command/mdatp-health", health, sizeof health - 1, "" };
    struct finding two[2];
    struct report short_report = { .version = "1.2.3", .status = FINDING_FAIL, .findings = two, .count = 2 };
    struct text out = { 0 };

    (void)state;
    for (int i = 0; i < 2; i++) {
        finding_begin(&two[i], i == 0 ? "a.first" : "b.second", "Title");
        finding_saw(&two[i], &longer);
        finding_fail(&two[i], "bad");
        finding_advise(&two[i], "Run `it`.");
        finding_finish(&two[i]);
    }
    report_text(&out, &short_report, &(struct report_style){ 0 });
    assert_non_null(strstr(text_of(&out), "saw      command/mdatp-health: healthy : false"));
    assert_non_null(strstr(strstr(text_of(&out), "b.second"), "saw      command/mdatp-health: (above)\n             remedy   as for a.first\n"));
    text_free(&out);
    report_json(&out, &short_report);
    assert_non_null(strstr(strstr(text_of(&out), "b.second"), "healthy : false"));
    text_free(&out);
    finding_free(&two[0]);
    finding_free(&two[1]);
}

static void a_terminal_gets_lines_as_wide_as_it_is(void **state)
{
    struct text out = { 0 };
    struct span rest, line;

    (void)state;
    report_text(&out, &report, &(struct report_style){ .columns = 80 });
    rest = (struct span){ text_of(&out), out.size };
    while (span_next_line(&rest, &line))
        assert_true(line.size <= 80);
    assert_non_null(strstr(text_of(&out), "could not look at file/var/log/x:\n                      permission denied\n"));
    text_free(&out);
}

static void quiet_leaves_out_what_is_ok(void **state)
{
    struct text out = { 0 };

    (void)state;
    report_text(&out, &report, &(struct report_style){ .is_quiet = true });
    assert_null(strstr(text_of(&out), "a.fine"));
    assert_non_null(strstr(text_of(&out), "b.old"));
    assert_non_null(strstr(text_of(&out), "c.unseen"));
    text_free(&out);
}

static void checks_skipped_for_one_reason_are_one_line(void **state)
{
    struct finding skipped[4];
    struct report of_skipped = { .status = FINDING_SKIPPED, .findings = skipped, .count = 4 };
    struct text folded = { 0 }, whole = { 0 };

    (void)state;
    for (int i = 0; i < 4; i++) {
        finding_begin(&skipped[i], i == 0 ? "a.alone" : "b.many", "Skipped");
        finding_skip(&skipped[i], i == 0 ? "needs c.other" : "only on Linux");
        finding_finish(&skipped[i]);
    }
    report_text(&folded, &of_skipped, &(struct report_style){ 0 });
    assert_string_equal(text_of(&folded), "  skipped  a.alone                      needs c.other\n"
                                          "  skipped  3 checks                     only on Linux\n"
                                          "\nStatus: unknown (4 skipped)\n");
    report_text(&whole, &of_skipped, &(struct report_style){ .is_verbose = true });
    assert_non_null(strstr(text_of(&whole), "b.many"));
    assert_null(strstr(text_of(&whole), "3 checks"));
    for (int i = 0; i < 4; i++)
        finding_free(&skipped[i]);
    text_free(&folded);
    text_free(&whole);
}

static const char *word(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static void json_has_what_the_contract_promises(void **state)
{
    struct text out = { 0 };
    cJSON *document;
    const cJSON *finding, *evidence, *references;

    (void)state;
    report_json(&out, &report);
    assert_int_equal(strcspn(text_of(&out), "\n"), out.size - 1);
    document = cJSON_Parse(text_of(&out));
    assert_string_equal(document->child->string, "schema");
    assert_string_equal(word(document, "schema"), "healthcheck.report/1");
    assert_string_equal(word(document, "status"), "fail");
    assert_true(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(document, "duration_ms")));
    assert_true(cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(document, "versions"), "wsl")));
    finding = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(document, "findings"), 1);
    assert_string_equal(word(finding, "id"), "b.old");
    assert_string_equal(word(finding, "status"), "fail");
    assert_string_equal(word(finding, "value"), "2.0.6.0");
    assert_string_equal(word(finding, "remedy"), "Run `update`. More: `healthcheck --explain install`.");
    references = cJSON_GetObjectItemCaseSensitive(finding, "references");
    assert_int_equal(cJSON_GetArraySize(references), 2);
    assert_string_equal(cJSON_GetArrayItem(references, 1)->valuestring, "microsoft/WSL (2026-08)");
    evidence = cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(finding, "evidence"), 0);
    assert_string_equal(word(evidence, "state"), "present");
    assert_string_equal(word(evidence, "text"), "2.0.6.0");
    cJSON_Delete(document);
    text_free(&out);
}

static void intune_gets_one_line_of_at_most_2048_bytes(void **state)
{
    struct finding many[1];
    struct text out = { 0 };

    (void)state;
    report_intune(&out, &report);
    assert_string_equal(text_of(&out),
                        "fail: b.old: X 2.0.6.0 is older than 2.0.7.0; c.unseen: could not look at file/var/log/x: permission denied\n");
    text_free(&out);
    finding_begin(&many[0], "long.one", "Long");
    finding_fail(&many[0], "%4000d\xe2\x82\xac", 1);
    finding_finish(&many[0]);
    report_intune(&out, &(struct report){ .status = FINDING_FAIL, .findings = many, .count = 1 });
    assert_in_range(out.size, 2000, REPORT_INTUNE_SIZE);
    assert_int_equal(strcspn(text_of(&out), "\n"), out.size - 1);
    assert_true(text_is_utf8(out.data, out.size));
    finding_free(&many[0]);
    text_free(&out);
}

static void bytes_come_as_base64(void **state)
{
    struct text out = { 0 };
    struct fact fact = { FACT_PRESENT, FACT_BYTES, "file/x", "\xff\0\1\2", 4, "" };

    (void)state;
    report_fact_json(&out, &fact);
    assert_string_equal(text_of(&out), "{\"schema\":\"healthcheck.fact/1\",\"key\":\"file/"
                                       "x\",\"state\":\"present\",\"type\":\"bytes\",\"text\":null,\"base64\":\"/wABAg==\",\"why\":null}\n");
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_has_the_labels_then_the_worst_first),
        cmocka_unit_test(colour_only_repeats_the_word),
        cmocka_unit_test(what_several_checks_share_is_shown_once),
        cmocka_unit_test(a_terminal_gets_lines_as_wide_as_it_is),
        cmocka_unit_test(quiet_leaves_out_what_is_ok),
        cmocka_unit_test(json_has_what_the_contract_promises),
        cmocka_unit_test(intune_gets_one_line_of_at_most_2048_bytes),
        cmocka_unit_test(bytes_come_as_base64),
        cmocka_unit_test(checks_skipped_for_one_reason_are_one_line),
    };

    return cmocka_run_group_tests(tests, prepare, forget);
}
