/* How long a report takes of a machine whose programs answer at once, and what of that are the start of any program under Wine and the one check
   that asks for a signature: told, and not judged, for others may be at work. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "tests/windows/stage.h"

#define WSL    "C:/windows/system32/wsl.exe"
#define NETSH  "C:/windows/system32/netsh.exe"
#define PLUGIN "C:/Program Files/Microsoft Defender for Endpoint plug-in for WSL/"
#define SAMPLE "samples/windows-11-healthy/facts/"

enum { RUNS = 9 };

static void put_registry(const char *name)
{
    char *path = text_format(SAMPLE "%s.reg", name), *bytes, *utf8;
    struct text adapted = { 0 };
    size_t size;

    bytes = read_project_file(path, &size);
    utf8 = size > 2 && memcmp(bytes, "\xff\xfe", 2) == 0 ? text_from_utf16le(bytes + 2, size - 2, NULL) : memory_copy(bytes, size);
    stage_adapt(&adapted, utf8, strlen(utf8), 0);
    stage_registry(text_of(&adapted));
    text_free(&adapted);
    free(utf8);
    free(bytes);
    free(path);
}

static void put_answer(const char *program, const char *arguments, const char *fact)
{
    char *path = text_format(SAMPLE "command/%s", fact), *bytes;
    size_t size;

    bytes = read_project_file(path, &size);
    stage_answer(program, arguments, bytes, size, 0);
    free(bytes);
    free(path);
}

static int make_machine(void **state)
{
    static const char *const exports[] = {
        "environment-user", "onboarding", "policies", "proxy", "registry", "uninstall", "wsl-machine", "wsl-user"
    };
    static const char *const services[] = { "Sense", "WinDefend", "WslService" };

    (void)state;
    stage_open();
    for (size_t i = 0; i < sizeof exports / sizeof exports[0]; i++)
        put_registry(exports[i]);
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        stage_service(services[i], "running");
    stage_services();
    stage_program(WSL, NULL, false);
    stage_program(NETSH, NULL, false);
    stage_program(PLUGIN "tools/healthcheck.exe", "1.26.427.1", true);
    stage_program(PLUGIN "plug-in/DefenderforEndpointPlug-in.dll", "1.26.427.1", true);
    put_answer(WSL, "--version", "wsl-version");
    put_answer(WSL, "--list --verbose", "wsl-list");
    put_answer(WSL, "--status", "wsl-status");
    put_answer(PLUGIN "tools/healthcheck.exe", "", "plugin-healthcheck");
    stage_answer(NETSH, "winhttp show advproxy", "{ }", 3, 0);
    return 0;
}

static int forget_machine(void **state)
{
    (void)state;
    stage_clear();
    stage_close();
    return 0;
}

static int by_number(const void *a, const void *b)
{
    double one = *(const double *)a, two = *(const double *)b;

    return one < two ? -1 : one > two;
}

/* The median, in milliseconds. */
static double time_of(const char *argument)
{
    const char *const arguments[] = { argument, NULL };
    double took[RUNS];

    for (int i = 0; i < RUNS; i++) {
        LARGE_INTEGER from, until, second;
        struct outcome outcome;

        QueryPerformanceFrequency(&second);
        QueryPerformanceCounter(&from);
        outcome = stage_run(arguments, 60);
        QueryPerformanceCounter(&until);
        assert_true(outcome.status <= 3);
        assert_true(outcome.out.size > 0);
        outcome_free(&outcome);
        took[i] = (double)(until.QuadPart - from.QuadPart) * 1000 / (double)second.QuadPart;
    }
    qsort(took, RUNS, sizeof took[0], by_number);
    return took[RUNS / 2];
}

static void tell_times(const char *roots)
{
    double start = time_of("--version"), report = time_of("--format=json"), plain = time_of("--only=plugin.installed");
    double signature = time_of("--only=plugin.registered");

    print_message("a report under Wine, %s: %.0f ms (median of %d; of the same program: --version %.0f ms, --only=plugin.installed %.0f ms, "
                  "--only=plugin.registered, which has a signature verified, %.0f ms)\n",
                  roots, report, RUNS, start, plain, signature);
}

/* What is there on Windows before any program starts, Wine makes in each process that needs it and finds none:
   the roots of the Unix below go into its registry, unless another process is at it, which has this semaphore then
   (CRYPT_ImportSystemRootCertsToReg() in dlls/crypt32/rootstore.c, 8.0); and explorer.exe is started for its desktop by user32.dll.
   The roots are there from the runs before. */
static HANDLE keep_roots_and_desktop(void)
{
    GetDesktopWindow();
    return CreateSemaphoreW(NULL, 1, 1, L"crypt32_root_semaphore");
}

static void a_report_of_a_machine_that_answers_at_once_is_timed(void **state)
{
    HANDLE importing;

    (void)state;
    tell_times("roots and desktop made in each process");
    importing = keep_roots_and_desktop();
    assert_non_null(importing);
    tell_times("roots and desktop there, as on Windows");
    CloseHandle(importing);
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = { cmocka_unit_test(a_report_of_a_machine_that_answers_at_once_is_timed) };

    return cmocka_run_group_tests(tests, make_machine, forget_machine);
}
