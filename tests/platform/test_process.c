/* Running programs: what they print, how they end, and that none outlives its limit. */
#define _GNU_SOURCE /* usleep */
#include "tests/support.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/platform/console.h"
#include "healthcheck/platform/process.h"
#include "healthcheck/platform/thread.h"

static const char *const clean[] = { "PATH=/usr/bin:/bin", "LC_ALL=C", NULL };

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct process_result run_shell(const char *script, double timeout)
{
    const char *const arguments[] = { "/bin/sh", "-c", script, NULL };

    return process_run(&(struct process_request){ arguments, clean, timeout, 16 * 1024 * 1024, NULL, NULL });
}

static bool is_alive(long id)
{
    char path[64];
    FILE *file;
    char state = '?';

    snprintf(path, sizeof path, "/proc/%ld/stat", id);
    file = fopen(path, "r");
    if (file == NULL)
        return false;
    if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
        state = '?';
    fclose(file);
    /* Whoever is process 1 here may leave it a zombie for a while. */
    return state != 'Z' && state != 'X';
}

static void output_and_exit_status_arrive(void **state)
{
    struct process_result result = run_shell("echo out; echo err >&2; exit 7", 10);

    (void)state;
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 7);
    assert_string_equal(text_of(&result.output), "out\n");
    assert_string_equal(text_of(&result.errors), "err\n");
    assert_false(result.is_cut);
    process_result_free(&result);
}

static void a_program_that_a_signal_ended_says_which(void **state)
{
    struct process_result result = run_shell("kill -11 $$", 10);

    (void)state;
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 128 + SIGSEGV);
    process_result_free(&result);
}

static void a_missing_program_is_missing_and_a_folder_is_refused(void **state)
{
    const char *const missing[] = { "/usr/bin/no-such-program", NULL }, *const folder[] = { "/usr/bin", NULL };
    struct process_result result = process_run(&(struct process_request){ missing, clean, 10, 100, NULL, NULL });

    (void)state;
    assert_int_equal(result.end, PROCESS_MISSING);
    process_result_free(&result);
    result = process_run(&(struct process_request){ folder, clean, 10, 100, NULL, NULL });
    assert_int_equal(result.end, PROCESS_REFUSED);
    assert_string_equal(result.why, "permission denied");
    process_result_free(&result);
}

static void no_shell_is_tried_for_a_file_that_is_no_program(void **state)
{
    char *folder = make_folder();
    char *path = text_format("%s/script", folder);
    const char *arguments[] = { path, NULL };
    struct process_result result;

    (void)state;
    write_file(folder, "script", "echo hello\n", 11);
    assert_int_equal(chmod(path, 0755), 0);
    result = process_run(&(struct process_request){ arguments, clean, 10, 100, NULL, NULL });
    assert_int_equal(result.end, PROCESS_REFUSED);
    assert_string_equal(result.why, "exec format error");
    process_result_free(&result);
    free(path);
    remove_folder(folder);
}

static void only_the_given_environment_is_there(void **state)
{
    const char *const arguments[] = { "/usr/bin/env", NULL };
    struct process_result result;

    (void)state;
    setenv("HTTPS_PROXY", "http://user:secret@proxy:8080", 1);
    result = process_run(&(struct process_request){ arguments, clean, 10, 1000, NULL, NULL });
    assert_string_equal(text_of(&result.output), "PATH=/usr/bin:/bin\nLC_ALL=C\n");
    process_result_free(&result);
}

static void nothing_is_on_stdin_and_no_file_of_ours_is_open(void **state)
{
    struct process_result result = run_shell("cat; ls -l /proc/self/fd | grep -c pipe", 10);

    (void)state;
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(strspn(text_of(&result.output), "0123456789\n"), result.output.size);
    process_result_free(&result);
    result = run_shell("for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && readlink /proc/$$/fd/$n; done; true", 10);
    assert_string_equal(text_of(&result.output), "");
    process_result_free(&result);
}

static void a_broken_pipe_that_we_ignore_still_ends_the_child(void **state)
{
    struct process_result result;

    (void)state;
    signal(SIGPIPE, SIG_IGN);
    result = run_shell("while :; do echo y; done | head -n 1; exec sh -c 'kill -PIPE $$; echo ignored'", 10);
    signal(SIGPIPE, SIG_DFL);
    assert_int_equal(result.status, 128 + SIGPIPE);
    assert_string_equal(text_of(&result.output), "y\n");
    process_result_free(&result);
}

static void a_program_over_its_time_is_killed_with_its_children_even_if_they_ignore_it(void **state)
{
    double begun = seconds();
    struct process_result result =
        run_shell("trap '' TERM INT HUP; sleep 30 & echo $!; sh -c \"trap '' TERM; sleep 30 & echo \\$!; wait\" & wait", 0.4);
    char *rest;
    long first, second;

    (void)state;
    assert_int_equal(result.end, PROCESS_TIMED_OUT);
    assert_true(seconds() - begun < 2);
    first = strtol(text_of(&result.output), &rest, 10);
    second = strtol(rest, NULL, 10);
    assert_true(first > 1 && second > 1);
    for (int i = 0; i < 100 && (is_alive(first) || is_alive(second)); i++)
        usleep(10000);
    assert_false(is_alive(first));
    assert_false(is_alive(second));
    process_result_free(&result);
}

static void a_child_left_behind_with_our_pipe_does_not_hold_us(void **state)
{
    double begun = seconds();
    struct process_result result = run_shell("echo done; sleep 30 &", 20);

    (void)state;
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 0);
    assert_string_equal(text_of(&result.output), "done\n");
    assert_true(seconds() - begun < 2);
    process_result_free(&result);
}

static void a_child_in_a_session_of_its_own_does_not_hold_us_either(void **state)
{
    double begun = seconds();
    struct process_result result = run_shell("setsid sleep 3 & sleep 30", 0.3);

    (void)state;
    assert_int_equal(result.end, PROCESS_TIMED_OUT);
    assert_true(seconds() - begun < 2);
    process_result_free(&result);
}

static void a_program_that_closes_its_output_and_stays_is_still_limited(void **state)
{
    double begun = seconds();
    struct process_result result = run_shell("exec >&- 2>&-; sleep 30", 0.3);

    (void)state;
    assert_int_equal(result.end, PROCESS_TIMED_OUT);
    assert_true(seconds() - begun < 2);
    process_result_free(&result);
}

static void output_beyond_the_limit_is_cut_and_told(void **state)
{
    size_t limit = 16 * 1024 * 1024;
    struct process_result result = run_shell("head -c 16777216 /dev/zero", 30);

    (void)state;
    assert_int_equal(result.output.size, limit);
    assert_false(result.is_cut);
    process_result_free(&result);
    result = run_shell("head -c 16777217 /dev/zero; head -c 20000 /dev/zero >&2; exit 3", 30);
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 3);
    assert_int_equal(result.output.size, limit);
    assert_int_equal(result.errors.size, PROCESS_ERRORS_LIMIT);
    assert_true(result.is_cut);
    process_result_free(&result);
}

static void stop_soon(void *argument)
{
    usleep(200000);
    process_stop_now(argument);
}

static void a_run_that_nobody_waits_for_any_more_can_be_stopped(void **state)
{
    const char *const arguments[] = { "/bin/sh", "-c", "sleep 30 & echo $!; wait", NULL };
    struct process_stop *stop = process_stop_new();
    struct thread *thread = thread_start(stop_soon, stop);
    double begun = seconds();
    struct process_result result = process_run(&(struct process_request){ arguments, clean, 20, 1000, stop, NULL });
    long child = strtol(text_of(&result.output), NULL, 10);

    (void)state;
    assert_int_equal(result.end, PROCESS_STOPPED);
    assert_true(seconds() - begun < 2);
    assert_true(child > 1);
    for (int i = 0; i < 100 && is_alive(child); i++)
        usleep(10000);
    assert_false(is_alive(child));
    process_result_free(&result);
    result = process_run(&(struct process_request){ arguments, clean, 20, 1000, stop, NULL });
    assert_int_equal(result.end, PROCESS_STOPPED);
    process_result_free(&result);
    thread_join(thread);
    process_stop_free(stop);
}

static void a_held_clock_does_not_hold_the_time_limit(void **state)
{
    double begun = seconds();
    struct process_result result;

    (void)state;
    setenv("SOURCE_DATE_EPOCH", "1780000000", 1);
    result = run_shell("sleep 30", 0.2);
    unsetenv("SOURCE_DATE_EPOCH");
    assert_int_equal(result.end, PROCESS_TIMED_OUT);
    assert_true(seconds() - begun < 2);
    process_result_free(&result);
}

static void run_one(void *argument)
{
    struct process_result *result = argument;

    *result = run_shell("sleep 0.3; echo $$", 10);
}

static void several_at_once_do_not_disturb_one_another(void **state)
{
    struct process_result results[8];
    struct thread *threads[8];
    double begun = seconds();

    (void)state;
    for (int i = 0; i < 8; i++)
        assert_non_null(threads[i] = thread_start(run_one, &results[i]));
    for (int i = 0; i < 8; i++)
        thread_join(threads[i]);
    assert_true(seconds() - begun < 2);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(results[i].end, PROCESS_EXITED);
        assert_true(results[i].output.size > 1);
        process_result_free(&results[i]);
    }
}

/* Of a healthcheck that is waiting for a program, which writes its id and that of its own child into `ids`. */
static void wait_in_a_child_process(const char *ids)
{
    char *script = text_format("sleep 60 & echo $$ $! >'%s.new'; mv '%s.new' '%s'; sleep 60", ids, ids, ids);
    struct process_result result;

    console_prepare();
    result = run_shell(script, 60);
    _exit(77 + (int)result.end);
}

static void no_program_outlives_the_signal(int signal_number)
{
    char *folder = make_folder(), *ids = text_format("%s/ids", folder);
    long first = 0, second = 0;
    int status = 0;
    FILE *file = NULL;
    pid_t child = fork();

    if (child == 0)
        wait_in_a_child_process(ids);
    for (int i = 0; i < 1000 && (file = fopen(ids, "r")) == NULL; i++)
        usleep(10000);
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%ld %ld", &first, &second), 2);
    fclose(file);
    assert_true(is_alive(first) && is_alive(second));
    assert_int_equal(kill(child, signal_number), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), signal_number);
    for (int i = 0; i < 1000 && (is_alive(first) || is_alive(second)); i++)
        usleep(1000);
    assert_false(is_alive(first));
    assert_false(is_alive(second));
    free(ids);
    remove_folder(folder);
}

static void ctrl_c_ends_what_was_started_and_then_us_by_that_signal(void **state)
{
    (void)state;
    no_program_outlives_the_signal(SIGINT);
    no_program_outlives_the_signal(SIGTERM);
    no_program_outlives_the_signal(SIGHUP);
}

static void what_a_program_leaves_behind_in_its_group_ends_with_it(void **state)
{
    struct process_result result = run_shell("sleep 60 >/dev/null 2>&1 & echo $!", 10);
    long left = strtol(text_of(&result.output), NULL, 10);

    (void)state;
    assert_true(left > 0);
    for (int i = 0; i < 1000 && is_alive(left); i++)
        usleep(1000);
    assert_false(is_alive(left));
    process_result_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_exit_status_arrive),
        cmocka_unit_test(a_program_that_a_signal_ended_says_which),
        cmocka_unit_test(a_missing_program_is_missing_and_a_folder_is_refused),
        cmocka_unit_test(no_shell_is_tried_for_a_file_that_is_no_program),
        cmocka_unit_test(only_the_given_environment_is_there),
        cmocka_unit_test(nothing_is_on_stdin_and_no_file_of_ours_is_open),
        cmocka_unit_test(a_broken_pipe_that_we_ignore_still_ends_the_child),
        cmocka_unit_test(a_program_over_its_time_is_killed_with_its_children_even_if_they_ignore_it),
        cmocka_unit_test(a_child_left_behind_with_our_pipe_does_not_hold_us),
        cmocka_unit_test(a_child_in_a_session_of_its_own_does_not_hold_us_either),
        cmocka_unit_test(a_program_that_closes_its_output_and_stays_is_still_limited),
        cmocka_unit_test(output_beyond_the_limit_is_cut_and_told),
        cmocka_unit_test(a_run_that_nobody_waits_for_any_more_can_be_stopped),
        cmocka_unit_test(a_held_clock_does_not_hold_the_time_limit),
        cmocka_unit_test(several_at_once_do_not_disturb_one_another),
        cmocka_unit_test(ctrl_c_ends_what_was_started_and_then_us_by_that_signal),
        cmocka_unit_test(what_a_program_leaves_behind_in_its_group_ends_with_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
