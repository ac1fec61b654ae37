/* Secrets that are known by their own shape: keys of services, tokens, private keys. */
#include "bundle/rules.h"

#include <string.h>

enum { ANY_NUMBER = 1 << 20, LONGEST_HEADER = 80, SHORTEST_JSON_TOKEN = 20, SHORTEST_CREDENTIALS = 8 };

/* May the anchor begin here? Those that end in `_`, `-` or `/` are no part of a word; `\nAKIA…` is a line feed of C or JSON. */
static bool begins_token(const struct scan *scan, size_t at, const char *anchor, size_t size)
{
    char before = scan_before(scan, at);

    if (!letter_is(before, LETTER_WORD) || (size > 3 && (anchor[size - 1] == '_' || anchor[size - 1] == '-' || anchor[size - 1] == '/')))
        return true;
    return (before == 'n' || before == 'r' || before == 't') && at > 1 && scan->bytes[at - 2] == '\\';
}

/* A run of the row's letters behind the anchor, as long as the row says. */
bool check_token(struct scan *scan, size_t at, const struct rule *rule)
{
    const char *anchor = rule->exactly != NULL ? rule->exactly : rule->anchor;
    size_t body = at + strlen(anchor), end;

    if (!scan_has(scan, at, anchor) || !begins_token(scan, at, anchor, body - at))
        return false;
    end = scan_skip(scan, body, rule->letters, rule->most > 0 ? rule->most + 1 : ANY_NUMBER);
    if (end - body < rule->least || (rule->most > 0 && end - body > rule->most))
        return false;
    return scan_hide(scan, at, end, PSEUDONYM_SECRET, rule);
}

/* A JSON Web Token, or other base64 of a JSON object, whole or cut: `eyJ` is `{"`. */
bool check_json_token(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t end;

    if (!scan_has(scan, at, "eyJ") || !begins_token(scan, at, "eyJ", 3))
        return false;
    end = scan_skip(scan, at, LETTER_TOKEN, scan->size);
    /* In a run that is too short nothing else begins: it is not looked at twice. */
    return end - at >= SHORTEST_JSON_TOKEN && scan_hide(scan, at, end, PSEUDONYM_SECRET, rule);
}

/* Behind `Bearer`, `Basic`, …: a token, and not the next word of a sentence ("basic authentication"). */
bool check_scheme(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t word = scan_skip(scan, at, LETTER_WORD, 16), begin = scan_skip(scan, word, LETTER_BLANK, 8), end;
    bool has_digit = false, has_upper = false, has_lower = false;

    if (letter_is(scan_before(scan, at), LETTER_WORD) || word - at != strlen(rule->anchor) - 1)
        return false;
    if (begin == word && scan_at(scan, begin) != ':' && scan_at(scan, begin) != '=')
        return false;
    if (scan_at(scan, begin) == ':' || scan_at(scan, begin) == '=')
        begin = scan_skip(scan, begin + 1, LETTER_BLANK, 8);
    end = scan_skip(scan, begin, LETTER_TOKEN, ANY_NUMBER);
    for (size_t i = begin; i < end && i - begin < 64; i++) {
        char c = scan->bytes[i];

        has_digit = has_digit || (c >= '0' && c <= '9') || c == '=';
        has_upper = has_upper || (c >= 'A' && c <= 'Z' && i > begin);
        has_lower = has_lower || (c >= 'a' && c <= 'z');
    }
    return end - begin >= SHORTEST_CREDENTIALS && (has_digit || (has_upper && has_lower)) && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

static bool is_of_key(char c)
{
    return letter_is(c, LETTER_WORD) || c == '+' || c == '/' || c == '=' || c == '\\' || c == '\r' || c == '\n';
}

/* "-----END … PRIVATE KEY-----" of a key whose beginning was cut off: the base64 in front of it goes. */
static bool hide_key_before(struct scan *scan, size_t at, const struct rule *rule)
{
    enum { PSEUDONYM_SIZE = sizeof "secret-01234567" - 1 };
    size_t begin = at;

    if (at >= PSEUDONYM_SIZE && scan_follows(scan, at - 8, "secret-"))
        return false;
    while (begin > scan->done && is_of_key(scan->bytes[begin - 1]))
        begin--;
    return scan_hide(scan, begin, at, PSEUDONYM_SECRET, rule);
}

/* "-----BEGIN … PRIVATE KEY-----": the header stays, what follows goes, to the next footer or, where the text was cut, to its end. */
bool check_private_key(struct scan *scan, size_t at, const struct rule *rule)
{
    bool is_begin = rule->anchor[5] == 'b';
    size_t end = at + 5, body, block;

    if (is_begin ? !scan_has(scan, at, "-----BEGIN ") && !scan_has(scan, at, "---- BEGIN ") : !scan_has(scan, at, "-----END "))
        return false;
    while (end < scan->size && end - at < LONGEST_HEADER &&
           (letter_is(scan->bytes[end], LETTER_WORD) || scan->bytes[end] == ' ' || scan->bytes[end] == '\0'))
        end++;
    block = end > at + 6 && scan_follows(scan, end, " block") ? 6 : 0;
    if (!scan_has(scan, end, "----") || end - at < 16 || memcmp(scan->bytes + end - block - 4, " KEY", 4) != 0 ||
        !scan_follows(scan, end - block - 4, "private"))
        return false;
    if (!is_begin)
        return hide_key_before(scan, at, rule);
    end += scan_has(scan, end, "-----") ? 5 : 4;
    for (body = end; body < scan->size; body++)
        if (scan->bytes[body] == '-' && (scan_has(scan, body, "-----END ") || scan_has(scan, body, "---- END ")))
            break;
    return scan_hide(scan, end, body, PSEUDONYM_SECRET, rule);
}

/* PuTTY's own format: a number of lines of base64 behind "Private-Lines:". */
bool check_putty_key(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + strlen("private-lines:"), end;

    begin = scan_skip(scan, begin, LETTER_BLANK | LETTER_DIGIT, 16);
    for (end = begin; end < scan->size && is_of_key(scan->bytes[end]); end++)
        ;
    /* The last line ends where the next header begins: "Private-MAC". */
    if (scan_at(scan, end) == '-' || scan_at(scan, end) == ':')
        while (end > begin && scan->bytes[end - 1] != '\n')
            end--;
    while (end > begin && (scan->bytes[end - 1] == '\n' || scan->bytes[end - 1] == '\r'))
        end--;
    return scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* `ssh-ed25519 AAAA…`: whose key it is can be looked up. */
bool check_public_ssh_key(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = scan_skip(scan, at, LETTER_NAME, 32), end;

    if (scan_at(scan, begin) != ' ' || !scan_has(scan, begin + 1, "AAAA"))
        return false;
    end = scan_skip(scan, begin + 1, LETTER_TOKEN, ANY_NUMBER);
    return end - begin > 24 && scan_hide(scan, begin + 1, end, rule->kind, rule);
}

/* Of an application in Microsoft Entra: three letters, a digit, `Q~`, and 31 to 34 more. */
bool check_client_secret(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at - 4, end;

    if (at < 4 || !scan_has(scan, at, "Q~") || !letter_is(scan->bytes[at - 1], LETTER_DIGIT))
        return false;
    for (size_t i = begin; i < at; i++)
        if (!letter_is(scan->bytes[i], LETTER_TOKEN))
            return false;
    end = scan_skip(scan, at, LETTER_NAME | LETTER_TOKEN, 64);
    return end - at >= 30 && end - at <= 40 && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* `1234567890:AAE…`: 35 letters behind the number of a bot. */
bool check_telegram(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = scan_back(scan, at, LETTER_DIGIT, 12), end = scan_skip(scan, at + 1, LETTER_NAME, 48);

    return scan_has(scan, at, ":AA") && at - begin >= 8 && end - at == 36 && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* What crypt() made of a password: `$6$salt$hash`; `{SSHA}` and the like of a directory. */
bool check_crypt(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t end = at + strlen(rule->anchor);
    bool is_directory = *rule->anchor == '{';

    if (is_directory) {
        end = scan_skip(scan, end, LETTER_NAME, 16);
        if (scan_at(scan, end) != '}')
            return false;
        end++;
    }
    while (end < scan->size && (letter_is(scan->bytes[end], LETTER_TOKEN) || scan->bytes[end] == '$' || scan->bytes[end] == ','))
        end++;
    return end - at >= (is_directory ? 14u : 24u) && scan_hide(scan, at, end, PSEUDONYM_SECRET, rule);
}
