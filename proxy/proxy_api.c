/* The JSON of proxy-api/ facts. */
#include "proxy/proxy_api.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "proxy/json_text.h"

enum { LONGEST = 16 * 1024 };

/* "direct" and "named" say whether the proxy is used; WinHTTP's other kinds of access leave it open. False for those. */
static bool read_access(struct windows_proxy *proxy, const cJSON *object)
{
    const cJSON *access = cJSON_GetObjectItemCaseSensitive(object, "access");

    if (access == NULL) {
        proxy->uses_proxy = proxy->proxy != NULL;
        return true;
    }
    proxy->uses_proxy = cJSON_IsString(access) && strcmp(access->valuestring, "named") == 0;
    return proxy->uses_proxy || (cJSON_IsString(access) && strcmp(access->valuestring, "direct") == 0);
}

bool proxy_api_read(struct windows_proxy *proxy, const struct fact *fact)
{
    cJSON *object = fact->state == FACT_PRESENT ? cJSON_ParseWithLength(fact->text, fact->size) : NULL;
    struct windows_proxy told = { .fact = fact };
    bool is_told = false;

    if (cJSON_IsObject(object)) {
        told.proxy = json_text_read(object, "proxy", LONGEST);
        told.bypass = json_text_read(object, "bypass", LONGEST);
        told.script = json_text_read(object, "auto_config_url", LONGEST);
        told.uses_script = told.script != NULL;
        told.auto_detects = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, "auto_detect"));
        is_told = read_access(&told, object);
    }
    cJSON_Delete(object);
    if (is_told)
        *proxy = told;
    else
        windows_proxy_free(&told);
    return is_told;
}
