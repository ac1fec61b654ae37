/* Binary values of the registry in what is printed. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/report/binary_value.h"
#include "healthcheck/report/report.h"

#define FOLDER "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Internet Settings/Connections/"

static void put_number(struct text *blob, size_t number)
{
    for (int shift = 0; shift < 32; shift += 8)
        text_append_char(blob, (char)(unsigned char)(number >> shift & 0xff));
}

static void put_string(struct text *blob, const char *string, size_t more)
{
    put_number(blob, strlen(string) + more);
    text_append(blob, string);
}

/* Version, counter and flags; a proxy, a bypass list and a script, whose length is `more` too large. Yours to free. */
static char *settings_hex(const char *script, size_t more)
{
    struct text blob = { 0 }, hex = { 0 };

    put_number(&blob, 0x46);
    put_number(&blob, 1);
    put_number(&blob, 5);
    put_string(&blob, "proxy.fabrikam.example:8080", 0);
    put_string(&blob, "<local>", 0);
    put_string(&blob, script, more);
    text_append_hex(&hex, blob.data, blob.size);
    text_free(&blob);
    return text_take(&hex);
}

static struct fact binary(const char *key, const char *hex)
{
    return (struct fact){ .state = FACT_PRESENT, .type = FACT_BINARY, .key = key, .text = hex, .size = strlen(hex), .why = "" };
}

static void evidence_shows_the_strings_and_no_digits_that_hide_them(void **state)
{
    char *hex = settings_hex("http://pac.fabrikam.example/p?access_token=S3cr3tT0kenS3cr3t", 0);
    struct fact fact = binary(FOLDER "DefaultConnectionSettings", hex);
    struct text made = { 0 };
    struct span shown = binary_value_evidence(&fact, &made);

    (void)state;
    assert_string_equal(shown.data, "flags 0x5, \"proxy.fabrikam.example:8080\" \"<local>\" "
                                    "\"http://pac.fabrikam.example/p?access_token=S3cr3tT0kenS3cr3t\"");
    text_free(&made);
    free(hex);
}

static void nothing_of_a_damaged_string_is_shown(void **state)
{
    char *hex = settings_hex("http://bob:hunter22@pac.fabrikam.example/", 1000);
    struct fact fact = binary(FOLDER "SavedLegacySettings", hex);
    struct text made = { 0 };

    (void)state;
    assert_string_equal(binary_value_evidence(&fact, &made).data, "flags 0x5, \"proxy.fabrikam.example:8080\" \"<local>\", damaged from byte 54 on");
    text_free(&made);
    free(hex);
}

static void of_a_value_that_nobody_knows_its_type_and_size_are_shown(void **state)
{
    struct fact fact = binary("registry/HKLM/SOFTWARE/X/Value", "70617373776f7264"), number = fact;
    struct text made = { 0 };

    (void)state;
    assert_string_equal(binary_value_evidence(&fact, &made).data, "binary, 8 bytes");
    text_free(&made);
    number.type = FACT_DWORD;
    assert_ptr_equal(binary_value_evidence(&number, &made).data, number.text);
    text_free(&made);
}

/* A script may read the bytes: their form stays, and every length is right. */
static void an_asked_value_keeps_its_form_without_its_secrets(void **state)
{
    char *hex = settings_hex("http://bob:hunter22@pac.fabrikam.example/", 0), *masked = settings_hex("http://bob:***@pac.fabrikam.example/", 0),
         *plain = settings_hex("http://pac.fabrikam.example/", 0);
    struct fact fact = binary(FOLDER "DefaultConnectionSettings", hex), clean = binary(FOLDER "DefaultConnectionSettings", plain);
    struct text out = { 0 };

    (void)state;
    report_fact_text(&out, &fact, false);
    assert_memory_equal(out.data, masked, strlen(masked));
    assert_string_equal(out.data + strlen(masked), "\n");
    text_free(&out);
    binary_value_masked(&out, &clean);
    assert_string_equal(out.data, plain);
    text_free(&out);
    free(hex);
    free(masked);
    free(plain);
}

static void an_asked_value_that_nobody_knows_is_masked_too(void **state)
{
    struct fact fact = binary("registry/HKLM/SOFTWARE/X/Value", "0100687474703a2f2f626f623a68756e74657232324078002f");
    struct text out = { 0 };

    (void)state;
    binary_value_masked(&out, &fact);
    assert_null(strstr(out.data, "68756e74657232"));
    text_free(&out);
    fact = binary("registry/HKLM/SOFTWARE/X/Value", "00ff0102");
    binary_value_masked(&out, &fact);
    assert_string_equal(out.data, "00ff0102");
    text_free(&out);
}

/* `reg add /t REG_BINARY` with the bytes of a REG_SZ, or a value of no type at all. */
static void an_asked_value_of_utf_16_is_masked_as_the_text_it_is(void **state)
{
    static const char setting[] = "http://bob:hunter22@proxy.fabrikam.example:8080", left[] = "http://bob:***@proxy.fabrikam.example:8080";
    struct text wide = { 0 }, hex = { 0 }, expected = { 0 }, out = { 0 };
    struct fact fact;

    (void)state;
    text_append_utf16le(&wide, setting, sizeof setting);
    text_append_hex(&hex, wide.data, wide.size);
    fact = binary("registry/HKLM/SOFTWARE/X/Value", hex.data);
    binary_value_masked(&out, &fact);
    wide.size = 0;
    text_append_utf16le(&wide, left, sizeof left);
    text_append_hex(&expected, wide.data, wide.size);
    assert_string_equal(out.data, expected.data);
    text_free(&wide);
    text_free(&hex);
    text_free(&expected);
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evidence_shows_the_strings_and_no_digits_that_hide_them),
        cmocka_unit_test(nothing_of_a_damaged_string_is_shown),
        cmocka_unit_test(of_a_value_that_nobody_knows_its_type_and_size_are_shown),
        cmocka_unit_test(an_asked_value_keeps_its_form_without_its_secrets),
        cmocka_unit_test(an_asked_value_that_nobody_knows_is_masked_too),
        cmocka_unit_test(an_asked_value_of_utf_16_is_masked_as_the_text_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
