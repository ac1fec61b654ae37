/* WinHTTP's proxy, which `netsh winhttp set proxy` writes and services use. */
#include "proxy/sources.h"
#include "proxy/windows_proxy.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/host_platform.h"
#include "proxy/netsh_text.h"
#include "proxy/proxy_api.h"

#define SETTINGS INTERNET_SETTINGS "/Connections/WinHttpSettings"
#define API      "proxy-api/winhttp"

/* Where the registry does not tell: a capture without an export, or a value that nobody wrote. WinHTTP itself is asked first, which a
   live machine alone, or a bundle of it, can answer. */
static void read_told(struct host *host, struct proxy_record *record, struct windows_proxy *proxy)
{
    const struct fact *fact = host_ask(host, API);
    struct netsh_proxy told;

    if (proxy_api_read(proxy, fact)) {
        record->unreadable = NULL;
        windows_proxy_saw(record, fact);
        return;
    }
    fact = host_ask(host, "command/winhttp-proxy");
    if (fact->state != FACT_PRESENT)
        return;
    told = netsh_proxy_read(fact->text, fact->size);
    if (told.access == NETSH_DIRECT || told.access == NETSH_PROXY) {
        record->unreadable = NULL;
        proxy->fact = proxy_record_saw(record, fact);
        proxy->uses_proxy = told.access == NETSH_PROXY;
        proxy->proxy = memory_copy_text(told.proxy);
        proxy->bypass = memory_copy_text(told.bypass);
    }
    netsh_proxy_free(&told);
}

/* What services are told by WinHTTP is what they do, whatever the bytes say. */
static void compare_api(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy)
{
    const struct fact *fact = host_ask(host, API);
    struct windows_proxy told = { 0 };

    if (!proxy_api_read(&told, fact))
        return;
    /* It has no place for a script. */
    told.uses_script = proxy->uses_script;
    told.script = memory_copy_text(proxy->script);
    windows_proxy_saw(record, fact);
    windows_proxy_compare(record, proxy, "WinHttpSettings", &told, "WinHTTP itself (WinHttpGetDefaultProxyConfiguration)",
                          "; programs do what the latter says");
    windows_proxy_free(&told);
}

static void compare_views(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy)
{
    const struct fact *fact = host_ask(host, "registry/HKLM/SOFTWARE/WOW6432Node/" SETTINGS);
    struct proxy_problems ignored = { 0 };
    struct windows_proxy other = { 0 };

    windows_proxy_read_blob(&other, fact, CONNECTION_WINHTTP, &ignored);
    if (other.fact != NULL) {
        windows_proxy_saw(record, fact);
        windows_proxy_compare(record, proxy, "WinHttpSettings", &other, "its copy below WOW6432Node, the 32-bit view,",
                              "; 32-bit programs may go another way");
    }
    windows_proxy_free(&other);
    proxy_problems_free(&ignored);
}

/* `show advproxy` is kept apart from the value: a public transcript has a proxy there while `show proxy` says direct. */
static void compare_advanced(struct host *host, struct proxy_record *record, const struct windows_proxy *proxy)
{
    const struct fact *fact = host_ask(host, "command/winhttp-advproxy");
    struct windows_proxy other = { .fact = fact };
    struct netsh_advproxy told;

    if (fact->state != FACT_PRESENT)
        return;
    told = netsh_advproxy_read(fact->text, fact->size);
    other.uses_proxy = told.is_proxy_enabled == NETSH_YES;
    other.uses_script = told.is_auto_config_enabled == NETSH_YES;
    other.proxy = memory_copy_text(told.proxy);
    other.bypass = memory_copy_text(told.bypass);
    other.script = memory_copy_text(told.auto_config_url);
    if (windows_proxy_is_configured(&other)) {
        proxy_record_saw(record, fact);
        windows_proxy_compare(record, proxy, "WinHTTP's proxy", &other, "`netsh winhttp show advproxy`",
                              "; `netsh winhttp reset proxy` does not clear the latter");
    }
    netsh_advproxy_free(&told);
    windows_proxy_free(&other);
}

static void read_setting(struct host *host, struct proxy_record *record)
{
    const struct fact *fact = host_ask(host, "registry/HKLM/SOFTWARE/" SETTINGS);
    struct windows_proxy proxy = { 0 };

    windows_proxy_saw(record, fact);
    windows_proxy_read_blob(&proxy, fact, CONNECTION_WINHTTP, &record->problems);
    if (fact->state != FACT_PRESENT)
        read_told(host, record, &proxy);
    else
        compare_api(host, record, &proxy);
    windows_proxy_apply(&proxy, record);
    compare_views(host, record, &proxy);
    compare_advanced(host, record, &proxy);
    windows_proxy_free(&proxy);
}

const struct proxy_source proxy_source_winhttp = {
    .id = "WinHTTP",
    .finding_id = "proxy.winhttp",
    .title = "WinHTTP's proxy",
    .platforms = ON_WINDOWS,
    .why = "What `netsh winhttp set proxy` sets for the machine and its services. The agent takes it where no policy names a proxy.",
    .remedy = "Run `netsh winhttp set proxy HOST:PORT` in an elevated prompt to set it, `netsh winhttp reset proxy` to remove it.",
    .source = "Learn, mde-plugin-wsl (2024-11-11)",
    .commands = { "winhttp-proxy", "winhttp-advproxy" },
    .read = read_setting,
};
