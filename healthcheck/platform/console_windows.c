/* Standard output and standard error on Windows: UTF-16 on a console, bytes into a pipe or a file. */
#include "healthcheck/platform/console.h"

#include <fcntl.h>
#include <io.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/escape.h"
#include "healthcheck/core/secret.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/console_crash.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/process.h"
#include "healthcheck/platform/wide_windows.h"

static atomic_bool is_progress_shown;

static bool is_console(DWORD which)
{
    DWORD mode;

    return GetConsoleMode(GetStdHandle(which), &mode) != 0;
}

/* The raw bytes of UTF-8 are mis-decoded by consoles, whatever their code page says (seen under Wine 8 and with old console fonts). */
static bool write_characters(HANDLE handle, const char *bytes, size_t size)
{
    struct text wide = { 0 };
    bool is_written = true;

    text_append_utf16le(&wide, bytes, size);
    for (size_t at = 0; is_written && at < wide.size / 2;) {
        wchar_t chunk[4096];
        size_t count = wide.size / 2 - at < 4096 ? wide.size / 2 - at : 4096;
        DWORD written = 0;

        memcpy(chunk, wide.data + 2 * at, 2 * count);
        if (count == 4096 && (chunk[4095] & 0xfc00) == 0xd800) /* the two halves of a character together */
            count--;
        is_written = WriteConsoleW(handle, chunk, (DWORD)count, &written, NULL) != 0 && written > 0;
        at += written;
    }
    text_free(&wide);
    return is_written;
}

static bool write_to(DWORD which, const char *bytes, size_t size)
{
    HANDLE handle = GetStdHandle(which);

    return is_console(which) ? write_characters(handle, bytes, size) : handle_write(handle, bytes, size);
}

bool console_write(const char *bytes, size_t size, struct error *error)
{
    char why[160];

    if (size == 0 || write_to(STD_OUTPUT_HANDLE, bytes, size))
        return true;
    wide_why(GetLastError(), why, sizeof why);
    return error_set(error, "cannot write to standard output: %s", why);
}

void console_complain(const char *format, ...)
{
    struct text line = { 0 }, masked = { 0 }, shown = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_arguments(&line, format, arguments);
    va_end(arguments);
    secret_mask(&masked, text_of(&line), line.size);
    text_append(&shown, "healthcheck: ");
    escape_append(&shown, text_of(&masked), masked.size);
    text_append(&shown, "\n");
    console_progress("");
    write_to(STD_ERROR_HANDLE, text_of(&shown), shown.size);
    text_free(&line);
    text_free(&masked);
    text_free(&shown);
}

/* Asks the console to understand ECMA-48's sequences: Windows 10 1511 and later do, where nobody forbade it. */
static bool understands_sequences(DWORD which)
{
    HANDLE handle = GetStdHandle(which);
    DWORD mode;

    return GetConsoleMode(handle, &mode) != 0 && SetConsoleMode(handle, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

bool console_wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");

    /* No console sets TERM; shells that came from Unix do. */
    return (no_colour == NULL || *no_colour == '\0') && (terminal == NULL || strcmp(terminal, "dumb") != 0) &&
           understands_sequences(STD_OUTPUT_HANDLE);
}

bool console_shows_progress(void)
{
    return understands_sequences(STD_ERROR_HANDLE);
}

void console_progress(const char *line)
{
    struct text whole = { 0 };

    if (!console_shows_progress() || (*line == '\0' && !atomic_load(&is_progress_shown)))
        return;
    text_append_format(&whole, "\r\033[K%s", line);
    write_to(STD_ERROR_HANDLE, whole.data, whole.size);
    text_free(&whole);
    atomic_store(&is_progress_shown, *line != '\0');
}

bool console_is_terminal(void)
{
    return is_console(STD_OUTPUT_HANDLE);
}

size_t console_columns(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;

    return GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info) && info.srWindow.Right >= info.srWindow.Left
               ? (size_t)(info.srWindow.Right - info.srWindow.Left + 1)
               : 0;
}

static atomic_bool is_remembering, is_interrupted;

/* No memory is asked for: its lock may be held by the thread that crashed. */
static void put(const char *text)
{
    DWORD written;

    WriteFile(GetStdHandle(console_crashes_as_unknown() ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE), text, (DWORD)strlen(text), &written, NULL);
}

static _Noreturn void crash(const char *kind)
{
    process_end_all();
    TerminateProcess(GetCurrentProcess(), (UINT)console_tell_crash(kind, put));
    abort();
}

static LONG WINAPI crashed(EXCEPTION_POINTERS *exception)
{
    DWORD code = exception->ExceptionRecord->ExceptionCode;

    crash(code >= EXCEPTION_FLT_DENORMAL_OPERAND && code <= EXCEPTION_INT_OVERFLOW ? "arithmetic" : "memory");
}

static void aborted(int signal_number)
{
    (void)signal_number;
    crash("abort");
}

/* In a thread of its own, which Windows starts for it. What ends us by a console's Ctrl-C ends with this status: STATUS_CONTROL_C_EXIT. */
static BOOL WINAPI interrupted(DWORD event)
{
    DWORD written;

    /* Somebody signs out, nobody knows who; only what runs as a service hears of it, as under Intune ("HandlerRoutine", Microsoft Learn).
       Taken as handled: the default is to end. */
    if (event == CTRL_LOGOFF_EVENT)
        return TRUE;
    process_end_all();
    if (atomic_load(&is_remembering) && !atomic_exchange(&is_interrupted, true))
        return TRUE;
    if (atomic_load(&is_progress_shown))
        WriteFile(GetStdHandle(STD_ERROR_HANDLE), "\r\033[K", 4, &written, NULL);
    return FALSE;
}

void console_remember_interrupts(void)
{
    atomic_store(&is_remembering, true);
}

bool console_is_interrupted(void)
{
    return atomic_load(&is_interrupted);
}

void console_prepare(void)
{
    ULONG stack = 64 * 1024;

    /* No window that waits for a click where a drive has no disk, or where we crash. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
    SetUnhandledExceptionFilter(crashed);
    SetThreadStackGuarantee(&stack); /* an exhausted stack still has to run the filter */
    signal(SIGABRT, aborted);
    SetConsoleCtrlHandler(interrupted, TRUE);
    for (int handle = 0; handle <= 2; handle++)
        _setmode(handle, _O_BINARY);
}
