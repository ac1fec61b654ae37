/* A file that somebody sent. */
#include "bundle/input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"

struct input_file {
    int fd;
    unsigned long long size;
};

/* O_NONBLOCK: a pipe must not hold us; a device is not even opened, for some act on that. */
static int open_regular(const char *path, struct stat *status, struct error *error)
{
    int fd;

    if (stat(path, status) == 0 && !S_ISREG(status->st_mode)) {
        error_set(error, "%s: it is no regular file", path);
        return -1;
    }
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd >= 0 && fstat(fd, status) == 0 && S_ISREG(status->st_mode))
        return fd;
    error_set(error, "%s: %s", path, fd < 0 ? strerror(errno) : "it is no regular file");
    if (fd >= 0)
        close(fd);
    return -1;
}

struct input_file *input_file_open(const char *path, struct error *error)
{
    struct stat status;
    int fd = open_regular(path, &status, error);
    struct input_file *file;

    if (fd < 0)
        return NULL;
    file = memory_get(sizeof *file);
    file->fd = fd;
    file->size = (unsigned long long)status.st_size;
    return file;
}

void input_file_close(struct input_file *file)
{
    close(file->fd);
    free(file);
}

unsigned long long input_file_size(const struct input_file *file)
{
    return file->size;
}

bool input_file_read(struct input_file *file, unsigned long long at, void *bytes, size_t size)
{
    char *next = bytes;

    if (at > file->size || size > file->size - at)
        return false;
    while (size > 0) {
        ssize_t got = pread(file->fd, next, size, (off_t)at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        next += got;
        at += (unsigned long long)got;
        size -= (size_t)got;
    }
    return true;
}
