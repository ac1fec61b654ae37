/* Folders of Windows. */
#include "bundle/windows_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/windows_paths.h"

#define CURRENT_VERSION "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/"
#define SYSTEM_DRIVE    "%SystemDrive%"

/* What a key says; NULL where it says nothing. */
static const char *said(struct host *host, const char *key)
{
    return fact_text_or_null(host_ask(host, key));
}

/* The registry writes "%SystemDrive%\ProgramData". Yours to free. */
static char *with_drive(struct host *host, const char *path)
{
    char head[sizeof SYSTEM_DRIVE];
    const char *root;

    snprintf(head, sizeof head, "%s", path);
    if (!text_same(head, SYSTEM_DRIVE))
        return memory_copy_text(path);
    root = said(host, CURRENT_VERSION "SystemRoot");
    return text_format("%.2s%s", root != NULL && root[0] != '\0' && root[1] == ':' ? root : "C:", path + strlen(SYSTEM_DRIVE));
}

char *windows_place(struct host *host, const char *path)
{
    static const struct {
        const char *variable, *key;
    } known[] = {
        { "%ProgramData%", CURRENT_VERSION "ProfileList/ProgramData" },
        { "%SystemRoot%", CURRENT_VERSION "SystemRoot" },
        { "%USERPROFILE%", "user/profile" },
    };
    char *folder, *whole, *key;
    const char *text;

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (text_starts(path, known[i].variable) && (text = said(host, known[i].key)) != NULL) {
            folder = with_drive(host, text);
            whole = text_format("%s%s", folder, path + strlen(known[i].variable));
            key = windows_path_to_key(host, whole);
            free(folder);
            free(whole);
            if (key != NULL)
                return key;
        }
    /* Only where it is our own user's the environment stands for it. */
    if (text_starts(path, "%USERPROFILE%") && host_ask(host, "user/profile")->state != FACT_ABSENT)
        return NULL;
    return windows_path_to_key(host, path);
}
