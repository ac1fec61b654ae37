/* Registry exports: every measured case, and what Windows users have besides. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/machine.h"
#include "healthcheck/host/registry.h"
#include "healthcheck/host/registry_export.h"

struct problems {
    size_t count, last_line;
    char last[256];
};

static void remember(void *context, size_t line, const char *problem)
{
    struct problems *problems = context;

    problems->count++;
    problems->last_line = line;
    snprintf(problems->last, sizeof problems->last, "%s", problem);
}

static struct registry *read_bytes(const char *bytes, size_t size, bool *is_accepted, struct problems *problems)
{
    struct registry *registry = registry_new();
    struct error error = { "" };

    memset(problems, 0, sizeof *problems);
    *is_accepted = registry_export_read(registry, bytes, size, remember, problems, &error);
    assert_true(*is_accepted || error.text[0] != '\0');
    return registry;
}

static struct registry *read_export(const char *text, struct problems *problems)
{
    bool is_accepted;
    struct registry *registry = read_bytes(text, strlen(text), &is_accepted, problems);

    assert_true(is_accepted);
    return registry;
}

/* The value at `path`, "(absent)" where there is none; `type` may be NULL. Good until the next call. */
static const char *value_at(const struct registry *registry, const char *path, const char **type)
{
    static struct answer answer;
    static char unnamed[12];

    text_free(&answer.text);
    free(answer.why);
    answer = (struct answer){ 0 };
    registry_answer(registry, path, &answer);
    if (type != NULL)
        *type = answer.is_typed ? fact_type_name(answer.type, unnamed) : "";
    return answer.state == FACT_ABSENT ? "(absent)" : text_of(&answer.text);
}

static void append_utf16le(struct text *bytes, const char *utf8)
{
    for (size_t i = 0; utf8[i] != '\0';) {
        size_t length = text_utf8_length(utf8 + i, strlen(utf8 + i));
        unsigned long code = (unsigned char)utf8[i] & (length == 1 ? 0x7f : length == 2 ? 0x1f : 0x0f);

        assert_in_range(length, 1, 3);
        for (size_t j = 1; j < length; j++)
            code = code << 6 | ((unsigned char)utf8[i + j] & 0x3f);
        text_append_char(bytes, (char)(code & 0xff));
        text_append_char(bytes, (char)(code >> 8));
        i += length;
    }
}

static void bytes_of(const cJSON *test, struct text *bytes)
{
    const cJSON *hex = cJSON_GetObjectItem(test, "hex"), *text = cJSON_GetObjectItem(test, "text");
    unsigned byte;

    if (hex == NULL && strcmp(cJSON_GetObjectItem(test, "encoding")->valuestring, "utf-16le") == 0) {
        append_utf16le(bytes, text->valuestring);
        return;
    }
    if (hex == NULL) {
        text_append(bytes, text->valuestring);
        return;
    }
    for (const char *at = hex->valuestring; sscanf(at, "%2x", &byte) == 1; at += 2)
        text_append_char(bytes, (char)byte);
}

/* Escapes what a name may hold and a path may not. */
static void append_name(struct text *path, const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name == '/' || *name == '%')
            text_append_format(path, "%%%02X", (unsigned)*name);
        else
            text_append_char(path, *name);
    }
}

static void check_value(const char *id, const struct registry *registry, const char *root, const cJSON *value)
{
    const char *key = cJSON_GetObjectItem(value, "key")->valuestring, *type, *is;
    struct text path = { 0 };

    text_append_format(&path, "%s%s%s/", root, key[0] != '\0' ? "/" : "", key);
    append_name(&path, cJSON_GetObjectItem(value, "name")->valuestring);
    is = value_at(registry, text_of(&path), &type);
    if (cJSON_GetObjectItem(value, "absent") != NULL) {
        if (strcmp(is, "(absent)") != 0)
            fail_msg("%s: %s should be absent and is `%s`", id, text_of(&path), is);
    } else if (strcmp(is, cJSON_GetObjectItem(value, "text")->valuestring) != 0 ||
               strcmp(type, cJSON_GetObjectItem(value, "type")->valuestring) != 0) {
        fail_msg("%s: %s is `%s` of type %s", id, text_of(&path), is, type);
    }
    text_free(&path);
}

/* The keys below `path` (one with '/' behind it), and how many values there are in them all. */
static void count_below(const struct registry *registry, const char *path, size_t *keys, size_t *values)
{
    char *list = memory_copy_text(value_at(registry, path, NULL));
    struct span rest = span_of(list), line;

    if (strcmp(list, "(absent)") != 0) {
        ++*keys;
        while (span_next_line(&rest, &line)) {
            char *below = text_format("%s%.*s", path, (int)line.size, line.data);

            if (line.data[line.size - 1] == '/')
                count_below(registry, below, keys, values);
            else
                ++*values;
            free(below);
        }
    }
    free(list);
}

static void check_case(const cJSON *test, const char *root)
{
    const char *id = cJSON_GetObjectItem(test, "id")->valuestring;
    const cJSON *ours = cJSON_GetObjectItem(test, "ours"), *expected = ours != NULL ? ours : test, *value,
                *keys = cJSON_GetObjectItem(expected, "keys");
    struct text bytes = { 0 };
    struct problems problems;
    struct registry *registry;
    bool is_accepted;

    bytes_of(test, &bytes);
    registry = read_bytes(text_of(&bytes), bytes.size, &is_accepted, &problems);
    if (is_accepted != cJSON_IsTrue(cJSON_GetObjectItem(expected, "accepted")))
        fail_msg("%s: should %sbe accepted", id, is_accepted ? "not " : "");
    if (ours != NULL && problems.count == 0)
        fail_msg("%s: read otherwise than Windows would, and not told", id);
    cJSON_ArrayForEach(value, cJSON_GetObjectItem(expected, "values")) check_value(id, registry, root, value);
    if (keys != NULL) {
        char *path = text_format("%s/", root);
        size_t key_count = 0, value_count = 0;

        count_below(registry, path, &key_count, &value_count);
        if (key_count != (size_t)cJSON_GetArraySize(keys) || value_count != (size_t)cJSON_GetArraySize(cJSON_GetObjectItem(expected, "values")))
            fail_msg("%s: %zu keys and %zu values", id, key_count, value_count);
        free(path);
    }
    registry_free(registry);
    text_free(&bytes);
}

static void every_measured_case_is_read_as_windows_reads_it(void **state)
{
    char *json = read_project_file("tests/data/registry_export/cases.json", NULL);
    cJSON *all = cJSON_Parse(json);
    const cJSON *test;
    size_t count = 0;

    (void)state;
    assert_non_null(all);
    cJSON_ArrayForEach(test, cJSON_GetObjectItem(all, "cases"))
    {
        check_case(test, cJSON_GetObjectItem(all, "root")->valuestring);
        count++;
    }
    assert_int_equal(count, cJSON_GetObjectItem(all, "count")->valueint);
    assert_int_equal(count, 253);
    cJSON_Delete(all);
    free(json);
}

#define VERSION_5 "Windows Registry Editor Version 5.00\r\n\r\n"
#define KEY       "[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n"

static void what_reg_exe_exported_is_read_whole(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/registry_export/sample.reg", &size);
    struct problems problems;
    bool is_accepted;
    struct registry *registry = read_bytes(bytes, size, &is_accepted, &problems);
    const char *type;

    (void)state;
    assert_true(is_accepted);
    assert_int_equal(problems.count, 0);
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/(Default)", NULL), "the default");
    assert_string_equal(value_at(registry, "hklm/software/healthchecksample/A name with blanks", NULL), "two  blanks    and four");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/Expand", &type), "%SystemRoot%\\x");
    assert_string_equal(type, "expand_sz");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/Long", &type), "18446744073709551615");
    assert_string_equal(type, "qword");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/Many", &type), "one\ntwo words\nthree");
    assert_string_equal(type, "multi_sz");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/Big", &type), "00000007");
    assert_string_equal(type, "5");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/Odd", &type), "0102");
    assert_string_equal(type, "256");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/slash%2Fand%25", NULL), "x");
    assert_string_equal(value_at(registry,
                                 "HKLM/SOFTWARE/HealthCheckSample/Gr\xc3\xb6\xc3\x9f"
                                 "e",
                                 NULL),
                        "na\xc3\xafve \xe2\x82\xac");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/None", &type), "610062000000");
    assert_string_equal(type, "none");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/HealthCheckSample/", NULL),
                        "Empty key/\nSub key/\n(Default)\nA name with blanks\nBig\nBytes\nEmpty\nExpand\nGr\xc3\xb6\xc3\x9f"
                        "e\nLines\nLong\nMany\nNoBytes\nNone\nNumber\nOdd\nShort\nText\nZero\nslash%2Fand%25\n");
    registry_free(registry);
    free(bytes);
}

static void utf8_with_a_mark_and_utf16be_are_read_and_told(void **state)
{
    struct problems problems;
    struct registry *registry = read_export("\xef\xbb\xbf" VERSION_5 KEY "\"A\"=\"\xc3\xa4\"\r\n", &problems);
    struct text little = { 0 };
    bool is_accepted;

    (void)state;
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "\xc3\xa4");
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.last_line, 1);
    registry_free(registry);

    append_utf16le(&little, "\xef\xbb\xbf" VERSION_5 KEY "\"A\"=\"\xc3\xa4\"\r\n");
    for (size_t i = 0; i < little.size; i += 2) {
        char byte = little.data[i];

        little.data[i] = little.data[i + 1];
        little.data[i + 1] = byte;
    }
    registry = read_bytes(little.data, little.size, &is_accepted, &problems);
    assert_true(is_accepted);
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "\xc3\xa4");
    assert_int_equal(problems.count, 1);
    registry_free(registry);
    text_free(&little);
}

static void version_4_is_windows_1252(void **state)
{
    struct problems problems;
    struct registry *registry = read_export("REGEDIT4\r\n\r\n" KEY "\"Gr\xf6\xdf"
                                            "e\"=\"10 \x80\"\r\n\"L\"=hex(7):e4,00,80,00,00\r\n",
                                            &problems);

    (void)state;
    assert_string_equal(value_at(registry,
                                 "HKLM/SOFTWARE/K/Gr\xc3\xb6\xc3\x9f"
                                 "e",
                                 NULL),
                        "10 \xe2\x82\xac");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/L", NULL), "\xc3\xa4\n\xe2\x82\xac");
    assert_int_equal(problems.count, 0);
    registry_free(registry);
}

static void a_number_of_the_wrong_size_is_binary_and_told_with_its_line(void **state)
{
    struct problems problems;
    struct registry *registry = read_export(VERSION_5 KEY "\"A\"=hex(4):01,02\r\n\"B\"=hex(b):01,00,00,00,00,00,00,00\r\n", &problems);
    const char *type;

    (void)state;
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", &type), "0102");
    assert_string_equal(type, "binary");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/B", &type), "1");
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.last_line, 4);
    registry_free(registry);
}

static void a_broken_line_costs_that_value_and_no_other(void **state)
{
    struct problems problems;
    struct registry *registry =
        read_export(VERSION_5 KEY "\"A\"=\"never closed\r\n\"B\"=dword:00000002\r\nrubbish\r\n\"C\"=hex:0g\r\n\"D\"=\"x\"\r\n", &problems);

    (void)state;
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "(absent)");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/B", NULL), "2");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/C", NULL), "(absent)");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/D", NULL), "x");
    assert_int_equal(problems.count, 3);
    assert_int_equal(problems.last_line, 7);
    registry_free(registry);
}

static void a_text_that_never_closes_does_not_swallow_the_next_key(void **state)
{
    struct problems problems;
    struct registry *registry = read_export(VERSION_5 KEY "\"A\"=\"open\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\L]\r\n@=\"there\"\r\n", &problems);

    (void)state;
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "(absent)");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/L/(Default)", NULL), "there");
    registry_free(registry);
}

static void values_below_a_section_that_is_not_closed_belong_to_no_key(void **state)
{
    struct problems problems;
    struct registry *registry = read_export(VERSION_5 KEY "[HKEY_LOCAL_MACHINE\\SOFTWARE\\L\r\n\"A\"=\"1\"\r\n", &problems);

    (void)state;
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "(absent)");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/L/A", NULL), "(absent)");
    assert_int_equal(problems.count, 1);
    registry_free(registry);
}

static void what_stands_behind_a_nul_is_not_read(void **state)
{
    static const char bytes[] = VERSION_5 KEY "\"A\"=\"1\"\r\n\0\"B\"=\"2\"\r\n";
    struct problems problems;
    bool is_accepted;
    struct registry *registry = read_bytes(bytes, sizeof bytes - 1, &is_accepted, &problems);

    (void)state;
    assert_true(is_accepted);
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "1");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/B", NULL), "(absent)");
    assert_int_equal(problems.count, 1);
    registry_free(registry);
}

static void a_key_deeper_than_windows_allows_is_dropped(void **state)
{
    struct text text = { 0 };
    struct problems problems;
    struct registry *registry;

    (void)state;
    text_append(&text, VERSION_5 "[HKEY_LOCAL_MACHINE");
    for (int i = 0; i < 600; i++)
        text_append(&text, "\\a");
    text_append(&text, "]\r\n\"A\"=\"1\"\r\n" KEY "\"A\"=\"2\"\r\n");
    registry = read_export(text_of(&text), &problems);
    assert_string_equal(value_at(registry, "HKLM/", NULL), "SOFTWARE/\n");
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "2");
    assert_int_equal(problems.count, 1);
    registry_free(registry);
    text_free(&text);
}

static void a_value_of_sixteen_mebibytes_is_read(void **state)
{
    struct text text = { 0 };
    struct problems problems;
    struct registry *registry;

    (void)state;
    text_append(&text, VERSION_5 KEY "\"A\"=hex:");
    while (text.size < 16u * 1024 * 1024 - 200)
        text_append(&text, "00,11,22,33,44,55,66,77,88,99,aa,bb,cc,dd,ee,ff,\\\r\n  ");
    text_append(&text, "42\r\n\"B\"=\"behind\"\r\n");
    registry = read_export(text_of(&text), &problems);
    assert_int_equal(problems.count, 0);
    assert_string_equal(value_at(registry, "HKLM/SOFTWARE/K/B", NULL), "behind");
    assert_true(text_starts(value_at(registry, "HKLM/SOFTWARE/K/A", NULL), "00112233445566778899aabbccddeeff0011"));
    registry_free(registry);
    text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_measured_case_is_read_as_windows_reads_it),
        cmocka_unit_test(what_reg_exe_exported_is_read_whole),
        cmocka_unit_test(utf8_with_a_mark_and_utf16be_are_read_and_told),
        cmocka_unit_test(version_4_is_windows_1252),
        cmocka_unit_test(a_number_of_the_wrong_size_is_binary_and_told_with_its_line),
        cmocka_unit_test(a_broken_line_costs_that_value_and_no_other),
        cmocka_unit_test(a_text_that_never_closes_does_not_swallow_the_next_key),
        cmocka_unit_test(values_below_a_section_that_is_not_closed_belong_to_no_key),
        cmocka_unit_test(what_stands_behind_a_nul_is_not_read),
        cmocka_unit_test(a_key_deeper_than_windows_allows_is_dropped),
        cmocka_unit_test(a_value_of_sixteen_mebibytes_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
