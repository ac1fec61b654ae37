/* What the tests share: programs and folders of Windows. */
#include "tests/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/platform/process.h"
#include "healthcheck/platform/wide_windows.h"

struct outcome run_healthcheck(const char *const *arguments)
{
    static const char *const environment[] = { "SystemRoot=C:\\windows", "PATH=C:\\windows\\System32", NULL };
    const char *command[64] = { PROGRAM };
    struct process_result result;
    struct outcome outcome;

    for (size_t i = 0; i < 62 && arguments[i] != NULL; i++)
        command[i + 1] = arguments[i];
    result = process_run(
        &(struct process_request){ .arguments = command, .environment = environment, .timeout_seconds = 60, .output_limit = 64 * 1024 * 1024 });
    if (result.end != PROCESS_EXITED)
        fail_msg("%s did not end by itself: %s", PROGRAM, result.why);
    outcome = (struct outcome){ .out = result.output, .err = result.errors, .status = result.status };
    return outcome;
}

/* With '/' between names, which Windows takes as well as its own. */
char *make_folder(void)
{
    static unsigned count;
    wchar_t wide[MAX_PATH + 64];
    char *path;

    GetTempPathW(MAX_PATH, wide);
    swprintf(wide + wcslen(wide), 64, L"healthcheck-test-%lu-%u", (unsigned long)GetCurrentProcessId(), ++count);
    assert_true(CreateDirectoryW(wide, NULL));
    path = wide_to(wide);
    for (char *at = path; *at != '\0'; at++)
        if (*at == '\\')
            *at = '/';
    return path;
}

/* Links are removed, and not what they lead to. */
static void remove_below(const wchar_t *folder)
{
    size_t count = wcslen(folder) + MAX_PATH + 2;
    wchar_t *path = memory_resize(NULL, count, sizeof *path);
    WIN32_FIND_DATAW found;
    HANDLE search;

    swprintf(path, count, L"%ls\\*", folder);
    search = FindFirstFileW(path, &found);
    for (bool is_there = search != INVALID_HANDLE_VALUE; is_there; is_there = FindNextFileW(search, &found)) {
        bool is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;

        if (wcscmp(found.cFileName, L".") == 0 || wcscmp(found.cFileName, L"..") == 0)
            continue;
        swprintf(path, count, L"%ls\\%ls", folder, found.cFileName);
        if (is_folder && (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0)
            remove_below(path);
        SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
        if (!DeleteFileW(path))
            RemoveDirectoryW(path);
    }
    if (search != INVALID_HANDLE_VALUE)
        FindClose(search);
    free(path);
}

void remove_folder(char *path)
{
    wchar_t *wide = wide_path(path);

    remove_below(wide);
    RemoveDirectoryW(wide);
    free(wide);
    free(path);
}

void write_file(const char *folder, const char *path, const char *bytes, size_t size)
{
    char *whole = text_format("%s/%s", folder, path);
    wchar_t *wide;
    HANDLE file;
    DWORD written = 0;

    for (char *slash = strchr(whole + strlen(folder) + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        wide = wide_path(whole);
        CreateDirectoryW(wide, NULL);
        free(wide);
        *slash = '/';
    }
    wide = wide_path(whole);
    file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE || !WriteFile(file, bytes, (DWORD)size, &written, NULL) || written != size)
        fail_msg("cannot write %s", whole);
    CloseHandle(file);
    free(wide);
    free(whole);
}

void set_file_size(const char *path, long long size)
{
    wchar_t *wide = wide_path(path);
    HANDLE file = CreateFileW(wide, GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);

    if (file == INVALID_HANDLE_VALUE || !SetFilePointerEx(file, (LARGE_INTEGER){ .QuadPart = size }, NULL, FILE_BEGIN) || !SetEndOfFile(file))
        fail_msg("%s cannot have %lld bytes", path, size);
    CloseHandle(file);
    free(wide);
}

/* Whether a link is one to a folder, Windows wants to know when it is made. */
int symlink(const char *target, const char *path);

int symlink(const char *target, const char *path)
{
    wchar_t *wide = wide_path(path), *wide_target = wide_from(target), *whole = wide_from(path), *end = wcsrchr(whole, L'/');
    wchar_t seen[MAX_PATH * 2];
    bool is_done, is_there, is_absolute = *target == '/' || (*target != '\0' && target[1] == ':');
    DWORD attributes;

    if (end != NULL)
        *end = L'\0';
    swprintf(seen, MAX_PATH * 2, L"%ls%ls%ls", is_absolute ? L"" : whole, is_absolute ? L"" : L"\\", wide_target);
    attributes = GetFileAttributesW(seen);
    is_done = CreateSymbolicLinkW(
        wide, wide_target, attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? SYMBOLIC_LINK_FLAG_DIRECTORY : 0);
    is_there = GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
    free(whole);
    free(wide_target);
    free(wide);
    if (is_done && !is_there)
        SKIP_BECAUSE("windows-links", "the system says yes to a link and makes none");
    return is_done ? 0 : -1;
}
