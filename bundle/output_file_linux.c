/* A file that appears under its name only when it is complete. */
#define _GNU_SOURCE
#include "bundle/output_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

#define OWN_BEGIN ".healthcheck-"
#define OWN_END   ".part"

/* So much is under way to the disk while more is made, and no more of it stays in memory: what was read is worth more there. */
enum { WRITE_BEHIND = 4 * 1024 * 1024 };

enum { OWN_DIGITS = 16, STALE_SECONDS = 24 * 60 * 60 };

struct output_file {
    char *path, *folder, *name; /* the name within the folder */
    char *own_name;             /* where the file system has no unnamed files: ".healthcheck-<random>.part"; else NULL */
    int folder_fd, fd;
    bool may_replace, is_read_again;
    unsigned long long sent;            /* up to here its bytes are on their way to the disk */
    const char *(*next)(void *context); /* or NULL */
    void *context;
};

static void split(struct output_file *file, const char *path)
{
    const char *slash = strrchr(path, '/');

    file->path = memory_copy_text(path);
    file->folder = slash == NULL ? memory_copy_text(".") : slash == path ? memory_copy_text("/") : memory_copy(path, (size_t)(slash - path));
    file->name = memory_copy_text(slash != NULL ? slash + 1 : path);
}

static void release(struct output_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    if (file->own_name != NULL)
        unlinkat(file->folder_fd, file->own_name, 0);
    if (file->folder_fd >= 0)
        close(file->folder_fd);
    free(file->path);
    free(file->folder);
    free(file->name);
    free(file->own_name);
    free(file);
}

static char *own_name(void)
{
    unsigned char bytes[8] = { 0 };
    struct text name = { 0 };

    (void)getrandom(bytes, sizeof bytes, 0);
    text_append(&name, OWN_BEGIN);
    text_append_hex(&name, bytes, sizeof bytes);
    text_append(&name, OWN_END);
    return text_take(&name);
}

static bool is_own_name(const char *name)
{
    return strlen(name) == strlen(OWN_BEGIN OWN_END) + OWN_DIGITS && text_starts(name, OWN_BEGIN) && text_ends(name, OWN_END) &&
           strspn(name + strlen(OWN_BEGIN), "0123456789abcdef") == OWN_DIGITS;
}

/* A part that nobody has written to for a day is of a run that was killed. */
static void sweep_one(int folder_fd, const char *name)
{
    struct stat found;

    if (fstatat(folder_fd, name, &found, AT_SYMLINK_NOFOLLOW) == 0 && found.st_uid == geteuid() && time(NULL) - found.st_mtime > STALE_SECONDS)
        unlinkat(folder_fd, name, 0);
}

static void sweep(const struct output_file *file)
{
    int fd = openat(file->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *found;

    if (folder == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    while ((found = readdir(folder)) != NULL)
        if (is_own_name(found->d_name))
            sweep_one(file->folder_fd, found->d_name);
    closedir(folder);
}

/* Unnamed where the file system can (ext4, XFS, btrfs, tmpfs; not FAT, NFS, 9p). */
static bool open_file(struct output_file *file)
{
    file->fd = openat(file->folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file->fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
        return file->fd >= 0;
    file->own_name = own_name();
    file->fd = openat(file->folder_fd, file->own_name, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR | O_CLOEXEC, 0600);
    if (file->fd < 0) {
        free(file->own_name);
        file->own_name = NULL;
    }
    return file->fd >= 0;
}

/* What stands under the name now: nothing, or a regular file that may be replaced. */
static bool is_free(const struct output_file *file, struct error *error)
{
    struct stat found;

    if (fstatat(file->folder_fd, file->name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT || error_set(error, "%s: %s", file->path, strerror(errno));
    if (!S_ISREG(found.st_mode))
        return error_set(error, "%s is there already, and is no regular file: give another name", file->path);
    return file->may_replace || error_set(error, "%s is there already: give another name, or --force to replace it", file->path);
}

/* Goes on to the next name where something stands under this one; false where nothing does, or no name is left. */
static bool go_on(struct output_file *file)
{
    struct stat found;
    const char *path;

    if (file->next == NULL || fstatat(file->folder_fd, file->name, &found, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    path = file->next(file->context);
    if (path == NULL)
        return false;
    free(file->path);
    free(file->folder);
    free(file->name);
    split(file, path);
    return true;
}

static bool find_free(struct output_file *file, struct error *error)
{
    while (!is_free(file, error))
        if (!go_on(file))
            return false;
    return true;
}

/* Takes `file` over, which says how it is to be named. */
static struct output_file *begin(struct output_file *file, const char *path, struct error *error)
{
    split(file, path);
    file->folder_fd = open(file->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file->folder_fd < 0) {
        error_set(error, "%s: %s", file->folder, errno == ENOENT ? "there is no such folder" : strerror(errno));
    } else if (find_free(file, error)) {
        sweep(file);
        if (open_file(file))
            return file;
        error_set(error, "nothing can be written in %s: %s", file->folder, strerror(errno));
    }
    release(file);
    return NULL;
}

struct output_file *output_file_begin(const char *path, bool may_replace, struct error *error)
{
    struct output_file *file = memory_get(sizeof *file);

    *file = (struct output_file){ .folder_fd = -1, .fd = -1, .may_replace = may_replace };
    return begin(file, path, error);
}

struct output_file *output_file_begin_free(const char *path, const char *(*next)(void *context), void *context, struct error *error)
{
    struct output_file *file = memory_get(sizeof *file);

    *file = (struct output_file){ .folder_fd = -1, .fd = -1, .next = next, .context = context };
    return begin(file, path, error);
}

struct output_file *output_file_begin_hidden(const struct output_file *beside, struct error *error)
{
    struct output_file *file = memory_get(sizeof *file);

    *file = (struct output_file){ .fd = -1, .is_read_again = true };
    split(file, beside->path);
    file->folder_fd = fcntl(beside->folder_fd, F_DUPFD_CLOEXEC, 0);
    if (file->folder_fd < 0 || !open_file(file)) {
        error_set(error, "nothing can be written in %s: %s", file->folder, strerror(errno));
        release(file);
        return NULL;
    }
    if (file->own_name != NULL)
        unlinkat(file->folder_fd, file->own_name, 0);
    free(file->own_name);
    file->own_name = NULL;
    return file;
}

/* Starts writing what came since, waits for what was started last time and lets go of its memory. False where the disk did not take it:
   who waited has heard of that, fsync would not say it again. */
static bool send_behind(struct output_file *file, unsigned long long end)
{
    while (end >= file->sent + WRITE_BEHIND) {
        off_t from = (off_t)file->sent, before = from - WRITE_BEHIND;

        file->sent += WRITE_BEHIND;
        sync_file_range(file->fd, from, WRITE_BEHIND, SYNC_FILE_RANGE_WRITE);
        if (before < 0)
            continue;
        if (sync_file_range(file->fd, before, WRITE_BEHIND, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER) != 0 &&
            (errno == EIO || errno == ENOSPC || errno == EDQUOT))
            return false;
        posix_fadvise(file->fd, before, WRITE_BEHIND, POSIX_FADV_DONTNEED);
    }
    return true;
}

bool output_file_put(struct output_file *file, const void *bytes, size_t size, unsigned long long offset, struct error *error)
{
    const char *next = bytes;

    while (size > 0) {
        ssize_t written = pwrite(file->fd, next, size, (off_t)offset);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return error_set(error, "writing in %s failed: %s", file->folder, written == 0 ? "nothing was taken" : strerror(errno));
        next += written;
        size -= (size_t)written;
        offset += (unsigned long long)written;
    }
    return file->is_read_again || send_behind(file, offset) || error_set(error, "writing in %s failed: %s", file->folder, strerror(errno));
}

long long output_file_read(struct output_file *file, void *bytes, size_t size, unsigned long long offset)
{
    ssize_t got;

    do
        got = pread(file->fd, bytes, size, (off_t)offset);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Gives the unnamed file a name of its own first where it replaces another one: a link cannot. */
static bool give_own_name(struct output_file *file)
{
    char *descriptor = text_format("/proc/self/fd/%d", file->fd);
    bool is_done;

    file->own_name = own_name();
    is_done = linkat(AT_FDCWD, descriptor, file->folder_fd, file->own_name, AT_SYMLINK_FOLLOW) == 0;
    free(descriptor);
    if (!is_done) {
        free(file->own_name);
        file->own_name = NULL;
    }
    return is_done;
}

static bool link_unnamed(const struct output_file *file)
{
    char *descriptor = text_format("/proc/self/fd/%d", file->fd);
    bool is_done = linkat(AT_FDCWD, descriptor, file->folder_fd, file->name, AT_SYMLINK_FOLLOW) == 0;

    free(descriptor);
    return is_done;
}

static bool take_name(struct output_file *file, struct error *error)
{
    if (file->own_name == NULL && !file->may_replace)
        return link_unnamed(file);
    if (!is_free(file, error))
        return false;
    if (file->own_name == NULL && !give_own_name(file))
        return false;
    if (renameat2(file->folder_fd, file->own_name, file->folder_fd, file->name, file->may_replace ? 0 : RENAME_NOREPLACE) != 0) {
        /* FAT and NFS have no such flag: a link fails where the name is taken, just as well. */
        if (file->may_replace || errno != EINVAL || linkat(file->folder_fd, file->own_name, file->folder_fd, file->name, 0) != 0)
            return false;
        unlinkat(file->folder_fd, file->own_name, 0);
    }
    free(file->own_name);
    file->own_name = NULL;
    return true;
}

/* Several at once may have chosen one name. */
static bool take_some_name(struct output_file *file, struct error *error)
{
    while (!take_name(file, error)) {
        int number = errno;

        if (!go_on(file)) {
            errno = number;
            return false;
        }
        *error = (struct error){ "" };
    }
    return true;
}

bool output_file_commit(struct output_file *file, struct error *error)
{
    bool is_done = false;

    *error = (struct error){ "" };
    if (fsync(file->fd) != 0)
        error_set(error, "writing in %s failed: %s", file->folder, strerror(errno));
    else if (take_some_name(file, error))
        is_done = true;
    else if (error->text[0] == '\0')
        error_set(error, "%s cannot be made: %s", file->path, errno == EEXIST ? "it is there already" : strerror(errno));
    if (is_done)
        (void)fsync(file->folder_fd);
    release(file);
    return is_done;
}

void output_file_abandon(struct output_file *file)
{
    release(file);
}
