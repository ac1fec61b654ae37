/* Open files and folders on Windows: shared by file_windows.c, folder_windows.c and what else opens level by level. */
#ifndef HEALTHCHECK_PLATFORM_HANDLE_WINDOWS_H
#define HEALTHCHECK_PLATFORM_HANDLE_WINDOWS_H

#include <stdbool.h>
#include <windows.h>

#include "healthcheck/platform/file.h"

/* A running agent writes its logs, rotates and deletes them: nobody is kept from that by us. */
enum { SHARE_WITH_ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };

enum file_result handle_refuse(char why[FILE_WHY_SIZE], const char *reason);

/* By GetLastError(). */
enum file_result handle_refuse_number(char why[FILE_WHY_SIZE], DWORD number);

/* Is it a regular file on a disk? FILE_READ, or refused with the reason. */
enum file_result handle_check(HANDLE handle, char why[FILE_WHY_SIZE]);

/* Reads a regular file to its end; takes `handle` over. More than `limit` bytes: refused. */
enum file_result handle_read(HANDLE handle, size_t limit, struct text *content, char why[FILE_WHY_SIZE]);

/* Reads or writes some of a file from `at` on, at most 1 MiB: how much; 0 at the end, -1 and GetLastError(). */
long long handle_read_at(HANDLE handle, void *bytes, size_t size, unsigned long long at);
long long handle_write_at(HANDLE handle, const void *bytes, size_t size, unsigned long long at);

/* Writes all of it where the handle is: a file, a pipe or a console. False and GetLastError(). */
bool handle_write(HANDLE handle, const char *bytes, size_t size);

enum handle_wanted {
    HANDLE_ATTRIBUTES, /* of whatever it is; nobody who keeps a file for himself keeps us from that */
    HANDLE_FILE,
    HANDLE_FOLDER,
};

/* Opens what stands directly below an open folder, itself and not where it leads, and has nothing fetched from elsewhere for it. `name`
   (`size` bytes) is one component. INVALID_HANDLE_VALUE and GetLastError(). */
HANDLE handle_open_below(HANDLE folder, const char *name, size_t size, enum handle_wanted wanted);

/* Opens the folder itself anew, so that it can be listed from its beginning. */
HANDLE handle_open_again(HANDLE folder);

/* Calls `found` for each entry but dots, until it returns false. False where it did, and where the system broke off (GetLastError()). */
bool handle_list(HANDLE folder, bool (*found)(void *context, const FILE_ID_BOTH_DIR_INFO *entry), void *context);

/* A link (a symbolic link, a mount point), by the tag of its reparse point; other tags are of where a file is stored. */
bool handle_is_link(DWORD attributes, DWORD tag);

#endif
