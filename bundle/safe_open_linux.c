/* Opening one file that somebody else may change meanwhile, on Linux. */
#define _GNU_SOURCE /* O_PATH, SEEK_DATA and openat2's number */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bundle/safe_system.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, LONGEST_PATH = 4000 };

struct safe_source {
    int handle;
};

/* For kernels before 5.6, sandboxes without openat2, and paths longer than a call takes. */
static int open_stepwise(int folder, const char *path, int flags)
{
    int handle = dup(folder);

    while (handle >= 0) {
        size_t size = strcspn(path, "/");
        bool is_last = path[size] == '\0';
        char *name = memory_copy(path, size);
        int below = openat(handle, name, is_last ? flags | O_NOFOLLOW | O_CLOEXEC : FOLDER_FLAGS), number = errno;

        free(name);
        close(handle);
        errno = number;
        if (is_last)
            return below;
        handle = below;
        path += size + 1;
    }
    return -1;
}

/* Opens beneath an open folder, following no link: openat2(2), else level by level. -1 and errno. */
static int open_beneath(int folder, const char *path, int flags)
{
    struct open_how how = { .flags = (unsigned long long)(unsigned)(flags | O_CLOEXEC | O_NOFOLLOW),
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };
    long handle = -1;

    errno = ENOSYS;
    if (strlen(path) < LONGEST_PATH)
        handle = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (handle < 0 && (errno == ENOSYS || errno == EPERM || errno == EINVAL || errno == EAGAIN))
        return open_stepwise(folder, path, flags);
    return (int)handle;
}

static bool refuse(struct safe_opened *opened, const char *why)
{
    snprintf(opened->why, sizeof opened->why, "%s", why);
    opened->is_refused = true;
    return false;
}

static bool refuse_errno(struct safe_opened *opened, int number)
{
    char why[SAFE_WHY_SIZE];

    if (number == ELOOP)
        return refuse(opened, "it became a symbolic link, and links are not followed");
    if (number == ENOTDIR)
        return refuse(opened, "a folder above it became a link or a file, and links are not followed");
    opened->is_missing = number == ENOENT;
    opened->is_unreadable = number == EACCES;
    snprintf(why, sizeof why, "%s", strerror(number));
    why[0] = text_lower(why[0]);
    return refuse(opened, opened->is_missing ? "it has gone since it was listed" : why);
}

/* What the descriptor says counts, whatever the name led to before. */
static bool check(const struct stat *folder, const struct stat *status, unsigned long long device, unsigned long long inode,
                  struct safe_opened *opened)
{
    if (!S_ISREG(status->st_mode))
        return refuse(opened, S_ISDIR(status->st_mode) ? "it became a folder" : "special: no regular file, and not read");
    if (status->st_nlink > 1 && (status->st_uid != folder->st_uid || (folder->st_mode & (S_IWGRP | S_IWOTH)) != 0))
        return refuse(opened, SAFE_PLANTED);
    if (inode != 0 && status->st_dev == device && status->st_ino == inode)
        return refuse(opened, "it is this bundle");
    return true;
}

/* The folder of the file, then the file in it: first its name alone (O_PATH opens no device), then its content. */
static int open_checked(const char *base, const char *path, unsigned long long device, unsigned long long inode, struct safe_opened *opened,
                        struct stat *status)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    char *above = slash != NULL ? memory_copy(path, (size_t)(slash - path)) : NULL;
    int top = open(base, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK), folder = top, handle = -1;
    struct stat of_folder;
    bool is_good = false;

    if (top >= 0 && above != NULL)
        folder = open_beneath(top, above, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    free(above);
    if (folder >= 0)
        handle = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (handle < 0 || fstat(handle, status) != 0 || fstat(folder, &of_folder) != 0)
        refuse_errno(opened, errno);
    else if (S_ISLNK(status->st_mode))
        refuse_errno(opened, ELOOP);
    else if (check(&of_folder, status, device, inode, opened)) {
        close(handle);
        handle = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (handle < 0 || fstat(handle, status) != 0)
            refuse_errno(opened, errno);
        else
            is_good = check(&of_folder, status, device, inode, opened);
    }
    if (folder >= 0 && folder != top)
        close(folder);
    if (top >= 0)
        close(top);
    if (!is_good && handle >= 0)
        close(handle);
    return is_good ? handle : -1;
}

struct safe_source *safe_source_open(const char *base, const char *path, unsigned long long device, unsigned long long inode,
                                     struct safe_opened *opened, bool *is_sparse)
{
    struct safe_source *source;
    struct stat status;
    int handle = open_checked(base, path, device, inode, opened, &status);

    if (handle < 0)
        return NULL;
    source = memory_get(sizeof *source);
    source->handle = handle;
    opened->size = status.st_size > 0 ? (unsigned long long)status.st_size : 0;
    opened->modified = status.st_mtime;
    *is_sparse = (unsigned long long)status.st_blocks * 512 < opened->size;
    return source;
}

void safe_source_close(struct safe_source *source)
{
    close(source->handle);
    free(source);
}

long long safe_source_read(const struct safe_source *source, void *bytes, size_t size, unsigned long long at, char why[SAFE_WHY_SIZE])
{
    ssize_t got;

    do
        got = pread(source->handle, bytes, size, (off_t)at);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        snprintf(why, SAFE_WHY_SIZE, "%.100s", strerror(errno));
    return got;
}

bool safe_source_data(const struct safe_source *source, unsigned long long at, unsigned long long end, unsigned long long *from,
                      unsigned long long *to)
{
    off_t data = lseek(source->handle, (off_t)at, SEEK_DATA), hole;

    if (data < 0 || (unsigned long long)data >= end)
        return false;
    hole = lseek(source->handle, data, SEEK_HOLE);
    *from = (unsigned long long)data;
    *to = hole <= data || (unsigned long long)hole > end ? end : (unsigned long long)hole;
    return true;
}

unsigned long long safe_source_size(const struct safe_source *source)
{
    struct stat status;

    return fstat(source->handle, &status) == 0 && status.st_size > 0 ? (unsigned long long)status.st_size : 0;
}
