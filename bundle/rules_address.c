/* Addresses: of the network, of people, and what else is known by the distances of its signs. */
#include "bundle/rules.h"

#include <string.h>

#include "bundle/pseudonym_address.h"
#include "bundle/redact_key.h"

enum { LONGEST_ADDRESS_RUN = 64, LONGEST_USERINFO = 256, LONGEST_LOCAL_PART = 64, LONGEST_DOMAIN = 253 };

static bool is_hex_run(const struct scan *scan, size_t at, size_t size)
{
    return at + size <= scan->size && scan_skip(scan, at, LETTER_HEX, size) == at + size;
}

static bool is_back_from(const struct scan *scan, size_t at, size_t size)
{
    return at >= size && at - size >= scan->done && is_hex_run(scan, at - size, size);
}

static inline bool ends_authority(char c)
{
    return letter_is(c, LETTER_BLANK) || c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`';
}

/* `scheme://user:password@host`: the last @ in front of the path is the border. */
bool check_url(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + 3, end = begin, border = 0, colon = 0;

    for (; end < scan->size && end - begin < LONGEST_USERINFO && !ends_authority(scan->bytes[end]); end++) {
        if (scan->bytes[end] == '@')
            border = end;
        if (scan->bytes[end] == ':' && colon == 0)
            colon = end;
    }
    /* A password with a slash in it. */
    if (border == 0 && colon != 0 && end >= scan->no_at_sign_before && !letter_is(scan_at(scan, colon + 1), LETTER_DIGIT))
        for (; end < scan->size && end - begin < LONGEST_USERINFO && !letter_is(scan->bytes[end], LETTER_BLANK); end++)
            if (scan->bytes[end] == '@') {
                border = end;
                break;
            }
    if (border == 0 && end > scan->no_at_sign_before)
        scan->no_at_sign_before = end;
    if (border == 0 || colon == 0 || colon > border)
        return false;
    scan_hide_account(scan, begin, colon, rule);
    return scan_hide(scan, colon + 1, border, PSEUDONYM_SECRET, rule);
}

/* What ends a password without a scheme in front of it: no slash, and no other sign of a URL. */
static inline bool ends_userinfo(char c)
{
    return !letter_is(c, LETTER_WORD) && ends_authority(c) && c != '/' && c != '?' && c != '#';
}

/* Behind the host's name at `at`, which may stand in brackets; `at` where none is there. */
static size_t host_end(const struct scan *scan, size_t at)
{
    size_t end = at + 1;

    if (scan_at(scan, at) != '[')
        return scan_skip(scan, at, LETTER_HOST, LONGEST_DOMAIN);
    end = scan_skip(scan, end, LETTER_HEX | LETTER_HOST, LONGEST_ADDRESS_RUN);
    while (scan_at(scan, end) == ':' && end - at < LONGEST_ADDRESS_RUN)
        end = scan_skip(scan, end + 1, LETTER_HEX | LETTER_HOST, LONGEST_ADDRESS_RUN);
    return scan_at(scan, end) == ']' ? end + 1 : at;
}

static bool is_host_with_port(const struct scan *scan, size_t at)
{
    size_t port = host_end(scan, at) + 1, end;

    if (port == at + 1 || scan_at(scan, port - 1) != ':')
        return false;
    end = scan_skip(scan, port, LETTER_DIGIT, 6);
    return end > port && end - port < 6 && !letter_is(scan_at(scan, end), LETTER_WORD) && scan_at(scan, end) != '@';
}

/* The whole text, or what a line says of a proxy. */
static bool is_of_proxy(const struct scan *scan, size_t begin, size_t end)
{
    size_t limit = begin > LONGEST_ADDRESS_RUN ? begin - LONGEST_ADDRESS_RUN : 0;

    if (begin == 0 && end == scan->size)
        return true;
    for (size_t at = begin; at > limit && scan->bytes[at - 1] != '\n'; at--)
        if (scan_has_lower(scan, at - 1, "proxy"))
            return true;
    return false;
}

/* The @ behind the password, 0 for none: the first with a host and a port behind it, or of a proxy's the last. */
static size_t userinfo_border(struct scan *scan, size_t begin, size_t at)
{
    size_t end = at, last = at;

    for (; end < scan->size && end - at < LONGEST_USERINFO && !ends_userinfo(scan->bytes[end]); end++) {
        if (scan->bytes[end] != '@')
            continue;
        if (is_host_with_port(scan, end + 1))
            return end;
        last = end;
    }
    scan->userinfo_end = end;
    return host_end(scan, last + 1) > last + 1 && is_of_proxy(scan, begin, end) ? last : 0;
}

/* Where a user may begin in the run before the @ at `at`: behind the proxy in front of it in a list, too. `at` where no colon parts it from a
   password. */
static size_t userinfo_begin(const struct scan *scan, size_t at)
{
    size_t limit = at > LONGEST_USERINFO ? at - LONGEST_USERINFO : 0, begin = at;
    bool has_colon = false;

    for (; begin > limit && scan->bytes[begin - 1] != '@' && !ends_userinfo(scan->bytes[begin - 1]); begin--)
        has_colon = has_colon || scan->bytes[begin - 1] == ':';
    if (!has_colon)
        return at;
    if (begin > limit && scan->bytes[begin - 1] == '@' && is_host_with_port(scan, begin))
        begin = scan_skip(scan, host_end(scan, begin) + 1, LETTER_DIGIT, 6);
    return begin < at ? begin : at;
}

/* `user:password@host:port` without scheme, as ProxyServer and http_proxy have it, `at` the first @. A user has no slash in its name, and a
   password that begins with one is a path. What parts a list is of the password where it stands behind the colon. */
bool check_userinfo(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin, colon = 0, border;

    if (at < scan->userinfo_end)
        return false;
    begin = userinfo_begin(scan, at);
    if (begin == at)
        return false;
    for (size_t i = begin; i < at && colon == 0; i++) {
        if (strchr("=,;&()[]{}|", scan->bytes[i]) != NULL)
            begin = i + 1;
        else if (scan->bytes[i] == ':' && i > begin)
            colon = i;
    }
    if (colon == 0 || colon + 1 == at || memchr(scan->bytes + begin, '/', colon - begin) != NULL || scan->bytes[colon + 1] == '/' ||
        scan->bytes[colon + 1] == '\\')
        return false;
    border = userinfo_border(scan, begin, at);
    if (border == 0)
        return false;
    if (begin >= scan->done)
        scan_hide_account(scan, begin, colon, rule);
    return scan_hide(scan, colon + 1, border, PSEUDONYM_SECRET, rule);
}

/* `alice@laptop:~$`, `[alice@laptop src]$`, or this host by name. */
static bool is_prompt(const struct scan *scan, size_t begin, size_t at, size_t end)
{
    char behind = scan_at(scan, end), next = scan_at(scan, end + 1);

    return (behind == ':' && (next == '~' || next == '/')) || (behind == ' ' && scan_before(scan, begin) == '[') ||
           redactor_known_word(scan->redactor, PSEUDONYM_HOST, scan->bytes + at + 1, scan->size - at - 1) == end - at - 1;
}

/* What stands in front of the @: a person, or the name in a prompt; what behind: a domain, or a host without dots. */
/* By itself: an array costs each caller a look at the stack. */
__attribute__((noinline)) static bool is_ipv4(const struct scan *scan, size_t begin, size_t end)
{
    unsigned char address[4];

    return ipv4_at(scan->bytes + begin, scan->size - begin, address) == end - begin;
}

/* A name and nothing else, no password: it is not settled and not too long, and what is in front of it is of no user. */
static inline bool is_all_in_front(const struct scan *scan, size_t begin, size_t limit)
{
    return begin > limit && begin > scan->done && (scan->bytes[begin - 1] == '@' || ends_userinfo(scan->bytes[begin - 1]));
}

bool check_email(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at, end = at + 1, limit = at > LONGEST_LOCAL_PART ? at - LONGEST_LOCAL_PART : 0, last_dot = 0;
    bool is_hidden;

    while (begin > limit && begin > scan->done &&
           (letter_is(scan->bytes[begin - 1], LETTER_USER) || scan->bytes[begin - 1] == '+' || scan->bytes[begin - 1] == '%'))
        begin--;
    if (!is_all_in_front(scan, begin, limit) && check_userinfo(scan, at, redactor_secret_of(scan->redactor, '@')))
        return true;
    while (begin < at && (scan->bytes[begin] == '.' || scan->bytes[begin] == '-'))
        begin++;
    for (; end < scan->size && end - at <= LONGEST_DOMAIN && letter_is(scan->bytes[end], LETTER_HOST); end++)
        if (scan->bytes[end] == '.' && letter_is(scan_at(scan, end + 1), LETTER_ALPHA))
            last_dot = end;
    while (end > at + 1 && (scan->bytes[end - 1] == '.' || scan->bytes[end - 1] == '-'))
        end--;
    if (begin < at && end > at + 1 && last_dot == 0 && is_prompt(scan, begin, at, end)) {
        is_hidden = scan_hide_account(scan, begin, at, rule);
        return scan_hide(scan, at + 1, end, PSEUDONYM_HOST, rule) || is_hidden;
    }
    /* `ssh alice@10.0.0.5`: the address has its own rule. */
    if (begin < at && last_dot == 0 && end - at > strlen("1.2.3.4") && is_ipv4(scan, at + 1, end))
        return scan_hide_account(scan, begin, at, rule);
    if (begin == at || last_dot <= at + 1 || end - last_dot < 3)
        return false;
    /* Units of systemd: user@1000.service, getty@tty1.service. */
    if (scan_follows(scan, end, ".service") || scan_follows(scan, end, ".socket") || scan_follows(scan, end, ".slice"))
        return false;
    return scan_hide(scan, begin, end, PSEUDONYM_EMAIL, rule);
}

static bool is_word_in(const struct scan *scan, size_t begin, size_t end, struct scan_word word, bool is_part)
{
    if (end - begin < word.size || (!is_part && end - begin > word.size))
        return false;
    for (size_t at = begin; at + word.size <= end; at++)
        if (scan_has_lower(scan, at, word.text))
            return true;
    return false;
}

/* Does a version stand here: `version 1.2.3.4`, `v1.2.3.4`, `WSL 2.7.3.1`, a package's name in front of it, or no host's number? */
static bool is_version(const struct scan *scan, size_t begin, const unsigned char bytes[4])
{
    static const struct scan_word parts[] = { SCAN_WORD("engine"),  SCAN_WORD("definitions"), SCAN_WORD("signature"), SCAN_WORD("kernel"),
                                              SCAN_WORD("release"), SCAN_WORD("build"),       SCAN_WORD("platform") };
    static const struct scan_word words[] = { SCAN_WORD("wsl"),     SCAN_WORD("wslg"),   SCAN_WORD("msrdc"),
                                              SCAN_WORD("product"), SCAN_WORD("plugin"), SCAN_WORD("plug-in"),
                                              SCAN_WORD("package"), SCAN_WORD("ver"),    SCAN_WORD("driver") };
    bool is_private = bytes[0] == 10 || (bytes[0] == 172 && bytes[1] / 16 == 1) || (bytes[0] == 192 && bytes[1] == 168), is_told = false;
    size_t end = begin, word;
    char before = scan_before(scan, begin);

    if (before == 'v' || before == 'V' || before == '_' || before == '+' || before == '~')
        return true;
    /* Networks are written with a slash behind them. */
    if (bytes[0] < 10 && bytes[3] == 0 && scan_at(scan, scan_skip(scan, begin, LETTER_DIGIT | LETTER_HOST, 16)) != '/')
        return true;
    while (end > 0 && begin - end < 8 && !letter_is(scan->bytes[end - 1], LETTER_WORD))
        end--;
    if (!letter_is(scan_before(scan, end), LETTER_ALPHA))
        return false;
    word = scan_back(scan, end, LETTER_NAME, 32);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !is_private; i++)
        is_told = is_told || is_word_in(scan, word, end, parts[i], true);
    for (size_t i = 0; i < sizeof words / sizeof words[0] && !is_private; i++)
        is_told = is_told || is_word_in(scan, word, end, words[i], false);
    return is_told || is_word_in(scan, word, end, (struct scan_word)SCAN_WORD("version"), true);
}

/* At the dot between two numbers: only that of the first two begins an address. */
static bool hide_ipv4(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = scan_back(scan, at, LETTER_DIGIT, 4), end, size;
    unsigned char bytes[4];
    char before = scan_before(scan, begin);

    if (at - begin > 3 || at == begin || begin < scan->done || before == '.' || letter_is(before, LETTER_ALPHA))
        return false;
    size = ipv4_at(scan->bytes + begin, scan->size - begin, bytes);
    end = begin + size;
    if (size == 0 || letter_is(scan_at(scan, end), LETTER_WORD) || scan_at(scan, end) == '_' ||
        (scan_at(scan, end) == '.' && letter_is(scan_at(scan, end + 1), LETTER_DIGIT)))
        return false;
    /* 6.9.11.60+dfsg-1, of a package. */
    if ((scan_at(scan, end) == '+' || scan_at(scan, end) == '~') && letter_is(scan_at(scan, end + 1), LETTER_WORD))
        return false;
    /* 5.15.153.1-2, but not a range of addresses. */
    if (scan_at(scan, end) == '-' && letter_is(scan_at(scan, end + 1), LETTER_WORD) &&
        scan_at(scan, scan_skip(scan, end + 1, LETTER_DIGIT, 4)) != '.')
        return false;
    if (ipv4_is_everybodys(bytes) || is_version(scan, begin, bytes))
        return false;
    if (!scan_hide(scan, begin, end, PSEUDONYM_IPV4, rule))
        return false;
    /* All of it was hidden, and by a match of its own: nothing tells a pseudonym from an address. */
    memcpy(scan->list->items[scan->list->count - 1].address.bytes, bytes, sizeof bytes);
    return true;
}

bool check_ipv4(struct scan *scan, size_t at, const struct rule *rule)
{
    return hide_ipv4(scan, at, rule) || check_discord(scan, at, redactor_secret_of(scan->redactor, '.'));
}

static bool mac_is_everybodys(const struct scan *scan, size_t at)
{
    return scan_has_lower(scan, at, "ff:ff:ff:ff:ff:ff") || scan_has(scan, at, "00:00:00:00:00:00") || scan_has_lower(scan, at, "01:00:5e:") ||
           scan_has(scan, at, "33:33:") || scan_has_lower(scan, at, "ff-ff-ff-ff-ff-ff") || scan_has(scan, at, "00-00-00-00-00-00") ||
           scan_has(scan, at, "01:80:c2:");
}

/* How many pairs stand in a row from `begin` on, at most `most`. */
static size_t count_pairs(const struct scan *scan, size_t begin, char sign, size_t most)
{
    size_t count = 0;

    while (count < most && is_hex_run(scan, begin + 3 * count, 2) && (count == 0 || scan->bytes[begin + 3 * count - 1] == sign))
        count++;
    return count;
}

/* `MAC=<receiver>:<sender>:08:00` in the kernel's log: the seventh of fourteen pairs. */
static bool is_sender(const struct scan *scan, size_t begin, char sign)
{
    enum { PAIRS = 14, SIZE = 6 * 3 };

    return begin > SIZE && count_pairs(scan, begin - SIZE, sign, PAIRS + 1) == PAIRS && scan->bytes[begin - SIZE - 1] != sign &&
           !letter_is(scan->bytes[begin - SIZE - 1], LETTER_WORD);
}

/* Six pairs with `sign` between them, `at` the first sign: the first six of a row. */
static bool hide_mac(struct scan *scan, size_t at, char sign, const struct rule *rule)
{
    size_t begin = at - 2;

    if (!is_back_from(scan, at, 2) || letter_is(scan_before(scan, begin), LETTER_WORD) ||
        (scan_before(scan, begin) == sign && !is_sender(scan, begin, sign)))
        return false;
    for (size_t pair = 1; pair < 6; pair++)
        if (scan_at(scan, begin + 3 * pair - 1) != sign || !is_hex_run(scan, begin + 3 * pair, 2))
            return false;
    if (letter_is(scan_at(scan, begin + 17), LETTER_WORD) || mac_is_everybodys(scan, begin))
        return false;
    return scan_hide(scan, begin, begin + 17, PSEUDONYM_MAC, rule);
}

static bool has_digit_or_groups(const struct scan *scan, size_t begin, size_t end)
{
    size_t colons = 0;

    for (size_t at = begin; at < end; at++) {
        if (letter_is(scan->bytes[at], LETTER_DIGIT))
            return true;
        colons += scan->bytes[at] == ':' ? 1u : 0u;
    }
    return colons > 2;
}

/* The run of address letters around a colon, looked at once. */
static bool hide_ipv6(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at, end = at;
    unsigned char bytes[16];

    if (at < scan->address_end)
        return false;
    while (begin > scan->done && at - begin < LONGEST_ADDRESS_RUN && (letter_is(scan->bytes[begin - 1], LETTER_HEX) || scan->bytes[begin - 1] == ':'))
        begin--;
    while (end < scan->size && (letter_is(scan->bytes[end], LETTER_HEX) || scan->bytes[end] == ':'))
        end++;
    scan->address_end = end;
    /* "eth0:fe80::1", "addr:2001:…": a word is in front of it. */
    if (end - begin > LONGEST_ADDRESS_RUN || letter_is(scan_before(scan, begin), LETTER_WORD) || letter_is(scan_at(scan, end), LETTER_WORD))
        return false;
    /* ::ffff:10.0.0.1 ends in an address of IPv4, which is found by itself. */
    if (scan_at(scan, end) == '.' && letter_is(scan_at(scan, end + 1), LETTER_DIGIT))
        while (end > begin && scan->bytes[end - 1] != ':')
            end--;
    while (end > begin && scan->bytes[end - 1] == ':' && !(end - begin > 1 && scan->bytes[end - 2] == ':'))
        end--;
    /* Names of C++ and Perl: DB::DB. */
    if (!has_digit_or_groups(scan, begin, end))
        return false;
    if (end - begin < 3 || !ipv6_read(scan->bytes + begin, end - begin, bytes) || ipv6_is_everybodys(bytes))
        return false;
    return scan_hide(scan, begin, end, PSEUDONYM_IPV6, rule);
}

bool check_colons(struct scan *scan, size_t at, const struct rule *rule)
{
    return (scan_at(scan, at + 3) == ':' && letter_is(scan_before(scan, at), LETTER_HEX) && hide_mac(scan, at, ':', rule)) ||
           hide_ipv6(scan, at, rule);
}

/* Everybody's: the zero one, those of COM itself, and what stands in the registry (or in the name of a fact of it) below a key in which
   Windows and its programs list their own parts: those are the same on each machine, and a capture is looked up by them. */
static bool guid_is_everybodys(const struct scan *scan, size_t begin)
{
    static const char *const keys[] = { "clsid",      "interface", "typelib",   "appid",    "uninstall",    "extensions",         "gpextensions",
                                        "class",      "products",  "features",  "classes",  "packages",     "folderdescriptions", "namespace",
                                        "publishers", "providers", "protocols", "catalogs", "upgradecodes", "components",         "dependencies" };
    size_t key = begin;

    if (scan_has(scan, begin, "00000000-0000-0000-0000-000000000000") || scan_has_lower(scan, begin + 8, "-0000-0000-c000-000000000046"))
        return true;
    key -= scan_before(scan, key) == '{' ? 1u : 0u;
    if (scan_before(scan, key) != '\\' && scan_before(scan, key) != '/')
        return false;
    while (scan_before(scan, key) == '\\' || scan_before(scan, key) == '/')
        key--;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (scan_follows(scan, key, keys[i]) && !letter_is(scan_before(scan, key - strlen(keys[i])), LETTER_WORD))
            return true;
    return false;
}

/* A GUID, `at` its first hyphen. */
static bool hide_guid(struct scan *scan, size_t at, const struct rule *rule)
{
    static const size_t groups[] = { 4, 4, 4, 12 };
    size_t end = at;

    if (!is_back_from(scan, at, 8) || letter_is(scan_before(scan, at - 8), LETTER_WORD))
        return false;
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        if (scan_at(scan, end) != '-' || !is_hex_run(scan, end + 1, groups[i]))
            return false;
        end += 1 + groups[i];
    }
    if (letter_is(scan_at(scan, end), LETTER_WORD))
        return false;
    if (guid_is_everybodys(scan, at - 8)) {
        scan->done = end;
        return true;
    }
    return scan_hide(scan, at - 8, end, PSEUDONYM_GUID, rule);
}

bool check_hyphens(struct scan *scan, size_t at, const struct rule *rule)
{
    return hide_guid(scan, at, rule) || hide_mac(scan, at, '-', rule) || check_groups(scan, at, redactor_secret_of(scan->redactor, '-'));
}
