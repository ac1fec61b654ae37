/* ebpf.kernel: distribution and kernel by version. Every row of the matrix: test_ebpf_matrix.c. */
#include "tests/probes/ebpf_facts.h"

#include <string.h>

#define LOOK(...) FINDING_OF("ebpf.kernel", __VA_ARGS__)

static void a_kernel_of_the_list_is_ok(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", "5.15.0-91-generic" },
                                  { "file/etc/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\nPRETTY_NAME=\"Ubuntu 22.04.4 LTS\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "kernel 5.15.0-91-generic on Ubuntu 22.04.4 LTS is supported (Ubuntu: 4.15.0 or later)");
    assert_string_equal(finding.value, "5.15.0-91-generic");
}

static void amazon_linux_2023_is_told_by_which_row(void **state)
{
    struct finding finding = LOOK(LINUX("6.1.119-129.201.amzn2023.x86_64", "amzn", "2023"));

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "Amazon Linux 2: 5.4.261-174.360 or later"));
}

static void the_running_kernel_counts(void **state)
{
    struct finding finding = LOOK(LINUX("5.14.0-70.13.1.el9_0.x86_64", "rocky", "9.2"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "kernel 5.14.0-70.13.1.el9_0.x86_64 is older than 5.14.0-284, the lowest for Rocky Linux 9");
    assert_non_null(strstr(finding.advice, "uname -r"));
}

static void an_old_distribution_is_named_before_its_kernel(void **state)
{
    struct finding finding = LOOK(LINUX("4.4.0-148-generic", "ubuntu", "14.04"));

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "Ubuntu 14.04 is older than 16.04, the lowest version for Ubuntu");
}

static void a_distribution_that_is_not_listed_warns(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", "5.17.1-arch1-1" },
                                  { "file/etc/os-release", "ID=arch\nNAME=\"Arch Linux\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "Arch Linux is not listed in the matrix (kernel 5.17.1-arch1-1)");
}

static void somebody_else_s_kernel_warns(void **state)
{
    struct finding finding = LOOK(LINUX("6.8.12-4-pve", "debian", "12"));

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "kernel 6.8.12-4-pve is not a kernel of debian: the matrix does not speak of it");
}

static void wsl_s_own_kernel_is_ok_and_told(void **state)
{
    struct finding finding = LOOK({ "system/platform", "wsl" }, { "system/kernel-release", "6.6.87.2-microsoft-standard-WSL2" },
                                  { "file/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "kernel 6.6.87.2-microsoft-standard-WSL2 is WSL's own: Microsoft's, and not in the matrix");
}

static void a_custom_kernel_of_wsl_is_told(void **state)
{
    struct finding finding = LOOK({ "system/platform", "wsl" }, { "system/kernel-release", "6.1.0-mine" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_non_null(strstr(finding.summary, "wsl.custom_kernel"));
}

static void the_second_place_of_os_release_counts(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", "4.19.0-10-amd64" },
                                  { "file/usr/lib/os-release", "ID=debian\nVERSION_ID=\"10\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_unreadable_os_release_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", "4.19.0-10-amd64" },
                                  { "file/etc/os-release", LITERAL_UNREADABLE "permission denied" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at file/etc/os-release: permission denied");
}

static void an_unreadable_kernel_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "system/kernel-release", LITERAL_UNREADABLE "not captured" },
                                  { "file/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "could not look at system/kernel-release: not captured");
}

static void a_name_that_is_no_version_is_unknown(void **state)
{
    struct finding finding = LOOK(LINUX("linux", "debian", "12"));

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "the kernel's name \"linux\" is no version");
}

static void no_kernel_is_unknown(void **state)
{
    struct finding finding = LOOK({ "system/platform", "linux" }, { "file/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n" });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
    assert_string_equal(finding.summary, "the running kernel is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kernel_of_the_list_is_ok),
        cmocka_unit_test(amazon_linux_2023_is_told_by_which_row),
        cmocka_unit_test(the_running_kernel_counts),
        cmocka_unit_test(an_old_distribution_is_named_before_its_kernel),
        cmocka_unit_test(a_distribution_that_is_not_listed_warns),
        cmocka_unit_test(somebody_else_s_kernel_warns),
        cmocka_unit_test(wsl_s_own_kernel_is_ok_and_told),
        cmocka_unit_test(a_custom_kernel_of_wsl_is_told),
        cmocka_unit_test(the_second_place_of_os_release_counts),
        cmocka_unit_test(an_unreadable_os_release_is_unknown),
        cmocka_unit_test(an_unreadable_kernel_is_unknown),
        cmocka_unit_test(a_name_that_is_no_version_is_unknown),
        cmocka_unit_test(no_kernel_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
