/* What a captured host holds, by key, of files in memory: names in any case, also where the file system here knows one only. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/captured_index.h"

static struct file_tree *tree;
static struct host *host;
static struct captured_index captured;

static int begin(void **state)
{
    (void)state;
    tree = file_tree_in_memory();
    host = host_open_literal((const char *const[][2]){ { NULL, NULL } });
    return 0;
}

static int end(void **state)
{
    (void)state;
    captured_index_free(&captured);
    captured = (struct captured_index){ 0 };
    tree->close(tree);
    host_free(host);
    return 0;
}

static void put(const char *path, const char *text)
{
    struct text content = { 0 };

    text_append(&content, text);
    file_tree_add(tree, path, &content);
}

static void index_all(void)
{
    captured_index_read(&captured, tree, host, "a");
}

static void assert_file(const char *key, const char *name)
{
    const struct captured_file *file = captured_index_file(&captured, key);

    assert_non_null(file);
    assert_string_equal(file->name, name);
}

static void of_two_that_differ_only_in_case_the_first_counts(void **state)
{
    (void)state;
    put("system/platform", "windows");
    put("file/C/Users/x", "");
    put("file/C/USERS/x", "");
    put("file/etc/A", "");
    put("file/etc/a", "");
    index_all();
    assert_file("file/c/uSERS/X", "file/C/USERS/x");
    assert_file("file/etc/A", "file/etc/A");
    assert_file("file/etc/a", "file/etc/a");
    assert_string_equal(host_note(host, 0), "facts/file/C/USERS/x and facts/file/C/Users/x differ only in case: the first one counts");
    assert_null(host_note(host, 1));
}

static void on_linux_a_folder_of_one_letter_is_a_folder(void **state)
{
    (void)state;
    put("system/platform", "linux\n");
    put("file/C/x", "");
    put("file/c/x", "");
    index_all();
    assert_file("file/C/x", "file/C/x");
    assert_file("file/c/x", "file/c/x");
    assert_null(captured_index_file(&captured, "file/C/X"));
    assert_null(host_note(host, 0));
}

static void a_file_counts_more_than_a_folder_of_its_name(void **state)
{
    (void)state;
    put("file/C/Users/x", "");
    put("file/C/users", "");
    index_all();
    assert_int_equal(captured_index_file(&captured, "file/C/USERS")->kind, FILE_IS_FILE);
    assert_int_equal(captured_index_file(&captured, "file/C")->kind, FILE_IS_FOLDER);
    assert_null(host_note(host, 0));
}

static void the_lists_say_what_is_absent_and_what_was_refused(void **state)
{
    (void)state;
    put("absent.txt", "registry/HKLM/SOFTWARE/A/\n\n");
    index_all();
    assert_true(captured.says_absent);
    assert_false(captured_index_refuses_any(&captured));
    assert_true(captured_index_is_absent(&captured, "registry/hklm/software/a/b/c"));
    assert_false(captured_index_is_absent(&captured, "registry/HKLM/SOFTWARE/"));
    assert_false(captured_index_is_absent(&captured, "file/etc/a"));
    assert_null(captured_index_refusal(&captured, "file/etc/a"));
    captured_index_free(&captured);

    put("unreadable.txt", "\n\tno key\nfile/etc/a\ta reason\nfile/C/B");
    index_all();
    assert_true(captured_index_refuses_any(&captured));
    assert_string_equal(captured_index_refusal(&captured, "file/etc/a"), "a reason");
    assert_string_equal(captured_index_refusal(&captured, "file/c/b"), "the capture gives no reason");
    assert_null(captured_index_refusal(&captured, ""));
}

static void what_has_no_file_is_absent_or_was_not_captured(void **state)
{
    struct answer answer = { 0 };

    (void)state;
    index_all();
    captured_index_answer_missing(&captured, "file/etc/a", &answer);
    assert_int_equal(answer.state, FACT_ABSENT);
    captured_index_free(&captured);

    put("absent.txt", "file/etc/a");
    index_all();
    captured_index_answer_missing(&captured, "file/etc/a", &answer);
    assert_int_equal(answer.state, FACT_ABSENT);
    captured_index_answer_missing(&captured, "file/etc/b", &answer);
    assert_int_equal(answer.state, FACT_UNREADABLE);
    assert_string_equal(answer.why, "not captured");
    free(answer.why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(of_two_that_differ_only_in_case_the_first_counts, begin, end),
        cmocka_unit_test_setup_teardown(on_linux_a_folder_of_one_letter_is_a_folder, begin, end),
        cmocka_unit_test_setup_teardown(a_file_counts_more_than_a_folder_of_its_name, begin, end),
        cmocka_unit_test_setup_teardown(the_lists_say_what_is_absent_and_what_was_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_has_no_file_is_absent_or_was_not_captured, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
