/* Windows paths as the keys of facts write them: `C:\x\y` is the part `C/x/y` of "file/C/x/y". */
#ifndef HEALTHCHECK_HOST_WINDOWS_PATHS_H
#define HEALTHCHECK_HOST_WINDOWS_PATHS_H

#include "healthcheck/host/host.h"

/* `C:\x\y`, `"C:\x"`, `\\?\C:\x`, `%ProgramFiles%\x` (variables are asked of the host as env/…, the usual ones have their usual
   place where they are not known) to `C/x/y`, without a slash at the end. NULL for what is no path on a drive (relative, UNC,
   a variable that is not known, "..", longer than 32767 bytes). Yours to free. */
char *windows_path_to_key(struct host *host, const char *path);

/* `below` (with slashes; "" for the folder itself) inside the folder of a variable such as "ProgramFiles" or "ProgramData":
   "C/Program Files/…". NULL where the variable is neither known nor a usual one. Yours to free. */
char *windows_folder(struct host *host, const char *variable, const char *below);

/* The same inside the plug-in's folder: "plug-in/DefenderforEndpointPlug-in.dll", "tools/healthcheck.exe". Never NULL. */
char *windows_plugin_path(struct host *host, const char *below);

/* The fact file/<the examined user's profile folder>/<below> (`below` is ".wslconfig"). Where that folder is not known, the
   fact that should have named it, which is absent or unreadable. Never NULL. */
const struct fact *windows_user_file(struct host *host, const char *below);

#endif
