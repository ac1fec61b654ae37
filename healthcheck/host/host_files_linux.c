/* Files, folders and file systems of a live Linux machine; of Windows' through its mounted drives. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"
#include "healthcheck/host/live_linux.h"
#include "healthcheck/host/proc_tables.h"

char *live_place(struct live *live, const char *rest, struct answer *answer)
{
    return live_is_on_drive(live, rest) ? windows_path(live, rest, answer) : live_path(live, rest);
}

char *live_place_of_url(struct live *live, const char *path, struct answer *answer)
{
    char *decoded, *place;

    if (strncmp(path, "//localhost/", 12) == 0)
        path += 11;
    else if (strncmp(path, "///", 3) == 0)
        path += 2;
    if (path[0] != '/' || path[1] == '/') {
        answer_unreadable(answer, "a file of another machine is not read");
        return NULL;
    }
    decoded = text_without_percents(path);
    /* "/C:/x" is a drive's file, and lies below a mount point of the distribution. */
    if (live->has_windows && decoded[1] != '\0' && decoded[2] == ':')
        memmove(decoded + 2, decoded + 3, strlen(decoded + 3) + 1);
    place = live->has_windows && decoded[1] != '\0' && decoded[2] == '/' ? windows_path(live, decoded + 1, answer) : live_path(live, decoded);
    free(decoded);
    return place;
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
    char *path = live_place(live, rest, answer), mtime[MOMENT_TEXT_SIZE];
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
        if (!live_is_on_drive(live, rest)) {
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
    char *path = live_place(live, rest, answer), *real;
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
