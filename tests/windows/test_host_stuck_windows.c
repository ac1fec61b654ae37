/* A live Windows machine whose services do not answer, or do not say all. */
#include "tests/support.h"

#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include <winevt.h>
#define SECURITY_WIN32
#include <security.h>
#include <wtsapi32.h>

#define OTHER_SID "S-1-5-21-11-22-33-1001"

/* The linker leads our calls of these to here (--wrap): of some it knows a pointer, of others a function. */
typedef SC_HANDLE WINAPI open_manager(const wchar_t *machine, const wchar_t *database, DWORD access);
typedef SC_HANDLE WINAPI open_service(SC_HANDLE manager, const wchar_t *name, DWORD access);
typedef BOOL WINAPI session_of(DWORD process, DWORD *session);
typedef BOOL WINAPI look_up_account(const wchar_t *system, const wchar_t *name, PSID sid, DWORD *size, wchar_t *domain, DWORD *domain_size,
                                    SID_NAME_USE *use);
typedef EVT_HANDLE WINAPI query_events(EVT_HANDLE session, const wchar_t *path, const wchar_t *query, DWORD flags);
typedef BOOL WINAPI query_token(ULONG session, HANDLE *token);
typedef BOOL WINAPI enumerate_sessions(HANDLE server, DWORD reserved, DWORD version, WTS_SESSION_INFOW **sessions, DWORD *count);
typedef BOOLEAN WINAPI own_name(EXTENDED_NAME_FORMAT format, wchar_t *name, ULONG *size);
extern open_manager *__real___imp_OpenSCManagerW;
extern open_service *__real___imp_OpenServiceW;
extern session_of *__real___imp_ProcessIdToSessionId;
extern look_up_account *__real___imp_LookupAccountNameW;
query_events __real_EvtQuery, __wrap_EvtQuery;
query_token __real_WTSQueryUserToken, __wrap_WTSQueryUserToken;
enumerate_sessions __real_WTSEnumerateSessionsW, __wrap_WTSEnumerateSessionsW;
own_name __real_GetUserNameExW, __wrap_GetUserNameExW;

static HANDLE released; /* set: what hung goes on */
static bool hangs_manager, hangs_events, hangs_sessions, hangs_accounts, hides_configuration, is_elsewhere;

static void hang_where(bool hangs)
{
    if (hangs)
        WaitForSingleObject(released, 60000);
}

static SC_HANDLE WINAPI open_stuck_manager(const wchar_t *machine, const wchar_t *database, DWORD access)
{
    hang_where(hangs_manager);
    return __real___imp_OpenSCManagerW(machine, database, access);
}

static SC_HANDLE WINAPI open_guarded_service(SC_HANDLE manager, const wchar_t *name, DWORD access)
{
    if (hides_configuration && access == SERVICE_QUERY_CONFIG) {
        SetLastError(ERROR_ACCESS_DENIED);
        return NULL;
    }
    return __real___imp_OpenServiceW(manager, name, access);
}

EVT_HANDLE WINAPI __wrap_EvtQuery(EVT_HANDLE session, const wchar_t *path, const wchar_t *query, DWORD flags)
{
    hang_where(hangs_events);
    return __real_EvtQuery(session, path, query, flags);
}

BOOL WINAPI __wrap_WTSQueryUserToken(ULONG session, HANDLE *token)
{
    hang_where(hangs_sessions);
    return !hangs_accounts && __real_WTSQueryUserToken(session, token); /* only the system itself gets it */
}

BOOL WINAPI __wrap_WTSEnumerateSessionsW(HANDLE server, DWORD reserved, DWORD version, WTS_SESSION_INFOW **sessions, DWORD *count)
{
    hang_where(hangs_sessions);
    return __real_WTSEnumerateSessionsW(server, reserved, version, sessions, count);
}

static BOOL WINAPI other_session(DWORD process, DWORD *session)
{
    BOOL is_known = __real___imp_ProcessIdToSessionId(process, session);

    if (is_elsewhere)
        *session += 7;
    return is_known;
}

static BOOL WINAPI look_up_stuck_account(const wchar_t *system, const wchar_t *name, PSID sid, DWORD *size, wchar_t *domain, DWORD *domain_size,
                                         SID_NAME_USE *use)
{
    hang_where(hangs_accounts);
    return __real___imp_LookupAccountNameW(system, name, sid, size, domain, domain_size, use);
}

/* Who is at the console is another one as far as names go. */
BOOLEAN WINAPI __wrap_GetUserNameExW(EXTENDED_NAME_FORMAT format, wchar_t *name, ULONG *size)
{
    return !hangs_accounts && __real_GetUserNameExW(format, name, size);
}

open_manager *__wrap___imp_OpenSCManagerW = open_stuck_manager;
open_service *__wrap___imp_OpenServiceW = open_guarded_service;
session_of *__wrap___imp_ProcessIdToSessionId = other_session;
look_up_account *__wrap___imp_LookupAccountNameW = look_up_stuck_account;

static int answer_again(void **state)
{
    (void)state;
    hangs_manager = hangs_events = hangs_sessions = hangs_accounts = hides_configuration = is_elsewhere = false;
    SetEvent(released);
    Sleep(200);
    ResetEvent(released);
    return 0;
}

static void assert_unreadable(const char *user, const char *key, const char *why)
{
    struct host *host = host_open_live(&(struct host_options){ .timeout_seconds = 0.5, .user_sid = user });
    ULONGLONG begin = GetTickCount64();
    const struct fact *fact = host_ask(host, key);

    assert_true(GetTickCount64() - begin < 30000);
    if (fact->state != FACT_UNREADABLE)
        fail_msg("%s is there: %s", key, fact->text);
    if (strstr(fact->why, why) == NULL)
        fail_msg("%s: %s", key, fact->why);
    host_free(host);
}

static void a_service_manager_that_hangs_is_told(void **state)
{
    (void)state;
    hangs_manager = true;
    assert_unreadable(NULL, "service/WslService", "the service manager did not answer within 0.5 s");
}

static void an_event_log_that_hangs_is_told(void **state)
{
    (void)state;
    hangs_events = true;
    assert_unreadable(NULL, "events/Application", "the event log did not answer within 0.5 s");
}

static void sessions_that_nobody_tells_leave_it_open_who_is_examined(void **state)
{
    (void)state;
    hangs_sessions = is_elsewhere = true;
    assert_unreadable(NULL, "user/sid", "the service of sessions did not answer within 0.5 s");
}

static void a_domain_that_is_out_of_reach_leaves_it_open_who_is_examined(void **state)
{
    (void)state;
    hangs_accounts = is_elsewhere = true;
    assert_unreadable(NULL, "user/sid", "the lookup of the user at the console did not answer within 0.5 s");
}

static void at_the_console_we_are_who_sits_there_whoever_hangs(void **state)
{
    struct host *host = host_open_live(&(struct host_options){ .timeout_seconds = 0.5 });
    DWORD own = 0;

    (void)state;
    hangs_sessions = true;
    if (!ProcessIdToSessionId(GetCurrentProcessId(), &own) || own != WTSGetActiveConsoleSessionId())
        fail_msg("session %lu, and %lu has the console", own, WTSGetActiveConsoleSessionId());
    assert_int_equal(host_ask(host, "user/sid")->state, FACT_PRESENT);
    host_free(host);
}

static void another_user_whose_session_nobody_tells_is_not_waited_for(void **state)
{
    (void)state;
    hangs_sessions = true;
    assert_unreadable(OTHER_SID, "command/wsl-list", "the service of sessions did not answer within 0.5 s");
}

/* It may be disabled, which is worse than to be stopped. */
static void a_stopped_service_whose_configuration_is_hidden_is_unreadable(void **state)
{
    SC_HANDLE manager = __real___imp_OpenSCManagerW(NULL, NULL, SC_MANAGER_ALL_ACCESS), service;

    (void)state;
    if (manager == NULL)
        SKIP_BECAUSE("windows-administrator", "only an administrator makes services");
    service = CreateServiceW(manager, L"healthcheck-hidden", L"healthcheck-hidden", SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_DISABLED,
                             SERVICE_ERROR_NORMAL, L"C:\\nothing.exe", NULL, NULL, NULL, NULL, NULL);
    assert_non_null(service);
    hides_configuration = true;
    assert_unreadable(NULL, "service/healthcheck-hidden", "it is stopped, and Windows does not say whether it is disabled: permission denied");
    assert_true(DeleteService(service));
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
}

int wmain(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_service_manager_that_hangs_is_told, answer_again),
        cmocka_unit_test_teardown(an_event_log_that_hangs_is_told, answer_again),
        cmocka_unit_test_teardown(sessions_that_nobody_tells_leave_it_open_who_is_examined, answer_again),
        cmocka_unit_test_teardown(a_domain_that_is_out_of_reach_leaves_it_open_who_is_examined, answer_again),
        cmocka_unit_test_teardown(at_the_console_we_are_who_sits_there_whoever_hangs, answer_again),
        cmocka_unit_test_teardown(another_user_whose_session_nobody_tells_is_not_waited_for, answer_again),
        cmocka_unit_test_teardown(a_stopped_service_whose_configuration_is_hidden_is_unreadable, answer_again),
    };

    released = CreateEventW(NULL, TRUE, FALSE, NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
