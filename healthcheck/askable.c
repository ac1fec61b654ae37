/* Which facts a live `--ask` answers. */
#include "healthcheck/askable.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Lower case; `*` and `?` stay within a component, `**` is one or more of them. tests/test_askable.c holds them against what the checks ask for. */
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
    "file-info/lib*/*/libc-2.*.so",
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
    "file-info/?/**/microsoft defender for endpoint plug-in for wsl/**",
    "file-info/?/**/*.dll",
    "file-version/?/**/microsoft defender for endpoint plug-in for wsl/**",
    "file-signature/?/**/defenderforendpointplug-in.dll",
    "registry/hklm/software/microsoft/windows/currentversion/uninstall/**",
    "registry/hklm/software/wow6432node/microsoft/windows/currentversion/uninstall/**",
    "registry/hklm/software/microsoft/windows/currentversion/lxss/**",
    "registry/hklm/software/microsoft/microsoft defender for endpoint plug-in for wsl/**",
    "registry/hklm/software/policies/microsoft/windows advanced threat protection/devicetagging/**",
    "registry/hklm/software/microsoft/windows advanced threat protection/status/**",
    "registry/hklm/software/microsoft/windows nt/currentversion/**",

    /* wsl.* */
    "file/?/**/.wslconfig",
    "registry/hkcu/software/microsoft/windows/currentversion/lxss/**",
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
    "file-info/usr/local/*bin/adclient",
    "file-info/usr/local/*bin/haproxy",

    /* connectivity.*, agent.reported_connectivity */
    "file/var/lib/healthcheck/connectivity.json",
    "file/?/**/healthcheck/connectivity.json",
    "connect/*/*/via/*",

    /* proxy.*; env/ of proxies only */
    "env/*_proxy",
    "proxy-api/*",
    "registry/hk*/software/policies/microsoft/windows/datacollection/*",
    "registry/hk*/software/policies/microsoft/windows/currentversion/internet settings/*",
    "registry/hk*/software/policies/microsoft/windows advanced threat protection/preferstaticproxyforhttprequest",
    "registry/hk*/software/policies/microsoft/windows defender/proxy*",
    "registry/hk*/software/microsoft/windows/currentversion/internet settings/*",
    "registry/hk*/software/microsoft/windows/currentversion/internet settings/connections/*",
    "registry/hku/*/software/microsoft/windows/currentversion/internet settings/*",
    "registry/hku/*/software/microsoft/windows/currentversion/internet settings/connections/*",
    "registry/hklm/software/wow6432node/policies/microsoft/windows/datacollection/telemetryproxyserver",
    "registry/hklm/software/wow6432node/microsoft/windows/currentversion/internet settings/*",
    "registry/hklm/software/wow6432node/microsoft/windows/currentversion/internet settings/connections/*",
    "folder/*/systemd/*.d",
    "folder/*/systemd/*/*.d",
    "folder/*/*/systemd/*/*.d",
    "folder/*/*/*/systemd/*/*.d",
    "file/*/systemd/*/mdatp.service",
    "file/*/*/systemd/*/mdatp.service",
    "file/*/*/*/systemd/*/mdatp.service",
    "file/*/systemd/*.d/*.conf",
    "file/*/systemd/*/*.d/*.conf",
    "file/*/*/systemd/*/*.d/*.conf",
    "file/*/*/*/systemd/*/*.d/*.conf",
    "file/etc/default/mdatp",

    /* the collectors of --supportBundle (bundle/collectors.h) */
    "file/etc/audit/audit.rules",
    "file/etc/audit/auditd.conf",
    "file/etc/audit/rules.d/*",
    "file/etc/hosts",
    "file/etc/nsswitch.conf",
    "file/etc/resolv.conf",
    "file/etc/wsl.conf",
    "file/proc/cmdline",
    "file/proc/modules",
    "network/addresses",

    /* sandbox.* */
    "process/msmpeng*.exe",
    "events/application",
    "registry/hklm/system/currentcontrolset/control/session manager/environment/mp_force_use_sandbox",
    "registry/hklm/system/currentcontrolset/control/session manager/environment/processor_architecture",
    "registry/hkcu/environment/mp_force_use_sandbox",
    "registry-time/hklm/system/currentcontrolset/control/session manager/environment",
    "folder/?/**/microsoft/windows/wer/report*",
    "file-info/?/**/microsoft/windows/wer/report*/appcrash_msmpengcp*",
};

static bool component_matches(const char *pattern, size_t pattern_size, const char *text, size_t size)
{
    char *own_pattern = memory_copy(pattern, pattern_size), *own_text = memory_copy(text, size);
    bool is_match = text_matches(own_pattern, own_text);

    free(own_pattern);
    free(own_text);
    return is_match;
}

/* No pattern has more than two `**`, so that this stays cheap. */
static bool matches(const char *pattern, const char *key)
{
    for (;;) {
        size_t pattern_size = strcspn(pattern, "/"), size = strcspn(key, "/");

        if (pattern_size == 2 && strncmp(pattern, "**", 2) == 0) {
            if (pattern[2] == '\0')
                return true;
            for (; key[size] == '/'; size = strcspn(key, "/")) {
                key += size + 1;
                if (matches(pattern + 3, key))
                    return true;
            }
            return false;
        }
        if (!component_matches(pattern, pattern_size, key, size) || (pattern[pattern_size] == '\0') != (key[size] == '\0'))
            return false;
        if (key[size] == '\0')
            return true;
        pattern += pattern_size + 1;
        key += size + 1;
    }
}

bool askable(const char *key)
{
    char *lower = memory_copy_text(key);
    bool is_known = false;

    for (char *c = lower; *c != '\0'; c++)
        *c = text_lower(*c);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0] && !is_known; i++)
        is_known = matches(patterns[i], lower);
    free(lower);
    return is_known;
}
