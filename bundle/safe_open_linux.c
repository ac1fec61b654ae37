/* Opening and reading one file that somebody else may change meanwhile. */
#define _GNU_SOURCE /* O_PATH, SEEK_DATA */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle/gather.h"
#include "bundle/safe_files_linux.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* What decides whether it is text; stretches of data in a file with holes that are looked at; NULs in a row that are
   no content. */
enum { LOOKED_AT = 8192, MOST_STRETCHES = 100000, FEWEST_NULS = 16 };

struct file_feed {
    struct feed feed;
    int handle;
    off_t at, end;           /* `end`: its size when it was opened */
    off_t data_end;          /* of the stretch of data that `at` lies in; files without holes are one */
    unsigned long long left; /* of --max-size: a file may have more stretches than are looked at */
    bool is_sparse, is_packed;
    bool is_skipping; /* to the beginning of a line */
};

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
    snprintf(why, sizeof why, "%s", strerror(number));
    why[0] = text_lower(why[0]);
    return refuse(opened, opened->is_missing ? "it has gone since it was listed" : why);
}

/* Goes to the next data behind holes; false at the end. */
static bool find_data(struct file_feed *own)
{
    off_t data;

    if (!own->is_sparse || own->at < own->data_end)
        return own->at < own->end;
    data = lseek(own->handle, own->at, SEEK_DATA);
    if (data < 0 || data >= own->end)
        return false;
    own->at = data;
    own->data_end = lseek(own->handle, data, SEEK_HOLE);
    if (own->data_end <= data || own->data_end > own->end)
        own->data_end = own->end;
    return true;
}

/* Drops bytes up to the first line feed, and the NUL behind it in UTF-16. Returns how many remain. */
static size_t skip_line(struct file_feed *own, char *buffer, size_t size)
{
    char *feed = memchr(buffer, '\n', size);
    size_t dropped = feed != NULL ? (size_t)(feed - buffer) + 1 : size;

    own->is_skipping = feed == NULL;
    if (feed != NULL && dropped < size && buffer[dropped] == '\0')
        dropped++;
    memmove(buffer, buffer + dropped, size - dropped);
    return size - dropped;
}

/* Blocks that were never written, as a power cut and the rest of a block beside a hole leave them, are no text. UTF-16 has no such runs.
   Returns how many bytes remain. */
static size_t drop_nuls(char *buffer, size_t size)
{
    size_t kept = 0;

    if (memchr(buffer, '\0', size) == NULL)
        return size;
    for (size_t at = 0, run; at < size; at += run) {
        for (run = 0; at + run < size && buffer[at + run] == '\0'; run++)
            ;
        if (run < FEWEST_NULS) {
            run = run > 0 ? run : 1;
            memmove(buffer + kept, buffer + at, run);
            kept += run;
        }
    }
    return kept;
}

static long long end_of(struct file_feed *own)
{
    struct stat status;

    if (fstat(own->handle, &status) == 0 && status.st_size > own->end)
        snprintf(own->feed.why, sizeof own->feed.why, "it grew while it was read: only what was there at first went in");
    return 0;
}

static long long read_file(struct feed *feed, char *buffer, size_t size)
{
    struct file_feed *own = (struct file_feed *)feed;

    while (own->left > 0 && find_data(own)) {
        off_t until = own->is_sparse ? own->data_end : own->end;
        size_t wanted = (unsigned long long)(until - own->at) < size ? (size_t)(until - own->at) : size;
        ssize_t got = pread(own->handle, buffer, wanted, own->at);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            snprintf(feed->why, sizeof feed->why, "%.100s at byte %lld", strerror(errno), (long long)own->at);
            return -1;
        }
        if (got == 0) {
            snprintf(feed->why, sizeof feed->why, "it shrank while it was read, to %lld bytes", (long long)own->at);
            return -1;
        }
        own->at += got;
        own->left -= (unsigned long long)got < own->left ? (unsigned long long)got : own->left;
        if (own->is_skipping)
            got = (ssize_t)skip_line(own, buffer, (size_t)got);
        if (!own->is_packed)
            got = (ssize_t)drop_nuls(buffer, (size_t)got);
        if (got > 0)
            return got;
    }
    return end_of(own);
}

static void close_file(struct feed *feed)
{
    close(((struct file_feed *)feed)->handle);
    free(feed);
}

/* The first byte of the last `most` bytes of data. */
static off_t start_of_tail(struct file_feed *own, unsigned long long most)
{
    struct stretch {
        off_t from, to;
    } * stretches;
    size_t count = 0;
    unsigned long long taken = 0;
    off_t start = 0;

    if (!own->is_sparse)
        return (unsigned long long)own->end > most ? own->end - (off_t)most : 0;
    stretches = memory_get(MOST_STRETCHES * sizeof *stretches);
    while (count < MOST_STRETCHES && find_data(own)) {
        stretches[count++] = (struct stretch){ own->at, own->data_end };
        own->at = own->data_end;
    }
    for (size_t i = count; i > 0 && taken < most; i--) {
        unsigned long long size = (unsigned long long)(stretches[i - 1].to - stretches[i - 1].from);

        start = size > most - taken ? stretches[i - 1].to - (off_t)(most - taken) : stretches[i - 1].from;
        taken += size;
    }
    /* Nothing was cut where all of the data are kept. */
    if (count == 0 || (count < MOST_STRETCHES && taken <= most))
        start = 0;
    free(stretches);
    own->at = own->data_end = 0;
    return start;
}

static bool is_text(struct file_feed *own)
{
    char *head = memory_get(LOOKED_AT);
    struct text decoded = { 0 };
    bool is_text;
    ssize_t got;
    off_t at;

    find_data(own);
    at = own->at;
    got = pread(own->handle, head, LOOKED_AT < own->end - at ? LOOKED_AT : (size_t)(own->end - at), at);
    got = got > 0 && !own->is_packed ? (ssize_t)drop_nuls(head, (size_t)got) : got;
    /* Of gzip the beginning says nothing: feed_plain() opens it. */
    is_text = got <= 0 || own->is_packed || gather_decode(head, (size_t)got & ~(size_t)1, &decoded);
    text_free(&decoded);
    free(head);
    return is_text;
}

static bool is_packed(int handle)
{
    char head[2];

    return pread(handle, head, 2, 0) == 2 && memcmp(head, "\x1f\x8b", 2) == 0;
}

/* What the descriptor says counts, whatever the name led to before. */
static bool check(int handle, const struct stat *folder, const struct stat *status, unsigned long long device, unsigned long long inode,
                  struct safe_opened *opened)
{
    (void)handle;
    if (!S_ISREG(status->st_mode))
        return refuse(opened, S_ISDIR(status->st_mode) ? "it became a folder" : "special: no regular file, and not read");
    if (status->st_nlink > 1 && (status->st_uid != folder->st_uid || (folder->st_mode & (S_IWGRP | S_IWOTH)) != 0))
        return refuse(opened, "a hard link to a file that may be another user's");
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
        folder = safe_open_beneath(top, above, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    free(above);
    if (folder >= 0)
        handle = openat(folder, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (handle < 0 || fstat(handle, status) != 0 || fstat(folder, &of_folder) != 0)
        refuse_errno(opened, errno);
    else if (S_ISLNK(status->st_mode))
        refuse_errno(opened, ELOOP);
    else if (check(handle, &of_folder, status, device, inode, opened)) {
        close(handle);
        handle = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (handle < 0 || fstat(handle, status) != 0)
            refuse_errno(opened, errno);
        else
            is_good = check(handle, &of_folder, status, device, inode, opened);
    }
    if (folder >= 0 && folder != top)
        close(folder);
    if (top >= 0)
        close(top);
    if (!is_good && handle >= 0)
        close(handle);
    return is_good ? handle : -1;
}

struct feed *safe_open(const char *base, const char *path, unsigned long long most, unsigned long long skipped_device,
                       unsigned long long skipped_inode, struct safe_opened *opened)
{
    struct file_feed *own;
    struct stat status;
    int handle;

    *opened = (struct safe_opened){ 0 };
    handle = open_checked(base, path, skipped_device, skipped_inode, opened, &status);
    if (handle < 0)
        return NULL;
    own = memory_get(sizeof *own);
    own->feed = (struct feed){ .read = read_file, .close = close_file };
    own->handle = handle;
    own->end = status.st_size > 0 ? status.st_size : 0;
    own->left = most;
    own->is_sparse = (unsigned long long)status.st_blocks * 512 < (unsigned long long)own->end;
    opened->size = (unsigned long long)own->end;
    opened->modified = status.st_mtime;
    own->at = start_of_tail(own, most);
    own->data_end = own->at;
    own->is_skipping = own->at > 0;
    opened->kept_from = (unsigned long long)own->at;
    own->feed.most = opened->size - opened->kept_from < most ? opened->size - opened->kept_from : most;
    own->is_packed = is_packed(handle);
    if (own->at > 0 && own->is_packed)
        refuse(opened, "it is packed and larger than --max-size");
    else if (!is_text(own))
        refuse(opened, "it is binary, which cannot be redacted");
    if (!opened->is_refused)
        return &own->feed;
    close_file(&own->feed);
    return NULL;
}
