/* The user's proxy, set by WinINET's own interface (its header and WinHTTP's exclude each other). */
#include "tests/windows/stage.h"

#include <stdlib.h>
#include <windows.h>

#include <wininet.h>

#include "healthcheck/platform/wide_windows.h"
#include "tests/support.h"

void stage_user_proxy(const char *proxy)
{
    wchar_t *wide = proxy != NULL ? wide_from(proxy) : NULL;
    INTERNET_PER_CONN_OPTIONW options[2] = { { .dwOption = INTERNET_PER_CONN_FLAGS }, { .dwOption = INTERNET_PER_CONN_PROXY_SERVER } };
    INTERNET_PER_CONN_OPTION_LISTW list = { .dwSize = sizeof list, .dwOptionCount = 2, .pOptions = options };

    options[0].Value.dwValue = PROXY_TYPE_DIRECT | (proxy != NULL ? PROXY_TYPE_PROXY : 0);
    options[1].Value.pszValue = wide;
    assert_true(InternetSetOptionW(NULL, INTERNET_OPTION_PER_CONNECTION_OPTION, &list, sizeof list));
    free(wide);
}
