/* A live Windows machine: what only it has. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/host/host.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* No file has one in its name, so that nothing but a path below the drive can be meant: no stream, no device, no way upwards. */
#define NOT_IN_NAMES "<>:\"|?*\\"

char *live_path(const struct live *live, const char *rest)
{
    char *path;

    if (!live_is_on_drive(live, rest) || strpbrk(rest, NOT_IN_NAMES) != NULL)
        return NULL;
    if (*live->root != '\0')
        path = text_format("%s\\%s", live->root, rest);
    else
        path = text_format("%c:\\%s", *rest, rest[1] == '/' ? rest + 2 : "");
    for (char *at = path; *at != '\0'; at++)
        if (*at == '/')
            *at = '\\';
    return path;
}

void live_refused(struct answer *answer, unsigned long number)
{
    char why[160];

    switch (number) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_DIRECTORY:
    case ERROR_INVALID_DRIVE:
        answer_absent(answer);
        break;
    case ERROR_SUCCESS:
        answer_unreadable(answer, "Windows did not do it, and did not say why");
        break;
    default:
        wide_why(number, why, sizeof why);
        answer_unreadable(answer, "%s", why);
    }
}

moment live_moment(unsigned long high, unsigned long low)
{
    return (moment)(((unsigned long long)high << 32 | low) / 10000000) - 11644473600;
}

const char *live_wine_version(void)
{
    const char *(*wine_version)(void) = NULL;
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");

    memcpy(&wine_version, &found, sizeof wine_version);
    return wine_version != NULL ? wine_version() : NULL;
}

static void of_linux(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    (void)host;
    (void)rest;
    answer_absent(answer);
}

const struct live_kind live_own_kinds[] = {
    { "file-signature/", live_file_signature }, { "events/", live_events }, { "proxy-api/", live_proxy_api }, { "trial/", of_linux }, { NULL, NULL },
};

void live_begin(struct live *live, struct host *host)
{
    live->has_windows = true;
    if (live_wine_version() != NULL)
        host_add_note(host, "this is Wine %s, not Windows: what it reports says nothing about a machine with Windows", live_wine_version());
}

void live_end(struct live *live)
{
    if (live->user_token != NULL)
        CloseHandle(live->user_token);
}
