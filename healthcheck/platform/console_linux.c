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
#include <unistd.h>

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
    va_list arguments;

    console_progress("");
    fputs("healthcheck: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
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

void console_progress(const char *line)
{
    static bool is_shown;

    if (!console_shows_progress() || (*line == '\0' && !is_shown))
        return;
    fprintf(stderr, "\r\033[K%s", line);
    fflush(stderr);
    is_shown = *line != '\0';
}

bool console_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

size_t console_columns(void)
{
    struct winsize size;

    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static const char *_Atomic working_on;
static atomic_bool is_unknown;

void console_working_on(const char *what)
{
    atomic_store(&working_on, what);
}

const char *console_work(void)
{
    return atomic_load(&working_on);
}

void console_crash_as_unknown(void)
{
    atomic_store(&is_unknown, true);
}

static void put(const char *text)
{
    ssize_t ignored = write(atomic_load(&is_unknown) ? STDOUT_FILENO : STDERR_FILENO, text, strlen(text));

    (void)ignored;
}

/* Only write() and _exit(): both are async-signal-safe (POSIX.1-2017, section 2.4.3). */
static void crashed(int signal_number)
{
    const char *what = atomic_load(&working_on);

    put(atomic_load(&is_unknown) ? "unknown: healthcheck crashed" : "healthcheck: crashed");
    put(signal_number == SIGABRT ? " (abort)" : signal_number == SIGFPE ? " (arithmetic)" : " (memory)");
    put(what != NULL ? " in check " : "");
    put(what != NULL ? what : "");
    put("; this is a bug: please report it with this line and the output of `healthcheck --version`\n");
    _exit(atomic_load(&is_unknown) ? 0 : 4);
}

void console_prepare(void)
{
    static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
    static char stack[64 * 1024];
    struct sigaction action = { .sa_handler = crashed, .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK) };

    signal(SIGPIPE, SIG_IGN);
    /* A closed standard stream must not become the number of the next file that is opened; reading /dev/null cannot be written to. */
    for (int handle = STDIN_FILENO; handle <= STDERR_FILENO; handle++)
        if (fcntl(handle, F_GETFD) < 0)
            (void)!open("/dev/null", O_RDONLY);
    /* An exhausted stack still has to run the handler. */
    sigaltstack(&(stack_t){ .ss_sp = stack, .ss_size = sizeof stack }, NULL);
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        sigaction(crashes[i], &action, NULL);
}
