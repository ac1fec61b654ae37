/* The rows of bundle/collectors.h. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle/collect.h"
#include "healthcheck/askable.h"
#include "healthcheck/host/commands.h"
#include "healthcheck/platform/clock.h"

static void every_row_says_what_it_is_and_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; collector_at(i) != NULL; i++) {
        assert_true(collector_at(i)->title[0] != '\0');
        assert_true(collector_at(i)->platforms != 0);
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(collector_at(i)->name, collector_at(other)->name);
    }
}

static void every_command_of_a_row_may_be_run_for_a_bundle(void **state)
{
    (void)state;
    for (size_t i = 0; collector_at(i) != NULL; i++)
        for (size_t c = 0; collector_at(i)->commands != NULL && collector_at(i)->commands[c] != NULL; c++) {
            const struct command *command = command_named(collector_at(i)->commands[c]);

            if (command == NULL)
                fail_msg("%s has no row in host/commands.c", collector_at(i)->commands[c]);
            assert_true((command->purposes & (collector_at(i)->is_on_request ? COMMAND_ON_REQUEST : COMMAND_FOR_BUNDLE)) != 0);
            assert_false(command->touches_network);
        }
}

static void every_fact_of_a_row_can_be_asked_for_alone(void **state)
{
    (void)state;
    for (size_t i = 0; collector_at(i) != NULL; i++)
        for (size_t f = 0; collector_at(i)->facts != NULL && collector_at(i)->facts[f] != NULL; f++)
            if (!askable(collector_at(i)->facts[f]))
                fail_msg("--ask %s is refused", collector_at(i)->facts[f]);
}

static const struct collector *named(const char *name)
{
    size_t i = 0;

    while (strcmp(collector_at(i)->name, name) != 0)
        i++;
    return collector_at(i);
}

static void collect_skip_and_with_choose(void **state)
{
    static const char *const journal[] = { "Journal", NULL }, *const dumps[] = { "crash-dumps", NULL };

    (void)state;
    assert_true(collector_is_selected(named("journal"), &(struct collect_options){ 0 }));
    assert_false(collector_is_selected(named("crash-dumps"), &(struct collect_options){ 0 }));
    assert_true(collector_is_selected(named("crash-dumps"), &(struct collect_options){ .with = dumps }));
    assert_true(collector_is_selected(named("journal"), &(struct collect_options){ .only = journal }));
    assert_false(collector_is_selected(named("wsl"), &(struct collect_options){ .only = journal }));
    assert_false(collector_is_selected(named("journal"), &(struct collect_options){ .skip = journal }));
    assert_false(collector_is_selected(named("crash-dumps"), &(struct collect_options){ .with = dumps, .skip = dumps }));
}

#ifndef _WIN32
static void the_journal_is_read_as_far_back_as_since_says(void **state)
{
    static const char script[] = "#!/bin/sh\necho \"$@\"\n";
    char *root = make_folder(), *program = text_format("%s/usr/bin/journalctl", root);
    struct host *host;
    const char *since;
    long long when;

    (void)state;
    write_file(root, "usr/bin/journalctl", script, sizeof script - 1);
    assert_int_equal(chmod(program, 0755), 0);
    host = host_open_live(&(struct host_options){ .root = root, .since_seconds = 3600, .purposes = COMMAND_FOR_BUNDLE });
    since = strstr(host_ask(host, "command/journal-auditd")->text, "--since=@");
    assert_non_null(since);
    when = strtoll(since + strlen("--since=@"), NULL, 10);
    assert_true(when > clock_now() - 3700 && when <= clock_now() - 3600);
    host_free(host);
    free(program);
    remove_folder(root);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_says_what_it_is_and_has_a_name_of_its_own), cmocka_unit_test(every_command_of_a_row_may_be_run_for_a_bundle),
        cmocka_unit_test(every_fact_of_a_row_can_be_asked_for_alone),          cmocka_unit_test(collect_skip_and_with_choose),
#ifndef _WIN32
        cmocka_unit_test(the_journal_is_read_as_far_back_as_since_says),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
