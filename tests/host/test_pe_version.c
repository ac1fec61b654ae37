/* The version of a Windows program or library. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/pe_version.h"

static char version[PE_VERSION_SIZE], why[PE_VERSION_WHY_SIZE];

static enum pe_version_result read_bytes(const char *bytes, size_t size)
{
    version[0] = why[0] = '\0';
    return pe_version_read(bytes, size, version, why);
}

static void the_file_version_of_a_library_is_read(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/pe_version/versioned.dll", &size);

    (void)state;
    assert_int_equal(read_bytes(bytes, size), PE_VERSION_FOUND);
    assert_string_equal(version, "1.26.427.1");
    free(bytes);
}

static void a_library_without_resources_has_no_version(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/pe_version/plain.dll", &size);

    (void)state;
    assert_int_equal(read_bytes(bytes, size), PE_VERSION_NONE);
    free(bytes);
}

static void what_is_no_program_says_so(void **state)
{
    char text[128] = "MZ and then nothing that is a program";

    (void)state;
    assert_int_equal(read_bytes("", 0), PE_VERSION_BROKEN);
    assert_int_equal(read_bytes("\177ELF", 4), PE_VERSION_BROKEN);
    assert_non_null(strstr(why, "MZ"));
    assert_int_equal(read_bytes(text, sizeof text), PE_VERSION_BROKEN);
    assert_non_null(strstr(why, "PE header"));
}

static void a_library_cut_anywhere_is_broken_and_never_read_beyond(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/pe_version/versioned.dll", &size);
    size_t found = 0;

    (void)state;
    for (size_t cut = 0; cut < size; cut++) {
        char *part = malloc(cut > 0 ? cut : 1);

        memcpy(part, bytes, cut);
        switch (read_bytes(part, cut)) {
        case PE_VERSION_FOUND:
            assert_string_equal(version, "1.26.427.1");
            found++;
            break;
        case PE_VERSION_NONE:
            fail_msg("cut at %zu it seems to have no version", cut);
            break;
        case PE_VERSION_BROKEN:
            assert_true(why[0] != '\0');
        }
        free(part);
    }
    /* Only what stands behind the version may be missing. */
    assert_in_range(found, 0, size / 2);
    free(bytes);
}

static void no_single_wrong_byte_makes_it_read_outside(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/pe_version/versioned.dll", &size);

    (void)state;
    for (size_t i = 0; i < size; i++) {
        char old = bytes[i];

        bytes[i] = (char)0xff;
        if (read_bytes(bytes, size) == PE_VERSION_BROKEN)
            assert_true(why[0] != '\0');
        bytes[i] = old;
    }
    assert_int_equal(read_bytes(bytes, size), PE_VERSION_FOUND);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_version_of_a_library_is_read),
        cmocka_unit_test(a_library_without_resources_has_no_version),
        cmocka_unit_test(what_is_no_program_says_so),
        cmocka_unit_test(a_library_cut_anywhere_is_broken_and_never_read_beyond),
        cmocka_unit_test(no_single_wrong_byte_makes_it_read_outside),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
