/* The registry of Windows, as it is seen from inside a distribution of WSL: through reg.exe, one run a key of a fixed list. */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/interoperability_linux.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/reg_query.h"
#include "healthcheck/host/registry.h"
#include "healthcheck/host/windows_keys.h"

enum key_state { KEY_IDLE, KEY_STARTED, KEY_ENDED };

/* One key of the list, asked for at most once. */
struct key_run {
    struct live *live;
    const struct windows_key *key;
    enum key_state state;
    struct thread *thread; /* NULL where the asker ran it itself */
    struct process_result result;
    struct answer failure; /* unreadable, and why, where it could not be asked */
};

static size_t key_count(void)
{
    size_t count = 0;

    while (windows_key_at(count) != NULL)
        count++;
    return count;
}

void windows_registry_free(struct interoperability *windows)
{
    for (size_t i = 0; windows->keys != NULL && windows_key_at(i) != NULL; i++) {
        if (windows->keys[i].thread != NULL)
            thread_join(windows->keys[i].thread);
        process_result_free(&windows->keys[i].result);
        free(windows->keys[i].failure.why);
    }
    free(windows->keys);
    registry_free(windows->registry);
}

/* "HKCU/x" of the user of --user is "HKU/<SID>/x". Yours to free. */
static char *of_user(const struct live *live, const char *path)
{
    static const char own[] = "HKCU/";

    if (live->user_sid == NULL || !text_starts(path, own))
        return memory_copy_text(path);
    return text_format("HKU/%s/%s", live->user_sid, path + strlen(own));
}

/* A key as reg.exe takes it; yours to free. */
static char *windows_name(const struct live *live, const struct windows_key *key)
{
    char *name = of_user(live, key->path);

    for (char *at = name; *at != '\0'; at++)
        if (*at == '/')
            *at = '\\';
    return name;
}

static void run_key(void *argument)
{
    struct key_run *run = argument;
    struct interoperability *windows = run->live->windows;
    const struct command *command = command_named(run->key->is_shallow ? "wsl-reg-shallow" : "wsl-reg");
    char *name = windows_name(run->live, run->key);
    struct process_result result = live_run(run->live, command, name);

    mutex_lock(windows->mutex);
    run->result = result;
    if (result.end == PROCESS_MISSING)
        answer_unreadable(&run->failure, "no interoperability with Windows: there is no reg.exe");
    else if (live_ran(run->live, command, &result, &run->failure) && result.status == 0)
        reg_query_read(windows->registry, text_of(&result.output), result.output.size);
    else if (result.end == PROCESS_EXITED && (run->key->may_be_denied || text_contains_ignoring_case(text_of(&result.errors), "denied")))
        answer_unreadable(&run->failure, "reg.exe may not read %s", name);
    run->state = KEY_ENDED;
    condition_wake_all(windows->ended);
    mutex_unlock(windows->mutex);
    free(name);
}

/* The run of a key is the caller's to do where this says so. */
static bool begin(struct live *live, size_t index)
{
    struct interoperability *windows = live->windows;
    bool is_first;

    mutex_lock(windows->mutex);
    if (windows->keys == NULL) {
        windows->registry = registry_new();
        windows->keys = memory_get(key_count() * sizeof *windows->keys);
    }
    is_first = windows->keys[index].state == KEY_IDLE;
    if (is_first) {
        windows->keys[index].live = live;
        windows->keys[index].key = windows_key_at(index);
        windows->keys[index].state = KEY_STARTED;
    }
    mutex_unlock(windows->mutex);
    return is_first;
}

void windows_start(struct live *live)
{
    if (windows_obstacle(live) != NULL)
        return;
    for (size_t i = 0; windows_key_at(i) != NULL; i++) {
        struct key_run *run;

        if (!begin(live, i))
            continue;
        run = &live->windows->keys[i];
        run->thread = thread_start(run_key, run);
        if (run->thread == NULL)
            run_key(run);
    }
}

/* The run of a key, ended. */
static const struct key_run *key_told(struct live *live, size_t index)
{
    struct interoperability *windows = live->windows;

    if (begin(live, index))
        run_key(&windows->keys[index]);
    mutex_lock(windows->mutex);
    while (windows->keys[index].state != KEY_ENDED)
        condition_wait(windows->ended, windows->mutex);
    mutex_unlock(windows->mutex);
    return &windows->keys[index];
}

/* command/wsl-reg: what all the runs printed, one after the other, in the order of the list. */
void windows_registry_text(struct live *live, struct answer *answer)
{
    const char *obstacle = windows_obstacle(live);

    if (obstacle != NULL) {
        answer_unreadable(answer, "%s", obstacle);
        return;
    }
    windows_start(live);
    for (size_t i = 0; windows_key_at(i) != NULL; i++) {
        const struct key_run *run = key_told(live, i);

        if (run->result.end == PROCESS_EXITED && answer->text.size + run->result.output.size <= HOST_LARGEST_FACT)
            text_append_bytes(&answer->text, text_of(&run->result.output), run->result.output.size);
    }
}

void live_registry(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const char *obstacle;
    const struct key_run *run;
    size_t index;
    char *path;

    (void)host;
    if (!live->has_windows) {
        answer_absent(answer);
        return;
    }
    obstacle = windows_obstacle(live);
    index = windows_key_for(rest);
    if (obstacle != NULL || windows_key_at(index) == NULL) {
        answer_unreadable(answer, "%s",
                          obstacle != NULL ? obstacle : "this key is none of those that reg.exe is asked for from inside a distribution");
        return;
    }
    run = key_told(live, index);
    if (run->failure.state == FACT_UNREADABLE) {
        answer_unreadable(answer, "%s", run->failure.why);
        return;
    }
    path = of_user(live, rest);
    mutex_lock(live->windows->mutex);
    registry_answer(live->windows->registry, path, answer);
    mutex_unlock(live->windows->mutex);
    free(path);
}

void live_registry_time(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    (void)rest;
    if (live->has_windows)
        answer_unreadable(answer, "reg.exe does not tell when a key was written: run this on the Windows host");
    else
        answer_absent(answer);
}
