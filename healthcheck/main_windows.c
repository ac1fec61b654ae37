/* The entry on Windows: arguments as UTF-16, and libraries from the system's folder alone. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/main.h"
#include "healthcheck/platform/wide_windows.h"
#include "proxy/pac_child.h"

/* Before anything is loaded: a DLL that lies beside us, in the current folder or in PATH is not looked for. */
static void trust_system_folder_only(void)
{
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    SetDllDirectoryW(L"");
}

int wmain(int count, wchar_t **wide);

int wmain(int count, wchar_t **wide)
{
    char **arguments;
    int status;

    trust_system_folder_only();
    arguments = memory_get(((size_t)count + 1) * sizeof *arguments);
    for (int i = 0; i < count; i++)
        arguments[i] = wide_to(wide[i]);
    status = count == 2 && strcmp(arguments[1], PAC_CHILD_WORD) == 0 ? pac_child_main() : healthcheck_main(count, arguments);
    for (int i = 0; i < count; i++)
        free(arguments[i]);
    free(arguments);
    /* All is written. A return would let each DLL take its leave, and some wait then for threads that were given up: WMI, a dead file system. */
    TerminateProcess(GetCurrentProcess(), (UINT)status);
    return status;
}
