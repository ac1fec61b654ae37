/* The matrix of the eBPF sensor: every case of tests/data/ebpf_matrix through the two checks that judge by version. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "probes/ebpf_matrix.h"

static const char *text_in(const cJSON *one, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(one, name));

    return text != NULL ? text : "";
}

static enum finding_status judge(const cJSON *one)
{
    char *os_release = text_format("ID=\"%s\"\nVERSION_ID=\"%s\"\n", text_in(one, "id"), text_in(one, "version_id"));
    const char *const facts[][2] = { { "system/platform", "linux" },
                                     { "system/kernel-release", text_in(one, "kernel") },
                                     { "file/etc/os-release", os_release },
                                     { cJSON_HasObjectItem(one, "ksplice") ? "file-info/usr/sbin/ksplice" : "env/NONE", "size=1 mode=0755" },
                                     { 0 } };
    enum finding_status kernel = look_at("ebpf.kernel", facts).status;
    enum finding_status known_bad = look_at("ebpf.known_bad_kernel", facts).status;

    free(os_release);
    return finding_worse(kernel, known_bad);
}

static void every_case_is_judged_as_its_line_says(void **state)
{
    char *whole = read_project_file("tests/data/ebpf_matrix/cases.json", NULL);
    cJSON *cases = cJSON_Parse(whole);
    const cJSON *one;
    int wrong = 0;

    (void)state;
    assert_int_equal(cJSON_GetArraySize(cases), 66);
    cJSON_ArrayForEach(one, cases)
    {
        const char *status = finding_status_name(judge(one));

        if (strcmp(status, text_in(one, "status")) != 0) {
            print_error("%s: %s %s with %s: %s, not %s (%s)\n", text_in(one, "name"), text_in(one, "id"), text_in(one, "version_id"),
                        text_in(one, "kernel"), status, text_in(one, "status"), text_in(one, "why"));
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
    cJSON_Delete(cases);
    free(whole);
}

/* What ebpf_judge calls the cases that another check judges. */
static const char *verdict_of(const struct os_release *os, const char *kernel)
{
    static const char *const names[] = { "supported", "not_listed", "foreign_kernel", "kernel_too_old", "distro_too_old", "unreadable" };

    return names[ebpf_judge(os, kernel).verdict];
}

static void every_case_gets_the_verdict_by_name(void **state)
{
    char *whole = read_project_file("tests/data/ebpf_matrix/cases.json", NULL);
    cJSON *cases = cJSON_Parse(whole);
    const cJSON *one;

    (void)state;
    cJSON_ArrayForEach(one, cases)
    {
        const char *wanted = text_in(one, "verdict");
        char *text = text_format("ID=%s\nVERSION_ID=%s\n", text_in(one, "id"), text_in(one, "version_id"));
        struct os_release os = os_release_read(text, strlen(text));

        if (strcmp(wanted, "known_bad") != 0 && strcmp(wanted, "caution") != 0)
            assert_string_equal(verdict_of(&os, text_in(one, "kernel")), wanted);
        os_release_free(&os);
        free(text);
    }
    cJSON_Delete(cases);
    free(whole);
}

static void a_kernel_tells_who_built_it(void **state)
{
    (void)state;
    assert_int_equal(kernel_family_of("6.6.87.2-microsoft-standard-WSL2"), KERNEL_WSL);
    assert_int_equal(kernel_family_of("5.15.0-1042-azure"), KERNEL_UBUNTU);
    assert_int_equal(kernel_family_of("5.3.18-18.47-azure"), KERNEL_SUSE);
    assert_int_equal(kernel_family_of("5.14.21-150500.33.20-azure"), KERNEL_SUSE);
    assert_int_equal(kernel_family_of("6.1.0-0.deb11.5-cloud-amd64"), KERNEL_DEBIAN);
    assert_int_equal(kernel_family_of("6.8.12-4-pve"), KERNEL_PROXMOX);
    assert_int_equal(kernel_family_of("4.18.0-147.5.1.el8_1.x86_64"), KERNEL_RHEL);
    assert_int_equal(kernel_family_of("5.15.0-0.30.20.el8uek.x86_64"), KERNEL_UEK);
    assert_int_equal(kernel_family_of(""), KERNEL_OTHER);
    assert_int_equal(kernel_family_of("-azure"), KERNEL_SUSE);
}

static void a_name_falls_into_version_and_build(void **state)
{
    struct kernel_name name;

    (void)state;
    assert_true(kernel_name_read("3.10.0-957.10.1.el7.x86_64", &name));
    assert_string_equal(name.upstream, "3.10.0");
    assert_string_equal(name.build, "957.10.1.el7");
    assert_true(kernel_name_read("6.12.41+deb13-amd64", &name));
    assert_string_equal(name.upstream, "6.12.41");
    assert_false(kernel_name_read("linux", &name));
    assert_false(kernel_name_read("", &name));
}

static void only_old_kernels_leak(void **state)
{
    (void)state;
    assert_true(ebpf_kernel_leaks("3.10.0-1160.el7.x86_64"));
    assert_true(ebpf_kernel_leaks("4.16.18-generic"));
    assert_false(ebpf_kernel_leaks("4.17.0-1-amd64"));
    assert_false(ebpf_kernel_leaks("5.4.0-150-generic"));
    assert_false(ebpf_kernel_leaks("2.6.32-754.el6.x86_64"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_is_judged_as_its_line_says),
        cmocka_unit_test(every_case_gets_the_verdict_by_name),
        cmocka_unit_test(a_kernel_tells_who_built_it),
        cmocka_unit_test(a_name_falls_into_version_and_build),
        cmocka_unit_test(only_old_kernels_leak),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
