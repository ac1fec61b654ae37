/* How a key is written as the name of a file. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/captured_name.h"

static void assert_name(const char *key, const char *expected)
{
    char *name = captured_name_from_key(key), *back = captured_name_to_key(name);

    assert_string_equal(name, expected);
    assert_string_equal(back, key);
    free(name);
    free(back);
}

static void ordinary_keys_are_their_own_names(void **state)
{
    (void)state;
    assert_name("system/platform", "system/platform");
    assert_name("file/C/Program Files/x.dll", "file/C/Program Files/x.dll");
    assert_name("file/etc/\xc3\xa4/\xe2\x82\xac", "file/etc/\xc3\xa4/\xe2\x82\xac");
    assert_name("registry/HKLM/SOFTWARE/", "registry/HKLM/SOFTWARE/");
}

static void what_windows_refuses_in_names_is_escaped(void **state)
{
    (void)state;
    assert_name("env/a<b>c:d\"e\\f|g?h*i%j", "env/a%3Cb%3Ec%3Ad%22e%5Cf%7Cg%3Fh%2Ai%25j");
    assert_name("env/\001\t\x7f", "env/%01%09%7F");
    assert_name("env/ends.", "env/ends%2E");
    assert_name("env/ends /inside.and ", "env/ends%20/inside.and%20");
    assert_name("env/a%41b", "env/a%2541b");
    assert_name("env/\xff\xc3(\xed\xa0\x80", "env/%FF%C3(%ED%A0%80");
}

static void names_of_devices_lose_their_first_letter(void **state)
{
    (void)state;
    assert_name("env/CON", "env/%43ON");
    assert_name("env/con.txt", "env/%63on.txt");
    assert_name("service/LPT9", "service/%4CPT9");
    assert_name("service/COM\xc2\xb9.x", "service/%43OM\xc2\xb9.x");
    assert_name("env/CONSOLE", "env/CONSOLE");
    assert_name("env/COM", "env/COM");
    assert_name("env/COM10", "env/COM10");
    assert_name("env/xCON", "env/xCON");
}

static void kinds_that_nest_end_in_a_bare_percent(void **state)
{
    (void)state;
    assert_name("folder/var/log", "folder/var/log%");
    assert_name("file-info/var", "file-info/var%");
    assert_name("disk/C", "disk/C%");
    assert_name("registry-time/HKLM/SOFTWARE", "registry-time/HKLM/SOFTWARE%");
    assert_name("folder/var/100%", "folder/var/100%25%");
    assert_name("file/var/log", "file/var/log");
}

static void a_long_component_is_cut_and_told_apart_by_its_digest(void **state)
{
    char key[300] = "process/", *name, *key_again, *name_again;

    (void)state;
    memset(key + 8, 'a', 201);
    name = captured_name_from_key(key);
    /* sha256 of 201 times "a", by coreutils' sha256sum */
    assert_int_equal(strlen(name), 8 + 200 + 2 + 16);
    assert_string_equal(name + 8 + 200, "%~a92efd82109373e5");
    key_again = captured_name_to_key(name);
    name_again = captured_name_from_key(key_again);
    assert_string_equal(key_again, name);
    free(name_again);
    free(key_again);
    free(name);

    key[8 + 200] = '\0';
    name = captured_name_from_key(key);
    assert_string_equal(name, key);
    free(name);
}

static void no_character_is_cut_in_two(void **state)
{
    char key[400] = "process/", *name;

    (void)state;
    strcat(key, "x");
    for (int i = 0; i < 120; i++)
        strcat(key, "\xc3\xa4");
    name = captured_name_from_key(key);
    assert_true(text_is_utf8(name, strlen(name)));
    assert_int_equal(strlen(name), 8 + 199 + 2 + 16);
    free(name);
}

static void a_name_that_hides_a_nul_stays_as_it_is(void **state)
{
    char *key = captured_name_to_key("system/platform%00x");

    (void)state;
    assert_string_equal(key, "system/platform%00x");
    free(key);
    key = captured_name_to_key("env/100%");
    assert_string_equal(key, "env/100%");
    free(key);
}

static void case_does_not_matter_in_the_registry_and_on_drives(void **state)
{
    (void)state;
    assert_true(captured_name_ignores_case("registry/HKLM/x", false));
    assert_true(captured_name_ignores_case("registry-time/HKLM/x", false));
    assert_true(captured_name_ignores_case("file/C/x", true));
    assert_true(captured_name_ignores_case("folder/c", true));
    assert_false(captured_name_ignores_case("file/C/x", false));
    assert_false(captured_name_ignores_case("file/etc/x", true));
    assert_false(captured_name_ignores_case("file/1/x", true));
    assert_false(captured_name_ignores_case("env/PATH", true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_keys_are_their_own_names),
        cmocka_unit_test(what_windows_refuses_in_names_is_escaped),
        cmocka_unit_test(names_of_devices_lose_their_first_letter),
        cmocka_unit_test(kinds_that_nest_end_in_a_bare_percent),
        cmocka_unit_test(a_long_component_is_cut_and_told_apart_by_its_digest),
        cmocka_unit_test(no_character_is_cut_in_two),
        cmocka_unit_test(a_name_that_hides_a_nul_stays_as_it_is),
        cmocka_unit_test(case_does_not_matter_in_the_registry_and_on_drives),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
