/* UTF-16 to UTF-8 and back. */
#include "healthcheck/platform/wide_windows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Beyond it a path is given its long form; a folder's limit is 248 (MAX_PATH less a short name). */
enum { LONGEST_PLAIN = 240 };

wchar_t *wide_from(const char *utf8)
{
    int count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, NULL, 0);
    wchar_t *wide;

    if (count <= 0)
        return NULL;
    wide = memory_resize(NULL, (size_t)count, sizeof *wide);
    MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, wide, count);
    return wide;
}

char *wide_to_counted(const wchar_t *wide, size_t count)
{
    return text_from_utf16le((const char *)wide, count * sizeof *wide, NULL);
}

char *wide_to(const wchar_t *wide)
{
    return wide_to_counted(wide, wcslen(wide));
}

static wchar_t *native(const char *path)
{
    wchar_t *wide = wide_from(path);

    for (wchar_t *at = wide; at != NULL && *at != L'\0'; at++)
        if (*at == L'/')
            *at = L'\\';
    return wide;
}

/* Frees `path`. */
static wchar_t *long_form(wchar_t *path)
{
    static const wchar_t plain[] = L"\\\\?\\", share[] = L"\\\\?\\UNC\\";
    DWORD size;
    wchar_t *whole, *absolute;

    if (wcsncmp(path, plain, 4) == 0 || wcsncmp(path, L"\\\\.\\", 4) == 0)
        return path;
    size = GetFullPathNameW(path, 0, NULL, NULL);
    if (size == 0)
        return path;
    whole = memory_resize(NULL, size + 8, sizeof *whole);
    absolute = memory_resize(NULL, size, sizeof *absolute);
    GetFullPathNameW(path, size, absolute, NULL);
    if (wcsncmp(absolute, L"\\\\.\\", 4) == 0) /* it meant a device: "NUL" */
        wcscpy(whole, absolute);
    else if (wcsncmp(absolute, L"\\\\", 2) == 0)
        wcscat(wcscpy(whole, share), absolute + 2);
    else
        wcscat(wcscpy(whole, plain), absolute);
    free(absolute);
    free(path);
    return whole;
}

wchar_t *wide_path(const char *path)
{
    wchar_t *wide = native(path);

    return wide == NULL || wcslen(wide) < LONGEST_PLAIN ? wide : long_form(wide);
}

wchar_t *wide_absolute_path(const char *path)
{
    wchar_t *wide = native(path);

    return wide == NULL ? NULL : long_form(wide);
}

static void system_words(unsigned long number, char *why, size_t size)
{
    wchar_t words[256];
    DWORD count = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, number,
                                 MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), words, sizeof words / sizeof words[0], NULL);
    char *text;

    while (count > 0 && (words[count - 1] <= L' ' || words[count - 1] == L'.'))
        count--;
    text = wide_to_counted(words, count);
    text[0] = text_lower(text[0]);
    if (count > 0)
        snprintf(why, size, "%.*s (Windows error %lu)", (int)(size > 40 ? size - 40 : 0), text, number);
    else
        snprintf(why, size, "Windows error %lu", number);
    free(text);
}

void wide_why(unsigned long number, char *why, size_t size)
{
    static const struct {
        unsigned long number;
        const char *words;
    } known[] = {
        { ERROR_ACCESS_DENIED, "permission denied" },
        { ERROR_FILE_NOT_FOUND, "no such file or directory" },
        { ERROR_PATH_NOT_FOUND, "no such file or directory" },
        { ERROR_SHARING_VIOLATION, "another program has it open and shares it with nobody" },
        { ERROR_LOCK_VIOLATION, "another program has locked it" },
        { ERROR_DISK_FULL, "no space left on device" },
        { ERROR_HANDLE_DISK_FULL, "no space left on device" },
        { ERROR_BROKEN_PIPE, "broken pipe" },
        { ERROR_NO_DATA, "broken pipe" },
        { ERROR_INVALID_HANDLE, "bad file descriptor" },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].number == number) {
            snprintf(why, size, "%s", known[i].words);
            return;
        }
    system_words(number, why, size);
}
