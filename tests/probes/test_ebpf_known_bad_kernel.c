/* ebpf.known_bad_kernel: kernels on which the sensor has done harm. */
#include "tests/probes/ebpf_facts.h"

#include <string.h>

#define LOOK(...) FINDING_OF("ebpf.known_bad_kernel", __VA_ARGS__)

static void an_ordinary_kernel_is_ok(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-91-generic", "ubuntu", "22.04"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "kernel 5.15.0-91-generic is not one that eBPF is known to harm");
}

static void the_two_builds_of_oracle_linux_8_fail(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el8uek.x86_64", "ol", "8.8"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "kernel 5.15.0-0.30.20.el8uek.x86_64 hangs or panics with eBPF");
    assert_non_null(strstr(finding.advice, "mdatp config ebpf-supplementary-event-provider --value disabled"));
}

static void the_second_build_fails_too(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.1.el8uek.x86_64", "ol", "8.8"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void the_next_build_is_good(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.2.el8uek.x86_64", "ol", "8.8"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void the_same_build_for_another_release_warns(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el9uek.x86_64", "ol", "9.0"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "for another release"));
}

static void a_bad_kernel_with_ebpf_disabled_is_told(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el8uek.x86_64", "ol", "8.8"), MANAGED("disabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "this kernel is one that can hang with eBPF, but mdatp_managed.json disables eBPF: do not turn it on");
}

static void a_bad_kernel_with_another_sensor_is_told(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el8uek.x86_64", "ol", "8.8"), AGENT_WITH("netlink"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "do not turn eBPF on"));
}

static void a_bad_kernel_with_ebpf_running_fails(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el8uek.x86_64", "ol", "8.8"), AGENT_WITH("ebpf"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void a_sensor_that_is_not_known_saves_nobody(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el8uek.x86_64", "ol", "8.8"), AGENT_WITH("unavailable"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void rhel_8_1_without_sap_warns(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-147.el8.x86_64", "rhel", "8.1"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "RHEL 8.1 (kernel 4.18.0-147.el8.x86_64) can panic with eBPF and SAP; no sign of SAP was seen");
}

static void rhel_8_1_with_sap_s_folder_fails(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-147.el8.x86_64", "rhel", "8.1"), { "folder/usr/sap", "hostctrl/\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "SAP is here"));
}

static void rhel_8_1_with_sap_s_process_fails(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-147.el8.x86_64", "rhel", "8.1"), { "system/processes", "bash\nsapstartsrv\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
}

static void another_process_is_no_sign_of_sap(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-147.el8.x86_64", "rhel", "8.1"), { "system/processes", "bash\nsapstartsrv2\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void where_sap_could_not_be_looked_for_it_says_so(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-147.el8.x86_64", "rhel", "8.1"), { "folder/usr/sap", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "could not look at folder/usr/sap"));
}

static void a_rebuild_is_known_by_its_tag(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-147.5.1.el8_1.x86_64", "centos", "8"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void rhel_8_10_is_not_8_1(void **state)
{
    struct finding finding = LOOK(LINUX("4.18.0-553.79.1.el8_10.x86_64", "rhel", "8.10"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void version_8_1_of_another_distribution_is_not_rhel(void **state)
{
    struct finding finding = LOOK(LINUX("3.16.0-4-amd64", "debian", "8.1"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void oracle_linux_7_9_with_ksplice_warns(void **state)
{
    struct finding finding =
        LOOK(LINUX("5.4.17-2102.205.7.3.el7uek.x86_64", "ol", "7.9"), { "file-info/usr/sbin/uptrack-upgrade", "size=1 mode=0755" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "Ksplice"));
    assert_non_null(strstr(finding.advice, "systemctl stop mdatp"));
}

static void uptrack_s_folder_is_a_sign_of_ksplice(void **state)
{
    struct finding finding = LOOK(LINUX("5.4.17-2102.205.7.3.el7uek.x86_64", "ol", "7.9"), { "folder/etc/uptrack", "uptrack.conf\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void oracle_linux_7_9_without_ksplice_is_ok(void **state)
{
    struct finding finding = LOOK(LINUX("5.4.17-2102.205.7.3.el7uek.x86_64", "ol", "7.9"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void ksplice_elsewhere_is_ok(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-100.96.32.el8uek.x86_64", "ol", "8.9"), { "file-info/usr/sbin/ksplice", "size=1" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_old_agent_leaks_on_an_old_kernel(void **state)
{
    struct finding finding =
        LOOK(LINUX("3.10.0-1160.el7.x86_64", "rhel", "7.9"),
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : []\napp_version : \"101.23082.0009\"\nsupplementary_events_subsystem : \"ebpf\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_non_null(strstr(finding.summary, "leaks memory"));
    assert_non_null(strstr(finding.advice, "dnf upgrade mdatp"));
}

static void a_new_agent_does_not_leak(void **state)
{
    struct finding finding =
        LOOK(LINUX("3.10.0-1160.el7.x86_64", "rhel", "7.9"),
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : []\napp_version : \"101.24052.0002\"\nsupplementary_events_subsystem : \"ebpf\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_unknown_agent_is_not_accused(void **state)
{
    struct finding finding = LOOK(LINUX("3.10.0-1160.el7.x86_64", "rhel", "7.9"), { "command/mdatp-health", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_old_agent_on_a_new_kernel_is_ok(void **state)
{
    struct finding finding =
        LOOK(LINUX("4.17.0-1-amd64", "debian", "10"),
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : []\napp_version : \"101.23082.0009\"\nsupplementary_events_subsystem : \"ebpf\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_unreadable_kernel_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", LITERAL_UNREADABLE "permission denied" },
                                  { "file/etc/os-release", "ID=ol\nVERSION_ID=\"8.8\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at system/kernel-release: permission denied");
}

static void an_unreadable_os_release_is_unknown_but_not_for_a_kernel_bad_by_name(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", "5.15.0-0.30.20.el8uek.x86_64" },
                                  { "file/etc/os-release", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_non_null(strstr(finding.summary, "could not look at file/etc/os-release"));
}

static void an_unreadable_os_release_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", "5.15.0-91-generic" },
                                  { "file/etc/os-release", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_kernel_is_ok),
        cmocka_unit_test(the_two_builds_of_oracle_linux_8_fail),
        cmocka_unit_test(the_second_build_fails_too),
        cmocka_unit_test(the_next_build_is_good),
        cmocka_unit_test(the_same_build_for_another_release_warns),
        cmocka_unit_test(a_bad_kernel_with_ebpf_disabled_is_told),
        cmocka_unit_test(a_bad_kernel_with_another_sensor_is_told),
        cmocka_unit_test(a_bad_kernel_with_ebpf_running_fails),
        cmocka_unit_test(a_sensor_that_is_not_known_saves_nobody),
        cmocka_unit_test(rhel_8_1_without_sap_warns),
        cmocka_unit_test(rhel_8_1_with_sap_s_folder_fails),
        cmocka_unit_test(rhel_8_1_with_sap_s_process_fails),
        cmocka_unit_test(another_process_is_no_sign_of_sap),
        cmocka_unit_test(where_sap_could_not_be_looked_for_it_says_so),
        cmocka_unit_test(a_rebuild_is_known_by_its_tag),
        cmocka_unit_test(rhel_8_10_is_not_8_1),
        cmocka_unit_test(version_8_1_of_another_distribution_is_not_rhel),
        cmocka_unit_test(oracle_linux_7_9_with_ksplice_warns),
        cmocka_unit_test(uptrack_s_folder_is_a_sign_of_ksplice),
        cmocka_unit_test(oracle_linux_7_9_without_ksplice_is_ok),
        cmocka_unit_test(ksplice_elsewhere_is_ok),
        cmocka_unit_test(an_old_agent_leaks_on_an_old_kernel),
        cmocka_unit_test(a_new_agent_does_not_leak),
        cmocka_unit_test(an_unknown_agent_is_not_accused),
        cmocka_unit_test(an_old_agent_on_a_new_kernel_is_ok),
        cmocka_unit_test(an_unreadable_kernel_is_unknown),
        cmocka_unit_test(an_unreadable_os_release_is_unknown_but_not_for_a_kernel_bad_by_name),
        cmocka_unit_test(an_unreadable_os_release_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
