/* A live Windows machine: what only it has. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/thread.h"
#include "healthcheck/platform/wide_windows.h"

/* No file has one in its name, so that nothing but a path below the drive can be meant: no stream, no device, no way upwards. */
#define NOT_IN_NAMES "<>:\"|?*\\"

char *live_path(const struct live *live, const char *rest)
{
    char *path;

    if (!live_is_on_drive(live, rest) || strpbrk(rest, NOT_IN_NAMES) != NULL)
        return NULL;
    if (*live->root != '\0')
        path = text_format("%s\\%s", live->root, rest);
    else
        path = text_format("%c:\\%s", *rest, rest[1] == '/' ? rest + 2 : "");
    for (char *at = path; *at != '\0'; at++)
        if (*at == '/')
            *at = '\\';
    return path;
}

void live_refused(struct answer *answer, unsigned long number)
{
    char why[160];

    switch (number) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_DIRECTORY:
    case ERROR_INVALID_DRIVE:
        answer_absent(answer);
        break;
    case ERROR_SUCCESS:
        answer_unreadable(answer, "Windows did not do it, and did not say why");
        break;
    default:
        wide_why(number, why, sizeof why);
        answer_unreadable(answer, "%s", why);
    }
}

moment live_moment(unsigned long high, unsigned long low)
{
    return (moment)(((unsigned long long)high << 32 | low) / 10000000) - 11644473600;
}

const char *live_wine_version(void)
{
    const char *(*wine_version)(void) = NULL;
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");

    memcpy(&wine_version, &found, sizeof wine_version);
    return wine_version != NULL ? wine_version() : NULL;
}

/* What two threads share; who is done with it last frees it. */
struct patience {
    struct mutex *mutex;
    struct condition *done;
    void (*work)(void *task);
    void (*release)(void *task);
    void *task;
    bool is_done, is_abandoned;
};

static void free_patience(struct patience *patience)
{
    condition_free(patience->done);
    mutex_free(patience->mutex);
    free(patience);
}

static void work(void *argument)
{
    struct patience *patience = argument;
    bool is_abandoned;

    patience->work(patience->task);
    mutex_lock(patience->mutex);
    patience->is_done = true;
    is_abandoned = patience->is_abandoned;
    condition_wake_all(patience->done);
    mutex_unlock(patience->mutex);
    if (is_abandoned) {
        patience->release(patience->task);
        free_patience(patience);
    }
}

bool live_patiently(void (*task_work)(void *task), void (*release)(void *task), void *task, double seconds, const char **why)
{
    struct patience *patience = memory_get(sizeof *patience);
    struct thread *thread;
    bool is_done;

    *patience = (struct patience){ .mutex = mutex_new(), .done = condition_new(), .work = task_work, .release = release, .task = task };
    thread = thread_start(work, patience);
    if (thread == NULL) {
        *why = "the system starts no further thread";
        free_patience(patience);
        release(task);
        return false;
    }
    mutex_lock(patience->mutex);
    while (!patience->is_done && condition_wait_for(patience->done, patience->mutex, seconds))
        ;
    is_done = patience->is_done;
    patience->is_abandoned = !is_done;
    mutex_unlock(patience->mutex);
    if (is_done) {
        thread_join(thread);
        free_patience(patience);
    } else {
        *why = "it did not answer in time";
        thread_abandon(thread);
    }
    return is_done;
}

static void of_linux(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    (void)host;
    (void)rest;
    answer_absent(answer);
}

const struct live_kind live_own_kinds[] = {
    { "file-signature/", live_file_signature }, { "events/", live_events }, { "proxy-api/", live_proxy_api }, { "trial/", of_linux }, { NULL, NULL },
};

void live_begin(struct live *live, struct host *host)
{
    live->has_windows = true;
    if (live_wine_version() != NULL)
        host_add_note(host, "this is Wine %s, not Windows: what it reports says nothing about a machine with Windows", live_wine_version());
}

void live_end(struct live *live)
{
    if (live->user_token != NULL)
        CloseHandle(live->user_token);
}
