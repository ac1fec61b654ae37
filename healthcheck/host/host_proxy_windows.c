/* proxy-api/: what Windows' own interfaces say about the proxy, beside what the registry holds. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <winhttp.h>

#include <cjson/cJSON.h>

#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* What no answer holds: a call that says yes and leaves it so has told nothing. */
enum { UNTOUCHED = 0x5a5a5a5a };

/* The text becomes the object's, null where there is none; Windows' copy is freed. */
static void add_text(cJSON *object, const char *name, wchar_t *wide)
{
    char *text = wide != NULL ? wide_to(wide) : NULL;

    if (text != NULL)
        cJSON_AddStringToObject(object, name, text);
    else
        cJSON_AddNullToObject(object, name);
    free(text);
    if (wide != NULL)
        GlobalFree(wide);
}

static void print(cJSON *object, struct answer *answer)
{
    char *json = cJSON_PrintUnformatted(object);

    text_append(&answer->text, json != NULL ? json : "");
    cJSON_free(json);
    cJSON_Delete(object);
}

static const char *access_name(DWORD type)
{
    switch (type) {
    case WINHTTP_ACCESS_TYPE_NO_PROXY:
        return "direct";
    case WINHTTP_ACCESS_TYPE_NAMED_PROXY:
        return "named";
    case WINHTTP_ACCESS_TYPE_DEFAULT_PROXY:
        return "default";
    case WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY:
        return "automatic";
    default:
        return NULL;
    }
}

/* {"access": "direct" | "named" | …, "proxy": …, "bypass": …}: the machine's, of `netsh winhttp`. */
static void answer_winhttp(struct answer *answer)
{
    WINHTTP_PROXY_INFO proxy = { .dwAccessType = UNTOUCHED };
    cJSON *object;

    SetLastError(ERROR_SUCCESS);
    if (!WinHttpGetDefaultProxyConfiguration(&proxy)) {
        live_refused(answer, GetLastError());
    } else if (access_name(proxy.dwAccessType) == NULL) {
        answer_unreadable(answer, "WinHTTP says yes and names no kind of access");
    } else {
        object = cJSON_CreateObject();
        cJSON_AddStringToObject(object, "access", access_name(proxy.dwAccessType));
        add_text(object, "proxy", proxy.lpszProxy);
        add_text(object, "bypass", proxy.lpszProxyBypass);
        print(object, answer);
    }
}

/* {"auto_detect": …, "auto_config_url": …, "proxy": …, "bypass": …}: the user's. */
static void answer_wininet(struct answer *answer)
{
    WINHTTP_CURRENT_USER_IE_PROXY_CONFIG proxy = { .fAutoDetect = UNTOUCHED };
    cJSON *object;

    SetLastError(ERROR_SUCCESS);
    if (!WinHttpGetIEProxyConfigForCurrentUser(&proxy)) {
        DWORD number = GetLastError();

        if (number == ERROR_FILE_NOT_FOUND)
            answer_absent(answer); /* "No Internet Explorer proxy settings can be found" */
        else
            live_refused(answer, number);
    } else if (proxy.fAutoDetect == (BOOL)UNTOUCHED) {
        answer_unreadable(answer, "WinHTTP says yes and tells nothing");
    } else {
        object = cJSON_CreateObject();
        cJSON_AddBoolToObject(object, "auto_detect", proxy.fAutoDetect);
        add_text(object, "auto_config_url", proxy.lpszAutoConfigUrl);
        add_text(object, "proxy", proxy.lpszProxy);
        add_text(object, "bypass", proxy.lpszProxyBypass);
        print(object, answer);
    }
}

void live_proxy_api(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    (void)live;
    if (strcmp(rest, "winhttp") == 0)
        answer_winhttp(answer);
    else if (strcmp(rest, "wininet") != 0)
        answer_absent(answer);
    else if (live_is_own_user(host, answer))
        answer_wininet(answer);
}
