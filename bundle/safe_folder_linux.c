/* Folders that other users may write to, on Linux. */
#define _GNU_SOURCE /* openat2's number */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "bundle/safe_system.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK };

struct safe_folder {
    int handle;
    dev_t device;
    ino_t inode;
    uid_t owner;
    bool is_open_to_others; /* somebody beside its owner may write there */
};

bool safe_identity(const char *path, unsigned long long *device, unsigned long long *inode)
{
    struct stat status;

    if (path == NULL || stat(path, &status) != 0)
        return false;
    *device = status.st_dev;
    *inode = status.st_ino;
    return true;
}

char *safe_place(const char *root, const char *key)
{
    return text_format("%s/mnt/%c%s", root, text_lower(*key), key + 1);
}

static void say(char why[SAFE_WHY_SIZE], int number)
{
    snprintf(why, SAFE_WHY_SIZE, "%s", strerror(number));
    why[0] = text_lower(why[0]);
}

/* Takes `handle` over, which may be -1 (with errno). */
static struct safe_folder *new_folder(int handle, char why[SAFE_WHY_SIZE])
{
    struct safe_folder *folder;
    struct stat status;

    if (handle < 0 || fstat(handle, &status) != 0) {
        say(why, errno);
        if (handle >= 0)
            close(handle);
        return NULL;
    }
    folder = memory_get(sizeof *folder);
    *folder = (struct safe_folder){ .handle = handle,
                                    .device = status.st_dev,
                                    .inode = status.st_ino,
                                    .owner = status.st_uid,
                                    .is_open_to_others = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0 };
    return folder;
}

struct safe_folder *safe_folder_open(const char *path, bool *is_missing, char why[SAFE_WHY_SIZE])
{
    int handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

    *is_missing = handle < 0 && (errno == ENOENT || errno == ENOTDIR);
    return new_folder(handle, why);
}

struct safe_folder *safe_folder_beneath(const struct safe_folder *folder, const char *name, char why[SAFE_WHY_SIZE])
{
    return new_folder(openat(folder->handle, name, FOLDER_FLAGS), why);
}

void safe_folder_close(struct safe_folder *folder)
{
    close(folder->handle);
    free(folder);
}

bool safe_folder_is(const struct safe_folder *folder, const struct safe_folder *other)
{
    return folder->device == other->device && folder->inode == other->inode;
}

/* Those that answer from this machine alone (statfs(2)). */
bool safe_folder_is_foreign(const struct safe_folder *folder)
{
    static const unsigned long local[] = { 0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x858458f6, 0xf2f52010, 0x2fc12fc1,
                                           0x4d44, 0x9660,     0x73717368, 0xca451a4e, 0xe0f5e1e2, 0x5346544e, 0x2011bab0, 0x7366746e };
    struct statfs status;

    if (fstatfs(folder->handle, &status) != 0)
        return true;
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
        if ((unsigned long)status.f_type == local[i])
            return false;
    return true;
}

/* The next name but dots; NULL at the end, and where it fails errno says so. */
static const struct dirent *next_name(DIR *folder)
{
    const struct dirent *entry;

    do {
        errno = 0;
        entry = readdir(folder);
    } while (entry != NULL && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0));
    return entry;
}

/* Not by opening "." in it: that takes the right to enter, and its names may be read without. */
bool safe_folder_names(const struct safe_folder *folder, size_t most, char ***names, size_t *count, char why[SAFE_WHY_SIZE])
{
    int again = fcntl(folder->handle, F_DUPFD_CLOEXEC, 0);
    DIR *listed = again >= 0 ? fdopendir(again) : NULL;
    const struct dirent *entry;
    size_t capacity = 0;

    if (listed == NULL) {
        say(why, errno);
        if (again >= 0)
            close(again);
        return true;
    }
    while ((entry = next_name(listed)) != NULL && *count < most) {
        if (*count == capacity) {
            capacity = capacity > 0 ? 2 * capacity : 32;
            *names = memory_resize(*names, capacity, sizeof **names);
        }
        (*names)[(*count)++] = memory_copy_text(entry->d_name);
    }
    if (entry == NULL && errno != 0)
        say(why, errno);
    closedir(listed);
    return entry == NULL;
}

static char *link_reason(const struct safe_folder *folder, const char *name)
{
    char target[1024];
    ssize_t size = readlinkat(folder->handle, name, target, sizeof target - 1);

    target[size > 0 ? size : 0] = '\0';
    return text_format("a symbolic link to %s, and links are not followed", target);
}

static const char *special_name(mode_t mode)
{
    return S_ISFIFO(mode)   ? "special: a pipe, which is not read"
           : S_ISSOCK(mode) ? "special: a socket, which is not read"
           : S_ISCHR(mode)  ? "special: a device, which is not read"
           : S_ISBLK(mode)  ? "special: a disk, which is not read"
                            : "special: no regular file, and not read";
}

/* A file of several names may be another user's, put here for us to read (hard links need no right to read). */
static bool is_planted(const struct stat *file, const struct safe_folder *folder)
{
    return file->st_nlink > 1 && (file->st_uid != folder->owner || folder->is_open_to_others);
}

enum safe_kind safe_folder_look(const struct safe_folder *folder, const char *name, struct safe_file *found)
{
    struct stat status;
    char why[SAFE_WHY_SIZE];

    if (fstatat(folder->handle, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT)
            return SAFE_IS_GONE;
        say(why, errno);
        found->why = memory_copy_text(why);
        return SAFE_IS_UNKNOWN;
    }
    if (S_ISDIR(status.st_mode))
        return SAFE_IS_FOLDER;
    found->size = status.st_size > 0 ? (unsigned long long)status.st_size : 0;
    found->stored = status.st_blocks > 0 ? (unsigned long long)status.st_blocks * 512 : 0;
    found->modified = status.st_mtime;
    if (S_ISLNK(status.st_mode))
        found->why = link_reason(folder, name);
    else if (!S_ISREG(status.st_mode))
        found->why = memory_copy_text(special_name(status.st_mode));
    else if (is_planted(&status, folder))
        found->why = memory_copy_text(SAFE_PLANTED);
    return S_ISREG(status.st_mode) ? SAFE_IS_FILE : SAFE_IS_OTHER;
}
