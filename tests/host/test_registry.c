/* A registry in memory. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/machine.h"
#include "healthcheck/host/registry.h"

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

static void set(const char *key, const char *name, const char *text)
{
    registry_set_value(registry, registry_add_key(registry, key), name, FACT_SZ, text, strlen(text));
}

static void assert_answer(const char *path, const char *expected)
{
    struct answer answer = { 0 };

    registry_answer(registry, path, &answer);
    if (answer.state != FACT_PRESENT)
        fail_msg("%s is absent", path);
    assert_string_equal(text_of(&answer.text), expected);
    text_free(&answer.text);
}

static void assert_absent(const char *path)
{
    struct answer answer = { 0 };

    registry_answer(registry, path, &answer);
    assert_int_equal(answer.state, FACT_ABSENT);
    text_free(&answer.text);
}

static void a_list_names_keys_then_values_each_sorted(void **state)
{
    (void)state;
    set("HKLM/K", "b", "1");
    set("HKLM/K", "(Default)", "2");
    set("HKLM/K", "B2", "3");
    set("HKLM/K/zebra", "x", "4");
    set("HKLM/K/Ant", "x", "5");
    registry_add_key(registry, "HKLM/K/b");
    assert_answer("HKLM/K/", "Ant/\nb/\nzebra/\n(Default)\nB2\nb\n");
    assert_answer("HKLM/K/b/", "");
    assert_answer("HKLM/", "K/\n");
}

static void a_key_and_a_value_may_share_a_name(void **state)
{
    (void)state;
    set("HKLM/K", "Same", "value");
    set("HKLM/K/Same", "In", "below");
    assert_answer("HKLM/K/Same", "value");
    assert_answer("HKLM/K/Same/", "In\n");
    assert_answer("HKLM/K/Same/In", "below");
}

static void case_does_not_matter_and_the_first_spelling_stays(void **state)
{
    (void)state;
    set("HKLM/Key", "Name", "1");
    set("hklm/KEY", "NAME", "2");
    assert_answer("HKLM/key/nAME", "2");
    assert_answer("HKLM/Key/", "Name\n");
    assert_answer("HKLM/", "Key/\n");
}

static void slashes_percents_and_line_feeds_in_names_are_escaped(void **state)
{
    char *path = registry_path_from_windows("HKEY_LOCAL_MACHINE\\a/b%2F", 25);

    (void)state;
    assert_string_equal(path, "HKLM/a%2Fb%252F");
    set(path, "100%/x\ny", "v");
    assert_answer("HKLM/", "a%2Fb%252F/\n");
    assert_answer("HKLM/a%2fb%252F/", "100%25%2Fx%0Ay\n");
    assert_answer("HKLM/a%2Fb%252F/100%25%2Fx%0Ay", "v");
    free(path);
}

static void a_deleted_key_takes_everything_below_with_it(void **state)
{
    (void)state;
    set("HKLM/K/Sub/Deep", "v", "1");
    set("HKLM/K/Other", "v", "2");
    registry_delete_key(registry, "HKLM/K/Sub");
    assert_absent("HKLM/K/Sub/");
    assert_absent("HKLM/K/Sub/Deep/v");
    assert_answer("HKLM/K/", "Other/\n");

    set("HKLM/K/Sub", "new", "3");
    assert_answer("HKLM/K/Sub/", "new\n");
    assert_absent("HKLM/K/Sub/Deep/v");
    registry_delete_key(registry, "HKLM/nowhere");
}

static void a_deleted_value_is_absent_until_it_comes_back(void **state)
{
    struct registry_key *key = registry_add_key(registry, "HKLM/K");

    (void)state;
    set("HKLM/K", "v", "1");
    registry_delete_value(registry, key, "V");
    assert_absent("HKLM/K/v");
    assert_answer("HKLM/K/", "");
    set("HKLM/K", "v", "2");
    assert_answer("HKLM/K/v", "2");
    assert_answer("HKLM/K/", "v\n");
}

static void only_keys_whose_values_were_seen_are_mentioned(void **state)
{
    (void)state;
    set("HKLM/K/Deep", "v", "1");
    assert_true(registry_mentions(registry, "HKLM/k/DEEP"));
    assert_false(registry_mentions(registry, "HKLM/K"));
    assert_false(registry_mentions(registry, "HKLM/None"));
    registry_mention_key(registry_add_key(registry, "HKLM/K"));
    assert_true(registry_mentions(registry, "HKLM/K"));
}

static void roots_and_depth_are_those_of_windows(void **state)
{
    struct text name = { 0 };
    char *path;

    (void)state;
    assert_null(registry_path_from_windows("HKEY_NOWHERE\\a", 14));
    path = registry_path_from_windows("hkcu\\\\a\\\\", 9);
    assert_string_equal(path, "HKCU/a");
    free(path);
    path = registry_path_from_windows("HKEY_USERS", 10);
    assert_string_equal(path, "HKU");
    free(path);
    text_append(&name, "HKLM");
    for (int i = 0; i < 512; i++)
        text_append(&name, "\\k");
    path = registry_path_from_windows(text_of(&name), name.size);
    assert_non_null(path);
    registry_mention_key(registry_add_key(registry, path));
    registry_delete_key(registry, "HKLM/k");
    assert_answer("HKLM/", "");
    free(path);
    text_append(&name, "\\k");
    assert_null(registry_path_from_windows(text_of(&name), name.size));
    text_free(&name);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_list_names_keys_then_values_each_sorted),         CASE(a_key_and_a_value_may_share_a_name),
        CASE(case_does_not_matter_and_the_first_spelling_stays), CASE(slashes_percents_and_line_feeds_in_names_are_escaped),
        CASE(a_deleted_key_takes_everything_below_with_it),      CASE(a_deleted_value_is_absent_until_it_comes_back),
        CASE(only_keys_whose_values_were_seen_are_mentioned),    CASE(roots_and_depth_are_those_of_windows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
