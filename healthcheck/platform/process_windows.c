/* Running a program on Windows: in a job of its own, which ends all that it started. */
#include "healthcheck/platform/process.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/random.h"
#include "healthcheck/platform/wide_windows.h"

enum {
    LEFTOVER_MS = 100, /* how long output may still come when the program itself has ended */
    LOOK_MS = 2,       /* how long is waited then at a time: Wine 8.0 does not always signal that a pipe has ended */
    MOST_STARTS = 3,   /* of one program, where Windows says only that something of its own went wrong */
    LONGEST_LINE = 32767,
    CHUNK = 65536,
};

struct stream {
    HANDLE ours, theirs; /* the end we read, the program's; NULL at its end */
    OVERLAPPED reading;
    bool is_reading;
    char *chunk;
    struct text *text;
    size_t limit;
    bool is_cut;
};

struct child {
    HANDLE process, job;
    HANDLE stop; /* borrowed; NULL where nobody can say so */
    HANDLE nothing;
    bool has_ended, is_stopped;
    struct stream streams[2];
};

/* An event that stays set. */
struct process_stop {
    HANDLE event;
};

/* The jobs that run now, as a handler of interrupts finds them. More than the table of commands has rows. */
static void *_Atomic jobs[64];
static atomic_bool is_ending;

enum { PLACES = sizeof jobs / sizeof jobs[0] };

static void remember_job(HANDLE job)
{
    for (size_t i = 0; i < PLACES; i++) {
        void *expected = NULL;

        if (atomic_compare_exchange_strong(&jobs[i], &expected, job))
            return;
    }
}

static void forget_job(HANDLE job)
{
    for (size_t i = 0; i < PLACES; i++) {
        void *expected = job;

        if (atomic_compare_exchange_strong(&jobs[i], &expected, NULL))
            return;
    }
}

void process_end_all(void)
{
    atomic_store(&is_ending, true);
    for (size_t i = 0; i < PLACES; i++) {
        HANDLE job = atomic_load(&jobs[i]);

        if (job != NULL)
            TerminateJobObject(job, 1);
    }
}

struct process_stop *process_stop_new(void)
{
    struct process_stop *stop = memory_get(sizeof *stop);

    stop->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    return stop;
}

void process_stop_now(struct process_stop *stop)
{
    SetEvent(stop->event);
}

void process_stop_free(struct process_stop *stop)
{
    CloseHandle(stop->event);
    free(stop);
}

/* One argument, as Microsoft's C library takes a command line apart ("Parsing C command-line arguments", 2024): backslashes count only
   before a quotation mark. */
static void append_argument(struct text *line, const char *argument)
{
    bool is_plain = *argument != '\0' && strpbrk(argument, " \t\n\v\"") == NULL;
    size_t backslashes = 0;

    text_append(line, line->size > 0 ? " " : "");
    if (is_plain) {
        text_append(line, argument);
        return;
    }
    text_append_char(line, '"');
    for (; *argument != '\0'; argument++) {
        if (*argument == '"')
            for (size_t i = 0; i <= backslashes; i++)
                text_append_char(line, '\\');
        backslashes = *argument == '\\' ? backslashes + 1 : 0;
        text_append_char(line, *argument);
    }
    for (size_t i = 0; i < backslashes; i++)
        text_append_char(line, '\\');
    text_append_char(line, '"');
}

static wchar_t *command_line(const char *const *arguments)
{
    struct text line = { 0 };
    wchar_t *wide;

    for (size_t i = 0; arguments[i] != NULL; i++)
        append_argument(&line, arguments[i]);
    wide = wide_from(text_of(&line));
    text_free(&line);
    return wide;
}

/* Each variable with its NUL, one more at the end. */
static wchar_t *environment_block(const char *const *environment)
{
    struct text block = { 0 };

    for (size_t i = 0; environment[i] != NULL; i++) {
        text_append_utf16le(&block, environment[i], strlen(environment[i]));
        text_append_bytes(&block, "\0", 2);
    }
    text_append_bytes(&block, "\0\0\0", 4);
    return (wchar_t *)(void *)text_take(&block);
}

/* A pipe whose end for us does not block: only named ones can. Nobody else may come first, or from elsewhere. */
static bool open_pipe(struct stream *stream)
{
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
    unsigned char random[16];
    wchar_t name[64] = L"\\\\.\\pipe\\healthcheck-";
    size_t at = wcslen(name);

    if (!random_bytes(random, sizeof random))
        return false;
    for (size_t i = 0; i < sizeof random; i++, at += 2)
        swprintf(name + at, 3, L"%02x", random[i]);
    stream->ours = CreateNamedPipeW(name, PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                                    PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, CHUNK, CHUNK, 0, NULL);
    if (stream->ours == INVALID_HANDLE_VALUE) {
        stream->ours = NULL;
        return false;
    }
    stream->theirs = CreateFileW(name, GENERIC_WRITE, 0, &inherited, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (stream->theirs == INVALID_HANDLE_VALUE) {
        stream->theirs = NULL;
        return false;
    }
    stream->chunk = memory_get(CHUNK);
    stream->reading.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
    return stream->reading.hEvent != NULL;
}

static void close_handle(HANDLE *handle)
{
    if (*handle != NULL)
        CloseHandle(*handle);
    *handle = NULL;
}

static void close_stream(struct stream *stream)
{
    DWORD got;

    if (stream->is_reading) {
        CancelIoEx(stream->ours, &stream->reading);
        GetOverlappedResult(stream->ours, &stream->reading, &got, TRUE);
        stream->is_reading = false;
    }
    close_handle(&stream->ours);
    close_handle(&stream->theirs);
    close_handle(&stream->reading.hEvent);
    free(stream->chunk);
    stream->chunk = NULL;
}

static HANDLE new_job(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };
    HANDLE job = CreateJobObjectW(NULL, NULL);

    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION;
    if (job != NULL && !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
        close_handle(&job);
    return job;
}

/* A list of the handles a program may inherit: of everything else that is open, here or in another thread, it gets nothing. */
static LPPROC_THREAD_ATTRIBUTE_LIST handle_list(HANDLE *handles, size_t count)
{
    SIZE_T size = 0;
    LPPROC_THREAD_ATTRIBUTE_LIST list;

    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    list = memory_get(size);
    if (InitializeProcThreadAttributeList(list, 1, 0, &size) &&
        UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, handles, count * sizeof *handles, NULL, NULL))
        return list;
    free(list);
    return NULL;
}

/* Where a program starts: a DLL that it misses is looked for there, too, and our own place may be a folder of downloads, or closed to the user
   whose program it becomes. */
static const wchar_t *folder_to_start_in(wchar_t folder[MAX_PATH])
{
    UINT count = GetSystemDirectoryW(folder, MAX_PATH);

    return count > 0 && count < MAX_PATH ? folder : NULL;
}

/* The error number of the start, 0 where it is there, suspended. */
static DWORD create(PROCESS_INFORMATION *started, wchar_t *program, wchar_t *line, wchar_t *environment, HANDLE handles[3], HANDLE token)
{
    const DWORD flags = CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT;
    wchar_t desktop[] = L"winsta0\\default"; /* of that user's session: ours may have none that others may use */
    wchar_t room[MAX_PATH];
    const wchar_t *folder = folder_to_start_in(room);
    STARTUPINFOEXW how = { .StartupInfo = { .cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES } };
    DWORD failure = 0;

    how.StartupInfo.hStdInput = handles[0];
    how.StartupInfo.hStdOutput = handles[1];
    how.StartupInfo.hStdError = handles[2];
    how.lpAttributeList = handle_list(handles, 3);
    if (how.lpAttributeList == NULL)
        return GetLastError();
    how.StartupInfo.lpDesktop = token != NULL ? desktop : NULL;
    /* Wine 8.0 says "internal error" where the new process ended before it began: once in thousands of starts on a busy machine. */
    for (int starts = 0; starts < MOST_STARTS && (starts == 0 || failure == ERROR_INTERNAL_ERROR); starts++)
        failure = (token != NULL ? CreateProcessAsUserW(token, program, line, NULL, NULL, TRUE, flags, environment, folder, &how.StartupInfo, started)
                                 : CreateProcessW(program, line, NULL, NULL, TRUE, flags, environment, folder, &how.StartupInfo, started))
                      ? 0
                      : GetLastError();
    DeleteProcThreadAttributeList(how.lpAttributeList);
    free(how.lpAttributeList);
    return failure;
}

/* What runs only in its job, or not at all. */
static DWORD put_into_job(struct child *child, const PROCESS_INFORMATION *started)
{
    DWORD failure = 0;

    if (!AssignProcessToJobObject(child->job, started->hProcess))
        failure = GetLastError();
    if (failure == 0) {
        remember_job(child->job);
        if (atomic_load(&is_ending))
            failure = ERROR_CANCELLED;
    }
    if (failure == 0 && ResumeThread(started->hThread) == (DWORD)-1)
        failure = GetLastError();
    if (failure != 0)
        TerminateProcess(started->hProcess, 1);
    CloseHandle(started->hThread);
    child->process = started->hProcess;
    return failure;
}

/* Of scripts cmd.exe takes the arguments apart, by rules that no quoting meets. */
static bool is_batch(const char *program)
{
    size_t size = strlen(program);

    return size > 4 && (text_same(program + size - 4, ".bat") || text_same(program + size - 4, ".cmd"));
}

static DWORD start(struct child *child, const struct process_request *request)
{
    wchar_t *program = wide_path(request->arguments[0]), *line = command_line(request->arguments);
    wchar_t *environment = environment_block(request->environment);
    HANDLE handles[3] = { child->nothing, child->streams[0].theirs, child->streams[1].theirs };
    PROCESS_INFORMATION started;
    DWORD failure;

    if (program == NULL || line == NULL || is_batch(request->arguments[0]) || wcslen(line) >= LONGEST_LINE)
        failure = ERROR_BAD_FORMAT;
    else if (atomic_load(&is_ending))
        failure = ERROR_CANCELLED;
    else
        failure = create(&started, program, line, environment, handles, request->user_token);
    free(program);
    free(line);
    free(environment);
    return failure != 0 ? failure : put_into_job(child, &started);
}

static void keep(struct stream *stream, size_t got)
{
    size_t room = stream->limit - stream->text->size;

    stream->is_cut = stream->is_cut || got > room;
    text_append_bytes(stream->text, stream->chunk, got < room ? got : room);
}

/* Has a read under way, unless the stream is at its end. */
static void read_on(struct stream *stream)
{
    if (stream->is_reading || stream->ours == NULL)
        return;
    ResetEvent(stream->reading.hEvent);
    if (ReadFile(stream->ours, stream->chunk, CHUNK, NULL, &stream->reading) || GetLastError() == ERROR_IO_PENDING)
        stream->is_reading = true;
    else
        close_handle(&stream->ours);
}

static void drain(struct stream *stream)
{
    DWORD got = 0;

    if (!GetOverlappedResult(stream->ours, &stream->reading, &got, FALSE)) {
        if (GetLastError() == ERROR_IO_INCOMPLETE)
            return;
        stream->is_reading = false;
        close_handle(&stream->ours);
        return;
    }
    stream->is_reading = false;
    keep(stream, got);
}

/* Waits for one thing to happen, at most until `deadline`. */
static void wait_once(struct child *child, long long deadline)
{
    HANDLE waits[4];
    DWORD count = 0;
    long long now = clock_milliseconds(), left = deadline > now ? deadline - now : 0;

    for (int i = 0; i < 2; i++) {
        read_on(&child->streams[i]);
        if (child->streams[i].is_reading)
            waits[count++] = child->streams[i].reading.hEvent;
    }
    if (!child->has_ended)
        waits[count++] = child->process;
    if (child->stop != NULL)
        waits[count++] = child->stop;
    if (count == 0)
        return;
    if (child->has_ended && left > LOOK_MS)
        left = LOOK_MS;
    WaitForMultipleObjects(count, waits, FALSE, left < 3600000 ? (DWORD)left : 3600000);
    for (int i = 0; i < 2; i++)
        if (child->streams[i].is_reading)
            drain(&child->streams[i]);
    child->is_stopped = child->stop != NULL && WaitForSingleObject(child->stop, 0) == WAIT_OBJECT_0;
}

/* Until the child's end and that of its output; false where the time was over before, or it was stopped. */
static bool wait_for(struct child *child, double timeout_seconds)
{
    long long deadline = clock_milliseconds() + (timeout_seconds < 1e9 ? (long long)(timeout_seconds * 1000) : 1000000000000LL);
    long long leftover = 0;

    for (;;) {
        bool is_silent = child->streams[0].ours == NULL && child->streams[1].ours == NULL;

        if (!child->has_ended && WaitForSingleObject(child->process, 0) == WAIT_OBJECT_0) {
            child->has_ended = true;
            leftover = clock_milliseconds() + LEFTOVER_MS;
        }
        if (child->has_ended && (is_silent || clock_milliseconds() >= leftover))
            return true;
        if (clock_milliseconds() >= deadline || child->is_stopped)
            return child->has_ended;
        wait_once(child, child->has_ended && leftover < deadline ? leftover : deadline);
    }
}

/* Ends all that the program left running, too. */
static void end(struct child *child, struct process_result *result, bool is_in_time)
{
    DWORD status = 0;

    TerminateJobObject(child->job, 1);
    WaitForSingleObject(child->process, 5000);
    forget_job(child->job);
    GetExitCodeProcess(child->process, &status);
    result->end = is_in_time ? PROCESS_EXITED : child->is_stopped ? PROCESS_STOPPED : PROCESS_TIMED_OUT;
    result->status = (int)status;
    result->is_cut = child->streams[0].is_cut;
}

static void refuse(struct process_result *result, DWORD number)
{
    result->end = number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND || number == ERROR_DIRECTORY ? PROCESS_MISSING : PROCESS_REFUSED;
    if (number == ERROR_CANCELLED)
        snprintf(result->why, sizeof result->why, "operation canceled");
    else
        wide_why(number, result->why, sizeof result->why);
}

static HANDLE open_nothing(void)
{
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
    HANDLE handle = CreateFileW(L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);

    return handle == INVALID_HANDLE_VALUE ? NULL : handle;
}

struct process_result process_run(const struct process_request *request)
{
    struct process_result result = { 0 };
    struct child child = { 0 };
    DWORD failure = 0;

    child.streams[0] = (struct stream){ .text = &result.output, .limit = request->output_limit };
    child.streams[1] = (struct stream){ .text = &result.errors, .limit = PROCESS_ERRORS_LIMIT };
    child.stop = request->stop != NULL ? request->stop->event : NULL;
    child.nothing = open_nothing();
    child.job = new_job();
    if (child.nothing == NULL || child.job == NULL || !open_pipe(&child.streams[0]) || !open_pipe(&child.streams[1]))
        failure = GetLastError() != 0 ? GetLastError() : ERROR_NOT_ENOUGH_MEMORY;
    if (failure == 0)
        failure = start(&child, request);
    /* The pipes end when the program's ends are closed, so not with ours open beside them. */
    close_handle(&child.streams[0].theirs);
    close_handle(&child.streams[1].theirs);
    if (failure == 0)
        end(&child, &result, wait_for(&child, request->timeout_seconds));
    else
        refuse(&result, failure);
    forget_job(child.job);
    for (int i = 0; i < 2; i++)
        close_stream(&child.streams[i]);
    close_handle(&child.process);
    close_handle(&child.job);
    close_handle(&child.nothing);
    return result;
}

void process_result_free(struct process_result *result)
{
    text_free(&result->output);
    text_free(&result->errors);
}
