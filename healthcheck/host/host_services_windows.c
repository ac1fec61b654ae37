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

/* A stopped service: may it be started? */
static void answer_stopped(SC_HANDLE manager, const wchar_t *name, struct answer *answer)
{
    SC_HANDLE service = OpenServiceW(manager, name, SERVICE_QUERY_CONFIG);
    DWORD number = GetLastError(), size = 0, got = 0;
    QUERY_SERVICE_CONFIGW *configuration = NULL;
    char why[160];

    if (service != NULL) {
        QueryServiceConfigW(service, NULL, 0, &size);
        configuration = memory_get(size + sizeof *configuration);
        number = QueryServiceConfigW(service, configuration, size + (DWORD)sizeof *configuration, &got) ? ERROR_SUCCESS : GetLastError();
        CloseServiceHandle(service);
    }
    if (service != NULL && number == ERROR_SUCCESS) {
        text_append(&answer->text, configuration->dwStartType == SERVICE_DISABLED ? "disabled" : "stopped");
    } else {
        wide_why(number, why, sizeof why);
        answer_unreadable(answer, "it is stopped, and Windows does not say whether it is disabled: %s", why);
    }
    free(configuration);
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
        else if (strcmp(state, "stopped") == 0)
            answer_stopped(manager, name, answer);
        else
            text_append(&answer->text, state);
    }
    CloseServiceHandle(service);
}

static void ask_manager(const char *rest, struct answer *answer)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    wchar_t *name = wide_from(rest);

    if (manager == NULL) {
        live_refused(answer, GetLastError());
    } else {
        answer_state(manager, name, answer);
        CloseServiceHandle(manager);
    }
    free(name);
}

void live_service(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    wchar_t *name = wide_from(rest);

    (void)host;
    if (name == NULL || *name == L'\0' || wcslen(name) > LONGEST_NAME || wcspbrk(name, L"/\\") != NULL)
        answer_unreadable(answer, "this is no name of a service");
    else
        live_answer_patiently("the service manager", live->timeout_seconds, ask_manager, rest, answer);
    free(name);
}
