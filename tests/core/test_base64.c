/* Base64, by the examples of RFC 4648 section 10. */
#include "tests/support.h"

#include <string.h>

#include "healthcheck/core/base64.h"

static const struct {
    const char *bytes, *text;
} examples[] = {
    { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" }
};

static void the_examples_are_written_and_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        size_t size = strlen(examples[i].bytes);
        struct text text = { 0 };
        unsigned char bytes[8] = { 0 };

        base64_write(&text, examples[i].bytes, size);
        assert_string_equal(text_of(&text), examples[i].text);
        assert_true(base64_read(span_of(examples[i].text), bytes, size));
        assert_memory_equal(bytes, examples[i].bytes, size);
        text_free(&text);
    }
}

static void another_way_of_writing_the_same_bytes_is_refused(void **state)
{
    unsigned char bytes[1];

    (void)state;
    assert_false(base64_read(span_of("Zh=="), bytes, 1));
    assert_false(base64_read(span_of("Zg"), bytes, 1));
    assert_false(base64_read(span_of("Z==="), bytes, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_are_written_and_read),
        cmocka_unit_test(another_way_of_writing_the_same_bytes_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
