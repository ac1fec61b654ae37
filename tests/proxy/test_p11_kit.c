/* p11-kit's files: what they call trusted, and nothing else. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "proxy/p11_kit.h"

static char *taken_of(const char *file)
{
    struct text pem = { 0 };

    p11_kit_read(span_of(file), &pem);
    return text_take(&pem);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)) != NULL; text += strlen(part))
        count++;
    return count;
}

static void what_p11_kit_wrote_is_taken_with_its_blocks(void **state)
{
    size_t size;
    char *file = read_project_file("tests/data/p11_kit/trust_dump", &size), *taken = taken_of(file);

    (void)state;
    assert_int_equal(count_of(file, "[p11-kit-object-v1]"), 3);
    assert_int_equal(count_of(taken, "[p11-kit-object-v1]"), 2);
    assert_int_equal(count_of(taken, "-----BEGIN CERTIFICATE-----"), 2);
    assert_int_equal(count_of(taken, "-----END CERTIFICATE-----"), 2);
    assert_null(strstr(taken, "Trust Anchor Roots"));
    free(taken);
    free(file);
}

static void what_is_not_called_trusted_is_left(void **state)
{
    static const char *const attributes[] = { "x-distrusted: true", "trusted: false", "label: \"trusted: true\"", "" };

    (void)state;
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        char *file =
                 text_format("[p11-kit-object-v1]\n%s\n-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\ntrusted: true\n", attributes[i]),
             *taken = taken_of(file);

        assert_string_equal(taken, "");
        free(taken);
        free(file);
    }
}

static void line_ends_of_another_system_and_a_missing_last_one_do_not_matter(void **state)
{
    static const char file[] = "[p11-kit-object-v1]\r\ntrusted: true\r\n-----BEGIN CERTIFICATE-----\r\nMAA=\r\n-----END CERTIFICATE-----";
    char *taken = taken_of(file);

    (void)state;
    assert_string_equal(taken, file);
    free(taken);
    taken = taken_of("");
    assert_string_equal(taken, "");
    free(taken);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_p11_kit_wrote_is_taken_with_its_blocks),
        cmocka_unit_test(what_is_not_called_trusted_is_left),
        cmocka_unit_test(line_ends_of_another_system_and_a_missing_last_one_do_not_matter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
