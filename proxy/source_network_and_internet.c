/* The proxy of Settings, "Network & Internet": WinINET's, a user's own unless a policy makes it the machine's. */
#include "proxy/sources.h"
#include "proxy/windows_proxy.h"

#include <stdlib.h>

#include "healthcheck/host/host_platform.h"
#include "proxy/proxy_api.h"

#define POLICY  "registry/HKLM/SOFTWARE/Policies/" INTERNET_SETTINGS "/ProxySettingsPerUser"
#define USER    "HKCU/Software/" INTERNET_SETTINGS
#define MACHINE "HKLM/SOFTWARE/" INTERNET_SETTINGS
#define NARROW  "HKLM/SOFTWARE/WOW6432Node/" INTERNET_SETTINGS

/* ProxySettingsPerUser = 0: the machine's copy counts for everybody. */
static bool is_per_machine(struct host *host, struct proxy_record *record)
{
    const struct fact *policy = host_ask(host, POLICY);
    long long number;

    if (policy->state != FACT_ABSENT)
        proxy_record_saw(record, policy);
    return fact_number(policy, &number) && number == 0;
}

/* What WinINET itself goes by: the binary value, and the plain ones where there is none. */
static void read_place(struct windows_proxy *proxy, struct host *host, const char *settings, const struct fact *blob, struct proxy_problems *problems)
{
    windows_proxy_read_blob(proxy, blob, CONNECTION_WININET, problems);
    if (proxy->fact != NULL)
        return;
    windows_proxy_read_values(proxy, host, settings);
    proxy->auto_detects = true; /* Windows' default, until something writes the value */
}

static const struct fact *blob_of(struct host *host, const char *settings, const char *name)
{
    return host_ask_for(host, "registry/%s/Connections/%s", settings, name);
}

static void compare_values(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy, const char *settings)
{
    struct windows_proxy values = { 0 };

    windows_proxy_read_values(&values, host, settings);
    if (values.fact != NULL) {
        proxy_record_saw(record, values.fact);
        windows_proxy_compare(record, proxy, "DefaultConnectionSettings", &values, "its plain copy (ProxyEnable, ProxyServer, AutoConfigURL)",
                              "; Windows follows the first, many programs the second");
    }
    windows_proxy_free(&values);
}

static void compare_saved(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy, const char *settings)
{
    const struct fact *fact = blob_of(host, settings, "SavedLegacySettings");
    struct proxy_problems ignored = { 0 };
    struct windows_proxy saved = { 0 };

    windows_proxy_read_blob(&saved, fact, CONNECTION_WININET, &ignored);
    if (saved.fact != NULL) {
        windows_proxy_saw(record, fact);
        windows_proxy_compare(record, proxy, "DefaultConnectionSettings", &saved, "SavedLegacySettings", "; the second is a copy for old programs");
    }
    windows_proxy_free(&saved);
    proxy_problems_free(&ignored);
}

static void compare_place(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy, const char *settings, const char *name,
                          const char *other_name, const char *consequence)
{
    struct proxy_problems ignored = { 0 };
    struct windows_proxy other = { 0 };

    read_place(&other, host, settings, blob_of(host, settings, "DefaultConnectionSettings"), &ignored);
    if (windows_proxy_is_configured(&other)) {
        windows_proxy_saw(record, other.fact);
        windows_proxy_compare(record, proxy, name, &other, other_name, consequence);
    }
    windows_proxy_free(&other);
    proxy_problems_free(&ignored);
}

/* Windows' own interface answers for the user as whom we run, and where a policy says so for the machine. */
static void compare_api(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy, bool is_machines)
{
    const struct fact *fact = host_ask(host, "proxy-api/wininet");
    struct windows_proxy told = { 0 };

    if (!proxy_api_read(&told, fact))
        return;
    windows_proxy_saw(record, fact);
    windows_proxy_compare(record, proxy, is_machines ? "the machine's setting (HKLM)" : "the user's setting (HKCU)", &told,
                          "Windows itself (WinHttpGetIEProxyConfigForCurrentUser)", "; programs do what the latter says");
    windows_proxy_free(&told);
}

static void compare_others(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy, bool is_machines)
{
    const char *settings = is_machines ? MACHINE : USER;

    if (proxy->fact == blob_of(host, settings, "DefaultConnectionSettings")) {
        compare_values(host, record, proxy, settings);
        compare_saved(host, record, proxy, settings);
    }
    if (!is_machines) {
        compare_place(host, record, proxy, MACHINE, "the user's setting (HKCU)", "the machine's (HKLM)",
                      "; the machine's counts only where the policy ProxySettingsPerUser is 0");
        return;
    }
    compare_place(host, record, proxy, USER, "the machine's setting (HKLM)", "the user's (HKCU)",
                  "; the user's does not count, for the policy ProxySettingsPerUser is 0");
    compare_place(host, record, proxy, NARROW, "the machine's setting (HKLM)", "its copy below WOW6432Node, the 32-bit view,",
                  "; 32-bit programs may go another way");
}

static void read_setting(struct host *host, struct proxy_record *record)
{
    bool is_machines = is_per_machine(host, record);
    const char *settings = is_machines ? MACHINE : USER;
    const struct fact *blob = blob_of(host, settings, "DefaultConnectionSettings");
    struct windows_proxy proxy = { 0 };

    windows_proxy_saw(record, blob);
    read_place(&proxy, host, settings, blob, &record->problems);
    if (proxy.fact != NULL)
        windows_proxy_saw(record, proxy.fact);
    windows_proxy_apply(&proxy, record);
    if (record->is_configured && !is_machines)
        proxy_problem_add(&record->problems, "user-only",
                          "set in one user's part of the registry (HKCU), which services and other users do not read");
    compare_api(host, record, &proxy, is_machines);
    compare_others(host, record, &proxy, is_machines);
    windows_proxy_free(&proxy);
}

const struct proxy_source proxy_source_network_and_internet = {
    .id = "NetworkAndInternet",
    .finding_id = "proxy.network_and_internet",
    .title = "Settings, Network & Internet",
    .platforms = ON_WINDOWS,
    .why = "The proxy a user sets in Settings. The agent takes it where neither a policy nor WinHTTP names one; \"automatically detect\" alone is "
           "Windows' default and no proxy.",
    .remedy =
        "Open Settings, Network & Internet, Proxy: switch \"Use a proxy server\" on and write host and port, without a script. `netsh winhttp set "
        "proxy HOST:PORT` sets one for the machine instead.",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .read = read_setting,
};
