/* Plays the programs that a Windows machine has: a service ("as-service"), a process ("as-process"), or a command that answers what stands in
   <its own path>.answers\<its arguments>: the bytes of its output; beside it ….status, its exit status, and ….way: hang, flood or die. */
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

enum { LONGEST = 4096 };

static SERVICE_STATUS_HANDLE service;

static void tell_state(DWORD state)
{
    SERVICE_STATUS status = { .dwServiceType = SERVICE_WIN32_OWN_PROCESS, .dwCurrentState = state, .dwControlsAccepted = SERVICE_ACCEPT_STOP };

    SetServiceStatus(service, &status);
}

static DWORD WINAPI obey(DWORD control, DWORD type, void *data, void *context)
{
    (void)type;
    (void)data;
    (void)context;
    if (control == SERVICE_CONTROL_STOP)
        tell_state(SERVICE_STOPPED);
    return NO_ERROR;
}

static void WINAPI serve(DWORD count, wchar_t **arguments)
{
    (void)count;
    service = RegisterServiceCtrlHandlerExW(arguments[0], obey, NULL);
    tell_state(SERVICE_RUNNING);
}

/* The answer to these arguments, or what is beside it. */
static FILE *open_answer(int count, wchar_t **arguments, const wchar_t *beside)
{
    static wchar_t path[LONGEST];

    GetModuleFileNameW(NULL, path, LONGEST / 2);
    wcscat(path, L".answers\\");
    for (int i = 1; i < count && wcslen(path) + wcslen(arguments[i]) < LONGEST - 32; i++)
        wcscat(wcscat(path, i > 1 ? L" " : L""), arguments[i]);
    wcscat(wcscat(path, count < 2 ? L"-" : L""), beside);
    return _wfopen(path, L"rb");
}

/* The word that stands in a file beside the answer; "" for none. */
static const char *word_beside(int count, wchar_t **arguments, const wchar_t *beside)
{
    static char word[16];
    FILE *file = open_answer(count, arguments, beside);
    size_t size = file != NULL ? fread(word, 1, sizeof word - 1, file) : 0;

    word[size] = '\0';
    if (file != NULL)
        fclose(file);
    return word;
}

static void behave(const char *way)
{
    char noise[4096];

    memset(noise, 'x', sizeof noise);
    if (strcmp(way, "hang") == 0)
        Sleep(INFINITE);
    for (int i = 0; strcmp(way, "flood") == 0 && i < 24 * 256; i++)
        fwrite(noise, 1, sizeof noise, stdout);
    if (strcmp(way, "die") == 0)
        TerminateProcess(GetCurrentProcess(), 0xc0000005);
}

static int answer(int count, wchar_t **arguments)
{
    FILE *file = open_answer(count, arguments, L"");
    char chunk[4096];

    _setmode(1, _O_BINARY);
    for (size_t size; file != NULL && (size = fread(chunk, 1, sizeof chunk, file)) > 0;)
        fwrite(chunk, 1, size, stdout);
    if (file != NULL)
        fclose(file);
    fflush(stdout);
    behave(word_beside(count, arguments, L".way"));
    return file == NULL ? 1 : atoi(word_beside(count, arguments, L".status"));
}

int wmain(int count, wchar_t **arguments)
{
    static wchar_t name[] = L"";
    const SERVICE_TABLE_ENTRYW table[] = { { name, serve }, { NULL, NULL } };

    if (count > 1 && wcscmp(arguments[1], L"as-service") == 0)
        return StartServiceCtrlDispatcherW(table) ? 0 : 1;
    if (count > 1 && wcscmp(arguments[1], L"as-process") == 0)
        Sleep(INFINITE);
    return answer(count, arguments);
}
