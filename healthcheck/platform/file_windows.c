/* Files on Windows. */
#include "healthcheck/platform/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/random.h"
#include "healthcheck/platform/rights_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* A virus scanner may hold a file for a moment. */
enum { TRIES = 4, BETWEEN_TRIES_MS = 10 };

enum file_result handle_refuse(char why[FILE_WHY_SIZE], const char *reason)
{
    snprintf(why, FILE_WHY_SIZE, "%s", reason);
    return FILE_REFUSED;
}

enum file_result handle_refuse_number(char why[FILE_WHY_SIZE], DWORD number)
{
    static const DWORD missing[] = { ERROR_FILE_NOT_FOUND, ERROR_PATH_NOT_FOUND,       ERROR_INVALID_NAME, ERROR_BAD_PATHNAME,
                                     ERROR_DIRECTORY,      ERROR_FILENAME_EXCED_RANGE, ERROR_BAD_NET_NAME, ERROR_NO_UNICODE_TRANSLATION };

    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++)
        if (missing[i] == number)
            return FILE_MISSING;
    wide_why(number, why, FILE_WHY_SIZE);
    return FILE_REFUSED;
}

bool handle_is_link(DWORD attributes, DWORD tag)
{
    return (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 && IsReparseTagNameSurrogate(tag);
}

enum file_result handle_check(HANDLE handle, char why[FILE_WHY_SIZE])
{
    BY_HANDLE_FILE_INFORMATION info;

    if (GetFileType(handle) != FILE_TYPE_DISK)
        return handle_refuse(why, "it is no regular file");
    if (!GetFileInformationByHandle(handle, &info))
        return handle_refuse_number(why, GetLastError());
    return info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? handle_refuse(why, "it is a folder") : FILE_READ;
}

/* Reads on where the handle is, at most `most` bytes; FILE_READ also where there are more. */
static enum file_result read_on(HANDLE handle, size_t most, struct text *content, char why[FILE_WHY_SIZE])
{
    char chunk[16384];

    while (most > 0) {
        DWORD got = 0;

        if (!ReadFile(handle, chunk, most < sizeof chunk ? (DWORD)most : (DWORD)sizeof chunk, &got, NULL))
            return GetLastError() == ERROR_HANDLE_EOF ? FILE_READ : handle_refuse_number(why, GetLastError());
        if (got == 0)
            break;
        text_append_bytes(content, chunk, got);
        most -= got;
    }
    return FILE_READ;
}

static enum file_result too_large(char why[FILE_WHY_SIZE], size_t limit)
{
    snprintf(why, FILE_WHY_SIZE, "it is larger than %zu MiB", limit / (1024 * 1024));
    return FILE_REFUSED;
}

enum file_result handle_read(HANDLE handle, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    enum file_result result = handle_check(handle, why);
    size_t before = content->size;
    LARGE_INTEGER size;

    if (result == FILE_READ && GetFileSizeEx(handle, &size) && (unsigned long long)size.QuadPart > limit)
        result = too_large(why, limit);
    if (result == FILE_READ)
        result = read_on(handle, limit + 1, content, why);
    CloseHandle(handle);
    if (result == FILE_READ && content->size - before > limit)
        result = too_large(why, limit);
    if (result != FILE_READ && content->data != NULL) {
        content->size = before;
        content->data[before] = '\0';
    }
    return result;
}

/* Opens by a path; INVALID_HANDLE_VALUE and GetLastError(). A pipe's server must not become us by what we open. */
static HANDLE open_path(const char *path, DWORD access, DWORD creation, DWORD flags, SECURITY_ATTRIBUTES *rights)
{
    wchar_t *wide = wide_path(path);
    HANDLE handle = INVALID_HANDLE_VALUE;
    DWORD number = ERROR_NO_UNICODE_TRANSLATION;

    for (int i = 0; wide != NULL && i < TRIES; i++) {
        if (i > 0)
            Sleep(BETWEEN_TRIES_MS);
        handle = CreateFileW(wide, access, SHARE_WITH_ALL, rights, creation,
                             flags | FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
        number = GetLastError();
        if (handle != INVALID_HANDLE_VALUE || number != ERROR_SHARING_VIOLATION)
            break;
    }
    free(wide);
    SetLastError(number);
    return handle;
}

static enum file_result open_regular(const char *path, HANDLE *handle, char why[FILE_WHY_SIZE])
{
    *handle = open_path(path, GENERIC_READ, OPEN_EXISTING, 0, NULL);
    return *handle != INVALID_HANDLE_VALUE ? FILE_READ : handle_refuse_number(why, GetLastError());
}

enum file_result file_read(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    HANDLE handle;
    enum file_result result = open_regular(path, &handle, why);

    return result == FILE_READ ? handle_read(handle, limit, content, why) : result;
}

bool file_is_regular(const char *path)
{
    HANDLE handle = open_path(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, 0, NULL);
    char why[FILE_WHY_SIZE];
    bool is_regular;

    if (handle == INVALID_HANDLE_VALUE)
        return false;
    is_regular = handle_check(handle, why) == FILE_READ;
    CloseHandle(handle);
    return is_regular;
}

/* A FILETIME counts 100 ns since 1601. */
bool file_changed(const char *path, moment *when)
{
    HANDLE handle = open_path(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, 0, NULL);
    FILETIME time;
    bool is_known;

    if (handle == INVALID_HANDLE_VALUE)
        return false;
    is_known = GetFileTime(handle, NULL, NULL, &time) != 0;
    CloseHandle(handle);
    if (is_known)
        *when = (moment)((((unsigned long long)time.dwHighDateTime << 32) | time.dwLowDateTime) / 10000000) - 11644473600;
    return is_known;
}

/* Moves to one byte before the last `limit`: it says whether a line begins with the next one. The offset, or -1. */
static long long seek_tail(HANDLE handle, size_t limit)
{
    LARGE_INTEGER size, begin = { 0 };

    if (GetFileSizeEx(handle, &size) && (unsigned long long)size.QuadPart > limit)
        begin.QuadPart = size.QuadPart - (long long)limit - 1;
    return SetFilePointerEx(handle, begin, NULL, FILE_BEGIN) ? begin.QuadPart : -1;
}

enum file_result file_read_tail(const char *path, size_t limit, struct text *content, char why[FILE_WHY_SIZE])
{
    HANDLE handle;
    enum file_result result = open_regular(path, &handle, why);
    struct text tail = { 0 };
    long long begin = 0;
    const char *first;

    if (result != FILE_READ)
        return result;
    result = handle_check(handle, why);
    if (result == FILE_READ && (begin = seek_tail(handle, limit)) < 0)
        result = handle_refuse_number(why, GetLastError());
    /* A log may grow while it is read: what comes now is left to the next look. */
    if (result == FILE_READ)
        result = read_on(handle, limit + 1, &tail, why);
    CloseHandle(handle);
    first = begin > 0 && tail.size > 0 ? memchr(tail.data, '\n', tail.size - 1) : NULL;
    if (result == FILE_READ && first != NULL)
        text_append_bytes(content, first + 1, tail.size - (size_t)(first + 1 - tail.data));
    else if (result == FILE_READ && begin > 0 && tail.size > 0)
        text_append_bytes(content, tail.data + 1, tail.size - 1);
    else if (result == FILE_READ)
        text_append_bytes(content, text_of(&tail), tail.size);
    text_free(&tail);
    return result;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "\*" behind the folder's path; NULL where it is not UTF-8. Yours to free. */
static wchar_t *search_pattern(const char *path)
{
    char *pattern = text_format("%s/*", path);
    wchar_t *wide = wide_absolute_path(pattern);

    free(pattern);
    return wide;
}

static bool is_dots(const wchar_t *name)
{
    return wcscmp(name, L".") == 0 || wcscmp(name, L"..") == 0;
}

/* No name has a line feed in it here, but a Linux folder seen through WSL may. Yours to free. */
static char *line_of(const WIN32_FIND_DATAW *entry)
{
    char *name = wide_to(entry->cFileName);
    struct text line = { 0 };

    for (const char *at = name; *at != '\0'; at++)
        if (*at == '\n')
            text_append(&line, "%0A");
        else
            text_append_char(&line, *at);
    text_append(&line, entry->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY ? "/" : "");
    free(name);
    return text_take(&line);
}

static void append_sorted(struct text *names, char **lines, size_t count)
{
    if (count > 0)
        qsort(lines, count, sizeof *lines, by_bytes);
    for (size_t i = 0; i < count; i++) {
        text_append_format(names, "%s\n", lines[i]);
        free(lines[i]);
    }
    free(lines);
}

/* Why a folder could not be listed. An empty root of a drive has no entries, not even dots. */
static enum file_result refuse_list(const char *path, DWORD number, char why[FILE_WHY_SIZE])
{
    wchar_t *wide = wide_path(path);
    DWORD attributes = wide != NULL ? GetFileAttributesW(wide) : INVALID_FILE_ATTRIBUTES;

    free(wide);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return handle_refuse_number(why, number);
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
        return handle_refuse(why, "it is no folder");
    return number == ERROR_FILE_NOT_FOUND ? FILE_READ : handle_refuse_number(why, number);
}

enum file_result file_list(const char *path, struct text *names, char why[FILE_WHY_SIZE])
{
    wchar_t *pattern = search_pattern(path);
    WIN32_FIND_DATAW entry;
    HANDLE search = pattern != NULL ? FindFirstFileExW(pattern, FindExInfoBasic, &entry, FindExSearchNameMatch, NULL, 0) : INVALID_HANDLE_VALUE;
    DWORD number = pattern != NULL ? GetLastError() : ERROR_NO_UNICODE_TRANSLATION;
    char **lines = NULL;
    size_t count = 0;

    free(pattern);
    if (search == INVALID_HANDLE_VALUE)
        return refuse_list(path, number, why);
    do {
        if (is_dots(entry.cFileName))
            continue;
        if ((count & (count - 1)) == 0)
            lines = memory_resize(lines, count > 0 ? 2 * count : 1, sizeof *lines);
        lines[count++] = line_of(&entry);
    } while (FindNextFileW(search, &entry));
    number = GetLastError();
    FindClose(search);
    append_sorted(names, lines, count);
    return number == ERROR_NO_MORE_FILES ? FILE_READ : handle_refuse_number(why, number);
}

enum { MOST_AT_ONCE = 1024 * 1024 };

static OVERLAPPED place(unsigned long long at)
{
    return (OVERLAPPED){ .Offset = (DWORD)at, .OffsetHigh = (DWORD)(at >> 32) };
}

long long handle_read_at(HANDLE handle, void *bytes, size_t size, unsigned long long at)
{
    OVERLAPPED where = place(at);
    DWORD got = 0;

    if (ReadFile(handle, bytes, size < MOST_AT_ONCE ? (DWORD)size : MOST_AT_ONCE, &got, &where))
        return got;
    return GetLastError() == ERROR_HANDLE_EOF ? 0 : -1;
}

long long handle_write_at(HANDLE handle, const void *bytes, size_t size, unsigned long long at)
{
    OVERLAPPED where = place(at);
    DWORD written = 0;

    return WriteFile(handle, bytes, size < MOST_AT_ONCE ? (DWORD)size : MOST_AT_ONCE, &written, &where) ? (long long)written : -1;
}

bool handle_write(HANDLE handle, const char *bytes, size_t size)
{
    while (size > 0) {
        DWORD written = 0;

        if (!WriteFile(handle, bytes, size < 65536 ? (DWORD)size : 65536, &written, NULL))
            return false;
        bytes += written;
        size -= written;
    }
    return true;
}

static bool fail(struct error *error, const char *path, DWORD number)
{
    char why[160];

    wide_why(number, why, sizeof why);
    return error_set(error, "cannot write %s: %s", path, why);
}

/* "path.0123456789abcdef"; yours to free. */
static char *name_beside(const char *path)
{
    unsigned char bytes[8] = { 0 };
    struct text name = { 0 };

    (void)random_bytes(bytes, sizeof bytes);
    text_append_format(&name, "%s.", path);
    for (size_t i = 0; i < sizeof bytes; i++)
        text_append_format(&name, "%02x", bytes[i]);
    return text_take(&name);
}

/* Gives the file its name; ReplaceFileW() keeps the rights of the old one. */
static bool take_place(const char *beside, const char *path, bool keeps_rights)
{
    wchar_t *from = wide_path(beside), *to = wide_path(path);
    bool is_moved = from != NULL && to != NULL &&
                    ((keeps_rights && ReplaceFileW(to, from, NULL, REPLACEFILE_IGNORE_MERGE_ERRORS, NULL, NULL)) ||
                     MoveFileExW(from, to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
    DWORD number = GetLastError();

    if (!is_moved && from != NULL)
        DeleteFileW(from);
    free(from);
    free(to);
    SetLastError(number);
    return is_moved;
}

static bool write_beside(const char *path, bool keeps_rights, SECURITY_ATTRIBUTES *rights, const char *bytes, size_t size, struct error *error)
{
    char *beside = name_beside(path);
    HANDLE handle = open_path(beside, GENERIC_WRITE | DELETE, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, rights);
    FILE_DISPOSITION_INFO gone = { TRUE };
    bool is_written = handle != INVALID_HANDLE_VALUE && handle_write(handle, bytes, size) && FlushFileBuffers(handle);
    DWORD number = GetLastError();

    if (handle != INVALID_HANDLE_VALUE && !is_written)
        SetFileInformationByHandle(handle, FileDispositionInfo, &gone, sizeof gone);
    if (handle != INVALID_HANDLE_VALUE)
        CloseHandle(handle);
    if (is_written && !take_place(beside, path, keeps_rights)) {
        number = GetLastError();
        is_written = false;
    }
    free(beside);
    return is_written || fail(error, path, number);
}

/* Where a link leads: the path of what was opened. Yours to free; NULL where the system does not say. */
static char *final_path(HANDLE handle)
{
    DWORD size = GetFinalPathNameByHandleW(handle, NULL, 0, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    wchar_t *wide;
    char *path = NULL;

    if (size == 0)
        return NULL;
    wide = memory_resize(NULL, size + 1, sizeof *wide);
    if (GetFinalPathNameByHandleW(handle, wide, size + 1, FILE_NAME_NORMALIZED | VOLUME_NAME_DOS) <= size)
        path = wide_to(wide);
    free(wide);
    return path;
}

/* A pipe, the console, NUL: nothing that could be replaced. */
static bool write_through(const char *path, const char *bytes, size_t size, struct error *error)
{
    HANDLE handle = open_path(path, GENERIC_WRITE, OPEN_EXISTING, 0, NULL);
    bool is_written = handle != INVALID_HANDLE_VALUE && handle_write(handle, bytes, size);
    DWORD number = GetLastError();

    if (handle != INVALID_HANDLE_VALUE)
        CloseHandle(handle);
    return is_written || fail(error, path, number);
}

bool file_replace(const char *path, const char *bytes, size_t size, struct error *error)
{
    HANDLE old = open_path(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING, 0, NULL);
    char why[FILE_WHY_SIZE], *target;
    bool is_disk, is_file, is_written;

    if (old == INVALID_HANDLE_VALUE)
        return write_beside(path, false, NULL, bytes, size, error);
    is_disk = GetFileType(old) == FILE_TYPE_DISK;
    is_file = handle_check(old, why) == FILE_READ;
    target = is_file ? final_path(old) : NULL;
    CloseHandle(old);
    if (is_disk && !is_file)
        is_written = error_set(error, "cannot write %s: it is a folder", path);
    else if (!is_disk)
        is_written = write_through(path, bytes, size, error);
    else
        is_written = write_beside(target != NULL ? target : path, true, NULL, bytes, size, error);
    free(target);
    return is_written;
}

bool file_replace_readable(const char *path, const char *bytes, size_t size, struct error *error)
{
    SECURITY_ATTRIBUTES rights;
    bool is_written;

    if (!rights_make(&rights, OTHERS_READ))
        return fail(error, path, GetLastError());
    is_written = write_beside(path, false, &rights, bytes, size, error);
    rights_free(&rights);
    return is_written;
}

/* Below a folder where everybody may make others' folders, one that is there already may be a trap. */
static bool is_trusted_folder(const wchar_t *wide)
{
    HANDLE handle = CreateFileW(wide, READ_CONTROL | FILE_READ_ATTRIBUTES, SHARE_WITH_ALL, NULL, OPEN_EXISTING,
                                FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    BY_HANDLE_FILE_INFORMATION info;
    bool is_trusted = handle != INVALID_HANDLE_VALUE && GetFileInformationByHandle(handle, &info) &&
                      (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 && (info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0 &&
                      rights_is_own(handle, NULL);

    if (handle != INVALID_HANDLE_VALUE)
        CloseHandle(handle);
    return is_trusted;
}

bool folder_make(const char *path, struct error *error)
{
    wchar_t *wide = wide_path(path);
    SECURITY_ATTRIBUTES rights;
    bool is_made = wide != NULL && rights_make(&rights, OTHERS_READ);
    DWORD number = ERROR_NO_UNICODE_TRANSLATION;
    bool is_trusted = false;
    char why[160];

    if (is_made) {
        is_made = CreateDirectoryW(wide, &rights) != 0;
        number = GetLastError();
        rights_free(&rights);
    }
    if (!is_made && number == ERROR_ALREADY_EXISTS)
        is_trusted = is_trusted_folder(wide);
    free(wide);
    if (is_made)
        return true;
    if (number == ERROR_ALREADY_EXISTS)
        return is_trusted || error_set(error, "%s is no folder of our own or of an administrator's", path);
    wide_why(number, why, sizeof why);
    return error_set(error, "cannot make the folder %s: %s", path, why);
}

/* Behind `C:` a separator would mean another folder. */
char *file_in_folder(const char *folder, const char *name)
{
    bool has_end = folder[0] != '\0' && strchr("/\\:", folder[strlen(folder) - 1]) != NULL;

    return text_format("%s%s%s", folder, has_end ? "" : strchr(folder, '/') != NULL && strchr(folder, '\\') == NULL ? "/" : "\\", name);
}
