/* The processes of a live Windows machine, with what holds each of them in. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <psapi.h>
#include <tlhelp32.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

enum { LONGEST_PATH = 32768 };

/* What no system writes into a policy: reserved bits among it are set. A call that says yes and leaves it so has told nothing (Wine 8.0). */
#define UNTOUCHED ((DWORD)0xa5a5a5a5)

/* Flags of one policy of a process; false where the system refuses, or says yes and nothing else. */
static bool policy_flags(HANDLE process, PROCESS_MITIGATION_POLICY policy, DWORD *flags)
{
    *flags = UNTOUCHED;
    return GetProcessMitigationPolicy(process, policy, flags, sizeof *flags) && *flags != UNTOUCHED;
}

/* Data execution prevention cannot be off in a 64-bit process ("Data Execution Prevention", Microsoft Learn), which has no such policy. */
static bool dep_is_in_force(HANDLE process, bool *is_in_force)
{
    PROCESS_MITIGATION_DEP_POLICY dep;
    USHORT emulated = 0, machine = 0;

    if (!IsWow64Process2(process, &emulated, &machine) || machine == IMAGE_FILE_MACHINE_UNKNOWN)
        return false;
    *is_in_force = emulated == IMAGE_FILE_MACHINE_UNKNOWN && machine != IMAGE_FILE_MACHINE_I386;
    if (*is_in_force)
        return true;
    memset(&dep, 0xa5, sizeof dep);
    if (!GetProcessMitigationPolicy(process, ProcessDEPPolicy, &dep, sizeof dep) || dep.Flags == UNTOUCHED)
        return false;
    *is_in_force = dep.Enable != 0;
    return true;
}

/* "dep aslr …", "-" for none, "?" where one of them is not told. The first bits of each policy: winnt.h, PROCESS_MITIGATION_…_POLICY. */
static void append_mitigations(HANDLE process, struct text *line)
{
    static const struct {
        const char *name;
        PROCESS_MITIGATION_POLICY policy;
        DWORD flags; /* one of them suffices */
    } policies[] = {
        { "aslr", ProcessASLRPolicy, 1 }, /* EnableBottomUpRandomization */
        { "cfg", ProcessControlFlowGuardPolicy, 1 },
        { "win32k", ProcessSystemCallDisablePolicy, 1 },
        { "extension-points", ProcessExtensionPointDisablePolicy, 1 },
        { "signed", ProcessSignaturePolicy, 3 }, /* MicrosoftSignedOnly, StoreSignedOnly */
    };
    struct text list = { 0 };
    bool is_in_force = false, is_told = process != NULL && dep_is_in_force(process, &is_in_force);
    DWORD flags;

    text_append(&list, is_in_force ? " dep" : "");
    for (size_t i = 0; i < sizeof policies / sizeof policies[0] && is_told; i++) {
        is_told = policy_flags(process, policies[i].policy, &flags);
        if (is_told && (flags & policies[i].flags) != 0)
            text_append_format(&list, " %s", policies[i].name);
    }
    text_append_format(line, " mitigations=%s", !is_told ? "?" : list.size > 0 ? text_of(&list) + 1 : "-");
    text_free(&list);
}

static const char *container_of(HANDLE token)
{
    DWORD is_container = UNTOUCHED, size = 0;

    if (token == NULL || !GetTokenInformation(token, TokenIsAppContainer, &is_container, sizeof is_container, &size) || is_container == UNTOUCHED)
        return "?";
    return is_container != 0 ? "true" : "false";
}

/* The names of "Well-known SIDs" (Microsoft Learn), S-1-16-…; between two of them the lower one counts. */
static const char *integrity_of(HANDLE token)
{
    static const struct {
        DWORD from;
        const char *name;
    } levels[] = { { SECURITY_MANDATORY_SYSTEM_RID, "system" },
                   { SECURITY_MANDATORY_HIGH_RID, "high" },
                   { SECURITY_MANDATORY_MEDIUM_RID, "medium" },
                   { SECURITY_MANDATORY_LOW_RID, "low" },
                   { SECURITY_MANDATORY_UNTRUSTED_RID, "untrusted" } };
    union {
        TOKEN_MANDATORY_LABEL label;
        BYTE room[sizeof(TOKEN_MANDATORY_LABEL) + SECURITY_MAX_SID_SIZE];
    } told = { 0 };
    DWORD size = 0, level;

    if (token == NULL || !GetTokenInformation(token, TokenIntegrityLevel, &told, sizeof told, &size) || told.label.Label.Sid == NULL ||
        !IsValidSid(told.label.Label.Sid) || *GetSidSubAuthorityCount(told.label.Label.Sid) == 0)
        return "?";
    level = *GetSidSubAuthority(told.label.Label.Sid, (DWORD)*GetSidSubAuthorityCount(told.label.Label.Sid) - 1);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (level >= levels[i].from)
            return levels[i].name;
    return "?";
}

static void append_path(HANDLE process, struct text *line)
{
    wchar_t *wide = memory_resize(NULL, LONGEST_PATH, sizeof *wide);
    DWORD count = LONGEST_PATH;
    char *path;

    if (QueryFullProcessImageNameW(process, 0, wide, &count) && count > 0 && count < LONGEST_PATH) {
        path = wide_to_counted(wide, count);
        text_append_format(line, " path=%s", path);
        free(path);
    }
    free(wide);
}

static void append_start(HANDLE process, struct text *line)
{
    FILETIME started = { 0 }, ended, kernel, user;
    char written[MOMENT_TEXT_SIZE];

    if (!GetProcessTimes(process, &started, &ended, &kernel, &user) || started.dwHighDateTime == 0)
        return;
    moment_write(live_moment(started.dwHighDateTime, started.dwLowDateTime), written);
    text_append_format(line, " started=%s", written);
}

static void append_process(const PROCESSENTRY32W *entry, struct text *lines)
{
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION, FALSE, entry->th32ProcessID), token = NULL;
    bool is_known = process != NULL;

    /* Of a protected process others see a little only; its mitigations are not among it. */
    if (process == NULL)
        process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, entry->th32ProcessID);
    text_append_format(lines, "pid=%lu parent=%lu", (unsigned long)entry->th32ProcessID, (unsigned long)entry->th32ParentProcessID);
    if (process != NULL) {
        append_path(process, lines);
        append_start(process, lines);
        if (!OpenProcessToken(process, TOKEN_QUERY, &token))
            token = NULL;
    }
    text_append_format(lines, " appcontainer=%s integrity=%s", container_of(token), integrity_of(token));
    append_mitigations(is_known ? process : NULL, lines);
    text_append_char(lines, '\n');
    if (token != NULL)
        CloseHandle(token);
    if (process != NULL)
        CloseHandle(process);
}

/* Calls `each` for every process; false, and the answer says why, where they cannot be listed. */
static bool for_each_process(void (*each)(void *context, const PROCESSENTRY32W *entry), void *context, struct answer *answer)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = { .dwSize = sizeof entry };
    bool is_there = snapshot != INVALID_HANDLE_VALUE && Process32FirstW(snapshot, &entry);

    if (!is_there)
        live_refused(answer, GetLastError());
    for (bool goes_on = is_there; goes_on; goes_on = Process32NextW(snapshot, &entry))
        each(context, &entry);
    if (snapshot != INVALID_HANDLE_VALUE)
        CloseHandle(snapshot);
    return is_there;
}

struct search {
    const char *image;
    struct text *lines;
};

static void append_if_named(void *context, const PROCESSENTRY32W *entry)
{
    struct search *search = context;
    char *image = wide_to(entry->szExeFile);

    if (text_same(image, search->image))
        append_process(entry, search->lines);
    free(image);
}

void live_process(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    struct search search = { .image = rest, .lines = &answer->text };

    (void)live;
    (void)host;
    if (for_each_process(append_if_named, &search, answer) && answer->text.size == 0)
        answer_absent(answer);
}

struct names {
    char **items;
    size_t count;
};

static void add_name(void *context, const PROCESSENTRY32W *entry)
{
    struct names *names = context;

    if ((names->count & (names->count - 1)) == 0)
        names->items = memory_resize(names->items, names->count > 0 ? 2 * names->count : 1, sizeof *names->items);
    names->items[names->count++] = wide_to(entry->szExeFile);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void live_processes(struct answer *answer)
{
    struct names names = { 0 };

    (void)for_each_process(add_name, &names, answer);
    if (names.count > 0)
        qsort(names.items, names.count, sizeof *names.items, by_text);
    for (size_t i = 0; i < names.count; i++)
        if (i == 0 || strcmp(names.items[i], names.items[i - 1]) != 0)
            text_append_format(&answer->text, "%s\n", names.items[i]);
    for (size_t i = 0; i < names.count; i++)
        free(names.items[i]);
    free(names.items);
}
