/* Opening one file that somebody else may change meanwhile, on Windows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/safe_windows.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/wide_windows.h"

#include <winioctl.h>

/* Who rotates a log has it for himself for a moment. */
enum { TRIES = 4, BETWEEN_TRIES_MS = 25 };

struct safe_source {
    HANDLE handle;
};

static bool refuse(struct safe_opened *opened, const char *why)
{
    snprintf(opened->why, sizeof opened->why, "%s", why);
    opened->is_refused = true;
    return false;
}

static void refuse_number(struct safe_opened *opened, DWORD number)
{
    char why[SAFE_WHY_SIZE];

    opened->is_missing = safe_is_gone(number);
    opened->is_unreadable = number == ERROR_ACCESS_DENIED || number == ERROR_SHARING_VIOLATION || number == ERROR_LOCK_VIOLATION;
    wide_why(number, why, sizeof why);
    refuse(opened, opened->is_missing ? "it has gone since it was listed" : why);
}

/* What the handle says counts, whatever the name led to before. */
static bool check(const struct safe_folder *folder, const char *name, HANDLE handle, unsigned long long device, unsigned long long inode,
                  struct safe_opened *opened)
{
    BY_HANDLE_FILE_INFORMATION info = { 0 };
    char *reason = GetFileType(handle) != FILE_TYPE_DISK ? memory_copy_text("special: no regular file, and not read") : safe_handle_reason(handle);
    bool is_good = false;

    if (reason != NULL)
        refuse(opened, reason);
    else if (!GetFileInformationByHandle(handle, &info))
        refuse_number(opened, GetLastError());
    else if (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        refuse(opened, "it became a folder");
    else if (!safe_lies_in(folder, name, handle))
        refuse(opened, "a link to another file, and links are not followed");
    else if (info.nNumberOfLinks > 1)
        refuse(opened, SAFE_PLANTED);
    else if (inode != 0 && info.dwVolumeSerialNumber == device && (((unsigned long long)info.nFileIndexHigh << 32) | info.nFileIndexLow) == inode)
        refuse(opened, "it is this bundle");
    else
        is_good = true;
    free(reason);
    return is_good;
}

/* The folder of the file at `path`, level by level; NULL, and `opened` says why. */
static struct safe_folder *open_above(const char *base, const char *path, struct safe_opened *opened)
{
    char why[SAFE_WHY_SIZE] = "";
    struct safe_folder *folder = safe_folder_open(base, &opened->is_missing, why);

    for (const char *slash = strchr(path, '/'); folder != NULL && slash != NULL; slash = strchr(path, '/')) {
        char *name = memory_copy(path, (size_t)(slash - path));
        struct safe_folder *below = safe_folder_beneath(folder, name, why);

        free(name);
        safe_folder_close(folder);
        folder = below;
        path = slash + 1;
    }
    if (folder == NULL)
        refuse(opened, why);
    return folder;
}

static HANDLE open_patiently(const struct safe_folder *folder, const char *name)
{
    HANDLE handle = INVALID_HANDLE_VALUE;

    for (int i = 0; i < TRIES && handle == INVALID_HANDLE_VALUE; i++) {
        if (i > 0)
            Sleep(BETWEEN_TRIES_MS);
        handle = handle_open_below(folder->handle, name, strlen(name), HANDLE_FILE);
        if (handle == INVALID_HANDLE_VALUE && GetLastError() != ERROR_SHARING_VIOLATION)
            break;
    }
    return handle;
}

static bool measure(HANDLE handle, struct safe_opened *opened, bool *is_sparse)
{
    FILE_STANDARD_INFO standard;
    FILE_BASIC_INFO basic;

    if (!GetFileInformationByHandleEx(handle, FileStandardInfo, &standard, sizeof standard) ||
        !GetFileInformationByHandleEx(handle, FileBasicInfo, &basic, sizeof basic)) {
        refuse_number(opened, GetLastError());
        return false;
    }
    opened->size = standard.EndOfFile.QuadPart > 0 ? (unsigned long long)standard.EndOfFile.QuadPart : 0;
    opened->modified = safe_moment(basic.LastWriteTime);
    *is_sparse = (basic.FileAttributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0;
    return true;
}

struct safe_source *safe_source_open(const char *base, const char *path, unsigned long long device, unsigned long long inode,
                                     struct safe_opened *opened, bool *is_sparse)
{
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    struct safe_folder *folder = open_above(base, path, opened);
    struct safe_source *source = NULL;
    HANDLE handle;

    if (folder == NULL)
        return NULL;
    handle = open_patiently(folder, name);
    if (handle == INVALID_HANDLE_VALUE) {
        refuse_number(opened, GetLastError());
    } else if (check(folder, name, handle, device, inode, opened) && measure(handle, opened, is_sparse)) {
        source = memory_get(sizeof *source);
        source->handle = handle;
    } else {
        CloseHandle(handle);
    }
    safe_folder_close(folder);
    return source;
}

void safe_source_close(struct safe_source *source)
{
    CloseHandle(source->handle);
    free(source);
}

long long safe_source_read(const struct safe_source *source, void *bytes, size_t size, unsigned long long at, char why[SAFE_WHY_SIZE])
{
    long long got = handle_read_at(source->handle, bytes, size, at);

    if (got < 0)
        wide_why(GetLastError(), why, SAFE_WHY_SIZE);
    return got;
}

bool safe_source_data(const struct safe_source *source, unsigned long long at, unsigned long long end, unsigned long long *from,
                      unsigned long long *to)
{
    FILE_ALLOCATED_RANGE_BUFFER asked = { .FileOffset.QuadPart = (long long)at, .Length.QuadPart = (long long)(end - at) }, found;
    DWORD size = 0;

    *from = at;
    *to = end;
    if (at >= end)
        return false;
    /* Room for one: that there are more is no failure. */
    if (!DeviceIoControl(source->handle, FSCTL_QUERY_ALLOCATED_RANGES, &asked, sizeof asked, &found, sizeof found, &size, NULL) &&
        GetLastError() != ERROR_MORE_DATA)
        return true; /* a file system without holes */
    if (size < sizeof found)
        return false;
    if ((unsigned long long)found.FileOffset.QuadPart > at)
        *from = (unsigned long long)found.FileOffset.QuadPart;
    if ((unsigned long long)(found.FileOffset.QuadPart + found.Length.QuadPart) < end)
        *to = (unsigned long long)(found.FileOffset.QuadPart + found.Length.QuadPart);
    return *from < *to;
}

unsigned long long safe_source_size(const struct safe_source *source)
{
    LARGE_INTEGER size;

    return GetFileSizeEx(source->handle, &size) && size.QuadPart > 0 ? (unsigned long long)size.QuadPart : 0;
}
