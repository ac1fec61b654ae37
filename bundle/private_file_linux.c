/* A file that is its owner's alone. */
#define _GNU_SOURCE
#include "bundle/private_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_private(int fd, const char *path, size_t limit, struct error *error)
{
    struct stat found;

    if (fstat(fd, &found) != 0)
        return error_set(error, "%s: %s", path, strerror(errno));
    if (!S_ISREG(found.st_mode))
        return error_set(error, "%s is no regular file", path);
    if (found.st_uid != geteuid())
        return error_set(error, "%s belongs to another user", path);
    if ((found.st_mode & 077) != 0)
        return error_set(error, "%s can be read or written by others: `chmod 600` it first", path);
    return (unsigned long long)found.st_size <= limit || error_set(error, "%s is larger than %zu bytes", path, limit);
}

static bool read_all(int fd, const char *path, size_t limit, struct text *content, struct error *error)
{
    char buffer[16384];
    size_t total = 0;
    ssize_t got;

    while ((got = read(fd, buffer, sizeof buffer)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_set(error, "%s: %s", path, strerror(errno));
        total += (size_t)got;
        if (total > limit)
            return error_set(error, "%s is larger than %zu bytes", path, limit);
        text_append_bytes(content, buffer, (size_t)got);
    }
    return true;
}

enum private_file private_file_read(const char *path, size_t limit, struct text *content, struct error *error)
{
    /* A pipe without a writer must not hold us. */
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool is_read;

    if (fd < 0 && errno == ENOENT)
        return PRIVATE_FILE_MISSING;
    if (fd < 0) {
        error_set(error, "%s: %s", path, errno == ELOOP ? "it is a link" : strerror(errno));
        return PRIVATE_FILE_REFUSED;
    }
    is_read = is_private(fd, path, limit, error) && read_all(fd, path, limit, content, error);
    close(fd);
    return is_read ? PRIVATE_FILE_READ : PRIVATE_FILE_REFUSED;
}
