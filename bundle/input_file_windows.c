/* A file that somebody sent. */
#include "bundle/input_file.h"

#include <stdlib.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/wide_windows.h"

struct input_file {
    HANDLE handle;
    unsigned long long size;
};

/* Is it a regular file on a disk? */
static bool is_regular(HANDLE handle)
{
    BY_HANDLE_FILE_INFORMATION info;

    return GetFileType(handle) == FILE_TYPE_DISK && GetFileInformationByHandle(handle, &info) &&
           (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

/* INVALID_HANDLE_VALUE and one sentence. A pipe's server must not become us by what we open. */
static HANDLE open_regular(const char *path, struct error *error)
{
    wchar_t *wide = wide_path(path);
    HANDLE handle = INVALID_HANDLE_VALUE;
    char why[160] = "it is no path in UTF-8";

    if (wide != NULL)
        handle = CreateFileW(wide, GENERIC_READ, SHARE_WITH_ALL, NULL, OPEN_EXISTING,
                             FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
    if (wide != NULL && handle == INVALID_HANDLE_VALUE)
        wide_why(GetLastError(), why, sizeof why);
    free(wide);
    if (handle == INVALID_HANDLE_VALUE) {
        error_set(error, "%s: %s", path, why);
    } else if (!is_regular(handle)) {
        CloseHandle(handle);
        handle = INVALID_HANDLE_VALUE;
        error_set(error, "%s: it is no regular file", path);
    }
    return handle;
}

struct input_file *input_file_open(const char *path, struct error *error)
{
    HANDLE handle = open_regular(path, error);
    LARGE_INTEGER size = { 0 };
    struct input_file *file;

    if (handle == INVALID_HANDLE_VALUE)
        return NULL;
    GetFileSizeEx(handle, &size);
    file = memory_get(sizeof *file);
    file->handle = handle;
    file->size = (unsigned long long)size.QuadPart;
    return file;
}

void input_file_close(struct input_file *file)
{
    CloseHandle(file->handle);
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
        long long got = handle_read_at(file->handle, next, size, at);

        if (got <= 0)
            return false;
        next += got;
        at += (unsigned long long)got;
        size -= (size_t)got;
    }
    return true;
}
