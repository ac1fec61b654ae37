/* Which facts a live `--ask` answers. */
#include "healthcheck/askable.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Shell wildcards, lower case. */
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
    "file-info/proc/config.gz",
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
