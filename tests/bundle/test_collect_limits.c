/* Logs without end, trees without end, file systems that do not answer: a bundle ends, and says what it left out. */
#include "tests/bundle/collected_linux.h"

#include <errno.h>
#include <sched.h>
#include <sys/fanotify.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "bundle/bundle.h"
#include "bundle/pipeline.h"
#include "tests/faults.h"

static void a_file_without_a_size_of_its_own_ends_at_once(void **state)
{
    struct safe_opened opened;
    struct feed *feed = safe_open("/proc", "version", 1000, 0, 0, &opened);
    struct text content = { 0 };

    (void)state;
    assert_non_null(feed);
    assert_int_equal(drain(feed, &content), 0);
    feed_close(feed);
    assert_int_equal(content.size, 0);
    text_free(&content);
}

static void a_terabyte_of_holes_takes_no_time_and_gives_its_data(void **state)
{
    char *path = in_logs("sparse.log"), *content;
    struct timespec begin, end;

    (void)state;
    write_at("sparse.log", 0, "first\n");
    write_at("sparse.log", 1ll << 39, "second\n");
    assert_int_equal(truncate(path, 1ll << 40), 0);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    collect_logs();
    content = content_of(row("sparse.log"));
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - begin.tv_sec < 10);
    assert_non_null(content);
    assert_string_equal(content, "first\nsecond\n");
    assert_true(row("sparse.log")->original_size == 1ull << 40);
    free(content);
    free(path);
}

/* Long enough not to be read at once. */
static void write_long(const char *name)
{
    char *big = memory_get(300001);

    memset(big, 'x', 300000);
    for (size_t i = 99; i < 300000; i += 100)
        big[i] = '\n';
    write_at(name, 0, big);
    free(big);
}

static void a_log_that_grows_while_it_is_read_ends_where_it_ended_at_first(void **state)
{
    struct text content = { 0 };
    struct feed *feed;

    (void)state;
    write_long("growing.log");
    collect_logs();
    feed = row("growing.log")->open(row("growing.log"));
    write_at("growing.log", 300000, "after\n");
    assert_int_equal(drain(feed, &content), 0);
    feed_close(feed);
    assert_int_equal(content.size, 300000);
    entry_note_block(row("growing.log"), &(struct block){ .is_last = true });
    assert_int_equal(row("growing.log")->status, ENTRY_COLLECTED);
    assert_non_null(row("growing.log")->why);
    assert_non_null(strstr(row("growing.log")->why, "grew"));
    text_free(&content);
}

static void a_log_that_shrinks_while_it_is_read_ends_there_and_says_so(void **state)
{
    struct text content = { 0 };
    char *path = in_logs("shrinking.log");
    struct feed *feed;

    (void)state;
    write_long("shrinking.log");
    collect_logs();
    feed = row("shrinking.log")->open(row("shrinking.log"));
    assert_int_equal(truncate(path, 1000), 0);
    assert_int_equal(drain(feed, &content), -1);
    assert_true(content.size < 300000);
    assert_non_null(strstr(feed->why, "shrank"));
    feed_close(feed);
    text_free(&content);
    free(path);
}

static void a_log_with_holes_that_shrinks_while_it_is_read_says_so_too(void **state)
{
    struct safe_opened opened;
    struct text content = { 0 };
    char *path = in_logs("holes.log"), buffer[4096];
    struct feed *feed;

    (void)state;
    write_at("holes.log", 0, "first\n");
    write_at("holes.log", 1 << 20, "second\n");
    feed = safe_open(logs, "holes.log", 1 << 30, 0, 0, &opened);
    assert_non_null(feed);
    assert_int_equal(feed->read(feed, buffer, sizeof buffer), strlen("first\n"));
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(drain(feed, &content), -1);
    assert_int_equal(content.size, 0);
    assert_string_equal(feed->why, "it shrank while it was read, to 0 bytes");
    feed_close(feed);
    text_free(&content);
    free(path);
}

static void bundle_the_logs(void *path)
{
    struct error error = { "" };

    collect_logs();
    if (!bundle_write(path, collection.entries, collection.count, redactor, &(struct bundle_options){ .now = options.now, .threads = 2 }, &error))
        fail_msg("%s", error.text);
}

/* W9: EIO behind the first 100,000 bytes. */
static void a_disk_that_fails_in_the_middle_of_a_log_costs_the_rest_of_that_log(void **state)
{
    static const struct fault bad_disk[] = { { SYS_pread64, 3, 0, 100000, EIO }, { 0 } };
    char *zip = text_format("%s/a.zip", root);

    (void)state;
    write_long("broken.log");
    write_at("zz.log", 0, "behind it\n");
    faults_during(bad_disk, bundle_the_logs, zip);
    assert_int_equal(row("broken.log")->status, ENTRY_TRUNCATED);
    assert_non_null(strstr(row("broken.log")->why, "Input/output error at byte"));
    assert_true(row("broken.log")->size >= 90000);
    assert_int_equal(row("zz.log")->status, ENTRY_COLLECTED);
    assert_int_equal(row("zz.log")->size, 10);
    free(zip);
}

/* W10: of a file system elsewhere, which answers for a while. A statfs that fails makes ours one of those. */
static void a_file_system_that_stops_answering_while_it_is_read_holds_nobody(void **state)
{
    static const struct fault dying[] = { { SYS_fstatfs, -1, 0, 0, EIO }, { SYS_pread64, 3, 0, 250000, 0 }, { 0 } };
    char *zip = text_format("%s/a.zip", root);
    struct timespec begin, end;

    (void)state;
    write_long("hanging.log");
    write_at("zz.log", 0, "behind it\n");
    options.timeout_seconds = 1;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    faults_during(dying, bundle_the_logs, zip);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - begin.tv_sec < 20);
    assert_int_equal(row("hanging.log")->status, ENTRY_TRUNCATED);
    assert_non_null(strstr(row("hanging.log")->why, "did not answer within 1 s"));
    assert_int_equal(row("zz.log")->status, ENTRY_TIMED_OUT);
    free(zip);
}

static void a_file_system_that_stops_answering_before_a_log_is_opened_holds_nobody(void **state)
{
    static const struct fault dying[] = { { SYS_fstatfs, -1, 0, 0, EIO }, { SYS_openat, 2, O_PATH, 0, 0 }, { 0 } };
    char *zip = text_format("%s/a.zip", root);

    (void)state;
    write_at("zz.log", 0, "behind it\n");
    options.timeout_seconds = 1;
    faults_during(dying, bundle_the_logs, zip);
    assert_int_equal(row("microsoft_defender.log")->status, ENTRY_TIMED_OUT);
    assert_int_equal(row("zz.log")->status, ENTRY_TIMED_OUT);
    free(zip);
}

/* As where a disk dies, or a scanner does not answer that is asked whether a file may be opened. */
static void a_disk_that_stops_answering_before_a_log_is_opened_holds_nobody(void **state)
{
    static const struct fault dying[] = { { SYS_openat, 2, O_PATH, 0, 0 }, { 0 } };
    char *zip = text_format("%s/a.zip", root);
    struct timespec begin, end;

    (void)state;
    write_at("zz.log", 0, "behind it\n");
    options.timeout_seconds = 1;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    faults_during(dying, bundle_the_logs, zip);
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - begin.tv_sec < 20);
    assert_int_equal(row("microsoft_defender.log")->status, ENTRY_TIMED_OUT);
    assert_string_equal(row("microsoft_defender.log")->why, "it was not opened within 1 s: its file system did not answer");
    assert_int_equal(row("zz.log")->status, ENTRY_TIMED_OUT);
    assert_string_equal(row("zz.log")->why, "its file system did not answer before, and was not asked again");
    free(zip);
}

/* A scanner in earnest: it is asked whether one log may be opened, and never answers. */
static void a_scanner_that_holds_one_log_lets_those_before_it_go_in(void **state)
{
    char *held = in_logs("nn.log"), *zip = text_format("%s/a.zip", root);
    int scanner = (int)syscall(SYS_fanotify_init, FAN_CLASS_CONTENT | FAN_CLOEXEC, O_RDONLY);

    (void)state;
    write_at("aa.log", 0, "before it\n");
    write_at("nn.log", 0, "held\n");
    write_at("zz.log", 0, "behind it\n");
    if (scanner < 0 || syscall(SYS_fanotify_mark, scanner, FAN_MARK_ADD, (unsigned long long)FAN_OPEN_PERM, AT_FDCWD, held) != 0) {
        free(held);
        free(zip);
        SKIP_BECAUSE("collect-scanner", "no right to be a scanner here, or no fanotify");
    }
    options.timeout_seconds = 1;
    bundle_the_logs(zip);
    /* Its end lets all go that it holds. */
    close(scanner);
    assert_int_equal(row("aa.log")->status, ENTRY_COLLECTED);
    assert_int_equal(row("microsoft_defender.log")->status, ENTRY_COLLECTED);
    assert_int_equal(row("nn.log")->status, ENTRY_TIMED_OUT);
    assert_int_equal(row("zz.log")->status, ENTRY_TIMED_OUT);
    usleep(200000);
    free(held);
    free(zip);
}

/* They are opened together, and large ones alone. */
static void each_of_many_logs_goes_in_with_its_own_content(void **state)
{
    (void)state;
    for (int i = 0; i < 100; i++) {
        char name[32], text[32];

        snprintf(name, sizeof name, "many-%03d.log", i);
        snprintf(text, sizeof text, "this is log %d\n", i);
        write_at(name, i % 10 == 5 ? 2000000 : 0, text);
    }
    collect_logs();
    assert_content("many-099.log", "this is log 99\n");
    for (int i = 0; i < 100; i++) {
        char name[32], text[32];

        snprintf(name, sizeof name, "many-%03d.log", i);
        snprintf(text, sizeof text, "this is log %d\n", i);
        assert_content(name, text);
    }
}

static void a_tree_of_any_depth_ends(void **state)
{
    int handle = open(logs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t refused = 0;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        int below;

        assert_int_equal(mkdirat(handle, "a-folder-with-a-name", 0700), 0);
        below = openat(handle, "a-folder-with-a-name", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(handle);
        handle = below;
        assert_true(handle >= 0);
    }
    close(handle);
    collect_logs();
    for (size_t i = 0; i < collection.count; i++)
        refused += collection.entries[i].why != NULL && strstr(collection.entries[i].why, "deeper") != NULL;
    assert_int_equal(refused, 1);
    assert_content("microsoft_defender.log", "all is well\n");
    /* remove_folder() would have to be as careful as what is tested here. */
    {
        char *command = text_format("rm -rf '%s/a-folder-with-a-name'", logs);

        assert_int_equal(system(command), 0);
        free(command);
    }
}

static void a_folder_mounted_below_itself_ends(void **state)
{
    pid_t child;
    int status;

    (void)state;
    write_file(root, LOGS "/loop/x.log", "x\n", 2);
    child = fork();
    if (child == 0) {
        char *loop = in_logs("loop");

        if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount(logs, loop, NULL, MS_BIND, NULL) != 0)
            _exit(77);
        collect_logs();
        _exit(row("loop") != NULL && row("loop")->why != NULL && strstr(row("loop")->why, "above itself") != NULL ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        return; /* nobody here can mount anything, so nobody can make a loop */
    assert_int_equal(status, 0);
}

static void more_files_than_a_bundle_takes_are_left_out_and_told(void **state)
{
    int handle = open(logs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t files = 0;

    (void)state;
    for (int i = 0; i < SAFE_MOST_FILES + 100; i++) {
        char name[32];
        int file;

        snprintf(name, sizeof name, "%07d.log", i);
        file = openat(handle, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_true(file >= 0);
        close(file);
    }
    close(handle);
    /* Neither do those of the next folder go in. */
    write_file(root, LOGS "/zz/more.log", "x\n", 2);
    options.timeout_seconds = 50;
    collect_logs();
    for (size_t i = 0; i < collection.count; i++)
        files += collection.entries[i].open != NULL && text_starts(collection.entries[i].path, "logs/");
    assert_int_equal(files, SAFE_MOST_FILES);
    assert_non_null(row(""));
    assert_non_null(strstr(row("")->why, "more than 65000 files"));
}

static void of_a_large_log_the_newest_lines_are_kept(void **state)
{
    (void)state;
    write_at("large.log", 0, "the first line\nthe second line\nthe third line\n");
    options.most_a_file = 20;
    collect_logs();
    assert_content("large.log", "the third line\n");
    assert_int_equal(row("large.log")->status, ENTRY_TRUNCATED);
    assert_true(row("large.log")->kept_from > 0);
}

static void where_all_of_it_is_too_much_the_newest_files_go_in(void **state)
{
    char *old = in_logs("old.log");
    struct timespec times[2] = { { time(NULL) - 3600, 0 }, { time(NULL) - 3600, 0 } };

    (void)state;
    write_at("old.log", 0, "0123456789\n");
    assert_int_equal(utimensat(AT_FDCWD, old, times, 0), 0);
    options.most_in_all = 15;
    collect_logs();
    assert_content("microsoft_defender.log", "all is well\n");
    assert_refused("old.log", ENTRY_REFUSED, "newer files");
    free(old);
}

/* A large log takes as much of it as is kept of the log. */
static void what_is_cut_off_a_log_leaves_room_for_others(void **state)
{
    (void)state;
    write_long("large.log");
    options.most_a_file = 200;
    options.most_in_all = 300;
    collect_logs();
    assert_content("microsoft_defender.log", "all is well\n");
    assert_int_equal(row("large.log")->status, ENTRY_COLLECTED);
    assert_non_null(row("large.log")->open);
}

static void files_older_than_since_are_counted_and_left_out(void **state)
{
    char *old = in_logs("old.log");
    struct timespec times[2] = { { time(NULL) - 864000, 0 }, { time(NULL) - 864000, 0 } };

    (void)state;
    write_at("old.log", 0, "0123456789\n");
    assert_int_equal(utimensat(AT_FDCWD, old, times, 0), 0);
    collect_logs();
    assert_null(row("old.log"));
    assert_non_null(row(""));
    assert_non_null(strstr(row("")->why, "1 file of /var/log/microsoft/mdatp older than --since"));
    free(old);
}

static void a_packed_log_is_stored_plain_under_its_own_name(void **state)
{
    char *command = text_format("printf 'rotated line\\n' | gzip -n > '%s/app.log.1.gz'", logs);

    (void)state;
    assert_int_equal(system(command), 0);
    collect_logs();
    assert_content("app.log.1", "rotated line\n");
    free(command);
}

static void a_folder_that_is_not_there_is_one_row(void **state)
{
    (void)state;
    remove_folder(memory_copy_text(logs));
    collect_logs();
    assert_non_null(row(""));
    assert_int_equal(row("")->status, ENTRY_ABSENT);
}

static void a_file_system_that_does_not_answer_times_out_and_holds_nobody(void **state)
{
    char *dead = in_logs("mounted"), *setting;
    int fuse = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    struct timespec begin, end;

    (void)state;
    assert_int_equal(mkdir(dead, 0755), 0);
    setting = text_format("fd=%d,rootmode=40000,user_id=0,group_id=0", fuse);
    if (fuse < 0 || mount("dead", dead, "fuse", 0, setting) != 0) {
        free(setting);
        free(dead);
        SKIP_BECAUSE("collect-dead-mount", "no FUSE here, or no right to mount");
    }
    free(setting);
    options.timeout_seconds = 1;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    collect_logs();
    clock_gettime(CLOCK_MONOTONIC, &end);
    assert_true(end.tv_sec - begin.tv_sec < 5);
    assert_non_null(row(""));
    assert_int_equal(row("")->status, ENTRY_TIMED_OUT);
    /* The end of the file system lets the listing go. */
    close(fuse);
    assert_int_equal(umount2(dead, MNT_DETACH), 0);
    usleep(200000);
    free(dead);
}

/* An agent that hangs: the bundle lacks what it would have said, and says so in a row. */
static void a_command_that_does_not_answer_is_missing(void **state)
{
    char *program = text_format("%s/usr/bin/mdatp", root);
    struct host *hasty = host_open_live(&(struct host_options){ .root = root, .timeout_seconds = 0.3 });
    struct collection what;
    bool is_told = false;

    (void)state;
    write_file(root, "usr/bin/mdatp", "#!/bin/sh\nexec sleep 60\n", strlen("#!/bin/sh\nexec sleep 60\n"));
    assert_int_equal(chmod(program, 0755), 0);
    assert_int_equal(host_ask(hasty, "command/mdatp-health")->state, FACT_UNREADABLE);
    what = collect(hasty, redactor, &(struct collect_options){ .only = (const char *const[]){ "none", NULL }, .root = root });
    for (size_t i = 0; i < what.count; i++)
        if (text_same(what.entries[i].path, "facts/command/mdatp-health")) {
            is_told = true;
            assert_int_equal(what.entries[i].status, ENTRY_TIMED_OUT);
            assert_string_equal(what.entries[i].why, "timed out after 0.3 s");
        }
    assert_true(is_told);
    collection_free(&what);
    host_free(hasty);
    free(program);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_file_without_a_size_of_its_own_ends_at_once),
        CASE(a_terabyte_of_holes_takes_no_time_and_gives_its_data),
        CASE(a_command_that_does_not_answer_is_missing),
        CASE(a_log_that_grows_while_it_is_read_ends_where_it_ended_at_first),
        CASE(a_log_that_shrinks_while_it_is_read_ends_there_and_says_so),
        CASE(a_log_with_holes_that_shrinks_while_it_is_read_says_so_too),
        CASE(a_disk_that_fails_in_the_middle_of_a_log_costs_the_rest_of_that_log),
        CASE(a_file_system_that_stops_answering_while_it_is_read_holds_nobody),
        CASE(a_file_system_that_stops_answering_before_a_log_is_opened_holds_nobody),
        CASE(a_disk_that_stops_answering_before_a_log_is_opened_holds_nobody),
        CASE(a_scanner_that_holds_one_log_lets_those_before_it_go_in),
        CASE(each_of_many_logs_goes_in_with_its_own_content),
        CASE(a_tree_of_any_depth_ends),
        CASE(a_folder_mounted_below_itself_ends),
        CASE(more_files_than_a_bundle_takes_are_left_out_and_told),
        CASE(of_a_large_log_the_newest_lines_are_kept),
        CASE(where_all_of_it_is_too_much_the_newest_files_go_in),
        CASE(what_is_cut_off_a_log_leaves_room_for_others),
        CASE(files_older_than_since_are_counted_and_left_out),
        CASE(a_packed_log_is_stored_plain_under_its_own_name),
        CASE(a_folder_that_is_not_there_is_one_row),
        CASE(a_file_system_that_does_not_answer_times_out_and_holds_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
