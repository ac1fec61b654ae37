/* Access control lists of new files. */
#include "healthcheck/platform/rights_windows.h"

#include <aclapi.h>
#include <sddl.h>
#include <stdlib.h>

#include "healthcheck/core/text.h"
#include "healthcheck/platform/user_windows.h"
#include "healthcheck/platform/wide_windows.h"

bool rights_make(SECURITY_ATTRIBUTES *attributes, enum rights_for_others others)
{
    char *sid = user_own_sid();
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

bool rights_is_own(HANDLE handle, char **owner_sid)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    PSID owner = NULL;
    bool is_own = GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL, NULL, NULL, &descriptor) == ERROR_SUCCESS &&
                  owner != NULL && user_is_trusted(owner);

    if (owner_sid != NULL)
        *owner_sid = owner != NULL ? user_sid_text(owner) : NULL;
    if (descriptor != NULL)
        LocalFree(descriptor);
    return is_own;
}
