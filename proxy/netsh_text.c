/* What netsh winhttp prints. */
#include "proxy/netsh_text.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Chinese, Japanese and Korean texts may have the wide one. */
static const char *const colons[] = { ":", "\xef\xbc\x9a" };

static bool is_indented(struct span line)
{
    return line.size > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
}

/* What stands behind the first colon that a blank follows (the wide one needs none): "http=proxy:80" has colons of its own. */
static bool value_of(struct span line, struct span *value)
{
    for (size_t at = 0; at < line.size; at++)
        for (size_t c = 0; c < 2; c++) {
            struct span rest = { line.data + at, line.size - at };
            size_t size = strlen(colons[c]);

            if (!span_starts(rest, colons[c]) || (c == 0 && rest.size > 1 && rest.data[1] != ' ' && rest.data[1] != '\t'))
                continue;
            *value = span_trim((struct span){ rest.data + size, rest.size - size });
            return true;
        }
    return false;
}

/* NULL for "(none)", in whichever language, and for what is no text. */
static char *copy_unless_none(struct span value)
{
    bool is_none = value.size == 0 || (value.data[0] == '(' && value.data[value.size - 1] == ')') || memchr(value.data, '\0', value.size) != NULL;

    return is_none ? NULL : memory_copy(value.data, value.size);
}

static void read_row(struct netsh_proxy *proxy, struct span line, size_t *rows)
{
    struct span value;

    if (span_starts(span_trim(line), "Direct access (no proxy server)"))
        proxy->access = NETSH_DIRECT;
    else if (!is_indented(line) || span_trim(line).size == 0)
        return;
    else if (!value_of(line, &value)) {
        if (proxy->access == NETSH_UNRECOGNISED)
            proxy->access = NETSH_UNCLEAR;
    } else if (++*rows == 1) {
        proxy->proxy = copy_unless_none(value);
        proxy->access = proxy->proxy != NULL ? NETSH_PROXY : NETSH_UNCLEAR;
    } else if (*rows == 2)
        proxy->bypass = copy_unless_none(value);
}

struct netsh_proxy netsh_proxy_read(const char *text, size_t size)
{
    struct netsh_proxy proxy = { 0 };
    bool is_wide = text_looks_utf16le(text, size);
    size_t narrow_size = size, rows = 0;
    char *narrow = is_wide ? text_from_utf16le(text, size, &narrow_size) : NULL;
    struct span rest = { is_wide ? narrow : text, narrow_size }, line;

    while (span_next_line(&rest, &line))
        read_row(&proxy, line, &rows);
    free(narrow);
    return proxy;
}

void netsh_proxy_free(struct netsh_proxy *proxy)
{
    free(proxy->proxy);
    free(proxy->bypass);
    *proxy = (struct netsh_proxy){ 0 };
}

static enum netsh_answer answer_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItem(object, key);

    if (cJSON_IsTrue(item) || (cJSON_IsNumber(item) && item->valuedouble != 0) || (cJSON_IsString(item) && text_same(item->valuestring, "true")))
        return NETSH_YES;
    return cJSON_IsBool(item) || cJSON_IsNumber(item) || cJSON_IsString(item) ? NETSH_NO : NETSH_NOT_TOLD;
}

static char *string_of(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItem(object, key);
    struct span string;

    if (!cJSON_IsString(item))
        return NULL;
    string = span_trim(span_of(item->valuestring));
    return string.size > 0 ? memory_copy(string.data, string.size) : NULL;
}

struct netsh_advproxy netsh_advproxy_read(const char *text, size_t size)
{
    struct netsh_advproxy proxy = { 0 };
    bool is_wide = text_looks_utf16le(text, size);
    char *narrow = is_wide ? text_from_utf16le(text, size, &size) : NULL;
    const char *all = is_wide ? narrow : text, *begin = size > 0 ? memchr(all, '{', size) : NULL;
    cJSON *object = begin != NULL ? cJSON_ParseWithLength(begin, size - (size_t)(begin - all)) : NULL;

    if (cJSON_IsObject(object)) {
        proxy.is_recognised = true;
        proxy.is_proxy_enabled = answer_of(object, "ProxyIsEnabled");
        proxy.is_auto_config_enabled = answer_of(object, "AutoConfigIsEnabled");
        proxy.auto_detects = answer_of(object, "AutoDetect");
        proxy.is_per_user = answer_of(object, "PerUserProxySettings");
        proxy.proxy = string_of(object, "Proxy");
        proxy.bypass = string_of(object, "ProxyBypass");
        proxy.auto_config_url = string_of(object, "AutoConfigUrl"); /* "AutoconfigUrl" as well: cJSON passes over case */
    }
    cJSON_Delete(object);
    free(narrow);
    return proxy;
}

void netsh_advproxy_free(struct netsh_advproxy *proxy)
{
    free(proxy->proxy);
    free(proxy->bypass);
    free(proxy->auto_config_url);
    *proxy = (struct netsh_advproxy){ 0 };
}
