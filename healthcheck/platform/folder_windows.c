/* Folders on Windows, opened level by level from a handle, so that no link that appears meanwhile is followed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/rights_windows.h"
#include "healthcheck/platform/wide_windows.h"

enum { DEEPEST = 64, LONGEST_NAME = 255 };

#ifndef FILE_OPEN_REPARSE_POINT
#define FILE_OPEN_REPARSE_POINT 0x00200000
#endif
#ifndef FILE_OPEN_NO_RECALL
#define FILE_OPEN_NO_RECALL 0x00400000
#endif

struct folder {
    HANDLE handle;
};

static HANDLE fail(DWORD number)
{
    SetLastError(number);
    return INVALID_HANDLE_VALUE;
}

static HANDLE open_below(HANDLE parent, wchar_t *name, size_t count, enum handle_wanted wanted)
{
    static const ACCESS_MASK accesses[] = { FILE_READ_ATTRIBUTES | SYNCHRONIZE, FILE_GENERIC_READ,
                                            FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES | SYNCHRONIZE };
    UNICODE_STRING string = { (USHORT)(count * sizeof *name), (USHORT)(count * sizeof *name), name };
    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK status;
    HANDLE handle = NULL;
    ULONG options = FILE_OPEN_REPARSE_POINT | FILE_OPEN_NO_RECALL | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT |
                    (wanted == HANDLE_FOLDER ? FILE_DIRECTORY_FILE : 0);
    NTSTATUS result;

    InitializeObjectAttributes(&attributes, &string, OBJ_CASE_INSENSITIVE, parent, NULL);
    result = NtCreateFile(&handle, accesses[wanted], &attributes, &status, NULL, 0, SHARE_WITH_ALL, FILE_OPEN, options, NULL, 0);
    return result >= 0 ? handle : fail(RtlNtStatusToDosError(result));
}

/* A component as UTF-16; NULL where it is none: empty, dots, with a separator or a stream's colon in it. Yours to free. */
static wchar_t *component(const char *name, size_t size)
{
    bool is_dots = name[0] == '.' && (size == 1 || (size == 2 && name[1] == '.'));
    char *copy;
    wchar_t *wide = NULL;

    if (size == 0 || is_dots || memchr(name, '\\', size) != NULL || memchr(name, ':', size) != NULL || memchr(name, '/', size) != NULL)
        return NULL;
    copy = memory_copy(name, size);
    wide = wide_from(copy);
    free(copy);
    if (wide != NULL && wcslen(wide) > LONGEST_NAME) {
        free(wide);
        wide = NULL;
    }
    return wide;
}

HANDLE handle_open_below(HANDLE folder, const char *name, size_t size, enum handle_wanted wanted)
{
    wchar_t *wide = component(name, size);
    HANDLE handle = wide != NULL ? open_below(folder, wide, wcslen(wide), wanted) : fail(ERROR_FILE_NOT_FOUND);
    DWORD number = GetLastError();

    free(wide);
    SetLastError(number);
    return handle;
}

HANDLE handle_open_again(HANDLE folder)
{
    wchar_t nothing[1] = L"";

    return open_below(folder, nothing, 0, HANDLE_FOLDER);
}

static bool is_dots(const FILE_ID_BOTH_DIR_INFO *entry)
{
    size_t count = entry->FileNameLength / sizeof(wchar_t);

    return entry->FileName[0] == L'.' && (count == 1 || (count == 2 && entry->FileName[1] == L'.'));
}

bool handle_list(HANDLE folder, bool (*found)(void *context, const FILE_ID_BOTH_DIR_INFO *entry), void *context)
{
    enum { ROOM = 32768 };
    char *room = memory_get(ROOM);
    FILE_INFO_BY_HANDLE_CLASS how = FileIdBothDirectoryRestartInfo;
    bool goes_on = true;
    DWORD number;

    for (; goes_on && GetFileInformationByHandleEx(folder, how, room, ROOM); how = FileIdBothDirectoryInfo)
        for (size_t at = 0; goes_on;) {
            const FILE_ID_BOTH_DIR_INFO *entry = (const FILE_ID_BOTH_DIR_INFO *)(const void *)(room + at);

            goes_on = is_dots(entry) || found(context, entry);
            if (entry->NextEntryOffset == 0)
                break;
            at += entry->NextEntryOffset;
        }
    number = GetLastError();
    free(room);
    SetLastError(number);
    return goes_on && number == ERROR_NO_MORE_FILES;
}

/* Is what was opened a link, or stored where reading it would need more than a file system? */
static bool is_reparse_point(HANDLE handle)
{
    FILE_ATTRIBUTE_TAG_INFO info;

    return !GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) ||
           (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

/* The same, and no reparse point. */
static HANDLE open_no_link(HANDLE parent, const char *name, size_t size, enum handle_wanted wanted)
{
    HANDLE handle = handle_open_below(parent, name, size, wanted);

    if (handle == INVALID_HANDLE_VALUE || !is_reparse_point(handle))
        return handle;
    CloseHandle(handle);
    return fail(ERROR_CANT_ACCESS_FILE);
}

static struct folder *new_folder(HANDLE handle)
{
    struct folder *folder = memory_get(sizeof *folder);

    folder->handle = handle;
    return folder;
}

struct folder *folder_open(const char *path, struct error *error)
{
    wchar_t *wide = wide_absolute_path(path);
    HANDLE handle = wide == NULL ? fail(ERROR_FILE_NOT_FOUND)
                                 : CreateFileW(wide, FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, SHARE_WITH_ALL, NULL,
                                               OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    DWORD number = GetLastError();
    FILE_BASIC_INFO info;
    char why[160];

    free(wide);
    if (handle == INVALID_HANDLE_VALUE) {
        wide_why(number, why, sizeof why);
        error_set(error, "%s: %s", path, why);
        return NULL;
    }
    if (!GetFileInformationByHandleEx(handle, FileBasicInfo, &info, sizeof info) || (info.FileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) {
        CloseHandle(handle);
        error_set(error, "%s: not a directory", path);
        return NULL;
    }
    return new_folder(handle);
}

void folder_close(struct folder *folder)
{
    if (folder == NULL)
        return;
    CloseHandle(folder->handle);
    free(folder);
}

struct folder *folder_open_beneath(struct folder *folder, const char *name)
{
    HANDLE handle = open_no_link(folder->handle, name, strlen(name), HANDLE_FOLDER);

    return handle != INVALID_HANDLE_VALUE ? new_folder(handle) : NULL;
}

/* Opens a file by a relative path, level by level; INVALID_HANDLE_VALUE and GetLastError(). */
static HANDLE open_beneath(HANDLE folder, const char *path)
{
    HANDLE at = folder;

    for (;;) {
        size_t size = strcspn(path, "/");
        bool is_last = path[size] == '\0';
        HANDLE below = open_no_link(at, path, size, is_last ? HANDLE_FILE : HANDLE_FOLDER);
        DWORD number = GetLastError();

        if (at != folder)
            CloseHandle(at);
        if (below == INVALID_HANDLE_VALUE)
            return fail(number);
        if (is_last)
            return below;
        at = below;
        path += size + 1;
    }
}

static enum file_result refuse_number(char why[FILE_WHY_SIZE], DWORD number)
{
    return number == ERROR_CANT_ACCESS_FILE ? handle_refuse(why, "it is a link, and links are not followed") : handle_refuse_number(why, number);
}

enum file_result file_read_beneath(struct folder *folder, const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    HANDLE handle = open_beneath(folder->handle, path);
    DWORD number = GetLastError();

    if (handle != INVALID_HANDLE_VALUE)
        return handle_read(handle, limit, content, why);
    return refuse_number(why, number);
}

/* Below %ProgramData% everybody may make a folder, and what is in it belongs to who made it. `what` is "it" or "its folder". */
static enum file_result check_own(HANDLE handle, const char *what, char why[FILE_WHY_SIZE])
{
    char *owner = NULL;
    bool is_own = rights_is_own(handle, &owner);

    if (!is_own)
        snprintf(why, FILE_WHY_SIZE, "%s belongs to another user, who may have made it up: delete it as an administrator (its owner is %s)", what,
                 owner != NULL ? owner : "not known");
    free(owner);
    return is_own ? FILE_READ : FILE_REFUSED;
}

/* The folder itself, and not where it leads. */
static HANDLE open_itself(const char *path)
{
    wchar_t *wide = wide_absolute_path(path);
    HANDLE handle = wide == NULL ? fail(ERROR_FILE_NOT_FOUND)
                                 : CreateFileW(wide, READ_CONTROL | FILE_TRAVERSE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, SHARE_WITH_ALL, NULL,
                                               OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    DWORD number = GetLastError();

    free(wide);
    if (handle == INVALID_HANDLE_VALUE || !is_reparse_point(handle))
        return handle == INVALID_HANDLE_VALUE ? fail(number) : handle;
    CloseHandle(handle);
    return fail(ERROR_CANT_ACCESS_FILE);
}

enum file_result file_read_own(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    size_t above = strlen(path);
    char *parent;
    HANDLE folder, handle;
    enum file_result result;

    while (above > 0 && path[above - 1] != '/' && path[above - 1] != '\\')
        above--;
    parent = memory_copy(path, above > 0 ? above - 1 : 0);
    folder = open_itself(parent);
    free(parent);
    if (folder == INVALID_HANDLE_VALUE)
        return refuse_number(why, GetLastError());
    result = check_own(folder, "its folder", why);
    handle = result == FILE_READ ? open_no_link(folder, path + above, strlen(path + above), HANDLE_FILE) : INVALID_HANDLE_VALUE;
    if (result == FILE_READ)
        result = handle == INVALID_HANDLE_VALUE ? refuse_number(why, GetLastError()) : check_own(handle, "it", why);
    CloseHandle(folder);
    if (result == FILE_READ)
        return handle_read(handle, limit, content, why);
    if (handle != INVALID_HANDLE_VALUE)
        CloseHandle(handle);
    return result;
}

struct walk {
    size_t left;
    bool is_over; /* more than the limit */
    bool is_whole;
    void (*found)(void *context, const char *path, enum file_kind kind);
    void *context;
};

static enum file_kind kind_of(const FILE_ID_BOTH_DIR_INFO *entry)
{
    /* Of a reparse point the field of the extended attributes' size is its tag ([MS-FSCC] 2.4.17). */
    if (handle_is_link(entry->FileAttributes, entry->EaSize))
        return FILE_IS_LINK;
    if (entry->FileAttributes & (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DEVICE))
        return FILE_IS_OTHER;
    return entry->FileAttributes & FILE_ATTRIBUTE_DIRECTORY ? FILE_IS_FOLDER : FILE_IS_FILE;
}

/* A folder that is told. */
struct listing {
    struct walk *walk;
    struct text *path;
    struct text below; /* names of folders in it, a NUL after each */
};

/* Tells one entry; a folder's name goes to `below`, too. */
static bool walk_entry(void *context, const FILE_ID_BOTH_DIR_INFO *entry)
{
    struct listing *listing = context;
    struct walk *walk = listing->walk;
    enum file_kind kind = kind_of(entry);
    size_t size = listing->path->size;
    char *name;

    if (walk->left == 0) {
        walk->is_over = true;
        return false;
    }
    walk->left--;
    name = wide_to_counted(entry->FileName, entry->FileNameLength / sizeof(wchar_t));
    text_append_format(listing->path, "%s%s", size > 0 ? "/" : "", name);
    walk->found(walk->context, text_of(listing->path), kind);
    listing->path->size = size;
    listing->path->data[size] = '\0';
    if (kind == FILE_IS_FOLDER)
        text_append_bytes(&listing->below, name, strlen(name) + 1);
    free(name);
    return true;
}

/* Takes `handle` over. */
static void walk_folder(struct walk *walk, HANDLE handle, struct text *path, int depth)
{
    struct listing listing = { .walk = walk, .path = path };
    struct text *below = &listing.below;
    size_t size = path->size;

    if (depth > DEEPEST || walk->is_over || !handle_list(handle, walk_entry, &listing))
        walk->is_whole = false;
    for (size_t at = 0; at < below->size; at += strlen(below->data + at) + 1) {
        HANDLE folder = open_no_link(handle, below->data + at, strlen(below->data + at), HANDLE_FOLDER);

        text_append_format(path, "%s%s", size > 0 ? "/" : "", below->data + at);
        if (folder != INVALID_HANDLE_VALUE)
            walk_folder(walk, folder, path, depth + 1);
        else
            walk->is_whole = false;
        path->size = size;
        path->data[size] = '\0';
    }
    text_free(below);
    CloseHandle(handle);
}

bool folder_walk(struct folder *folder, size_t limit, void (*found)(void *context, const char *path, enum file_kind kind), void *context)
{
    struct walk walk = { .left = limit, .is_whole = true, .found = found, .context = context };
    struct text path = { 0 };
    HANDLE again = handle_open_again(folder->handle);

    if (again == INVALID_HANDLE_VALUE)
        return false;
    walk_folder(&walk, again, &path, 0);
    text_free(&path);
    return walk.is_whole;
}
