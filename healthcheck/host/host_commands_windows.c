/* Commands of a live Windows machine: programs of Windows, of WSL and of the plug-in, by their full paths. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <userenv.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/file.h"
#include "healthcheck/platform/wide_windows.h"

enum { LONGEST_PATH = 32768 };

/* Not the variable, which is whoever's that started us. Yours to free. */
static char *system_root(void)
{
    wchar_t folder[MAX_PATH + 1];
    UINT count = GetSystemWindowsDirectoryW(folder, MAX_PATH + 1);

    return count > 0 && count <= MAX_PATH ? wide_to_counted(folder, count) : memory_copy_text("C:\\Windows");
}

static char *program_files(void)
{
    wchar_t folder[MAX_PATH + 1];
    DWORD size = sizeof folder;
    LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion", L"ProgramFilesDir",
                                  RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY, NULL, folder, &size);

    return status == ERROR_SUCCESS ? wide_to(folder) : memory_copy_text("C:\\Program Files");
}

/* "SystemRoot/System32/wsl.exe" to the path of that program; NULL for any other beginning. Yours to free. */
static char *program_path(const struct live *live, const char *program)
{
    static const struct {
        const char *name;
        char *(*folder)(void);
    } bases[] = { { "SystemRoot/", system_root }, { "ProgramFiles/", program_files } };
    char *path = NULL;

    for (size_t i = 0; i < sizeof bases / sizeof bases[0] && path == NULL; i++)
        if (text_starts(program, bases[i].name)) {
            char *folder = bases[i].folder();

            /* The test root holds a folder a drive. */
            if (*live->root != '\0' && folder[0] != '\0' && folder[1] == ':')
                path = text_format("%s\\%c%s\\%s", live->root, folder[0], folder + 2, program + strlen(bases[i].name));
            else
                path = text_format("%s\\%s", folder, program + strlen(bases[i].name));
            free(folder);
        }
    for (char *at = path; at != NULL && *at != '\0'; at++)
        if (*at == '/')
            *at = '\\';
    return path;
}

static bool file_identity(const wchar_t *path, BY_HANDLE_FILE_INFORMATION *identity)
{
    HANDLE file = CreateFileW(path, FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    bool is_known = file != INVALID_HANDLE_VALUE && GetFileInformationByHandle(file, identity);

    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
    return is_known;
}

/* Both are called healthcheck.exe: ours, copied over the plug-in's, must not start itself. */
static bool is_ourselves(const char *path)
{
    wchar_t *wide = wide_path(path), *own = memory_resize(NULL, LONGEST_PATH, sizeof *own);
    BY_HANDLE_FILE_INFORMATION one = { 0 }, two = { 0 };
    DWORD count = GetModuleFileNameW(NULL, own, LONGEST_PATH);
    bool is_same = wide != NULL && count > 0 && count < LONGEST_PATH && file_identity(wide, &one) && file_identity(own, &two) &&
                   one.dwVolumeSerialNumber == two.dwVolumeSerialNumber && one.nFileIndexHigh == two.nFileIndexHigh &&
                   one.nFileIndexLow == two.nFileIndexLow;

    free(own);
    free(wide);
    return is_same;
}

/* What programs of Windows do not start without, or look for their settings by. */
static const char *const inherited[] = {
    "ALLUSERSPROFILE", "APPDATA",     "COMPUTERNAME", "HOMEDRIVE", "HOMEPATH",   "LOCALAPPDATA", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
    "ProgramData",     "SystemDrive", "TEMP",         "TMP",       "USERDOMAIN", "USERNAME",     "USERPROFILE"
};

enum { INHERITED = sizeof inherited / sizeof inherited[0], VARIABLES = INHERITED + 5 };

/* "NAME=value" of our own environment; NULL where it is not set. Yours to free. */
static char *variable(struct live *live, const char *name)
{
    struct answer answer = { 0 };
    char *line = NULL;

    live_environment(live, NULL, name, &answer);
    if (answer.state == FACT_PRESENT)
        line = text_format("%s=%s", name, text_of(&answer.text));
    text_free(&answer.text);
    free(answer.why);
    return line;
}

/* The same of another user's environment, which Windows makes of the registry. */
static char *variable_in(const wchar_t *block, const char *name)
{
    char *wanted = text_format("%s=", name), *line = NULL;

    for (; *block != L'\0' && line == NULL; block += wcslen(block) + 1) {
        char *one = wide_to(block);

        if (strlen(one) >= strlen(wanted) && _strnicmp(one, wanted, strlen(wanted)) == 0)
            line = memory_copy_text(one);
        free(one);
    }
    free(wanted);
    return line;
}

/* Of the user whose token it is, of our own where it is NULL. NULL at the end; each, and the list, is yours to free. */
static char **environment(struct live *live, HANDLE token)
{
    void *block = NULL;
    char **lines = memory_get((VARIABLES + 1) * sizeof *lines), *root = system_root(), *programs = program_files();
    size_t count = 0;

    if (token != NULL && !CreateEnvironmentBlock(&block, token, FALSE))
        block = NULL;
    lines[count++] = text_format("SystemRoot=%s", root);
    lines[count++] = text_format("windir=%s", root);
    lines[count++] = text_format("ProgramFiles=%s", programs);
    lines[count++] = text_format("PATH=%s\\System32;%s;%s\\System32\\Wbem", root, root, root);
    /* Else wsl.exe writes UTF-16 into pipes (since 0.64.0; older ones do in any case). */
    lines[count++] = memory_copy_text("WSL_UTF8=1");
    for (size_t i = 0; i < INHERITED; i++) {
        lines[count] = block != NULL ? variable_in(block, inherited[i]) : token == NULL ? variable(live, inherited[i]) : NULL;
        count += lines[count] != NULL ? 1 : 0;
    }
    if (block != NULL)
        DestroyEnvironmentBlock(block);
    free(programs);
    free(root);
    return lines;
}

/* Each user has distributions of his own. */
static bool is_of_user(const struct command *command)
{
    return strcmp(command->name, "wsl-list") == 0 || strcmp(command->name, "wsl-status") == 0;
}

static double timeout_of(const struct live *live, const struct command *command)
{
    return command->timeout_seconds > 0 ? command->timeout_seconds : live->timeout_seconds;
}

/* The program may have ended with a number above INT_MAX, an NTSTATUS: 0xc0000005 is told as a negative one, as Windows' own tools do. */
static struct process_result run_program(struct live *live, const struct command *command, const char *program)
{
    const char *arguments[COMMAND_MOST_ARGUMENTS + 1] = { program };
    HANDLE token = is_of_user(command) ? atomic_load(&live->user_token) : NULL;
    char **variables = environment(live, token);
    struct process_result result;

    for (size_t i = 1; i < COMMAND_MOST_ARGUMENTS && command->windows_arguments[i] != NULL; i++)
        arguments[i] = command->windows_arguments[i];
    result = process_run(&(struct process_request){ .arguments = arguments,
                                                    .environment = (const char *const *)variables,
                                                    .timeout_seconds = timeout_of(live, command),
                                                    .output_limit = HOST_LARGEST_FACT,
                                                    .stop = command_runs_stopper(live->runs),
                                                    .user_token = token });
    for (size_t i = 0; variables[i] != NULL; i++)
        free(variables[i]);
    free(variables);
    return result;
}

/* What Get-MpComputerStatus would print, without half a second of PowerShell. */
static struct process_result run_defender_status(struct live *live)
{
    struct process_result result = { .end = PROCESS_EXITED };
    struct answer answer = { 0 };

    live_defender_status(live, &answer);
    if (answer.state != FACT_PRESENT) {
        result.end = answer.state == FACT_ABSENT ? PROCESS_MISSING : PROCESS_REFUSED;
        snprintf(result.why, sizeof result.why, "%s", answer.why != NULL ? answer.why : "");
    }
    result.output = answer.text;
    free(answer.why);
    return result;
}

struct process_result live_run_row(void *context, const struct command *command)
{
    struct live *live = context;
    struct process_result result = { .end = PROCESS_MISSING };
    char *program;

    if (strcmp(command->name, "defender-status") == 0 && *live->root == '\0')
        return run_defender_status(live);
    program = program_path(live, command->windows_arguments[0]);
    if (program != NULL && !is_ourselves(program))
        result = run_program(live, command, program);
    free(program);
    return result;
}

/* Those with a place to be filled in are asked from inside a distribution only: here the registry is at hand. */
static bool is_for_windows(const struct command *command)
{
    for (size_t i = 0; i < COMMAND_MOST_ARGUMENTS && command->windows_arguments[i] != NULL; i++)
        if (strcmp(command->windows_arguments[i], COMMAND_PLACE) == 0)
            return false;
    return command->windows_arguments[0] != NULL;
}

/* What it would print WinHTTP's own interface says at once (proxy-api/winhttp): it is run only where its words are asked for. */
static bool is_seldom_asked(const struct command *command)
{
    return strcmp(command->name, "winhttp-proxy") == 0;
}

void live_start_commands(struct machine *machine, struct host *host, const char *const *names)
{
    struct live *live = (struct live *)machine;

    for (; *names != NULL; names++) {
        const struct command *command = command_named(*names);
        struct answer answer = { 0 };

        if (command != NULL && (command->purposes & live->purposes) != 0 && is_for_windows(command) && !is_seldom_asked(command) &&
            (!is_of_user(command) || live_may_be_user(live, host, &answer)))
            command_runs_start(live->runs, command);
        free(answer.why);
    }
}

/* The row of a key that may be run now; NULL, and the answer says why, where there is none. */
static const struct command *row_for(struct live *live, struct host *host, const char *name, struct answer *answer)
{
    const struct command *command = command_named(name);

    if (command != NULL && command->purposes != COMMAND_FOR_HOST && !is_for_windows(command)) {
        answer_absent(answer);
        return NULL;
    }
    command = command_for_fact(name, live->purposes, answer);
    return command != NULL && is_of_user(command) && !live_may_be_user(live, host, answer) ? NULL : command;
}

void live_command(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct command *command = row_for(live, host, rest, answer);

    if (command != NULL)
        command_answer(command_runs_result(live->runs, command), timeout_of(live, command), answer);
}

void live_command_status(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    const struct command *command = row_for(live, host, rest, answer);

    if (command != NULL)
        command_status_answer(command_runs_result(live->runs, command), timeout_of(live, command), answer);
}
