/* The whole program: what a person or a script meets at the command line. */
#define _GNU_SOURCE
#include "tests/support.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "healthcheck/platform/console.h"

#define SAMPLE   SOURCE_DIR "/samples/windows-11-wsl-too-old"
#define RUN(...) run_healthcheck((const char *const[]){ __VA_ARGS__, NULL })

static void assert_one_line(const struct text *text, const char *beginning)
{
    assert_int_equal(strncmp(text_of(text), beginning, strlen(beginning)), 0);
    assert_int_equal(strcspn(text_of(text), "\n"), text->size - 1);
}

static void our_own_failures_are_one_line_and_status_4(void **state)
{
    static const struct {
        const char *words[6];
        const char *line;
    } cases[] = {
        { { "--hots", "x" }, "healthcheck: unknown option '--hots': did you mean --host?" },
        { { "--host", "/nowhere/at/all" }, "healthcheck: /nowhere/at/all: No such file or directory: expected a captured host" },
        { { "--host", SOURCE_DIR "/CMakeLists.txt" },
          "healthcheck: " SOURCE_DIR "/CMakeLists.txt is no archive, and no support bundle of healthcheck" },
        { { "--host", SOURCE_DIR "/tests" }, "healthcheck: " SOURCE_DIR "/tests: expected a captured host, but there is no folder facts/ in it" },
        { { "--host", SAMPLE, "--only", "nothing.*" }, "healthcheck: --only nothing.* matches no check" },
        { { "--host", SAMPLE, "--only", "os.*", "--only", "nothing.*" }, "healthcheck: --only nothing.* matches no check" },
        { { "--host", SAMPLE, "--wait", "5m" }, "healthcheck: --wait looks at this machine again" },
        { { "--host", SAMPLE, "--output", "/nowhere/report.txt" }, "healthcheck: cannot write /nowhere/report.txt: " },
        { { "--ask", "file/etc/shadow" }, "healthcheck: file/etc/shadow: no check asks for this fact" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct outcome outcome = run_healthcheck((const char *const[]){ cases[i].words[0], cases[i].words[1], cases[i].words[2], cases[i].words[3],
                                                                        cases[i].words[4], cases[i].words[5], NULL });

        assert_int_equal(outcome.status, 4);
        assert_int_equal(outcome.out.size, 0);
        assert_one_line(&outcome.err, cases[i].line);
        outcome_free(&outcome);
    }
}

static void what_we_complain_about_is_masked_and_escaped(void **state)
{
    static const char bad[] = "/x\033[31m\nhttp://user:hunter2@proxy";
    struct outcome outcomes[] = { RUN("--host", bad),
                                  RUN(bad),
                                  RUN("--intune", "--host", bad),
                                  RUN("--intune", bad),
                                  RUN("--explain", bad),
                                  RUN("--ask", bad),
                                  RUN("--host", SAMPLE, "--ask", bad),
                                  RUN("--list", "--output", bad),
                                  RUN("--host", bad, "--host", bad) };

    (void)state;
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        struct text *said[] = { &outcomes[i].out, &outcomes[i].err };

        assert_true(outcomes[i].out.size + outcomes[i].err.size > 0);
        for (size_t k = 0; k < 2; k++) {
            assert_null(strchr(text_of(said[k]), '\033'));
            assert_null(strstr(text_of(said[k]), "hunter2"));
            assert_null(strstr(text_of(said[k]), "\nhttp"));
        }
        outcome_free(&outcomes[i]);
    }
}

/* Runs the program with stdout on `path`, or closed where it is NULL. */
static int status_with_stdout(const char *path)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        close(STDOUT_FILENO);
        if (path != NULL && open(path, O_WRONLY) != STDOUT_FILENO)
            _exit(99);
        dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
        if (path == NULL)
            close(STDOUT_FILENO);
        execl(PROGRAM, PROGRAM, "--host", SAMPLE, (char *)NULL);
        _exit(98);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_full_or_closed_stdout_is_status_4(void **state)
{
    (void)state;
    assert_int_equal(status_with_stdout("/dev/full"), 4);
    assert_int_equal(status_with_stdout(NULL), 4);
    assert_int_equal(status_with_stdout("/dev/null"), 2);
}

static void several_hosts_end_with_a_line_each(void **state)
{
    struct outcome outcome = RUN("--host", SAMPLE, "--host", "/nowhere", "--only", "wsl.version");
    const char *end = strstr(text_of(&outcome.out), "\nFAIL     " SAMPLE "  wsl.version\nunknown  /nowhere: ");

    (void)state;
    assert_int_equal(outcome.status, 2);
    assert_non_null(end);
    outcome_free(&outcome);
}

static void several_hosts_in_json_are_a_document_a_line(void **state)
{
    struct outcome outcome = RUN("--host", SAMPLE, "--host", "/nowhere", "--format", "json");
    struct span rest = span_of(text_of(&outcome.out)), line;
    size_t lines = 0;

    (void)state;
    while (span_next_line(&rest, &line)) {
        lines++;
        assert_true(span_starts(line, "{\"schema\":\"healthcheck.report/1\""));
    }
    assert_int_equal(lines, 2);
    outcome_free(&outcome);
}

static void a_page_is_one_document_for_any_number_of_hosts(void **state)
{
    struct outcome one = RUN("--host", SAMPLE, "--format", "html"), again = RUN("--host", SAMPLE, "--format", "html");
    struct outcome two = RUN("--host", SAMPLE, "--host", "/nowhere", "--format", "html");
    struct outcome chains = RUN("--extendedProxy", "--host", SAMPLE, "--host", SAMPLE, "--format", "html");

    (void)state;
    assert_int_equal(one.status, 2);
    assert_string_equal(text_of(&one.out), text_of(&again.out));
    assert_int_equal(two.status, 2);
    assert_true(text_starts(text_of(&two.out), "<!DOCTYPE html>") && text_ends(text_of(&two.out), "</html>\n"));
    assert_null(strstr(text_of(&two.out) + 1, "<!DOCTYPE"));
    assert_non_null(strstr(text_of(&two.out), "<h1>2 hosts</h1>"));
    assert_non_null(strstr(text_of(&chains.out), "id=\"host-2-proxy-sources\""));
    assert_null(strstr(text_of(&chains.out) + 1, "<!DOCTYPE"));
    outcome_free(&one);
    outcome_free(&again);
    outcome_free(&two);
    outcome_free(&chains);
}

static void intune_says_everything_on_stdout(void **state)
{
    struct outcome bad = RUN("--intune", "--host", SAMPLE), wrong = RUN("--intune", "--bogus"), gone = RUN("--intune", "--host", "/nowhere");

    (void)state;
    assert_int_equal(bad.status, 1);
    assert_one_line(&bad.out, "fail: ");
    assert_int_equal(bad.err.size, 0);
    assert_int_equal(wrong.status, 0);
    assert_one_line(&wrong.out, "unknown: unknown option");
    assert_int_equal(wrong.err.size, 0);
    assert_int_equal(gone.status, 0);
    assert_one_line(&gone.out, "unknown: /nowhere");
    outcome_free(&bad);
    outcome_free(&wrong);
    outcome_free(&gone);
}

static void intune_says_on_stdout_where_its_line_could_not_go(void **state)
{
    struct outcome report = RUN("--intune", "--host", SAMPLE, "--output", "/nowhere/line"),
                   bad = RUN("--intune", "--output", "/nowhere/line", "--host", "/x");

    (void)state;
    assert_int_equal(report.status, 0);
    assert_true(text_starts(text_of(&report.out), "unknown: cannot write /nowhere/line: "));
    assert_string_equal(text_of(&report.err), "");
    assert_true(text_starts(text_of(&bad.out), "unknown: cannot write /nowhere/line: "));
    assert_string_equal(text_of(&bad.err), "");
    outcome_free(&report);
    outcome_free(&bad);
}

static void a_fact_is_asked_for_alone(void **state)
{
    struct outcome here = RUN("--host", SAMPLE, "--ask", "system/platform"), gone = RUN("--host", SAMPLE, "--ask", "env/NOBODY"),
                   both = RUN("--host", SAMPLE, "--format", "json", "--ask", "system/platform", "file/../x"),
                   page = RUN("--host", SAMPLE, "--format", "html", "--ask", "system/platform");

    (void)state;
    assert_int_equal(here.status, 0);
    assert_string_equal(text_of(&here.out), "windows\n");
    assert_int_equal(gone.status, 1);
    assert_int_equal(gone.out.size, 0);
    assert_int_equal(both.status, 3);
    assert_non_null(strstr(text_of(&both.out), "\"state\":\"unreadable\""));
    assert_int_equal(page.status, 4);
    outcome_free(&here);
    outcome_free(&gone);
    outcome_free(&both);
    outcome_free(&page);
}

static void output_goes_into_the_file_and_nowhere_else(void **state)
{
    char *folder = make_folder(), *path = text_format("%s/report.json", folder);
    struct outcome outcome = RUN("--host", SAMPLE, "--format", "json", "--output", path);
    char content[32] = "";
    FILE *file = fopen(path, "r");

    (void)state;
    assert_int_equal(outcome.status, 2);
    assert_int_equal(outcome.out.size, 0);
    assert_non_null(file);
    assert_non_null(fgets(content, sizeof content, file));
    assert_int_equal(strncmp(content, "{\"schema\":", 10), 0);
    fclose(file);
    outcome_free(&outcome);
    free(path);
    remove_folder(folder);
}

/* What a program says and how it ends when it crashes within a check. */
static void crash(int signal_number, bool for_intune, struct text *said, int *status)
{
    int said_to[2];
    char chunk[512];
    ssize_t got;
    pid_t child;

    assert_int_equal(pipe2(said_to, O_CLOEXEC), 0);
    child = fork();
    if (child == 0) {
        dup2(said_to[1], for_intune ? STDOUT_FILENO : STDERR_FILENO);
        console_prepare();
        if (for_intune)
            console_crash_as_unknown();
        console_working_on("wsl.version");
        raise(signal_number);
        _exit(77);
    }
    close(said_to[1]);
    while ((got = read(said_to[0], chunk, sizeof chunk)) > 0)
        text_append_bytes(said, chunk, (size_t)got);
    close(said_to[0]);
    waitpid(child, status, 0);
}

/* A core file would hold what the redactor has not seen. */
static void no_end_leaves_a_core_file(void **state)
{
    static const int signals[] = { SIGSEGV, SIGABRT, SIGQUIT };
    struct rlimit before;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_CORE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_CORE, &(struct rlimit){ before.rlim_max, before.rlim_max }), 0);
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        struct text said = { 0 };
        int status;

        crash(signals[i], false, &said, &status);
        assert_false(WCOREDUMP(status));
        text_free(&said);
    }
    assert_int_equal(setrlimit(RLIMIT_CORE, &before), 0);
}

static void a_crash_names_the_check_and_ends_with_status_4(void **state)
{
    struct text said = { 0 };
    int status;

    (void)state;
    crash(SIGSEGV, false, &said, &status);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 4);
    assert_one_line(&said, "healthcheck: crashed (memory) in check wsl.version; this is a bug: ");
    text_free(&said);
    crash(SIGABRT, true, &said, &status);
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_one_line(&said, "unknown: healthcheck crashed (abort) in check wsl.version; ");
    text_free(&said);
}

static void list_has_a_line_a_check(void **state)
{
    struct outcome outcome = RUN("--list");

    (void)state;
    assert_int_equal(outcome.status, 0);
    assert_non_null(strstr(text_of(&outcome.out), "wsl.version                  "));
    outcome_free(&outcome);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_failures_are_one_line_and_status_4),
        cmocka_unit_test(what_we_complain_about_is_masked_and_escaped),
        cmocka_unit_test(a_full_or_closed_stdout_is_status_4),
        cmocka_unit_test(several_hosts_end_with_a_line_each),
        cmocka_unit_test(several_hosts_in_json_are_a_document_a_line),
        cmocka_unit_test(intune_says_everything_on_stdout),
        cmocka_unit_test(intune_says_on_stdout_where_its_line_could_not_go),
        cmocka_unit_test(a_page_is_one_document_for_any_number_of_hosts),
        cmocka_unit_test(a_fact_is_asked_for_alone),
        cmocka_unit_test(output_goes_into_the_file_and_nowhere_else),
        cmocka_unit_test(a_crash_names_the_check_and_ends_with_status_4),
        cmocka_unit_test(no_end_leaves_a_core_file),
        cmocka_unit_test(list_has_a_line_a_check),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
