/* A live Linux machine, below a test root. */
#define _GNU_SOURCE /* usleep */
#include "tests/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/host/commands.h"
#include "healthcheck/host/fact_lines.h"
#include "healthcheck/platform/thread.h"

static char *root;
static struct host *host;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void put(const char *path, const char *text)
{
    write_file(root, path, text, strlen(text));
}

/* With the NUL behind it, as the kernel writes arguments. */
#define PUT_BYTES(path, literal) write_file(root, path, literal, sizeof literal)

static void put_program(const char *path, const char *script)
{
    char *whole = text_format("%s/%s", root, path);

    put(path, script);
    assert_int_equal(chmod(whole, 0755), 0);
    free(whole);
}

static void put_link(const char *path, const char *target)
{
    char *whole = text_format("%s/%s", root, path);

    put(path, "");
    unlink(whole);
    assert_int_equal(symlink(target, whole), 0);
    free(whole);
}

static int make_root(void **state)
{
    (void)state;
    root = make_folder();
    put("proc/sys/kernel/osrelease", "5.15.0-105-generic\n");
    put("proc/sys/kernel/hostname", "contoso-web-1\n");
    put("proc/stat", "cpu  1 2\ncpu0 1 2\ncpu1 1 2\nbtime 1780300800\n");
    put("proc/meminfo", "MemTotal:        2048000 kB\nMemFree: 1 kB\n");
    return 0;
}

static int remove_root(void **state)
{
    (void)state;
    host_free(host);
    host = NULL;
    remove_folder(root);
    return 0;
}

/* Opens the host; afterwards the root may still change, as a machine does. */
static void open_host(double timeout, unsigned purposes)
{
    host = host_open_live(&(struct host_options){ .root = root, .timeout_seconds = timeout, .purposes = purposes });
    assert_string_equal(host_source(host), "live");
}

static void assert_answer(const char *key, const char *text)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_PRESENT)
        fail_msg("%s is %s: %s", key, fact_state_name(fact->state), fact->why);
    assert_string_equal(fact->text, text);
}

static void assert_absent(const char *key)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_ABSENT)
        fail_msg("%s is %s: %s%s", key, fact_state_name(fact->state), fact->text, fact->why);
}

static void assert_unreadable(const char *key, const char *why)
{
    const struct fact *fact = host_ask(host, key);

    if (fact->state != FACT_UNREADABLE)
        fail_msg("%s is %s: %s", key, fact_state_name(fact->state), fact->text);
    assert_string_equal(fact->why, why);
}

static void the_system_is_told_from_the_kernels_own_files(void **state)
{
    (void)state;
    put("proc/1/comm", "systemd\n");
    put("proc/sys/kernel/version", "#115-Ubuntu SMP Mon Apr 15 09:52:04 UTC 2024\n");
    open_host(0, 0);
    assert_answer("system/platform", "linux");
    assert_answer("system/kernel-release", "5.15.0-105-generic");
    assert_answer("system/kernel-version", "#115-Ubuntu SMP Mon Apr 15 09:52:04 UTC 2024");
    assert_answer("system/hostname", "contoso-web-1");
    assert_answer("system/init", "systemd");
    assert_answer("system/processors", "2");
    assert_answer("system/memory", "2097152000");
    assert_answer("system/elevated", geteuid() == 0 ? "true" : "false");
    assert_answer("clock/boot", "2026-06-01T08:00:00Z");
    assert_absent("system/no-such-thing");
    assert_absent("user/sid");
    assert_absent("registry/HKLM/SOFTWARE/");
    assert_absent("proxy-api/winhttp");
    assert_unreadable("connect/GET/x/via/direct", "nothing is contacted here: run `healthcheck --connectivityTest`");
    assert_unreadable("trial/ebpf/tp_btf", "not tried by this build");
}

static void a_machine_without_systemd_names_its_first_process(void **state)
{
    (void)state;
    put("proc/1/comm", "init\n");
    open_host(0, 0);
    assert_answer("system/init", "init");
}

static void the_clock_can_be_held(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1780300800", 1);
    setenv("TZ", "Asia/Kolkata", 1);
    open_host(0, 0);
    assert_answer("clock/utc", "2026-06-01T08:00:00Z");
    assert_answer("clock/utc-offset", "330");
    unsetenv("SOURCE_DATE_EPOCH");
    unsetenv("TZ");
    tzset();
}

static void a_file_is_read_and_what_is_none_is_not(void **state)
{
    char *big = calloc(1, 17 * 1024 * 1024), *pipe = text_format("%s/etc/pipe", root);

    (void)state;
    put("etc/os-release", "ID=debian\n");
    put("etc/empty", "");
    put_link("etc/link", "os-release");
    put_link("etc/device", "/dev/zero");
    write_file(root, "etc/big", big, 16 * 1024 * 1024 + 1);
    write_file(root, "etc/whole", big, 16 * 1024 * 1024);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    open_host(0, 0);
    assert_answer("file/etc/os-release", "ID=debian\n");
    assert_answer("file/etc/link", "ID=debian\n");
    assert_answer("file/etc/empty", "");
    assert_absent("file/etc/nothing");
    assert_absent("file/etc/os-release/below");
    assert_unreadable("file/etc/device", "it is no regular file");
    assert_unreadable("file/etc/pipe", "it is no regular file");
    assert_unreadable("file/etc", "it is a folder");
    assert_unreadable("file/etc/big", "it is larger than 16 MiB");
    assert_int_equal(host_ask(host, "file/etc/whole")->size, 16 * 1024 * 1024);
    assert_int_equal(host_ask(host, "file/etc/whole")->type, FACT_BYTES);
    assert_unreadable("file/etc/../etc/os-release", "a component of the key is empty, `.` or `..`");
    free(big);
    free(pipe);
}

static void a_file_of_proc_has_no_size_and_is_read_to_its_end(void **state)
{
    const struct fact *fact;

    (void)state;
    host = host_open_live(&(struct host_options){ 0 });
    fact = host_ask(host, "file/proc/cpuinfo");
    assert_int_equal(fact->state, FACT_PRESENT);
    assert_true(fact->size > 100);
}

static void a_folder_lists_its_names_sorted(void **state)
{
    (void)state;
    put("opt/b", "");
    put("opt/a/x", "");
    put("opt/a-", "");
    put("opt/line\nfeed", "");
    put_link("opt/to-a", "a");
    put_link("opt/to-b", "b");
    put_link("opt/to-nothing", "nothing");
    put("var/empty/x", "");
    open_host(0, 0);
    assert_answer("folder/opt", "a-\na/\nb\nline%0Afeed\nto-a/\nto-b\nto-nothing\n");
    assert_absent("folder/nothing");
    assert_unreadable("folder/opt/b", "it is no folder");
}

static void a_file_is_told_without_being_read(void **state)
{
    struct file_info_line info;
    const struct fact *fact;
    char *path = text_format("%s/opt/tool", root);
    struct timespec times[2] = { { 1780300800, 0 }, { 1780300800, 0 } };

    (void)state;
    put("opt/tool", "12345");
    put("etc/passwd", "broken\nroot:x:0:0:root:/root:/bin/sh\nsyslog:x:104:110::/:/bin/false\n");
    assert_int_equal(chmod(path, 04755), 0);
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    assert_int_equal(chown(path, 104, 104), 0);
    assert_int_equal(chmod(path, 04755), 0);
    open_host(0, 0);
    assert_answer("file-info/opt/tool", "size=5 mtime=2026-06-01T08:00:00Z mode=4755 owner=syslog");
    assert_int_equal(chown(path, 4242, 4242), 0);
    fact = host_ask(host, "file-info/opt");
    assert_true(file_info_line_read(fact_span(fact), &info));
    assert_int_equal(info.mode, 0777 & 0755);
    assert_true(span_is(info.owner, "root"));
    assert_absent("file-info/opt/nothing");
    assert_absent("file-version/opt/tool");
    free(path);
}

static void a_log_is_read_from_the_beginning_of_a_line(void **state)
{
    struct text log = { 0 };
    const struct fact *fact;

    (void)state;
    for (int i = 0; i < 10000; i++)
        text_append_format(&log, "line %05d\n", i);
    write_file(root, "var/log/long", log.data, log.size);
    write_file(root, "var/log/short", log.data, 110);
    memset(log.data, 'x', log.size);
    write_file(root, "var/log/one-line", log.data, log.size);
    open_host(0, 0);
    fact = host_ask(host, "file-tail/var/log/long");
    assert_int_equal(fact->size, 65536 / 11 * 11);
    assert_string_equal(fact->text + fact->size - 11, "line 09999\n");
    assert_int_equal(strncmp(fact->text, "line 0", 6), 0);
    assert_int_equal(host_ask(host, "file-tail/var/log/short")->size, 110);
    assert_int_equal(host_ask(host, "file-tail/var/log/one-line")->size, 65536);
    assert_absent("file-tail/var/log/nothing");
    text_free(&log);
}

static void a_file_system_is_told_with_its_mount(void **state)
{
    struct disk_line disk;
    const struct fact *fact;

    (void)state;
    put("opt/microsoft/mdatp/x", "");
    put("proc/self/mountinfo", "1 0 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n2 1 8:2 / /opt/microsoft rw,noexec - xfs /dev/sdb rw,inode64\n3 1 8:3 / "
                               "/opt/micro ro - xfs /dev/c ro\n");
    open_host(0, 0);
    fact = host_ask(host, "disk/opt/microsoft/mdatp");
    assert_true(disk_line_read(fact_span(fact), &disk));
    assert_true(disk.size > 0 && disk.free >= 0 && disk.free <= disk.size);
    assert_true(span_is(disk.type, "xfs"));
    assert_true(span_is(disk.options, "rw,noexec,inode64"));
    fact = host_ask(host, "disk/opt");
    assert_true(disk_line_read(fact_span(fact), &disk));
    assert_true(span_is(disk.type, "ext4"));
    assert_absent("disk/opt/nothing");
}

static void a_variable_is_that_of_the_process(void **state)
{
    (void)state;
    setenv("HEALTHCHECK_TEST", "a b", 1);
    unsetenv("HEALTHCHECK_NOT");
    open_host(0, 0);
    assert_answer("env/HEALTHCHECK_TEST", "a b");
    assert_absent("env/HEALTHCHECK_NOT");
}

#define STAT_REST " 1 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 "

static void put_processes(void)
{
    put("proc/1/stat", "1 (systemd) S 0 1" STAT_REST "4 0\n");
    put("proc/1/cmdline", "");
    put_link("proc/1/exe", "/usr/lib/systemd/systemd");
    put("proc/2/stat", "2 (kthreadd) S 0 0" STAT_REST "4 0\n");
    put("proc/2/cmdline", "");
    put("proc/90/stat", "90 (wdavdaemon) S 1 90" STAT_REST "1000 0\n");
    PUT_BYTES("proc/90/cmdline", "/opt/microsoft/mdatp/sbin/wdavdaemon\0"
                                 "edr\0"
                                 "16");
    put_link("proc/90/exe", "/opt/microsoft/mdatp/sbin/wdavdaemon (deleted)");
    put("proc/700/stat", "700 (wdavdaemon) Z 1 700" STAT_REST "1000 0\n");
    put("proc/700/cmdline", "");
    /* Another user's: no link to its program can be read. */
    put("proc/800/stat", "800 (a-very-long-nam) S 1 800" STAT_REST "1000 0\n");
    PUT_BYTES("proc/800/cmdline", "/usr/bin/a-very-long-name\0-f\0a\nb");
}

static void processes_are_found_by_the_name_of_their_program(void **state)
{
    char started[80];
    long ticks = sysconf(_SC_CLK_TCK);

    (void)state;
    put_processes();
    open_host(0, 0);
    snprintf(started, sizeof started, "started=2026-06-01T08:00:%02ldZ", 1000 / ticks);
    assert_string_equal(started, "started=2026-06-01T08:00:10Z");
    assert_answer("process/wdavdaemon", "pid=90 parent=1 path=/opt/microsoft/mdatp/sbin/wdavdaemon started=2026-06-01T08:00:10Z "
                                        "arguments=/opt/microsoft/mdatp/sbin/wdavdaemon edr 16\n");
    assert_answer("process/a-very-long-name", "pid=800 parent=1 started=2026-06-01T08:00:10Z arguments=/usr/bin/a-very-long-name -f a%0Ab\n");
    assert_absent("process/kthreadd");
    assert_absent("process/nothing");
    assert_answer("system/processes", "a-very-long-name\nsystemd\nwdavdaemon\n");
}

static void this_very_process_is_found_on_the_real_machine(void **state)
{
    struct process_line line;
    struct span rest;
    bool is_found = false;

    (void)state;
    host = host_open_live(&(struct host_options){ 0 });
    rest = fact_span(host_ask(host, "process/test_host_linux"));
    while (process_line_next(&rest, &line))
        is_found = is_found || line.pid == (long long)getpid();
    assert_true(is_found);
}

static void only_a_process_with_a_mark_uses_fanotify(void **state)
{
    (void)state;
    put_processes();
    put_link("proc/1/fd/3", "anon_inode:[fanotify]");
    put("proc/1/fdinfo/3", "pos:\t0\nfanotify flags:0 event-flags:8000\n");
    put_link("proc/90/fd/7", "anon_inode:[fanotify]");
    put("proc/90/fdinfo/7", "pos:\t0\nfanotify flags:0 event-flags:8000\nfanotify mnt_id:1b mflags:0 mask:20 ignored_mask:0\n");
    put_link("proc/800/fd/7", "/etc/passwd");
    open_host(0, 0);
    assert_answer("system/fanotify", "pid=90 path=/opt/microsoft/mdatp/sbin/wdavdaemon\n");
}

static void nobody_with_a_mark_is_absent(void **state)
{
    (void)state;
    put_processes();
    open_host(0, 0);
    assert_absent("system/fanotify");
}

static void a_service_is_asked_of_systemd(void **state)
{
    (void)state;
    put_program("bin/systemctl", "#!/bin/sh\n[ \"$1 $3 $4\" = 'show --no-pager -p' ] || exit 9\n"
                                 "case $2 in mdatp) echo LoadState=loaded; echo ActiveState=active; echo UnitFileState=enabled;;\n"
                                 "auditd) echo LoadState=loaded; echo ActiveState=inactive; echo UnitFileState=disabled;;\n"
                                 "silent) exit 1;;\n"
                                 "*) echo LoadState=not-found; echo ActiveState=inactive; echo UnitFileState=;; esac\n");
    open_host(0, 0);
    assert_answer("service/mdatp", "running");
    assert_answer("service/auditd", "disabled");
    assert_absent("service/nothing");
    assert_unreadable("service/silent", "systemctl says nothing about it: systemd does not run, or does not answer");
    assert_unreadable("service/--all", "this is no name of a service");
    assert_unreadable("service/a*", "this is no name of a service");
}

static void a_machine_without_systemctl_cannot_be_asked_for_services(void **state)
{
    (void)state;
    open_host(0, 0);
    assert_unreadable("service/mdatp", "there is no systemctl: this machine has no systemd");
}

static void a_command_is_run_without_shell_in_a_clean_environment(void **state)
{
    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\necho \"$*\"; env | sort | grep -v '^_=' | grep -v ^PWD=\n");
    setenv("HOME", "/root", 1);
    setenv("LD_PRELOAD_OF_OURS", "x", 1);
    open_host(0, 0);
    assert_answer("command/mdatp-health", "health --output json\nHOME=/root\nLC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\nWSL_UTF8=1\n");
    assert_answer("command-status/mdatp-health", "0");
}

static void an_agent_too_old_for_json_answers_in_text(void **state)
{
    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\n[ \"$*\" = health ] || { echo usage; exit 64; }\necho 'healthy : true'\n");
    open_host(0, 0);
    assert_answer("command/mdatp-health", "healthy : true\n");
    assert_answer("command-status/mdatp-health", "0");
    assert_answer("command/mdatp-version", "usage\n");
    assert_answer("command-status/mdatp-version", "64");
}

static void a_missing_program_is_missing(void **state)
{
    (void)state;
    open_host(0, 0);
    assert_absent("command/mdatp-health");
    assert_answer("command-status/mdatp-health", "missing");
    assert_absent("command/wsl-version");
    assert_unreadable("command/rm", "no such command is in the table of those that may be run");
    assert_unreadable("command/unit", "no such command is in the table of those that may be run");
}

static void a_program_that_may_not_be_run_says_so(void **state)
{
    (void)state;
    put("usr/sbin/auditctl", "#!/bin/sh\n");
    open_host(0, 0);
    assert_unreadable("command/audit-rules", "permission denied");
    assert_unreadable("command-status/audit-rules", "permission denied");
}

static void a_command_over_its_time_is_told_and_ended(void **state)
{
    double begun = seconds();

    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\necho early\nsleep 30 & wait\n");
    open_host(0.3, 0);
    assert_unreadable("command/mdatp-health", "timed out after 0.3 s");
    assert_answer("command-status/mdatp-health", "timeout");
    assert_true(seconds() - begun < 2);
}

static void commands_that_a_report_needs_run_at_the_same_time(void **state)
{
    static const char *const names[] = { "mdatp-health", "mdatp-version", "audit-status", "no-such", NULL };
    double begun;

    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\nsleep 0.5; echo $1 >> ${0%/*}/../../runs; echo $1\n");
    put_program("sbin/auditctl", "#!/bin/sh\nsleep 0.5; echo audit >> ${0%/*}/../runs; echo audit\n");
    open_host(0, 0);
    begun = seconds();
    host_start_commands(host, names);
    host_start_commands(host, names);
    assert_true(seconds() - begun < 0.3);
    assert_answer("command/mdatp-health", "health\n");
    assert_answer("command/mdatp-version", "version\n");
    assert_answer("command/audit-status", "audit\n");
    assert_answer("command-status/audit-status", "0");
    assert_true(seconds() - begun < 0.95);
    assert_int_equal(host_ask(host, "file/runs")->size, strlen("health\nversion\naudit\n"));
}

static void ask(void *argument)
{
    *(const struct fact **)argument = host_ask(host, "command/mdatp-health");
}

static void three_that_ask_at_once_share_one_run(void **state)
{
    struct thread *threads[3];
    const struct fact *facts[3];

    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\necho x >> ${0%/*}/../../runs; sleep 0.2; echo done\n");
    open_host(0, 0);
    for (int i = 0; i < 3; i++)
        threads[i] = thread_start(ask, &facts[i]);
    for (int i = 0; i < 3; i++)
        thread_join(threads[i]);
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(facts[i], facts[0]);
        assert_string_equal(facts[i]->text, "done\n");
    }
    assert_answer("command-status/mdatp-health", "0");
    assert_answer("file/runs", "x\n");
}

static void a_command_that_nobody_asked_for_does_not_hold_the_end(void **state)
{
    static const char *const names[] = { "mdatp-health", NULL };
    double begun = seconds();

    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\nsleep 30\n");
    open_host(0, 0);
    host_start_commands(host, names);
    usleep(100000);
    host_free(host);
    host = NULL;
    assert_true(seconds() - begun < 2);
}

static void the_plain_report_runs_nothing_that_touches_the_network(void **state)
{
    static const char *const names[] = { "mdatp-connectivity", "mdatp-diagnostic", "mdatp-ebpf-statistics", NULL };

    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\necho \"$*\" >> ${0%/*}/../../runs; echo ok\n");
    open_host(0, 0);
    host_start_commands(host, names);
    assert_unreadable("command/mdatp-connectivity", "only --connectivityTest runs it");
    assert_unreadable("command-status/mdatp-diagnostic", "only --supportBundle --with runs it");
    assert_unreadable("command/mdatp-ebpf-statistics", "only --ebpfStatistics runs it");
    assert_absent("file/runs");
    for (size_t i = 0; command_at(i) != NULL; i++)
        assert_false((command_at(i)->purposes & COMMAND_FOR_REPORT) != 0 && command_at(i)->touches_network);
    host_free(host);
    open_host(0, COMMAND_FOR_CONNECTIVITY);
    assert_answer("command/mdatp-connectivity", "ok\n");
    assert_answer("file/runs", "connectivity test\n");
}

static void output_beyond_the_largest_fact_is_cut_and_told(void **state)
{
    const struct fact *fact;

    (void)state;
    put_program("bin/dmesg", "#!/bin/sh\nhead -c 16777300 /dev/zero\n");
    open_host(0, 0);
    fact = host_ask(host, "command/kernel-log");
    assert_int_equal(fact->state, FACT_PRESENT);
    assert_int_equal(fact->size, HOST_LARGEST_FACT);
    assert_string_equal(fact->why, "cut at 16 MiB");
}

static void every_command_of_the_contract_is_in_the_table(void **state)
{
    static const char *const names[] = { "wsl-version",      "wsl-list",           "wsl-status",       "plugin-healthcheck",
                                         "mdatp-health",     "mdatp-connectivity", "audit-rules",      "audit-status",
                                         "winhttp-proxy",    "defender-status",    "systemd-mdatp",    "winhttp-advproxy",
                                         "mdatp-health-edr", "mdatp-version",      "mdatp-exclusions", "journal-mdatp",
                                         "kernel-log",       "mdatp-proxy",        "ip-address",       "ip-route",
                                         "wsl-reg",          "mdatp-diagnostic",   "mp-support-files", "mdatp-ebpf-statistics" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_non_null(command_named(names[i]));
    for (size_t i = 0; command_at(i) != NULL; i++) {
        assert_ptr_equal(command_named(command_at(i)->name), command_at(i));
        assert_int_equal(command_index(command_at(i)), i);
        assert_true(command_at(i)->purposes != 0);
        assert_true((command_at(i)->linux_arguments[0] != NULL) != (command_at(i)->windows_arguments[0] != NULL));
    }
}

static void where_the_agent_belongs_comes_from_the_agent_else_from_its_onboarding(void **state)
{
    (void)state;
    put_program("usr/bin/mdatp", "#!/bin/sh\n[ \"$*\" = 'health --details edr' ] && echo 'edr_partner_geo_location : \"GW_UK\"'\n");
    open_host(0, 0);
    assert_answer("endpoint-geography", "uk");
    host_free(host);
    put_program("usr/bin/mdatp", "#!/bin/sh\nexit 1\n");
    put("etc/opt/microsoft/mdatp/mdatp_onboard.json", "{\"onboardingInfo\":\"{\\\"vortexGeoLocation\\\":\\\"EU\\\"}\"}");
    open_host(0, 0);
    assert_answer("endpoint-geography", "eu");
}

static void addresses_leave_out_those_that_nobody_reaches(void **state)
{
    const struct fact *fact;

    (void)state;
    open_host(0, 0);
    fact = host_ask(host, "network/addresses");
    assert_int_equal(fact->state, FACT_PRESENT);
    assert_null(strstr(fact->text, "127."));
    assert_null(strstr(fact->text, "fe80"));
}

#define STORED "var/lib/healthcheck/connectivity.json"

static void give(const char *path, uid_t owner)
{
    char *whole = text_format("%s/%s", root, path);

    assert_int_equal(chown(whole, owner, owner), 0);
    free(whole);
}

static const struct fact *look_at_stored(void)
{
    host_free(host);
    open_host(0, 0);
    return host_ask(host, "file/" STORED);
}

static void a_stored_test_that_another_user_planted_is_not_read(void **state)
{
    (void)state;
    put(STORED, "{}");
    assert_string_equal(look_at_stored()->text, "{}");
    if (geteuid() != 0)
        return; /* nobody else gives a file away */
    give(STORED, 1);
    assert_string_equal(look_at_stored()->why, "it belongs to another user, who may have made it up: delete it as root (its owner is uid 1)");
    give(STORED, 0);
    give("var/lib/healthcheck", 1);
    assert_string_equal(look_at_stored()->why, "its folder belongs to another user, who may have made it up: delete it as root (its owner is uid 1)");
    assert_int_equal(host_ask(host, "file/" STORED)->size, 0);
    /* Anybody else's files are facts of the machine. */
    put("etc/hosts", "x");
    give("etc/hosts", 1);
    assert_answer("file/etc/hosts", "x");
}

static void a_stored_test_of_root_and_one_of_our_own_are_read_by_who_is_not_root(void **state)
{
    (void)state;
    if (geteuid() != 0)
        return;
    assert_int_equal(chmod(root, 0755), 0);
    put(STORED, "{}");
    assert_int_equal(seteuid(1), 0);
    assert_string_equal(look_at_stored()->text, "{}");
    assert_int_equal(seteuid(0), 0);
    give(STORED, 1);
    assert_int_equal(seteuid(1), 0);
    assert_string_equal(look_at_stored()->text, "{}");
    assert_int_equal(seteuid(0), 0);
}

static void a_stored_test_is_read_through_no_link(void **state)
{
    (void)state;
    put("elsewhere", "{}");
    put_link(STORED, "../../../elsewhere");
    assert_string_equal(look_at_stored()->why, "it is a link, and links are not followed");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make_root, remove_root)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_system_is_told_from_the_kernels_own_files),
        CASE(a_machine_without_systemd_names_its_first_process),
        CASE(the_clock_can_be_held),
        CASE(a_file_is_read_and_what_is_none_is_not),
        CASE(a_file_of_proc_has_no_size_and_is_read_to_its_end),
        CASE(a_folder_lists_its_names_sorted),
        CASE(a_file_is_told_without_being_read),
        CASE(a_log_is_read_from_the_beginning_of_a_line),
        CASE(a_file_system_is_told_with_its_mount),
        CASE(a_variable_is_that_of_the_process),
        CASE(processes_are_found_by_the_name_of_their_program),
        CASE(this_very_process_is_found_on_the_real_machine),
        CASE(only_a_process_with_a_mark_uses_fanotify),
        CASE(nobody_with_a_mark_is_absent),
        CASE(a_service_is_asked_of_systemd),
        CASE(a_machine_without_systemctl_cannot_be_asked_for_services),
        CASE(a_command_is_run_without_shell_in_a_clean_environment),
        CASE(an_agent_too_old_for_json_answers_in_text),
        CASE(a_missing_program_is_missing),
        CASE(a_program_that_may_not_be_run_says_so),
        CASE(a_command_over_its_time_is_told_and_ended),
        CASE(commands_that_a_report_needs_run_at_the_same_time),
        CASE(three_that_ask_at_once_share_one_run),
        CASE(a_command_that_nobody_asked_for_does_not_hold_the_end),
        CASE(the_plain_report_runs_nothing_that_touches_the_network),
        CASE(output_beyond_the_largest_fact_is_cut_and_told),
        CASE(every_command_of_the_contract_is_in_the_table),
        CASE(where_the_agent_belongs_comes_from_the_agent_else_from_its_onboarding),
        CASE(addresses_leave_out_those_that_nobody_reaches),
        CASE(a_stored_test_that_another_user_planted_is_not_read),
        CASE(a_stored_test_of_root_and_one_of_our_own_are_read_by_who_is_not_root),
        CASE(a_stored_test_is_read_through_no_link),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
