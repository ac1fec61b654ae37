/* A live Windows machine. */
#include <stdio.h>
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
    bool is_drive = ((*rest >= 'A' && *rest <= 'Z') || (*rest >= 'a' && *rest <= 'z')) && (rest[1] == '/' || rest[1] == '\0');
    char *path;

    if (!is_drive || strpbrk(rest, NOT_IN_NAMES) != NULL)
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

static void not_connected(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    (void)host;
    (void)rest;
    answer_unreadable(answer, "nothing is contacted here: run `healthcheck --connectivityTest`");
}

static void connect_live(struct machine *machine, const char *const *keys, size_t count, host_tried *tried, void *context)
{
    struct live *live = (struct live *)machine;

    live->try(live->try_options, keys, count, tried, context);
}

static void look(struct machine *machine, struct host *host, const char *key, struct answer *answer)
{
    static const struct {
        const char *kind;
        live_look *look;
    } kinds[] = {
        { "system/", live_system },
        { "clock/", live_clock },
        { "file/", live_file },
        { "folder/", live_folder },
        { "file-info/", live_file_info },
        { "file-version/", live_file_version },
        { "file-tail/", live_file_tail },
        { "file-signature/", live_file_signature },
        { "disk/", live_disk },
        { "registry/", live_registry },
        { "registry-time/", live_registry_time },
        { "env/", live_environment },
        { "service/", live_service },
        { "process/", live_process },
        { "command/", live_command },
        { "command-status/", live_command_status },
        { "user/", live_user },
        { "network/", live_network },
        { "endpoint-geography", live_geography },
        { "events/", live_events },
        { "proxy-api/", live_proxy_api },
        { "connect/", not_connected },
        { "download/", live_download },
        { "dns/", live_dns },
        { "trial/", of_linux },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_starts(key, kinds[i].kind)) {
            kinds[i].look((struct live *)machine, host, key + strlen(kinds[i].kind), answer);
            return;
        }
    answer_unreadable(answer, "a live Windows machine has no such kind of fact");
}

static void close_live(struct machine *machine)
{
    struct live *live = (struct live *)machine;

    command_runs_stop(live->runs);
    command_runs_free(live->runs);
    if (live->user_token != NULL)
        CloseHandle(live->user_token);
    free(live->root);
    free(live->user_sid);
    free(live);
}

struct host *host_open_live(const struct host_options *options)
{
    struct live *live = memory_get(sizeof *live);
    struct host *host;

    live->machine = (struct machine){ .source = "live", .look = look, .start_commands = live_start_commands, .close = close_live };
    live->root = memory_copy_text(options->root != NULL ? options->root : "");
    live->timeout_seconds = options->timeout_seconds > 0 ? options->timeout_seconds : 10;
    live->purposes = options->purposes != 0 ? options->purposes : COMMAND_FOR_REPORT;
    live->may_fetch = options->may_fetch;
    live->try = options->try;
    live->try_options = options->try_options;
    if (live->try != NULL)
        live->machine.connect = connect_live;
    live->user_sid = memory_copy_text(options->user_sid);
    live->runs = command_runs_new(live_run_row, live);
    host = host_new(&live->machine);
    if (live_wine_version() != NULL)
        host_add_note(host, "this is Wine %s, not Windows: what it reports says nothing about a machine with Windows", live_wine_version());
    return host;
}
