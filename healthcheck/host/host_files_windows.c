/* Files, folders and disks of a live Windows machine. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

char *live_place(struct live *live, const char *rest, struct answer *answer)
{
    char *path = live_path(live, rest);

    if (path == NULL)
        answer_absent(answer);
    return path;
}

char *live_place_of_url(struct live *live, const char *path, struct answer *answer)
{
    char *decoded = text_without_percents(path), *place = NULL;
    const char *at = decoded;

    for (char *c = decoded; *c != '\0'; c++)
        if (*c == '\\')
            *c = '/';
    if (strncmp(at, "//localhost/", 12) == 0)
        at += 12;
    else if (strncmp(at, "///", 3) == 0)
        at += 3;
    /* "C:/x" and the older "C|/x" are the part "C/x" of a key. */
    if (at[0] != '\0' && (at[1] == ':' || at[1] == '|') && at[2] == '/') {
        char *rest = text_format("%c%s", at[0], at + 2);

        place = strstr(rest, "/../") == NULL ? live_path(live, rest) : NULL;
        free(rest);
    }
    free(decoded);
    if (place == NULL)
        answer_unreadable(answer, "only files on a drive of this machine are read");
    return place;
}

/* Mode and owner are not told: who may do what is a list here, and the name of an owner may have to come from another machine. */
void live_file_info(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char *path = live_place(live, rest, answer), mtime[MOMENT_TEXT_SIZE];
    wchar_t *wide = path != NULL ? wide_path(path) : NULL;
    WIN32_FILE_ATTRIBUTE_DATA data = { 0 };

    (void)host;
    if (path != NULL && wide == NULL) {
        answer_absent(answer); /* not UTF-8: nothing has such a name */
    } else if (path != NULL && !GetFileAttributesExW(wide, GetFileExInfoStandard, &data)) {
        live_refused(answer, GetLastError());
    } else if (path != NULL) {
        moment_write(live_moment(data.ftLastWriteTime.dwHighDateTime, data.ftLastWriteTime.dwLowDateTime), mtime);
        text_append_format(&answer->text, "size=%llu mtime=%s", (unsigned long long)data.nFileSizeHigh << 32 | data.nFileSizeLow, mtime);
    }
    free(wide);
    free(path);
}

/* Type and options of the volume a path lies on. */
static void append_volume(const wchar_t *path, struct text *text)
{
    wchar_t volume[MAX_PATH + 1], type[MAX_PATH + 1] = L"";
    DWORD flags = 0;
    char *name;

    if (!GetVolumePathNameW(path, volume, MAX_PATH + 1) || !GetVolumeInformationW(volume, NULL, 0, NULL, NULL, &flags, type, MAX_PATH + 1) ||
        type[0] == L'\0')
        return;
    name = wide_to(type);
    text_append_format(text, " type=%s options=%s", name, (flags & FILE_READ_ONLY_VOLUME) != 0 ? "ro" : "rw");
    free(name);
}

/* The folder above; false where there is none. */
static bool cut_last(wchar_t *path)
{
    wchar_t *slash = wcsrchr(path, L'\\');

    if (slash == NULL || slash[1] == L'\0')
        return false;
    slash[slash > path && slash[-1] == L':' ? 1 : 0] = L'\0';
    return true;
}

void live_disk(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char *path = live_place(live, rest, answer);
    wchar_t *wide = path != NULL ? wide_path(path) : NULL;
    ULARGE_INTEGER size = { 0 }, free_bytes = { 0 };
    DWORD attributes = wide != NULL ? GetFileAttributesW(wide) : INVALID_FILE_ATTRIBUTES;

    (void)host;
    if (path != NULL && wide == NULL) {
        answer_absent(answer);
    } else if (path != NULL && attributes == INVALID_FILE_ATTRIBUTES) {
        live_refused(answer, GetLastError());
    } else if (path != NULL) {
        /* It takes folders only. */
        if ((attributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
            (void)cut_last(wide);
        if (!GetDiskFreeSpaceExW(wide, &free_bytes, &size, NULL)) {
            live_refused(answer, GetLastError());
        } else if (size.QuadPart == 0) {
            answer_unreadable(answer, "Windows gives no size");
        } else {
            text_append_format(&answer->text, "size=%llu free=%llu", (unsigned long long)size.QuadPart, (unsigned long long)free_bytes.QuadPart);
            append_volume(wide, &answer->text);
        }
    }
    free(wide);
    free(path);
}
