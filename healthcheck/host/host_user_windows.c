/* Whose settings are examined: user/sid and user/profile. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define SECURITY_WIN32 /* security.h wants to know for whom */
#include <sddl.h>
#include <security.h>
#include <wtsapi32.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/host/live_windows.h"
#include "healthcheck/platform/wide_windows.h"

static char *sid_text(PSID sid)
{
    wchar_t *wide = NULL;
    char *text = NULL;

    if (IsValidSid(sid) && ConvertSidToStringSidW(sid, &wide) && wide != NULL)
        text = wide_to(wide);
    if (wide != NULL)
        LocalFree(wide);
    return text;
}

/* The user of a token; yours to free, NULL where Windows does not say. */
static char *sid_of_token(HANDLE token)
{
    DWORD size = 0, got = 0;
    TOKEN_USER *user;
    char *sid = NULL;

    GetTokenInformation(token, TokenUser, NULL, 0, &size);
    if (size < sizeof *user)
        return NULL;
    user = memory_get(size);
    if (GetTokenInformation(token, TokenUser, user, size, &got) && got != 0 && user->User.Sid != NULL)
        sid = sid_text(user->User.Sid);
    free(user);
    return sid;
}

char *live_own_sid(void)
{
    HANDLE token;
    char *sid;

    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return NULL;
    sid = sid_of_token(token);
    CloseHandle(token);
    return sid;
}

/* What a session says of its user; NULL where it says nothing. Free with WTSFreeMemory(). */
static wchar_t *session_text(DWORD session, WTS_INFO_CLASS what)
{
    wchar_t *text = NULL;
    DWORD size = 0;

    if (!WTSQuerySessionInformationW(WTS_CURRENT_SERVER_HANDLE, session, what, &text, &size) || text == NULL)
        return NULL;
    if (size > sizeof *text && *text != L'\0')
        return text;
    WTSFreeMemory(text);
    return NULL;
}

/* The SID behind "domain\name"; yours to free. */
static char *sid_of_name(const wchar_t *domain, const wchar_t *name)
{
    wchar_t *account = memory_resize(NULL, wcslen(domain) + wcslen(name) + 2, sizeof *account), found_domain[256];
    BYTE sid[SECURITY_MAX_SID_SIZE] = { 0 };
    DWORD size = sizeof sid, domain_size = sizeof found_domain / sizeof found_domain[0];
    SID_NAME_USE use = SidTypeUnknown;
    char *text = NULL;

    wcscat(wcscat(wcscpy(account, domain), L"\\"), name);
    if (LookupAccountNameW(NULL, account, sid, &size, found_domain, &domain_size, &use) && use == SidTypeUser)
        text = sid_text(sid);
    free(account);
    return text;
}

/* Is it our own user's name? So nobody has to be asked about it. */
static bool is_own_name(const wchar_t *domain, const wchar_t *name)
{
    wchar_t own[512];
    ULONG count = sizeof own / sizeof own[0];
    const wchar_t *backslash = GetUserNameExW(NameSamCompatible, own, &count) ? wcschr(own, L'\\') : NULL;

    return backslash != NULL && wcslen(domain) == (size_t)(backslash - own) && _wcsnicmp(own, domain, wcslen(domain)) == 0 &&
           _wcsicmp(backslash + 1, name) == 0;
}

/* The user who sits at the machine; NULL where nobody does, or Windows does not say. Yours to free. */
static char *console_sid(void)
{
    DWORD session = WTSGetActiveConsoleSessionId(), own = 0;
    wchar_t *name, *domain;
    HANDLE token = NULL;
    char *sid = NULL;

    if (session == 0xffffffff)
        return NULL;
    /* Only the system itself gets the token; others are told the name. */
    if (WTSQueryUserToken(session, &token) && token != NULL) {
        sid = sid_of_token(token);
        CloseHandle(token);
        return sid;
    }
    name = session_text(session, WTSUserName);
    domain = name != NULL ? session_text(session, WTSDomainName) : NULL;
    if (domain != NULL)
        sid = is_own_name(domain, name) ? live_own_sid() : sid_of_name(domain, name);
    if (domain != NULL)
        WTSFreeMemory(domain);
    if (name != NULL)
        WTSFreeMemory(name);
    /* A domain controller may be out of reach. An own session at the console is our own user's, but for "run as another user". */
    if (sid == NULL && ProcessIdToSessionId(GetCurrentProcessId(), &own) && own == session)
        sid = live_own_sid();
    return sid;
}

static bool is_sid(const char *text)
{
    wchar_t *wide = wide_from(text);
    PSID sid = NULL;
    bool is_sid = wide != NULL && text_starts(text, "S-1-") && ConvertStringSidToSidW(wide, &sid) && sid != NULL;

    if (sid != NULL)
        LocalFree(sid);
    free(wide);
    return is_sid;
}

static void answer_sid(const struct live *live, struct answer *answer)
{
    char *sid;

    if (live->user_sid != NULL) {
        if (is_sid(live->user_sid))
            text_append(&answer->text, live->user_sid);
        else
            answer_unreadable(answer, "\"%s\" is no SID of a user", live->user_sid);
        return;
    }
    sid = console_sid();
    if (sid == NULL)
        sid = live_own_sid();
    if (sid != NULL)
        text_append(&answer->text, sid);
    else
        answer_unreadable(answer, "Windows does not say who the user is");
    free(sid);
}

static void answer_profile(struct host *host, struct answer *answer)
{
    const struct fact *sid = host_ask(host, "user/sid"), *path;

    if (sid->state != FACT_PRESENT) {
        answer_unreadable(answer, "%s: %s", sid->key, sid->why);
        return;
    }
    path = host_ask_for(host, "registry/HKLM/SOFTWARE/Microsoft/Windows NT/CurrentVersion/ProfileList/%s/ProfileImagePath", sid->text);
    if (path->state == FACT_PRESENT) {
        text_append(&answer->text, path->text);
    } else if (path->state == FACT_UNREADABLE) {
        answer_unreadable(answer, "%s: %s", path->key, path->why);
    } else {
        char *own = live_own_sid();

        /* Our own environment stands for it, but not for another user's. */
        if (own != NULL && strcmp(own, sid->text) == 0)
            answer_absent(answer);
        else
            answer_unreadable(answer, "Windows knows no profile of %s", sid->text);
        free(own);
    }
}

void live_user(struct live *live, struct host *host, const char *rest, struct answer *answer)
{
    if (strcmp(rest, "sid") == 0)
        answer_sid(live, answer);
    else if (strcmp(rest, "profile") == 0)
        answer_profile(host, answer);
    else
        answer_absent(answer);
}

bool live_is_own_user(struct host *host, struct answer *answer)
{
    const struct fact *sid = host_ask(host, "user/sid");
    char *own;
    bool is_own;

    if (sid->state != FACT_PRESENT) {
        answer_unreadable(answer, "%s: %s", sid->key, sid->why);
        return false;
    }
    own = live_own_sid();
    is_own = own != NULL && text_same(own, sid->text);
    if (!is_own)
        answer_unreadable(answer, "it answers for the user as whom it runs, %s, and %s is examined", own != NULL ? own : "who is not known",
                          sid->text);
    free(own);
    return is_own;
}

/* The token of a user who is signed in, wherever; only the system itself is given it (SE_TCB_NAME). NULL for others. Yours to close. */
static HANDLE token_of_user(const char *wanted)
{
    WTS_SESSION_INFOW *sessions = NULL;
    DWORD count = 0;
    HANDLE token = NULL;

    if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &count) || sessions == NULL)
        return NULL;
    for (DWORD i = 0; i < count && token == NULL; i++) {
        char *sid = WTSQueryUserToken(sessions[i].SessionId, &token) && token != NULL ? sid_of_token(token) : NULL;

        if (token != NULL && (sid == NULL || !text_same(sid, wanted))) {
            CloseHandle(token);
            token = NULL;
        }
        free(sid);
    }
    WTSFreeMemory(sessions);
    return token;
}

bool live_may_be_user(struct live *live, struct host *host, struct answer *answer)
{
    void *nobody = NULL;
    HANDLE token;

    if (atomic_load(&live->user_token) != NULL)
        return true;
    if (live_is_own_user(host, answer))
        return true;
    if (host_ask(host, "user/sid")->state != FACT_PRESENT)
        return false;
    token = token_of_user(host_ask(host, "user/sid")->text);
    if (token == NULL)
        return false;
    if (!atomic_compare_exchange_strong(&live->user_token, &nobody, token))
        CloseHandle(token);
    free(answer->why);
    answer->why = NULL;
    answer->state = FACT_PRESENT;
    return true;
}
