/* Everything that a bundle holds beside the facts of the checks, a row a collector (--collect, --skip, --with). Add a row.
 *
 * `%…%` is a folder of Windows (bundle/windows_place.h), also as a distribution of WSL sees it. Places: docs/bundle.md; facts in Learn's pages
 * "Resources for Microsoft Defender for Endpoint on Linux" (2026-04-16), "mde-plugin-wsl" (2024-11-11), "Collect diagnostic data of Microsoft
 * Defender Antivirus" (2026) and microsoft/WSL's collect-wsl-logs.ps1 (2026). */
#ifndef BUNDLE_COLLECTORS_H
#define BUNDLE_COLLECTORS_H

#include "bundle/collect.h"
#include "healthcheck/host/host_platform.h"

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct collector collectors[] = {
    {
        .name = "agent-logs",
        .title = "Logs of the agent, with the rotated ones, its installer's log, and its health",
        .platforms = ON_LINUX,
        .folders = LIST("/var/log/microsoft/mdatp"),
        .commands = LIST("mdatp-health", "mdatp-health-edr", "mdatp-version", "mdatp-exclusions", "mdatp-proxy", "systemd-mdatp"),
    },
    {
        .name = "plugin-data",
        .title = "The data folder of the plug-in for WSL, with its logs",
        .platforms = ON_WINDOWS,
        .folders = LIST("%ProgramData%/Microsoft Defender for Endpoint plug-in for WSL"),
        .commands = LIST("plugin-healthcheck", "defender-status"),
    },
    {
        .name = "defender-logs",
        .title = "Windows' own antivirus: its logs",
        .platforms = ON_WINDOWS,
        .files = LIST("%ProgramData%/Microsoft/Windows Defender/Support/MP*.log"),
    },
    {
        .name = "install-logs",
        .title = "Installations by Windows Installer, of the plug-in and of WSL: their logs, of the machine and of the examined user",
        .platforms = ON_WINDOWS,
        .files = LIST("%SystemRoot%/Temp/MSI*.LOG", "%SystemRoot%/Temp/wsl-install*.txt", "%USERPROFILE%/AppData/Local/Temp/MSI*.LOG",
                      "%USERPROFILE%/AppData/Local/Temp/wsl-*install-logs.txt"),
    },
    {
        .name = "journal",
        .title = "The system's journal of the agent and of what it depends on, --since",
        .platforms = ON_LINUX | ON_WSL,
        .commands = LIST("journal-mdatp", "journal-mde_netfilter", "journal-auditd", "journal-systemd-resolved", "journal-healthcheck"),
    },
    {
        .name = "wsl",
        .title = "The state of WSL, and the settings of the distribution",
        .platforms = ON_WINDOWS,
        .facts = LIST("file/etc/wsl.conf"),
        .commands = LIST("wsl-version", "wsl-list", "wsl-status"),
    },
    {
        .name = "audit",
        .title = "The rules and the state of the audit system",
        .platforms = ON_LINUX,
        .facts = LIST("folder/etc/audit/rules.d", "file/etc/audit/rules.d/*", "file/etc/audit/audit.rules", "file/etc/audit/auditd.conf"),
        .commands = LIST("audit-rules", "audit-status"),
    },
    {
        .name = "kernel",
        .title = "The kernel: its log, command line, modules and lockdown",
        .platforms = ON_LINUX | ON_WSL,
        .facts = LIST("system/kernel-release", "system/kernel-version", "file/proc/cmdline", "file/proc/modules", "file/proc/config.gz",
                      "file/sys/kernel/security/lockdown"),
        .commands = LIST("kernel-log"),
    },
    {
        .name = "network",
        .title = "Addresses, routes, name servers and proxy variables, without their secrets",
        .platforms = ON_LINUX | ON_WINDOWS | ON_WSL,
        .facts = LIST("network/addresses", "file/etc/resolv.conf", "file/etc/hosts", "file/etc/nsswitch.conf", "env/http_proxy", "env/HTTP_PROXY",
                      "env/https_proxy", "env/HTTPS_PROXY", "env/no_proxy", "env/NO_PROXY", "env/all_proxy", "env/ALL_PROXY"),
        .commands = LIST("ip-address", "ip-route", "winhttp-proxy", "winhttp-advproxy"),
    },
    {
        .name = "crash-reports",
        .title = "Windows' error reports of the antivirus content process",
        .platforms = ON_WINDOWS,
        .folders = LIST("%ProgramData%/Microsoft/Windows/WER/ReportArchive/AppCrash_MsMpEngCP*",
                        "%ProgramData%/Microsoft/Windows/WER/ReportQueue/AppCrash_MsMpEngCP*"),
    },
    {
        .name = "crash-dumps",
        .title = "Which memory dumps there are: they cannot be redacted, and stay where they are",
        .platforms = ON_LINUX | ON_WINDOWS,
        .is_on_request = true,
        .is_binary = true,
        .folders = LIST("/var/opt/microsoft/mdatp/crash"),
        .files = LIST("%SystemRoot%/System32/config/systemprofile/AppData/Local/CrashDumps/MsMpEng*"),
    },
    {
        .name = "ebpf-statistics",
        .title = "The agent's own statistics of its sensor (20 seconds)",
        .platforms = ON_LINUX,
        .is_on_request = true,
        .commands = LIST("mdatp-ebpf-statistics"),
    },
    {
        .name = "mdatp-diagnostic",
        .title = "Has the agent make its own diagnostic archive, which stays where it is (up to 5 minutes)",
        .platforms = ON_LINUX,
        .is_on_request = true,
        .commands = LIST("mdatp-diagnostic"),
    },
    {
        .name = "mp-support-files",
        .title = "Has the antivirus make its own support archive, which stays where it is (up to 5 minutes)",
        .platforms = ON_WINDOWS,
        .is_on_request = true,
        .is_binary = true,
        .files = LIST("%ProgramData%/Microsoft/Windows Defender/Support/MpSupportFiles.cab"),
        .commands = LIST("mp-support-files"),
    },
    /* The test itself is the action's: cmd_support_bundle.c. */
    {
        .name = "connectivity",
        .title = "Tests the service URLs now, instead of the last stored test",
        .platforms = ON_LINUX | ON_WINDOWS | ON_WSL,
        .is_on_request = true,
    },
};

#undef LIST

#endif
