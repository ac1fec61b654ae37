/* What a live Windows machine says about itself: system/, clock/, env/, and where it belongs. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/clock.h"
#include "healthcheck/platform/wide_windows.h"

/* The machine's own, also where this program runs in an emulation (winnt.h, IMAGE_FILE_MACHINE_…). */
static void answer_architecture(struct answer *answer)
{
    static const struct {
        USHORT machine;
        const char *name;
    } known[] = { { IMAGE_FILE_MACHINE_AMD64, "x86_64" }, { IMAGE_FILE_MACHINE_ARM64, "arm64" }, { IMAGE_FILE_MACHINE_I386, "x86" } };
    USHORT process = 0, machine = 0;

    if (!IsWow64Process2(GetCurrentProcess(), &process, &machine) || machine == IMAGE_FILE_MACHINE_UNKNOWN) {
        answer_unreadable(answer, "Windows does not say");
        return;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (known[i].machine == machine) {
            text_append(&answer->text, known[i].name);
            return;
        }
    text_append_format(&answer->text, "0x%04x", (unsigned)machine);
}

static void answer_hostname(struct answer *answer)
{
    wchar_t name[256];
    DWORD count = sizeof name / sizeof name[0];
    char *text;

    if (!GetComputerNameExW(ComputerNameDnsHostname, name, &count) || count == 0) {
        live_refused(answer, GetLastError());
        return;
    }
    text = wide_to_counted(name, count);
    text_append(&answer->text, text);
    free(text);
}

/* Not GetVersionEx(), which tells a program what its manifest wants to hear. */
static bool os_version(OSVERSIONINFOW *version)
{
    LONG(WINAPI * get_version)(OSVERSIONINFOW *) = NULL;
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetVersion");

    memcpy(&get_version, &found, sizeof get_version);
    *version = (OSVERSIONINFOW){ .dwOSVersionInfoSize = sizeof *version };
    return get_version != NULL && get_version(version) == 0 && version->dwMajorVersion != 0;
}

/* "10.0.22631"; as the version of the kernel with the revision: "10.0.22631.3447". */
static void answer_version(struct host *host, bool is_whole, struct answer *answer)
{
    OSVERSIONINFOW version;
    const struct fact *revision;
    long long number;

    if (!os_version(&version)) {
        answer_unreadable(answer, "Windows does not say");
        return;
    }
    text_append_format(&answer->text, "%lu.%lu.%lu", (unsigned long)version.dwMajorVersion, (unsigned long)version.dwMinorVersion,
                       (unsigned long)version.dwBuildNumber);
    revision = is_whole ? host_ask(host, "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/UBR") : NULL;
    if (revision != NULL && fact_number(revision, &number))
        text_append_format(&answer->text, ".%lld", number);
}

static void answer_elevated(struct answer *answer)
{
    TOKEN_ELEVATION elevation = { 0 };
    HANDLE token = NULL;
    DWORD size = 0;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token) ||
        !GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size) || size != sizeof elevation)
        answer_unreadable(answer, "Windows does not say");
    else
        text_append(&answer->text, elevation.TokenIsElevated != 0 ? "true" : "false");
    if (token != NULL)
        CloseHandle(token);
}

static void answer_memory(struct answer *answer)
{
    MEMORYSTATUSEX status = { .dwLength = sizeof status };

    if (!GlobalMemoryStatusEx(&status) || status.ullTotalPhys == 0)
        answer_unreadable(answer, "Windows does not say");
    else
        text_append_format(&answer->text, "%llu", (unsigned long long)status.ullTotalPhys);
}

static void answer_processors(struct answer *answer)
{
    DWORD count = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);

    if (count == 0)
        answer_unreadable(answer, "Windows does not say");
    else
        text_append_format(&answer->text, "%lu", (unsigned long)count);
}

void live_system(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    if (strcmp(rest, "platform") == 0)
        text_append(&answer->text, "windows");
    else if (strcmp(rest, "architecture") == 0)
        answer_architecture(answer);
    else if (strcmp(rest, "hostname") == 0)
        answer_hostname(answer);
    else if (strcmp(rest, "kernel-release") == 0 || strcmp(rest, "kernel-version") == 0)
        answer_version(host, strcmp(rest, "kernel-version") == 0, answer);
    else if (strcmp(rest, "elevated") == 0)
        answer_elevated(answer);
    else if (strcmp(rest, "processors") == 0)
        answer_processors(answer);
    else if (strcmp(rest, "memory") == 0)
        answer_memory(answer);
    else if (strcmp(rest, "processes") == 0)
        live_processes(answer);
    else if (strcmp(rest, "wine") == 0 && live_wine_version() != NULL)
        text_append(&answer->text, live_wine_version());
    else
        answer_absent(answer);
}

static void answer_offset(struct answer *answer)
{
    DYNAMIC_TIME_ZONE_INFORMATION zone = { 0 };
    DWORD season = GetDynamicTimeZoneInformation(&zone);
    LONG bias = zone.Bias;

    if (season == TIME_ZONE_ID_INVALID) {
        live_refused(answer, GetLastError());
        return;
    }
    if (season == TIME_ZONE_ID_STANDARD)
        bias += zone.StandardBias;
    else if (season == TIME_ZONE_ID_DAYLIGHT)
        bias += zone.DaylightBias;
    text_append_format(&answer->text, "%ld", (long)-bias);
}

void live_clock(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    char written[MOMENT_TEXT_SIZE];

    (void)live;
    (void)host;
    if (strcmp(rest, "utc-offset") == 0) {
        answer_offset(answer);
    } else if (strcmp(rest, "utc") == 0 || strcmp(rest, "boot") == 0) {
        moment_write(clock_now() - (*rest == 'b' ? (moment)(GetTickCount64() / 1000) : 0), written);
        text_append(&answer->text, written);
    } else {
        answer_absent(answer);
    }
}

void live_environment(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    wchar_t *name = wide_from(rest), *value = NULL;
    DWORD room = 0, count = 256;
    char *text;

    (void)live;
    (void)host;
    for (int i = 0; name != NULL && i < 4; i++) {
        room = count + 1;
        value = memory_resize(value, room, sizeof *value);
        SetLastError(ERROR_SUCCESS);
        count = GetEnvironmentVariableW(name, value, room);
        if (count < room)
            break;
    }
    if (name == NULL || (count == 0 && GetLastError() == ERROR_ENVVAR_NOT_FOUND)) {
        answer_absent(answer);
    } else if (count >= room) {
        answer_unreadable(answer, "it changes while it is read");
    } else {
        text = wide_to_counted(value, count);
        text_append(&answer->text, text);
        free(text);
    }
    free(value);
    free(name);
}
