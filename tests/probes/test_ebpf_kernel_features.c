/* ebpf.kernel_features: what the kernel has for an eBPF sensor. */
#include "tests/probes/ebpf_facts.h"

#include <stdlib.h>
#include <string.h>

#include "probes/probe.h"

#define LOOK(...) FINDING_OF("ebpf.kernel_features", __VA_ARGS__)

/* The kernel and its configuration; the whole one has all that is asked for. */
#define BUILT_WITH(options)                          \
    { "system/kernel-release", "6.8.0-60-generic" }, \
    {                                                \
        "file/boot/config-6.8.0-60-generic", options \
    }
#define WHOLE                                                                                   \
    "CONFIG_BPF=y\nCONFIG_BPF_SYSCALL=y\nCONFIG_BPF_JIT=y\nCONFIG_FTRACE=y\nCONFIG_KPROBES=y\n" \
    "CONFIG_KPROBE_EVENTS=y\nCONFIG_HAVE_SYSCALL_TRACEPOINTS=y\nCONFIG_FTRACE_SYSCALLS=y\n"
#define HAS_BTF                                                                 \
    {                                                                           \
        "file-info/sys/kernel/btf/vmlinux", "size=5516713 mode=0444 owner=root" \
    }

static void a_trial_that_succeeds_is_ok_whatever_the_configuration_says(void **state)
{
    struct finding finding =
        LOOK({ "system/kernel-release", "6.8.0-60-generic" }, { "trial/ebpf/tp_btf", "ok" }, { "trial/ebpf/raw_tracepoint", "ok" },
             { "trial/ebpf/tracepoint", "ok" }, { "file/boot/config-6.8.0-60-generic", "CONFIG_X=y\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(
        finding.summary,
        "programs of kind tp_btf load and attach; programs of kind raw_tracepoint load and attach; programs of kind tracepoint load and attach");
}

static void a_trial_that_the_kernel_refuses_warns(void **state)
{
    struct finding finding = LOOK({ "trial/ebpf/tp_btf", "Operation not permitted" }, { "trial/ebpf/raw_tracepoint", "ok" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the kernel refuses programs of kind tp_btf: Operation not permitted");
}

static void tracefs_that_is_not_mounted_is_not_known(void **state)
{
    struct finding finding = LOOK({ "trial/ebpf/raw_tracepoint", "ok" }, { "trial/ebpf/tracepoint", "No such file or directory" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "tracefs is not mounted"));
}

static void a_whole_configuration_is_ok(void **state)
{
    struct finding finding = LOOK(BUILT_WITH(WHOLE), HAS_BTF, { "file/sys/kernel/security/lockdown", "none [integrity] confidentiality\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "the lockdown is integrity"));
}

static void without_root_the_configuration_counts(void **state)
{
    struct finding finding =
        LOOK({ "system/kernel-release", "6.8.0-60-generic" }, { "trial/ebpf/tp_btf", LITERAL_UNREADABLE "permission denied" },
             { "trial/ebpf/raw_tracepoint", LITERAL_UNREADABLE "permission denied" }, { "file/boot/config-6.8.0-60-generic", WHOLE }, HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void missing_options_are_named(void **state)
{
    struct finding finding = LOOK(BUILT_WITH("CONFIG_BPF=y\nCONFIG_BPF_SYSCALL=y\nCONFIG_FTRACE=y\n# CONFIG_KPROBES is not "
                                             "set\nCONFIG_KPROBE_EVENTS=y\nCONFIG_HAVE_SYSCALL_TRACEPOINTS=y\nCONFIG_FTRACE_SYSCALLS=y\n"),
                                  HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the kernel was built without CONFIG_BPF_JIT, CONFIG_KPROBES, says /boot/config-6.8.0-60-generic");
}

static void the_old_name_of_an_option_counts(void **state)
{
    struct finding finding = LOOK(BUILT_WITH("CONFIG_BPF=y\nCONFIG_BPF_SYSCALL=y\nCONFIG_BPF_JIT=y\nCONFIG_FTRACE=y\nCONFIG_KPROBES=y\nCONFIG_KPROBE_"
                                             "EVENT=y\nCONFIG_HAVE_SYSCALL_TRACEPOINTS=y\nCONFIG_FTRACE_SYSCALLS=y\n"),
                                  HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void no_btf_warns(void **state)
{
    struct finding finding = LOOK(BUILT_WITH(WHOLE));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "the kernel has no BTF (/sys/kernel/btf/vmlinux)");
}

static void lockdown_to_confidentiality_warns(void **state)
{
    struct finding finding = LOOK(BUILT_WITH(WHOLE), HAS_BTF, { "file/sys/kernel/security/lockdown", "none integrity [confidentiality]\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "locked down to confidentiality"));
    assert_non_null(strstr(finding.advice, "lockdown=confidentiality"));
}

static void securityfs_that_is_not_mounted_is_not_known(void **state)
{
    struct finding finding = LOOK(BUILT_WITH(WHOLE), HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "the lockdown is not known"));
}

static void a_lockdown_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = LOOK(BUILT_WITH(WHOLE), HAS_BTF, { "file/sys/kernel/security/lockdown", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void a_configuration_that_stands_in_proc_only_is_unpacked(void **state)
{
    char *folder = make_folder();
    size_t size;
    char *packed = read_project_file("tests/data/gzip/config.gz", &size);
    struct host *host;
    struct finding finding;

    (void)state;
    write_file(folder, "facts/system/platform", "linux", 5);
    write_file(folder, "facts/system/kernel-release", "6.18.44", 7);
    write_file(folder, "facts/file/proc/config.gz", packed, size);
    host = host_open_captured(folder, NULL);
    assert_non_null(host);
    finding_begin(&finding, "ebpf.kernel_features", "");
    probe_named("ebpf.kernel_features")->look(host, &finding);
    finding_finish(&finding);
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "the kernel was built without CONFIG_KPROBES, CONFIG_KPROBE_EVENTS"));
    finding_free(&finding);
    host_free(host);
    free(packed);
    remove_folder(folder);
}

static void a_packed_configuration_that_is_damaged_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/kernel-release", "6.8.0-60-generic" }, { "file/proc/config.gz", "\037\213" }, HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "the kernel's configuration is not known: /proc/config.gz: it is no gzip file");
}

static void a_configuration_that_is_nowhere_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/kernel-release", "6.8.0-60-generic" }, HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "the kernel's configuration is not known: there is neither /boot/config-$(uname -r) nor /proc/config.gz");
}

static void a_configuration_that_is_something_else_is_unknown(void **state)
{
    struct finding finding = LOOK(BUILT_WITH("hello\n"), HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_non_null(strstr(finding.summary, "/boot/config-6.8.0-60-generic is something else"));
}

static void a_configuration_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/kernel-release", "6.8.0-60-generic" },
                                  { "file/boot/config-6.8.0-60-generic", LITERAL_UNREADABLE "permission denied" }, HAS_BTF);

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_trial_that_succeeds_is_ok_whatever_the_configuration_says),
        cmocka_unit_test(a_trial_that_the_kernel_refuses_warns),
        cmocka_unit_test(tracefs_that_is_not_mounted_is_not_known),
        cmocka_unit_test(a_whole_configuration_is_ok),
        cmocka_unit_test(without_root_the_configuration_counts),
        cmocka_unit_test(missing_options_are_named),
        cmocka_unit_test(the_old_name_of_an_option_counts),
        cmocka_unit_test(no_btf_warns),
        cmocka_unit_test(lockdown_to_confidentiality_warns),
        cmocka_unit_test(securityfs_that_is_not_mounted_is_not_known),
        cmocka_unit_test(a_lockdown_that_cannot_be_read_is_unknown),
        cmocka_unit_test(a_configuration_that_stands_in_proc_only_is_unpacked),
        cmocka_unit_test(a_packed_configuration_that_is_damaged_is_unknown),
        cmocka_unit_test(a_configuration_that_is_nowhere_is_unknown),
        cmocka_unit_test(a_configuration_that_is_something_else_is_unknown),
        cmocka_unit_test(a_configuration_that_cannot_be_read_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
