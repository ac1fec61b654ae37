/* Looking through folders that other users may write to. */
#define _GNU_SOURCE /* O_PATH, O_NOFOLLOW and openat2's number */
#include "bundle/safe_files_linux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, LONGEST_PATH = 4000 };

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

int safe_open_beneath(int folder, const char *path, int flags)
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

bool safe_identity(const char *path, unsigned long long *device, unsigned long long *inode)
{
    struct stat status;

    if (path == NULL || stat(path, &status) != 0)
        return false;
    *device = status.st_dev;
    *inode = status.st_ino;
    return true;
}

/* A folder under way. */
struct level {
    int handle;
    dev_t device;
    ino_t inode;
    uid_t owner;
    bool is_open_to_others; /* somebody beside its owner may write there */
    char **names;
    size_t count, at, path_size;
};

struct walk {
    struct safe_listing *listing;
    struct level levels[SAFE_DEEPEST + 1];
    size_t depth;
    struct text path;
    const char *patterns[SAFE_MOST_COMPONENTS];
    size_t pattern_count, capacity;
    bool is_full;
};

static struct safe_file *add(struct walk *walk, const struct stat *status)
{
    struct safe_listing *listing = walk->listing;

    if (listing->count == SAFE_MOST_FILES) {
        listing->is_cut = walk->is_full = true;
        return NULL;
    }
    if (listing->count == walk->capacity) {
        walk->capacity = walk->capacity > 0 ? 2 * walk->capacity : 64;
        listing->files = memory_resize(listing->files, walk->capacity, sizeof *listing->files);
    }
    listing->files[listing->count] = (struct safe_file){ .path = memory_copy_text(text_of(&walk->path)) };
    if (status != NULL) {
        listing->files[listing->count].size = status->st_size > 0 ? (unsigned long long)status->st_size : 0;
        listing->files[listing->count].stored = status->st_blocks > 0 ? (unsigned long long)status->st_blocks * 512 : 0;
        listing->files[listing->count].modified = status->st_mtime;
    }
    return &listing->files[listing->count++];
}

static void refuse(struct walk *walk, const struct stat *status, const char *why)
{
    struct safe_file *file = add(walk, status);

    if (file != NULL)
        file->why = memory_copy_text(why);
}

static void refuse_errno(struct walk *walk, int number)
{
    char *why = memory_copy_text(strerror(number));

    why[0] = text_lower(why[0]);
    refuse(walk, NULL, why);
    free(why);
}

/* Those that answer from this machine alone (statfs(2)). */
static bool is_foreign(int handle)
{
    static const unsigned long local[] = { 0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x858458f6, 0xf2f52010, 0x2fc12fc1,
                                           0x4d44, 0x9660,     0x73717368, 0xca451a4e, 0xe0f5e1e2, 0x5346544e, 0x2011bab0, 0x7366746e };
    struct statfs status;

    if (fstatfs(handle, &status) != 0)
        return true;
    for (size_t i = 0; i < sizeof local / sizeof local[0]; i++)
        if ((unsigned long)status.f_type == local[i])
            return false;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Of a folder that cannot be read, or not to its end. */
static void tell_folder(struct walk *walk, int number)
{
    if (walk->path.size > 0) {
        refuse_errno(walk, number);
        return;
    }
    snprintf(walk->listing->why, sizeof walk->listing->why, "%s", strerror(number));
    walk->listing->why[0] = text_lower(walk->listing->why[0]);
}

/* The next name; NULL at the end, and where it fails errno says so. */
static const struct dirent *next_name(DIR *folder)
{
    errno = 0;
    return readdir(folder);
}

/* Not by opening "." in it: that takes the right to enter, and its names may be read without. */
static void read_names(struct walk *walk, struct level *level)
{
    int again = fcntl(level->handle, F_DUPFD_CLOEXEC, 0);
    DIR *folder = again >= 0 ? fdopendir(again) : NULL;
    size_t capacity = 0;

    if (folder == NULL) {
        tell_folder(walk, errno);
        if (again >= 0)
            close(again);
        return;
    }
    for (const struct dirent *entry; (entry = next_name(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (level->count == SAFE_MOST_FILES) {
            walk->listing->is_cut = true;
            errno = 0;
            break;
        }
        if (level->count == capacity) {
            capacity = capacity > 0 ? 2 * capacity : 32;
            level->names = memory_resize(level->names, capacity, sizeof *level->names);
        }
        level->names[level->count++] = memory_copy_text(entry->d_name);
    }
    if (errno != 0)
        tell_folder(walk, errno);
    closedir(folder);
    if (level->count > 0)
        qsort(level->names, level->count, sizeof *level->names, by_name);
}

/* The same folder again, by a mount of one above it? */
static bool is_above(const struct walk *walk, const struct stat *status)
{
    for (size_t i = 0; i < walk->depth; i++)
        if (walk->levels[i].device == status->st_dev && walk->levels[i].inode == status->st_ino)
            return true;
    return false;
}

/* Goes into an open folder; takes `handle` over. */
static void enter(struct walk *walk, int handle)
{
    struct level *level = &walk->levels[walk->depth];
    struct stat status;

    if (fstat(handle, &status) != 0 || is_above(walk, &status) || walk->depth > SAFE_DEEPEST - 1) {
        refuse(walk, NULL, walk->depth > SAFE_DEEPEST - 1 ? "it lies deeper than 64 folders" : "it is a folder above itself");
        close(handle);
        return;
    }
    *level = (struct level){ .handle = handle,
                             .device = status.st_dev,
                             .inode = status.st_ino,
                             .owner = status.st_uid,
                             .is_open_to_others = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0,
                             .path_size = walk->path.size };
    if (walk->depth == 0 || status.st_dev != walk->levels[walk->depth - 1].device)
        walk->listing->is_foreign = walk->listing->is_foreign || is_foreign(handle);
    walk->depth++;
    read_names(walk, level);
}

static void leave(struct walk *walk)
{
    struct level *level = &walk->levels[--walk->depth];

    for (size_t i = 0; i < level->count; i++)
        free(level->names[i]);
    free(level->names);
    close(level->handle);
}

static void refuse_link(struct walk *walk, const struct level *level, const char *name, const struct stat *status)
{
    char target[1024];
    ssize_t size = readlinkat(level->handle, name, target, sizeof target - 1);
    char *why;

    target[size > 0 ? size : 0] = '\0';
    why = text_format("a symbolic link to %s, and links are not followed", target);
    refuse(walk, status, why);
    free(why);
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
static bool is_planted(const struct stat *file, uid_t folder_owner, bool is_open_to_others)
{
    return file->st_nlink > 1 && (file->st_uid != folder_owner || is_open_to_others);
}

#define PLANTED "a hard link to a file that may be another user's"

static void look_at(struct walk *walk, const struct level *level, const char *name)
{
    bool is_whole = walk->depth > walk->pattern_count, is_last = walk->depth == walk->pattern_count;
    struct stat status;
    int handle;

    if (!is_whole && !text_matches(walk->patterns[walk->depth - 1], name))
        return;
    if (fstatat(level->handle, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT)
            refuse_errno(walk, errno);
    } else if (S_ISDIR(status.st_mode)) {
        if (walk->listing->wants_files && (is_last || is_whole))
            return;
        handle = openat(level->handle, name, FOLDER_FLAGS);
        if (handle >= 0)
            enter(walk, handle);
        else
            refuse_errno(walk, errno);
    } else if (!is_whole && !(is_last && walk->listing->wants_files)) {
        return;
    } else if (S_ISLNK(status.st_mode)) {
        refuse_link(walk, level, name, &status);
    } else if (!S_ISREG(status.st_mode)) {
        refuse(walk, &status, special_name(status.st_mode));
    } else if (status.st_mtime < walk->listing->oldest) {
        walk->listing->older++;
    } else if (is_planted(&status, level->owner, level->is_open_to_others)) {
        refuse(walk, &status, PLANTED);
    } else {
        add(walk, &status);
    }
}

static void walk_all(struct walk *walk)
{
    while (walk->depth > 0 && !walk->is_full) {
        struct level *level = &walk->levels[walk->depth - 1];
        const char *name;

        walk->path.size = level->path_size;
        if (level->at == level->count) {
            leave(walk);
            continue;
        }
        name = level->names[level->at++];
        if (walk->path.size > 0)
            text_append_char(&walk->path, '/');
        text_append(&walk->path, name);
        look_at(walk, level, name);
    }
    while (walk->depth > 0)
        leave(walk);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct safe_file *)a)->path, ((const struct safe_file *)b)->path);
}

void safe_list(struct safe_listing *listing)
{
    struct walk *walk = memory_get(sizeof *walk);
    char *pattern = memory_copy_text(listing->pattern), *rest = NULL;
    int handle = open(listing->base, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

    walk->listing = listing;
    for (char *part = pattern != NULL ? strtok_r(pattern, "/", &rest) : NULL; part != NULL && walk->pattern_count < SAFE_MOST_COMPONENTS;
         part = strtok_r(NULL, "/", &rest))
        walk->patterns[walk->pattern_count++] = part;
    if (handle >= 0) {
        enter(walk, handle);
        walk_all(walk);
    } else {
        listing->is_missing = errno == ENOENT || errno == ENOTDIR;
        snprintf(listing->why, sizeof listing->why, "%s", strerror(errno));
        listing->why[0] = text_lower(listing->why[0]);
    }
    if (listing->count > 0)
        qsort(listing->files, listing->count, sizeof *listing->files, by_path);
    text_free(&walk->path);
    free(pattern);
    free(walk);
}

void safe_listing_free(struct safe_listing *listing)
{
    for (size_t i = 0; i < listing->count; i++) {
        free(listing->files[i].path);
        free(listing->files[i].why);
    }
    free(listing->files);
    free(listing->base);
    free(listing->pattern);
    *listing = (struct safe_listing){ 0 };
}
