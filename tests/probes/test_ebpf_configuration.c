/* ebpf.configuration: did the administrator turn eBPF off? */
#include "tests/probes/ebpf_facts.h"

#include <string.h>

#define LOOK(...) FINDING_OF("ebpf.configuration", __VA_ARGS__)

static void no_file_disables_nothing(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "mdatp_managed.json does not disable eBPF");
}

static void enabled_is_ok(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), MANAGED("enabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "mdatp_managed.json enables eBPF");
}

static void a_file_that_is_not_json_disables_nothing(void **state)
{
    struct finding finding =
        LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", "{ features" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void disabled_where_the_kernel_supports_it_warns(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"), MANAGED("disabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "mdatp_managed.json disables eBPF, though kernel 6.8.0-60-generic supports it");
    assert_non_null(strstr(finding.advice, "features.ebpfSupplementaryEventProvider"));
}

static void disabled_on_an_old_kernel_is_told(void **state)
{
    struct finding finding = LOOK(LINUX("4.4.0-210-generic", "ubuntu", "16.04"), MANAGED("disabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "below the matrix"));
}

static void disabled_on_a_bad_kernel_is_told(void **state)
{
    struct finding finding = LOOK(LINUX("5.15.0-0.30.20.el8uek.x86_64", "ol", "8.8"), MANAGED("disabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "ebpf.known_bad_kernel"));
}

static void disabled_with_ksplice_is_told(void **state)
{
    struct finding finding =
        LOOK(LINUX("5.4.17-2102.205.7.3.el7uek.x86_64", "ol", "7.9"), MANAGED("disabled"), { "file-info/usr/sbin/ksplice", "size=1" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "ebpf.known_bad_kernel"));
}

static void disabled_because_the_agent_leaks_is_told(void **state)
{
    struct finding finding =
        LOOK(LINUX("3.10.0-1160.el7.x86_64", "rhel", "7.9"), MANAGED("disabled"),
             { "command/mdatp-health",
               "healthy : true\nhealth_issues : []\napp_version : \"101.23082.0009\"\nsupplementary_events_subsystem : \"netlink\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "ebpf.known_bad_kernel"));
}

static void disabled_on_a_kernel_that_is_not_listed_is_told(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.12-4-pve", "debian", "12"), MANAGED("disabled"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "not in the matrix"));
}

static void a_file_that_cannot_be_read_is_unknown(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.0-60-generic", "ubuntu", "24.04"),
                                  { "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void disabled_on_an_unknown_kernel_is_unknown(void **state)
{
    struct finding finding =
        LOOK({ "system/platform", "linux" }, MANAGED("disabled"), { "system/kernel-release", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_file_disables_nothing),
        cmocka_unit_test(enabled_is_ok),
        cmocka_unit_test(a_file_that_is_not_json_disables_nothing),
        cmocka_unit_test(disabled_where_the_kernel_supports_it_warns),
        cmocka_unit_test(disabled_on_an_old_kernel_is_told),
        cmocka_unit_test(disabled_on_a_bad_kernel_is_told),
        cmocka_unit_test(disabled_with_ksplice_is_told),
        cmocka_unit_test(disabled_because_the_agent_leaks_is_told),
        cmocka_unit_test(disabled_on_a_kernel_that_is_not_listed_is_told),
        cmocka_unit_test(a_file_that_cannot_be_read_is_unknown),
        cmocka_unit_test(disabled_on_an_unknown_kernel_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
