/* Files, folders and file systems of a live Linux machine; of Windows' through its mounted drives. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/pe_version.h"
#include "healthcheck/host/proc_tables.h"
#include "healthcheck/platform/file.h"

enum { TAIL_SIZE = 64 * 1024, LARGEST_PROGRAM = 128 * 1024 * 1024 };

/* In WSL `C/…` and `C` are a drive. */
static bool is_on_drive(const struct live *live, const char *rest)
{
    return live->is_wsl && ((*rest >= 'A' && *rest <= 'Z') || (*rest >= 'a' && *rest <= 'z')) && (rest[1] == '/' || rest[1] == '\0');
}

/* Where the file of a key lies; NULL, and the answer says why, where it cannot be looked at. Yours to free. */
static char *place_of(struct live *live, const char *rest, struct answer *answer)
{
    return is_on_drive(live, rest) ? windows_path(live, rest, answer) : live_path(live, rest);
}

static void take(enum file_result result, const char *why, struct answer *answer)
{
    if (result == FILE_MISSING)
        answer_absent(answer);
    else if (result == FILE_REFUSED)
        answer_unreadable(answer, "%s", why);
}

static void take_errno(struct answer *answer)
{
    char *why = memory_copy_text(strerror(errno));

    why[0] = text_lower(why[0]);
    if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG)
        answer_absent(answer);
    else
        answer_unreadable(answer, "%s", why);
    free(why);
}

void live_file(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "", *path = place_of(live, rest, answer);

    (void)host;
    if (path != NULL)
        take(file_read(path, HOST_LARGEST_FACT, &answer->text, why), why, answer);
    free(path);
}

void live_folder(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "", *path = place_of(live, rest, answer);

    (void)host;
    if (path != NULL)
        take(file_list(path, &answer->text, why), why, answer);
    free(path);
}

void live_file_tail(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "", *path = place_of(live, rest, answer);

    (void)host;
    if (path != NULL)
        take(file_read_tail(path, TAIL_SIZE, &answer->text, why), why, answer);
    free(path);
}

void live_file_version(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char why[FILE_WHY_SIZE] = "", fault[PE_VERSION_WHY_SIZE] = "", version[PE_VERSION_SIZE], *path;
    struct text program = { 0 };
    enum file_result result;

    (void)host;
    if (!is_on_drive(live, rest)) {
        answer_absent(answer);
        return;
    }
    path = windows_path(live, rest, answer);
    if (path == NULL)
        return;
    result = file_read(path, LARGEST_PROGRAM, &program, why);
    free(path);
    if (result != FILE_READ) {
        take(result, why, answer);
        return;
    }
    switch (pe_version_read(text_of(&program), program.size, version, fault)) {
    case PE_VERSION_FOUND:
        text_append(&answer->text, version);
        break;
    case PE_VERSION_NONE:
        answer_absent(answer);
        break;
    case PE_VERSION_BROKEN:
        answer_unreadable(answer, "%s", fault);
        break;
    }
    text_free(&program);
}

/* The name of a user in /etc/passwd: no other directory is asked, so that a dead server cannot hold us. */
static void append_owner(const struct live *live, uid_t owner, struct text *text)
{
    struct text users = { 0 };
    struct span rest, line;
    char *number = text_format("%lu", (unsigned long)owner);
    bool is_found = false;

    rest = live_read(live, "/etc/passwd", &users) ? (struct span){ users.data, users.size } : span_of("");
    while (!is_found && span_next_line(&rest, &line)) {
        const char *first = line.size > 0 ? memchr(line.data, ':', line.size) : NULL, *end = line.data + line.size;
        const char *second = first != NULL ? memchr(first + 1, ':', (size_t)(end - first - 1)) : NULL;
        const char *third = second != NULL ? memchr(second + 1, ':', (size_t)(end - second - 1)) : NULL;

        is_found = third != NULL && first > line.data && span_is((struct span){ second + 1, (size_t)(third - second - 1) }, number);
        if (is_found)
            proc_append_line(text, line.data, (size_t)(first - line.data));
    }
    if (!is_found)
        text_append(text, number);
    free(number);
    text_free(&users);
}

void live_file_info(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char *path = place_of(live, rest, answer), mtime[MOMENT_TEXT_SIZE];
    struct stat status;

    (void)host;
    if (path == NULL)
        return;
    if (stat(path, &status) != 0) {
        take_errno(answer);
    } else {
        moment_write(status.st_mtime, mtime);
        text_append_format(&answer->text, "size=%lld mtime=%s", (long long)status.st_size, mtime);
        /* A mounted drive makes up mode and owner. */
        if (!is_on_drive(live, rest)) {
            text_append_format(&answer->text, " mode=%04o owner=", (unsigned)(status.st_mode & 07777));
            append_owner(live, status.st_uid, &answer->text);
        }
    }
    free(path);
}

/* Is `path` `point` or below it? */
static bool is_below(const char *path, const char *point)
{
    size_t size = strlen(point);

    while (size > 0 && point[size - 1] == '/')
        size--;
    return strncmp(path, point, size) == 0 && (path[size] == '/' || path[size] == '\0');
}

/* Type and options of the mount with the longest name above `path`; of two at one place the later covers the earlier. */
static void append_mount(const struct live *live, const char *path, struct text *text)
{
    struct text table = { 0 };
    struct proc_mount best = { 0 }, mount;
    struct span rest = live_read(live, "/proc/self/mountinfo", &table) ? (struct span){ table.data, table.size } : span_of("");

    while (proc_mount_next(&rest, &mount)) {
        if (is_below(path, mount.point) && (best.point == NULL || strlen(mount.point) >= strlen(best.point))) {
            proc_mount_free(&best);
            best = mount;
        } else {
            proc_mount_free(&mount);
        }
    }
    if (best.point != NULL)
        text_append_format(text, " type=%s options=%s", best.type, best.options);
    proc_mount_free(&best);
    text_free(&table);
}

void live_disk(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char *path = place_of(live, rest, answer), *real;
    struct statvfs status;

    (void)host;
    if (path == NULL)
        return;
    real = realpath(path, NULL);
    if (real == NULL || statvfs(real, &status) != 0) {
        take_errno(answer);
    } else {
        text_append_format(&answer->text, "size=%llu free=%llu", (unsigned long long)status.f_blocks * status.f_frsize,
                           (unsigned long long)status.f_bavail * status.f_frsize);
        append_mount(live, text_starts(real, live->root) ? real + strlen(live->root) : real, &answer->text);
    }
    free(real);
    free(path);
}
