/* --endpoints FILE. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "proxy/endpoints.h"

static struct endpoint_list read_good(const char *text)
{
    struct endpoint_list list;
    struct error error = { "" };

    if (!endpoints_read(&list, text, strlen(text), &error))
        fail_msg("%s", error.text);
    return list;
}

static void assert_refused_bytes(const char *bytes, size_t size, const char *why)
{
    struct endpoint_list list;
    struct error error = { "" };

    assert_false(endpoints_read(&list, bytes, size, &error));
    assert_string_equal(error.text, why);
    assert_int_equal(list.count, 0);
    assert_null(list.own);
    assert_false(endpoints_read(&list, bytes, size, NULL));
}

static void assert_refused(const char *text, const char *why)
{
    assert_refused_bytes(text, strlen(text), why);
}

#define GOOD_ROW "{\"url\": \"https://a.example/\", \"group\": \"packages\"}"

/* The second row is the wrong one. */
static void assert_row_refused(const char *row, const char *why)
{
    char *text = text_format("[" GOOD_ROW ", %s]", row), *whole = text_format("row 2: %s", why);

    assert_refused(text, whole);
    free(text);
    free(whole);
}

static void assert_url_refused(const char *group, const char *url, const char *why)
{
    char *row = text_format("{\"group\": \"%s\", \"url\": \"%s\"}", group, url);

    assert_row_refused(row, why);
    free(row);
}

static void a_row_says_all_there_is_to_say(void **state)
{
    struct endpoint_list list = read_good("[{\"url\": \"https://a.example/x?y=1\", \"group\": \"sample_storage\", \"geography\": \"eu\",\n"
                                          "  \"connectivity\": \"streamlined\", \"method\": \"HEAD\", \"good\": [200, 404]}]\n");

    (void)state;
    assert_int_equal(list.count, 1);
    assert_string_equal(list.items[0].url, "https://a.example/x?y=1");
    assert_string_equal(list.items[0].group, "sample_storage");
    assert_string_equal(list.items[0].geography, "eu");
    assert_int_equal(list.items[0].connectivity, CONNECTIVITY_STREAMLINED);
    assert_string_equal(list.items[0].method, "HEAD");
    assert_int_equal(list.items[0].good[0], 200);
    assert_int_equal(list.items[0].good[1], 404);
    assert_int_equal(list.items[0].good[2], 0);
    endpoint_list_free(&list);
}

static void url_and_group_are_enough(void **state)
{
    struct endpoint_list list =
        read_good("\xef\xbb\xbf[" GOOD_ROW ", {\"url\": \"https://[2001:db8::1]:8443\", \"group\": \"cyber_data\", \"geography\": null,"
                  " \"connectivity\": \"standard\", \"method\": null, \"good\": []},"
                  "{\"url\": \"HTTP://crl.example:8080/a.crl\", \"group\": \"certificates\"}]");

    (void)state;
    assert_int_equal(list.count, 3);
    assert_null(list.items[0].geography);
    assert_int_equal(list.items[0].connectivity, CONNECTIVITY_EITHER);
    assert_string_equal(list.items[0].method, "GET");
    assert_int_equal(list.items[0].good[0], 0);
    assert_int_equal(list.items[1].connectivity, CONNECTIVITY_STANDARD);
    endpoint_list_free(&list);
}

static void what_powershell_redirects_is_utf_16_and_read_all_the_same(void **state)
{
    struct text utf16 = { 0 };
    struct endpoint_list list;

    (void)state;
    text_append_bytes(&utf16, "\xff\xfe", 2);
    text_append_utf16le(&utf16, "[" GOOD_ROW "]\r\n", strlen("[" GOOD_ROW "]\r\n"));
    assert_true(endpoints_read(&list, utf16.data, utf16.size, NULL));
    assert_string_equal(list.items[0].url, "https://a.example/");
    endpoint_list_free(&list);
    text_free(&utf16);
}

static void what_is_not_json_is_told_with_its_place(void **state)
{
    (void)state;
    assert_refused("", "it is empty");
    assert_refused(" \r\n\t", "it is empty");
    assert_refused("https://a.example/\n", "line 1, column 1: not JSON");
    assert_refused("[\n  {\"url\": https}\n]", "line 2, column 11: not JSON");
    assert_refused("[" GOOD_ROW, "line 1, column 51: not JSON: it ends too early");
    assert_refused("[" GOOD_ROW "] [", "line 1, column 53: not JSON");
    assert_refused("{\"endpoints\": []}", "it is JSON, but no list in [ ]");
    assert_refused("[]", "the list is empty");
    assert_refused("[[[[[[[[[", "line 1, column 9: lists and objects within each other too deeply");
    assert_refused_bytes("[\"a\0b\"]", 7, "line 1, column 4: not JSON: a control character");
    assert_refused("[\"a\\u0000\"]", "line 1, column 4: \\u0000 stands for no character");
    assert_refused("[\"\xff\"]", "it is neither UTF-8 nor UTF-16");
}

static void ten_thousand_rows_are_one_line(void **state)
{
    struct text text = { 0 };
    struct endpoint_list list;

    (void)state;
    for (int i = 0; i < 10000; i++)
        text_append_format(&text, "%s{\"url\": \"https://a%d.example/\", \"group\": \"packages\"}", i > 0 ? "," : "[", i);
    text_append(&text, "]");
    assert_refused(text.data, "it has 10000 rows; at most 1000 can be tested");
    text_free(&text);

    for (int i = 0; i < 1000; i++)
        text_append_format(&text, "%s{\"url\": \"https://a%d.example/\", \"group\": \"packages\"}", i > 0 ? "," : "[", i);
    text_append(&text, "]");
    assert_true(endpoints_read(&list, text.data, text.size, NULL));
    assert_int_equal(list.count, 1000);
    endpoint_list_free(&list);
    text_free(&text);
}

static void a_huge_file_is_not_even_looked_into(void **state)
{
    char *bytes = calloc(1, 1024 * 1024 + 1);

    (void)state;
    memset(bytes, '[', 1024 * 1024 + 1);
    assert_refused_bytes(bytes, 1024 * 1024 + 1, "it is larger than 1048576 bytes");
    assert_refused_bytes(bytes, 1024 * 1024, "line 1, column 9: lists and objects within each other too deeply");
    free(bytes);
}

static void an_unknown_group_is_told_with_the_one_that_was_meant(void **state)
{
    (void)state;
    assert_url_refused("cloud_protecton", "https://b.example/", "the group \"cloud_protecton\" is not known; did you mean \"cloud_protection\"?");
    assert_url_refused("Packages", "https://b.example/", "the group \"Packages\" is not known; did you mean \"packages\"?");
    assert_url_refused(
        "", "https://b.example/",
        "the group \"\" is not known; known are command_and_control, cyber_data, cloud_protection, sample_storage, packages, certificates");
}

static void a_url_without_https_or_host_is_refused(void **state)
{
    (void)state;
    assert_url_refused("packages", "http://b.example/", "the URL \"http://b.example/\": it does not begin with https://");
    assert_url_refused("packages", "b.example", "the URL \"b.example\": it does not begin with https://");
    assert_url_refused("certificates", "ftp://b.example", "the URL \"ftp://b.example\": it does not begin with https://");
    assert_url_refused("packages", "https://", "the URL \"https://\": it has no host");
    assert_url_refused("packages", "https:///x", "the URL \"https:///x\": it has no host");
    assert_url_refused("packages", "https://:443/x", "the URL \"https://:443/x\": it has no host");
    assert_url_refused("packages", "https://b:70000/", "the URL \"https://b:70000/\": its host or its port is none");
    assert_url_refused("packages", "https://b:0/", "the URL \"https://b:0/\": its port is none");
    assert_url_refused("packages", "https://[::1/", "the URL \"https://[::1/\": its host or its port is none");
    assert_url_refused("packages", "https://*.wd.microsoft.com/",
                       "the URL \"https://*.wd.microsoft.com/\": its host stands for many: name one instead of *");
    assert_url_refused("packages", "https://a%20b/", "the URL \"https://a%20b/\": its host holds %, which no host's name does");
    assert_url_refused("packages", "https://b/x y", "the URL \"https://b/x y\": it holds a blank or a control character");
    assert_url_refused("packages", "https://b/{x}", "the URL \"https://b/{x}\": it holds {, which no URL holds: write it as %7B");
    assert_url_refused("packages", "https://b/#x", "the URL \"https://b/#x\": it holds a #: what follows that is never sent, leave it out");
    assert_url_refused(
        "packages", "https://\xc3\xa4.example/",
        "the URL \"https://\xc3\xa4.example/\": it holds a character beyond ASCII: write the host as xn--…, and the rest percent-encoded");
}

static void a_long_url_is_cut_in_the_message(void **state)
{
    char url[2100] = "https://b.example/";

    (void)state;
    memset(url + strlen(url), 'x', 2050);
    assert_url_refused("packages", url, "the URL \"https://b.example/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\": it is longer than 2000 bytes");
}

static void a_password_in_a_url_is_refused_and_not_repeated(void **state)
{
    (void)state;
    assert_url_refused("packages", "https://user:secret@b.example/", "the URL: it names a user: leave out what stands before the @");
    assert_url_refused("packages", "user:secret@b.example", "the URL: it names a user: leave out what stands before the @");
    assert_url_refused("packages", "ftp://b.example/?mail=a@b", "the URL: it does not begin with https://");
}

static void the_same_url_twice_is_told_with_both_rows(void **state)
{
    (void)state;
    assert_url_refused("cyber_data", "https://A.example", "the URL \"https://A.example\" stands in row 1 already");
}

static void a_member_that_is_wrong_is_named(void **state)
{
    (void)state;
    assert_row_refused("\"https://b.example/\"", "it is no object in { }");
    assert_row_refused("{\"group\": \"packages\"}", "\"url\" is missing");
    assert_row_refused("{\"url\": \"https://b.example/\"}", "\"group\" is missing");
    assert_row_refused("{\"url\": null, \"group\": \"packages\"}", "\"url\" is no text in quotes");
    assert_row_refused("{\"url\": \"https://b\", \"group\": 5}", "\"group\" is no text in quotes");
    assert_row_refused("{\"uri\": \"https://b\", \"group\": \"packages\"}", "the member \"uri\" is not known; did you mean \"url\"?");
    assert_row_refused("{\"retries\": 3}", "the member \"retries\" is not known; known are group, url, geography, connectivity, method, good");
    assert_row_refused("{\"url\": \"https://b\", \"url\": \"https://c\", \"group\": \"packages\"}", "\"url\" stands there twice");
    assert_row_refused("{\"url\": \"https://b/\\u001b[2J\", \"group\": \"packages\"}", "\"url\" holds a control character");
    assert_row_refused("{\"ur\\nl\": \"https://b/\"}", "the name of a member holds a control character");
}

static void a_value_that_is_wrong_is_told_with_what_it_can_be(void **state)
{
#define ROW_WITH(member) "{\"url\": \"https://b\", \"group\": \"packages\", " member "}"
    (void)state;
    assert_row_refused(ROW_WITH("\"method\": \"POST\""), "the method is \"POST\"; it can be \"GET\" or \"HEAD\"");
    assert_row_refused(ROW_WITH("\"connectivity\": \"both\""), "the connectivity is \"both\"; it can be \"standard\" or \"streamlined\"");
    assert_row_refused(ROW_WITH("\"geography\": \"Europe/Berlin\""), "the geography \"Europe/Berlin\" is no word such as \"us\" or \"eu\"");
    assert_row_refused(ROW_WITH("\"geography\": true"), "\"geography\" is no text in quotes");
    assert_row_refused(ROW_WITH("\"good\": 200"), "\"good\" is no list of at most 3 statuses");
    assert_row_refused(ROW_WITH("\"good\": [200, 201, 202, 203]"), "\"good\" is no list of at most 3 statuses");
    assert_row_refused(ROW_WITH("\"good\": [\"200\"]"), "\"good\" holds something that is no HTTP status from 200 to 599");
    assert_row_refused(ROW_WITH("\"good\": [200.5]"), "\"good\" holds something that is no HTTP status from 200 to 599");
    assert_row_refused(ROW_WITH("\"good\": [1e300]"), "\"good\" holds something that is no HTTP status from 200 to 599");
}

/* The section of the manual, without the backslashes of its hyphens. */
static char *manual_section(void)
{
    char *manual = read_project_file("docs/healthcheck.1", NULL), *begin = strstr(manual, "\n.SH ENDPOINTS FILE\n"), *end, *section;
    struct text text = { 0 };

    assert_non_null(begin);
    end = strstr(begin + 1, "\n.SH ");
    assert_non_null(end);
    for (char *at = begin; at < end; at++)
        if (*at != '\\')
            text_append_char(&text, *at);
    section = text_take(&text);
    free(manual);
    return section;
}

static void the_manual_shows_a_file_that_can_be_read_and_names_every_group(void **state)
{
    char *section = manual_section(), *begin = strstr(section, "\n.EX\n"), *end = strstr(section, "\n.EE\n");
    struct endpoint_list list;
    struct error error = { "" };

    (void)state;
    assert_true(begin != NULL && end != NULL);
    if (!endpoints_read(&list, begin + 5, (size_t)(end - begin - 5), &error))
        fail_msg("%s", error.text);
    assert_int_equal(list.count, 2);
    assert_int_equal(list.items[0].connectivity, CONNECTIVITY_STREAMLINED);
    for (size_t i = 0; endpoint_group_at(i) != NULL; i++)
        if (strstr(end, endpoint_group_at(i)->name) == NULL)
            fail_msg("the manual does not name the group %s", endpoint_group_at(i)->name);
    endpoint_list_free(&list);
    free(section);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_says_all_there_is_to_say),
        cmocka_unit_test(url_and_group_are_enough),
        cmocka_unit_test(what_powershell_redirects_is_utf_16_and_read_all_the_same),
        cmocka_unit_test(what_is_not_json_is_told_with_its_place),
        cmocka_unit_test(ten_thousand_rows_are_one_line),
        cmocka_unit_test(a_huge_file_is_not_even_looked_into),
        cmocka_unit_test(an_unknown_group_is_told_with_the_one_that_was_meant),
        cmocka_unit_test(a_url_without_https_or_host_is_refused),
        cmocka_unit_test(a_long_url_is_cut_in_the_message),
        cmocka_unit_test(a_password_in_a_url_is_refused_and_not_repeated),
        cmocka_unit_test(the_same_url_twice_is_told_with_both_rows),
        cmocka_unit_test(a_member_that_is_wrong_is_named),
        cmocka_unit_test(a_value_that_is_wrong_is_told_with_what_it_can_be),
        cmocka_unit_test(the_manual_shows_a_file_that_can_be_read_and_names_every_group),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
