/* Standard output and standard error on Linux. */
#include "healthcheck/platform/console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "healthcheck/core/escape.h"
#include "healthcheck/core/secret.h"
#include "healthcheck/platform/console_crash.h"
#include "healthcheck/platform/process.h"

static atomic_bool is_progress_shown;

bool console_write(const char *bytes, size_t size, struct error *error)
{
    while (size > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_set(error, "cannot write to standard output: %s", strerror(errno));
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

void console_complain(const char *format, ...)
{
    struct text line = { 0 }, masked = { 0 }, shown = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_arguments(&line, format, arguments);
    va_end(arguments);
    secret_mask(&masked, text_of(&line), line.size);
    escape_append(&shown, text_of(&masked), masked.size);
    console_progress("");
    fprintf(stderr, "healthcheck: %s\n", text_of(&shown));
    text_free(&line);
    text_free(&masked);
    text_free(&shown);
}

bool console_wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return (no_colour == NULL || *no_colour == '\0') && terminal != NULL && strcmp(terminal, "dumb") != 0 && isatty(STDOUT_FILENO);
}

bool console_shows_progress(void)
{
    return isatty(STDERR_FILENO) == 1;
}

static size_t columns_of(int terminal)
{
    struct winsize size;

    return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void console_progress(const char *line)
{
    if (!console_shows_progress() || (*line == '\0' && !atomic_load(&is_progress_shown)))
        return;
    fprintf(stderr, "\r\033[K%.*s", (int)columns_of(STDERR_FILENO) - 1, line); /* one row: more of it could not be taken back */
    fflush(stderr);
    atomic_store(&is_progress_shown, *line != '\0');
}

bool console_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

size_t console_columns(void)
{
    return columns_of(STDOUT_FILENO);
}

static void put(const char *text)
{
    ssize_t ignored = write(console_crashes_as_unknown() ? STDOUT_FILENO : STDERR_FILENO, text, strlen(text));

    (void)ignored;
}

/* Only write() and _exit(): both are async-signal-safe (POSIX.1-2017, section 2.4.3). */
static void crashed(int signal_number)
{
    process_end_all();
    _exit(console_tell_crash(signal_number == SIGABRT ? "abort" : signal_number == SIGFPE ? "arithmetic" : "memory", put));
}

/* The programs we started have groups of their own, which a terminal's Ctrl-C does not reach. We end by the same signal, which comes again
   when this returns. */
static void interrupted(int signal_number)
{
    static const char wipe[] = "\r\033[K";

    process_end_all();
    if (atomic_load(&is_progress_shown))
        (void)!write(STDERR_FILENO, wipe, sizeof wipe - 1);
    raise(signal_number);
}

static atomic_bool is_interrupted;

/* The next one meets interrupted(), which ends us. */
static void remember(int signal_number)
{
    static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = interrupted, .sa_flags = (int)SA_RESETHAND };

    (void)signal_number;
    atomic_store(&is_interrupted, true);
    process_end_all();
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        sigaction(endings[i], &action, NULL);
}

void console_remember_interrupts(void)
{
    static const int endings[] = { SIGINT, SIGTERM, SIGHUP };
    struct sigaction action = { .sa_handler = remember, .sa_flags = SA_RESTART }, before;

    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (sigaction(endings[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(endings[i], &action, NULL);
}

bool console_is_interrupted(void)
{
    return atomic_load(&is_interrupted);
}

static void end_with_programs(int signal_number)
{
    struct sigaction action = { .sa_handler = interrupted, .sa_flags = (int)SA_RESETHAND }, before;

    /* nohup(1) and shells' background jobs ask to have some ignored. */
    if (sigaction(signal_number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(signal_number, &action, NULL);
}

void console_prepare(void)
{
    static const int endings[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    static char stack[64 * 1024];
    struct sigaction action = { .sa_handler = crashed, .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK) };
    struct rlimit cores;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is an error like a full disk */
    /* A closed standard stream must not become the number of the next file that is opened; reading /dev/null cannot be written to. */
    for (int handle = STDIN_FILENO; handle <= STDERR_FILENO; handle++)
        if (fcntl(handle, F_GETFD) < 0)
            (void)!open("/dev/null", O_RDONLY);
    /* Memory holds what the redactor has not seen yet. A limit of one byte, not of none: with it the kernel (fs/coredump.c) also starts no
       program that collects core files. */
    if (getrlimit(RLIMIT_CORE, &cores) == 0 && cores.rlim_max > 0)
        setrlimit(RLIMIT_CORE, &(struct rlimit){ 1, cores.rlim_max });
    /* An exhausted stack still has to run the handler. */
    sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        sigaction(crashes[i], &action, NULL);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        end_with_programs(endings[i]);
}
