/* Secrets that are known by the words or the signs around them, as single programs write them. */
#include "bundle/rules.h"

#include <string.h>

enum { LONGEST_WORD = 256, LONGEST_ACCOUNT = 64, SHORTEST_MEMBER = 22, DISCORD_MIDDLE = 7, DISCORD_FEWEST = 27 };

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static size_t word_end(const struct scan *scan, size_t at)
{
    size_t end = at;

    while (end < scan->size && end - at < LONGEST_WORD && !letter_is(scan->bytes[end], LETTER_BLANK) && !is_quote(scan->bytes[end]))
        end++;
    return end;
}

static size_t blanks_end(const struct scan *scan, size_t at)
{
    size_t end = at;

    while (end < scan->size && end - at < 16 && (scan->bytes[end] == ' ' || scan->bytes[end] == '\t'))
        end++;
    return end;
}

static bool ends_line(const struct scan *scan, size_t at)
{
    return at >= scan->size || scan->bytes[at] == '\n' || scan->bytes[at] == '\r';
}

/* The next word, without its quotes; no option, and nothing that is filled in later. */
static bool hide_word(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = blanks_end(scan, at);

    begin += is_quote(scan_at(scan, begin)) ? 1u : 0u;
    if (begin >= scan->size || (scan->bytes[begin] != '\0' && strchr("-/$<%*", scan->bytes[begin]) != NULL))
        return false;
    return scan_hide(scan, begin, word_end(scan, begin), PSEUDONYM_SECRET, rule);
}

/* Is it a password, and not the next word of a sentence? It has a digit, a sign or a capital in it, or is the last word of its line. */
static bool hide_told(struct scan *scan, size_t at, const struct rule *rule)
{
    static const char *const words[] = { "incorrect", "wrong", "correct", "weak", "blank", "changed", "locked", "stored", "valid", "known", "sorry" };
    size_t begin = blanks_end(scan, at), end;
    bool is_odd = false;

    begin += is_quote(scan_at(scan, begin)) ? 1u : 0u;
    end = word_end(scan, begin);
    while (end > begin && (scan->bytes[end - 1] == '.' || scan->bytes[end - 1] == ',' || scan->bytes[end - 1] == ';'))
        end--;
    for (size_t i = begin + 1; i < end && !is_odd; i++)
        is_odd = letter_is(scan->bytes[i], LETTER_DIGIT) || (scan->bytes[i] >= 'A' && scan->bytes[i] <= 'Z') ||
                 (scan->bytes[i] > ' ' && scan->bytes[i] < 0x7f && !letter_is(scan->bytes[i], LETTER_NAME));
    for (size_t i = 0; i < sizeof words / sizeof words[0] && !is_odd; i++)
        if (end - begin == strlen(words[i]) && scan_has_lower(scan, begin, words[i]))
            return false;
    if (end == begin || (!is_odd && !ends_line(scan, end)) || secret_is_harmless(scan->bytes + begin, end - begin))
        return false;
    return scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* "the password is x" */
bool check_told(struct scan *scan, size_t at, const struct rule *rule)
{
    return hide_told(scan, at + strlen(rule->anchor), rule);
}

/* `Password for bob: x`, `password for 'bob' is x`: first the account (by the row of identities), then the password. */
bool check_password_for(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + strlen(rule->anchor), end;

    begin += is_quote(scan_at(scan, begin)) ? 1u : 0u;
    end = scan_skip(scan, begin, LETTER_USER, LONGEST_ACCOUNT);
    if (end == begin)
        return false;
    if (rule->is_identity) {
        if (scan_at(scan, end) == ':' || scan_has(scan, end, " is ") || is_quote(scan_at(scan, end)))
            scan_hide_account(scan, begin, end, rule);
        return false;
    }
    end += is_quote(scan_at(scan, end)) ? 1u : 0u;
    if (scan_at(scan, end) == ':')
        return hide_told(scan, end + 1, rule);
    return scan_has(scan, end, " is ") && hide_told(scan, end + 4, rule);
}

/* The anchor is the whole of what stands in front of a secret. */
bool check_behind(struct scan *scan, size_t at, const struct rule *rule)
{
    return !letter_is(scan_before(scan, at), LETTER_WORD) && hide_word(scan, at + strlen(rule->anchor), rule);
}

/* A community of SNMP, but for the one everybody has. */
bool check_community(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = blanks_end(scan, at + strlen(rule->anchor));

    if (scan_has_lower(scan, begin, "public") || scan_has_lower(scan, begin, "string") || letter_is(scan_before(scan, at), LETTER_WORD))
        return false;
    return hide_word(scan, begin, rule);
}

/* `net user bob x /add`: the second word. */
bool check_net(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = blanks_end(scan, at + strlen(rule->anchor)), end = word_end(scan, begin);

    if (end == begin || scan->bytes[begin] == '/' || ends_line(scan, end))
        return false;
    scan_look(scan, at + 1, end);
    return hide_word(scan, end, rule);
}

/* `AUTH x`, `AUTH user x` of Redis: alone on its line. */
bool check_redis(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t first = at + strlen("AUTH "), end = word_end(scan, first), second, last;

    if (!scan_has(scan, at, "AUTH ") || (at > 0 && !letter_is(scan->bytes[at - 1], LETTER_BLANK) && !is_quote(scan->bytes[at - 1])))
        return false;
    if (scan_has(scan, first, "PLAIN ") || scan_has(scan, first, "LOGIN ") || scan_has(scan, first, "XOAUTH2 "))
        return hide_word(scan, end, rule);
    second = blanks_end(scan, end);
    last = word_end(scan, second);
    if (!ends_line(scan, last) && !is_quote(scan_at(scan, last)))
        return false;
    return last > second ? scan_hide_behind(scan, at, second, last, rule) : scan_hide(scan, first, end, PSEUDONYM_SECRET, rule);
}

/* `PIN: 1234` */
bool check_pin(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + 3, end;

    if (letter_is(scan_before(scan, at), LETTER_WORD) || (scan_at(scan, begin) != ':' && scan_at(scan, begin) != '='))
        return false;
    begin = blanks_end(scan, begin + 1);
    end = scan_skip(scan, begin, LETTER_DIGIT, 13);
    return end - begin >= 4 && end - begin <= 12 && !letter_is(scan_at(scan, end), LETTER_WORD) &&
           scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* `"x" | ConvertTo-SecureString`: what stands in quotes in front of it. */
static bool hide_piped(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t end = at, begin, limit = at > LONGEST_WORD ? at - LONGEST_WORD : 0;

    while (end > limit && (scan->bytes[end - 1] == ' ' || scan->bytes[end - 1] == '|'))
        end--;
    if (end == at || scan_skip(scan, end, LETTER_BLANK, 16) == at || end == limit || !is_quote(scan->bytes[end - 1]))
        return false;
    for (begin = end - 1; begin > limit && scan->bytes[begin - 1] != scan->bytes[end - 1] && scan->bytes[begin - 1] != '\n'; begin--)
        ;
    return begin > limit && scan->bytes[begin - 1] == scan->bytes[end - 1] && scan_hide(scan, begin, end - 1, PSEUDONYM_SECRET, rule);
}

/* Behind the switches that may stand in front of the text, and behind its own name. */
static size_t behind_switches(const struct scan *scan, size_t at)
{
    static const char *const switches[] = { "-string ", "-asplaintext ", "-force " };

    for (size_t i = 0; i < sizeof switches / sizeof switches[0];) {
        bool is_it = scan_has_lower(scan, at, switches[i]);

        at = is_it ? blanks_end(scan, at + strlen(switches[i])) : at;
        i = is_it ? 0 : i + 1;
    }
    return at;
}

/* `ConvertTo-SecureString "x"`, with `-String` or without, also behind other switches and as what is piped into it. */
bool check_secure_string(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = behind_switches(scan, blanks_end(scan, at + strlen(rule->anchor))), end;

    if (hide_piped(scan, at, rule))
        return true;
    if (!is_quote(scan_at(scan, begin)))
        return hide_word(scan, begin, rule);
    for (end = begin + 1; end < scan->size && end - begin < LONGEST_WORD && scan->bytes[end] != scan->bytes[begin] && !ends_line(scan, end); end++)
        ;
    return scan_hide(scan, begin + 1, end, PSEUDONYM_SECRET, rule);
}

/* The hexadecimal lines behind `$ANSIBLE_VAULT;1.1;AES256`. */
bool check_ansible_vault(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = word_end(scan, at), end;

    begin = scan_skip(scan, begin, LETTER_BLANK, LONGEST_WORD);
    end = scan_skip(scan, begin, LETTER_HEX | LETTER_BLANK, scan->size);
    while (end > begin && letter_is(scan->bytes[end - 1], LETTER_BLANK))
        end--;
    return scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* The private members of a JSON Web Key (RFC 7518, May 2015, section 6): "d", "k", … */
bool check_web_key(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = blanks_end(scan, at + strlen(rule->anchor)), end;

    if (scan_at(scan, begin) != ':')
        return false;
    begin = blanks_end(scan, begin + 1);
    if (scan_at(scan, begin) != '"')
        return false;
    end = scan_skip(scan, begin + 1, LETTER_TOKEN, scan->size);
    return end - begin > SHORTEST_MEMBER && scan_hide(scan, begin + 1, end, PSEUDONYM_SECRET, rule);
}

/* A personal access token of Azure DevOps since 2024: 84 letters and digits, of which `JQQJ99` are the 53rd and on, `AZDO` the 77th. */
bool check_azure_devops(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = scan_back(scan, at, LETTER_WORD, 80), end = scan_skip(scan, at, LETTER_WORD, 40);

    return scan_has(scan, at, "JQQJ99") && end - begin >= 72 && end - begin <= 96 && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* The rest of an address that whoever knows may post to. */
bool check_webhook(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + strlen(rule->anchor);

    return scan_hide(scan, begin, word_end(scan, begin), PSEUDONYM_SECRET, rule);
}

/* `count` groups of `size` letters with hyphens between them, `at` the first hyphen, and nothing beside them. */
static bool hide_groups(struct scan *scan, size_t at, size_t size, size_t count, unsigned letters, const struct rule *rule)
{
    size_t begin = at - size, end = begin;

    if (at < size || begin < scan->done || letter_is(scan_before(scan, begin), LETTER_NAME))
        return false;
    for (size_t group = 0; group < count; group++) {
        if (group > 0 && scan_at(scan, end++) != '-')
            return false;
        if (scan_skip(scan, end, letters, size) != end + size)
            return false;
        end += size;
    }
    return !letter_is(scan_at(scan, end), LETTER_NAME) && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}

/* A recovery key of BitLocker (eight times six digits), a product key of Windows (five times five letters and digits). */
bool check_groups(struct scan *scan, size_t at, const struct rule *rule)
{
    if (scan_at(scan, at + 7) == '-')
        return hide_groups(scan, at, 6, 8, LETTER_DIGIT, rule);
    return scan_at(scan, at + 6) == '-' && hide_groups(scan, at, 5, 5, LETTER_WORD, rule);
}

/* A token of Discord: the number of an account in base64, six letters, 27 or more. */
bool check_discord(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin, end;

    if (scan_at(scan, at + DISCORD_MIDDLE) != '.')
        return false;
    begin = scan_back(scan, at, LETTER_NAME, 29);
    if (at - begin < 23 || at - begin > 28 || (scan->bytes[begin] != 'M' && scan->bytes[begin] != 'N' && scan->bytes[begin] != 'O') ||
        scan_skip(scan, at + 1, LETTER_NAME, DISCORD_MIDDLE) != at + DISCORD_MIDDLE)
        return false;
    end = scan_skip(scan, at + DISCORD_MIDDLE + 1, LETTER_NAME, 64);
    return end - at - DISCORD_MIDDLE > DISCORD_FEWEST && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
}
