/* The keys of Windows' registry that are asked for from inside a distribution of WSL. */
#include "healthcheck/host/windows_keys.h"

#include <string.h>

#include "healthcheck/core/text.h"

#define SOFTWARE "HKLM/SOFTWARE/"
#define WINDOWS  "Microsoft/Windows/CurrentVersion/"
#define CONTROL  "HKLM/SYSTEM/CurrentControlSet/Control/"

static const struct windows_key keys[] = {
    { SOFTWARE WINDOWS "Lxss", false, false },
    { SOFTWARE WINDOWS "Uninstall", false, false },
    { SOFTWARE WINDOWS "Internet Settings", false, false },
    { SOFTWARE "WOW6432Node/" WINDOWS "Uninstall", false, false },
    { SOFTWARE "WOW6432Node/" WINDOWS "Internet Settings", false, false },
    { SOFTWARE "Microsoft/Windows NT/CurrentVersion", true, false },
    { SOFTWARE "Microsoft/Windows NT/CurrentVersion/ProfileList", false, false },
    { SOFTWARE "Microsoft/Microsoft Defender for Endpoint plug-in for WSL", false, false },
    { SOFTWARE "Microsoft/Windows Advanced Threat Protection", false, false },
    { SOFTWARE "Policies/Microsoft/Windows Advanced Threat Protection", false, false },
    { SOFTWARE "Policies/Microsoft/Windows Defender", false, false },
    { SOFTWARE "Policies/Microsoft/Windows/DataCollection", false, false },
    { SOFTWARE "Policies/" WINDOWS "Internet Settings", false, false },
    { SOFTWARE "Policies/WSL", false, false },
    { CONTROL "Session Manager/Environment", false, false },
    { CONTROL "Windows", false, false },
    { "HKCU/Environment", false, false },
    { "HKCU/Software/" WINDOWS "Lxss", false, false },
    { "HKCU/Software/" WINDOWS "Internet Settings", false, false },
    { "HKCU/Software/Policies/" WINDOWS "Internet Settings", false, false },
    { "HKU/S-1-5-18/Software/" WINDOWS "Internet Settings", false, true },
    { "HKU/S-1-5-19/Software/" WINDOWS "Internet Settings", false, true },
    { "HKU/S-1-5-20/Software/" WINDOWS "Internet Settings", false, true },
};

enum { KEYS = sizeof keys / sizeof keys[0] };

const struct windows_key *windows_key_at(size_t index)
{
    return index < KEYS ? &keys[index] : NULL;
}

/* Does `key` tell of `path`? */
static bool tells(const struct windows_key *key, const char *path)
{
    size_t size = strlen(key->path);

    for (size_t i = 0; i < size; i++)
        if (text_lower(path[i]) != text_lower(key->path[i]))
            return false;
    return path[size] == '/' && (!key->is_shallow || strchr(path + size + 1, '/') == NULL);
}

size_t windows_key_for(const char *path)
{
    size_t best = KEYS;

    for (size_t i = 0; i < KEYS; i++)
        if (tells(&keys[i], path) && (best == KEYS || strlen(keys[i].path) > strlen(keys[best].path)))
            best = i;
    return best;
}
