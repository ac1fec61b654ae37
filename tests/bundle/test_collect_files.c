/* Folders that other users write to, read by us: nothing is followed, nothing hangs, nothing is read that is no log. */
#include "tests/bundle/collected_linux.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "tests/faults.h"

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

static void read_behind_a_link_in_the_middle(void *argument)
{
    (void)argument;
    assert_refused("rotated/old/app.log", ENTRY_REFUSED, "link");
}

static void a_folder_in_the_middle_that_becomes_a_link_is_not_followed(void **state)
{
    static const struct fault old_kernel[] = { { SYS_openat2, -1, 0, 0, ENOSYS }, { 0 } };
    char *folder = in_logs("rotated"), *away = in_logs("away");

    (void)state;
    write_file(root, LOGS "/rotated/old/app.log", "old\n", 4);
    write_file(root, "elsewhere/old/app.log", SECRET "\n", sizeof SECRET);
    collect_logs();
    assert_int_equal(rename(folder, away), 0);
    link_in_logs("../../../../elsewhere", "rotated");
    read_behind_a_link_in_the_middle(NULL);
    faults_during(old_kernel, read_behind_a_link_in_the_middle, NULL);
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

static void a_folder_that_is_swapped_for_a_link_all_the_time_is_not_listed_through_it(void **state)
{
    char *folder = in_logs("rotated"), *second = in_logs("other");
    const char *names[] = { folder, second };
    struct timespec begin, now;
    pthread_t thread;

    (void)state;
    write_file(root, LOGS "/rotated/app.log", "fine\n", 5);
    write_file(root, "elsewhere/not-ours", SECRET "\n", sizeof SECRET);
    link_in_logs("../../../../elsewhere", "other");
    is_over = false;
    assert_int_equal(pthread_create(&thread, NULL, swap, names), 0);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    do {
        struct safe_listing listing = { .base = memory_copy_text(logs) };

        safe_list(&listing);
        for (size_t i = 0; i < listing.count; i++)
            assert_null(strstr(listing.files[i].path, "not-ours"));
        safe_listing_free(&listing);
        clock_gettime(CLOCK_MONOTONIC, &now);
    } while (now.tv_sec - begin.tv_sec < 2);
    is_over = true;
    pthread_join(thread, NULL);
    free(folder);
    free(second);
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

/* A folder that lists its names and shows no more, and one that does not even list them. */
static void folders_that_we_may_not_look_into_are_rows_that_say_why(void **state)
{
    char *closed = in_logs("closed"), *shut = in_logs("shut");
    pid_t child;
    int status;

    (void)state;
    write_file(root, LOGS "/closed/a.log", "mine\n", 5);
    write_file(root, LOGS "/shut/a.log", "mine\n", 5);
    assert_int_equal(chmod(root, 0755) | chmod(logs, 0755) | chmod(closed, 0744) | chmod(shut, 0700), 0);
    child = fork();
    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(3);
        collect_logs();
        _exit(row("closed/a.log") == NULL || row("closed/a.log")->status != ENTRY_UNREADABLE ? 4
              : row("shut") == NULL || row("shut")->status != ENTRY_UNREADABLE               ? 5
                                                                                             : 0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
    assert_int_equal(chmod(closed, 0700), 0);
    free(closed);
    free(shut);
}

static void list_now(void *listing)
{
    safe_list(listing);
}

static void a_folder_that_breaks_off_is_a_row_that_says_why(void **state)
{
    static const struct fault bad_disk[] = { { SYS_getdents64, -1, 0, 0, EIO }, { 0 } };
    struct safe_listing listing = { .base = memory_copy_text(logs) };

    (void)state;
    faults_during(bad_disk, list_now, &listing);
    assert_string_equal(listing.why, "input/output error");
    safe_listing_free(&listing);
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
                                         "..gz",
                                         "...gz",
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
    /* What is stored unpacked loses its ".gz". */
    assert_content("%2E", "content\n");
    assert_content(".%2E", "content\n");
}

/* W15: other programs take no longer path, and a header no longer than 65,535 bytes. */
static void a_path_of_many_long_folders_is_cut(void **state)
{
    char folder[151], *path;
    size_t rows = 0;

    (void)state;
    memset(folder, 'f', 150);
    folder[150] = '\0';
    for (int last = 0; last < 2; last++) {
        path = text_format(LOGS "/%s/%s/%s/%s/%s/%s/%s/%d.log", folder, folder, folder, folder, folder, folder, folder, last);
        write_file(root, path, "content\n", 8);
        free(path);
    }
    collect_logs();
    for (size_t i = 0; i < collection.count; i++) {
        assert_true(strlen(collection.entries[i].path) <= 1000 + strlen("logs/agent-logs/"));
        rows += strstr(collection.entries[i].path, "%~") != NULL;
    }
    assert_int_equal(rows, 2);
}

static void a_secret_in_a_name_stays_here(void **state)
{
    (void)state;
    write_at("ghp_abcdefghijklmnopqrstuvwxyz0123456789.log", 0, "x\n");
    link_in_logs("/srv/ghp_abcdefghijklmnopqrstuvwxyz0123456789", "linked.log");
    collect_logs();
    for (size_t i = 0; i < collection.count; i++) {
        assert_null(strstr(collection.entries[i].path, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));
        if (collection.entries[i].why != NULL)
            assert_null(strstr(collection.entries[i].why, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));
    }
    assert_refused("linked.log", ENTRY_REFUSED, "symbolic link to /srv/");
}

static void a_binary_file_is_refused(void **state)
{
    (void)state;
    write_file(root, LOGS "/core", "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0", 24);
    collect_logs();
    assert_refused("core", ENTRY_REFUSED, "binary");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_link_in_a_folder_of_logs_is_told_and_never_followed),
        CASE(a_folder_that_becomes_a_link_after_it_was_listed_is_not_followed),
        CASE(a_folder_in_the_middle_that_becomes_a_link_is_not_followed),
        CASE(a_file_that_becomes_a_link_or_a_pipe_after_it_was_listed_is_not_read),
        CASE(a_file_that_is_swapped_for_a_link_all_the_time_never_leads_elsewhere),
        CASE(a_file_that_is_swapped_for_a_pipe_all_the_time_never_holds_us),
        CASE(a_folder_that_is_swapped_for_a_link_all_the_time_is_not_listed_through_it),
        CASE(a_hard_link_that_anybody_could_have_put_there_is_refused),
        CASE(a_hard_link_that_is_made_after_the_listing_is_refused_too),
        CASE(pipes_sockets_and_devices_are_told_and_never_opened),
        CASE(a_log_that_has_gone_is_a_row_and_the_others_go_on),
        CASE(a_log_that_we_may_not_read_is_a_row_that_says_why),
        CASE(folders_that_we_may_not_look_into_are_rows_that_say_why),
        CASE(a_folder_that_breaks_off_is_a_row_that_says_why),
        CASE(the_bundle_and_an_older_one_inside_the_folder_do_not_go_in),
        CASE(every_name_is_safe_and_no_two_are_one),
        CASE(a_path_of_many_long_folders_is_cut),
        CASE(a_secret_in_a_name_stays_here),
        CASE(a_binary_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
