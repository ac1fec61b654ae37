/* The container: any unzip opens it, the same facts give the same bytes, and whatever goes wrong leaves nothing. */
#define _GNU_SOURCE
#include "tests/support.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/core/sha256.h"
#include "tests/bundle/make_bundle.h"

enum { NOW = 1795244400 }; /* 2026-11-21T07:00:00Z */

static struct error error;

static int status_of(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 256 + WTERMSIG(status);
}

static int status_of_program(const char *const *arguments)
{
    pid_t child = fork();

    if (child == 0) {
        unsetenv("LD_PRELOAD");
        execv(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    return status_of(child);
}

static bool write_made(const char *path, size_t count, size_t size, const struct bundle_options *options)
{
    struct redactor *redactor = make_redactor();
    struct entry *entries = make_entries(count, size);
    bool is_written = bundle_write(path, entries, count, redactor, options, &error);

    free_made(entries, count);
    redactor_free(redactor);
    return is_written;
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

static char *hash_of(const char *path)
{
    size_t size;
    FILE *file = fopen(path, "r");
    char *bytes = memory_get(64 << 20);
    struct text hex = { 0 };
    unsigned char digest[32];

    assert_non_null(file);
    size = fread(bytes, 1, 64 << 20, file);
    assert_in_range(size, 100, (64 << 20) - 1);
    fclose(file);
    sha256(bytes, size, digest);
    free(bytes);
    for (size_t i = 0; i < sizeof digest; i++)
        text_append_format(&hex, "%02x", digest[i]);
    return text_take(&hex);
}

/* Runs a shell line with `$1`; its exit status. */
static int shell(const char *line, const char *argument)
{
    return status_of_program((const char *const[]){ "/bin/sh", "-c", line, "sh", argument, NULL });
}

static void the_same_entries_give_the_same_bytes_with_any_number_of_threads(void **state)
{
    static const int threads[] = { 1, 2, 3, 16 };
    char *folder = make_folder(), *first = NULL;

    (void)state;
    for (enum compression compression = COMPRESS_DEFAULT; compression <= COMPRESS_FAST; compression++) {
        for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
            char *path = text_format("%s/%d-%d.zip", folder, threads[i], (int)compression), *hash;

            assert_true(write_made(path, 8, 1300 << 10, &(struct bundle_options){ .threads = threads[i], .now = NOW, .compression = compression }));
            hash = hash_of(path);
            if (first == NULL)
                first = memory_copy_text(hash);
            assert_string_equal(hash, first);
            free(hash);
            free(path);
        }
        free(first);
        first = NULL;
    }
    remove_folder(folder);
}

static void other_programs_open_it(void **state)
{
    static const struct {
        const char *program, *line;
    } openers[] = {
        { "unzip", "unzip -tqq \"$1\"" },
        { "7zz", "7zz t -bso0 -bsp0 \"$1\"" },
        { "bsdtar", "bsdtar -xOf \"$1\" >/dev/null" },
        { "python3",
          "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); sys.exit(z.testzip() is not None or len(z.namelist()) != 24)' \"$1\"" },
    };
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
    size_t tried = 0;

    (void)state;
    for (enum compression compression = COMPRESS_DEFAULT; compression <= COMPRESS_FAST; compression++) {
        assert_true(write_made(path, 24, 1100 << 10, &(struct bundle_options){ .now = NOW, .compression = compression, .may_replace = true }));
        for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++) {
            if (shell("command -v \"$1\" >/dev/null", openers[i].program) != 0) {
                print_message("%s is not installed\n", openers[i].program);
                continue;
            }
            assert_int_equal(shell(openers[i].line, path), 0);
            tried++;
        }
    }
    assert_true(tried > 0);
    free(path);
    remove_folder(folder);
}

/* O5: what MS-DOS cannot say is the nearest it can. */
static void clocks_before_1980_and_after_2107_are_no_trouble(void **state)
{
    static const moment moments[] = { 283996800 /* 1979 */, 4354819200 /* 2108 */, -1, NOW };
    static const char *const years[] = { "unzip -Z \"$1\" | grep -q ' 80-'", "unzip -Z \"$1\" | grep -q ' 107-\\| 07-'",
                                         "unzip -Z \"$1\" | grep -q ' 80-'", "unzip -Z \"$1\" | grep -q ' 26-'" };
    char *folder = make_folder();

    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        char *path = text_format("%s/%zu.zip", folder, i);

        assert_true(write_made(path, 2, 1000, &(struct bundle_options){ .now = moments[i] }));
        assert_int_equal(shell("unzip -tqq \"$1\"", path), 0);
        assert_int_equal(shell(years[i], path), 0);
        free(path);
    }
    remove_folder(folder);
}

static void the_time_zone_changes_no_byte(void **state)
{
    static const char *const zones[] = { "UTC", "Pacific/Kiritimati", "America/St_Johns" };
    char *folder = make_folder(), *first = NULL;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char *path = text_format("%s/%zu.zip", folder, i), *hash;

        setenv("TZ", zones[i], 1);
        assert_true(write_made(path, 2, 1000, &(struct bundle_options){ .now = NOW }));
        hash = hash_of(path);
        first = first == NULL ? memory_copy_text(hash) : first;
        assert_string_equal(hash, first);
        free(hash);
        free(path);
    }
    unsetenv("TZ");
    free(first);
    remove_folder(folder);
}

static bool is_cancelled(void *context)
{
    int *left = context;

    return --*left < 0;
}

static void work_given_up_anywhere_leaves_nothing(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);

    (void)state;
    for (int after = 0; after < 6; after++) {
        int left = after;

        assert_false(write_made(path, 6, 1100 << 10, &(struct bundle_options){ .now = NOW, .is_cancelled = is_cancelled, .context = &left }));
        assert_int_equal(files_in(folder), 0);
    }
    free(path);
    remove_folder(folder);
}

/* O2 */
static void a_limit_on_file_sizes_is_told_and_leaves_nothing(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct rlimit limit = { 300 << 10, 300 << 10 };

        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
        _exit(!write_made(path, 8, 2 << 20, &(struct bundle_options){ .now = NOW }) && strstr(error.text, "File too large") != NULL ? 0 : 1);
    }
    assert_int_equal(status_of(child), 0);
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

static void a_full_disk_is_told_and_leaves_nothing(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);

    (void)state;
    if (mount("tmpfs", folder, "tmpfs", 0, "size=1m") != 0) {
        free(path);
        remove_folder(folder);
        SKIP_BECAUSE("a_full_disk_is_told_and_leaves_nothing", "no file system can be mounted here");
    }
    assert_false(write_made(path, 24, 3 << 20, &(struct bundle_options){ .now = NOW }));
    assert_non_null(strstr(error.text, "No space left on device"));
    assert_non_null(strstr(error.text, folder));
    assert_int_equal(files_in(folder), 0);
    assert_true(write_made(path, 2, 1 << 10, &(struct bundle_options){ .now = NOW }));
    assert_int_equal(umount(folder), 0);
    free(path);
    remove_folder(folder);
}

/* Where no thread can be had the work ends with a sentence. */
static void without_threads_there_is_a_sentence_and_no_file(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
    pid_t child = fork();

    (void)state;
    if (child == 0) {
        struct rlimit limit = { 0, 0 };

        if (geteuid() == 0 && setuid(12345) != 0)
            _exit(0);
        setrlimit(RLIMIT_NPROC, &limit);
        (void)chdir("/");
        _exit(!write_made(path, 2, 100, &(struct bundle_options){ .now = NOW }) && error.text[0] != '\0' ? 0 : 1);
    }
    assert_int_equal(status_of(child), 0);
    assert_int_equal(files_in(folder), 0);
    free(path);
    remove_folder(folder);
}

/* Entries of the size 65,534 to 65,536: the directory changes its form (O6). */
static void many_entries_change_the_form_of_the_directory(void **state)
{
    static const size_t counts[] = { 65534, 65535, 65536 };
    char *folder, *path;

    (void)state;
    if (getenv("HEALTHCHECK_LONG_TESTS") == NULL)
        SKIP_BECAUSE("many_entries_change_the_form_of_the_directory", "`./dev test --long` has the time for it");
    folder = make_folder();
    path = text_format("%s/a.zip", folder);
    for (size_t i = 0; i < 3; i++) {
        char *line = text_format("python3 -c 'import sys, zipfile; sys.exit(len(zipfile.ZipFile(sys.argv[1]).namelist()) != %zu)' \"$1\"", counts[i]);

        assert_true(write_made(path, counts[i], 20, &(struct bundle_options){ .now = NOW, .may_replace = true }));
        assert_int_equal(shell(line, path), 0);
        free(line);
    }
    free(path);
    remove_folder(folder);
}

enum { RUN_SIZE = 3 << 20 };

/* A line, three MiB without a sign where a cut could be, and a line. */
static struct feed *open_run(struct entry *entry)
{
    static const char secret[] = "password=Tr0ub4dor3xyzzy";
    struct text text = { 0 };

    (void)entry;
    text_append(&text, "before it\n");
    for (size_t i = 0; text.size < RUN_SIZE; i++)
        text_append(&text, i % 50000 == 49999 ? secret : "ZmFsY29u");
    text_append(&text, "\nbehind it\n");
    return feed_text(&text);
}

/* W17, W18: where nothing can be cut, nothing is guessed. */
static void a_run_that_cannot_be_cut_is_left_out_to_its_end_and_told(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
    struct entry entry = { .path = (char *)"logs/run.log", .collector = "made", .open = open_run, .original_size = RUN_SIZE };
    struct redactor *redactor = make_redactor();

    (void)state;
    assert_true(bundle_write(path, &entry, 1, redactor, &(struct bundle_options){ .now = NOW, .threads = 2 }, &error));
    assert_int_equal(entry.status, ENTRY_REFUSED);
    assert_string_equal(entry.why, "a part of it could not be redacted and was left out");
    assert_true(entry.size < 1000);
    assert_int_equal(shell("unzip -p \"$1\" | grep -q 'before it' && unzip -p \"$1\" | grep -q 'behind it'", path), 0);
    assert_int_not_equal(shell("unzip -p \"$1\" | grep -q 'ZmFsY29u\\|Tr0ub4dor3'", path), 0);
    free(entry.why);
    free(entry.redactions);
    redactor_free(redactor);
    free(path);
    remove_folder(folder);
}

static struct feed *open_run_to_the_end(struct entry *entry)
{
    struct text text = { 0 };

    (void)entry;
    while (text.size < RUN_SIZE)
        text_append(&text, "ZmFsY29u");
    text_append(&text, "ZmFsY29u"); /* so that the last block is no whole one */
    return feed_text(&text);
}

static struct feed *open_lines(struct entry *entry)
{
    struct text text = { 0 };

    (void)entry;
    text_append(&text, "a first line\nand another\n");
    return feed_text(&text);
}

static void a_run_that_cannot_be_cut_costs_nothing_of_the_next_file(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
    struct entry entries[] = { { .path = (char *)"logs/run.log", .collector = "made", .open = open_run_to_the_end, .original_size = RUN_SIZE },
                               { .path = (char *)"logs/zz.log", .collector = "made", .open = open_lines, .original_size = 25 } };
    struct redactor *redactor = make_redactor();

    (void)state;
    assert_true(bundle_write(path, entries, 2, redactor, &(struct bundle_options){ .now = NOW, .threads = 2 }, &error));
    assert_int_equal(entries[0].status, ENTRY_REFUSED);
    assert_int_equal(entries[1].status, ENTRY_COLLECTED);
    assert_int_equal(entries[1].size, 25);
    free(entries[0].why);
    free(entries[0].redactions);
    free(entries[1].redactions);
    redactor_free(redactor);
    free(path);
    remove_folder(folder);
}

/* A run that cannot be cut, and a while later the disk breaks off: the run is written by then. */
struct broken {
    struct feed feed;
    size_t left;
};

static long long read_broken(struct feed *feed, char *buffer, size_t size)
{
    struct broken *broken = (struct broken *)feed;
    size_t taken = size < broken->left ? size : broken->left;

    memset(buffer, 'Z', taken);
    broken->left -= taken;
    if (taken > 0)
        return (long long)taken;
    nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    snprintf(feed->why, sizeof feed->why, "the disk went away");
    return -1;
}

static void close_broken(struct feed *feed)
{
    free(feed);
}

static struct feed *open_broken(struct entry *entry)
{
    struct broken *broken = memory_get(sizeof *broken);

    *broken = (struct broken){ { .read = read_broken, .close = close_broken, .most = 2 << 20 }, entry->context != NULL ? (1 << 20) + 100 : 0 };
    if (entry->kept_from > 0) {
        entry->status = ENTRY_TRUNCATED;
        entry->why = memory_copy_text("only its newest part was kept");
    }
    return &broken->feed;
}

static void everything_that_is_missing_of_a_file_is_told(void **state)
{
    static int with_a_run;
    char *folder = make_folder(), *path = text_format("%s/a.zip", folder);
    struct entry entries[] = { { .path = (char *)"logs/a.log", .collector = "made", .open = open_broken },
                               { .path = (char *)"logs/b.log", .collector = "made", .open = open_broken, .context = &with_a_run },
                               { .path = (char *)"logs/c.log", .collector = "made", .open = open_broken, .kept_from = 5 },
                               { .path = (char *)"logs/d.log", .collector = "made", .open = open_broken, .kept_from = 5, .context = &with_a_run } };
    static const char *const whys[] = { "the disk went away", "a part of it could not be redacted and was left out; the disk went away",
                                        "only its newest part was kept; the disk went away",
                                        "only its newest part was kept; a part of it could not be redacted and was left out; the disk went away" };
    struct redactor *redactor = make_redactor();

    (void)state;
    assert_true(bundle_write(path, entries, 4, redactor, &(struct bundle_options){ .now = NOW, .threads = 2 }, &error));
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(entries[i].status, entries[i].context != NULL ? ENTRY_REFUSED : ENTRY_TRUNCATED);
        assert_string_equal(entries[i].why, whys[i]);
        free(entries[i].why);
        free(entries[i].redactions);
    }
    redactor_free(redactor);
    free(path);
    remove_folder(folder);
}

struct zeros {
    struct feed feed;
    unsigned long long left;
};

static long long read_zeros(struct feed *feed, char *buffer, size_t size)
{
    struct zeros *zeros = (struct zeros *)feed;
    size_t taken = size < zeros->left ? size : (size_t)zeros->left;

    memset(buffer, '\n', taken);
    zeros->left -= taken;
    return (long long)taken;
}

static void close_zeros(struct feed *feed)
{
    free(feed);
}

static struct feed *open_zeros(struct entry *entry)
{
    struct zeros *zeros = memory_get(sizeof *zeros);

    zeros->left = entry->original_size;
    zeros->feed = (struct feed){ .read = read_zeros, .close = close_zeros, .most = entry->original_size };
    return &zeros->feed;
}

/* O6: 4 GiB less 2, exactly, and more. Not less 1: for that one size libzip 1.7.3 writes an empty zip64 field, at which unzip and 7zz warn
   and Python refuses the file. It takes --max-size above 4 GiB to meet it. */
static void entries_around_4_gib_are_right(void **state)
{
    static const unsigned long long sizes[] = { (4ull << 30) - 2, 4ull << 30, (4ull << 30) + 1 };
    char *folder, *path;

    (void)state;
    if (getenv("HEALTHCHECK_LONG_TESTS") == NULL)
        SKIP_BECAUSE("entries_around_4_gib_are_right", "`./dev test --long` has the time for it");
    folder = make_folder();
    path = text_format("%s/a.zip", folder);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        unsigned long long size = sizes[i];
        struct entry entry = { .path = (char *)"logs/large.log", .collector = "made", .open = open_zeros, .original_size = size };
        struct redactor *redactor = make_redactor();
        char *line = text_format("unzip -tqq \"$1\" && test $(unzip -l \"$1\" | tail -n 1 | awk '{ print $1 }') = %llu", size);

        assert_true(bundle_write(path, &entry, 1, redactor, &(struct bundle_options){ .now = NOW, .may_replace = true }, &error));
        assert_true(entry.size == size);
        assert_int_equal(shell(line, path), 0);
        free(line);
        free(entry.redactions);
        redactor_free(redactor);
    }
    free(path);
    remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_entries_give_the_same_bytes_with_any_number_of_threads),
        cmocka_unit_test(other_programs_open_it),
        cmocka_unit_test(clocks_before_1980_and_after_2107_are_no_trouble),
        cmocka_unit_test(the_time_zone_changes_no_byte),
        cmocka_unit_test(work_given_up_anywhere_leaves_nothing),
        cmocka_unit_test(a_limit_on_file_sizes_is_told_and_leaves_nothing),
        cmocka_unit_test(a_full_disk_is_told_and_leaves_nothing),
        cmocka_unit_test(without_threads_there_is_a_sentence_and_no_file),
        cmocka_unit_test(a_run_that_cannot_be_cut_is_left_out_to_its_end_and_told),
        cmocka_unit_test(a_run_that_cannot_be_cut_costs_nothing_of_the_next_file),
        cmocka_unit_test(everything_that_is_missing_of_a_file_is_told),
        cmocka_unit_test(many_entries_change_the_form_of_the_directory),
        cmocka_unit_test(entries_around_4_gib_are_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
