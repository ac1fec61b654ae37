/* The readers of what wsl.exe prints: encodings, languages, editions. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/wsl_text.h"

static char *read_sample(const char *name, size_t *size)
{
    char *path = text_format("tests/data/wsl_text/%s", name);
    char *bytes = read_project_file(path, size);

    free(path);
    return bytes;
}

static struct wsl_versions versions_in(const char *name)
{
    size_t size;
    char *bytes = read_sample(name, &size);
    struct wsl_versions versions = wsl_versions_read(bytes, size);

    free(bytes);
    return versions;
}

static struct wsl_list list_in(const char *name)
{
    size_t size;
    char *bytes = read_sample(name, &size);
    struct wsl_list list = wsl_list_read(bytes, size);

    free(bytes);
    return list;
}

static void assert_is_2_3_24(const struct wsl_versions *versions)
{
    assert_non_null(versions->wsl);
    assert_string_equal(versions->wsl, "2.3.24.0");
    assert_string_equal(versions->kernel, "5.15.153.1-2");
    assert_string_equal(versions->wslg, "1.0.65");
    assert_string_equal(versions->msrdc, "1.2.5620");
    assert_string_equal(versions->direct3d, "1.611.1-81528511");
    assert_string_equal(versions->dxcore, "10.0.26100.1-240331-1435.ge-release");
    assert_string_equal(versions->windows, "10.0.26100.2033");
}

static void versions_are_found_in_every_language_and_encoding(void **state)
{
    static const char *const samples[] = {
        "version.en-US.txt",         "version.de-DE.txt",         "version.es-ES.txt", "version.fr-FR.txt",         "version.it-IT.txt",
        "version.ja-JP.txt",         "version.ko-KR.txt",         "version.nl-NL.txt", "version.pl-PL.txt",         "version.pt-BR.txt",
        "version.ru-RU.txt",         "version.zh-CN.txt",         "version.zh-TW.txt", "version.en-US.utf16le.bin", "version.de-DE.utf16le.bin",
        "version.ja-JP.utf16le.bin", "version.ko-KR.utf16le.bin",
    };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct wsl_versions versions = versions_in(samples[i]);

        assert_is_2_3_24(&versions);
        wsl_versions_free(&versions);
    }
}

static void the_line_ends_of_an_old_wsl_do_not_matter(void **state)
{
    static const char *const samples[] = { "version.old-1.1.3.en-US.txt", "version.old-1.1.3.en-US.crcrlf.utf16le.bin" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct wsl_versions versions = versions_in(samples[i]);

        assert_string_equal(versions.wsl, "1.1.3.0");
        assert_string_equal(versions.kernel, "5.15.90.1");
        assert_string_equal(versions.windows, "10.0.19044.2604");
        wsl_versions_free(&versions);
    }
}

static void the_usage_of_an_inbox_wsl_is_no_version(void **state)
{
    struct wsl_versions versions = versions_in("usage.inbox.en-US.txt");

    (void)state;
    assert_null(versions.wsl);
    assert_null(versions.kernel);
    wsl_versions_free(&versions);
    versions = wsl_versions_read("", 0);
    assert_null(versions.wsl);
    versions = wsl_versions_read("bash: wsl.exe: version 1.2.3\n", 29);
    assert_null(versions.wsl);
}

/* A mark before the text, and what a child printed before it in its own encoding. */
static void marks_and_other_encodings_in_between_do_not_hide_the_versions(void **state)
{
    static const char *const before[] = { "\xff\xfe", "\xef\xbb\xbf", "w\xe4hrend des Starts\r\n", "während 2.0 lief\n",
                                          "wsl: 1.2.3.4 is strange\r\n" };
    size_t size;
    char *wide = read_sample("version.en-US.utf16le.bin", &size);

    (void)state;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        struct text text = { 0 };
        struct wsl_versions versions;

        text_append(&text, before[i]);
        if (i == 1)
            text_append(&text, "WSL version: 2.3.24.0\r\r\nKernel version: 5.15.153.1-2\r\r\n");
        else
            text_append_bytes(&text, wide, size);
        versions = wsl_versions_read(text.data, text.size);
        assert_non_null(versions.wsl);
        assert_string_equal(versions.wsl, "2.3.24.0");
        assert_string_equal(versions.kernel, "5.15.153.1-2");
        wsl_versions_free(&versions);
        text_free(&text);
    }
    free(wide);
}

/* The runtime's text mode: a CR byte before the LF byte of UTF-16. */
static void a_carriage_return_of_one_byte_does_not_shift_what_follows(void **state)
{
    static const char bytes[] = "W\0 \0002\0.\0003\0.\0004\0.\0000\0\r\n\0K\0 \0005\0.\0006\0\r\n\0";
    struct wsl_versions versions = wsl_versions_read(bytes, sizeof bytes - 1);

    (void)state;
    assert_non_null(versions.wsl);
    assert_string_equal(versions.wsl, "2.3.4.0");
    assert_string_equal(versions.kernel, "5.6");
    wsl_versions_free(&versions);
}

static void assert_row(const struct wsl_list *list, size_t index, const char *name, enum wsl_state state, int version, bool is_default)
{
    assert_in_range(index, 0, list->count - 1);
    assert_string_equal(list->distributions[index].name, name);
    assert_int_equal(list->distributions[index].state, state);
    assert_int_equal(list->distributions[index].version, version);
    assert_int_equal(list->distributions[index].is_default, is_default);
}

static void the_list_is_read_in_both_encodings(void **state)
{
    static const char *const samples[] = { "list-verbose.typical.txt", "list-verbose.typical.utf16le.bin" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct wsl_list list = list_in(samples[i]);

        assert_int_equal(list.kind, WSL_LIST_ROWS);
        assert_int_equal(list.count, 3);
        assert_row(&list, 0, "Ubuntu", WSL_STATE_RUNNING, 2, true);
        assert_row(&list, 1, "docker-desktop", WSL_STATE_RUNNING, 2, false);
        assert_row(&list, 2, "Debian", WSL_STATE_STOPPED, 2, false);
        wsl_list_free(&list);
    }
}

static void a_name_with_blanks_stays_whole(void **state)
{
    struct wsl_list list = list_in("list-verbose.name-with-space.txt");

    (void)state;
    assert_int_equal(list.count, 2);
    assert_row(&list, 0, "My Dev Box 2", WSL_STATE_STOPPED, 1, false);
    assert_row(&list, 1, "openSUSE-Leap-15.6", WSL_STATE_RUNNING, 2, true);
    wsl_list_free(&list);
}

static void a_state_that_is_not_known_is_kept_as_it_is(void **state)
{
    static const char text[] = "  NAME      STATE           VERSION\n* Ubuntu    Wird beendet    2\n  B Running 1\n";
    struct wsl_list list = wsl_list_read(text, sizeof text - 1);

    (void)state;
    assert_int_equal(list.count, 2);
    assert_row(&list, 0, "Ubuntu", WSL_STATE_UNKNOWN, 2, true);
    assert_string_equal(list.distributions[0].state_text, "Wird beendet");
    assert_row(&list, 1, "B", WSL_STATE_RUNNING, 1, false);
    wsl_list_free(&list);
}

static void wsl_1_is_told_from_wsl_2(void **state)
{
    struct wsl_list list = list_in("list-verbose.wsl1-mixed.txt");

    (void)state;
    assert_int_equal(list.count, 3);
    assert_row(&list, 0, "Ubuntu-22.04", WSL_STATE_STOPPED, 2, true);
    assert_row(&list, 1, "Legacy", WSL_STATE_RUNNING, 1, false);
    assert_row(&list, 2, "kali-linux", WSL_STATE_CONVERTING, 1, false);
    wsl_list_free(&list);
}

static void a_sentence_without_rows_means_that_none_is_installed(void **state)
{
    static const char german[] = "F\xc3\xbcr das Windows-Subsystem f\xc3\xbcr Linux sind keine Distributionen installiert. WSL 2\r\n";
    struct wsl_list list = list_in("list-verbose.none-installed.en-US.txt");

    (void)state;
    assert_int_equal(list.kind, WSL_LIST_NONE);
    wsl_list_free(&list);
    list = wsl_list_read(german, sizeof german - 1);
    assert_int_equal(list.kind, WSL_LIST_NONE);
    wsl_list_free(&list);
}

static void another_error_is_no_answer_about_distributions(void **state)
{
    static const char text[] = "Zugriff verweigert\r\nFehlercode: Wsl/Service/E_ACCESSDENIED\r\n";
    struct wsl_list list = wsl_list_read(text, sizeof text - 1);

    (void)state;
    assert_int_equal(list.kind, WSL_LIST_ERROR);
    assert_string_equal(list.error, "Wsl/Service/E_ACCESSDENIED");
    wsl_list_free(&list);
    list = wsl_list_read("\r\n", 2);
    assert_int_equal(list.kind, WSL_LIST_NOTHING);
    wsl_list_free(&list);
}

static void the_status_names_default_distribution_and_version(void **state)
{
    static const char *const samples[] = { "status.en-US.txt", "status.de-DE.txt", "status.es-ES.txt", "status.fr-FR.txt",
                                           "status.ja-JP.txt", "status.ko-KR.txt", "status.zh-CN.txt", "status.wsl1-component-missing.en-US.txt" };

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        size_t size;
        char *bytes = read_sample(samples[i], &size);
        struct wsl_status status = wsl_status_read(bytes, size);

        assert_string_equal(status.default_distribution, "Ubuntu");
        assert_int_equal(status.default_version, 2);
        wsl_status_free(&status);
        free(bytes);
    }
}

static void a_status_without_a_distribution_still_has_its_version(void **state)
{
    size_t size;
    char *bytes = read_sample("status.no-virtualization.en-US.txt", &size);
    struct wsl_status status = wsl_status_read(bytes, size);

    (void)state;
    assert_null(status.default_distribution);
    assert_int_equal(status.default_version, 2);
    wsl_status_free(&status);
    free(bytes);
}

/* Lines that change their encoding: were each looked at to the end of all, it would take hours. */
static void sixteen_mebibytes_of_line_feeds_and_nuls_are_read_in_no_time(void **state)
{
    static const char pattern[] = "\xff\n\0\n\n\0x";
    size_t period = sizeof pattern - 1, periods = (16 << 20) / period, size, few_size;
    char *bytes = memory_get(periods * period), *decoded, *few;
    clock_t begin;

    (void)state;
    for (size_t i = 0; i < periods * period; i++)
        bytes[i] = pattern[i % period];
    few = wsl_text_decode(bytes, 1000 * period, &few_size);
    begin = clock();
    decoded = wsl_text_decode(bytes, periods * period, &size);
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 30);
    assert_memory_equal(decoded, few, 6000);
    assert_int_equal(few_size, 1000 * 6 + 1);
    assert_int_equal(size, periods * 6 + 1);
    free(decoded);
    free(few);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_found_in_every_language_and_encoding),
        cmocka_unit_test(the_line_ends_of_an_old_wsl_do_not_matter),
        cmocka_unit_test(the_usage_of_an_inbox_wsl_is_no_version),
        cmocka_unit_test(marks_and_other_encodings_in_between_do_not_hide_the_versions),
        cmocka_unit_test(a_carriage_return_of_one_byte_does_not_shift_what_follows),
        cmocka_unit_test(the_list_is_read_in_both_encodings),
        cmocka_unit_test(a_name_with_blanks_stays_whole),
        cmocka_unit_test(a_state_that_is_not_known_is_kept_as_it_is),
        cmocka_unit_test(wsl_1_is_told_from_wsl_2),
        cmocka_unit_test(a_sentence_without_rows_means_that_none_is_installed),
        cmocka_unit_test(another_error_is_no_answer_about_distributions),
        cmocka_unit_test(the_status_names_default_distribution_and_version),
        cmocka_unit_test(a_status_without_a_distribution_still_has_its_version),
        cmocka_unit_test(sixteen_mebibytes_of_line_feeds_and_nuls_are_read_in_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
