/* A live Linux machine, or a distribution inside WSL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/proc_tables.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/file.h"

enum { LARGEST_SYSTEM_FILE = 4 * 1024 * 1024 };

char *live_path(const struct live *live, const char *path)
{
    return text_format("%s%s%s", live->root, *path == '/' ? "" : "/", path);
}

bool live_read(const struct live *live, const char *path, struct text *content)
{
    char why[FILE_WHY_SIZE], *whole = live_path(live, path);
    bool is_read = file_read(whole, LARGEST_SYSTEM_FILE, content, why) == FILE_READ;

    free(whole);
    return is_read;
}

bool live_boot(const struct live *live, long long *when)
{
    struct text stat = { 0 };
    bool is_known = live_read(live, "/proc/stat", &stat) && proc_number((struct span){ stat.data, stat.size }, "btime", when);

    text_free(&stat);
    return is_known;
}

static void not_tried(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    (void)host;
    (void)rest;
    answer_unreadable(answer, "not tried by this build");
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

/* Kinds that only Windows has. */
static void of_windows(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    (void)rest;
    if (live->is_wsl)
        answer_unreadable(answer, "it cannot be asked from inside a distribution: run this on the Windows host");
    else
        answer_absent(answer);
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
        { "file-signature/", of_windows },
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
        { "events/", of_windows },
        { "proxy-api/", of_windows },
        { "connect/", not_connected },
        { "download/", live_download },
        { "dns/", live_dns },
        { "trial/", not_tried },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (text_starts(key, kinds[i].kind)) {
            kinds[i].look((struct live *)machine, host, key + strlen(kinds[i].kind), answer);
            return;
        }
    answer_unreadable(answer, "a live Linux machine has no such kind of fact");
}

static void close_live(struct machine *machine)
{
    struct live *live = (struct live *)machine;

    command_runs_stop(live->runs);
    interoperability_free(live->windows);
    command_runs_free(live->runs);
    free(live->root);
    free(live->user_sid);
    free(live);
}

static bool is_in_wsl(const struct live *live)
{
    struct text release = { 0 };
    bool is_wsl = live_read(live, "/proc/sys/kernel/osrelease", &release) && text_contains_ignoring_case(text_of(&release), "microsoft");

    text_free(&release);
    return is_wsl;
}

struct host *host_open_live(const struct host_options *options)
{
    struct live *live = memory_get(sizeof *live);

    live->machine = (struct machine){ .source = "live", .look = look, .start_commands = live_start_commands, .close = close_live };
    live->root = memory_copy_text(options->root != NULL ? options->root : "");
    live->timeout_seconds = options->timeout_seconds > 0 ? options->timeout_seconds : 10;
    live->purposes = options->purposes != 0 ? options->purposes : COMMAND_FOR_REPORT;
    snprintf(live->since, sizeof live->since, COMMAND_SINCE "%lld",
             (long long)clock_now() - (options->since_seconds > 0 ? options->since_seconds : 7 * MOMENT_DAY));
    live->may_fetch = options->may_fetch;
    live->try = options->try;
    live->try_options = options->try_options;
    if (live->try != NULL)
        live->machine.connect = connect_live;
    live->user_sid = memory_copy_text(options->user_sid);
    live->is_wsl = is_in_wsl(live);
    live->runs = command_runs_new(live_run_row, live);
    live->windows = live->is_wsl ? interoperability_new() : NULL;
    return host_new(&live->machine);
}
