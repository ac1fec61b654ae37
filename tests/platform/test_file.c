/* Files: read with a limit, listed, walked without following links, replaced in one step. */
#define _GNU_SOURCE /* utimes */
#include "tests/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "healthcheck/platform/file.h"
#include "tests/faults.h"

static char *folder;

static int make(void **state)
{
    (void)state;
    folder = make_folder();
    return 0;
}

static int removed(void **state)
{
    (void)state;
    remove_folder(folder);
    return 0;
}

static char *below(const char *path)
{
    return text_format("%s/%s", folder, path);
}

static enum file_result read_below(const char *path, size_t limit, struct text *content, char *why)
{
    char *whole = below(path);
    enum file_result result = file_read(whole, limit, content, why);

    free(whole);
    return result;
}

static void a_file_tells_when_it_was_changed(void **state)
{
    struct timeval times[2] = { { .tv_sec = 1700000000 }, { .tv_sec = 1749801822 } };
    char *whole = below("dated");
    moment when = 0;

    (void)state;
    write_file(folder, "dated", "x", 1);
    assert_int_equal(utimes(whole, times), 0);
    assert_true(file_changed(whole, &when));
    assert_int_equal(when, 1749801822);
    free(whole);
    whole = below("nowhere");
    assert_false(file_changed(whole, &when));
    free(whole);
}

static void a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not(void **state)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "", *bytes = calloc(1, 1048577);

    (void)state;
    write_file(folder, "limit", bytes, 1048576);
    write_file(folder, "more", bytes, 1048577);
    text_append(&content, "kept");
    assert_int_equal(read_below("more", 1048576, &content, why), FILE_REFUSED);
    assert_string_equal(why, "it is larger than 1 MiB");
    assert_string_equal(text_of(&content), "kept");
    assert_int_equal(read_below("limit", 1048576, &content, why), FILE_READ);
    assert_int_equal(content.size, 1048576 + 4);
    text_free(&content);
    free(bytes);
}

static void a_pipe_a_device_and_a_folder_are_no_files(void **state)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "", *pipe = below("pipe");

    (void)state;
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_int_equal(read_below("pipe", 100, &content, why), FILE_REFUSED);
    assert_string_equal(why, "it is no regular file");
    assert_int_equal(file_read("/dev/zero", 100, &content, why), FILE_REFUSED);
    assert_int_equal(file_read("/tmp", 100, &content, why), FILE_REFUSED);
    assert_string_equal(why, "it is a folder");
    assert_int_equal(read_below("nothing", 100, &content, why), FILE_MISSING);
    assert_int_equal(file_read_tail(pipe, 100, &content, why), FILE_REFUSED);
    free(pipe);
    text_free(&content);
}

static void a_tail_begins_with_a_line(void **state)
{
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "", *path = below("log");

    (void)state;
    write_file(folder, "log", "first\nsecond\nthird\n", 19);
    assert_int_equal(file_read_tail(path, 19, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "first\nsecond\nthird\n");
    text_free(&content);
    assert_int_equal(file_read_tail(path, 13, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "second\nthird\n"); /* the cut lies right between two lines */
    text_free(&content);
    assert_int_equal(file_read_tail(path, 12, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "third\n");
    text_free(&content);
    assert_int_equal(file_read_tail(path, 4, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "ird\n"); /* no line begins in it */
    text_free(&content);
    write_file(folder, "log", "", 0);
    assert_int_equal(file_read_tail(path, 4, &content, why), FILE_READ);
    assert_int_equal(content.size, 0);
    text_free(&content);
    free(path);
}

/* cmocka's assertions work in its own thread only. */
struct tail {
    const char *path;
    struct text content;
    char why[FILE_WHY_SIZE];
    enum file_result result;
};

static void read_tail(void *argument)
{
    struct tail *tail = argument;

    tail->result = file_read_tail(tail->path, 4, &tail->content, tail->why);
}

/* As rotation with copytruncate does it: it has a size when it is opened, and nothing to read any more. */
static void a_log_that_is_emptied_before_its_tail_is_read_is_an_empty_one(void **state)
{
    static const struct fault emptied[] = { { SYS_pread64, -1, 0, 0, -1 }, { 0 } };
    char *path = below("log");
    struct tail tail = { .path = path };

    (void)state;
    write_file(folder, "log", "first\nsecond\nthird\n", 19);
    faults_during(emptied, read_tail, &tail);
    assert_int_equal(tail.result, FILE_READ);
    assert_int_equal(tail.content.size, 0);
    text_free(&tail.content);
    free(path);
}

static void a_list_is_sorted_by_bytes(void **state)
{
    struct text names = { 0 };
    char why[FILE_WHY_SIZE] = "", *path = below("b");

    (void)state;
    write_file(folder, "b", "", 0);
    write_file(folder, "B/x", "", 0);
    write_file(folder, "\xc3\xa4", "", 0);
    assert_int_equal(file_list(folder, &names, why), FILE_READ);
    assert_string_equal(text_of(&names), "B/\nb\n\xc3\xa4\n");
    assert_int_equal(file_list(path, &names, why), FILE_REFUSED);
    assert_string_equal(why, "it is no folder");
    text_free(&names);
    free(path);
}

static void no_link_below_an_open_folder_is_followed(void **state)
{
    struct error error;
    struct folder *open;
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "", *link = below("in/link"), *path = below("in");

    (void)state;
    write_file(folder, "in/real/file", "x", 1);
    write_file(folder, "secret", "s", 1);
    assert_int_equal(symlink("../secret", link), 0);
    free(link);
    link = below("in/folder");
    assert_int_equal(symlink("real", link), 0);
    open = folder_open(path, &error);
    assert_non_null(open);
    assert_int_equal(file_read_beneath(open, "real/file", 10, &content, why), FILE_READ);
    assert_int_equal(file_read_beneath(open, "link", 10, &content, why), FILE_REFUSED);
    assert_string_equal(why, "it is a link, and links are not followed");
    assert_int_not_equal(file_read_beneath(open, "folder/file", 10, &content, why), FILE_READ);
    assert_int_not_equal(file_read_beneath(open, "../secret", 10, &content, why), FILE_READ);
    assert_int_not_equal(file_read_beneath(open, "real/../../secret", 10, &content, why), FILE_READ);
    assert_int_not_equal(file_read_beneath(open, "/etc/passwd", 10, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "x");
    folder_close(open);
    text_free(&content);
    free(link);
    free(path);
}

static void note(void *context, const char *path, enum file_kind kind)
{
    static const char *const names[] = { "file", "folder", "link", "other" };

    text_append_format(context, "%s:%s ", names[kind], path);
}

static void a_walk_tells_links_and_stays_within_its_limits(void **state)
{
    struct error error;
    struct folder *open;
    struct text told = { 0 };
    char *link = below("a/loop"), deep[600] = "";

    (void)state;
    write_file(folder, "a/file", "", 0);
    assert_int_equal(symlink("..", link), 0);
    open = folder_open(folder, &error);
    assert_true(folder_walk(open, 100, note, &told));
    assert_non_null(strstr(text_of(&told), "folder:a "));
    assert_non_null(strstr(text_of(&told), "file:a/file "));
    assert_non_null(strstr(text_of(&told), "link:a/loop "));
    assert_null(strstr(text_of(&told), "loop/"));
    assert_false(folder_walk(open, 2, note, &told));
    for (int i = 0; i < 70; i++)
        strcat(deep, "d/");
    strcat(deep, "x");
    write_file(folder, deep, "", 0);
    assert_false(folder_walk(open, 1000, note, &told));
    folder_close(open);
    text_free(&told);
    free(link);
}

static void a_file_is_replaced_whole_or_not_at_all(void **state)
{
    struct error error;
    struct text content = { 0 };
    char why[FILE_WHY_SIZE] = "", *path = below("result"), *nowhere = below("no/such/folder");
    struct text names = { 0 };
    struct stat status;

    (void)state;
    write_file(folder, "result", "old", 3);
    assert_true(file_replace(path, "new one", 7, &error));
    assert_int_equal(read_below("result", 100, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "new one");
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0077 & umask(022), 0);
    assert_false(file_replace(nowhere, "x", 1, &error));
    assert_non_null(strstr(error.text, "No such file or directory"));
    assert_int_equal(file_list(folder, &names, why), FILE_READ);
    assert_string_equal(text_of(&names), "result\n");
    text_free(&names);
    text_free(&content);
    free(path);
    free(nowhere);
}

static void a_replaced_file_keeps_its_rights_and_a_link_stays_a_link(void **state)
{
    struct error error;
    char *path = below("private"), *link = below("link"), *nowhere = below("dangling");
    struct text content = { 0 };
    char why[FILE_WHY_SIZE];
    struct stat status;

    (void)state;
    write_file(folder, "private", "old", 3);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(symlink("private", link), 0);
    assert_int_equal(symlink("no-such-file", nowhere), 0);
    assert_true(file_replace(link, "new", 3, &error));
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISLNK(status.st_mode));
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(read_below("private", 100, &content, why), FILE_READ);
    assert_string_equal(text_of(&content), "new");
    assert_false(file_replace(nowhere, "x", 1, &error));
    assert_non_null(strstr(error.text, "it is a link that leads nowhere"));
    assert_false(file_replace(folder, "x", 1, &error));
    assert_non_null(strstr(error.text, "it is a folder"));
    text_free(&content);
    free(path);
    free(link);
    free(nowhere);
}

static void what_is_no_file_is_written_to_and_never_replaced(void **state)
{
    struct error error;
    char *path = below("pipe"), got[8] = "";
    struct stat status;
    int handle;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    handle = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(handle >= 0);
    assert_true(file_replace(path, "told", 4, &error));
    assert_int_equal(read(handle, got, sizeof got), 4);
    assert_string_equal(got, "told");
    close(handle);
    assert_int_equal(stat(path, &status), 0);
    assert_true(S_ISFIFO(status.st_mode));
    assert_true(file_replace("/dev/null", "x", 1, &error));
    assert_false(file_replace("/dev/full", "x", 1, &error));
    assert_non_null(strstr(error.text, "No space left on device"));
    assert_int_equal(stat("/dev/null", &status), 0);
    assert_true(S_ISCHR(status.st_mode));
    free(path);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make, removed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_file_tells_when_it_was_changed),
        CASE(a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not),
        CASE(a_pipe_a_device_and_a_folder_are_no_files),
        CASE(a_tail_begins_with_a_line),
        CASE(a_log_that_is_emptied_before_its_tail_is_read_is_an_empty_one),
        CASE(a_list_is_sorted_by_bytes),
        CASE(no_link_below_an_open_folder_is_followed),
        CASE(a_walk_tells_links_and_stays_within_its_limits),
        CASE(a_file_is_replaced_whole_or_not_at_all),
        CASE(a_replaced_file_keeps_its_rights_and_a_link_stays_a_link),
        CASE(what_is_no_file_is_written_to_and_never_replaced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
