/* Access control lists of new files. */
#include "healthcheck/platform/rights_windows.h"

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
