/* Folders that other users may write to, on Windows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle/safe_windows.h"
#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/wide_windows.h"

#include <winioctl.h>
#include <winternl.h>

/* Of a distribution of WSL ([MS-FSCC] 2.1.2.1); mingw-w64 knows not all of them. */
enum {
    TAG_AF_UNIX = (int)0x80000023,
    TAG_LX_FIFO = (int)0x80000024,
    TAG_LX_CHR = (int)0x80000025,
    TAG_LX_BLK = (int)0x80000026,
    TAG_CLOUD = (int)0x9000001A, /* 0x9000101A … 0x9000F01A as well */
};

#define ELSEWHERE (FILE_ATTRIBUTE_OFFLINE | 0x00040000 /* RECALL_ON_OPEN */ | 0x00400000 /* RECALL_ON_DATA_ACCESS */)

bool safe_is_gone(DWORD number)
{
    return number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND || number == ERROR_DELETE_PENDING || number == ERROR_INVALID_DRIVE ||
           number == ERROR_NOT_READY || number == ERROR_BAD_NET_NAME;
}

moment safe_moment(LARGE_INTEGER time)
{
    return (moment)(time.QuadPart / 10000000) - 11644473600;
}

static char *tag_reason(DWORD tag)
{
    switch ((int)tag) {
    case TAG_AF_UNIX:
        return memory_copy_text("special: a socket, which is not read");
    case TAG_LX_FIFO:
        return memory_copy_text("special: a pipe, which is not read");
    case TAG_LX_CHR:
        return memory_copy_text("special: a device, which is not read");
    case TAG_LX_BLK:
        return memory_copy_text("special: a disk, which is not read");
    default:
        break;
    }
    if (tag == IO_REPARSE_TAG_SYMLINK || tag == IO_REPARSE_TAG_MOUNT_POINT)
        return text_format("a %s, and links are not followed", tag == IO_REPARSE_TAG_SYMLINK ? "symbolic link" : "junction");
    if (IsReparseTagNameSurrogate(tag))
        return text_format("a link (reparse tag 0x%08lx), and links are not followed", tag);
    if ((tag & 0xFFFF0FFF) == (DWORD)TAG_CLOUD)
        return memory_copy_text("a placeholder: its content is kept elsewhere, and is not fetched");
    return text_format("special: stored in a way of its own (reparse tag 0x%08lx), and not read", tag);
}

char *safe_attributes_reason(DWORD attributes, DWORD tag)
{
    if (attributes & FILE_ATTRIBUTE_REPARSE_POINT)
        return tag_reason(tag);
    if (attributes & ELSEWHERE)
        return memory_copy_text("a placeholder: its content is kept elsewhere, and is not fetched");
    return attributes & FILE_ATTRIBUTE_DEVICE ? memory_copy_text("special: a device, which is not read") : NULL;
}

/* Where a link leads, as it says it to people; NULL where it does not. Yours to free. */
static char *link_target(HANDLE handle)
{
    /* [MS-FSCC] 2.1.2.4 and 2.1.2.5: tag, size, reserved; then offset and size of the substitute and the print name; a symbolic link has
       flags before its names. */
    unsigned char bytes[MAXIMUM_REPARSE_DATA_BUFFER_SIZE];
    DWORD size = 0, tag;
    unsigned short offset, count;
    size_t names;

    if (!DeviceIoControl(handle, FSCTL_GET_REPARSE_POINT, NULL, 0, bytes, sizeof bytes, &size, NULL) || size < 20)
        return NULL;
    memcpy(&tag, bytes, sizeof tag);
    names = tag == IO_REPARSE_TAG_SYMLINK ? 20 : 16;
    memcpy(&offset, bytes + 12, sizeof offset);
    memcpy(&count, bytes + 14, sizeof count);
    if (count == 0) {
        memcpy(&offset, bytes + 8, sizeof offset);
        memcpy(&count, bytes + 10, sizeof count);
    }
    if (offset % 2 != 0 || names + offset + count > size)
        return NULL;
    return text_from_utf16le((const char *)bytes + names + offset, count, NULL);
}

char *safe_handle_reason(HANDLE handle)
{
    FILE_ATTRIBUTE_TAG_INFO info;
    char *reason, *target = NULL, *whole;

    if (!GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info))
        return memory_copy_text("the system does not say what it is");
    reason = safe_attributes_reason(info.FileAttributes, info.ReparseTag);
    if (reason != NULL && (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) &&
        (info.ReparseTag == IO_REPARSE_TAG_SYMLINK || info.ReparseTag == IO_REPARSE_TAG_MOUNT_POINT))
        target = link_target(handle);
    if (target == NULL)
        return reason;
    whole = text_format("a %s to %s, and links are not followed", info.ReparseTag == IO_REPARSE_TAG_SYMLINK ? "symbolic link" : "junction", target);
    free(reason);
    free(target);
    return whole;
}

/* Yours to free; NULL where the system does not say: it has no letter for the volume, … */
static wchar_t *place_of(HANDLE handle)
{
    DWORD size = GetFinalPathNameByHandleW(handle, NULL, 0, FILE_NAME_OPENED | VOLUME_NAME_DOS);
    wchar_t *place;

    if (size == 0)
        return NULL;
    place = memory_resize(NULL, size + 1, sizeof *place);
    if (GetFinalPathNameByHandleW(handle, place, size + 1, FILE_NAME_OPENED | VOLUME_NAME_DOS) <= size)
        return place;
    free(place);
    return NULL;
}

bool safe_lies_in(const struct safe_folder *folder, const char *name, HANDLE handle)
{
    wchar_t *place = place_of(handle), *wide = wide_from(name);
    size_t size = folder->place != NULL ? wcslen(folder->place) : 0;
    bool is_there = folder->place == NULL || place == NULL;

    if (!is_there && wide != NULL && wcslen(place) > size && CompareStringOrdinal(place, (int)size, folder->place, (int)size, TRUE) == CSTR_EQUAL) {
        const wchar_t *rest = place + size;

        rest += *rest == L'\\' ? 1 : 0;
        is_there = CompareStringOrdinal(rest, -1, wide, -1, TRUE) == CSTR_EQUAL;
    }
    free(place);
    free(wide);
    return is_there;
}

bool safe_identity(const char *path, unsigned long long *device, unsigned long long *inode)
{
    wchar_t *wide = path != NULL ? wide_absolute_path(path) : NULL;
    HANDLE handle = wide != NULL ? CreateFileW(wide, FILE_READ_ATTRIBUTES, SHARE_WITH_ALL, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL)
                                 : INVALID_HANDLE_VALUE;
    BY_HANDLE_FILE_INFORMATION info;
    bool is_known = handle != INVALID_HANDLE_VALUE && GetFileInformationByHandle(handle, &info);

    if (is_known) {
        *device = info.dwVolumeSerialNumber;
        *inode = ((unsigned long long)info.nFileIndexHigh << 32) | info.nFileIndexLow;
    }
    if (handle != INVALID_HANDLE_VALUE)
        CloseHandle(handle);
    free(wide);
    return is_known;
}

static void say(char why[SAFE_WHY_SIZE], DWORD number)
{
    if (number == ERROR_DIRECTORY)
        snprintf(why, SAFE_WHY_SIZE, "it is no folder");
    else
        wide_why(number, why, SAFE_WHY_SIZE);
}

/* Takes `handle` over; NULL and the reason where it is a link. */
static struct safe_folder *new_folder(HANDLE handle, char why[SAFE_WHY_SIZE])
{
    char *reason = safe_handle_reason(handle);
    BY_HANDLE_FILE_INFORMATION info = { 0 };
    struct safe_folder *folder;

    if (reason != NULL || !GetFileInformationByHandle(handle, &info)) {
        if (reason != NULL)
            snprintf(why, SAFE_WHY_SIZE, "%s", reason);
        else
            say(why, GetLastError());
        free(reason);
        CloseHandle(handle);
        return NULL;
    }
    folder = memory_get(sizeof *folder);
    *folder = (struct safe_folder){ .handle = handle,
                                    .volume = info.dwVolumeSerialNumber,
                                    .index = ((unsigned long long)info.nFileIndexHigh << 32) | info.nFileIndexLow,
                                    .place = place_of(handle) };
    return folder;
}

/* And GetLastError(). */
struct safe_folder *safe_folder_beneath(const struct safe_folder *folder, const char *name, char why[SAFE_WHY_SIZE])
{
    HANDLE handle = handle_open_below(folder->handle, name, strlen(name), HANDLE_FOLDER);
    struct safe_folder *below;

    if (handle == INVALID_HANDLE_VALUE) {
        DWORD number = GetLastError();

        say(why, number);
        SetLastError(number);
        return NULL;
    }
    below = new_folder(handle, why);
    SetLastError(ERROR_CANT_ACCESS_FILE);
    if (below != NULL && !safe_lies_in(folder, name, below->handle)) {
        safe_folder_close(below);
        snprintf(why, SAFE_WHY_SIZE, "a link to another folder, and links are not followed");
        below = NULL;
    }
    return below;
}

/* "C:\" and what follows it; or the whole, which is of another kind. */
static size_t root_size(const char *path)
{
    size_t size = path[0] != '\0' && path[1] == ':' ? 2 : strlen(path);

    while (path[size] == '/' || path[size] == '\\')
        size++;
    return size;
}

static struct safe_folder *open_root(const char *path, size_t size, bool *is_missing, char why[SAFE_WHY_SIZE])
{
    char *root = memory_copy(path, size);
    wchar_t *wide = wide_absolute_path(root);
    HANDLE handle = INVALID_HANDLE_VALUE;
    DWORD number = ERROR_FILE_NOT_FOUND;

    if (wide != NULL) {
        handle = CreateFileW(wide, FILE_LIST_DIRECTORY | FILE_TRAVERSE | FILE_READ_ATTRIBUTES | SYNCHRONIZE, SHARE_WITH_ALL, NULL, OPEN_EXISTING,
                             FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
        number = GetLastError();
    }
    free(root);
    free(wide);
    if (handle != INVALID_HANDLE_VALUE)
        return new_folder(handle, why);
    *is_missing = safe_is_gone(number);
    say(why, number);
    return NULL;
}

/* Everybody may make folders in %ProgramData%, and a junction there needs no right: so the way to a folder of ours is gone level by level,
   too. */
struct safe_folder *safe_folder_open(const char *path, bool *is_missing, char why[SAFE_WHY_SIZE])
{
    size_t at = root_size(path);
    struct safe_folder *folder = open_root(path, at, is_missing, why);

    while (folder != NULL && path[at] != '\0') {
        size_t size = strcspn(path + at, "/\\");
        char *name = memory_copy(path + at, size);
        struct safe_folder *below = safe_folder_beneath(folder, name, why);

        *is_missing = below == NULL && (safe_is_gone(GetLastError()) || GetLastError() == ERROR_DIRECTORY);
        free(name);
        safe_folder_close(folder);
        folder = below;
        at += size;
        at += strspn(path + at, "/\\");
    }
    return folder;
}

void safe_folder_close(struct safe_folder *folder)
{
    CloseHandle(folder->handle);
    free(folder->place);
    free(folder);
}

char *safe_place(const char *root, const char *key)
{
    return *root != '\0' ? text_format("%s\\%s", root, key) : text_format("%c:%s", *key, key[1] == '/' ? key + 1 : "\\");
}

bool safe_folder_is(const struct safe_folder *folder, const struct safe_folder *other)
{
    return folder->volume == other->volume && folder->index == other->index;
}

bool safe_folder_is_foreign(const struct safe_folder *folder)
{
    struct {
        ULONG type, characteristics;
    } device; /* FILE_FS_DEVICE_INFORMATION, [MS-FSCC] 2.5.10 */
    enum { FS_DEVICE_INFORMATION = 4, REMOTE_DEVICE = 0x10 };
    IO_STATUS_BLOCK status;

    return NtQueryVolumeInformationFile(folder->handle, &status, &device, sizeof device, (FS_INFORMATION_CLASS)FS_DEVICE_INFORMATION) < 0 ||
           (device.characteristics & REMOTE_DEVICE) != 0;
}

struct names {
    char **names;
    size_t count, capacity, most;
    bool is_full;
};

static bool add_name(void *context, const FILE_ID_BOTH_DIR_INFO *entry)
{
    struct names *names = context;

    names->is_full = names->count == names->most;
    if (names->is_full)
        return false;
    if (names->count == names->capacity) {
        names->capacity = names->capacity > 0 ? 2 * names->capacity : 32;
        names->names = memory_resize(names->names, names->capacity, sizeof *names->names);
    }
    names->names[names->count++] = wide_to_counted(entry->FileName, entry->FileNameLength / sizeof(wchar_t));
    return true;
}

bool safe_folder_names(const struct safe_folder *folder, size_t most, char ***list, size_t *count, char why[SAFE_WHY_SIZE])
{
    struct names names = { .most = most };
    HANDLE again = handle_open_again(folder->handle);
    bool is_whole = again != INVALID_HANDLE_VALUE && handle_list(again, add_name, &names);
    DWORD number = GetLastError();

    if (again != INVALID_HANDLE_VALUE)
        CloseHandle(again);
    if (!is_whole && !names.is_full)
        say(why, number);
    *list = names.names;
    *count = names.count;
    return !names.is_full;
}

/* A folder's own list tells size and time of a file that is being written as they were when it was last closed: each file is asked. */
static bool measure(HANDLE handle, struct safe_file *found, bool *is_folder)
{
    FILE_STANDARD_INFO standard;
    FILE_BASIC_INFO basic;

    if (!GetFileInformationByHandleEx(handle, FileStandardInfo, &standard, sizeof standard) ||
        !GetFileInformationByHandleEx(handle, FileBasicInfo, &basic, sizeof basic))
        return false;
    found->size = standard.EndOfFile.QuadPart > 0 ? (unsigned long long)standard.EndOfFile.QuadPart : 0;
    found->stored = basic.FileAttributes & FILE_ATTRIBUTE_SPARSE_FILE && standard.AllocationSize.QuadPart >= 0
                        ? (unsigned long long)standard.AllocationSize.QuadPart
                        : found->size;
    found->modified = safe_moment(basic.LastWriteTime);
    *is_folder = standard.Directory != 0;
    if (!*is_folder && standard.NumberOfLinks > 1)
        found->why = memory_copy_text(SAFE_PLANTED);
    return true;
}

static enum safe_kind unknown(struct safe_file *found, DWORD number, const char *name)
{
    char why[SAFE_WHY_SIZE];

    /* What stands for half of a character in a name (wide_to()) does not lead back to it. */
    if (safe_is_gone(number) && strstr(name, "\xEF\xBF\xBD") != NULL)
        snprintf(why, sizeof why, "its name is no text, and nobody can be told it");
    else if (safe_is_gone(number))
        return SAFE_IS_GONE;
    else
        say(why, number);
    found->why = memory_copy_text(why);
    return SAFE_IS_UNKNOWN;
}

enum safe_kind safe_folder_look(const struct safe_folder *folder, const char *name, struct safe_file *found)
{
    HANDLE handle = handle_open_below(folder->handle, name, strlen(name), HANDLE_ATTRIBUTES);
    bool is_folder = false;
    char *reason;

    if (handle == INVALID_HANDLE_VALUE || !measure(handle, found, &is_folder)) {
        DWORD number = GetLastError();

        if (handle != INVALID_HANDLE_VALUE)
            CloseHandle(handle);
        return unknown(found, number, name);
    }
    reason = safe_handle_reason(handle);
    if (reason == NULL && GetFileType(handle) != FILE_TYPE_DISK)
        reason = memory_copy_text("special: no regular file, and not read");
    CloseHandle(handle);
    if (reason == NULL)
        return is_folder ? SAFE_IS_FOLDER : SAFE_IS_FILE;
    free(found->why);
    found->why = reason;
    return SAFE_IS_OTHER;
}
