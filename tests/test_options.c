/* The command line: every spelling the documents use, and one helpful line for every mistake. */
#include "tests/support.h"

#include "healthcheck/options.h"

static struct options options;
static struct error error;

static bool read(const char *const *words)
{
    char *arguments[16] = { (char *)"healthcheck" };
    int count = 1;

    options_free(&options);
    for (; words[count - 1] != NULL; count++)
        arguments[count] = (char *)words[count - 1];
    return options_read(&options, count, arguments, &error);
}

#define READ(...) read((const char *const[]){ __VA_ARGS__, NULL })

static void without_words_it_reports(void **state)
{
    (void)state;
    assert_true(read((const char *const[]){ NULL }));
    assert_int_equal(options.action, ACTION_REPORT);
    assert_true(options.timeout_seconds == 10);
}

static void options_are_known_in_any_case_with_or_without_hyphens(void **state)
{
    (void)state;
    assert_true(READ("--NOCOLOR", "--Time-Out=2.5"));
    assert_true(options.has_no_colour);
    assert_true(options.timeout_seconds == 2.5);
}

static void lists_keep_their_order(void **state)
{
    (void)state;
    assert_true(READ("--host", "a", "--only=wsl.*", "--host=b"));
    assert_int_equal(options.hosts.count, 2);
    assert_string_equal(options.hosts.items[1], "b");
    assert_string_equal(options.only.items[0], "wsl.*");
}

static void an_action_takes_what_follows(void **state)
{
    (void)state;
    assert_true(READ("--ask", "system/platform", "clock/utc", "--format", "json"));
    assert_int_equal(options.action, ACTION_ASK);
    assert_int_equal(options.arguments.count, 2);
    assert_int_equal(options.format, FORMAT_JSON);
}

static void an_action_may_take_what_follows_or_nothing(void **state)
{
    (void)state;
    assert_true(READ("--extendedProxy"));
    assert_int_equal(options.action, ACTION_EXTENDED_PROXY);
    assert_int_equal(options.arguments.count, 0);
    assert_true(READ("--extended-proxy", "https://a.example/", "https://b.example/"));
    assert_int_equal(options.action, ACTION_EXTENDED_PROXY);
    assert_int_equal(options.arguments.count, 2);
}

static void a_connectivity_test_takes_urls_and_what_only_it_can_use(void **state)
{
    (void)state;
    assert_true(READ("--ConnectivityTest", "https://a.example/", "--resolve", "a:1:::1", "--resolve=b:2:127.0.0.1", "--ca-file", "x"));
    assert_int_equal(options.action, ACTION_CONNECTIVITY_TEST);
    assert_int_equal(options.arguments.count, 1);
    assert_int_equal(options.resolve.count, 2);
    assert_string_equal(options.resolve.items[1], "b:2:127.0.0.1");
    assert_string_equal(options.ca_file, "x");
    assert_true(READ("--endpoints", "list.json", "--connectivity-test"));
    assert_string_equal(options.endpoints, "list.json");
}

static void behind_two_hyphens_nothing_is_an_option(void **state)
{
    (void)state;
    assert_true(READ("--ask", "--", "--odd"));
    assert_string_equal(options.arguments.items[0], "--odd");
}

static void mistakes_get_one_line_that_helps(void **state)
{
    static const struct {
        const char *words[4];
        const char *line;
    } cases[] = {
        { { "--formt", "json" }, "unknown option '--formt': did you mean --format?" },
        { { "-x" }, "unknown option '-x': did you mean --ask?" },
        { { "--ask", "a", "--list" }, "--ask and --list are two actions: give one" },
        { { "--ask" }, "--ask wants KEY..." },
        { { "--host" }, "--host wants PATH" },
        { { "--host", "" }, "--host wants PATH" },
        { { "--supportBundle", "--output=" }, "--output wants PATH" },
        { { "--endpoints", "x" }, "--endpoints belongs to --connectivityTest: give that, too" },
        { { "--list", "--ca-file", "x" }, "--ca-file belongs to --connectivityTest: give that, too" },
        { { "--extendedProxy", "--resolve", "a:1:::1" }, "--resolve belongs to --connectivityTest: give that, too" },
        { { "--format", "xml" }, "unknown format 'xml': this build writes text, json and html" },
        { { "--wait", "soon" }, "--wait wants a duration like 90s, 5m, 1h or 7d, not 'soon'" },
        { { "--user", "bob" }, "--user wants a SID like S-1-5-21-1-2-3-1001, as `whoami /user` shows it, not 'bob'" },
        { { "--user", "S-1-5-" }, "--user wants a SID like S-1-5-21-1-2-3-1001, as `whoami /user` shows it, not 'S-1-5-'" },
        { { "--timeout", "0" }, "--timeout wants seconds, more than 0 and at most 86400, not '0'" },
        { { "--timeout", "nan" }, "--timeout wants seconds, more than 0 and at most 86400, not 'nan'" },
        { { "--supportBundle", "--max-size", "0" }, "--max-size wants a size like 500K, 64M or 2G, not '0'" },
        { { "--supportBundle", "--max-size", "9999999T" }, "--max-size wants a size like 500K, 64M or 2G, not '9999999T'" },
        { { "--supportBundle", "--redact", "no" }, "--redact wants secrets or identity, not 'no'" },
        { { "--force" }, "--force belongs to --supportBundle: give that, too" },
        { { "--quiet=yes" }, "--quiet takes no value" },
        { { "--list", "--format", "json" }, "--format has no say in --list: it is for the report, --extendedProxy and --connectivityTest" },
        { { "--supportBundle", "--intune" }, "--intune has no say in --supportBundle: it is for the report, --extendedProxy and --connectivityTest" },
        { { "--list", "--only", "y" }, "--only has no say in --list: it is for the report, --extendedProxy and --connectivityTest" },
        { { "file" }, "'file' is no option; see `healthcheck --help`" },
        { { "--list", "x" }, "'x' is no option, and the action takes no argument; see `healthcheck --help`" },
        { { "--explain", "Wsl/Service", "x" }, "--explain takes one ID; put quotes around 'Wsl/Service x'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(read(cases[i].words));
        assert_string_equal(error.text, cases[i].line);
    }
}

static void assert_fits_a_screen(const struct text *help)
{
    struct span rest = span_of(text_of(help)), line;
    size_t lines = 0;

    while (span_next_line(&rest, &line)) {
        lines++;
        assert_in_range(line.size, 0, 80);
    }
    assert_in_range(lines, 10, 40);
}

static void help_fits_a_screen_and_names_every_option(void **state)
{
    struct text help[ACTION_VERSION] = { { 0 } };

    (void)state;
    for (enum action action = ACTION_REPORT; action < ACTION_VERSION; action++) {
        options_help(&help[action], action);
        assert_fits_a_screen(&help[action]);
    }
    for (size_t i = 0; options_name(i) != NULL; i++)
        assert_true(text_contains_ignoring_case(text_of(&help[options_action(i)]), options_name(i)));
    for (enum action action = ACTION_REPORT; action < ACTION_VERSION; action++)
        text_free(&help[action]);
}

static void help_of_an_action_is_asked_for_beside_it(void **state)
{
    (void)state;
    assert_true(READ("--supportBundle", "--help"));
    assert_int_equal(options.action, ACTION_SUPPORT_BUNDLE);
    assert_true(options.wants_help);
    assert_true(READ("-h", "--ask"));
    assert_true(options.wants_help);
}

static void a_bundle_takes_what_only_it_can_use(void **state)
{
    (void)state;
    assert_true(READ("--supportBundle", "--since", "2h", "--max-size=64m", "--collect", "a", "--collect", "b", "--skip", "c", "--redact", "secrets"));
    assert_int_equal(options.since_seconds, 7200);
    assert_int_equal(options.most_a_file, 64 << 20);
    assert_string_equal(options.collect.items[1], "b");
    assert_null(options.collect.items[2]);
    assert_true(options.keeps_identities);
    assert_true(READ("--supportBundle"));
    assert_int_equal(options.since_seconds, 7 * 86400);
    assert_int_equal(options.most_a_file, 256 << 20);
    assert_false(options.keeps_identities);
}

static int forget(void **state)
{
    (void)state;
    options_free(&options);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_words_it_reports),
        cmocka_unit_test(options_are_known_in_any_case_with_or_without_hyphens),
        cmocka_unit_test(lists_keep_their_order),
        cmocka_unit_test(an_action_takes_what_follows),
        cmocka_unit_test(an_action_may_take_what_follows_or_nothing),
        cmocka_unit_test(a_connectivity_test_takes_urls_and_what_only_it_can_use),
        cmocka_unit_test(behind_two_hyphens_nothing_is_an_option),
        cmocka_unit_test(mistakes_get_one_line_that_helps),
        cmocka_unit_test(help_of_an_action_is_asked_for_beside_it),
        cmocka_unit_test(a_bundle_takes_what_only_it_can_use),
        cmocka_unit_test(help_fits_a_screen_and_names_every_option),
    };

    return cmocka_run_group_tests(tests, NULL, forget);
}
