/* Files on Linux. */
#define _GNU_SOURCE /* getdents64, DT_REG and its like are no POSIX */
#include "healthcheck/platform/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"

enum { DEEPEST = 64 };

struct folder {
    int handle;
};

struct folder *folder_open(const char *path, struct error *error)
{
    int handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct folder *folder;

    if (handle < 0) {
        error_set(error, "%s: %s", path, strerror(errno));
        return NULL;
    }
    folder = memory_get(sizeof *folder);
    folder->handle = handle;
    return folder;
}

void folder_close(struct folder *folder)
{
    if (folder == NULL)
        return;
    close(folder->handle);
    free(folder);
}

struct folder *folder_open_beneath(struct folder *folder, const char *name)
{
    int handle = openat(folder->handle, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct folder *below;

    if (handle < 0)
        return NULL;
    below = memory_get(sizeof *below);
    below->handle = handle;
    return below;
}

struct walk {
    _Alignas(struct dirent64) char entries[32768]; /* of one folder at a time */
    size_t left;
    bool is_whole;
    void (*found)(void *context, const char *path, enum file_kind kind);
    void *context;
};

static enum file_kind kind_of(int parent, const struct dirent64 *entry)
{
    struct stat status;
    mode_t mode;

    if (entry->d_type == DT_REG)
        return FILE_IS_FILE;
    if (entry->d_type == DT_DIR)
        return FILE_IS_FOLDER;
    if (entry->d_type == DT_LNK)
        return FILE_IS_LINK;
    if (entry->d_type != DT_UNKNOWN || fstatat(parent, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return FILE_IS_OTHER;
    mode = status.st_mode;
    return S_ISREG(mode) ? FILE_IS_FILE : S_ISDIR(mode) ? FILE_IS_FOLDER : S_ISLNK(mode) ? FILE_IS_LINK : FILE_IS_OTHER;
}

/* Tells one entry; a folder's name goes to `below`, too. */
static void walk_entry(struct walk *walk, int handle, const struct dirent64 *entry, struct text *path, struct text *below)
{
    enum file_kind kind = kind_of(handle, entry);
    size_t size = path->size;

    if (size > 0)
        text_append_char(path, '/');
    text_append(path, entry->d_name);
    walk->found(walk->context, text_of(path), kind);
    path->size = size;
    path->data[size] = '\0';
    if (kind == FILE_IS_FOLDER)
        text_append_bytes(below, entry->d_name, strlen(entry->d_name) + 1);
}

/* Tells what is in a folder. Not by readdir(3), which costs two more system calls and 32 KiB a folder: a fleet has many. */
static void walk_entries(struct walk *walk, int handle, struct text *path, struct text *below)
{
    ssize_t got;

    while ((got = getdents64(handle, walk->entries, sizeof walk->entries)) > 0)
        for (ssize_t at = 0; at < got;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(walk->entries + at);

            at += entry->d_reclen;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            if (walk->left == 0) {
                walk->is_whole = false;
                return;
            }
            walk->left--;
            walk_entry(walk, handle, entry, path, below);
        }
    walk->is_whole = walk->is_whole && got == 0;
}

/* Takes `handle` over. */
static void walk_folder(struct walk *walk, int handle, struct text *path, int depth)
{
    struct text below = { 0 }; /* names, a NUL after each */
    size_t size = path->size;

    if (depth > DEEPEST)
        walk->is_whole = false;
    else
        walk_entries(walk, handle, path, &below);
    for (size_t at = 0; at < below.size; at += strlen(below.data + at) + 1) {
        int folder = openat(handle, below.data + at, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

        text_append_format(path, "%s%s", size > 0 ? "/" : "", below.data + at);
        if (folder >= 0)
            walk_folder(walk, folder, path, depth + 1);
        else
            walk->is_whole = false;
        path->size = size;
        path->data[size] = '\0';
    }
    text_free(&below);
    close(handle);
}

bool folder_walk(struct folder *folder, size_t limit, void (*found)(void *context, const char *path, enum file_kind kind), void *context)
{
    struct walk walk;
    struct text path = { 0 };
    int again = openat(folder->handle, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (again < 0)
        return false;
    walk.left = limit;
    walk.is_whole = true;
    walk.found = found;
    walk.context = context;
    walk_folder(&walk, again, &path, 0);
    text_free(&path);
    return walk.is_whole;
}

static enum file_result refuse(char why[FILE_WHY_SIZE], const char *reason)
{
    snprintf(why, FILE_WHY_SIZE, "%s", reason);
    return FILE_REFUSED;
}

static enum file_result refuse_errno(char why[FILE_WHY_SIZE], int number)
{
    char reason[FILE_WHY_SIZE];

    if (number == ENOENT || number == ENOTDIR || number == ENAMETOOLONG)
        return FILE_MISSING;
    if (number == ELOOP)
        return refuse(why, "it is a link, and links are not followed");
    snprintf(reason, sizeof reason, "%s", strerror(number));
    reason[0] = text_lower(reason[0]);
    return refuse(why, reason);
}

/* Takes `handle` over. */
static enum file_result read_handle(int handle, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    struct stat status;
    enum file_result result = FILE_READ;
    size_t before = content->size;
    char chunk[16384];
    ssize_t got = 0;

    if (fstat(handle, &status) != 0)
        result = refuse_errno(why, errno);
    else if (!S_ISREG(status.st_mode))
        result = refuse(why, S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file");
    else if (status.st_size > 0 && (unsigned long long)status.st_size > limit)
        got = -1;
    while (result == FILE_READ && got >= 0) {
        got = read(handle, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            got = 0;
        else if (got < 0)
            result = refuse_errno(why, errno);
        else if (got == 0)
            break;
        else
            text_append_bytes(content, chunk, (size_t)got);
        /* Whole by its size: not asked again. What /proc tells has size 0. */
        if (got > 0 && status.st_size > 0 && content->size - before == (unsigned long long)status.st_size)
            break;
        if (content->size - before > limit)
            got = -1;
    }
    close(handle);
    if (result == FILE_READ && got < 0) {
        snprintf(why, FILE_WHY_SIZE, "it is larger than %zu MiB", limit / (1024 * 1024));
        result = FILE_REFUSED;
    }
    if (result != FILE_READ && content->data != NULL) {
        content->size = before;
        content->data[before] = '\0';
    }
    return result;
}

/* Opens a regular file. A device is not even opened: some act on that (a tape rewinds, a watchdog starts). */
static enum file_result open_regular(const char *path, int *handle, char why[FILE_WHY_SIZE])
{
    struct stat status;

    if (stat(path, &status) != 0)
        return refuse_errno(why, errno);
    if (!S_ISREG(status.st_mode))
        return refuse(why, S_ISDIR(status.st_mode) ? "it is a folder" : "it is no regular file");
    /* O_NONBLOCK: a pipe that took the place of the file meanwhile must not hold us. */
    *handle = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    return *handle < 0 ? refuse_errno(why, errno) : FILE_READ;
}

enum file_result file_read(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    int handle;
    enum file_result result = open_regular(path, &handle, why);

    return result == FILE_READ ? read_handle(handle, limit, content, why) : result;
}

bool file_is_regular(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool file_changed(const char *path, moment *when)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return false;
    *when = status.st_mtime;
    return true;
}

enum file_result file_read_tail(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    struct stat status;
    struct text tail = { 0 };
    int handle;
    enum file_result result = open_regular(path, &handle, why);
    off_t begin = 0;
    const char *first;

    if (result != FILE_READ)
        return result;
    /* One byte more: it says whether a line begins with the next one. */
    if (fstat(handle, &status) == 0 && (unsigned long long)status.st_size > limit)
        begin = status.st_size - (off_t)limit - 1;
    /* A log may grow while it is read: what comes now is left to the next look. It may be emptied as well. */
    while (result == FILE_READ && tail.size <= limit) {
        char chunk[16384];
        size_t left = limit + 1 - tail.size;
        ssize_t got = pread(handle, chunk, left < sizeof chunk ? left : sizeof chunk, begin + (off_t)tail.size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            result = refuse_errno(why, errno);
        if (got <= 0)
            break;
        text_append_bytes(&tail, chunk, (size_t)got);
    }
    close(handle);
    first = begin > 0 && tail.size > 0 ? memchr(tail.data, '\n', tail.size - 1) : NULL;
    if (result == FILE_READ && first != NULL)
        text_append_bytes(content, first + 1, tail.size - (size_t)(first + 1 - tail.data));
    else if (result == FILE_READ && begin > 0 && tail.size > 0)
        text_append_bytes(content, tail.data + 1, tail.size - 1);
    else if (result == FILE_READ)
        text_append_bytes(content, text_of(&tail), tail.size);
    text_free(&tail);
    return result;
}

enum { READ_NO_LINK = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY };

/* No empty component, no "." and no "..". */
static bool is_plain(const char *path)
{
    for (;; path++) {
        size_t size = strcspn(path, "/");

        if (size == 0 || (path[0] == '.' && (size == 1 || (size == 2 && path[1] == '.'))))
            return false;
        path += size;
        if (*path == '\0')
            return true;
    }
}

/* Component by component, for kernels before 5.6. */
static int open_stepwise(int folder, const char *path)
{
    char name[256];
    int handle = dup(folder);

    while (handle >= 0) {
        size_t size = strcspn(path, "/");
        bool is_last = path[size] == '\0';
        int below = -1, number = ENAMETOOLONG;

        if (size < sizeof name) {
            memcpy(name, path, size);
            name[size] = '\0';
            below = openat(handle, name, READ_NO_LINK | (is_last ? 0 : O_DIRECTORY));
            number = errno;
        }
        close(handle);
        errno = number;
        handle = below;
        if (is_last)
            break;
        path += size + 1;
    }
    return handle;
}

/* Opens `path` without following any link in it. */
static int open_beneath(int folder, const char *path)
{
    struct open_how how = { .flags = READ_NO_LINK, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
    long handle;

    if (!is_plain(path)) {
        errno = ENOENT;
        return -1;
    }
    handle = syscall(SYS_openat2, folder, path, &how, sizeof how);
    /* EPERM: what some containers' filters answer to calls they do not know. */
    if (handle < 0 && (errno == ENOSYS || errno == EPERM))
        return open_stepwise(folder, path);
    return (int)handle;
}

enum file_result file_read_beneath(struct folder *folder, const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    int handle = open_beneath(folder->handle, path);

    return handle < 0 ? refuse_errno(why, errno) : read_handle(handle, limit, content, why);
}

static bool is_own(const struct stat *status)
{
    return status->st_uid == 0 || status->st_uid == geteuid();
}

/* `what` is "it" or "its folder". */
static enum file_result check_own(int handle, const char *what, char why[FILE_WHY_SIZE])
{
    struct stat status;

    if (fstat(handle, &status) != 0)
        return refuse_errno(why, errno);
    if (is_own(&status))
        return FILE_READ;
    snprintf(why, FILE_WHY_SIZE, "%s belongs to another user, who may have made it up: delete it as root (its owner is uid %lu)", what,
             (unsigned long)status.st_uid);
    return FILE_REFUSED;
}

enum file_result file_read_own(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    char *above = slash != NULL ? memory_copy(path, (size_t)(name - path)) : memory_copy_text(".");
    int folder = open(above, O_PATH | O_DIRECTORY | O_CLOEXEC), handle = -1;
    enum file_result result = folder < 0 ? refuse_errno(why, errno) : check_own(folder, "its folder", why);

    if (result == FILE_READ) {
        handle = openat(folder, name, READ_NO_LINK);
        result = handle < 0 ? refuse_errno(why, errno) : check_own(handle, "it", why);
    }
    if (result == FILE_READ)
        result = read_handle(handle, limit, content, why);
    else if (handle >= 0)
        close(handle);
    if (folder >= 0)
        close(folder);
    free(above);
    return result;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_folder(DIR *listing, const struct dirent *entry)
{
    struct stat status;

    if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(dirfd(listing), entry->d_name, &status, 0) == 0 && S_ISDIR(status.st_mode);
}

/* A name as a line of its own; yours to free. */
static char *line_of(const char *name, bool is_folder)
{
    struct text line = { 0 };

    for (; *name != '\0'; name++) {
        if (*name == '\n')
            text_append(&line, "%0A");
        else
            text_append_char(&line, *name);
    }
    text_append(&line, is_folder ? "/" : "");
    return text_take(&line);
}

enum file_result file_list(const char *path, struct text *names, char why[FILE_WHY_SIZE])
{
    DIR *listing = opendir(path); /* close-on-exec by itself; never waits, unlike open() of a pipe */
    char **lines = NULL;
    size_t count = 0;
    struct dirent *entry;

    if (listing == NULL && errno == ENOTDIR) {
        struct stat status;

        return stat(path, &status) == 0 ? refuse(why, "it is no folder") : FILE_MISSING;
    }
    if (listing == NULL)
        return refuse_errno(why, errno);
    while ((entry = readdir(listing)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if ((count & (count - 1)) == 0)
            lines = memory_resize(lines, count > 0 ? 2 * count : 1, sizeof *lines);
        lines[count++] = line_of(entry->d_name, is_folder(listing, entry));
    }
    closedir(listing);
    if (count > 0)
        qsort(lines, count, sizeof *lines, by_bytes);
    for (size_t i = 0; i < count; i++) {
        text_append_format(names, "%s\n", lines[i]);
        free(lines[i]);
    }
    free(lines);
    return FILE_READ;
}

static bool write_whole(int handle, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(handle, bytes, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        size -= (size_t)written;
    }
    return true;
}

/* A pipe, a terminal, /dev/stdout: nothing that could be replaced. */
static bool write_through(const char *path, const char *bytes, size_t size)
{
    int handle = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    bool is_written = handle >= 0 && write_whole(handle, bytes, size);

    return handle >= 0 && close(handle) == 0 && is_written;
}

/* The rights of the file that stands there already, else those every new file gets. */
static bool take_rights(int handle, const struct stat *old)
{
    mode_t mask = umask(0);

    umask(mask);
    /* Only root may give a file away; then it stays ours, and nobody gets to read what nobody could before. */
    if (old != NULL && fchown(handle, old->st_uid, old->st_gid) != 0)
        return fchmod(handle, old->st_mode & 0700) == 0;
    return fchmod(handle, old != NULL ? old->st_mode & 0777 : 0666 & ~mask) == 0;
}

/* Nobody stops us between the first byte and the new name, so that nothing half is left lying about. */
static bool write_beside(const char *path, const struct stat *old, mode_t rights, const char *bytes, size_t size)
{
    char *beside = text_format("%s.XXXXXX", path);
    sigset_t all, before;
    int handle, number;
    bool is_written;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    handle = mkostemp(beside, O_CLOEXEC);
    is_written = handle >= 0 && write_whole(handle, bytes, size) && (rights != 0 ? fchmod(handle, rights) == 0 : take_rights(handle, old)) &&
                 fsync(handle) == 0 && rename(beside, path) == 0;
    number = errno;
    if (handle >= 0 && !is_written)
        unlink(beside);
    if (handle >= 0)
        close(handle);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    free(beside);
    errno = number;
    return is_written;
}

bool file_replace(const char *path, const char *bytes, size_t size, struct error *error)
{
    struct stat status;
    bool exists = stat(path, &status) == 0, is_written;
    /* Of a link the file it leads to is replaced, and the link stays. */
    char *target = exists ? realpath(path, NULL) : NULL;

    if (!exists && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
        return error_set(error, "cannot write %s: it is a link that leads nowhere", path);
    if (exists && S_ISDIR(status.st_mode)) {
        free(target);
        return error_set(error, "cannot write %s: it is a folder", path);
    }
    if (exists && !S_ISREG(status.st_mode))
        is_written = write_through(path, bytes, size);
    else
        is_written = write_beside(target != NULL ? target : path, exists ? &status : NULL, 0, bytes, size);
    if (!is_written)
        error_set(error, "cannot write %s: %s", path, strerror(errno));
    free(target);
    return is_written;
}

bool file_replace_readable(const char *path, const char *bytes, size_t size, struct error *error)
{
    return write_beside(path, NULL, 0644, bytes, size) || error_set(error, "cannot write %s: %s", path, strerror(errno));
}

bool folder_make(const char *path, struct error *error)
{
    struct stat status;

    if (mkdir(path, 0755) == 0) /* the mask may have taken some of it */
        return chmod(path, 0755) == 0 || error_set(error, "cannot give %s its rights: %s", path, strerror(errno));
    if (errno != EEXIST)
        return error_set(error, "cannot make the folder %s: %s", path, strerror(errno));
    if (lstat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return error_set(error, "%s is no folder", path);
    return is_own(&status) || error_set(error, "%s is a folder of another user (uid %lu): delete it as root", path, (unsigned long)status.st_uid);
}

char *file_in_folder(const char *folder, const char *name)
{
    return text_format("%s%s%s", folder, text_ends(folder, "/") ? "" : "/", name);
}
