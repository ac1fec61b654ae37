/* Who may do what with a new file: access control lists by their texts (SDDL). */
#ifndef HEALTHCHECK_PLATFORM_RIGHTS_WINDOWS_H
#define HEALTHCHECK_PLATFORM_RIGHTS_WINDOWS_H

#include <stdbool.h>
#include <windows.h>

enum rights_for_others {
    OTHERS_NOTHING, /* our own user, the administrators and the system: everything */
    OTHERS_READ,    /* and everybody may read */
};

/* Fills `attributes` for CreateFileW() or CreateDirectoryW(); false where the system refuses. Nothing is inherited from the folder above. Free
   with rights_free(). */
bool rights_make(SECURITY_ATTRIBUTES *attributes, enum rights_for_others others);
void rights_free(SECURITY_ATTRIBUTES *attributes);

/* Is its owner our own user, the administrators or the system? The owner's SID goes to `owner_sid`, NULL where it is not known; yours to free
   (`owner_sid` may be NULL). */
bool rights_is_own(HANDLE handle, char **owner_sid);

#endif
