/* Folders that other users write to, read by us: nothing is followed, nothing hangs, nothing is read that is no log. */
#define _GNU_SOURCE /* renameat2, unshare, mknod */
#include "tests/support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bundle/collect.h"
#include "bundle/safe_files_linux.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"

#define LOGS   "var/log/microsoft/mdatp"
#define SECRET "the-content-of-somebody-elses-file"

static struct redactor *redactor;
static struct host *host;
static char *root, *logs;
static struct collect_options options;
static struct collection collection;

static int set_up(void **state)
{
    static const struct redact_options redact = { .level = REDACT_IDENTITY, .key = "a key that only this test has" };
    static const char *const only[] = { "agent-logs", NULL };

    (void)state;
    alarm(60); /* whatever hangs fails */
    redactor = redactor_new(&redact);
    root = make_folder();
    logs = text_format("%s/" LOGS, root);
    host = host_open_live(&(struct host_options){ .root = root });
    options = (struct collect_options){ .only = only, .root = root, .now = clock_now(), .timeout_seconds = 5 };
    write_file(root, LOGS "/microsoft_defender.log", "all is well\n", 12);
    write_file(root, "secret", SECRET "\n", sizeof SECRET);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    collection_free(&collection);
    host_free(host);
    redactor_free(redactor);
    remove_folder(root);
    free(logs);
    alarm(0);
    return 0;
}

static void collect_logs(void)
{
    collection_free(&collection);
    collection = collect(host, redactor, &options);
}

/* The row of the bundle with this path below logs/agent-logs/; NULL where there is none. */
static struct entry *row(const char *name)
{
    char *path = text_format("logs/agent-logs%s%s", name[0] != '\0' ? "/" : "", name);
    struct entry *found = NULL;

    for (size_t i = 0; i < collection.count && found == NULL; i++)
        if (strcmp(collection.entries[i].path, path) == 0)
            found = &collection.entries[i];
    free(path);
    return found;
}

static long long drain(struct feed *feed, struct text *content)
{
    char buffer[65536];
    long long got;

    while ((got = feed->read(feed, buffer, sizeof buffer)) > 0)
        text_append_bytes(content, buffer, (size_t)got);
    return got;
}

/* The content of a row; NULL where it gives none. Yours to free. */
static char *content_of(struct entry *entry)
{
    struct text content = { 0 };
    struct feed *feed = entry->open != NULL ? entry->open(entry) : NULL;

    if (feed == NULL)
        return NULL;
    drain(feed, &content);
    feed_close(feed);
    return text_take(&content);
}

static void assert_content(const char *name, const char *expected)
{
    struct entry *entry = row(name);
    char *content;

    assert_non_null(entry);
    content = content_of(entry);
    assert_non_null(content);
    assert_string_equal(content, expected);
    free(content);
}

/* It has a row that says so, and no content. */
static void assert_refused(const char *name, enum entry_status status, const char *why)
{
    struct entry *entry = row(name);
    char *content;

    if (entry == NULL)
        fail_msg("no row for %s", name);
    content = content_of(entry);
    assert_null(content);
    assert_string_equal(entry_status_name(entry->status), entry_status_name(status));
    if (strstr(entry->why, why) == NULL)
        fail_msg("%s: %s", name, entry->why);
}

static void assert_no_secret(void)
{
    for (size_t i = 0; i < collection.count; i++) {
        char *content = content_of(&collection.entries[i]);

        if (content != NULL && strstr(content, SECRET) != NULL)
            fail_msg("%s holds another file's content", collection.entries[i].path);
        free(content);
    }
}

static char *in_logs(const char *name)
{
    return text_format("%s/%s", logs, name);
}

static void link_in_logs(const char *target, const char *name)
{
    char *path = in_logs(name);

    assert_int_equal(symlink(target, path), 0);
    free(path);
}

static void a_link_in_a_folder_of_logs_is_told_and_never_followed(void **state)
{
    (void)state;
    write_file(root, "elsewhere/deep.log", SECRET "\n", sizeof SECRET);
    link_in_logs("../../../../secret", "linked.log");
    link_in_logs("../../../../elsewhere", "rotated");
    collect_logs();
    assert_content("microsoft_defender.log", "all is well\n");
    assert_refused("linked.log", ENTRY_REFUSED, "symbolic link to ../../../../secret");
    assert_refused("rotated", ENTRY_REFUSED, "symbolic link");
    assert_no_secret();
}

static void a_folder_that_becomes_a_link_after_it_was_listed_is_not_followed(void **state)
{
    char *folder = in_logs("rotated"), *away = in_logs("away");

    (void)state;
    write_file(root, LOGS "/rotated/app.log", "old\n", 4);
    write_file(root, "elsewhere/app.log", SECRET "\n", sizeof SECRET);
    collect_logs();
    assert_int_equal(rename(folder, away), 0);
    link_in_logs("../../../../elsewhere", "rotated");
    assert_refused("rotated/app.log", ENTRY_REFUSED, "link");
    assert_no_secret();
    free(folder);
    free(away);
}

static void a_file_that_becomes_a_link_or_a_pipe_after_it_was_listed_is_not_read(void **state)
{
    char *file = in_logs("a.log"), *other = in_logs("b.log");

    (void)state;
    write_file(root, LOGS "/a.log", "old\n", 4);
    write_file(root, LOGS "/b.log", "old\n", 4);
    collect_logs();
    assert_int_equal(unlink(file) | unlink(other), 0);
    link_in_logs("../../../../secret", "a.log");
    assert_int_equal(mkfifo(other, 0600), 0);
    assert_refused("a.log", ENTRY_REFUSED, "symbolic link");
    assert_refused("b.log", ENTRY_REFUSED, "special");
    free(file);
    free(other);
}

static atomic_bool is_over;

/* Changes what stands under one name as fast as it can. */
static void *swap(void *argument)
{
    const char *const *names = argument;

    while (!is_over)
        (void)renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE);
    return NULL;
}

static size_t read_while_swapped(const char *other)
{
    char *file = in_logs("app.log"), *second = in_logs(other);
    const char *names[] = { file, second };
    struct timespec begin, now;
    pthread_t thread;
    size_t reads = 0;

    is_over = false;
    assert_int_equal(pthread_create(&thread, NULL, swap, names), 0);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        struct safe_opened opened;
        struct feed *feed = safe_open(logs, "app.log", 1000, 0, 0, &opened);
        struct text content = { 0 };

        if (feed != NULL) {
            drain(feed, &content);
            assert_string_equal(text_of(&content), "fine\n");
            feed_close(feed);
            reads++;
        } else {
            assert_true(opened.why[0] != '\0');
        }
        text_free(&content);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - begin.tv_sec < 2);
    is_over = true;
    pthread_join(thread, NULL);
    free(file);
    free(second);
    return reads;
}

static void a_file_that_is_swapped_for_a_link_all_the_time_never_leads_elsewhere(void **state)
{
    (void)state;
    write_file(root, LOGS "/app.log", "fine\n", 5);
    link_in_logs("../../../../secret", "other.log");
    assert_true(read_while_swapped("other.log") > 0);
}

static void a_file_that_is_swapped_for_a_pipe_all_the_time_never_holds_us(void **state)
{
    char *pipe = in_logs("other.log");

    (void)state;
    write_file(root, LOGS "/app.log", "fine\n", 5);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_true(read_while_swapped("other.log") > 0);
    free(pipe);
}

static void a_hard_link_that_anybody_could_have_put_there_is_refused(void **state)
{
    char *name = in_logs("planted.log"), *secret = text_format("%s/secret", root);

    (void)state;
    assert_int_equal(link(secret, name), 0);
    assert_int_equal(chmod(logs, 0777), 0);
    collect_logs();
    assert_refused("planted.log", ENTRY_REFUSED, "hard link");
    assert_content("microsoft_defender.log", "all is well\n");
    /* As root: of another owner than the folder. */
    if (geteuid() == 0) {
        assert_int_equal(chmod(logs, 0755), 0);
        assert_int_equal(chown(secret, 1234, 1234), 0);
        collect_logs();
        assert_refused("planted.log", ENTRY_REFUSED, "hard link");
    }
    free(name);
    free(secret);
}

static void a_hard_link_that_is_made_after_the_listing_is_refused_too(void **state)
{
    char *name = in_logs("planted.log"), *secret = text_format("%s/secret", root);

    (void)state;
    write_file(root, LOGS "/planted.log", "mine\n", 5);
    assert_int_equal(chmod(logs, 0777), 0);
    collect_logs();
    assert_int_equal(unlink(name), 0);
    assert_int_equal(link(secret, name), 0);
    assert_refused("planted.log", ENTRY_REFUSED, "hard link");
    free(name);
    free(secret);
}

static void pipes_sockets_and_devices_are_told_and_never_opened(void **state)
{
    char *pipe = in_logs("pipe.log"), *device = in_logs("device.log");
    int handle = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    (void)state;
    assert_int_equal(mkfifo(pipe, 0600), 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket.log", logs);
    assert_int_equal(bind(handle, (struct sockaddr *)&address, sizeof address), 0);
    close(handle);
    collect_logs();
    assert_refused("pipe.log", ENTRY_REFUSED, "special: a pipe");
    assert_refused("socket.log", ENTRY_REFUSED, "special: a socket");
    /* /dev/zero: 1, 5. Where nobody may make devices there is none to meet. */
    if (mknod(device, S_IFCHR | 0600, (dev_t)(1 << 8 | 5)) == 0) {
        collect_logs();
        assert_refused("device.log", ENTRY_REFUSED, "special: a device");
    }
    free(pipe);
    free(device);
}

static void a_file_without_a_size_of_its_own_ends_at_once(void **state)
{
    struct safe_opened opened;
    struct feed *feed = safe_open("/proc", "kmsg", 1000, 0, 0, &opened);
    struct text content = { 0 };

    (void)state;
    if (feed != NULL) {
        assert_int_equal(drain(feed, &content), 0);
        feed_close(feed);
    }
    assert_int_equal(content.size, 0);
    text_free(&content);
}

static void write_at(const char *name, long long offset, const char *text)
{
    char *path = in_logs(name);
    int handle = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    assert_true(handle >= 0);
    assert_int_equal(pwrite(handle, text, strlen(text), offset), (ssize_t)strlen(text));
    close(handle);
    free(path);
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

static void a_log_that_has_gone_is_a_row_and_the_others_go_on(void **state)
{
    char *path = in_logs("gone.log");

    (void)state;
    write_at("gone.log", 0, "here\n");
    collect_logs();
    assert_int_equal(unlink(path), 0);
    assert_refused("gone.log", ENTRY_ABSENT, "gone");
    assert_content("microsoft_defender.log", "all is well\n");
    free(path);
}

static void a_log_that_we_may_not_read_is_a_row_that_says_why(void **state)
{
    char *path = in_logs("private.log");
    pid_t child;
    int status;

    (void)state;
    write_at("private.log", 0, "mine\n");
    assert_int_equal(chmod(path, 0), 0);
    assert_int_equal(chmod(root, 0755), 0);
    child = fork();
    if (child == 0) {
        struct safe_opened opened = { 0 };
        struct feed *feed;

        /* Root may read everything. */
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(3);
        feed = safe_open(logs, "private.log", 1000, 0, 0, &opened);
        _exit(feed == NULL && strcmp(opened.why, "permission denied") == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    free(path);
}

static void the_bundle_and_an_older_one_inside_the_folder_do_not_go_in(void **state)
{
    char *path = in_logs("healthcheck-new.zip");
    static const char zip[] = "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    (void)state;
    write_file(root, LOGS "/healthcheck-new.zip", "not yet a zip\n", 14);
    write_file(root, LOGS "/healthcheck-old.zip", zip, sizeof zip);
    options.output = path;
    collect_logs();
    assert_refused("healthcheck-new.zip", ENTRY_REFUSED, "this bundle");
    assert_refused("healthcheck-old.zip", ENTRY_REFUSED, "binary");
    free(path);
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
    options.timeout_seconds = 50;
    collect_logs();
    for (size_t i = 0; i < collection.count; i++)
        files += collection.entries[i].open != NULL && text_starts(collection.entries[i].path, "logs/");
    assert_int_equal(files, SAFE_MOST_FILES);
    assert_non_null(row(""));
    assert_non_null(strstr(row("")->why, "more than 65000 files"));
}

static void every_name_is_safe_and_no_two_are_one(void **state)
{
    static const char *const names[] = { "line\nfeed.log",
                                         "esc\033[2J.log",
                                         "bidi\xe2\x80\xaegol.exe",
                                         "zero\xe2\x80\x8bwidth.log",
                                         "bad\xff\xfe.log",
                                         "e\xcc\x81.log",
                                         "\xc3\xa9.log",
                                         "Case.log",
                                         "case.log",
                                         "CON",
                                         "aux.log",
                                         "dot.",
                                         "blank ",
                                         "C:stream.log",
                                         "back\\slash.log",
                                         "manifest.json",
                                         "..hidden",
                                         "...",
                                         "%41.log",
                                         "A.log" };
    char longest[256];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        write_at(names[i], 0, "content\n");
    memset(longest, 'n', 255);
    longest[255] = '\0';
    write_at(longest, 0, "content\n");
    collect_logs();
    for (size_t i = 0; i < collection.count; i++) {
        const char *path = collection.entries[i].path;

        for (const char *at = path; *at != '\0'; at++)
            if ((unsigned char)*at <= 0x20 || (unsigned char)*at >= 0x7f || strchr(":\\*?\"<>|", *at) != NULL)
                fail_msg("%s is no safe name", path);
        for (size_t size; *path != '\0'; path += size + (path[size] == '/')) {
            size = strcspn(path, "/");
            assert_true(size > 0 && size <= 200 + 18);
            assert_true(path[size - 1] != '.');
        }
        for (size_t other = 0; other < i; other++)
            if (text_same(collection.entries[other].path, collection.entries[i].path))
                fail_msg("%s is there twice", collection.entries[i].path);
    }
    assert_content("line%0Afeed.log", "content\n");
    assert_content("%43ON", "content\n");
    assert_content("%61ux.log", "content\n");
    assert_content("dot%2E", "content\n");
    assert_content("Case.log", "content\n");
    assert_content("case.log~2", "content\n");
    assert_content("manifest.json", "content\n");
    assert_content("%2541.log", "content\n");
}

static void a_secret_in_a_name_stays_here(void **state)
{
    (void)state;
    write_at("ghp_abcdefghijklmnopqrstuvwxyz0123456789.log", 0, "x\n");
    collect_logs();
    for (size_t i = 0; i < collection.count; i++)
        assert_null(strstr(collection.entries[i].path, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));
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

static void a_binary_file_is_refused(void **state)
{
    (void)state;
    write_file(root, LOGS "/core", "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0", 24);
    collect_logs();
    assert_refused("core", ENTRY_REFUSED, "binary");
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_link_in_a_folder_of_logs_is_told_and_never_followed),
        CASE(a_folder_that_becomes_a_link_after_it_was_listed_is_not_followed),
        CASE(a_file_that_becomes_a_link_or_a_pipe_after_it_was_listed_is_not_read),
        CASE(a_file_that_is_swapped_for_a_link_all_the_time_never_leads_elsewhere),
        CASE(a_file_that_is_swapped_for_a_pipe_all_the_time_never_holds_us),
        CASE(a_hard_link_that_anybody_could_have_put_there_is_refused),
        CASE(a_hard_link_that_is_made_after_the_listing_is_refused_too),
        CASE(pipes_sockets_and_devices_are_told_and_never_opened),
        CASE(a_file_without_a_size_of_its_own_ends_at_once),
        CASE(a_terabyte_of_holes_takes_no_time_and_gives_its_data),
        CASE(a_log_that_grows_while_it_is_read_ends_where_it_ended_at_first),
        CASE(a_log_that_shrinks_while_it_is_read_ends_there_and_says_so),
        CASE(a_log_that_has_gone_is_a_row_and_the_others_go_on),
        CASE(a_log_that_we_may_not_read_is_a_row_that_says_why),
        CASE(the_bundle_and_an_older_one_inside_the_folder_do_not_go_in),
        CASE(a_tree_of_any_depth_ends),
        CASE(a_folder_mounted_below_itself_ends),
        CASE(more_files_than_a_bundle_takes_are_left_out_and_told),
        CASE(every_name_is_safe_and_no_two_are_one),
        CASE(a_secret_in_a_name_stays_here),
        CASE(of_a_large_log_the_newest_lines_are_kept),
        CASE(where_all_of_it_is_too_much_the_newest_files_go_in),
        CASE(files_older_than_since_are_counted_and_left_out),
        CASE(a_binary_file_is_refused),
        CASE(a_packed_log_is_stored_plain_under_its_own_name),
        CASE(a_folder_that_is_not_there_is_one_row),
        CASE(a_file_system_that_does_not_answer_times_out_and_holds_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
