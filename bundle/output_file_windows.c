/* A file that appears under its name only when it is complete; until then it has a name of its own and goes with its handle. */
#include "bundle/output_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/random.h"
#include "healthcheck/platform/rights_windows.h"
#include "healthcheck/platform/wide_windows.h"

struct output_file {
    char *path, *folder;
    wchar_t *name, *own_name; /* absolute; the second one is ".healthcheck-<random>.part" beside it */
    HANDLE handle;
    bool may_replace;
    const char *(*next)(void *context); /* or NULL */
    void *context;
};

static bool is_separator(char c)
{
    return c == '/' || c == '\\';
}

/* The folder of a path, as the user wrote it; yours to free. */
static char *folder_of(const char *path)
{
    size_t size = strlen(path);

    while (size > 0 && !is_separator(path[size - 1]) && path[size - 1] != ':')
        size--;
    if (size == 0)
        return memory_copy_text(".");
    if (size > 1 && is_separator(path[size - 1]) && path[size - 2] != ':')
        size--;
    return memory_copy(path, size);
}

static void release(struct output_file *file)
{
    if (file->handle != INVALID_HANDLE_VALUE)
        CloseHandle(file->handle);
    free(file->path);
    free(file->folder);
    free(file->name);
    free(file->own_name);
    free(file);
}

/* Says why by GetLastError(). */
static bool fail(struct error *error, const char *before, const char *path, const char *after)
{
    char why[160];

    wide_why(GetLastError(), why, sizeof why);
    return error_set(error, "%s%s%s: %s", before, path, after, why);
}

static wchar_t *own_name(const char *folder)
{
    unsigned char bytes[8] = { 0 };
    struct text name = { 0 };
    wchar_t *wide;

    (void)random_bytes(bytes, sizeof bytes);
    text_append_format(&name, "%s/.healthcheck-", folder);
    for (size_t i = 0; i < sizeof bytes; i++)
        text_append_format(&name, "%02x", bytes[i]);
    text_append(&name, ".part");
    wide = wide_absolute_path(text_of(&name));
    text_free(&name);
    return wide;
}

/* What stands under the name now: nothing, or a regular file that may be replaced. */
static bool is_free(const struct output_file *file, struct error *error)
{
    DWORD attributes = GetFileAttributesW(file->name);

    if (attributes == INVALID_FILE_ATTRIBUTES)
        return GetLastError() == ERROR_FILE_NOT_FOUND || fail(error, "", file->path, "");
    if (attributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DEVICE))
        return error_set(error, "%s is there already, and is no regular file: give another name", file->path);
    return file->may_replace || error_set(error, "%s is there already: give another name, or --force to replace it", file->path);
}

/* While its handle is open it goes with us, however we end: the mark is taken away when it is complete. */
static bool mark_for_deletion(HANDLE handle, bool is_wanted)
{
    FILE_DISPOSITION_INFO gone = { (BOOLEAN)is_wanted };

    return SetFileInformationByHandle(handle, FileDispositionInfo, &gone, sizeof gone) != 0;
}

static bool open_file(struct output_file *file)
{
    SECURITY_ATTRIBUTES rights;

    if (!rights_make(&rights, OTHERS_NOTHING))
        return false;
    file->handle = CreateFileW(file->own_name, GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_READ | FILE_SHARE_DELETE, &rights, CREATE_NEW,
                               FILE_ATTRIBUTE_NORMAL, NULL);
    rights_free(&rights);
    return file->handle != INVALID_HANDLE_VALUE && mark_for_deletion(file->handle, true);
}

/* Its folder and its names; false where it is no path. */
static bool name_it(struct output_file *file, const char *path)
{
    free(file->path);
    free(file->folder);
    free(file->name);
    file->path = memory_copy_text(path);
    file->folder = folder_of(path);
    file->name = wide_absolute_path(path);
    return file->name != NULL;
}

/* Goes on to the next name where something stands under this one; false where nothing does, or no name is left. */
static bool go_on(struct output_file *file)
{
    const char *path;

    if (file->next == NULL || GetFileAttributesW(file->name) == INVALID_FILE_ATTRIBUTES)
        return false;
    path = file->next(file->context);
    return path != NULL && name_it(file, path);
}

static bool find_free(struct output_file *file, struct error *error)
{
    while (!is_free(file, error))
        if (!go_on(file))
            return false;
    return true;
}

static bool is_folder(const char *path)
{
    wchar_t *wide = wide_absolute_path(path);
    DWORD attributes = wide != NULL ? GetFileAttributesW(wide) : INVALID_FILE_ATTRIBUTES;

    free(wide);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

/* Takes `file` over, which says how it is to be named. */
static struct output_file *begin(struct output_file *file, const char *path, struct error *error)
{
    bool is_path = name_it(file, path);

    file->own_name = own_name(file->folder);
    if (!is_path || file->own_name == NULL)
        error_set(error, "%s is no path: it is not UTF-8", path);
    else if (!is_folder(file->folder))
        error_set(error, "%s: there is no such folder", file->folder);
    else if (find_free(file, error)) {
        if (open_file(file))
            return file;
        fail(error, "nothing can be written in ", file->folder, "");
    }
    release(file);
    return NULL;
}

struct output_file *output_file_begin(const char *path, bool may_replace, struct error *error)
{
    struct output_file *file = memory_get(sizeof *file);

    *file = (struct output_file){ .handle = INVALID_HANDLE_VALUE, .may_replace = may_replace };
    return begin(file, path, error);
}

struct output_file *output_file_begin_free(const char *path, const char *(*next)(void *context), void *context, struct error *error)
{
    struct output_file *file = memory_get(sizeof *file);

    *file = (struct output_file){ .handle = INVALID_HANDLE_VALUE, .next = next, .context = context };
    return begin(file, path, error);
}

/* It has a name, which goes with its handle, however that ends; what was written lately is in the system's cache. */
struct output_file *output_file_begin_hidden(const struct output_file *beside, struct error *error)
{
    struct output_file *file = memory_get(sizeof *file);

    *file = (struct output_file){ .handle = INVALID_HANDLE_VALUE };
    if (name_it(file, beside->path))
        file->own_name = own_name(file->folder);
    if (file->own_name != NULL && open_file(file))
        return file;
    fail(error, "nothing can be written in ", file->folder, "");
    release(file);
    return NULL;
}

bool output_file_put(struct output_file *file, const void *bytes, size_t size, unsigned long long offset, struct error *error)
{
    const char *next = bytes;

    while (size > 0) {
        long long written = handle_write_at(file->handle, next, size, offset);

        if (written <= 0)
            return fail(error, "writing in ", file->folder, " failed");
        next += written;
        size -= (size_t)written;
        offset += (unsigned long long)written;
    }
    return true;
}

long long output_file_read(struct output_file *file, void *bytes, size_t size, unsigned long long offset)
{
    return handle_read_at(file->handle, bytes, size, offset);
}

/* By its handle, so that it is this file and no other that gets the name. */
static bool take_name(const struct output_file *file)
{
    size_t size = wcslen(file->name) * sizeof(wchar_t);
    FILE_RENAME_INFO *info = memory_get(sizeof *info + size);
    bool is_done;

    info->ReplaceIfExists = (BOOLEAN)file->may_replace;
    info->FileNameLength = (DWORD)size;
    memcpy(info->FileName, file->name, size);
    is_done = SetFileInformationByHandle(file->handle, FileRenameInfo, info, (DWORD)(sizeof *info + size)) != 0;
    free(info);
    return is_done;
}

/* Several at once may have chosen one name. */
static bool take_some_name(struct output_file *file, struct error *error)
{
    while (!is_free(file, error) || !take_name(file)) {
        DWORD number = GetLastError();

        if (!go_on(file)) {
            if (error->text[0] == '\0') {
                SetLastError(number);
                fail(error, "", file->path, " cannot be made");
            }
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
    if (!FlushFileBuffers(file->handle))
        fail(error, "writing in ", file->folder, " failed");
    else if (!mark_for_deletion(file->handle, false))
        fail(error, "", file->path, " cannot be made");
    else {
        is_done = take_some_name(file, error);
        if (!is_done)
            mark_for_deletion(file->handle, true);
    }
    release(file);
    return is_done;
}

void output_file_abandon(struct output_file *file)
{
    release(file);
}
