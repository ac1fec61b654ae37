/* A live Linux machine, or a distribution inside WSL: what only it has. */
#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "healthcheck/host/host.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/proc_tables.h"
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

/* Kinds that only Windows has. */
static void of_windows(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)host;
    (void)rest;
    if (live->has_windows)
        answer_unreadable(answer, "it cannot be asked from inside a distribution: run this on the Windows host");
    else
        answer_absent(answer);
}

const struct live_kind live_own_kinds[] = {
    { "file-signature/", of_windows }, { "events/", of_windows }, { "proxy-api/", of_windows }, { "trial/", not_tried }, { NULL, NULL },
};

static bool is_in_wsl(const struct live *live)
{
    struct text release = { 0 };
    bool is_wsl = live_read(live, "/proc/sys/kernel/osrelease", &release) && text_contains_ignoring_case(text_of(&release), "microsoft");

    text_free(&release);
    return is_wsl;
}

void live_begin(struct live *live, struct host *host)
{
    (void)host;
    live->has_windows = is_in_wsl(live);
    live->windows = live->has_windows ? interoperability_new() : NULL;
}

void live_end(struct live *live)
{
    interoperability_free(live->windows);
}
