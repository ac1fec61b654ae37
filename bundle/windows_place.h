/* Folders of Windows, as its own registry and the examined user's profile name them. */
#ifndef BUNDLE_WINDOWS_PLACE_H
#define BUNDLE_WINDOWS_PLACE_H

#include "healthcheck/host/host.h"

/* "%ProgramData%/x", "%SystemRoot%/x", "%USERPROFILE%/x", "C:/x" (* and ? stay) to the key "C/…" (host/windows_paths.h). Our own environment
   may be another user's, or made for us: it is asked last, and never about a profile. NULL where nobody knows. Yours to free. */
char *windows_place(struct host *host, const char *path);

#endif
