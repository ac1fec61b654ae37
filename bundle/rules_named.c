/* Secrets that are known by the name in front of them: which word tells (core/secret_name.h), and is that a secret behind it? */
#include "bundle/rules.h"

#include <string.h>

#include "bundle/named_value.h"
#include "healthcheck/core/secret_name.h"

enum { LONGEST_NAME = 64, SHORTEST_RANDOM = 16, SHORTEST_SCHEME = sizeof "ntlm " - 1 };

static size_t skip_scheme(const struct scan *scan, size_t at, size_t end)
{
    static const struct scan_word schemes[] = {
        SCAN_WORD("basic "), SCAN_WORD("bearer "), SCAN_WORD("digest "), SCAN_WORD("negotiate "),
        SCAN_WORD("ntlm "),  SCAN_WORD("token "),  SCAN_WORD("apikey "), SCAN_WORD("sharedaccesssignature ")
    };

    /* Few values have a blank in them. */
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0] && end - at > SHORTEST_SCHEME; i++)
        if (end - at > schemes[i].size && scan->bytes[at + schemes[i].size - 1] == ' ' && scan_has_lower(scan, at, schemes[i].text))
            return at + schemes[i].size;
    return at;
}

/* What a program fills in later: `%s`, `${PASSWORD}`, `$(cat x)`, `***`, `{0}`. */
static bool is_placeholder(const struct scan *scan, size_t at, size_t end)
{
    size_t size = end - at;
    const char *value = scan->bytes + at;
    size_t stars = 0;

    while (stars < size && (value[stars] == '*' || value[stars] == 'x' || value[stars] == '.'))
        stars++;
    /* A service and its port, in /etc/services. */
    if (size > 4 && letter_is(*value, LETTER_DIGIT) && (memcmp(value + size - 4, "/tcp", 4) == 0 || memcmp(value + size - 4, "/udp", 4) == 0))
        return true;
    return stars == size || (size <= 3 && value[0] == '%') || (size > 3 && value[0] == '$' && (value[1] == '{' || value[1] == '(')) ||
           (size == 3 && value[0] == '{' && value[2] == '}') || (value[0] == '<' && value[size - 1] == '>');
}

/* Has a rule of its own. */
static bool is_guid(const struct scan *scan, size_t at, size_t end)
{
    return end - at == 36 && scan->bytes[at + 8] == '-' && scan->bytes[at + 13] == '-' && scan_skip(scan, at, LETTER_HEX | LETTER_NAME, 36) == end;
}

/* Letters and digits mixed as no word and no number has them. `is_auth`: beside `auth` alone, where Docker's files have user and password
   in base64, fewer changes are enough. */
static bool looks_random(const struct scan *scan, size_t at, size_t end, bool is_auth)
{
    unsigned digits = 0, uppers = 0, lowers = 0, changes = 0, last = 0;

    if (end - at < SHORTEST_RANDOM || is_guid(scan, at, end))
        return false;
    for (size_t i = at; i < end && i - at < 512; i++) {
        char c = scan->bytes[i];
        unsigned sort = letter_is(c, LETTER_DIGIT) ? 1 : c >= 'A' && c <= 'Z' ? 2 : c >= 'a' && c <= 'z' ? 3 : 4;

        if (!letter_is(c, LETTER_TOKEN))
            return false;
        digits += sort == 1 ? 1u : 0u;
        uppers += sort == 2 ? 1u : 0u;
        lowers += sort == 3 ? 1u : 0u;
        changes += sort != last ? 1u : 0u;
        last = sort;
    }
    if (digits < 2) /* of 40 letters of base64 one in a hundred has so few */
        return end - at >= 24 && uppers > 3 && lowers > 3 && changes * (is_auth ? 3 : 2) >= end - at;
    return uppers + lowers >= 4 && changes * 6 >= end - at && (uppers > 3 || memchr(scan->bytes + at, '/', 2) == NULL);
}

/* What may stand behind the word that tells: password1, token_value, passwordHash. */
static size_t without_ending(const struct scan *scan, size_t name, size_t end)
{
    static const struct scan_word endings[] = { SCAN_WORD("-hash"), SCAN_WORD("-value"), SCAN_WORD("-string"), SCAN_WORD("-text"),
                                                SCAN_WORD("value"), SCAN_WORD("hash"),   SCAN_WORD("confirm"), SCAN_WORD("confirmation"),
                                                SCAN_WORD("text"),  SCAN_WORD("string"), SCAN_WORD("plain"),   SCAN_WORD("plaintext"),
                                                SCAN_WORD("_") };
    bool is_cut = true;

    while (end > name && letter_is(scan->bytes[end - 1], LETTER_DIGIT))
        end--;
    /* No other letter is the last one of these. */
    while (is_cut && end > name && strchr("ehmntgEHMNTG_", scan->bytes[end - 1]) != NULL) {
        is_cut = false;
        for (size_t i = 0; i < sizeof endings / sizeof endings[0] && !is_cut; i++)
            if (end - name > endings[i].size + 2 && scan_has_lower(scan, end - endings[i].size, endings[i].text)) {
                end -= endings[i].size;
                is_cut = true;
            }
    }
    return end;
}

/* Which one of several: PASSWORD_OLD, DB_PASSWORD_A, secret_key_base, tokenNew2. What a secret is for, or of (PASSWORD_FILE), is no secret. */
__attribute__((noinline)) static size_t without_variant(const struct scan *scan, size_t name, size_t end)
{
    static const struct scan_word variants[] = { SCAN_WORD("old"),     SCAN_WORD("new"),     SCAN_WORD("prev"),      SCAN_WORD("previous"),
                                                 SCAN_WORD("current"), SCAN_WORD("backup"),  SCAN_WORD("bak"),       SCAN_WORD("base"),
                                                 SCAN_WORD("prod"),    SCAN_WORD("dev"),     SCAN_WORD("test"),      SCAN_WORD("staging"),
                                                 SCAN_WORD("stage"),   SCAN_WORD("primary"), SCAN_WORD("secondary"), SCAN_WORD("live") };
    size_t before;

    do {
        before = end;
        while (end > name + 3 && (letter_is(scan->bytes[end - 1], LETTER_DIGIT) || scan->bytes[end - 1] == '_'))
            end--;
        if (end > name + 3 && scan->bytes[end - 2] == '_')
            end -= 2;
        for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++)
            if (end - name > variants[i].size + 3 && scan_has_lower(scan, end - variants[i].size, variants[i].text)) {
                end -= variants[i].size;
                end -= scan->bytes[end - 1] == '-' ? 1u : 0u;
                break;
            }
    } while (end < before);
    return end;
}

/* `API key`, `Shared Access Key`: a name of several words. */
static bool is_key_of_words(const struct scan *scan, size_t name, size_t end)
{
    static const struct scan_word before[] = { SCAN_WORD("api"),    SCAN_WORD("access"),  SCAN_WORD("account"), SCAN_WORD("private"),
                                               SCAN_WORD("secret"), SCAN_WORD("storage"), SCAN_WORD("shared") };

    if (end - name != 3 || name < 4 || scan->bytes[name - 1] != ' ' || !scan_has_lower(scan, name, "key"))
        return false;
    /* No other letter is the last one of these. */
    if (strchr("istedISTED", scan->bytes[name - 2]) == NULL)
        return false;
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        if (name > before[i].size && scan_has_lower(scan, name - 1 - before[i].size, before[i].text))
            return true;
    return false;
}

/* By the name alone. Out of line: the texts that are made to be slow do not come here. */
__attribute__((noinline)) static enum secret_name judge_name(struct scan *scan, size_t name, size_t end, char before)
{
    size_t short_end = without_ending(scan, name, end);
    enum secret_name kind = secret_name_of(scan->bytes + name, end - name, before);
    if (kind == SECRET_NOT && short_end < end)
        kind = secret_name_of(scan->bytes + name, short_end - name, before);
    if (kind == SECRET_NOT && (short_end = without_variant(scan, name, end)) < end)
        kind = secret_name_of(scan->bytes + name, short_end - name, before);
    if (kind == SECRET_NOT)
        kind = secret_name_maybe(scan->bytes + name, without_ending(scan, name, end) - name);
    scan->judged_name = name;
    scan->judged_size = end - name;
    scan->judged_before = before;
    scan->judged_kind = kind;
    return kind;
}

/* In a text that has one name again and again it is judged once. */
static enum secret_name kind_of_name(struct scan *scan, size_t name, size_t end, char before)
{
    if (end - name == scan->judged_size && before == scan->judged_before &&
        memcmp(scan->bytes + name, scan->bytes + scan->judged_name, end - name) == 0)
        return scan->judged_kind;
    return judge_name(scan, name, end, before);
}

static enum secret_name kind_of(struct scan *scan, size_t name, size_t end)
{
    char before = scan_before(scan, name);
    enum secret_name kind = kind_of_name(scan, name, end, before);

    if ((kind == SECRET_NOT || kind == SECRET_MAYBE) && is_key_of_words(scan, name, end))
        kind = SECRET_WORD;
    /* `"pass": "x"`, `pass:x`, `db.pass: x`, but not "pass: 12 fail: 0". */
    if (kind == SECRET_ASSIGNED && before != '/' && before != '\\' && scan_follows(scan, end, "pass") &&
        !letter_is(scan_at(scan, scan_skip(scan, end + 1, LETTER_BLANK, 8)), LETTER_DIGIT))
        kind = SECRET_WORD;
    return kind;
}

/* In a word that ends as the name of a secret does: the whole word is judged once. */
bool check_named(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t end, name, begin, to;
    enum secret_name kind;

    if (at < scan->name_end)
        return false;
    end = scan->name_end = scan_skip(scan, at, LETTER_NAME, scan->size);
    name = scan_back(scan, at, LETTER_NAME, LONGEST_NAME);
    if (end - name > 2 * LONGEST_NAME)
        name = end - LONGEST_NAME;
    kind = kind_of(scan, name, end);
    begin = kind != SECRET_NOT ? named_value_begin(scan, name, end, kind) : 0;
    /* PWD is the directory of a shell, too. */
    if (begin == 0 || begin >= scan->size || (scan_has_lower(scan, end - 3, "pwd") && scan->bytes[begin] == '/'))
        return false;
    /* The sort of a router's password: "enable secret 5 $1$…". */
    if (letter_is(scan->bytes[begin], LETTER_DIGIT) && scan_at(scan, begin + 1) == ' ' && scan_follows(scan, begin, " ") && begin > end)
        begin += 2;
    to = begin < scan->size ? named_value_end(scan, name, end, kind, &begin) : 0;
    if (to <= begin)
        return false;
    begin = skip_scheme(scan, begin, to);
    if ((kind == SECRET_MAYBE && !looks_random(scan, begin, to, end - name == 4 && scan_has_lower(scan, name, "auth"))) ||
        secret_is_harmless(scan->bytes + begin, to - begin) || is_placeholder(scan, begin, to))
        return false;
    return scan_hide(scan, begin, to, PSEUDONYM_SECRET, rule);
}

/* SQL: `IDENTIFIED BY 'x'`, `IDENTIFIED WITH y AS 'x'`. */
bool check_identified_by(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + strlen("identified"), limit = begin + LONGEST_NAME;

    while (begin < scan->size && begin < limit && !letter_is_quote(scan->bytes[begin]) && scan->bytes[begin] != '\n')
        begin++;
    return letter_is_quote(scan_at(scan, begin)) &&
           scan_hide(scan, begin + 1, scan_quoted_end(scan, begin + 1, scan->bytes[begin], false), PSEUDONYM_SECRET, rule);
}
