/* Who and which machine: accounts in paths and beside their names, SIDs, the names this host has. */
#include "bundle/rules.h"

#include <string.h>

#include "bundle/common_account.h"
#include "bundle/redact_key.h"

enum { LONGEST_ACCOUNT = 64, LONGEST_SID = 80 };

static bool is_number(const struct scan *scan, size_t from, size_t to)
{
    return scan_skip(scan, from, LETTER_DIGIT, to - from) == to;
}

/* `CONFIG_MULTIUSER=y`: the answers of a kernel's configuration. */
static bool is_answer(const struct scan *scan, size_t from, size_t to)
{
    return to - from == 1 && from > 0 && scan->bytes[from - 1] == '=' && strchr("ynm", scan->bytes[from]) != NULL;
}

/* In a text that has one name again and again it is judged once. */
static bool is_nobody(struct scan *scan, size_t from, size_t to)
{
    if (to - from == scan->nobody_size && memcmp(scan->bytes + from, scan->bytes + scan->nobody, to - from) == 0)
        return true;
    if (!is_number(scan, from, to) && !is_common_account(scan->bytes + from, to - from))
        return false;
    scan->nobody = from;
    scan->nobody_size = to - from;
    return true;
}

static bool hide_name(struct scan *scan, size_t from, size_t to, const struct rule *rule)
{
    /* A sentence's or a list's end. */
    while (to > from && (scan->bytes[to - 1] == '.' || scan->bytes[to - 1] == '-'))
        to--;
    if (to <= from || is_nobody(scan, from, to) || is_answer(scan, from, to))
        return false;
    return scan_hide(scan, from, to, PSEUDONYM_USER, rule);
}

bool scan_hide_account(struct scan *scan, size_t from, size_t to, const struct rule *rule)
{
    const char *bytes = scan->bytes + from, *border = memchr(bytes, '\\', to - from), *at = memchr(bytes, '@', to - from);
    size_t domain = border != NULL ? (size_t)(border - bytes) : 0, user = from + domain + 1;
    bool is_hidden;

    if (at != NULL)
        return memchr(bytes, '.', to - from) != NULL && scan_hide(scan, from, to, PSEUDONYM_EMAIL, rule);
    if (border == NULL)
        return hide_name(scan, from, to, rule);
    while (user < to && scan->bytes[user] == '\\')
        user++;
    if (is_common_account(bytes, domain))
        return false;
    /* A name everybody has tells which domain it is of. */
    is_hidden = scan_hide(scan, from, from + domain, PSEUDONYM_DOMAIN, rule);
    return hide_name(scan, user, to, rule) || is_hidden;
}

/* `/home/alice`, also below another root. */
bool check_home(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + strlen("/home/");

    return hide_name(scan, begin, scan_skip(scan, begin, LETTER_USER, LONGEST_ACCOUNT), rule);
}

static bool is_separator(char c)
{
    return c == '\\' || c == '/';
}

/* Does the folder that was nobody's stand here again, with what ended it? */
static inline bool is_last_profile(const struct scan *scan, size_t at)
{
    uint64_t eight;

    if (scan->profile_mask == 0 || scan->size - at < sizeof eight)
        return false;
    memcpy(&eight, scan->bytes + at, sizeof eight);
    return ((eight ^ scan->profile) & scan->profile_mask) == 0;
}

/* Short ones, of which hide_name() would cut nothing off. */
static void remember_profile(struct scan *scan, size_t from, size_t to)
{
    unsigned char mask[sizeof scan->profile_mask] = { 0 };

    if (to == from || to - from >= sizeof mask || scan->size - from < sizeof mask || !is_separator(scan->bytes[to]) || scan->bytes[to - 1] == '.' ||
        scan->bytes[to - 1] == '-' || !is_nobody(scan, from, to))
        return;
    memset(mask, 0xff, to - from + 1);
    memcpy(&scan->profile_mask, mask, sizeof mask);
    memcpy(&scan->profile, scan->bytes + from, sizeof scan->profile);
}

/* `Users\` and `Documents and Settings\` behind a separator, also with doubled ones; the name may hold blanks where a separator or the
   end of the line or of a quotation follows. */
bool check_profile(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t name = at + (rule->anchor[0] == 'u' ? strlen("users") : strlen("documents and settings")), begin = name, end, word;

    if (!is_separator(scan_before(scan, at)) || !is_separator(scan_at(scan, name)))
        return false;
    while (is_separator(scan_at(scan, begin)) && begin - name < 4)
        begin++;
    if (is_last_profile(scan, begin))
        return false;
    word = end = scan_skip(scan, begin, LETTER_USER, LONGEST_ACCOUNT);
    /* `GET /users/42 HTTP/1.1` */
    while (!scan_has(scan, end, " HTTP/") && scan_at(scan, end) == ' ' && letter_is(scan_at(scan, end + 1), LETTER_USER) &&
           end - begin < LONGEST_ACCOUNT)
        end = scan_skip(scan, end + 1, LETTER_USER, LONGEST_ACCOUNT);
    if (end > word && !is_separator(scan_at(scan, end)))
        end = word;
    if (end == word)
        remember_profile(scan, begin, end);
    return hide_name(scan, begin, end, rule);
}

/* Where an account's name ends: `CORP\alice`, `alice@corp.example`, `Jürgen`. */
static size_t account_end(const struct scan *scan, size_t at)
{
    size_t end = scan_skip(scan, at, LETTER_USER, LONGEST_ACCOUNT);

    if (end > at && scan_at(scan, end) == '\\') {
        end += scan_at(scan, end + 1) == '\\' ? 2 : 1;
        end = scan_skip(scan, end, LETTER_USER, LONGEST_ACCOUNT);
    } else if (end > at && scan_at(scan, end) == '@') {
        end = scan_skip(scan, end + 1, LETTER_HOST, LONGEST_ACCOUNT);
    }
    return end;
}

static bool ends_line(const struct scan *scan, size_t at)
{
    return at >= scan->size || (scan->bytes[at] != '\0' && strchr("\r\n,;\"'<)]}|", scan->bytes[at]) != NULL);
}

/* What the words in front of a name say: `for user alice`, `new user: name=alice`. */
static bool is_said_of_user(const struct scan *scan, size_t word)
{
    static const char *const before[] = { "for ", "of ", "by ", "from ", "invalid ", "opened for ", "illegal ", "unknown ", "authenticating " };

    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        if (scan_follows(scan, word, before[i]))
            return true;
    return false;
}

/* `User alice logged on`, `user 'alice' not found`, `Account alice was disabled`. What stands behind `user` in a sentence is a name where
   it is in quotes, or where it does what only people and their accounts do. */
static bool hide_said_user(struct scan *scan, size_t word, size_t end, const struct rule *rule)
{
    static const char *const deeds[] = { " logged ",   " signed ",           " does not exist", " doesn't exist",  " not found",   " not known",
                                         " unknown",   " has been locked",   " was locked",     " was disabled",   " is disabled", " is locked",
                                         " failed to", " authenticated",     " is not in ",     " is not allowed", "'s session",   "'s password",
                                         "'s home",    " has been disabled", " was created",    " was deleted",    " was added" };
    size_t begin = end + 1, behind;
    char quote = scan_at(scan, begin);

    if (quote == '\'' || quote == '"') {
        behind = account_end(scan, begin + 1);
        return scan_at(scan, behind) == quote && scan_hide_account(scan, begin + 1, behind, rule);
    }
    behind = account_end(scan, begin);
    if (behind == begin)
        return false;
    if (end - word == 4 && is_said_of_user(scan, word))
        return scan_hide_account(scan, begin, behind, rule);
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (scan_has(scan, behind, deeds[i]))
            return scan_hide_account(scan, begin, behind, rule);
    return false;
}

/* Behind the letters of the row's anchor. */
static inline size_t word_end(size_t at, const struct rule *rule)
{
    size_t end = at;

    while (letter_is(rule->anchor[end - at], LETTER_ALPHA))
        end++;
    return end;
}

/* Behind `name=` or `{"name": `; elsewhere `at` itself. */
static size_t behind_name(const struct scan *scan, size_t at)
{
    size_t begin = at;

    if (scan_has(scan, at, "name="))
        return at + strlen("name=");
    begin = scan->bytes[at] == '{' ? scan_skip(scan, at + 1, LETTER_BLANK, 32) : scan->size;
    if (!scan_has(scan, begin, "\"name\""))
        return at;
    begin = scan_skip(scan, begin + strlen("\"name\""), LETTER_BLANK, 32);
    return scan_at(scan, begin) == ':' ? scan_skip(scan, begin + 1, LETTER_BLANK, 32) : at;
}

/* The words that name an account, with their parts in front: `user`, `UserName`, `remote_user`, `SUDO_USER`, `logname`, `acct`. */
static bool hide_user(struct scan *scan, size_t at, size_t end, const struct rule *rule)
{
    static const struct scan_word endings[] = { SCAN_WORD("name"), SCAN_WORD("_name"),         SCAN_WORD("-name"), SCAN_WORD("id"),
                                                SCAN_WORD(" id"),  SCAN_WORD("principalname"), SCAN_WORD(" name") };
    char next = letter_lower(scan_at(scan, end));
    size_t begin, sign;
    bool is_quoted, is_assigned;

    for (size_t i = 0; i < sizeof endings / sizeof endings[0] && !letter_is(next, LETTER_DIGIT) && (next < 'q' || next > 'z'); i++)
        if (next == *endings[i].text && scan_has_lower(scan, end, endings[i].text) && !letter_is(scan_at(scan, end + endings[i].size), LETTER_WORD)) {
            end += endings[i].size;
            break;
        }
    if (letter_is(scan_at(scan, end), LETTER_NAME))
        return false;
    if (scan_at(scan, end) == ' ' && (end - at == 4 || end - at == 7) && hide_said_user(scan, at, end, rule))
        return true;
    sign = end;
    is_quoted = scan_at(scan, sign) == '"' || scan_at(scan, sign) == '\'' || (scan_at(scan, sign) == '\\' && scan_at(scan, sign + 1) == '"');
    sign += is_quoted ? (scan->bytes[sign] == '\\' ? 2u : 1u) : 0u;
    sign = scan_skip(scan, sign, LETTER_BLANK, 32);
    is_assigned = (scan_at(scan, sign) == '=' && scan_at(scan, sign + 1) != '=') || scan_at(scan, sign) == '>';
    if (!is_assigned && scan_at(scan, sign) != ':')
        return false;
    begin = sign + 1;
    begin += scan_at(scan, begin) == '>' ? 1u : 0u;
    while ((scan_at(scan, begin) == ' ' || scan_at(scan, begin) == '\t') && begin - sign < 32)
        begin++;
    /* `new user: name=alice` of useradd, `"user": {"name": "alice"}` */
    if (scan->bytes[sign] == ':' && begin < scan->size && (scan->bytes[begin] == '{' || scan->bytes[begin] == 'n'))
        begin = behind_name(scan, begin);
    begin += scan_at(scan, begin) == '\\' && scan_at(scan, begin + 1) == '"' ? 1u : 0u;
    if (scan_at(scan, begin) == '"' || scan_at(scan, begin) == '\'') {
        is_quoted = true;
        begin++;
    }
    end = account_end(scan, begin);
    /* `ruser= rhost=10.0.0.5`: nothing was assigned. */
    if (!is_quoted && begin > sign + 1 && scan_at(scan, end) == '=')
        return false;
    /* In a sentence ("user: please wait") more words follow. */
    if (!is_quoted && !is_assigned && !ends_line(scan, end) && !(scan_at(scan, end) == ' ' && ends_line(scan, end + 1)))
        return false;
    return scan_hide_account(scan, begin, end, rule);
}

bool check_user(struct scan *scan, size_t at, const struct rule *rule)
{
    /* "users" */
    if (*rule->anchor == 'u' && letter_lower(scan_at(scan, at + 4)) == 's')
        return false;
    return hide_user(scan, at, word_end(at, rule), rule);
}

/* The first words of paths in capitals that are no domain. */
static bool is_hive(const struct scan *scan, size_t begin, size_t end)
{
    static const char *const hives[] = { "HKLM",        "HKCU",     "HKU",     "HKCR",      "HKCC",    "SOFTWARE", "SYSTEM",  "HARDWARE",
                                         "SAM",         "SECURITY", "BUILTIN", "AUTHORITY", "SERVICE", "REGISTRY", "MACHINE", "DRIVERS",
                                         "WINDOWS",     "UNC",      "ROOT",    "PCI",       "USB",     "ACPI",     "HID",     "SW",
                                         "WOW6432NODE", "CLSID",    "BIN",     "ERROR",     "WARNING", "INFO",     "DEBUG" };

    for (size_t i = 0; i < sizeof hives / sizeof hives[0]; i++)
        if (end - begin == strlen(hives[i]) && scan_has(scan, begin, hives[i]))
            return true;
    return scan_has(scan, begin, "HKEY_");
}

/* `CORP\alice` alone: the short name of a domain is in capitals (15 at most), and no path goes on behind the account. */
bool check_domain_user(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at, user = at + 1, end;

    while (begin > 0 && at - begin < 16 &&
           ((scan->bytes[begin - 1] >= 'A' && scan->bytes[begin - 1] <= 'Z') || letter_is(scan->bytes[begin - 1], LETTER_DIGIT) ||
            scan->bytes[begin - 1] == '-'))
        begin--;
    user += scan_at(scan, user) == '\\' ? 1u : 0u;
    end = scan_skip(scan, user, LETTER_USER, LONGEST_ACCOUNT);
    if (at - begin < 2 || at - begin > 15 || end - user < 3 || !letter_is(scan_at(scan, user), LETTER_ALPHA | LETTER_USER) ||
        scan_at(scan, user) == '-' || !letter_is(scan->bytes[begin], LETTER_ALPHA) || letter_is(scan_before(scan, begin), LETTER_USER) ||
        scan_before(scan, begin) == '\\' || scan_before(scan, begin) == '/' || scan_before(scan, begin) == '%' || is_hive(scan, begin, at))
        return false;
    /* The fonts of a manual page: NAME\fBx. */
    if (scan->bytes[user] == 'f' && strchr("BRIP", scan->bytes[user + 1]) != NULL)
        return false;
    /* `\n` and the like of C, a path, a file. */
    if (scan_at(scan, end) == '\\' || (user == at + 1 && strchr("nrtx", scan->bytes[user]) != NULL &&
                                       (end - user < 4 || !letter_is(scan->bytes[user + 1], LETTER_ALPHA) || scan->bytes[user + 1] < 'a')))
        return false;
    return scan_hide_account(scan, begin, end, rule);
}

/* `uid=1000(alice)`, and the groups behind it. */
bool check_uid(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t number = at + strlen(rule->anchor), end = scan_skip(scan, number, LETTER_DIGIT, 10);

    bool is_hidden = false;

    while (end > number && scan_at(scan, end) == '(') {
        size_t close = scan_skip(scan, end + 1, LETTER_USER, LONGEST_ACCOUNT);

        is_hidden = hide_name(scan, end + 1, close, rule) || is_hidden;
        if (scan_at(scan, close) != ')' || scan_at(scan, close + 1) != ',')
            break;
        number = close + 2;
        end = scan_skip(scan, number, LETTER_DIGIT, 10);
    }
    return is_hidden;
}

/* `sudo: alice : TTY=`, `(alice) CMD (`, `Accepted publickey for alice from`, `alice(uid=1000)`. */
bool check_sudo(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t end = at;

    if (rule->anchor[0] == 's')
        return scan_has(scan, at, "sudo:") && (end = scan_skip(scan, at + 5, LETTER_BLANK, 16)) > 0 &&
               scan_has(scan, scan_skip(scan, end, LETTER_USER, LONGEST_ACCOUNT), " : ") &&
               scan_hide_account(scan, end, account_end(scan, end), rule);
    if (rule->anchor[0] == ')')
        return scan_hide_account(scan, scan_back(scan, at, LETTER_USER, LONGEST_ACCOUNT), at, rule);
    if (rule->anchor[0] == '(')
        return scan_hide_account(scan, scan_back(scan, at, LETTER_USER, LONGEST_ACCOUNT), at, rule);
    end = account_end(scan, at + strlen(rule->anchor));
    if (rule->anchor[0] == 'l')
        return end - at > strlen(rule->anchor) + 1 && scan_hide_account(scan, at + strlen(rule->anchor), end, rule);
    return scan_has(scan, end, " from ") && scan_hide_account(scan, at + strlen(rule->anchor), end, rule);
}

/* `S-1-5-21-…` of a domain or a machine, `S-1-12-1-…` of a directory in the cloud; the shorter ones are the same everywhere. */
bool check_sid(struct scan *scan, size_t at, const struct rule *rule)
{
    bool is_cloud = scan_has(scan, at + 4, "12-1-");
    size_t end = at + 9, numbers = 0, least = is_cloud ? 4 : 3;

    if (letter_is(scan_before(scan, at), LETTER_WORD) || (!is_cloud && !scan_has(scan, at + 4, "5-21-")))
        return false;
    while (end - at < LONGEST_SID) {
        size_t next = scan_skip(scan, end, LETTER_DIGIT, 10);

        if (next == end)
            break;
        numbers++;
        end = next;
        if (scan_at(scan, end) != '-' || !letter_is(scan_at(scan, end + 1), LETTER_DIGIT))
            break;
        end++;
    }
    return numbers >= least && scan_hide(scan, at, end, PSEUDONYM_SID, rule);
}

/* A name this host has, as a word of its own. */
bool check_known_word(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t size = redactor_known_word(scan->redactor, rule->kind, scan->bytes + at, scan->size - at);

    if (size == 0 || letter_is(scan_at(scan, at + size), LETTER_WORD))
        return false;
    if (strchr(KNOWN_LEADS, scan->bytes[at]) != NULL)
        return scan_at(scan, at + size) != '-' && is_place_of_host(scan, at, at + size) && scan_hide(scan, at + 1, at + size, rule->kind, rule);
    if (letter_is(scan_before(scan, at), LETTER_WORD))
        return false;
    if (scan_at(scan, at + size) == '@' && check_email(scan, at + size, rule))
        return true;
    return scan_hide(scan, at, at + size, rule->kind, rule);
}
