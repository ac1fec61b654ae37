/* What reg.exe prints. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/machine.h"
#include "healthcheck/host/reg_query.h"

static struct registry *registry;

static int begin(void **state)
{
    (void)state;
    registry = registry_new();
    return 0;
}

static int end(void **state)
{
    (void)state;
    registry_free(registry);
    return 0;
}

static void read_file(const char *path)
{
    size_t size;
    char *bytes = read_project_file(path, &size);

    assert_true(reg_query_read(registry, bytes, size));
    free(bytes);
}

static void assert_value(const char *path, const char *type, const char *text)
{
    struct answer answer = { 0 };
    char unnamed[12];

    registry_answer(registry, path, &answer);
    if (answer.state != FACT_PRESENT)
        fail_msg("%s is absent", path);
    assert_string_equal(text_of(&answer.text), text);
    assert_string_equal(answer.is_typed ? fact_type_name(answer.type, unnamed) : "list", type);
    text_free(&answer.text);
}

#define KEY "HKLM/SOFTWARE/HealthCheckSample"

static void what_reg_exe_printed_is_what_reg_exe_exported(void **state)
{
    (void)state;
    read_file("tests/data/reg_query/sample_query.txt");
    assert_value(KEY "/(Default)", "sz", "the default");
    assert_value(KEY "/A name with blanks", "sz", "two  blanks    and four");
    assert_value(KEY "/Empty", "sz", "");
    assert_value(KEY "/Expand", "expand_sz", "%SystemRoot%\\x");
    assert_value(KEY "/Lines", "sz", "a\nb");
    assert_value(KEY "/Many", "multi_sz", "one\ntwo words\nthree");
    assert_value(KEY "/Bytes", "binary", "28000000ff00");
    assert_value(KEY "/NoBytes", "binary", "");
    assert_value(KEY "/None", "none", "610062000000");
    assert_value(KEY "/Number", "dword", "4294967295");
    assert_value(KEY "/Zero", "dword", "0");
    assert_value(KEY "/slash%2Fand%25", "sz", "x");
    assert_value(KEY "/Sub key/In", "sz", "below");
    assert_value(KEY "/Empty key/", "list", "(Default)\n");
    assert_true(registry_mentions(registry, KEY "/Empty key"));
    assert_false(registry_mentions(registry, "HKLM/SOFTWARE"));
}

static void letters_of_the_oem_code_page_are_not_guessed(void **state)
{
    (void)state;
    read_file("tests/data/reg_query/sample_query.txt");
    assert_value(KEY "/Gr\xef\xbf\xbd\xef\xbf\xbd"
                     "e",
                 "sz", "na\xef\xbf\xbdve ?");
}

static void windows_prints_the_default_value_in_its_own_language(void **state)
{
    (void)state;
    read_file("tests/data/reg_query/windows_query.txt");
    assert_value("HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/(Default)", "sz", "(Wert nicht festgelegt)");
    assert_value("HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Version", "sz", "2.7.3.0");
    assert_value("HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/(not the default)", "dword", "0");
    assert_value("HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/A    name", "sz", "REG_SZ    x");
    assert_value("HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/MSI/Gr\xc3\xb6\xc3\x9f"
                 "e",
                 "qword", "8589934591");
    assert_value("HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/Nothing/", "list", "");
}

static void utf16_is_read_with_and_without_mark(void **state)
{
    static const char text[] = "HKEY_CURRENT_USER\\Env\r\n    TEMP    REG_SZ    C:\\x\r\n";
    struct text wide = { 0 };

    (void)state;
    text_append(&wide, "\xff\xfe");
    for (size_t i = 0; text[i] != '\0'; i++) {
        text_append_char(&wide, text[i]);
        text_append_char(&wide, '\0');
    }
    assert_true(reg_query_read(registry, wide.data, wide.size));
    assert_value("HKCU/Env/TEMP", "sz", "C:\\x");
    assert_true(reg_query_read(registry, wide.data + 2, wide.size - 2));
    text_free(&wide);
}

static void what_is_no_answer_is_refused(void **state)
{
    static const char text[] = "ERROR: The system was unable to find the specified registry key or value.\r\n    A    REG_SZ    x\r\n";

    (void)state;
    assert_false(reg_query_read(registry, text, sizeof text - 1));
    assert_false(reg_query_read(registry, "", 0));
    assert_false(reg_query_read(registry, "\0", 1));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_reg_exe_printed_is_what_reg_exe_exported),
        CASE(letters_of_the_oem_code_page_are_not_guessed),
        CASE(windows_prints_the_default_value_in_its_own_language),
        CASE(utf16_is_read_with_and_without_mark),
        CASE(what_is_no_answer_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
