/* The child that evaluates a script, on Windows: this program again, with fewer rights, in a job that allows it nothing more. */
#include "proxy/pac_child.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/console.h"
#include "healthcheck/platform/random.h"
#include "proxy/pac.h"

enum { CHUNK = 16384, MOST_MEMORY = 256 * 1024 * 1024 };

/* How the task goes over the channel; the script and each URL with its size follow. */
struct task_head {
    long long now;
    int32_t utc_offset;
    uint32_t size, url_count;
};

struct pac_child {
    HANDLE process, job, channel, event;
};

/* The child's half. */

void pac_channel_end(int status)
{
    TerminateProcess(GetCurrentProcess(), (UINT)status);
    abort();
}

void pac_channel_write(const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        DWORD wrote = 0;

        if (!WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), at, (DWORD)size, &wrote, NULL) || wrote == 0)
            pac_channel_end(PAC_EXIT_BROKEN_CHANNEL);
        at += wrote;
        size -= wrote;
    }
}

void pac_channel_read(void *bytes, size_t size)
{
    char *at = bytes;

    while (size > 0) {
        DWORD got = 0;

        if (!ReadFile(GetStdHandle(STD_OUTPUT_HANDLE), at, size < CHUNK ? (DWORD)size : CHUNK, &got, NULL) || got == 0)
            pac_channel_end(PAC_EXIT_BROKEN_CHANNEL);
        at += got;
        size -= got;
    }
}

/* A text of `size` bytes, which comes next; yours to free. */
static char *read_text(size_t size, size_t most)
{
    char *text;

    if (size > most)
        pac_channel_end(PAC_EXIT_BROKEN_CHANNEL);
    text = memory_get(size + 1);
    pac_channel_read(text, size);
    return text;
}

/* The examined machine's zone, for msvcrt: three letters, hours and minutes west. */
static void set_zone(int utc_offset)
{
    char zone[32];
    int minutes = utc_offset < 0 ? -utc_offset : utc_offset;

    snprintf(zone, sizeof zone, "TZ=HST%c%02d:%02d", utc_offset > 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
    _putenv(zone);
    _tzset();
}

int pac_child_main(void)
{
    struct task_head head;
    struct pac_task task = { 0 };
    const char **urls;

    console_prepare();
    pac_channel_read(&head, sizeof head);
    if (head.url_count > 1000000)
        pac_channel_end(PAC_EXIT_BROKEN_CHANNEL);
    urls = memory_get(((size_t)head.url_count + 1) * sizeof *urls);
    task.script = read_text(head.size, 4 * (size_t)PAC_LARGEST_SCRIPT);
    task.size = head.size;
    for (uint32_t i = 0; i < head.url_count; i++) {
        uint32_t size;

        pac_channel_read(&size, sizeof size);
        urls[i] = read_text(size, 1024 * 1024);
    }
    task.urls = urls;
    task.url_count = head.url_count;
    task.now = head.now;
    task.utc_offset = head.utc_offset;
    set_zone(task.utc_offset);
    pac_engine_run(&task);
    pac_channel_end(EXIT_SUCCESS);
}

/* Our half. */

static void close_handle(HANDLE *handle)
{
    if (*handle != NULL && *handle != INVALID_HANDLE_VALUE)
        CloseHandle(*handle);
    *handle = NULL;
}

/* Our end, which does not block; the child's, which it inherits, in `theirs`. */
static HANDLE open_channel(HANDLE *theirs)
{
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };
    unsigned char random[16];
    wchar_t name[64] = L"\\\\.\\pipe\\healthcheck-";
    size_t at = wcslen(name);
    HANDLE ours;

    if (!random_bytes(random, sizeof random))
        return NULL;
    for (size_t i = 0; i < sizeof random; i++, at += 2)
        swprintf(name + at, 3, L"%02x", random[i]);
    ours = CreateNamedPipeW(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
                            PIPE_TYPE_BYTE | PIPE_REJECT_REMOTE_CLIENTS, 1, CHUNK, CHUNK, 0, NULL);
    if (ours == INVALID_HANDLE_VALUE)
        return NULL;
    *theirs = CreateFileW(name, GENERIC_READ | GENERIC_WRITE, 0, &inherited, OPEN_EXISTING, 0, NULL);
    if (*theirs != INVALID_HANDLE_VALUE)
        return ours;
    *theirs = NULL;
    CloseHandle(ours);
    return NULL;
}

/* One process, with so much time and memory, no windows and no clipboard; gone when we are. */
static HANDLE new_job(void)
{
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };
    JOBOBJECT_BASIC_UI_RESTRICTIONS windows = { JOB_OBJECT_UILIMIT_DESKTOP | JOB_OBJECT_UILIMIT_DISPLAYSETTINGS | JOB_OBJECT_UILIMIT_EXITWINDOWS |
                                                JOB_OBJECT_UILIMIT_GLOBALATOMS | JOB_OBJECT_UILIMIT_HANDLES | JOB_OBJECT_UILIMIT_READCLIPBOARD |
                                                JOB_OBJECT_UILIMIT_SYSTEMPARAMETERS | JOB_OBJECT_UILIMIT_WRITECLIPBOARD };
    HANDLE job = CreateJobObjectW(NULL, NULL);

    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION |
                                              JOB_OBJECT_LIMIT_ACTIVE_PROCESS | JOB_OBJECT_LIMIT_PROCESS_MEMORY | JOB_OBJECT_LIMIT_PROCESS_TIME;
    limits.BasicLimitInformation.ActiveProcessLimit = 1;
    limits.BasicLimitInformation.PerProcessUserTimeLimit.QuadPart = PAC_CPU_SECONDS * 10000000LL;
    limits.ProcessMemoryLimit = MOST_MEMORY;
    if (job == NULL || (SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) &&
                        SetInformationJobObject(job, JobObjectBasicUIRestrictions, &windows, sizeof windows)))
        return job;
    CloseHandle(job);
    return NULL;
}

/* Our own token without privileges, of low integrity: it can read, and write nearly nowhere. */
static HANDLE lesser_token(void)
{
    SID_IDENTIFIER_AUTHORITY authority = { SECURITY_MANDATORY_LABEL_AUTHORITY };
    TOKEN_MANDATORY_LABEL label = { .Label = { .Attributes = SE_GROUP_INTEGRITY } };
    HANDLE own, lesser = NULL;
    bool is_low = false;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_DUPLICATE | TOKEN_ASSIGN_PRIMARY | TOKEN_QUERY | TOKEN_ADJUST_DEFAULT, &own))
        return NULL;
    if (CreateRestrictedToken(own, DISABLE_MAX_PRIVILEGE, 0, NULL, 0, NULL, 0, NULL, &lesser) &&
        AllocateAndInitializeSid(&authority, 1, SECURITY_MANDATORY_LOW_RID, 0, 0, 0, 0, 0, 0, 0, &label.Label.Sid)) {
        is_low = SetTokenInformation(lesser, TokenIntegrityLevel, &label, sizeof label + GetLengthSid(label.Label.Sid)) != 0;
        FreeSid(label.Label.Sid);
    }
    CloseHandle(own);
    if (!is_low)
        close_handle(&lesser);
    return lesser;
}

/* Suspended; it inherits the channel and nothing else. */
static bool create(PROCESS_INFORMATION *started, HANDLE token, HANDLE theirs)
{
    enum { LONGEST_PATH = 32768 };
    STARTUPINFOEXW how = { .StartupInfo = { .cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES } };
    wchar_t *program = memory_get(LONGEST_PATH * sizeof *program), line[] = L"healthcheck " PAC_CHILD_WORD, system[MAX_PATH],
            environment[MAX_PATH + 32] = { 0 };
    SIZE_T size = 0;
    bool is_started = false;

    InitializeProcThreadAttributeList(NULL, 1, 0, &size);
    how.lpAttributeList = memory_get(size);
    how.StartupInfo.hStdInput = how.StartupInfo.hStdOutput = how.StartupInfo.hStdError = theirs;
    if (GetModuleFileNameW(NULL, program, LONGEST_PATH) < LONGEST_PATH && GetSystemWindowsDirectoryW(system, MAX_PATH) < MAX_PATH &&
        InitializeProcThreadAttributeList(how.lpAttributeList, 1, 0, &size)) {
        wcscat(wcscpy(environment, L"SystemRoot="), system);
        is_started = UpdateProcThreadAttribute(how.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &theirs, sizeof theirs, NULL, NULL) &&
                     CreateProcessAsUserW(token, program, line, NULL, NULL, TRUE,
                                          CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT,
                                          environment, system, &how.StartupInfo, started);
        DeleteProcThreadAttributeList(how.lpAttributeList);
    }
    free(how.lpAttributeList);
    free(program);
    return is_started;
}

static void send_task(struct pac_child *child, const struct pac_task *task)
{
    struct task_head head = { task->now, task->utc_offset, (uint32_t)task->size, (uint32_t)task->url_count };
    struct text whole = { 0 };

    text_append_bytes(&whole, (const char *)&head, sizeof head);
    text_append_bytes(&whole, task->script, task->size);
    for (size_t i = 0; i < task->url_count; i++) {
        uint32_t size = (uint32_t)strlen(task->urls[i]);

        text_append_bytes(&whole, (const char *)&size, sizeof size);
        text_append_bytes(&whole, task->urls[i], size);
    }
    pac_child_tell(child, whole.data, whole.size);
    text_free(&whole);
}

struct pac_child *pac_child_start(const struct pac_task *task)
{
    struct pac_child *child = memory_get(sizeof *child);
    PROCESS_INFORMATION started = { 0 };
    HANDLE theirs = NULL, token = lesser_token();
    bool is_running;

    child->job = new_job();
    child->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    child->channel = open_channel(&theirs);
    is_running = token != NULL && child->job != NULL && child->event != NULL && child->channel != NULL && create(&started, token, theirs);
    if (is_running && (!AssignProcessToJobObject(child->job, started.hProcess) || ResumeThread(started.hThread) == (DWORD)-1)) {
        TerminateProcess(started.hProcess, 1);
        is_running = false;
    }
    child->process = started.hProcess;
    close_handle(&started.hThread);
    close_handle(&theirs);
    close_handle(&token);
    if (is_running) {
        send_task(child, task);
        return child;
    }
    close_handle(&child->process);
    close_handle(&child->job);
    close_handle(&child->event);
    close_handle(&child->channel);
    free(child);
    return NULL;
}

/* Waits for what is under way; false where the time is over, and it was taken back. */
static bool wait_for(struct pac_child *child, OVERLAPPED *pending, long long deadline, DWORD *count)
{
    long long left = deadline - clock_milliseconds();

    if (WaitForSingleObject(child->event, left <= 0 ? 0 : left < 3600000 ? (DWORD)left : 3600000) == WAIT_OBJECT_0)
        return GetOverlappedResult(child->channel, pending, count, FALSE) || (*count = 0) == 0;
    CancelIoEx(child->channel, pending);
    GetOverlappedResult(child->channel, pending, count, TRUE);
    return false;
}

long long pac_child_hear(struct pac_child *child, char *bytes, size_t size, long long deadline)
{
    OVERLAPPED pending = { .hEvent = child->event };
    DWORD got = 0;

    ResetEvent(child->event);
    if (!ReadFile(child->channel, bytes, (DWORD)size, NULL, &pending) && GetLastError() != ERROR_IO_PENDING)
        return 0;
    return wait_for(child, &pending, deadline, &got) ? (long long)got : -1;
}

void pac_child_tell(struct pac_child *child, const char *bytes, size_t size)
{
    long long deadline = clock_milliseconds() + 1000;

    /* It reads when it is asked to. Where it has died, so the next read says. */
    while (size > 0) {
        OVERLAPPED pending = { .hEvent = child->event };
        DWORD wrote = 0;

        ResetEvent(child->event);
        if (!WriteFile(child->channel, bytes, size < CHUNK ? (DWORD)size : CHUNK, NULL, &pending) && GetLastError() != ERROR_IO_PENDING)
            return;
        if (!wait_for(child, &pending, deadline, &wrote) || wrote == 0)
            return;
        bytes += wrote;
        size -= wrote;
    }
}

/* What the system ends a process with that has used up its job's time. */
static bool is_over_time(DWORD status)
{
    return status == ERROR_NOT_ENOUGH_QUOTA;
}

struct pac_child_end pac_child_finish(struct pac_child *child, bool kills)
{
    struct pac_child_end end = { 0 };
    DWORD status = 0;

    if (kills)
        TerminateJobObject(child->job, 1);
    WaitForSingleObject(child->process, 5000);
    GetExitCodeProcess(child->process, &status);
    end.status = (int)status;
    end.is_over_time = is_over_time(status);
    close_handle(&child->job);
    close_handle(&child->process);
    close_handle(&child->channel);
    close_handle(&child->event);
    free(child);
    return end;
}
