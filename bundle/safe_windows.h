/* Folders that other users may write to, on Windows: shared by safe_folder_windows.c and safe_open_windows.c. */
#ifndef BUNDLE_SAFE_WINDOWS_H
#define BUNDLE_SAFE_WINDOWS_H

#include <stdbool.h>
#include <wchar.h>
#include <windows.h>

#include "bundle/safe_system.h"

struct safe_folder {
    HANDLE handle;
    unsigned long long volume, index;
    wchar_t *place; /* its path, as the system writes it; NULL where it does not say */
};

/* Why what has these attributes and this tag of a reparse point ([MS-FSCC] 2.1.2.1, 2.6) is not read; NULL of an ordinary file or folder.
   Yours to free. */
char *safe_attributes_reason(DWORD attributes, DWORD tag);

/* The same of what was opened, with the target of a link. */
char *safe_handle_reason(HANDLE handle);

/* Does it lie in the folder, under this name? The system's own word for it, beside that no link was followed. */
bool safe_lies_in(const struct safe_folder *folder, const char *name, HANDLE handle);

/* A FILETIME as a moment. */
moment safe_moment(LARGE_INTEGER time);

/* By GetLastError(): there is no such thing (any more). */
bool safe_is_gone(DWORD number);

#endif
