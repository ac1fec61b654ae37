/* Tables of Linux' /proc, as a kernel wrote them. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/proc_tables.h"

static char *content;

static struct span data(const char *name)
{
    char *path = text_format("tests/data/proc_tables/%s", name);
    size_t size;

    free(content);
    content = read_project_file(path, &size);
    free(path);
    return (struct span){ content, size };
}

static void a_program_may_be_named_like_the_fields_behind_its_name(void **state)
{
    struct proc_stat stat;

    (void)state;
    assert_true(proc_stat_read(data("bracket.stat.txt"), &stat));
    assert_true(span_is(stat.name, "a) S 1 (b"));
    assert_int_equal(stat.state, 'S');
    assert_true(stat.pid > 1 && stat.parent > 1 && stat.start_ticks > 1000);
}

static void a_thread_of_the_kernel_is_read_like_a_process(void **state)
{
    struct proc_stat stat;

    (void)state;
    assert_true(proc_stat_read(data("kthreadd.stat.txt"), &stat));
    assert_int_equal(stat.pid, 2);
    assert_int_equal(stat.parent, 0);
    assert_true(span_is(stat.name, "kthreadd"));
}

static void a_stat_that_was_cut_off_is_none(void **state)
{
    struct proc_stat stat;
    struct span whole = data("bracket.stat.txt");

    (void)state;
    for (size_t size = 0; size < 60; size++)
        assert_false(proc_stat_read((struct span){ whole.data, size }, &stat));
    assert_false(proc_stat_read(span_of(")("), &stat));
    assert_false(proc_stat_read(span_of("x (a) S 1"), &stat));
}

static void arguments_are_one_line_whatever_is_in_them(void **state)
{
    char *line = proc_arguments(data("bracket.cmdline.bin"));

    (void)state;
    assert_string_equal(line, "./a) S 1 (b 30");
    free(line);
    line = proc_arguments((struct span){ "sh\0-c\0echo a\necho b\0\0x\0", 22 });
    assert_string_equal(line, "sh -c echo a%0Aecho b  x");
    free(line);
    line = proc_arguments((struct span){ "", 0 });
    assert_string_equal(line, "");
    free(line);
}

static void mounts_are_read_with_their_options_and_without_escapes(void **state)
{
    struct span rest = data("mountinfo.txt");
    struct proc_mount mount;
    int count = 0, found = 0;

    (void)state;
    while (proc_mount_next(&rest, &mount)) {
        count++;
        if (strcmp(mount.point, "/tmp/mounts/with blank\\and\ttab") == 0) {
            found++;
            assert_string_equal(mount.type, "tmpfs");
            assert_string_equal(mount.source, "a b");
            assert_string_equal(mount.options, "rw,noexec,relatime,size=1024k");
        }
        if (strcmp(mount.point, "/") == 0)
            assert_string_equal(mount.options, "rw,relatime,discard,resv_strict,resuid=65534,resgid=65534");
        proc_mount_free(&mount);
    }
    assert_int_equal(found, 1);
    assert_int_equal(count, 21);
}

static void optional_fields_of_a_mount_do_not_shift_the_others(void **state)
{
    struct span rest = span_of("nonsense\n36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 propagate_from:2 - ext3 /dev/root ro,errors=continue\n"
                               "36 35 98:0 / /short rw\n36 35 98:0 / /x rw -\n");
    struct proc_mount mount;

    (void)state;
    assert_true(proc_mount_next(&rest, &mount));
    assert_string_equal(mount.point, "/mnt2");
    assert_string_equal(mount.type, "ext3");
    assert_string_equal(mount.options, "rw,noatime,errors=continue");
    proc_mount_free(&mount);
    assert_false(proc_mount_next(&rest, &mount));
}

static void only_a_mark_makes_a_fanotify_user(void **state)
{
    (void)state;
    assert_true(proc_fdinfo_has_fanotify_mark(data("fanotify-mount.fdinfo.txt")));
    assert_true(proc_fdinfo_has_fanotify_mark(data("fanotify-inode.fdinfo.txt")));
    assert_false(proc_fdinfo_has_fanotify_mark(data("fanotify-without-mark.fdinfo.txt")));
}

static void numbers_are_found_by_their_names(void **state)
{
    long long number;

    (void)state;
    assert_true(proc_number(data("stat.txt"), "btime", &number));
    assert_int_equal(number, 1795229600);
    assert_int_equal(proc_count(data("stat.txt"), "cpu"), 2);
    assert_true(proc_number(data("meminfo.txt"), "MemTotal", &number));
    assert_true(number > 1000000);
    assert_false(proc_number(span_of("btimer 7\nbtime x\nbtime 99999999999999999999\nbtime"), "btime", &number));
}

static int free_content(void **state)
{
    (void)state;
    free(content);
    content = NULL;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_may_be_named_like_the_fields_behind_its_name),
        cmocka_unit_test(a_thread_of_the_kernel_is_read_like_a_process),
        cmocka_unit_test(a_stat_that_was_cut_off_is_none),
        cmocka_unit_test(arguments_are_one_line_whatever_is_in_them),
        cmocka_unit_test(mounts_are_read_with_their_options_and_without_escapes),
        cmocka_unit_test(optional_fields_of_a_mount_do_not_shift_the_others),
        cmocka_unit_test(only_a_mark_makes_a_fanotify_user),
        cmocka_unit_test(numbers_are_found_by_their_names),
    };

    return cmocka_run_group_tests(tests, NULL, free_content);
}
