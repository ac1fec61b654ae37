/* Which facts a live `--ask` answers. */
#include "healthcheck/askable.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Shell wildcards, lower case; tests/test_askable.c holds them against what the checks ask for. */
static const char *const patterns[] = {
    "system/*",
    "clock/*",
    "user/*",
    "endpoint-geography",
    "command/*",
    "command-status/*",
    "service/*",

    /* os.*, ebpf.* */
    "trial/ebpf/*",
    "file/etc/os-release",
    "file/usr/lib/os-release",
    "file/boot/config-*",
    "file/proc/config.gz",
    "file-info/sys/kernel/btf/vmlinux",
    "file/sys/kernel/security/lockdown",
    "file-info/lib*/libc-2.*.so",
    "disk/",
    "disk/opt",
    "disk/opt/microsoft/mdatp",
    "folder/usr/sap",
    "file-info/usr/sap",
    "file-info/usr/sbin/ksplice",
    "file-info/usr/sbin/uptrack-upgrade",
    "folder/etc/uptrack",
    "file-info/etc/uptrack",
    "folder/etc/audit/rules.d",
    "file/etc/audit/rules.d/mdatp.rules",
    "file/etc/audit/rules.d/mdatp.rate_limit.rules",
    "file/etc/audit/rules.d/1_mdatp.skip_faulty_rule.rules",
    "file/etc/audit/rules.d/exclude.rules",
    "file-tail/var/log/microsoft/mdatp/microsoft_defender_core.log",
    "file/etc/opt/microsoft/mdatp/managed/mdatp_managed.json",

    /* plugin.*, host.onboarded; a plug-in of WSL may lie anywhere */
    "env/programfiles",
    "env/programdata",
    "env/userprofile",
    "file-info/?/*/microsoft defender for endpoint plug-in for wsl/*",
    "file-info/?/*.dll",
    "file-version/?/*/microsoft defender for endpoint plug-in for wsl/*",
    "file-signature/?/*/defenderforendpointplug-in.dll",
    "registry/hklm/software/microsoft/windows/currentversion/uninstall/*",
    "registry/hklm/software/wow6432node/microsoft/windows/currentversion/uninstall/*",
    "registry/hklm/software/microsoft/windows/currentversion/lxss/*",
    "registry/hklm/software/microsoft/microsoft defender for endpoint plug-in for wsl/*",
    "registry/hklm/software/policies/microsoft/windows advanced threat protection/devicetagging/*",
    "registry/hklm/software/microsoft/windows advanced threat protection/status/*",
    "registry/hklm/software/microsoft/windows nt/currentversion/*",

    /* wsl.* */
    "file/?/*/.wslconfig",
    "registry/hkcu/software/microsoft/windows/currentversion/lxss/*",
    "registry/hklm/software/policies/wsl/*",

    /* agent.* */
    "process/vmmem",
    "process/vmmemwsl",
    "process/wdavdaemon",
    "file-info/opt/microsoft/mdatp",
    "file-info/opt/microsoft/mdatp/sbin/wdavdaemon",
    "file-info/etc/opt/microsoft/mdatp",
    "file-info/var/opt/microsoft/mdatp",
    "file-info/var/log/microsoft/mdatp",
    "file-info/var/log/microsoft/mdatp/*",
    "folder/opt/microsoft/mdatp",
    "folder/etc/opt/microsoft/mdatp",
    "folder/var/opt/microsoft/mdatp",
    "folder/var/log/microsoft/mdatp",
    "folder/var/log/microsoft/mdatp/rotated",
    "disk/var/opt/microsoft/mdatp",
    "file-info/usr/*bin/adclient",
    "file-info/usr/*bin/haproxy",

    /* sandbox.* */
    "process/msmpeng*.exe",
    "events/application",
    "registry/hklm/system/currentcontrolset/control/session manager/environment/mp_force_use_sandbox",
    "registry/hklm/system/currentcontrolset/control/session manager/environment/processor_architecture",
    "registry/hkcu/environment/mp_force_use_sandbox",
    "registry-time/hklm/system/currentcontrolset/control/session manager/environment",
    "folder/?/*/microsoft/windows/wer/report*",
    "file-info/?/*/microsoft/windows/wer/report*/appcrash_msmpengcp*",
};

bool askable(const char *key)
{
    char *lower = memory_copy_text(key);
    bool is_known = false;

    for (char *c = lower; *c != '\0'; c++)
        *c = text_lower(*c);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0] && !is_known; i++)
        is_known = text_matches(patterns[i], lower);
    free(lower);
    return is_known;
}
