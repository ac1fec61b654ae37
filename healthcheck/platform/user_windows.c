/* Users as Windows names them. */
#include "healthcheck/platform/user_windows.h"

#include <sddl.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/wide_windows.h"

char *user_sid_text(PSID sid)
{
    wchar_t *wide = NULL;
    char *text = NULL;

    if (IsValidSid(sid) && ConvertSidToStringSidW(sid, &wide) && wide != NULL)
        text = wide_to(wide);
    if (wide != NULL)
        LocalFree(wide);
    return text;
}

char *user_of_token(HANDLE token)
{
    DWORD size = 0, got = 0;
    TOKEN_USER *user;
    char *sid = NULL;

    GetTokenInformation(token, TokenUser, NULL, 0, &size);
    if (size < sizeof *user)
        return NULL;
    user = memory_get(size);
    if (GetTokenInformation(token, TokenUser, user, size, &got) && got != 0 && user->User.Sid != NULL)
        sid = user_sid_text(user->User.Sid);
    free(user);
    return sid;
}

char *user_own_sid(void)
{
    HANDLE token;
    char *sid;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return NULL;
    sid = user_of_token(token);
    CloseHandle(token);
    return sid;
}

bool user_is_trusted(PSID sid)
{
    char *own, *text;
    bool is_own;

    if (IsWellKnownSid(sid, WinLocalSystemSid) || IsWellKnownSid(sid, WinBuiltinAdministratorsSid))
        return true;
    own = user_own_sid();
    text = user_sid_text(sid);
    is_own = own != NULL && text != NULL && text_same(own, text);
    free(own);
    free(text);
    return is_own;
}
