/* Stands in for programs, services and processes of Windows. Copied to C:\windows\system32\wsl.exe it prints, asked for `--version`,
 * the file wsl.exe.--version.txt beside itself (arguments are joined by a blank) and ends with the number in wsl.exe.--version.status; "stay" there:
 * never. */
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

enum { LONGEST = 4096, STAY_MS = 10 * 60 * 1000 };

static SERVICE_STATUS_HANDLE handle;
static HANDLE stopped;

static void tell_state(DWORD state)
{
    SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS, .dwCurrentState = state, .dwControlsAccepted = SERVICE_ACCEPT_STOP };

    SetServiceStatus(handle, &status);
}

static void WINAPI control(DWORD wanted)
{
    if (wanted == SERVICE_CONTROL_STOP)
        SetEvent(stopped);
}

static void WINAPI serve(DWORD count, wchar_t **arguments)
{
    (void)count;
    stopped = CreateEventW(NULL, TRUE, FALSE, NULL);
    handle = RegisterServiceCtrlHandlerW(arguments[0], control);
    tell_state(SERVICE_RUNNING);
    WaitForSingleObject(stopped, INFINITE);
    tell_state(SERVICE_STOPPED);
}

/* "Sense=running": makes the service, of this program. */
static int install(SC_HANDLE manager, wchar_t *row, const wchar_t *own)
{
    wchar_t command[LONGEST + 16], *state = wcschr(row, L'=');
    SC_HANDLE service;
    int is_fine;

    if (state == NULL)
        return 0;
    *state++ = L'\0';
    _snwprintf(command, LONGEST + 16, L"\"%ls\" --serve", own);
    service = CreateServiceW(manager, row, row, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS,
                             wcscmp(state, L"disabled") == 0 ? SERVICE_DISABLED : SERVICE_DEMAND_START, SERVICE_ERROR_IGNORE, command, NULL, NULL,
                             NULL, NULL, NULL);
    is_fine = service != NULL && (wcscmp(state, L"running") != 0 || StartServiceW(service, 0, NULL));
    if (service != NULL)
        CloseServiceHandle(service);
    return is_fine;
}

static int install_all(int count, wchar_t **rows, const wchar_t *own)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);
    int is_fine = manager != NULL;

    for (int i = 0; is_fine && i < count; i++)
        is_fine = install(manager, rows[i], own);
    return is_fine ? 0 : 1;
}

static void print_file(const wchar_t *path)
{
    FILE *file = _wfopen(path, L"rb");
    int byte;

    while (file != NULL && (byte = getc(file)) != EOF)
        putchar(byte);
    if (file != NULL)
        fclose(file);
}

static int read_status(const wchar_t *path)
{
    FILE *file = _wfopen(path, L"rb");
    int status = 0;

    if (file != NULL && fscanf(file, "%d", &status) != 1)
        Sleep(STAY_MS);
    if (file != NULL)
        fclose(file);
    return status;
}

int wmain(int count, wchar_t **arguments)
{
    wchar_t own[LONGEST], stem[2 * LONGEST], path[2 * LONGEST + 16];
    SERVICE_TABLE_ENTRYW services[] = { { (wchar_t *)L"", serve }, { NULL, NULL } };

    _setmode(1, 0x8000 /* _O_BINARY */);
    GetModuleFileNameW(NULL, own, LONGEST);
    if (count == 2 && wcscmp(arguments[1], L"--serve") == 0)
        return StartServiceCtrlDispatcherW(services) ? 0 : 1;
    if (count > 2 && wcscmp(arguments[1], L"--install") == 0)
        return install_all(count - 2, arguments + 2, own);
    if (count == 2 && wcscmp(arguments[1], L"--stay") == 0) {
        Sleep(STAY_MS);
        return 0;
    }
    wcscpy(stem, own);
    for (int i = 1; i < count && wcslen(stem) + wcslen(arguments[i]) + 2 < LONGEST; i++)
        wcscat(wcscat(stem, i == 1 ? L"." : L" "), arguments[i]);
    _snwprintf(path, 2 * LONGEST + 16, L"%ls.txt", stem);
    print_file(path);
    _snwprintf(path, 2 * LONGEST + 16, L"%ls.status", stem);
    return read_status(path);
}
