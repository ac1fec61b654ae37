/* A file that appears under its name only when it is complete: what else stands there is never harmed, and nothing stays behind. */
#define _GNU_SOURCE
#include "tests/support.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bundle/output_file.h"
#include "tests/faults.h"

static struct error error;
static size_t parts; /* files with a name of their own while one is written */

static char *below(const char *folder, const char *name)
{
    return text_format("%s/%s", folder, name);
}

/* Writes `text` there; false with `error` where it did not come to be. */
static bool write_there(const char *path, bool may_replace, const char *text)
{
    struct output_file *file = output_file_begin(path, may_replace, &error);

    if (file == NULL)
        return false;
    if (output_file_put(file, text, strlen(text), 0, &error))
        return output_file_commit(file, &error);
    output_file_abandon(file);
    return false;
}

static void assert_holds(const char *path, const char *text)
{
    char found[64] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    assert_int_equal(fread(found, 1, sizeof found - 1, file), strlen(text));
    fclose(file);
    assert_string_equal(found, text);
}

static size_t files_in(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;

    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count - 2;
}

static void it_is_the_owners_alone_whatever_the_umask(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip");
    mode_t before = umask(0);
    struct stat found;

    (void)state;
    assert_true(write_there(path, false, "new"));
    umask(before);
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 07777, 0600);
    assert_int_equal(found.st_nlink, 1);
    assert_int_equal(files_in(folder), 1);
    free(path);
    remove_folder(folder);
}

static void it_has_no_name_until_it_is_complete(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip");
    struct output_file *file = output_file_begin(path, false, &error);

    (void)state;
    assert_true(output_file_put(file, "half", 4, 0, &error));
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(files_in(folder), parts);
    output_file_abandon(file);
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

static void a_file_that_is_there_is_replaced_only_by_force(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip");

    (void)state;
    write_file(folder, "a.zip", "old", 3);
    assert_false(write_there(path, false, "new"));
    assert_non_null(strstr(error.text, "--force"));
    assert_holds(path, "old");
    assert_true(write_there(path, true, "new"));
    assert_holds(path, "new");
    assert_int_equal(files_in(folder), 1);
    free(path);
    remove_folder(folder);
}

static void a_file_that_comes_in_between_is_not_replaced(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip");
    struct output_file *file = output_file_begin(path, false, &error);

    (void)state;
    write_file(folder, "a.zip", "old", 3);
    assert_false(output_file_commit(file, &error));
    assert_non_null(strstr(error.text, "there already"));
    assert_holds(path, "old");
    assert_int_equal(files_in(folder), 1);
    free(path);
    remove_folder(folder);
}

static const char *next_name(void *context)
{
    const char *const **left = context;

    return *(*left)++;
}

/* O7: several runs chose one name, at the beginning or at the end. */
static void a_name_of_our_own_choice_is_the_first_that_is_free(void **state)
{
    char *folder = make_folder(), *first = below(folder, "a.zip"), *second = below(folder, "a-2.zip"), *third = below(folder, "a-3.zip");
    const char *const names[] = { second, third, NULL }, *const *left = names;
    struct output_file *file;

    (void)state;
    write_file(folder, "a.zip", "old", 3);
    file = output_file_begin_free(first, next_name, &left, &error);
    assert_non_null(file);
    assert_true(output_file_put(file, "new", 3, 0, &error));
    write_file(folder, "a-2.zip", "old", 3);
    assert_true(output_file_commit(file, &error));
    assert_holds(first, "old");
    assert_holds(second, "old");
    assert_holds(third, "new");
    left = names;
    assert_null(output_file_begin_free(first, next_name, &left, &error));
    assert_int_equal(files_in(folder), 3);
    free(first);
    free(second);
    free(third);
    remove_folder(folder);
}

/* O1: also where somebody else puts the link there after we looked. */
static void a_link_is_never_followed_nor_replaced(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip"), *target = below(folder, "precious");
    struct output_file *file;

    (void)state;
    write_file(folder, "precious", "old", 3);
    assert_int_equal(symlink(target, path), 0);
    assert_false(write_there(path, false, "new"));
    assert_false(write_there(path, true, "new"));
    assert_non_null(strstr(error.text, "no regular file"));
    assert_int_equal(unlink(path), 0);
    for (int may_replace = 0; may_replace < 2; may_replace++) {
        file = output_file_begin(path, may_replace, &error);
        assert_int_equal(symlink(target, path), 0);
        assert_false(output_file_commit(file, &error));
        assert_int_equal(unlink(path), 0);
    }
    assert_holds(target, "old");
    assert_int_equal(files_in(folder), 1);
    free(path);
    free(target);
    remove_folder(folder);
}

struct swapper {
    const char *path, *target;
    atomic_bool is_over;
};

static void *swap(void *argument)
{
    struct swapper *swapper = argument;

    while (!atomic_load(&swapper->is_over)) {
        (void)!symlink(swapper->target, swapper->path);
        unlink(swapper->path);
    }
    return NULL;
}

static void a_link_that_comes_and_goes_never_leads_us_away(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip"), *target = below(folder, "precious");
    struct swapper swapper = { .path = path, .target = target };
    pthread_t thread;

    (void)state;
    write_file(folder, "precious", "old", 3);
    pthread_create(&thread, NULL, swap, &swapper);
    for (int i = 0; i < 300; i++)
        (void)write_there(path, i % 2 == 0, "new");
    atomic_store(&swapper.is_over, true);
    pthread_join(thread, NULL);
    assert_holds(target, "old");
    unlink(path);
    assert_int_equal(files_in(folder), 1);
    free(path);
    free(target);
    remove_folder(folder);
}

static void folders_and_what_is_missing_are_told(void **state)
{
    char *folder = make_folder(), *missing = below(folder, "no/a.zip"), *fifo = below(folder, "fifo");

    (void)state;
    assert_false(write_there(folder, true, "new"));
    assert_non_null(strstr(error.text, "no regular file"));
    assert_false(write_there(missing, true, "new"));
    assert_non_null(strstr(error.text, "there is no such folder"));
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_false(write_there(fifo, true, "new"));
    assert_int_equal(files_in(folder), 1);
    free(missing);
    free(fifo);
    remove_folder(folder);
}

static int status_of(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static void a_folder_that_may_not_be_written_to_is_told(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip");
    pid_t child;

    (void)state;
    assert_int_equal(chmod(folder, 0555), 0);
    child = fork();
    if (child == 0)
        _exit((geteuid() != 0 || setuid(65534) == 0) && !write_there(path, false, "new") && strstr(error.text, "Permission denied") != NULL ? 0 : 1);
    assert_int_equal(status_of(child), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

/* O2: EFBIG, as on FAT or with ulimit -f. */
static void a_file_that_grows_too_large_leaves_nothing(void **state)
{
    char *folder = make_folder(), *path = below(folder, "a.zip");
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct rlimit limit = { 4096, 4096 };
        static const char bytes[65536];
        struct output_file *file;
        bool is_told;

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        file = output_file_begin(path, false, &error);
        is_told = file != NULL && !output_file_put(file, bytes, sizeof bytes, 0, &error) && strstr(error.text, folder) != NULL &&
                  strstr(error.text, "File too large") != NULL;
        if (file != NULL)
            output_file_abandon(file);
        _exit(is_told ? 0 : 1);
    }
    assert_int_equal(status_of(child), 0);
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

static void write_under_fault(void *path)
{
    assert_false(write_there(path, false, "new"));
}

/* O2: what the disk did not take is no bundle. */
static void a_disk_that_fails_at_the_end_is_told_and_leaves_nothing(void **state)
{
    static const struct fault no_sync[] = { { SYS_fsync, -1, 0, 0, EIO }, { 0 } };
    char *folder = make_folder(), *path = below(folder, "a.zip");

    (void)state;
    faults_during(no_sync, write_under_fault, path);
    assert_non_null(strstr(error.text, folder));
    assert_non_null(strstr(error.text, "Input/output error"));
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

static void write_much_under_fault(void *path)
{
    struct output_file *file = output_file_begin(path, false, &error);
    static const char bytes[1 << 20];
    bool is_put = true;

    for (unsigned i = 0; i < 16 && is_put; i++)
        is_put = output_file_put(file, bytes, sizeof bytes, (unsigned long long)i * sizeof bytes, &error);
    assert_false(is_put);
    output_file_abandon(file);
}

/* O2: who waits for the disk is told of its failure, and fsync is not any more. */
static void a_disk_that_fails_while_much_is_written_is_told_and_leaves_nothing(void **state)
{
    static const struct fault bad_disk[] = { { SYS_sync_file_range, 3, SYNC_FILE_RANGE_WAIT_AFTER, 0, EIO }, { 0 } };
    char *folder = make_folder(), *path = below(folder, "a.zip");

    (void)state;
    faults_during(bad_disk, write_much_under_fault, path);
    assert_non_null(strstr(error.text, folder));
    assert_non_null(strstr(error.text, "Input/output error"));
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

/* O1: where no random number is had, somebody may know the part's name, and be there first. */
static void a_part_is_never_a_file_of_somebody_else(void **state)
{
    static const struct fault guessable[] = { { SYS_openat, 2, O_TMPFILE & ~O_DIRECTORY, 0, EOPNOTSUPP },
                                              { SYS_getrandom, -1, 0, 0, ENOSYS },
                                              { 0 } };
    char *folder = make_folder(), *path = below(folder, "a.zip"), *part = below(folder, ".healthcheck-0000000000000000.part");

    (void)state;
    write_file(folder, ".healthcheck-0000000000000000.part", "of somebody else", 16);
    faults_during(guessable, write_under_fault, path);
    assert_non_null(strstr(error.text, "File exists"));
    assert_holds(part, "of somebody else");
    assert_int_equal(unlink(part), 0);
    assert_int_equal(symlink(path, part), 0);
    faults_during(guessable, write_under_fault, path);
    assert_int_equal(files_in(folder), 1);
    free(path);
    free(part);
    remove_folder(folder);
}

/* O1: our look at the name says that nothing is there, and in the next moment something is. */
static void a_file_that_comes_after_the_last_look_is_not_replaced(void **state)
{
    static const struct fault blind[] = { { SYS_newfstatat, 3, AT_SYMLINK_NOFOLLOW, 0, ENOENT }, { 0 } };
    char *folder = make_folder(), *path = below(folder, "a.zip");

    (void)state;
    write_file(folder, "a.zip", "old", 3);
    faults_during(blind, write_under_fault, path);
    assert_non_null(strstr(error.text, "there already"));
    assert_holds(path, "old");
    assert_int_equal(files_in(folder), 1);
    free(path);
    remove_folder(folder);
}

static void age(const char *folder, const char *name)
{
    char *path = below(folder, name);
    struct timespec times[2] = { { .tv_sec = 1000000000 }, { .tv_sec = 1000000000 } };

    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    free(path);
}

/* O4: a killed run leaves its part where the file system has no unnamed files. */
static void old_parts_of_killed_runs_are_swept(void **state)
{
    static const char *const kept[] = { ".healthcheck-0123456789abcdeg.part", ".healthcheck-0123456789abcde.part",
                                        ".healthcheck-0123456789abcdef.zip" };
    char *folder = make_folder(), *path = below(folder, "a.zip");

    (void)state;
    write_file(folder, ".healthcheck-0123456789abcdef.part", "half", 4);
    age(folder, ".healthcheck-0123456789abcdef.part");
    write_file(folder, ".healthcheck-1123456789abcdef.part", "of a run that goes on", 21);
    for (size_t i = 0; i < 3; i++) {
        write_file(folder, kept[i], "not ours", 8);
        age(folder, kept[i]);
    }
    assert_true(write_there(path, false, "new"));
    assert_int_equal(files_in(folder), 5);
    free(path);
    path = below(folder, ".healthcheck-0123456789abcdef.part");
    assert_int_equal(access(path, F_OK), -1);
    free(path);
    remove_folder(folder);
}

static void write_well(void *path)
{
    assert_true(write_there(path, false, "new"));
}

static void old_parts_of_somebody_else_stay(void **state)
{
    static const struct fault another_user[] = { { SYS_geteuid, -1, 0, 0, EPERM }, { 0 } };
    char *folder = make_folder(), *path = below(folder, "a.zip");

    (void)state;
    write_file(folder, ".healthcheck-0123456789abcdef.part", "half", 4);
    age(folder, ".healthcheck-0123456789abcdef.part");
    faults_during(another_user, write_well, path);
    assert_int_equal(files_in(folder), 2);
    free(path);
    remove_folder(folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_the_owners_alone_whatever_the_umask),
    cmocka_unit_test(it_has_no_name_until_it_is_complete),
    cmocka_unit_test(a_file_that_is_there_is_replaced_only_by_force),
    cmocka_unit_test(a_file_that_comes_in_between_is_not_replaced),
    cmocka_unit_test(a_name_of_our_own_choice_is_the_first_that_is_free),
    cmocka_unit_test(a_link_is_never_followed_nor_replaced),
    cmocka_unit_test(a_link_that_comes_and_goes_never_leads_us_away),
    cmocka_unit_test(folders_and_what_is_missing_are_told),
    cmocka_unit_test(a_folder_that_may_not_be_written_to_is_told),
    cmocka_unit_test(a_file_that_grows_too_large_leaves_nothing),
    cmocka_unit_test(a_disk_that_fails_at_the_end_is_told_and_leaves_nothing),
    cmocka_unit_test(a_part_is_never_a_file_of_somebody_else),
    cmocka_unit_test(a_file_that_comes_after_the_last_look_is_not_replaced),
    cmocka_unit_test(old_parts_of_killed_runs_are_swept),
    cmocka_unit_test(old_parts_of_somebody_else_stay),
    cmocka_unit_test(a_disk_that_fails_while_much_is_written_is_told_and_leaves_nothing),
};
static int failed;

static void run_all(void *name)
{
    failed += _cmocka_run_group_tests(name, tests, sizeof tests / sizeof tests[0], NULL, NULL);
}

/* All of it also where the file has a name from the beginning, and where a rename cannot be told not to replace. */
int main(void)
{
    run_all((void *)"as here");
    parts = 1;
    faults_during(no_unnamed_files, run_all, (void *)"no unnamed files");
    faults_during(no_careful_rename, run_all, (void *)"no careful rename");
    return failed;
}
