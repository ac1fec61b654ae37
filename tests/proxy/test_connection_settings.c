/* The binary values in which Windows keeps proxy settings. */
#include "tests/support.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proxy/connection_settings.h"

static struct connection_settings settings;
static struct proxy_problems problems;
static const char *case_id;

static int end(void **state)
{
    (void)state;
    connection_settings_free(&settings);
    proxy_problems_free(&problems);
    return 0;
}

static bool read_hex(enum connection_kind kind, const char *hex)
{
    end(NULL);
    return connection_settings_read_hex(&settings, kind, hex, strlen(hex), &problems);
}

static void assert_summary(const char *summary)
{
    for (size_t i = 0; i < problems.count; i++) {
        assert_string_equal(problems.items[i].kind->word, "blob");
        if (strcmp(problems.items[i].summary, summary) == 0)
            return;
    }
    fail_msg("%s: nobody said %s, but %s", case_id, summary, problems.count > 0 ? problems.items[0].summary : "nothing");
}

static void assert_number(const cJSON *decoded, const char *name, unsigned long long number)
{
    const cJSON *expected = cJSON_GetObjectItem(decoded, name);

    if (expected != NULL && expected->valuedouble != (double)number)
        fail_msg("%s: %s is %llu, not %.0f", case_id, name, number, expected->valuedouble);
}

static void assert_text(const cJSON *decoded, const char *name, const char *text)
{
    const cJSON *expected = cJSON_GetObjectItem(decoded, name);

    if (expected != NULL && strcmp(expected->valuestring, text != NULL ? text : "") != 0)
        fail_msg("%s: %s is %s, not %s", case_id, name, text != NULL ? text : "not told", expected->valuestring);
}

static void assert_interfaces(const cJSON *expected)
{
    char text[IP_ADDRESS_TEXT_SIZE];

    for (int i = 0; i < cJSON_GetArraySize(expected); i++) {
        ip_address_write(&settings.interfaces[i], text);
        assert_string_equal(text, cJSON_GetArrayItem(expected, i)->valuestring);
    }
}

static void assert_moments(const cJSON *decoded)
{
    char hex[32], utc[MOMENT_TEXT_SIZE];

    snprintf(hex, sizeof hex, "0x%016llx", settings.last_detection_filetime);
    assert_text(decoded, "last_detect_filetime", hex);
    moment_write(settings.last_detection, utc);
    assert_text(decoded, "last_detect_utc", utc);
}

/* How the list of cases names what is wrong, and how we say it. */
static void assert_error(const char *error, const cJSON *one)
{
    double size = cJSON_GetObjectItem(one, "hex") != NULL ? (double)strlen(cJSON_GetObjectItem(one, "hex")->valuestring) / 2 : 0;

    if (strcmp(error, "truncated-header") == 0)
        assert_summary(size == 0 ? "ends within the version at offset 0: 0 of 4 bytes" : "ends within the flags at offset 8: 3 of 4 bytes");
    else if (strcmp(error, "length-of-bypass-exceeds-data") == 0)
        assert_summary("the length of the bypass list at offset 24 is 200, and 3 bytes follow");
    else if (strcmp(case_id, "wh-comp-len-over") == 0)
        assert_summary("the length of the proxy at offset 12 is 4294967295, and 3 bytes follow");
    else
        assert_summary("the length of the proxy at offset 12 is 9, and 2 bytes follow");
}

static void check_decoded(const cJSON *one, const cJSON *decoded)
{
    const cJSON *tail = cJSON_GetObjectItem(decoded, "tail_hex");
    size_t size = strlen(cJSON_GetObjectItem(one, "hex")->valuestring);

    assert_number(decoded, "version", settings.version);
    assert_number(decoded, "counter", settings.counter);
    assert_number(decoded, "flags", settings.flags);
    assert_text(decoded, "proxy", settings.proxy);
    assert_text(decoded, "bypass", settings.bypass);
    assert_text(decoded, "autoconfig_url", settings.auto_config_url);
    assert_number(decoded, "autodiscovery_flags", settings.discovery_flags);
    assert_text(decoded, "last_known_good_autoconfig_url", settings.last_known_good_url);
    assert_number(decoded, "interface_count", settings.interface_count);
    assert_interfaces(cJSON_GetObjectItem(decoded, "interfaces"));
    assert_moments(decoded);
    if (tail != NULL && strcmp(cJSON_GetObjectItem(one, "kind")->valuestring, "WinHttpSettings") != 0)
        assert_int_equal(settings.size - settings.tail, strlen(tail->valuestring) / 2);
    assert_int_equal(settings.size, size / 2);
}

static void check_case(const cJSON *one)
{
    bool is_winhttp = strcmp(cJSON_GetObjectItem(one, "kind")->valuestring, "WinHttpSettings") == 0;
    const cJSON *decoded = cJSON_GetObjectItem(one, "decoded"), *error = cJSON_GetObjectItem(decoded, "error");
    bool is_read, is_bypass = error != NULL && strcmp(error->valuestring, "length-of-bypass-exceeds-data") == 0;

    case_id = cJSON_GetObjectItem(one, "id")->valuestring;
    is_read = read_hex(is_winhttp ? CONNECTION_WINHTTP : CONNECTION_WININET, cJSON_GetObjectItem(one, "hex")->valuestring);
    if (is_read != (error == NULL || is_bypass))
        fail_msg("%s: read is %d", case_id, is_read);
    if (error != NULL)
        assert_error(error->valuestring, one);
    check_decoded(one, decoded);
    if (cJSON_HasObjectItem(decoded, "warnings")) {
        assert_summary("a NUL inside the proxy at offset 24: its length counts a terminator");
        assert_summary("a NUL inside the bypass list at offset 36: its length counts a terminator");
    } else if (strcmp(case_id, "wh-comp-latin1") == 0)
        assert_summary("a byte above 0x7f inside the proxy at offset 18: its code page is not known");
    else if (error == NULL && problems.count > 0)
        fail_msg("%s: %s", case_id, problems.items[0].summary);
}

static void the_values_of_real_machines_are_read(void **state)
{
    char *json = read_project_file("tests/data/connection_settings/cases.json", NULL);
    cJSON *all = cJSON_Parse(json);
    const cJSON *one;
    int checked = 0;

    (void)state;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(all, "cases"))
    {
        check_case(one);
        checked++;
    }
    assert_int_equal(checked, 30);
    assert_int_equal(checked, cJSON_GetObjectItem(all, "count")->valueint);
    cJSON_Delete(all);
    free(json);
}

/* What every cut of a value keeps: never another proxy than the whole value's, and no silence where the proxy is lost. */
static void cut_everywhere(enum connection_kind kind, const char *hex, const char *proxy)
{
    for (size_t size = 0; size < strlen(hex); size++) {
        bool is_read;

        end(NULL);
        is_read = connection_settings_read_hex(&settings, kind, hex, size, &problems);
        if (is_read)
            assert_string_equal(settings.proxy, proxy);
        else
            assert_int_not_equal(problems.count, 0);
        assert_false(settings.proxy != NULL && strcmp(settings.proxy, proxy) != 0);
        assert_true(!connection_settings_use(&settings, CONNECTION_PROXY) || is_read);
    }
}

static void a_value_cut_at_any_byte_never_names_another_proxy(void **state)
{
    char *json = read_project_file("tests/data/connection_settings/cases.json", NULL);
    cJSON *all = cJSON_Parse(json);
    const cJSON *one;

    (void)state;
    cJSON_ArrayForEach(one, cJSON_GetObjectItem(all, "cases"))
    {
        const cJSON *proxy = cJSON_GetObjectItem(cJSON_GetObjectItem(one, "decoded"), "proxy");
        bool is_winhttp = strcmp(cJSON_GetObjectItem(one, "kind")->valuestring, "WinHttpSettings") == 0;

        case_id = cJSON_GetObjectItem(one, "id")->valuestring;
        if (proxy != NULL && strcmp(case_id, "wh-comp-latin1") != 0 && strcmp(case_id, "wh-comp-nul") != 0)
            cut_everywhere(is_winhttp ? CONNECTION_WINHTTP : CONNECTION_WININET, cJSON_GetObjectItem(one, "hex")->valuestring, proxy->valuestring);
    }
    cJSON_Delete(all);
    free(json);
}

#define WININET_DIRECT "460000000100000001000000000000000000000000000000"

static void every_length_of_2_to_the_32_is_refused_where_it_stands(void **state)
{
    (void)state;
    case_id = "lengths";
    assert_true(read_hex(CONNECTION_WINHTTP, "2800000000000000030000000100000070ffffffff"));
    assert_summary("the length of the bypass list at offset 17 is 4294967295, and 0 bytes follow");
    assert_string_equal(settings.proxy, "p");
    assert_true(read_hex(CONNECTION_WINHTTP, "28000000000000000100000000000000"
                                             "00000000"
                                             "ffffffff"));
    assert_summary("the length of the auto-config URL at offset 20 is 4294967295, and 0 bytes follow");
    assert_true(read_hex(CONNECTION_WININET, WININET_DIRECT "01000000"
                                                            "ffffffff"));
    assert_summary("the length of the last-known-good URL at offset 28 is 4294967295, and 0 bytes follow");
    assert_true(read_hex(CONNECTION_WININET, WININET_DIRECT "0100000000000000"
                                                            "0000000000000000"
                                                            "000000000000000000000000"
                                                            "ffffffff00"));
    assert_summary("the number of interfaces at offset 52 is 4294967295, and 1 bytes follow");
    assert_int_equal(settings.interface_count, 0);
}

static void what_no_windows_writes_is_told(void **state)
{
    (void)state;
    case_id = "odd";
    assert_true(read_hex(CONNECTION_WINHTTP, "4600000000000000110000000000000000000000"));
    assert_summary("the version at offset 0 is 0x46, not 0x18 or 0x28");
    assert_summary("the flags at offset 8 are 0x11: a bit is set that has no meaning");
    assert_true(read_hex(CONNECTION_WININET, WININET_DIRECT "0100000000000000"
                                                            "ffffffffffffffff"));
    assert_summary("the time of the last detection at offset 32 is before 1970 or beyond the year 9999");
    assert_int_equal(settings.last_detection, 0);
    assert_false(read_hex(CONNECTION_WINHTTP, "18000000000x"));
    assert_summary("no hexadecimal digits at offset 5");
    assert_false(read_hex(CONNECTION_WINHTTP, "1"));
    assert_summary("no hexadecimal digits at offset 0");
}

static void a_string_counts_only_with_its_flag(void **state)
{
    (void)state;
    assert_true(read_hex(CONNECTION_WINHTTP, "2800000000000000010000000100000070"
                                             "00000000"));
    assert_string_equal(settings.proxy, "p");
    assert_false(connection_settings_use(&settings, CONNECTION_PROXY));
    assert_true(read_hex(CONNECTION_WINHTTP, "2800000000000000030000000100000020"
                                             "00000000"));
    assert_false(connection_settings_use(&settings, CONNECTION_PROXY));
    assert_true(read_hex(CONNECTION_WINHTTP, "2800000000000000030000000100000070"
                                             "00000000"));
    assert_true(connection_settings_use(&settings, CONNECTION_PROXY));
}

static void ten_thousand_interfaces_of_no_family_are_told_once(void **state)
{
    enum { COUNT = 10000 };
    const size_t head = strlen(WININET_DIRECT) / 2 + 28;
    unsigned char *bytes = calloc(1, head + 4 + COUNT * 128);

    (void)state;
    bytes[0] = 0x46;
    bytes[8] = 1;
    bytes[head] = COUNT & 0xff;
    bytes[head + 1] = COUNT >> 8;
    assert_true(connection_settings_read(&settings, CONNECTION_WININET, bytes, head + 4 + COUNT * 128, &problems));
    assert_int_equal(problems.count, 1);
    assert_string_equal(problems.items[0].summary, "the interface at offset 56 is of the unknown family 0");
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(the_values_of_real_machines_are_read, end),
        cmocka_unit_test_teardown(a_value_cut_at_any_byte_never_names_another_proxy, end),
        cmocka_unit_test_teardown(every_length_of_2_to_the_32_is_refused_where_it_stands, end),
        cmocka_unit_test_teardown(what_no_windows_writes_is_told, end),
        cmocka_unit_test_teardown(a_string_counts_only_with_its_flag, end),
        cmocka_unit_test_teardown(ten_thousand_interfaces_of_no_family_are_told_once, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
