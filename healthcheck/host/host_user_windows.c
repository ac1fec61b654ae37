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
#include "healthcheck/platform/user_windows.h"
#include "healthcheck/platform/wide_windows.h"

/* Takes the text over; NULL is absent. */
static void answer_text(struct answer *answer, char *text)
{
    if (text != NULL)
        text_append(&answer->text, text);
    else
        answer_absent(answer);
    free(text);
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

/* The SID behind "domain\name". A domain controller may be out of reach. */
static void ask_account(const char *account, struct answer *answer)
{
    wchar_t *wide = wide_from(account), found_domain[256];
    BYTE sid[SECURITY_MAX_SID_SIZE] = { 0 };
    DWORD size = sizeof sid, domain_size = sizeof found_domain / sizeof found_domain[0];
    SID_NAME_USE use = SidTypeUnknown;
    char *text = NULL;

    if (wide != NULL && LookupAccountNameW(NULL, wide, sid, &size, found_domain, &domain_size, &use) && use == SidTypeUser)
        text = user_sid_text(sid);
    answer_text(answer, text);
    free(wide);
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

/* The user who sits at the machine: the SID, or "domain\name" where nothing nearer than an account is told. */
static void ask_console(const char *nothing, struct answer *answer)
{
    DWORD session = WTSGetActiveConsoleSessionId();
    wchar_t *name, *domain;
    HANDLE token = NULL;

    (void)nothing;
    /* Only the system itself gets the token; others are told the name. */
    if (WTSQueryUserToken(session, &token) && token != NULL) {
        answer_text(answer, user_of_token(token));
        CloseHandle(token);
        return;
    }
    name = session_text(session, WTSUserName);
    domain = name != NULL ? session_text(session, WTSDomainName) : NULL;
    if (domain != NULL && !is_own_name(domain, name)) {
        char *first = wide_to(domain), *second = wide_to(name);

        text_append_format(&answer->text, "%s\\%s", first, second);
        free(second);
        free(first);
    } else {
        answer_text(answer, domain != NULL ? user_own_sid() : NULL);
    }
    if (domain != NULL)
        WTSFreeMemory(domain);
    if (name != NULL)
        WTSFreeMemory(name);
}

/* Do we run in the session of who sits at the machine? That is our own user's, but for "run as another user". */
static bool is_at_console(void)
{
    DWORD own = 0;

    return ProcessIdToSessionId(GetCurrentProcessId(), &own) && own == WTSGetActiveConsoleSessionId();
}

/* Nobody sits at it, or Windows does not say who: absent. */
static void answer_console(const struct live *live, struct answer *answer)
{
    if (WTSGetActiveConsoleSessionId() == 0xffffffff) {
        answer_absent(answer);
        return;
    }
    live_answer_patiently("the service of sessions", live->timeout_seconds, ask_console, "", answer);
    if (strchr(text_of(&answer->text), '\\') != NULL) {
        char *account = text_take(&answer->text);

        live_answer_patiently("the lookup of the user at the console", live->timeout_seconds, ask_account, account, answer);
        free(account);
    }
    if (answer->state == FACT_UNREADABLE && is_at_console())
        answer_absent(answer);
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
    char *own;

    if (live->user_sid != NULL) {
        if (is_sid(live->user_sid))
            text_append(&answer->text, live->user_sid);
        else
            answer_unreadable(answer, "\"%s\" is no SID of a user", live->user_sid);
        return;
    }
    answer_console(live, answer);
    if (answer->state != FACT_ABSENT)
        return;
    own = user_own_sid();
    if (own == NULL) {
        answer_unreadable(answer, "Windows does not say who the user is");
    } else {
        free(answer->why);
        *answer = (struct answer){ 0 };
        text_append(&answer->text, own);
    }
    free(own);
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
        char *own = user_own_sid();

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
    own = user_own_sid();
    is_own = own != NULL && text_same(own, sid->text);
    if (!is_own)
        answer_unreadable(answer, "it answers for the user as whom it runs, %s, and %s is examined", own != NULL ? own : "who is not known",
                          sid->text);
    free(own);
    return is_own;
}

/* The token of a user who is signed in, wherever; only the system itself is given it (SE_TCB_NAME). */
struct wanted_token {
    char *sid;
    HANDLE token; /* NULL where there is none */
};

static void free_wanted(void *task)
{
    struct wanted_token *wanted = task;

    if (wanted->token != NULL)
        CloseHandle(wanted->token);
    free(wanted->sid);
    free(wanted);
}

static void find_token(void *task)
{
    struct wanted_token *wanted = task;
    WTS_SESSION_INFOW *sessions = NULL;
    DWORD count = 0;

    if (!WTSEnumerateSessionsW(WTS_CURRENT_SERVER_HANDLE, 0, 1, &sessions, &count) || sessions == NULL)
        return;
    for (DWORD i = 0; i < count && wanted->token == NULL; i++) {
        HANDLE token = NULL;
        char *sid = WTSQueryUserToken(sessions[i].SessionId, &token) && token != NULL ? user_of_token(token) : NULL;

        if (sid != NULL && text_same(sid, wanted->sid))
            wanted->token = token;
        else if (token != NULL)
            CloseHandle(token);
        free(sid);
    }
    WTSFreeMemory(sessions);
}

/* NULL, and the answer says why where nobody answered. Yours to close. */
static HANDLE token_of_user(const struct live *live, const char *sid, struct answer *answer)
{
    struct wanted_token *wanted = memory_get(sizeof *wanted);
    HANDLE token;

    *wanted = (struct wanted_token){ .sid = memory_copy_text(sid) };
    if (!live_patiently("the service of sessions", live->timeout_seconds, find_token, free_wanted, wanted, answer))
        return NULL;
    token = wanted->token;
    wanted->token = NULL;
    free_wanted(wanted);
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
    token = token_of_user(live, host_ask(host, "user/sid")->text, answer);
    if (token == NULL)
        return false;
    if (!atomic_compare_exchange_strong(&live->user_token, &nobody, token))
        CloseHandle(token);
    free(answer->why);
    answer->why = NULL;
    answer->state = FACT_PRESENT;
    return true;
}
