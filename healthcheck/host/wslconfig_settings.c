/* Every setting of .wslconfig that WSL knew in August 2026, and what it takes for a value. */
#include "healthcheck/host/wslconfig_settings.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/text.h"

static const struct wslconfig_known known[] = {
    { "wsl2.kernel", WSLCONFIG_TEXT, NULL },
    { "wsl2.kernelCommandLine", WSLCONFIG_TEXT, NULL },
    { "wsl2.kernelModules", WSLCONFIG_TEXT, NULL },
    { "wsl2.memory", WSLCONFIG_SIZE, NULL },
    { "wsl2.processors", WSLCONFIG_NUMBER, NULL },
    { "wsl2.debugConsole", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.earlyBootLogging", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.swap", WSLCONFIG_SIZE, NULL },
    { "wsl2.swapFile", WSLCONFIG_TEXT, NULL },
    { "wsl2.localhostForwarding", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.nestedVirtualization", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.virtio9p", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.virtiofs", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.kernelDebugPort", WSLCONFIG_NUMBER, NULL },
    { "wsl2.gpuSupport", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.guiApplications", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.systemDistro", WSLCONFIG_TEXT, NULL },
    { "wsl2.telemetry", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.vmIdleTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.debugConsoleLogFile", WSLCONFIG_TEXT, NULL },
    { "wsl2.kernelBootTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.distributionStartTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.virtio", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.hostFileSystemAccess", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.mountDeviceTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.hardwarePerformanceCounters", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.vmSwitch", WSLCONFIG_TEXT, NULL },
    { "wsl2.macAddress", WSLCONFIG_MAC, NULL },
    { "wsl2.dhcp", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.dhcpTimeout", WSLCONFIG_NUMBER, NULL },
    { "wsl2.ipv6", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.dnsProxy", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.safeMode", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.defaultVhdSize", WSLCONFIG_SIZE, NULL },
    { "wsl2.crashDumpFolder", WSLCONFIG_TEXT, NULL },
    { "wsl2.maxCrashDumpCount", WSLCONFIG_NUMBER, NULL },
    { "wsl2.loadKernelModules", WSLCONFIG_TEXT, NULL },
    { "wsl2.loadDefaultKernelModules", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.isolateDistroCgroup", WSLCONFIG_BOOLEAN, NULL },
    { "wsl2.networkingMode", WSLCONFIG_NETWORKING_MODE, "experimental.networkingMode" },
    { "wsl2.dnsTunneling", WSLCONFIG_BOOLEAN, "experimental.dnsTunneling" },
    { "wsl2.firewall", WSLCONFIG_BOOLEAN, "experimental.firewall" },
    { "wsl2.autoProxy", WSLCONFIG_BOOLEAN, "experimental.autoProxy" },
    { "general.distributionInstallPath", WSLCONFIG_TEXT, NULL },
    { "general.instanceIdleTimeout", WSLCONFIG_NUMBER, NULL },
    { "experimental.autoMemoryReclaim", WSLCONFIG_RECLAIM_MODE, NULL },
    { "experimental.sparseVhd", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.bestEffortDnsParsing", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.dnsTunnelingIpAddress", WSLCONFIG_ADDRESS, NULL },
    { "experimental.initialAutoProxyTimeout", WSLCONFIG_NUMBER, NULL },
    { "experimental.ignoredPorts", WSLCONFIG_PORTS, NULL },
    { "experimental.hostAddressLoopback", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.setVersionDebug", WSLCONFIG_BOOLEAN, NULL },
    { "experimental.swiotlb", WSLCONFIG_SIZE, NULL },
    { "experimental.virtioFsAggregateShares", WSLCONFIG_BOOLEAN, NULL },
};

const struct wslconfig_known *wslconfig_known_at(size_t index)
{
    return index < sizeof known / sizeof known[0] ? &known[index] : NULL;
}

static bool is_boolean(const char *value)
{
    return text_same(value, "true") || text_same(value, "false") || strcmp(value, "1") == 0 || strcmp(value, "0") == 0;
}

/* Decimal, 0x… or 0…, as C writes integers; nothing behind it. */
static bool is_number(const char *value)
{
    char *end;

    strtol(value, &end, 0);
    return *value != '\0' && *end == '\0';
}

/* A number with one of B, K, KB, M, MB, G, GB, T, TB or nothing directly behind it. */
static bool is_size(const char *value)
{
    static const char *const units[] = { "", "B", "K", "KB", "M", "MB", "G", "GB", "T", "TB" };
    size_t digits = strspn(value, "0123456789");

    if (digits == 0 || (strspn(value, "0") == digits && digits > 1))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(value + digits, units[i]) == 0)
            return true;
    return false;
}

static bool is_one_of(const char *value, const char *const *choices)
{
    for (; *choices != NULL; choices++)
        if (text_same(value, *choices))
            return true;
    return false;
}

/* Four numbers of 0 to 255 with dots between them. */
static bool is_address(const char *value)
{
    for (int part = 0; part < 4; part++) {
        size_t digits = strspn(value, "0123456789");

        if (digits == 0 || digits > 3 || strtol(value, NULL, 10) > 255)
            return false;
        value += digits;
        if (*value != (part < 3 ? '.' : '\0'))
            return false;
        value += part < 3 ? 1 : 0;
    }
    return true;
}

/* Numbers of 1 to 65535 with commas between them; empty places do not matter. */
static bool are_ports(const char *value)
{
    while (*value != '\0') {
        size_t size = strcspn(value, ",");
        long port = strtol(value, NULL, 10);

        if (size > 0 && (port <= 0 || port > 65535))
            return false;
        value += size;
        value += *value == ',' ? 1 : 0;
    }
    return true;
}

static bool is_mac(const char *value)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    if (strlen(value) != 17 || (value[2] != '-' && value[2] != ':'))
        return false;
    for (size_t i = 0; i < 17; i++)
        if (i % 3 == 2 ? value[i] != value[2] : strchr(digits, value[i]) == NULL)
            return false;
    return true;
}

const char *wslconfig_fault(enum wslconfig_type type, const char *value)
{
    static const char *const networking_modes[] = { "none", "nat", "bridged", "mirrored", "consomme", "virtioproxy", NULL };
    static const char *const reclaim_modes[] = { "disabled", "gradual", "dropcache", NULL };

    switch (type) {
    case WSLCONFIG_BOOLEAN:
        return is_boolean(value) ? NULL : "is not true, false, 1 or 0";
    case WSLCONFIG_NUMBER:
        return is_number(value) ? NULL : "is no whole number";
    case WSLCONFIG_SIZE:
        return is_size(value) ? NULL : "is no size such as 8GB or 512MB";
    case WSLCONFIG_NETWORKING_MODE:
        return is_one_of(value, networking_modes) ? NULL : "is not none, nat, bridged, mirrored or consomme";
    case WSLCONFIG_RECLAIM_MODE:
        return is_one_of(value, reclaim_modes) ? NULL : "is not disabled, gradual or dropCache";
    case WSLCONFIG_ADDRESS:
        return is_address(value) ? NULL : "is no IPv4 address";
    case WSLCONFIG_PORTS:
        return are_ports(value) ? NULL : "is no list of ports such as 3000,9000";
    case WSLCONFIG_MAC:
        return is_mac(value) ? NULL : "is no MAC address: WSL 2 does not start with it";
    case WSLCONFIG_TEXT:
        break;
    }
    return NULL;
}
