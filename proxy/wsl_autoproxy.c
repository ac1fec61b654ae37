/* What WSL's autoProxy hands to distributions. */
#include "proxy/wsl_autoproxy.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"
#include "healthcheck/host/windows_paths.h"
#include "healthcheck/host/wslconfig.h"
#include "proxy/asides.h"

#define BUILD "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/CurrentBuildNumber"

enum { WINDOWS_11 = 22000 };

/* NULL where a distribution reaches it. */
static const char *why_dropped(const struct wsl_autoproxy_input *input, const struct proxy_address *address)
{
    bool is_loopback = proxy_address_is_loopback(address) || text_same(address->host, "loopback") ||
                       (input->computer_name != NULL && text_same(address->host, input->computer_name));

    if (is_loopback && address->is_ipv6)
        return "an IPv6 loopback address is never handed over";
    if (input->is_mirrored)
        return NULL;
    if (is_loopback)
        return "a proxy on the host itself is handed over in networkingMode=mirrored only";
    return address->is_ipv6 ? "an IPv6 address is handed over in networkingMode=mirrored only" : NULL;
}

/* Yours to free, or NULL. */
static char *value_for(const struct wsl_autoproxy_input *input, const struct proxy_list *list, const char *scheme, const char **dropped)
{
    const struct proxy_list_entry *entry = list != NULL ? proxy_list_for(list, scheme) : NULL;
    const char *why = entry != NULL ? why_dropped(input, &entry->address) : NULL;

    if (why != NULL)
        *dropped = why;
    return entry != NULL && why == NULL ? proxy_address_uri(&entry->address) : NULL;
}

static char *joined(const struct bypass_list *bypass)
{
    struct text text = { 0 };

    for (size_t i = 0; i < bypass->count; i++)
        text_append_format(&text, "%s%s", i > 0 ? "," : "", bypass->entries[i]);
    return text_take(&text);
}

struct wsl_autoproxy wsl_autoproxy_of(const struct wsl_autoproxy_input *input)
{
    const struct proxy_list *list = input->proxies != NULL && input->proxies->count > 0 ? input->proxies : input->scripts_answer;
    struct wsl_autoproxy handed = { 0 };

    if (!input->is_on)
        return handed;
    handed.http_proxy = value_for(input, list, "http", &handed.dropped);
    handed.https_proxy = value_for(input, list, "https", &handed.dropped);
    handed.pac_url = memory_copy_text(input->script);
    if (input->bypass != NULL && input->bypass->count > 0 && (handed.http_proxy != NULL || handed.https_proxy != NULL))
        handed.no_proxy = joined(input->bypass);
    return handed;
}

void wsl_autoproxy_free(struct wsl_autoproxy *handed)
{
    free(handed->http_proxy);
    free(handed->https_proxy);
    free(handed->no_proxy);
    free(handed->pac_url);
    *handed = (struct wsl_autoproxy){ 0 };
}

static const struct proxy_record *users_record(const struct proxy_chain *chain)
{
    for (size_t i = 0; i < chain->count; i++)
        if (strcmp(chain->records[i].source->id, "NetworkAndInternet") == 0 && chain->records[i].is_configured)
            return &chain->records[i];
    return NULL;
}

static void append_variable(struct text *text, const char *name, const char *value)
{
    if (value != NULL)
        text_append_format(text, "%s%s=%s", text->size > 0 ? ", " : "", name, value);
}

/* Does curl, like most programs of distributions, read the list otherwise than Windows? */
static bool is_read_otherwise(const char *no_proxy)
{
    struct proxy_problems problems = { 0 };
    struct bypass_list list = { 0 };
    bool is;

    bypass_read(&list, BYPASS_CURL, no_proxy, strlen(no_proxy), &problems);
    is = problems.count > 0;
    bypass_free(&list);
    proxy_problems_free(&problems);
    return is;
}

/* Yours to free. */
static char *sentence_of(const struct wsl_autoproxy_input *input, const struct wsl_autoproxy *handed)
{
    struct text text = { 0 };

    append_variable(&text, "http_proxy", handed->http_proxy);
    append_variable(&text, "https_proxy", handed->https_proxy);
    append_variable(&text, "no_proxy", handed->no_proxy);
    append_variable(&text, "WSL_PAC_URL", handed->pac_url);
    if (text.size == 0)
        text_append(&text, input->is_on ? "nothing" : "nothing (autoProxy=false in .wslconfig, or Windows 10)");
    if (handed->dropped != NULL)
        text_append_format(&text, "; %s", handed->dropped);
    if (handed->pac_url != NULL && handed->http_proxy == NULL && handed->dropped == NULL)
        text_append(&text, ", and the proxy that the script names");
    if (handed->no_proxy != NULL && is_read_otherwise(handed->no_proxy))
        text_append(&text, "; the bypass list is in Windows' grammar, which curl and others do not read");
    return text_take(&text);
}

void proxy_aside_wsl(struct host *host, struct proxy_chain *chain)
{
    const struct proxy_record *record = users_record(chain);
    const struct fact *file = windows_user_file(host, ".wslconfig"), *name = host_ask(host, "system/hostname");
    struct wslconfig config = wslconfig_read(file->text, file->size);
    long long build = WINDOWS_11;
    struct wsl_autoproxy_input input = { 0 };

    fact_number(host_ask(host, BUILD), &build);
    if (record != NULL) {
        struct wsl_autoproxy handed;
        char *sentence;

        input.is_on = build >= WINDOWS_11 && !wslconfig_is(&config, "wsl2", "autoProxy", "false");
        input.is_mirrored = wslconfig_is(&config, "wsl2", "networkingMode", "mirrored");
        input.computer_name = name->state == FACT_PRESENT ? name->text : NULL;
        input.proxies = &record->proxies;
        input.bypass = &record->bypass;
        input.script = record->auto_config_url;
        handed = wsl_autoproxy_of(&input);
        sentence = sentence_of(&input, &handed);
        proxy_aside_add(chain, PROXY_NOTE, file->state == FACT_PRESENT ? file : host_ask(host, record->origin), "WSL's autoProxy",
                        "distributions get %s; the agent does not use these variables", sentence);
        free(sentence);
        wsl_autoproxy_free(&handed);
    }
    wslconfig_free(&config);
}
