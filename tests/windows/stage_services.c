/* The services of a stage: they stay from one machine to the next, for a start takes Wine a fraction of a second. */
#include "tests/windows/stage.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "healthcheck/platform/wide_windows.h"
#include "tests/support.h"

enum { MOST_SERVICES = 16 };

struct service {
    char name[64];
    const char *wanted, *now; /* NULL: not there */
};

static struct service services[MOST_SERVICES];
static size_t service_count;

static const char *state_named(const char *state)
{
    static const char *const states[] = { "running", "stopped", "disabled" };

    for (size_t i = 0; state != NULL && i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i], state) == 0)
            return states[i];
    return NULL;
}

void stage_service(const char *name, const char *state)
{
    struct service *service = services;

    while (service < services + service_count && !text_same(service->name, name))
        service++;
    assert_true(service < services + MOST_SERVICES && strlen(name) < sizeof service->name);
    if (service == services + service_count) {
        *service = (struct service){ 0 };
        strcpy(service->name, name);
        service_count++;
    }
    service->wanted = state_named(state);
    if (state != NULL && service->wanted == NULL)
        fail_msg("no service of ours can be %s", state);
}

static void wait_for(SC_HANDLE service, DWORD state)
{
    SERVICE_STATUS status = { 0 };

    for (int i = 0; i < 1500 && QueryServiceStatus(service, &status) && status.dwCurrentState != state; i++)
        Sleep(20);
    assert_int_equal(status.dwCurrentState, state);
}

/* While Windows itself starts, it starts none for others; on a machine that does other things, one may not answer in time. */
static void start(SC_HANDLE service)
{
    for (int i = 0; i < 300 && !StartServiceW(service, 0, NULL); i++) {
        DWORD number = GetLastError();

        if (number == ERROR_SERVICE_ALREADY_RUNNING)
            break;
        if (number != ERROR_SERVICE_DATABASE_LOCKED && number != ERROR_SERVICE_REQUEST_TIMEOUT)
            fail_msg("a service does not start: error %lu", number);
        Sleep(100);
    }
    wait_for(service, SERVICE_RUNNING);
}

static void stop(SC_HANDLE service)
{
    SERVICE_STATUS status;

    if (ControlService(service, SERVICE_CONTROL_STOP, &status))
        wait_for(service, SERVICE_STOPPED);
}

static SC_HANDLE create(SC_HANDLE manager, const wchar_t *name)
{
    wchar_t line[MAX_PATH * 2], *fake = wide_from(FAKE_UNSIGNED);
    SC_HANDLE service;

    for (wchar_t *at = fake; *at != L'\0'; at++)
        if (*at == L'/')
            *at = L'\\';
    swprintf(line, MAX_PATH * 2, L"\"%ls\" as-service", fake);
    service = CreateServiceW(manager, name, name, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, line,
                             NULL, NULL, NULL, NULL, NULL);
    if (service == NULL)
        fail_msg("a service is not made: error %lu", GetLastError());
    free(fake);
    return service;
}

static void allow(SC_HANDLE service, DWORD how)
{
    assert_true(ChangeServiceConfigW(service, SERVICE_NO_CHANGE, how, SERVICE_NO_CHANGE, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void change(SC_HANDLE manager, struct service *service)
{
    wchar_t *name = wide_from(service->name);
    SC_HANDLE handle = OpenServiceW(manager, name, SERVICE_ALL_ACCESS);

    if (handle == NULL && service->wanted != NULL)
        handle = create(manager, name);
    if (handle != NULL && service->wanted != NULL && strcmp(service->wanted, "running") == 0) {
        allow(handle, SERVICE_DEMAND_START);
        start(handle);
    } else if (handle != NULL) {
        stop(handle);
        allow(handle, service->wanted != NULL && strcmp(service->wanted, "disabled") == 0 ? SERVICE_DISABLED : SERVICE_DEMAND_START);
        if (service->wanted == NULL)
            assert_true(DeleteService(handle));
    }
    if (handle != NULL)
        CloseServiceHandle(handle);
    service->now = service->wanted;
    free(name);
}

void stage_services(void)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS);

    assert_non_null(manager);
    for (size_t i = 0; i < service_count; i++) {
        if (services[i].now != services[i].wanted)
            change(manager, &services[i]);
        services[i].wanted = NULL;
    }
    CloseServiceHandle(manager);
}
