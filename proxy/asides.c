/* Settings of Windows that are no source of the agent's proxy. */
#include "proxy/asides.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "proxy/netsh_text.h"
#include "proxy/windows_proxy.h"

#define MACHINE_POLICIES "registry/HKLM/SOFTWARE/Policies/"
#define WINDOWS_POLICY   MACHINE_POLICIES INTERNET_SETTINGS "/"

void proxy_aside_add(struct proxy_chain *chain, enum proxy_weight weight, const struct fact *fact, const char *title, const char *format, ...)
{
    char sentence[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    chain->asides = memory_resize(chain->asides, chain->aside_count + 1, sizeof *chain->asides);
    chain->asides[chain->aside_count++] =
        (struct proxy_aside){ .title = memory_copy_text(title), .text = memory_copy_text(sentence), .fact = fact, .weight = weight };
}

void proxy_asides_free(struct proxy_chain *chain)
{
    for (size_t i = 0; i < chain->aside_count; i++) {
        free(chain->asides[i].title);
        free(chain->asides[i].text);
    }
    free(chain->asides);
    chain->asides = NULL;
    chain->aside_count = 0;
}

/* A single value. */
struct aside_row {
    const char *key;
    const char *title;
    enum proxy_weight weight;
    const char *before, *behind; /* the sentence, on either side of the value */
    const char *silent;          /* the value that changes nothing and is not told, or NULL */
};

static const struct aside_row rows[] = {
    { "registry/HKLM/SOFTWARE/Microsoft/Windows/CurrentVersion/Lxss/Plugins/DefenderPlug-in/DefenderProxyServer", "DefenderProxyServer",
      PROXY_WARNING, "says ", ": an early plug-in read it, none does today; use the policy TelemetryProxyServer", NULL },
    { MACHINE_POLICIES "Microsoft/Windows/DataCollection/DisableEnterpriseAuthProxy", "DisableEnterpriseAuthProxy", PROXY_NOTE, "is ",
      ": with 1 the sensor uses no proxy that asks for authentication; the agent in WSL never does", NULL },
    { MACHINE_POLICIES "Microsoft/Windows Advanced Threat Protection/PreferStaticProxyForHttpRequest", "PreferStaticProxyForHttpRequest", PROXY_NOTE,
      "is ", ": with 1 the sensor of Windows prefers TelemetryProxyServer for all its requests; nothing says that the agent in WSL looks at it",
      NULL },
    { WINDOWS_POLICY "ProxySettingsPerUser", "ProxySettingsPerUser", PROXY_NOTE, "is ",
      ": with 0 the machine's copy of the proxy settings (HKLM) counts for all users, not the user's own", NULL },
    { WINDOWS_POLICY "ProxyEnable", "ProxyEnable in the policy key", PROXY_WARNING, "is ", ": written to the policy key, where it has no effect",
      NULL },
    { WINDOWS_POLICY "ProxyServer", "ProxyServer in the policy key", PROXY_WARNING, "says ", ": written to the policy key, where it has no effect",
      "" },
    { WINDOWS_POLICY "ProxyOverride", "ProxyOverride in the policy key", PROXY_WARNING, "says ",
      ": written to the policy key, where it has no effect", "" },
    { WINDOWS_POLICY "AutoConfigURL", "AutoConfigURL in the policy key", PROXY_WARNING, "says ",
      ": written to the policy key, where it has no effect", "" },
    { MACHINE_POLICIES "Microsoft/Windows Defender/ProxyServer", "The antivirus' own proxy", PROXY_NOTE, "is ",
      ": Windows' antivirus uses it, the sensor and the agent in WSL do not", "" },
    { MACHINE_POLICIES "Microsoft/Windows Defender/ProxyPacUrl", "The antivirus' own script", PROXY_NOTE, "is ",
      ": Windows' antivirus uses it, the sensor and the agent in WSL do not", "" },
    { MACHINE_POLICIES "Microsoft/Windows Defender/ProxyBypass", "The antivirus' own bypass list", PROXY_NOTE, "is ",
      ": Windows' antivirus uses it, the sensor and the agent in WSL do not", "" },
};

static void add_row(struct host *host, struct proxy_chain *chain, const struct aside_row *row)
{
    const struct fact *fact = host_ask(host, row->key);
    char *value;

    if (fact->state != FACT_PRESENT || (row->silent != NULL && strcmp(fact->text, row->silent) == 0))
        return;
    value = windows_proxy_value_text(fact->text);
    proxy_aside_add(chain, row->weight, fact, row->title, "%s%s%s", row->before, value, row->behind);
    free(value);
}

/* Services of these accounts read their own part of the registry. */
static const struct account {
    const char *sid, *name;
} accounts[] = {
    { "S-1-5-18", "LocalSystem" },
    { ".DEFAULT", "LocalSystem (.DEFAULT)" }, /* the same hive by another name; asked where the first cannot be read */
    { "S-1-5-19", "LocalService" },
    { "S-1-5-20", "NetworkService" },
};

/* False where nothing was found there. */
static bool add_account(struct host *host, struct proxy_chain *chain, const struct account *account)
{
    char *settings = text_format("HKU/%s/Software/" INTERNET_SETTINGS, account->sid);
    const struct fact *blob = host_ask_for(host, "registry/%s/Connections/DefaultConnectionSettings", settings);
    char *title = text_format("Proxy of the account %s", account->name), *says;
    struct proxy_problems ignored = { 0 };
    struct windows_proxy proxy = { 0 };
    bool is_there;

    windows_proxy_read_blob(&proxy, blob, CONNECTION_WININET, &ignored);
    if (proxy.fact == NULL)
        windows_proxy_read_values(&proxy, host, settings);
    is_there = proxy.fact != NULL;
    if (windows_proxy_is_configured(&proxy)) {
        says = windows_proxy_text(&proxy);
        proxy_aside_add(chain, PROXY_NOTE, proxy.fact, title,
                        "its Internet Settings say %s; programs of that account that use WinINET see it, the agent does not", says);
        free(says);
    }
    windows_proxy_free(&proxy);
    proxy_problems_free(&ignored);
    free(title);
    free(settings);
    return is_there;
}

static void add_accounts(struct host *host, struct proxy_chain *chain)
{
    bool knows_system = false;

    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
        bool is_alias = accounts[i].sid[0] == '.', is_there = !(is_alias && knows_system) && add_account(host, chain, &accounts[i]);

        knows_system = knows_system || (i == 0 && is_there);
    }
}

static void add_advanced(struct host *host, struct proxy_chain *chain)
{
    const struct fact *fact = host_ask(host, "command/winhttp-advproxy");
    struct windows_proxy proxy = { 0 };
    struct netsh_advproxy told;
    char *says;

    if (fact->state != FACT_PRESENT)
        return;
    told = netsh_advproxy_read(fact->text, fact->size);
    proxy.uses_proxy = told.is_proxy_enabled == NETSH_YES;
    proxy.uses_script = told.is_auto_config_enabled == NETSH_YES;
    proxy.proxy = memory_copy_text(told.proxy);
    proxy.script = memory_copy_text(told.auto_config_url);
    if (windows_proxy_is_configured(&proxy)) {
        says = windows_proxy_text(&proxy);
        proxy_aside_add(
            chain, PROXY_NOTE, fact, "WinHTTP's advanced settings",
            "`netsh winhttp show advproxy` says %s; they are kept apart from WinHTTP's proxy, and `netsh winhttp reset proxy` does not clear them",
            says);
        free(says);
    }
    windows_proxy_free(&proxy);
    netsh_advproxy_free(&told);
}

void proxy_asides_windows(struct host *host, struct proxy_chain *chain)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        add_row(host, chain, &rows[i]);
    add_advanced(host, chain);
    add_accounts(host, chain);
}
