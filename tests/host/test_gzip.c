/* Small gzip files, as gzip(1) writes them. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/gzip.h"

/* Unpacks a file of tests/data/gzip; false where it could not. */
static bool unpack_file(const char *name, size_t largest, struct text *unpacked)
{
    char *path = text_format("tests/data/gzip/%s", name);
    size_t size;
    char *bytes = read_project_file(path, &size);
    bool is_good = gzip_unpack(bytes, size, largest, unpacked, NULL);

    free(bytes);
    free(path);
    return is_good;
}

static void a_kernel_s_configuration_is_unpacked(void **state)
{
    struct text unpacked = { 0 };
    size_t size;
    char *wanted = read_project_file("tests/data/kernel_config/config-6.18.excerpt", &size);

    (void)state;
    assert_true(unpack_file("config.gz", 65536, &unpacked));
    assert_int_equal(unpacked.size, size);
    assert_memory_equal(text_of(&unpacked), wanted, size);
    text_free(&unpacked);
    free(wanted);
}

static void a_name_in_the_header_is_passed_over(void **state)
{
    struct text unpacked = { 0 };

    (void)state;
    text_append(&unpacked, "before ");
    assert_true(unpack_file("hello.txt.gz", 18, &unpacked));
    assert_string_equal(text_of(&unpacked), "before hello hello hello\n");
    text_free(&unpacked);
}

static void bytes_that_do_not_shrink_are_stored(void **state)
{
    struct text unpacked = { 0 };

    (void)state;
    assert_true(unpack_file("random.gz", 300, &unpacked));
    assert_int_equal(unpacked.size, 300);
    text_free(&unpacked);
    assert_true(unpack_file("empty.gz", 0, &unpacked));
    assert_int_equal(unpacked.size, 0);
    text_free(&unpacked);
}

static void what_would_be_too_large_is_refused(void **state)
{
    struct text unpacked = { 0 };

    (void)state;
    assert_false(unpack_file("hello.txt.gz", 17, &unpacked));
    assert_false(unpack_file("random.gz", 299, &unpacked));
    text_free(&unpacked);
}

static void every_cut_and_every_changed_byte_of_the_end_is_noticed(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/gzip/config.gz", &size);
    struct text unpacked = { 0 };

    (void)state;
    for (size_t cut = 0; cut < size; cut++) {
        assert_false(gzip_unpack(bytes, cut, 65536, &unpacked, NULL));
        text_free(&unpacked);
    }
    for (size_t i = size - 8; i < size; i++) {
        bytes[i] = (char)(bytes[i] ^ 1);
        assert_false(gzip_unpack(bytes, size, 65536, &unpacked, NULL));
        bytes[i] = (char)(bytes[i] ^ 1);
        text_free(&unpacked);
    }
    free(bytes);
}

static void other_bytes_are_no_gzip(void **state)
{
    struct text unpacked = { 0 };
    struct error error;

    (void)state;
    assert_false(gzip_unpack("CONFIG_BPF=y and some more of it\n", 33, 100, &unpacked, &error));
    assert_string_equal(error.text, "it is no gzip file");
    assert_false(gzip_unpack(NULL, 0, 100, &unpacked, &error));
    text_free(&unpacked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kernel_s_configuration_is_unpacked),
        cmocka_unit_test(a_name_in_the_header_is_passed_over),
        cmocka_unit_test(bytes_that_do_not_shrink_are_stored),
        cmocka_unit_test(what_would_be_too_large_is_refused),
        cmocka_unit_test(other_bytes_are_no_gzip),
        cmocka_unit_test(every_cut_and_every_changed_byte_of_the_end_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
