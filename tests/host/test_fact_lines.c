/* The facts that are lines of fields. */
#include "tests/support.h"

#include <string.h>

#include "healthcheck/host/fact_lines.h"

static struct process_line first_of(const char *text)
{
    struct span rest = span_of(text);
    struct process_line line;

    assert_true(process_line_next(&rest, &line));
    return line;
}

static void a_process_of_linux_is_read_with_its_arguments(void **state)
{
    struct process_line line = first_of("pid=812 parent=1 path=/opt/microsoft/mdatp/sbin/wdavdaemon started=2026-06-01T08:00:00Z "
                                        "arguments=/opt/microsoft/mdatp/sbin/wdavdaemon edr 16 9 --log_level info\n");
    moment started;

    (void)state;
    assert_int_equal(line.pid, 812);
    assert_int_equal(line.parent, 1);
    assert_true(span_is(line.path, "/opt/microsoft/mdatp/sbin/wdavdaemon"));
    assert_true(process_line_started(&line, &started));
    assert_int_equal(started, 1780300800);
    assert_null(line.integrity.data);
    assert_true(process_line_has_argument(&line, "edr"));
    assert_false(process_line_has_argument(&line, "log_level"));
    assert_true(process_line_has_argument(&line, "info"));
}

static void a_path_of_windows_may_hold_blanks_and_lack_a_drive_letter(void **state)
{
    struct process_line line = first_of("pid=4000 parent=652 path=C:\\ProgramData\\Microsoft\\Windows Defender\\Scans\\MsMpEngCP.exe "
                                        "started=2026-06-01T08:00:00Z appcontainer=true integrity=? mitigations=dep aslr -\r\n");

    (void)state;
    assert_true(span_is(line.path, "C:\\ProgramData\\Microsoft\\Windows Defender\\Scans\\MsMpEngCP.exe"));
    assert_true(span_is(line.appcontainer, "true"));
    assert_true(span_is(line.integrity, "?"));
    assert_true(span_is(line.mitigations, "dep aslr -"));
    assert_null(line.arguments.data);
}

static void missing_fields_are_missing_and_the_others_are_still_read(void **state)
{
    struct process_line line = first_of("pid=2 started=2026-06-01T08:00:00Z");

    (void)state;
    assert_int_equal(line.parent, -1);
    assert_null(line.path.data);
    assert_true(span_is(line.started, "2026-06-01T08:00:00Z"));
    line = first_of("path=/a b arguments=");
    assert_int_equal(line.pid, -1);
    assert_true(span_is(line.path, "/a b"));
    assert_non_null(line.arguments.data);
    assert_int_equal(line.arguments.size, 0);
}

static void arguments_that_look_like_fields_stay_arguments(void **state)
{
    struct process_line line =
        first_of("pid=7 parent=1 path=/bin/a arguments= started=x started=2026-06-01T08:00:00Z arguments=b path=/etc started=never");

    (void)state;
    assert_true(span_is(line.path, "/bin/a arguments="));
    assert_true(span_is(line.started, "x started=2026-06-01T08:00:00Z"));
    assert_true(span_is(line.arguments, "b path=/etc started=never"));
}

static void each_line_is_a_process_and_rubbish_is_none(void **state)
{
    struct span rest = span_of("\nnothing\npid=1 parent=0\n\npid=x\npid=99999999999999999999\n");
    struct process_line line;

    (void)state;
    assert_true(process_line_next(&rest, &line));
    assert_int_equal(line.pid, 1);
    assert_true(process_line_next(&rest, &line));
    assert_int_equal(line.pid, -1);
    assert_true(process_line_next(&rest, &line));
    assert_int_equal(line.pid, -1);
    assert_false(process_line_next(&rest, &line));
}

static void a_file_is_told_by_size_time_mode_and_owner(void **state)
{
    struct file_info_line line;

    (void)state;
    assert_true(file_info_line_read(span_of("size=4096 mtime=2026-06-01T08:00:00Z mode=0755 owner=root\n"), &line));
    assert_int_equal(line.size, 4096);
    assert_int_equal(line.mtime, 1780300800);
    assert_int_equal(line.mode, 0755);
    assert_true(span_is(line.owner, "root"));
    assert_true(file_info_line_read(span_of("size=1 mtime=yesterday mode=0999"), &line));
    assert_int_equal(line.mtime, -1);
    assert_int_equal(line.mode, -1);
    assert_null(line.owner.data);
    assert_false(file_info_line_read(span_of(""), &line));
}

static void a_file_system_is_told_by_size_type_and_options(void **state)
{
    struct disk_line line;

    (void)state;
    assert_true(disk_line_read(span_of("size=1000 free=0 type=ext4 options=rw,noexec,relatime"), &line));
    assert_int_equal(line.size, 1000);
    assert_int_equal(line.free, 0);
    assert_true(span_is(line.type, "ext4"));
    assert_true(disk_line_has_option(&line, "noexec"));
    assert_true(disk_line_has_option(&line, "relatime"));
    assert_false(disk_line_has_option(&line, "exec"));
    assert_true(disk_line_read(span_of("size=5"), &line));
    assert_false(disk_line_has_option(&line, "rw"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_process_of_linux_is_read_with_its_arguments),
        cmocka_unit_test(a_path_of_windows_may_hold_blanks_and_lack_a_drive_letter),
        cmocka_unit_test(missing_fields_are_missing_and_the_others_are_still_read),
        cmocka_unit_test(arguments_that_look_like_fields_stay_arguments),
        cmocka_unit_test(each_line_is_a_process_and_rubbish_is_none),
        cmocka_unit_test(a_file_is_told_by_size_time_mode_and_owner),
        cmocka_unit_test(a_file_system_is_told_by_size_type_and_options),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
