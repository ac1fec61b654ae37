/* Names behind which a secret stands. */
#include "healthcheck/core/secret_name.h"

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* A word with its size: names are looked at often enough for strlen() to be seen. */
struct word {
    const char *text;
    size_t size;
};

#define WORD(text)             \
    {                          \
        text, sizeof(text) - 1 \
    }

static bool is_same(const char *bytes, size_t size, struct word word)
{
    if (size != word.size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (lower(bytes[i]) != word.text[i])
            return false;
    return true;
}

static bool ends(const char *bytes, size_t size, struct word word)
{
    /* From the end: most have the last letter, and differ in the one in front of it. */
    if (size < word.size)
        return false;
    for (size_t i = 1; i <= word.size; i++)
        if (lower(bytes[size - i]) != word.text[word.size - i])
            return false;
    return true;
}

/* A whole word, alone or as the last part of a name (db_pass, --pass). */
static bool is_last_part(const char *name, size_t size, struct word word)
{
    return ends(name, size, word) && (size == word.size || name[size - word.size - 1] == '_' || name[size - word.size - 1] == '-');
}

enum { MOST_WORDS = 24 };

/* By their last letters, behind the last one { NULL, 0 }. */
static const struct word secret_words[26][MOST_WORDS] = {
    ['d' - 'a'] = { WORD("password"), WORD("passwd"), WORD("pwd"), WORD("sessionid"), WORD("session_id"), WORD("session-id"), WORD("sessid") },
    ['e' - 'a'] = { WORD("passphrase"), WORD("passcode"), WORD("samlresponse") },
    ['g' - 'a'] = { WORD("connectionstring"), WORD("connection_string"), WORD("securestring") },
    ['h' - 'a'] = { WORD("masterauth") },
    ['k' - 'a'] = { WORD("psk"), WORD("authtok") },
    ['l' - 'a'] = { WORD("credential"), WORD("keymaterial") },
    ['n' - 'a'] = { WORD("token") },
    ['o' - 'a'] = { WORD("onboardinginfo"), WORD("onboardedinfo"), WORD("offboardinginfo"), WORD("offboardedinfo") },
    ['s' - 'a'] = { WORD("credentials"), WORD("passwords"), WORD("requirepass"), WORD("storepass"), WORD("keypass") },
    ['t' - 'a'] = { WORD("secret") },
    ['w' - 'a'] = { WORD("bindpw"), WORD("rootpw") },
    ['y' - 'a'] = { WORD("apikey"),           WORD("api_key"),        WORD("api-key"),     WORD("accesskey"),   WORD("access_key"),
                    WORD("access-key"),       WORD("accountkey"),     WORD("account_key"), WORD("account-key"), WORD("secretkey"),
                    WORD("secret_key"),       WORD("secret-key"),     WORD("private_key"), WORD("private-key"), WORD("privatekey"),
                    WORD("subscription-key"), WORD("pre-shared-key"), WORD("sharedkey"),   WORD("shared_key"),  WORD("wep_key"),
                    WORD("recoverykey"),      WORD("recovery_key"),   WORD("productkey") },
};

static const struct word doubtful_words[26][MOST_WORDS] = {
    ['b' - 'a'] = { WORD("blob") },
    ['d' - 'a'] = { WORD("sid"), WORD("cred") },
    ['e' - 'a'] = { WORD("signature"), WORD("code"), WORD("nonce") },
    ['f' - 'a'] = { WORD("csrf") },
    ['g' - 'a'] = { WORD("sig") },
    ['h' - 'a'] = { WORD("auth"), WORD("hash") },
    ['k' - 'a'] = { WORD("webhook") },
    ['n' - 'a'] = { WORD("session"), WORD("assertion"), WORD("pin"), WORD("login") },
    ['s' - 'a'] = { WORD("creds"), WORD("keys"), WORD("secrets"), WORD("tokens"), WORD("pass"), WORD("sas") },
    ['t' - 'a'] = { WORD("pat"), WORD("jwt"), WORD("ticket"), WORD("salt") },
    ['x' - 'a'] = { WORD("pfx") },
    ['y' - 'a'] = { WORD("key") },
};

static bool ends_as_one(const char *name, size_t size, const struct word words[26][MOST_WORDS])
{
    unsigned last = size > 0 ? (unsigned)(lower(name[size - 1]) - 'a') : 26;

    for (const struct word *word = last < 26 ? words[last] : NULL; word != NULL && word->text != NULL; word++)
        if (ends(name, size, *word))
            return true;
    return false;
}

static bool is_header_of_secrets(const char *name, size_t size)
{
    static const struct word headers[] = { WORD("authorization"), WORD("proxy-authorization"), WORD("cookie"), WORD("set-cookie") };

    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        if (is_same(name, size, headers[i]))
            return true;
    return false;
}

enum secret_name secret_name_of(const char *name, size_t size, char before)
{
    if (is_header_of_secrets(name, size))
        return SECRET_LINE;
    /* Part of the name of every .NET assembly. */
    if (is_same(name, size, (struct word)WORD("publickeytoken")))
        return SECRET_NOT;
    if (ends_as_one(name, size, secret_words))
        /* "/etc/passwd: permission denied" */
        return before == '/' || before == '\\' ? SECRET_ASSIGNED : SECRET_WORD;
    if ((before == '?' || before == '&' || before == ';') && is_same(name, size, (struct word)WORD("sig")))
        return SECRET_ASSIGNED;
    /* adminPass */
    if (size > 4 && name[size - 4] == 'P' && name[size - 5] >= 'a' && name[size - 5] <= 'z' && ends(name, size, (struct word)WORD("pass")))
        return SECRET_ASSIGNED;
    return is_last_part(name, size, (struct word)WORD("pass")) || is_last_part(name, size, (struct word)WORD("pw")) ? SECRET_ASSIGNED : SECRET_NOT;
}

enum secret_name secret_name_maybe(const char *name, size_t size)
{
    return ends_as_one(name, size, doubtful_words) ? SECRET_MAYBE : SECRET_NOT;
}

enum { SHORTEST_HARMLESS = 2, LONGEST_HARMLESS = 8 };

static bool is_closing(char c)
{
    return c == ',' || c == '.' || c == ';' || c == ')' || c == '}' || c == ']' || c == '\0';
}

bool secret_is_harmless(const char *value, size_t size)
{
    /* files, compat: nsswitch.conf's "passwd: files" */
    static const struct word words[] = { WORD("none"),    WORD("null"),     WORD("nil"),     WORD("true"),   WORD("false"),   WORD("yes"),
                                         WORD("no"),      WORD("not"),      WORD("set"),     WORD("unset"),  WORD("missing"), WORD("expired"),
                                         WORD("invalid"), WORD("required"), WORD("enabled"), WORD("absent"), WORD("present"), WORD("empty"),
                                         WORD("n/a"),     WORD("unknown"),  WORD("(none)"),  WORD("(null)"), WORD("(empty)"), WORD("disabled"),
                                         WORD("failed"),  WORD("files"),    WORD("compat"),  WORD("denied"), WORD("(not"),    WORD("is") };

    while (size > 0 && is_closing(value[size - 1]) && value[0] != '(')
        size--;
    for (size_t i = 0; i < sizeof words / sizeof words[0] && size >= SHORTEST_HARMLESS && size <= LONGEST_HARMLESS; i++)
        if (is_same(value, size, words[i]))
            return true;
    return size == 0;
}
