/* Names behind which a secret stands. */
#include "healthcheck/core/secret_name.h"

#include <string.h>

#include "healthcheck/core/text.h"

static bool is_same(const char *bytes, size_t size, const char *word)
{
    /* Most differ in their first letter. */
    if ((size > 0 && text_lower(*bytes) != *word) || size != strlen(word))
        return false;
    for (size_t i = 0; i < size; i++)
        if (text_lower(bytes[i]) != word[i])
            return false;
    return true;
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

static bool ends(const char *bytes, size_t size, struct word word)
{
    if (size < word.size || text_lower(bytes[size - 1]) != word.text[word.size - 1])
        return false;
    return is_same(bytes + size - word.size, word.size, word.text);
}

/* A whole word, alone or as the last part of a name (db_pass, --pass). */
static bool is_last_part(const char *name, size_t size, struct word word)
{
    return ends(name, size, word) && (size == word.size || name[size - word.size - 1] == '_' || name[size - word.size - 1] == '-');
}

enum secret_name secret_name_of(const char *name, size_t size, char before)
{
    static const struct word words[] = { WORD("password"),
                                         WORD("passwd"),
                                         WORD("passphrase"),
                                         WORD("pwd"),
                                         WORD("secret"),
                                         WORD("token"),
                                         WORD("apikey"),
                                         WORD("api_key"),
                                         WORD("api-key"),
                                         WORD("accesskey"),
                                         WORD("access_key"),
                                         WORD("access-key"),
                                         WORD("accountkey"),
                                         WORD("account_key"),
                                         WORD("account-key"),
                                         WORD("secretkey"),
                                         WORD("secret_key"),
                                         WORD("secret-key"),
                                         WORD("private_key"),
                                         WORD("private-key"),
                                         WORD("privatekey"),
                                         WORD("subscription-key"),
                                         WORD("credential"),
                                         WORD("credentials"),
                                         WORD("passwords"),
                                         WORD("passcode"),
                                         WORD("connectionstring"),
                                         WORD("connection_string"),
                                         WORD("sessionid"),
                                         WORD("session_id"),
                                         WORD("session-id"),
                                         WORD("sessid"),
                                         WORD("bindpw"),
                                         WORD("rootpw"),
                                         WORD("masterauth"),
                                         WORD("securestring"),
                                         WORD("psk"),
                                         WORD("preshared_key"),
                                         WORD("presharedkey"),
                                         WORD("pre-shared-key"),
                                         WORD("onboardinginfo"),
                                         WORD("sharedkey"),
                                         WORD("shared_key"),
                                         WORD("authtoken"),
                                         WORD("requirepass"),
                                         WORD("masterauth"),
                                         WORD("samlresponse") };

    if (is_same(name, size, "authorization") || is_same(name, size, "proxy-authorization") || is_same(name, size, "cookie") ||
        is_same(name, size, "set-cookie"))
        return SECRET_LINE;
    /* Part of the name of every .NET assembly. */
    if (is_same(name, size, "publickeytoken"))
        return SECRET_NOT;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ends(name, size, words[i]))
            /* "/etc/passwd: permission denied" */
            return before == '/' || before == '\\' ? SECRET_ASSIGNED : SECRET_WORD;
    if (is_same(name, size, "sig") && (before == '?' || before == '&' || before == ';'))
        return SECRET_ASSIGNED;
    return is_last_part(name, size, (struct word)WORD("pass")) || is_last_part(name, size, (struct word)WORD("pw")) ? SECRET_ASSIGNED : SECRET_NOT;
}

enum secret_name secret_name_maybe(const char *name, size_t size)
{
    static const struct word words[] = { WORD("key"),       WORD("auth"),   WORD("session"), WORD("sid"),    WORD("sig"),  WORD("signature"),
                                         WORD("code"),      WORD("cred"),   WORD("creds"),   WORD("pat"),    WORD("jwt"),  WORD("keys"),
                                         WORD("assertion"), WORD("ticket"), WORD("nonce"),   WORD("blob"),   WORD("salt"), WORD("pin"),
                                         WORD("secrets"),   WORD("tokens"), WORD("pass"),    WORD("pfx"),    WORD("hash"), WORD("login"),
                                         WORD("sas"),       WORD("pwhash"), WORD("csrf"),    WORD("webhook") };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (ends(name, size, words[i]))
            return SECRET_MAYBE;
    return SECRET_NOT;
}

bool secret_is_harmless(const char *value, size_t size)
{
    /* files, compat: nsswitch.conf's "passwd: files" */
    static const char *const words[] = { "none",    "null",    "nil",     "true",     "false",   "yes",    "no",      "not",    "set",  "unset",
                                         "missing", "expired", "invalid", "required", "enabled", "absent", "present", "empty",  "n/a",  "unknown",
                                         "(none)",  "(null)",  "(empty)", "disabled", "failed",  "files",  "compat",  "denied", "(not", "is" };

    while (size > 0 && strchr(",.;)}]", value[size - 1]) != NULL && value[0] != '(')
        size--;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (is_same(value, size, words[i]))
            return true;
    return size == 0;
}
