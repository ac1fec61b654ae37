/* Every command we may run. */
#include "healthcheck/host/commands.h"

#include <string.h>

#define SYSTEM32     "SystemRoot/System32/"
#define PLUGIN_TOOLS "ProgramFiles/Microsoft Defender for Endpoint plug-in for WSL/tools/"

enum { REPORT = COMMAND_FOR_REPORT | COMMAND_FOR_BUNDLE };

/* The newest lines of a unit: no more than a fact can hold. */
#define JOURNAL(unit, who)                                                                                                                    \
    {                                                                                                                                         \
        .name = "journal-" unit,                                                                                                              \
        .linux_arguments = { "journalctl", "-u", unit, COMMAND_SINCE, "-n", "50000", "--no-pager", "-q", "-o", "short-iso" }, .purposes = who \
    }

static const struct command commands[] = {
    { .name = "wsl-version", .windows_arguments = { SYSTEM32 "wsl.exe", "--version" }, .purposes = REPORT },
    { .name = "wsl-list", .windows_arguments = { SYSTEM32 "wsl.exe", "--list", "--verbose" }, .purposes = REPORT },
    { .name = "wsl-status", .windows_arguments = { SYSTEM32 "wsl.exe", "--status" }, .purposes = REPORT },
    { .name = "plugin-healthcheck", .windows_arguments = { PLUGIN_TOOLS "healthcheck.exe" }, .purposes = REPORT },
    { .name = "mdatp-health",
      .linux_arguments = { "mdatp", "health", "--output", "json" },
      .linux_alternative = { "mdatp", "health" },
      .purposes = REPORT | COMMAND_FOR_CONNECTIVITY },
    { .name = "mdatp-health-edr", .linux_arguments = { "mdatp", "health", "--details", "edr" }, .purposes = REPORT | COMMAND_FOR_CONNECTIVITY },
    { .name = "mdatp-version", .linux_arguments = { "mdatp", "version" }, .purposes = REPORT },
    { .name = "mdatp-exclusions", .linux_arguments = { "mdatp", "exclusion", "list" }, .purposes = REPORT },
    { .name = "mdatp-proxy", .linux_arguments = { "mdatp", "health", "--field", "proxy" }, .purposes = REPORT | COMMAND_FOR_CONNECTIVITY },
    { .name = "mdatp-connectivity",
      .linux_arguments = { "mdatp", "connectivity", "test" },
      .timeout_seconds = 60,
      .purposes = COMMAND_FOR_CONNECTIVITY,
      .touches_network = true },
    { .name = "mdatp-ebpf-statistics",
      .linux_arguments = { "mdatp", "diagnostic", "ebpf-statistics" },
      .timeout_seconds = 40,
      .purposes = COMMAND_FOR_STATISTICS | COMMAND_ON_REQUEST },
    { .name = "mdatp-diagnostic", .linux_arguments = { "mdatp", "diagnostic", "create" }, .timeout_seconds = 300, .purposes = COMMAND_ON_REQUEST },
    { .name = "mp-support-files",
      .windows_arguments = { "ProgramFiles/Windows Defender/MpCmdRun.exe", "-GetFiles" },
      .timeout_seconds = 300,
      .purposes = COMMAND_ON_REQUEST },
    { .name = "audit-rules", .linux_arguments = { "auditctl", "-l" }, .purposes = REPORT },
    { .name = "audit-status", .linux_arguments = { "auditctl", "-s" }, .purposes = REPORT },
    { .name = "systemd-mdatp", .linux_arguments = { "systemctl", "show", "mdatp", "--no-pager" }, .purposes = REPORT },
    JOURNAL("mdatp", REPORT),
    JOURNAL("mde_netfilter", COMMAND_FOR_BUNDLE),
    JOURNAL("auditd", COMMAND_FOR_BUNDLE),
    JOURNAL("systemd-resolved", COMMAND_FOR_BUNDLE),
    JOURNAL("healthcheck", COMMAND_FOR_BUNDLE),
    { .name = "kernel-log", .linux_arguments = { "dmesg" }, .purposes = REPORT },
    { .name = "ip-address", .linux_arguments = { "ip", "address" }, .purposes = REPORT },
    { .name = "ip-route", .linux_arguments = { "ip", "route" }, .purposes = REPORT },
    { .name = "winhttp-proxy",
      .windows_arguments = { SYSTEM32 "netsh.exe", "winhttp", "show", "proxy" },
      .purposes = REPORT | COMMAND_FOR_CONNECTIVITY },
    { .name = "winhttp-advproxy",
      .windows_arguments = { SYSTEM32 "netsh.exe", "winhttp", "show", "advproxy" },
      .purposes = REPORT | COMMAND_FOR_CONNECTIVITY },
    { .name = "defender-status",
      .windows_arguments = { SYSTEM32 "WindowsPowerShell/v1.0/powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
                             "[Console]::OutputEncoding = [Text.Encoding]::UTF8; Get-MpComputerStatus | ConvertTo-Json -Depth 2" },
      .purposes = REPORT },
    /* The key goes where the place is: one of the list in host/windows_keys.h. */
    { .name = "wsl-reg", .windows_arguments = { SYSTEM32 "reg.exe", "query", COMMAND_PLACE, "/s" }, .purposes = REPORT | COMMAND_FOR_CONNECTIVITY },
    { .name = "wsl-reg-shallow", .windows_arguments = { SYSTEM32 "reg.exe", "query", COMMAND_PLACE }, .purposes = COMMAND_FOR_HOST },
    { .name = "unit",
      .linux_arguments = { "systemctl", "show", COMMAND_PLACE, "--no-pager", "-p", "LoadState,ActiveState,SubState,UnitFileState" },
      .purposes = COMMAND_FOR_HOST },
    { .name = "windows-service", .windows_arguments = { SYSTEM32 "sc.exe", "query", COMMAND_PLACE }, .purposes = COMMAND_FOR_HOST },
    { .name = "windows-service-start", .windows_arguments = { SYSTEM32 "sc.exe", "qc", COMMAND_PLACE }, .purposes = COMMAND_FOR_HOST },
    { .name = "windows-processes", .windows_arguments = { SYSTEM32 "tasklist.exe", "/fo", "csv", "/nh" }, .purposes = COMMAND_FOR_HOST },
    { .name = "windows-user", .windows_arguments = { SYSTEM32 "whoami.exe", "/user", "/fo", "csv", "/nh" }, .purposes = COMMAND_FOR_HOST },
};

const struct command *command_at(size_t index)
{
    return index < command_count() ? &commands[index] : NULL;
}

const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < command_count(); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

size_t command_index(const struct command *command)
{
    return (size_t)(command - commands);
}

size_t command_count(void)
{
    return sizeof commands / sizeof commands[0];
}

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool command_accepts(const char *name)
{
    size_t size = 0;

    if (!is_letter_or_digit(name[0]))
        return false;
    while (size <= 100 && (is_letter_or_digit(name[size]) || (name[size] != '\0' && strchr("_.@:-", name[size]) != NULL)))
        size++;
    return size <= 100 && name[size] == '\0';
}
