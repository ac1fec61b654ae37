/* Access control lists of new files. */
#include "healthcheck/platform/rights_windows.h"

#include <aclapi.h>
#include <sddl.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/platform/wide_windows.h"

/* The SID of the user we run as; NULL where the system does not say. Yours to free. */
static char *own_sid(void)
{
    HANDLE token;
    DWORD size = 0;
    TOKEN_USER *user;
    wchar_t *wide = NULL;
    char *sid = NULL;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return NULL;
    GetTokenInformation(token, TokenUser, NULL, 0, &size);
    user = memory_get(size + 1);
    if (size > 0 && GetTokenInformation(token, TokenUser, user, size, &size) && ConvertSidToStringSidW(user->User.Sid, &wide)) {
        sid = wide_to(wide);
        LocalFree(wide);
    }
    CloseHandle(token);
    free(user);
    return sid;
}

bool rights_make(SECURITY_ATTRIBUTES *attributes, enum rights_for_others others)
{
    char *sid = own_sid();
    char *list = sid != NULL
                     ? text_format("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;%s)%s", sid, others == OTHERS_READ ? "(A;OICI;FRFX;;;WD)" : "")
                     : NULL;
    wchar_t *wide = list != NULL ? wide_from(list) : NULL;

    *attributes = (SECURITY_ATTRIBUTES){ .nLength = sizeof *attributes };
    if (wide != NULL)
        ConvertStringSecurityDescriptorToSecurityDescriptorW(wide, SDDL_REVISION_1, &attributes->lpSecurityDescriptor, NULL);
    free(sid);
    free(list);
    free(wide);
    return attributes->lpSecurityDescriptor != NULL;
}

void rights_free(SECURITY_ATTRIBUTES *attributes)
{
    LocalFree(attributes->lpSecurityDescriptor);
    attributes->lpSecurityDescriptor = NULL;
}

bool rights_is_own(HANDLE handle)
{
    static const WELL_KNOWN_SID_TYPE trusted[] = { WinLocalSystemSid, WinBuiltinAdministratorsSid };
    PSECURITY_DESCRIPTOR descriptor = NULL;
    PSID owner = NULL;
    wchar_t *wide = NULL;
    char *own = NULL, *sid = NULL;
    bool is_own = false;

    if (GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL, &descriptor) == ERROR_SUCCESS &&
        owner != NULL) {
        for (size_t i = 0; i < sizeof trusted / sizeof trusted[0]; i++)
            is_own = is_own || IsWellKnownSid(owner, trusted[i]);
        if (!is_own && ConvertSidToStringSidW(owner, &wide)) {
            own = own_sid();
            sid = wide_to(wide);
            LocalFree(wide);
            is_own = own != NULL && text_same(own, sid);
        }
    }
    if (descriptor != NULL)
        LocalFree(descriptor);
    free(own);
    free(sid);
    return is_own;
}
