/* os.supported on Linux: distribution, kernel and init. */
#include "tests/support.h"

#include <string.h>

static void a_listed_distribution_is_ok(void **state)
{
    struct finding finding = look_at(
        "os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                  { "system/kernel-release", "6.8.0-60-generic" },
                                                  { "file/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\nPRETTY_NAME=\"Ubuntu 24.04.2 LTS\"\n" },
                                                  { "system/init", "systemd" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
    assert_string_equal(finding.summary, "Ubuntu 24.04.2 LTS is supported");
}

static void centos_7_tells_no_minor_version(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "3.10.0-1160.el7.x86_64" },
                                                                               { "file/etc/os-release", "ID=centos\nVERSION_ID=\"7\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void rhel_9_6_is_within_9(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "5.14.0-570.el9.x86_64" },
                                                                               { "file/etc/os-release", "ID=rhel\nVERSION_ID=\"9.6\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void rhel_7_1_is_not_listed(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "3.10.0-327.el7.x86_64" },
                                                                               { "file/etc/os-release", "ID=rhel\nVERSION_ID=\"7.1\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void rhel_10_1_is_within_10(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "6.12.0-55.el10.x86_64" },
                                                                               { "file/etc/os-release", "ID=rhel\nVERSION_ID=\"10.1\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void ubuntu_24_10_is_above_the_list(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "6.11.0-1-generic" },
                                                                               { "file/etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.10\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void rocky_8_6_is_below_its_major_s_lowest(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "4.18.0-372.el8.x86_64" },
                                                                               { "file/etc/os-release", "ID=rocky\nVERSION_ID=\"8.6\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void rocky_9_1_does_not_pass_for_8(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "5.14.0-162.el9.x86_64" },
                                                                               { "file/etc/os-release", "ID=rocky\nVERSION_ID=\"9.1\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void alma_8_10_is_above_8_4(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "4.18.0-553.el8_10.x86_64" },
                                                                               { "file/etc/os-release", "ID=almalinux\nVERSION_ID=\"8.10\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void amazon_linux_1_is_not_listed(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "4.14.355-196.amzn1.x86_64" },
                                                                               { "file/etc/os-release", "ID=amzn\nVERSION_ID=\"2018.03\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
}

static void amazon_linux_2023_is_listed(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "6.1.119-129.201.amzn2023.x86_64" },
                                                                               { "file/etc/os-release", "ID=amzn\nVERSION_ID=\"2023\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void mariner_is_listed(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "5.15.158.2-1.cm2" },
                                                                               { "file/etc/os-release", "ID=mariner\nVERSION_ID=\"2.0\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void alpine_is_not_listed(void **state)
{
    struct finding finding = look_at(
        "os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                  { "system/kernel-release", "6.6.31-0-lts" },
                                                  { "file/etc/os-release", "ID=alpine\nVERSION_ID=\"3.20.0\"\nPRETTY_NAME=\"Alpine Linux v3.20\"\n" },
                                                  { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "Alpine Linux v3.20 is not among the distributions that the agent supports");
}

static void no_os_release_warns(void **state)
{
    struct finding finding =
        look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" }, { "system/kernel-release", "6.6.31-0-lts" }, { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_WARN);
    assert_string_equal(finding.summary, "this distribution is not among the distributions that the agent supports");
}

static void an_ancient_kernel_fails(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "3.10.0-229.el7.x86_64" },
                                                                               { "file/etc/os-release", "ID=rhel\nVERSION_ID=\"7.2\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "kernel 3.10.0-229.el7.x86_64 is older than 3.10.0-327");
}

static void the_lowest_kernel_is_ok(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "3.10.0-327.el7.x86_64" },
                                                                               { "file/etc/os-release", "ID=rhel\nVERSION_ID=\"7.2\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void another_init_fails_by_name(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "6.1.0-37-amd64" },
                                                                               { "file/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n" },
                                                                               { "system/init", "runit" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_FAIL);
    assert_string_equal(finding.summary, "process 1 is runit, not systemd");
}

static void an_init_that_was_not_captured_is_not_judged(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "6.1.0-37-amd64" },
                                                                               { "file/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n" },
                                                                               { "system/init", LITERAL_UNREADABLE "not captured" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_OK);
}

static void an_unreadable_os_release_is_unknown(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", "6.1.0-37-amd64" },
                                                                               { "file/etc/os-release", LITERAL_UNREADABLE "permission denied" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

static void an_unreadable_kernel_is_unknown(void **state)
{
    struct finding finding = look_at("os.supported", (const char *const[][2]){ { "system/platform", "linux" },
                                                                               { "system/kernel-release", LITERAL_UNREADABLE "permission denied" },
                                                                               { "file/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n" },
                                                                               { 0 } });

    (void)state;
    assert_int_equal(finding.status, FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_listed_distribution_is_ok),
        cmocka_unit_test(centos_7_tells_no_minor_version),
        cmocka_unit_test(rhel_9_6_is_within_9),
        cmocka_unit_test(rhel_7_1_is_not_listed),
        cmocka_unit_test(rhel_10_1_is_within_10),
        cmocka_unit_test(ubuntu_24_10_is_above_the_list),
        cmocka_unit_test(rocky_8_6_is_below_its_major_s_lowest),
        cmocka_unit_test(rocky_9_1_does_not_pass_for_8),
        cmocka_unit_test(alma_8_10_is_above_8_4),
        cmocka_unit_test(amazon_linux_1_is_not_listed),
        cmocka_unit_test(amazon_linux_2023_is_listed),
        cmocka_unit_test(mariner_is_listed),
        cmocka_unit_test(alpine_is_not_listed),
        cmocka_unit_test(no_os_release_warns),
        cmocka_unit_test(an_ancient_kernel_fails),
        cmocka_unit_test(the_lowest_kernel_is_ok),
        cmocka_unit_test(another_init_fails_by_name),
        cmocka_unit_test(an_init_that_was_not_captured_is_not_judged),
        cmocka_unit_test(an_unreadable_os_release_is_unknown),
        cmocka_unit_test(an_unreadable_kernel_is_unknown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
