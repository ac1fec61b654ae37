/* An open file on Windows, read with a limit: shared by file_windows.c and folder_windows.c. */
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

/* A link (a symbolic link, a mount point), by the tag of its reparse point; other tags are of where a file is stored. */
bool handle_is_link(DWORD attributes, DWORD tag);

#endif
