/* What one place of Windows says of proxies. */
#include "proxy/windows_proxy.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/secret.h"
#include "healthcheck/core/text.h"

/* "…/Internet Settings/Connections/WinHttpSettings" to "WinHttpSettings". */
static const char *value_name(const struct fact *fact)
{
    return strrchr(fact->key, '/') != NULL ? strrchr(fact->key, '/') + 1 : fact->key;
}

void windows_proxy_read_blob(struct windows_proxy *proxy, const struct fact *fact, enum connection_kind kind, struct proxy_problems *problems)
{
    struct connection_settings settings;
    struct proxy_problems found = { 0 };
    char unnamed[12];

    if (fact->state != FACT_PRESENT)
        return;
    proxy->fact = fact;
    if (fact->type != FACT_BINARY) {
        proxy_problem_add(problems, "blob", "%s is of the type %s, not binary", value_name(fact), fact_type_name(fact->type, unnamed));
        proxy->is_damaged = true;
        return;
    }
    /* An empty value is one that nobody has written yet. */
    proxy->is_damaged = !connection_settings_read_hex(&settings, kind, fact->text, fact->size, &found) && settings.size > 0;
    proxy->uses_proxy = (settings.flags & CONNECTION_PROXY) != 0 && !proxy->is_damaged;
    proxy->uses_script = (settings.flags & CONNECTION_AUTO_CONFIG) != 0 && !proxy->is_damaged;
    proxy->auto_detects = (settings.flags & CONNECTION_AUTO_DETECT) != 0;
    proxy->proxy = memory_copy_text(settings.proxy);
    proxy->bypass = memory_copy_text(settings.bypass);
    proxy->script = memory_copy_text(settings.auto_config_url);
    for (size_t i = 0; i < found.count; i++)
        proxy_problem_add(problems, found.items[i].kind->word, "%s: %s", value_name(fact), found.items[i].summary);
    proxy_problems_free(&found);
    connection_settings_free(&settings);
}

/* NULL where it is not present. */
static const struct fact *present_value(struct host *host, const char *settings, const char *name)
{
    const struct fact *fact = host_ask_for(host, "registry/%s/%s", settings, name);

    return fact->state == FACT_PRESENT ? fact : NULL;
}

static char *text_of_value(const struct fact *fact)
{
    return memory_copy_text(fact != NULL ? fact->text : NULL);
}

static bool is_blank(const char *text)
{
    return text == NULL || span_trim(span_of(text)).size == 0;
}

/* The value that sends requests another way; where none does, one that is there. */
static const struct fact *carrier(const struct windows_proxy *proxy, const struct fact *enable, const struct fact *server, const struct fact *script)
{
    if (proxy->uses_proxy)
        return is_blank(proxy->proxy) ? enable : server;
    if (proxy->uses_script)
        return script;
    return server != NULL ? server : enable != NULL ? enable : script;
}

void windows_proxy_read_values(struct windows_proxy *proxy, struct host *host, const char *settings)
{
    const struct fact *enable = present_value(host, settings, "ProxyEnable"), *server = present_value(host, settings, "ProxyServer");
    const struct fact *script = present_value(host, settings, "AutoConfigURL");
    long long number;

    /* A string "1" is found, too; Windows takes it. */
    proxy->uses_proxy = enable != NULL && fact_number(enable, &number) && number != 0;
    proxy->proxy = text_of_value(server);
    proxy->script = text_of_value(script);
    proxy->bypass = text_of_value(present_value(host, settings, "ProxyOverride"));
    proxy->uses_script = !is_blank(proxy->script);
    proxy->fact = carrier(proxy, enable, server, script);
}

void windows_proxy_free(struct windows_proxy *proxy)
{
    free(proxy->proxy);
    free(proxy->bypass);
    free(proxy->script);
    *proxy = (struct windows_proxy){ 0 };
}

bool windows_proxy_is_configured(const struct windows_proxy *proxy)
{
    return proxy->is_damaged || proxy->uses_proxy || proxy->uses_script;
}

void windows_proxy_saw(struct proxy_record *record, const struct fact *fact)
{
    if (text_starts(fact->key, "proxy-api/") && strchr(fact->text, '@') != NULL)
        return;
    if (fact->state == FACT_PRESENT && fact->type == FACT_BINARY)
        for (size_t i = 0; i + 1 < fact->size; i += 2)
            if (fact->text[i] == '4' && fact->text[i + 1] == '0')
                return;
    proxy_record_saw(record, fact);
}

static void apply_proxy(const struct windows_proxy *proxy, struct proxy_record *record)
{
    record->raw = memory_copy_text(proxy->proxy);
    if (is_blank(proxy->proxy))
        proxy_problem_add(&record->problems, "empty", "%s switches a proxy on, and names none", value_name(proxy->fact));
    else
        proxy_list_read(&record->proxies, proxy->proxy, strlen(proxy->proxy), &record->problems);
    if (!is_blank(proxy->bypass))
        bypass_read(&record->bypass, BYPASS_WINDOWS, proxy->bypass, strlen(proxy->bypass), &record->problems);
}

static void apply_script(const struct windows_proxy *proxy, struct proxy_record *record)
{
    struct span url = span_trim(span_of(proxy->script != NULL ? proxy->script : ""));

    if (url.size == 0)
        proxy_problem_add(&record->problems, "empty", "%s switches an automatic configuration script on, and names none", value_name(proxy->fact));
    else
        record->auto_config_url = memory_copy(url.data, url.size);
    if (record->raw == NULL)
        record->raw = memory_copy(url.data, url.size);
}

void windows_proxy_apply(const struct windows_proxy *proxy, struct proxy_record *record)
{
    record->auto_detect = proxy->auto_detects;
    record->is_configured = windows_proxy_is_configured(proxy);
    if (!record->is_configured)
        return;
    record->origin = memory_copy_text(proxy->fact->key);
    if (proxy->is_damaged)
        proxy_problem_add(&record->problems, "malformed", "the bytes of %s end before they name a proxy, or none", value_name(proxy->fact));
    if (proxy->uses_proxy)
        apply_proxy(proxy, record);
    if (proxy->uses_script)
        apply_script(proxy, record);
}

/* The entries of a list, without passwords, the first few of them. */
static void append_proxies(struct text *text, const char *list_text)
{
    enum { SHOWN = 3 };
    struct proxy_problems ignored = { 0 };
    struct proxy_list list = { 0 };

    proxy_list_read(&list, list_text, strlen(list_text), &ignored);
    text_append(text, list.count == 0 ? "a proxy that cannot be read" : "the proxy ");
    for (size_t i = 0; i < list.count && i < SHOWN; i++) {
        char *uri = proxy_address_uri(&list.entries[i].address);

        text_append(text, i > 0 ? ", " : "");
        if (strcmp(list.entries[i].target, "*") != 0)
            text_append_format(text, "%s=", list.entries[i].target);
        text_append(text, uri);
        free(uri);
    }
    if (list.count > SHOWN)
        text_append_format(text, " and %zu more", list.count - SHOWN);
    proxy_list_free(&list);
    proxy_problems_free(&ignored);
}

char *windows_proxy_value_text(const char *value)
{
    enum { LONGEST = 200 };
    const char *border = strrchr(value, '@'), *scheme = strstr(value, "://");
    struct text text = { 0 }, cut = { 0 };
    size_t size = 0, all, step;

    /* The masker knows credentials in URLs; what is not written as one hides all before the last @. */
    if (border != NULL && (scheme == NULL || scheme > border)) {
        text_append(&text, "***");
        value = border;
    }
    all = strlen(value);
    while (size < LONGEST && size < all && (step = text_utf8_length(value + size, all - size)) > 0)
        size += step;
    text_append_bytes(&cut, value, size);
    text_append(&cut, size < all ? "…" : "");
    secret_mask(&text, text_of(&cut), cut.size);
    text_free(&cut);
    return text_take(&text);
}

char *windows_proxy_text(const struct windows_proxy *proxy)
{
    struct text text = { 0 };

    if (proxy->is_damaged)
        text_append(&text, "nothing that can be read");
    else if (proxy->uses_proxy && is_blank(proxy->proxy))
        text_append(&text, "a proxy without a name");
    else if (proxy->uses_proxy)
        append_proxies(&text, proxy->proxy);
    else if (!proxy->uses_script)
        text_append(&text, "no proxy");
    if (proxy->uses_script && !proxy->is_damaged) {
        char *script = windows_proxy_value_text(is_blank(proxy->script) ? "without a name" : proxy->script);

        text_append(&text, proxy->uses_proxy ? " and the script " : "the script ");
        text_append(&text, script);
        free(script);
    }
    return text_take(&text);
}

static bool are_same(const char *a, const char *b)
{
    return text_same(a != NULL ? a : "", b != NULL ? b : "");
}

void windows_proxy_compare(struct proxy_record *record, const struct windows_proxy *proxy, const char *name, const struct windows_proxy *other,
                           const char *other_name, const char *consequence)
{
    bool is_same_way = proxy->uses_proxy == other->uses_proxy && proxy->uses_script == other->uses_script && proxy->is_damaged == other->is_damaged &&
                       (!proxy->uses_proxy || are_same(proxy->proxy, other->proxy)) &&
                       (!proxy->uses_script || are_same(proxy->script, other->script));
    char *says, *other_says;

    if (is_same_way && proxy->uses_proxy && !are_same(proxy->bypass, other->bypass))
        proxy_problem_add(&record->problems, "disagreement", "%s and %s name the same proxy and different bypass lists%s", name, other_name,
                          consequence);
    if (is_same_way)
        return;
    says = windows_proxy_text(proxy);
    other_says = windows_proxy_text(other);
    proxy_problem_add(&record->problems, "disagreement", "%s says %s, %s says %s%s", name, says, other_name, other_says, consequence);
    free(says);
    free(other_says);
}
