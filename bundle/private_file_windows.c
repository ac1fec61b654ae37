/* A file that is its owner's alone, by its access control list. */
#include "bundle/private_file.h"

#include <aclapi.h>
#include <stdlib.h>
#include <windows.h>

#include "healthcheck/platform/handle_windows.h"
#include "healthcheck/platform/user_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* May somebody be let in by this entry who must not? Kinds that are not known let in whoever they like. */
static bool lets_others_in(const ACE_HEADER *entry)
{
    const DWORD harmless = READ_CONTROL | SYNCHRONIZE | FILE_READ_ATTRIBUTES;
    ACCESS_ALLOWED_ACE *allowed = (ACCESS_ALLOWED_ACE *)entry;
    PSID sid = &allowed->SidStart;

    if ((entry->AceFlags & INHERIT_ONLY_ACE) || entry->AceType == ACCESS_DENIED_ACE_TYPE || entry->AceType == ACCESS_DENIED_CALLBACK_ACE_TYPE)
        return false;
    if (entry->AceType != ACCESS_ALLOWED_ACE_TYPE && entry->AceType != ACCESS_ALLOWED_CALLBACK_ACE_TYPE)
        return true;
    return (allowed->Mask & ~harmless) != 0 && !user_is_trusted(sid) && !IsWellKnownSid(sid, WinCreatorOwnerRightsSid);
}

/* No list at all lets everybody in. */
static bool is_owners_alone(PACL list)
{
    if (list == NULL)
        return false;
    for (DWORD i = 0; i < list->AceCount; i++) {
        void *entry;

        if (!GetAce(list, i, &entry) || lets_others_in(entry))
            return false;
    }
    return true;
}

static bool is_private(HANDLE handle, const char *path, struct error *error)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    PSID owner = NULL;
    PACL list = NULL;
    DWORD number =
        GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner, NULL, &list, NULL, &descriptor);
    char why[FILE_WHY_SIZE];
    bool is_fine = false;

    if (number != ERROR_SUCCESS) {
        wide_why(number, why, sizeof why);
        return error_set(error, "%s: %s", path, why);
    }
    if (owner == NULL || !user_is_trusted(owner))
        error_set(error, "%s belongs to another user", path);
    else if (!is_owners_alone(list))
        error_set(error, "%s can be read or written by others: `icacls \"%s\" /inheritance:r /grant:r \"%%USERNAME%%:F\"` it first", path, path);
    else
        is_fine = true;
    LocalFree(descriptor);
    return is_fine;
}

/* Itself and not where it leads. A pipe's server must not become us by what we open. */
static HANDLE open_itself(const char *path)
{
    wchar_t *wide = wide_absolute_path(path);
    HANDLE handle = INVALID_HANDLE_VALUE;
    DWORD number = ERROR_NO_UNICODE_TRANSLATION;

    if (wide != NULL) {
        handle = CreateFileW(wide, GENERIC_READ, SHARE_WITH_ALL, NULL, OPEN_EXISTING,
                             FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, NULL);
        number = GetLastError();
    }
    free(wide);
    SetLastError(number);
    return handle;
}

/* A regular file, and no reparse point. */
static bool is_plain(HANDLE handle, const char *path, struct error *error)
{
    FILE_ATTRIBUTE_TAG_INFO info;
    char why[FILE_WHY_SIZE];

    if (handle_check(handle, why) != FILE_READ)
        return error_set(error, "%s is no regular file", path);
    if (!GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &info, sizeof info) || (info.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT))
        return error_set(error, "%s: it is a link", path);
    return true;
}

enum private_file private_file_read(const char *path, size_t limit, struct text *content, struct error *error)
{
    HANDLE handle = open_itself(path);
    DWORD number = GetLastError();
    char why[FILE_WHY_SIZE] = "it is gone"; /* which is all there is to say where it is missing now */

    if (handle == INVALID_HANDLE_VALUE && (number == ERROR_FILE_NOT_FOUND || number == ERROR_PATH_NOT_FOUND))
        return PRIVATE_FILE_MISSING;
    if (handle == INVALID_HANDLE_VALUE) {
        wide_why(number, why, sizeof why);
        error_set(error, "%s: %s", path, why);
        return PRIVATE_FILE_REFUSED;
    }
    if (!is_plain(handle, path, error) || !is_private(handle, path, error)) {
        CloseHandle(handle);
        return PRIVATE_FILE_REFUSED;
    }
    if (handle_read(handle, limit, content, why) == FILE_READ)
        return PRIVATE_FILE_READ;
    error_set(error, "%s: %s", path, why);
    return PRIVATE_FILE_REFUSED;
}
