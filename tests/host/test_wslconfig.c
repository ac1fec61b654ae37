/* .wslconfig by WSL's own rules. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/wslconfig.h"

static struct wslconfig config_in(const char *name)
{
    char *path = text_format("tests/data/wslconfig/%s.wslconfig", name);
    size_t size;
    char *bytes = read_project_file(path, &size);
    struct wslconfig config = wslconfig_read(bytes, size);

    free(bytes);
    free(path);
    return config;
}

static struct wslconfig config_of(const char *text)
{
    return wslconfig_read(text, strlen(text));
}

static void assert_setting(const struct wslconfig *config, const char *section, const char *key, const char *value, size_t line)
{
    const struct wslconfig_setting *setting = wslconfig_get(config, section, key);

    assert_non_null(setting);
    assert_string_equal(setting->value, value);
    assert_int_equal(setting->line, line);
}

static void assert_problem(const struct wslconfig *config, size_t index, enum wslconfig_problem_kind kind, size_t line, const char *text)
{
    assert_in_range(index + 1, 1, config->problem_count);
    assert_int_equal(config->problems[index].kind, kind);
    assert_int_equal(config->problems[index].line, line);
    assert_string_equal(config->problems[index].text, text);
}

/* Reads one line of [wsl2] and expects it to be spoilt. */
static void assert_spoilt(const char *line)
{
    char *text = text_format("[wsl2]\n%s\nkernel=k", line);
    struct wslconfig config = config_of(text);

    assert_int_equal(config.problem_count, 1);
    assert_int_equal(config.problems[0].kind, WSLCONFIG_BAD_LINE);
    assert_int_equal(config.problems[0].line, 2);
    assert_setting(&config, "wsl2", "kernel", "k", 3);
    wslconfig_free(&config);
    free(text);
}

static void the_documented_remedies_are_clean(void **state)
{
    struct wslconfig config = config_in("windows11-remediation");

    (void)state;
    assert_true(config.is_text);
    assert_int_equal(config.problem_count, 0);
    assert_setting(&config, "wsl2", "dnsTunneling", "true", 4);
    assert_setting(&config, "wsl2", "networkingMode", "mirrored", 6);
    assert_null(wslconfig_get(&config, "wsl2", "dnsProxy"));
    wslconfig_free(&config);
    config = config_in("windows10-remediation");
    assert_int_equal(config.problem_count, 0);
    assert_true(wslconfig_is(&config, "wsl2", "dnsProxy", "false"));
    wslconfig_free(&config);
    config = config_in("virtioproxy");
    assert_int_equal(config.problem_count, 0);
    assert_true(wslconfig_is(&config, "wsl2", "networkingMode", "virtioproxy"));
    wslconfig_free(&config);
}

static void a_mark_and_carriage_returns_do_not_matter(void **state)
{
    struct wslconfig config = config_in("bom-crlf");

    (void)state;
    assert_int_equal(config.problem_count, 0);
    assert_setting(&config, "wsl2", "networkingMode", "mirrored", 2);
    assert_setting(&config, "wsl2", "dnsTunneling", "true", 3);
    wslconfig_free(&config);
}

static void each_problem_is_told_with_its_line(void **state)
{
    struct wslconfig config = config_in("tricky");

    (void)state;
    assert_int_equal(config.problem_count, 4);
    assert_problem(&config, 0, WSLCONFIG_BAD_LINE, 1, "it begins with neither a key, a [section] nor '#'");
    assert_problem(&config, 1, WSLCONFIG_DUPLICATE, 4, "WSL2.networkingMode is set again: line 3 counts");
    assert_problem(&config, 2, WSLCONFIG_BAD_BOOLEAN, 5, "WSL2.dnsTunneling=yes is not true, false, 1 or 0");
    assert_problem(&config, 3, WSLCONFIG_UNKNOWN_KEY, 6, "unknown key WSL2.unknownKey");
    assert_setting(&config, "wsl2", "networkingMode", "Mirrored", 3);
    assert_null(wslconfig_get(&config, "wsl2", "dnsTunneling"));
    assert_setting(&config, "wsl2", "autoProxy", "false", 9);
    wslconfig_free(&config);
}

static void a_path_needs_two_backslashes(void **state)
{
    struct wslconfig config = config_in("custom-kernel");

    (void)state;
    assert_setting(&config, "WSL2", "KERNEL", "C:\\wsl\\bzImage-custom", 2);
    assert_setting(&config, "wsl2", "kernelCommandLine", "vsyscall=emulate cgroup_no_v1=all", 3);
    wslconfig_free(&config);
    assert_spoilt("swapFile=C:\\wsl\\swap.vhdx");
    assert_spoilt("swapFile=C:\\ ");
}

static void quotes_escapes_and_continuations_are_taken_away(void **state)
{
    struct wslconfig config = config_of("[wsl2]\nkernelCommandLine = \" a # b \"c \\\r\n  d\\te\\\" # comment\nmemory=4GB\n");

    (void)state;
    assert_int_equal(config.problem_count, 0);
    assert_setting(&config, "wsl2", "kernelCommandLine", " a # b c   d\te\"", 2);
    assert_setting(&config, "wsl2", "memory", "4GB", 4);
    wslconfig_free(&config);
    config = config_of("[wsl2]\nvmSwitch=\" a b  \"\t \nkernel= c \td\t ");
    assert_setting(&config, "wsl2", "vmSwitch", " a b  ", 2);
    assert_setting(&config, "wsl2", "kernel", "c \td", 3);
    wslconfig_free(&config);
}

static void spoilt_lines_are_skipped(void **state)
{
    (void)state;
    assert_spoilt("kernel");
    assert_spoilt("kernel k");
    assert_spoilt("kernel=\"k");
    assert_spoilt("kernel-x=1");
    assert_spoilt("=1");
    assert_spoilt("; comment");
    assert_spoilt("[ wsl2 ]");
    assert_spoilt("[wsl2");
    assert_spoilt("[wsl2] kernel=x");
}

/* WSL keeps the first bytes of a section's bad name, so that what follows is in no section that it knows. */
static void what_follows_a_bad_section_is_unknown(void **state)
{
    struct wslconfig config = config_of("[wsl2 x]\nkernel=k\n[wsl2]\n[general settings]\nkernel=k\n");

    (void)state;
    assert_int_equal(config.problem_count, 4);
    assert_problem(&config, 1, WSLCONFIG_UNKNOWN_KEY, 2, "unknown key kernel");
    assert_problem(&config, 3, WSLCONFIG_UNKNOWN_KEY, 5, "unknown key gene.kernel");
    assert_null(wslconfig_get(&config, "wsl2", "kernel"));
    wslconfig_free(&config);
}

static void the_first_of_two_counts_even_where_it_is_bad(void **state)
{
    struct wslconfig config = config_of("[wsl2]\nsafeMode=on\nSAFEMODE=true\n[experimental]\nnetworkingMode=mirrored\n[wsl2]\nnetworkingMode=nat");

    (void)state;
    assert_int_equal(config.problem_count, 3);
    assert_problem(&config, 1, WSLCONFIG_DUPLICATE, 3, "wsl2.SAFEMODE is set again: line 2 counts");
    assert_problem(&config, 2, WSLCONFIG_DUPLICATE, 7, "wsl2.networkingMode is set again: line 5 counts");
    assert_null(wslconfig_get(&config, "wsl2", "safeMode"));
    assert_true(wslconfig_is(&config, "wsl2", "networkingMode", "mirrored"));
    wslconfig_free(&config);
}

static void values_are_held_against_their_type(void **state)
{
    static const char *const good[] = { "processors=0x4",
                                        "processors=-010",
                                        "memory=8GB",
                                        "memory=512M",
                                        "swap=0",
                                        "networkingMode=VirtioProxy",
                                        "macAddress=00:aA:22:33:44:55",
                                        "vmIdleTimeout=99999999999",
                                        "dnsTunneling=TRUE",
                                        "ipv6=0" };
    static const char *const bad[] = { "processors=four",       "processors=",  "memory=8 GB",   "memory=8gb", "swap=00",         "memory=GB",
                                       "networkingMode=bridge", "macAddress=0", "dnsTunneling=", "ipv6=2",     "vmIdleTimeout=1s" };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good + sizeof bad / sizeof *bad; i++) {
        bool is_good = i < sizeof good / sizeof *good;
        char *text = text_format("[wsl2]\n%s", is_good ? good[i] : bad[i - sizeof good / sizeof *good]);
        struct wslconfig config = config_of(text);

        if ((config.problem_count == 0) != is_good)
            fail_msg("%s: %zu problems", text, config.problem_count);
        wslconfig_free(&config);
        free(text);
    }
}

static void experimental_values_are_held_against_their_type(void **state)
{
    struct wslconfig config =
        config_of("[experimental]\nautoMemoryReclaim=DropCache\ndnsTunnelingIpAddress=10.255.255.254\nignoredPorts=3000,,9000\nsparseVhd=1");

    (void)state;
    assert_int_equal(config.problem_count, 0);
    wslconfig_free(&config);
    config = config_of("[experimental]\nautoMemoryReclaim=yes\ndnsTunnelingIpAddress=10.256.0.1\nignoredPorts=0\nautoProxy=no");
    assert_int_equal(config.problem_count, 4);
    assert_problem(&config, 2, WSLCONFIG_BAD_VALUE, 4, "experimental.ignoredPorts=0 is no list of ports such as 3000,9000");
    wslconfig_free(&config);
}

static void numbers_are_read_as_c_writes_them(void **state)
{
    struct wslconfig config = config_of("[wsl2]\nvmIdleTimeout=0x10\nkernelBootTimeout=-1\ndhcpTimeout=99999999999\nkernel=5");
    long number = 0;

    (void)state;
    assert_true(wslconfig_number(wslconfig_get(&config, "wsl2", "vmIdleTimeout"), &number));
    assert_int_equal(number, 16);
    assert_true(wslconfig_number(wslconfig_get(&config, "wsl2", "kernelBootTimeout"), &number));
    assert_true(number == -1);
    assert_true(wslconfig_number(wslconfig_get(&config, "wsl2", "dhcpTimeout"), &number));
    assert_int_equal(number, 2147483647);
    assert_false(wslconfig_number(wslconfig_get(&config, "wsl2", "kernel"), &number));
    wslconfig_free(&config);
}

static void what_is_no_text_is_told_and_gives_no_settings(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *why;
    } cases[] = {
        { "\xff\xfe[\0w\0", 6, "it is UTF-16, not UTF-8" },       { "[\0w\0s\0l\0", 8, "it is UTF-16, not UTF-8" },
        { "[wsl2]\nipv6=1\0\n", 15, "line 2 holds NUL bytes" },   { "\0\0\0\0\0\0", 6, "line 1 holds NUL bytes" },
        { "[wsl2]\n\nkernel=\xfc\n", 17, "line 3 is not UTF-8" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wslconfig config = wslconfig_read(cases[i].bytes, cases[i].size);

        assert_false(config.is_text);
        assert_string_equal(config.why, cases[i].why);
        assert_null(wslconfig_get(&config, "wsl2", "ipv6"));
        wslconfig_free(&config);
    }
}

static void thousands_of_problems_are_counted_and_few_kept(void **state)
{
    struct text text = { 0 };
    struct wslconfig config;

    (void)state;
    for (int i = 0; i < 1000000; i++)
        text_append(&text, "x=\n");
    config = wslconfig_read(text.data, text.size);
    assert_int_equal(config.problem_count, WSLCONFIG_MOST_PROBLEMS);
    assert_int_equal(config.problems_left_off, 1000000 - WSLCONFIG_MOST_PROBLEMS);
    wslconfig_free(&config);
    text_free(&text);
}

static void an_empty_file_sets_nothing(void **state)
{
    struct wslconfig config = wslconfig_read("", 0);

    (void)state;
    assert_true(config.is_text);
    assert_int_equal(config.problem_count, 0);
    assert_null(wslconfig_get(&config, "wsl2", "kernel"));
    assert_null(wslconfig_get(&config, "nothing", "of the kind"));
    wslconfig_free(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_documented_remedies_are_clean),
        cmocka_unit_test(a_mark_and_carriage_returns_do_not_matter),
        cmocka_unit_test(each_problem_is_told_with_its_line),
        cmocka_unit_test(a_path_needs_two_backslashes),
        cmocka_unit_test(quotes_escapes_and_continuations_are_taken_away),
        cmocka_unit_test(spoilt_lines_are_skipped),
        cmocka_unit_test(what_follows_a_bad_section_is_unknown),
        cmocka_unit_test(the_first_of_two_counts_even_where_it_is_bad),
        cmocka_unit_test(values_are_held_against_their_type),
        cmocka_unit_test(experimental_values_are_held_against_their_type),
        cmocka_unit_test(numbers_are_read_as_c_writes_them),
        cmocka_unit_test(what_is_no_text_is_told_and_gives_no_settings),
        cmocka_unit_test(thousands_of_problems_are_counted_and_few_kept),
        cmocka_unit_test(an_empty_file_sets_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
