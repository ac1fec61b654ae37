/* The topics of --explain. Facts as of the sources named; a line that begins with four blanks is meant to be copied. */
#include "healthcheck/explain/topics.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/wrap.h"

#define DEVICE "    {device}\n"
#define WSL_DEVICES                                                                                                         \
    "    let wsl_endpoints = DeviceInfo\n" DEVICE "    | where OSPlatform == \"Linux\" and isempty(HostDeviceId) != true\n" \
    "    | distinct DeviceId;\n"

static const struct topic topics[] = {
    { .name = "auditd",
      .title = "AuditD, the event provider before eBPF",
      .source = "Learn, linux-support-ebpf (2026-07-02); linux-whatsnew",
      .prose =
          "From agent 101.24082 on AuditD is no event provider any more: where eBPF cannot run the agent takes netlink, which keeps exec, exit, "
          "fork, gid and tid and loses file and socket events. 101.24072.0000 was the last version with AuditD; a version is valid for about nine "
          "months (`mdatp health --field product_expiration`), so staying on it is no way out.\n"
          "\n"
          "Exclusions made for AuditD have no effect on eBPF and cannot be copied. What takes their place are global exclusions, for antivirus and "
          "EDR, in the managed settings, or a support case:\n"
          "\n"
          "    /etc/opt/microsoft/mdatp/managed/mdatp_managed.json: exclusionSettings\n"
          "\n"
          "To see what is left of AuditD, as root:\n"
          "\n"
          "    auditctl -l | grep mdatp\n"
          "    ls /etc/audit/rules.d/mdatp.rules\n"
          "\n"
          "Rules that are left cost time and tell nothing: remove that file, restart auditd. Where `auditctl -s` says `enabled 2` they stay until "
          "the next reboot." },
    { .name = "coverage",
      .title = "What the plug-in covers, and what it does not",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose =
          "The plug-in sees the events of every WSL 2 distribution: files, processes, network, and the alerts that follow from them.\n"
          "\n"
          "It is no antimalware, finds no vulnerabilities and takes no response actions on the WSL device: in the portal isolate, scan or collect "
          "from "
          "the Windows host, whose page the WSL device links to. Distributions of WSL 1 are not covered at all "
          "(`healthcheck --explain wsl1`); with a custom kernel nobody promises that anything is seen (`healthcheck --explain wsl.custom_kernel`)." },
    { .name = "detection-test",
      .title = "A detection test that ends in an alert",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose = "Inside the distribution, fetch and unpack the test script (older pages name https://aka.ms/LinuxDIY) and run it:\n"
               "\n"
               "    curl -L -o mde_linux_edr_diy.zip https://aka.ms/MDE-Linux-EDR-DIY\n"
               "    unzip mde_linux_edr_diy.zip\n"
               "    ./mde_linux_edr_diy.sh\n"
               "\n"
               "Keep the distribution running. After about 5 minutes its events are on the device's timeline, some minutes later an alert appears. "
               "Portal: https://security.microsoft.com, Assets > Devices, filter by the tag `WSL2` (`healthcheck --explain portal`)." },
    { .name = "hunting",
      .title = "Advanced-hunting queries for WSL devices and the eBPF sensor",
      .source = "Learn, mde-plugin-wsl (2024-11-11); linux-support-ebpf (2026-07-02)",
      .prose = "To be run in the portal: https://security.microsoft.com, Hunting > Advanced hunting.{unknown}\n"
               "\n"
               "WSL devices:\n"
               "\n" WSL_DEVICES "    wsl_endpoints\n"
               "\n"
               "WSL devices with their Windows hosts:\n"
               "\n"
               "    DeviceInfo\n" DEVICE "    | where OSPlatform == \"Linux\" and isempty(HostDeviceId) != true\n"
               "    | distinct WSLDeviceId=DeviceId, HostDeviceId\n"
               "\n"
               "WSL devices on which curl or wget ran:\n"
               "\n" WSL_DEVICES "    DeviceProcessEvents\n" DEVICE "    | where FileName == \"curl\" or FileName == \"wget\"\n"
               "    | where DeviceId in (wsl_endpoints)\n"
               "    | sort by Timestamp desc\n"
               "\n"
               "The state of the eBPF sensor (below Defender Vulnerability Management; the column AdditionalFields holds `\"EBPF STATUS\": true`):\n"
               "\n"
               "    DeviceTvmInfoGathering\n" DEVICE },
    { .name = "install",
      .title = "Installing the plug-in for WSL",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose =
          "The Windows host comes first: onboarded to Defender for Endpoint, its service Sense running. The plug-in has no onboarding of its own, "
          "its "
          "tenant is the host's.\n"
          "\n"
          "1. WSL, in PowerShell; start a distribution once:\n"
          "\n"
          "    wsl --install\n"
          "    wsl --update\n"
          "    wsl\n"
          "\n"
          "2. The plug-in: download the MSI from https://security.microsoft.com, Settings > Endpoints > Onboarding > Windows Subsystem for Linux 2 "
          "(plug-in), and run it, or hand it out with Intune. The installer stops WslService.\n"
          "\n"
          "3. Start a distribution again with `wsl`, keep it running, wait 5 minutes, then look:\n"
          "\n"
          "    healthcheck\n"
          "\n"
          "Expected: plug-in 1.24.522.2 or later, WSL 2.0.7.0 or later, agent 101.24032.0007 or later, Health Status `Healthy`. Where "
          "`wsl --update` does not reach 2.0.7.0: `wsl --update --pre-release`.\n"
          "\n"
          "A Linux machine of its own takes the agent itself, not the plug-in: "
          "https://learn.microsoft.com/defender-endpoint/linux-install-manually; then onboard it (Settings > Endpoints > Onboarding > Linux "
          "Server), and look:\n"
          "\n"
          "    mdatp health" },
    { .name = "ksplice",
      .title = "Oracle Linux 7.9 with ksplice live patching",
      .source = "Learn, linux-support-ebpf (2026-07-02)",
      .prose =
          "On Oracle Linux 7.9 patching the running kernel with ksplice while the eBPF sensor runs can hang the machine. Patch from a cron job that "
          "stops the agent, applies the patches and starts the agent, for example in /etc/cron.d/mdatp-ksplice:\n"
          "\n"
          "    0 3 * * 0 root service mdatp stop; uptrack-upgrade -y; service mdatp start\n"
          "\n"
          "and turn off automatic installation in /etc/uptrack/uptrack.conf (`autoinstall = no`)." },
    { .name = "MsMpEngCP.exe",
      .title = "The content process of the antivirus sandbox",
      .aliases = { "MsMpEng.CP.exe", "MsMpEngCP", "MsMpEng.CP" },
      .source = "Learn, sandbox-mdav (2026-07-02)",
      .prose = "MsMpEngCP.exe is the process in which Microsoft Defender Antivirus scans while its sandbox is on: an AppContainer of low privilege, "
               "beside the "
               "privileged MsMpEng.exe. The documents once print `MsMpEng.CP.exe`; it is the same. It lies below C:\\ProgramData\\Microsoft\\Windows "
               "Defender\\Scans. To look for it:\n"
               "\n"
               "    tasklist /fi \"imagename eq MsMpEngCP.exe\"\n"
               "\n"
               "Not there: the sandbox is off, which is the default, or scanning fell back into the privileged process. More: "
               "`healthcheck --explain sandbox`." },
    { .name = "networking-logs",
      .title = "Collecting the networking log of WSL",
      .source = "microsoft/WSL, diagnostics (2026-08-08); Learn, mde-plugin-wsl (2024-11-11)",
      .prose = "The documented collect-networking-logs.ps1 is gone; what it did is now a profile of collect-wsl-logs.ps1, from "
               "https://github.com/microsoft/WSL, "
               "folder diagnostics.\n"
               "\n"
               "1. Elevated PowerShell:\n"
               "\n"
               "    .\\collect-wsl-logs.ps1 -LogProfile networking\n"
               "\n"
               "2. Another window: start a distribution with `wsl`.\n"
               "\n"
               "3. Elevated command prompt: the agent's own namespace, and in it the test, to its end:\n"
               "\n"
               "    wsl --debug-shell\n"
               "    mdatp connectivity test\n"
               "\n"
               "4. Stop the script. Hand in the archive it names, with the vendor's support bundle:\n"
               "\n"
               "    cd \"%ProgramFiles%\\Microsoft Defender for Endpoint plug-in for WSL\\tools\"\n"
               "    healthcheck.exe --supportBundle" },
    { .name = "performance",
      .title = "The agent takes too much of the machine (Linux)",
      .source = "Learn, linux-support-perf; linux-support-ebpf (2026-07-02)",
      .prose =
          "First find out which process, which mount, which files:\n"
          "\n"
          "    mdatp diagnostic real-time-protection-statistics --output json\n"
          "    mdatp diagnostic ebpf-statistics\n"
          "\n"
          "The first names what is scanned most: exclude that from antivirus (`mdatp exclusion folder add --path PATH --scope epp`, or "
          "`antivirusEngine.exclusions` in /etc/opt/microsoft/mdatp/managed/mdatp_managed.json). The second, as root, names what floods the event "
          "sensor: antivirus exclusions do not help there, global exclusions (`exclusionSettings` in the same file) do.\n"
          "\n"
          "For support, two packages: the client analyzer's (there since agent 101.25082), and the agent's own with debug diagnostics, made while "
          "the resource use is high:\n"
          "\n"
          "    /opt/microsoft/mdatp/tools/client_analyzer/binary/MDESupportTool -d\n"
          "    mdatp log level set --level debug\n"
          "    mdatp diagnostic create" },
    { .name = "portal",
      .title = "The WSL device in the portal",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose =
          "Portal: https://security.microsoft.com, Assets > Devices, filter by the tag `WSL2`, or `<GROUP>_WSL2` where a device group is set on the "
          "Windows host "
          "(`healthcheck --explain plugin.custom_tag`). The device bears the Windows host's name, appears as Linux, and its page links to the host.\n"
          "\n"
          "The device appears up to 10 minutes after the first start of WSL, everything else after up to 30 minutes: a distribution must run all "
          "that "
          "time, and WSL stops an idle one after seconds. Leave a window open.\n"
          "\n"
          "A changed tag needs a restart of WSL and 5 to 10 minutes:\n"
          "\n"
          "    wsl --shutdown\n"
          "    wsl\n"
          "\n"
          "Still not there: clear the list's filters, and make sure that your account may see all device groups: "
          "Settings > "
          "Endpoints > Device groups." },
    { .name = "repair",
      .title = "Repairing the plug-in's installation",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose = "Where WSL does not start because the plug-in's files are missing or damaged (ERROR_FILE_NOT_FOUND and its like):\n"
               "\n"
               "    Control Panel > Programs and Features\n"
               "      > Microsoft Defender for Endpoint plug-in for WSL > Repair\n"
               "\n"
               "Then start WSL again with `wsl`." },
    { .name = "sandbox",
      .title = "The sandbox of Microsoft Defender Antivirus",
      .source = "Learn, sandbox-mdav (2026-07-02)",
      .prose = "Off by default; there is no Intune setting for it. It needs Windows 10 1703 or Server 2016, or later, and antivirus in active mode. "
               "To turn it on, "
               "elevated:\n"
               "\n"
               "    setx /M MP_FORCE_USE_SANDBOX 1\n"
               "\n"
               "restart the machine, then look for MsMpEngCP.exe beside MsMpEng.exe:\n"
               "\n"
               "    tasklist | findstr MsMpEng\n"
               "\n"
               "`setx /M MP_FORCE_USE_SANDBOX 0` and a restart turn it off: scanning then runs in the privileged process again.\n"
               "\n"
               "Where MsMpEngCP.exe stops after some minutes, look for its Windows Error Reporting events in the Application log (1000, 1001), "
               "collect the "
               "support files and hand them in with the dumps:\n"
               "\n"
               "    \"%ProgramFiles%\\Windows Defender\\MpCmdRun.exe\" -GetFiles" },
    { .name = "updates",
      .title = "How the plug-in is updated",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose =
          "Before 1.24.522.2 the plug-in never updates itself: install the new MSI over it (`healthcheck --explain install` says from where).\n"
          "\n"
          "Since 1.24.522.2 Windows Update brings new versions, on every ring. WSUS, SCCM (Configuration Manager) and the Microsoft Update Catalog "
          "bring them on the ring Production only. The ring follows the Windows host's EDR, where OverrideReleaseRing (below "
          "HKLM\\SOFTWARE\\Microsoft\\Microsoft Defender for Endpoint plug-in for WSL) names no other:\n"
          "\n"
          "    healthcheck --only plugin.release_ring\n"
          "\n"
          "WSL itself is updated by `wsl --update`." },
    { .name = "wsl1",
      .title = "Distributions of WSL 1",
      .source = "Learn, mde-plugin-wsl (2024-11-11)",
      .prose =
          "The plug-in does not see distributions of WSL 1, and they may cause trouble. List them, convert them, and make version 2 the default:\n"
          "\n"
          "    wsl --list --verbose\n"
          "    wsl --set-version <name> 2\n"
          "    wsl --set-default-version 2\n"
          "\n"
          "For all machines, in Intune: Devices > Configuration > New policy > Windows 10 and later > Settings catalog > Windows Subsystem for "
          "Linux: Allow "
          "WSL1 = Disabled. The same place forbids custom kernels and kernel command lines." },
};

enum { TOPICS = sizeof topics / sizeof topics[0] };

const struct topic *topic_at(size_t index)
{
    return index < TOPICS ? &topics[index] : NULL;
}

const struct topic *topic_named(const char *name)
{
    for (size_t i = 0; i < TOPICS; i++) {
        if (text_same(topics[i].name, name))
            return &topics[i];
        for (size_t a = 0; topics[i].aliases[a] != NULL; a++)
            if (text_same(topics[i].aliases[a], name))
                return &topics[i];
    }
    return NULL;
}

/* May it stand in a query? A name from a capture can be anything; nothing but a host's name goes between the quotes. */
static bool is_host_name(const char *name)
{
    size_t size = name != NULL ? strlen(name) : 0;

    for (size_t i = 0; i < size; i++)
        if (!isalnum((unsigned char)name[i]) && strchr("-._", name[i]) == NULL)
            return false;
    return size > 0 && size <= 253;
}

/* Writes what stands for the words in braces. */
static char *fill_in(const char *prose, const char *host_name)
{
    static const char unknown[] = " To ask for one machine add `| where DeviceName startswith \"<host name>\"` behind the name of a query's table.";
    struct span rest = span_of(prose), line;
    struct text filled = { 0 };

    while (span_next_line(&rest, &line)) {
        struct span before = { line.data, line.size };

        if (span_is(line, "    {device}")) {
            if (host_name != NULL)
                text_append_format(&filled, "    | where DeviceName startswith \"%s\"\n", host_name);
            continue;
        }
        if (line.size > 9 && memcmp(line.data + line.size - 9, "{unknown}", 9) == 0)
            before.size -= 9;
        text_append_bytes(&filled, before.data, before.size);
        if (before.size < line.size && host_name == NULL)
            text_append(&filled, unknown);
        text_append_char(&filled, '\n');
    }
    return text_take(&filled);
}

void topic_explain(struct text *out, const struct topic *topic, const char *host_name)
{
    char *prose = fill_in(topic->prose, is_host_name(host_name) ? host_name : NULL);

    text_append_format(out, "%s: %s\n\n", topic->name, topic->title);
    wrap_prose(out, prose, 0, 0);
    text_append_char(out, '\n');
    wrap_labelled(out, "Source", topic->source);
    free(prose);
}
