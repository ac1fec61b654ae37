/* The services of a live Windows machine. */
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/host/sc_query.h"
#include "healthcheck/platform/wide_windows.h"

/* "The maximum string length is 256 characters" (CreateServiceW, Microsoft Learn). */
enum { LONGEST_NAME = 256 };

/* May it not be started? */
static bool is_disabled(SC_HANDLE manager, const wchar_t *name)
{
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_CONFIG);
    QUERY_SERVICE_CONFIGW *configuration;
    DWORD size = 0, got = 0;
    bool is_disabled;

    if (service == NULL)
        return false;
    QueryServiceConfigW(service, NULL, 0, &size);
    configuration = memory_get(size + sizeof *configuration);
    is_disabled =
        QueryServiceConfigW(service, configuration, size + (DWORD)sizeof *configuration, &got) && configuration->dwStartType == SERVICE_DISABLED;
    free(configuration);
    CloseServiceHandle(service);
    return is_disabled;
}

static void answer_state(SC_HANDLE manager, const wchar_t *name, struct answer *answer)
{
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_STATUS);
    SERVICE_STATUS_PROCESS status = { 0 };
    const char *state;
    DWORD size = 0;

    if (service == NULL) {
        DWORD number = GetLastError();

        if (number == ERROR_SERVICE_DOES_NOT_EXIST || number == ERROR_INVALID_NAME)
            answer_absent(answer);
        else
            live_refused(answer, number);
        return;
    }
    if (!QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, (BYTE *)&status, sizeof status, &size)) {
        live_refused(answer, GetLastError());
    } else {
        state = sc_state_name((long)status.dwCurrentState);
        if (state == NULL)
            answer_unreadable(answer, "Windows gives no state");
        else
            text_append(&answer->text, strcmp(state, "stopped") == 0 && is_disabled(manager, name) ? "disabled" : state);
    }
    CloseServiceHandle(service);
}

void live_service(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    wchar_t *name = wide_from(rest);
    SC_HANDLE manager;

    (void)live;
    (void)host;
    if (name == NULL || *name == L'\0' || wcslen(name) > LONGEST_NAME || wcspbrk(name, L"/\\") != NULL) {
        answer_unreadable(answer, "this is no name of a service");
        free(name);
        return;
    }
    manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    if (manager == NULL) {
        live_refused(answer, GetLastError());
    } else {
        answer_state(manager, name, answer);
        CloseServiceHandle(manager);
    }
    free(name);
}
