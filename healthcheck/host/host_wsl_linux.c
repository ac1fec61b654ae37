/* Windows, as it is seen from inside a distribution of WSL: its programs through interoperability, its files through mounted drives. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/interoperability_linux.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/proc_tables.h"
#include "healthcheck/host/sc_query.h"
#include "healthcheck/host/windows_csv.h"
#include "healthcheck/platform/file.h"

struct interoperability *interoperability_new(void)
{
    struct interoperability *windows = memory_get(sizeof *windows);

    windows->mutex = mutex_new();
    windows->ended = condition_new();
    return windows;
}

void interoperability_free(struct interoperability *windows)
{
    if (windows == NULL)
        return;
    windows_registry_free(windows);
    condition_free(windows->ended);
    mutex_free(windows->mutex);
    free(windows->processes);
    free(windows);
}

/* Is this a mount of drive `letter` ("C:\" or "C:" as its source, or in WSL 2 its options "path=C:\")? */
static bool is_drive(const struct proc_mount *mount, char letter)
{
    const char *path = strstr(mount->options, "path=");

    if (text_lower(mount->source[0]) == text_lower(letter) && mount->source[1] == ':')
        return true;
    return path != NULL && text_lower(path[5]) == text_lower(letter) && path[6] == ':';
}

/* Where drive `letter` is mounted, below the root; NULL where it is not. Yours to free. */
static char *drive_mount(const struct live *live, char letter)
{
    struct text table = { 0 };
    struct proc_mount mount;
    char *point = NULL;
    struct span rest = live_read(live, "/proc/self/mountinfo", &table) ? (struct span){ table.data, table.size } : span_of("");

    while (proc_mount_next(&rest, &mount)) {
        bool is_windows = strcmp(mount.type, "9p") == 0 || strcmp(mount.type, "drvfs") == 0 || strcmp(mount.type, "virtiofs") == 0;

        if (is_windows && point == NULL && is_drive(&mount, letter))
            point = live_path(live, mount.point);
        proc_mount_free(&mount);
    }
    text_free(&table);
    return point;
}

/* The kernel hands Windows' programs to WSL while this entry of binfmt_misc is enabled; systemd, where it runs, calls it -late. */
static bool is_enabled(const struct live *live)
{
    static const char *const entries[] = { "/proc/sys/fs/binfmt_misc/WSLInterop", "/proc/sys/fs/binfmt_misc/WSLInterop-late" };
    bool is_enabled = false;

    for (size_t i = 0; i < sizeof entries / sizeof entries[0] && !is_enabled; i++) {
        struct text state = { 0 };

        is_enabled = live_read(live, entries[i], &state) && text_starts(text_of(&state), "enabled");
        text_free(&state);
    }
    return is_enabled;
}

static const char *find_obstacle(struct live *live)
{
    char *program = windows_program(live, "SystemRoot/System32/reg.exe");
    struct stat status;
    const char *obstacle = NULL;

    if (!is_enabled(live))
        obstacle = "interoperability with Windows is off ([interop] enabled in /etc/wsl.conf, or the kernel's entry WSLInterop is missing)";
    else if (program == NULL)
        obstacle = "no interoperability with Windows: drive C is not mounted ([automount] enabled in /etc/wsl.conf)";
    else if (stat(program, &status) != 0)
        obstacle = "no interoperability with Windows: there is no reg.exe on drive C";
    free(program);
    return obstacle;
}

const char *windows_obstacle(struct live *live)
{
    struct interoperability *windows = live->windows;
    const char *obstacle;

    mutex_lock(windows->mutex);
    if (!windows->is_judged)
        windows->obstacle = find_obstacle(live);
    windows->is_judged = true;
    obstacle = windows->obstacle;
    mutex_unlock(windows->mutex);
    return obstacle;
}

char *windows_path(struct live *live, const char *rest, struct answer *answer)
{
    const char *obstacle = windows_obstacle(live);
    char *point, *path;

    if (obstacle != NULL) {
        answer_unreadable(answer, "%s", obstacle);
        return NULL;
    }
    point = drive_mount(live, rest[0]);
    if (point == NULL) {
        answer_unreadable(answer, "drive %c is not mounted in this distribution", rest[0]);
        return NULL;
    }
    path = text_format("%s%s", point, rest + 1);
    free(point);
    return path;
}

char *windows_program(struct live *live, const char *program)
{
    static const char *const bases[][2] = { { "SystemRoot/", "/Windows/" }, { "ProgramFiles/", "/Program Files/" } };
    char *point = drive_mount(live, 'C'), *path = NULL;

    for (size_t i = 0; point != NULL && path == NULL && i < sizeof bases / sizeof bases[0]; i++)
        if (text_starts(program, bases[i][0]))
            path = text_format("%s%s%s", point, bases[i][1], program + strlen(bases[i][0]));
    free(point);
    return path;
}

/* A stopped service: may it be started? */
static void answer_stopped(struct live *live, const char *name, struct answer *answer)
{
    const struct command *command = command_named("windows-service-start");
    struct process_result result = live_run(live, command, name);
    struct sc_query query;

    if (live_ran(live, command, &result, answer)) {
        query = sc_query_read((struct span){ text_of(&result.output), result.output.size });
        if (query.second >= 0)
            text_append(&answer->text, query.second == SC_START_DISABLED ? "disabled" : "stopped");
        else
            answer_unreadable(answer, "it is stopped, and sc.exe does not say whether it is disabled (error %ld)", query.error);
    }
    process_result_free(&result);
}

void windows_service(struct live *live, const char *name, struct answer *answer)
{
    const struct command *command = command_named("windows-service");
    struct process_result result = live_run(live, command, name);
    struct sc_query query;
    const char *state;

    if (live_ran(live, command, &result, answer)) {
        query = sc_query_read((struct span){ text_of(&result.output), result.output.size });
        state = sc_state_name(query.second);
        if (query.error == SC_NO_SUCH_SERVICE)
            answer_absent(answer);
        else if (state == NULL)
            answer_unreadable(answer, query.error != 0 ? "sc.exe reports error %ld" : "sc.exe prints no state (error %ld)", query.error);
        else if (strcmp(state, "stopped") == 0)
            answer_stopped(live, name, answer);
        else
            text_append(&answer->text, state);
    }
    process_result_free(&result);
}

/* The list of Windows' processes, asked for once; NULL, and the answer says why, where it cannot be had. */
static const char *process_list(struct live *live, struct answer *answer)
{
    struct interoperability *windows = live->windows;
    const struct command *command = command_named("windows-processes");
    const char *list;

    mutex_lock(windows->mutex);
    list = windows->processes;
    mutex_unlock(windows->mutex);
    if (list == NULL) {
        struct process_result result = live_run(live, command, NULL);

        if (live_ran(live, command, &result, answer)) {
            mutex_lock(windows->mutex);
            if (windows->processes == NULL)
                windows->processes = text_take(&result.output);
            list = windows->processes;
            mutex_unlock(windows->mutex);
        }
        process_result_free(&result);
    }
    return list;
}

static bool is_same(struct span cell, const char *name)
{
    char *copy = memory_copy(cell.data, cell.size);
    bool is_same = text_same(copy, name);

    free(copy);
    return is_same;
}

void windows_process(struct live *live, const char *image, struct answer *answer)
{
    const char *list = process_list(live, answer);
    struct span rest, cells[2];
    size_t count;

    if (list == NULL)
        return;
    rest = span_of(list);
    while ((count = windows_csv_next(&rest, cells, 2)) > 0)
        if (count == 2 && is_same(cells[0], image))
            text_append_format(&answer->text, "pid=%.*s appcontainer=? integrity=? mitigations=?\n", (int)(cells[1].size < 20 ? cells[1].size : 0),
                               cells[1].data);
    if (answer->text.size == 0)
        answer_absent(answer);
}

/* The user as whom Windows' programs run from here: that of the distribution. */
static void answer_sid(struct live *live, struct answer *answer)
{
    const struct command *command = command_named("windows-user");
    struct process_result result = live_run(live, command, NULL);
    struct span rest = { text_of(&result.output), result.output.size }, cells[2];

    if (live_ran(live, command, &result, answer)) {
        if (windows_csv_next(&rest, cells, 2) == 2 && span_starts(cells[1], "S-1-"))
            text_append_bytes(&answer->text, cells[1].data, cells[1].size);
        else
            answer_unreadable(answer, "whoami.exe prints no SID");
    }
    process_result_free(&result);
}

void windows_user(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct fact *fact;

    if (strcmp(rest, "sid") == 0 && live->user_sid != NULL) {
        text_append(&answer->text, live->user_sid);
    } else if (strcmp(rest, "sid") == 0) {
        answer_sid(live, answer);
    } else if (strcmp(rest, "profile") == 0) {
        fact = host_ask(host, "user/sid");
        if (fact->state == FACT_PRESENT)
            fact = host_ask_for(host, "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/ProfileList/%s/ProfileImagePath", fact->text);
        if (fact->state == FACT_UNREADABLE)
            answer_unreadable(answer, "%s: %s", fact->key, fact->why);
        else if (fact->state == FACT_ABSENT)
            answer_absent(answer);
        else
            text_append(&answer->text, fact->text);
    } else {
        answer_absent(answer);
    }
}
