/* How a kernel was built, and how far it is locked down. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/host/kernel_config.h"

static enum kernel_option option_of(const char *text, const char *name)
{
    return kernel_config_option(text, strlen(text), name);
}

static void a_real_configuration_is_understood(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/kernel_config/config-6.18.excerpt", &size);

    (void)state;
    assert_true(kernel_config_is_one(bytes, size));
    assert_int_equal(kernel_config_option(bytes, size, "CONFIG_BPF"), KERNEL_OPTION_ON);
    assert_int_equal(kernel_config_option(bytes, size, "CONFIG_BPF_SYSCALL"), KERNEL_OPTION_ON);
    assert_int_equal(kernel_config_option(bytes, size, "CONFIG_KPROBES"), KERNEL_OPTION_OFF);
    assert_int_equal(kernel_config_option(bytes, size, "CONFIG_KPROBE_EVENTS"), KERNEL_OPTION_UNSAID);
    assert_int_equal(kernel_config_option(bytes, size, "CONFIG_CC_VERSION_TEXT"), KERNEL_OPTION_VALUE);
    free(bytes);
}

static void an_option_counts_by_its_whole_name(void **state)
{
    (void)state;
    assert_int_equal(option_of("CONFIG_BPF_SYSCALL=y\n", "CONFIG_BPF"), KERNEL_OPTION_UNSAID);
    assert_int_equal(option_of("CONFIG_BPF=m\r\n", "CONFIG_BPF"), KERNEL_OPTION_MODULE);
    assert_int_equal(option_of("CONFIG_BPF=n\n", "CONFIG_BPF"), KERNEL_OPTION_OFF);
    assert_int_equal(option_of("CONFIG_BPF=y\n# CONFIG_BPF is not set\n", "CONFIG_BPF"), KERNEL_OPTION_OFF);
    assert_int_equal(option_of("# CONFIG_BPF is set\n#CONFIG_BPF=y\n", "CONFIG_BPF"), KERNEL_OPTION_UNSAID);
}

static void other_bytes_are_no_configuration(void **state)
{
    (void)state;
    assert_false(kernel_config_is_one("\037\213\010", 3));
    assert_false(kernel_config_is_one("# CONFIG_BPF is not set\n", 24));
    assert_false(kernel_config_is_one(NULL, 0));
}

static void the_bracketed_word_is_the_state_of_the_lockdown(void **state)
{
    size_t size;
    char *bytes = read_project_file("tests/data/kernel_config/lockdown.integrity", &size);

    (void)state;
    assert_true(span_is(kernel_lockdown(bytes, size), "integrity"));
    assert_true(span_is(kernel_lockdown("none integrity [confidentiality]", 32), "confidentiality"));
    assert_null(kernel_lockdown("none [integrity", 15).data);
    assert_null(kernel_lockdown("]none[", 6).data);
    assert_null(kernel_lockdown(NULL, 0).data);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_real_configuration_is_understood),
        cmocka_unit_test(an_option_counts_by_its_whole_name),
        cmocka_unit_test(other_bytes_are_no_configuration),
        cmocka_unit_test(the_bracketed_word_is_the_state_of_the_lockdown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
