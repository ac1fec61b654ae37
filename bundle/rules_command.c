/* Secrets in command lines: programs that take a password behind an option whose name says nothing. */
#include "bundle/rules.h"

#include <string.h>

#include "healthcheck/core/secret_name.h"

#include "bundle/named_value.h"

enum { LONGEST_COMMAND = 1024, LONGEST_CREDENTIAL = 256, MOST_ARGUMENTS = 12 };

/* Programs that take a password behind an option whose name says nothing. */
static const struct tool {
    const char *name, *option;
    bool is_behind_colon; /* user:password, user%password */
    bool may_be_joined;   /* -psecret */
} tools[] = {
    /* at most as many as scan->tools has bits */
    { "sshpass ", " -p", false, true },
    { "mysql", " -p", false, true },
    { "mariadb", " -p", false, true },
    { "curl ", " -u ", true, false },
    { "curl ", " -u", true, true },
    { "curl ", " --user ", true, false },
    { "curl ", " -U ", true, false },
    { "curl ", " --proxy-user ", true, false },
    { "mongo", " -p ", false, false },
    { "ldap", " -w ", false, false },
    { "docker login", " -p ", false, false },
    { "podman login", " -p ", false, false },
    { "redis-cli", " -a ", false, false },
    { "psexec", " -p ", false, false },
    { "schtasks", " /rp ", false, false },
    { "smbclient", " -U ", true, false },
    { "cmdkey", " /pass:", false, true },
    { "7z", " -p", false, true },
    { "unzip ", " -P ", false, false },
    { "zip ", " -P ", false, false },
    { "rcon", " -p ", false, false },
    { "az login", " -p ", false, false },
    { "sqlcmd", " -P ", false, false },
    { "bcp ", " -P ", false, false },
    { "xfreerdp", " /p:", false, true },
    { "kinit", " -w ", false, false },
    { "openssl", " -k ", false, false },
    { "snmp", " -c ", false, false },
    { "subscription-manager", " --password ", false, false },
    { "ipmitool ", " -P ", false, false },
    { "snmp", " -A ", false, false },
    { "snmp", " -X ", false, false },
    { "net ads ", " -U ", true, false },
};

static bool hide_option(struct scan *scan, size_t begin, size_t end, const struct tool *tool, const struct rule *rule)
{
    size_t value, to;

    if (tool->is_behind_colon) {
        const char *colon;
        char quote = scan_at(scan, begin);

        begin += letter_is_quote(quote) ? 1u : 0u;
        to = letter_is_quote(quote) ? scan_quoted_end(scan, begin, quote, false) : scan_plain_end(scan, begin, '\0', false);
        colon = memchr(scan->bytes + begin, ':', to - begin);
        if (colon == NULL)
            colon = memchr(scan->bytes + begin, '%', to - begin);
        return colon != NULL && scan_hide_behind(scan, begin - 1, (size_t)(colon - scan->bytes) + 1, to, rule);
    }
    value = scan_at(scan, begin) == ' ' ? begin + 1 : begin;
    if (value >= end || scan->bytes[value] == '-' || (value == begin && !tool->may_be_joined && scan->bytes[begin - 1] != ' '))
        return false;
    if (letter_is_quote(scan->bytes[value]))
        return scan_hide(scan, value + 1, scan_quoted_end(scan, value + 1, scan->bytes[value], false), PSEUDONYM_SECRET, rule);
    return scan_hide(scan, value, scan_plain_end(scan, value, '\0', false), PSEUDONYM_SECRET, rule);
}

/* The rows of the programs that begin with this letter: mostly the same as the last time. */
static uint64_t tools_of(struct scan *scan, char first)
{
    if (scan->tool_letter != first) {
        scan->tool_letter = first;
        scan->tool_rows = 0;
        for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
            scan->tool_rows |= *tools[i].name == first ? (uint64_t)1 << i : 0;
    }
    return scan->tool_rows;
}

/* A program of the table: the rest of its line is a command line. */
bool check_tool(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t end = at;

    (void)rule;
    if (letter_is(scan_before(scan, at), LETTER_WORD))
        return false;
    if (at >= scan->tool_end) {
        while (end < scan->size && end - at < LONGEST_COMMAND && scan->bytes[end] != '\n')
            end++;
        scan->tool_end = end;
        scan->tools = 0;
    }
    for (uint64_t rows = tools_of(scan, letter_lower(scan->bytes[at])); rows != 0; rows &= rows - 1)
        if (scan_has_lower(scan, at, tools[__builtin_ctzll(rows)].name))
            scan->tools |= rows & -rows;
    return false;
}

/* What stands on the line of `net use`. */
enum argument { ARGUMENT_NONE, ARGUMENT_OPTION, ARGUMENT_USER, ARGUMENT_DEVICE, ARGUMENT_SHARE, ARGUMENT_WORD };

/* With what its quotes hold. */
static size_t argument_end(const struct scan *scan, size_t at)
{
    while (at < scan->size && !letter_is(scan->bytes[at], LETTER_BLANK)) {
        bool is_quoted = letter_is_quote(scan->bytes[at]);
        size_t end = is_quoted ? scan_quoted_end(scan, at + 1, scan->bytes[at], false) : at;

        at = is_quoted && scan_at(scan, end) != scan->bytes[at] ? end : end + 1;
    }
    return at;
}

static enum argument argument_at(const struct scan *scan, size_t begin, size_t end)
{
    char first = scan_at(scan, begin);

    if (begin >= scan->size || strchr("\r\n|&>", first) != NULL)
        return ARGUMENT_NONE;
    if (first == '/')
        return scan_has_lower(scan, begin, "/u") ? ARGUMENT_USER : ARGUMENT_OPTION;
    if (scan_at(scan, letter_is_quote(first) ? begin + 1 : begin) == '\\')
        return ARGUMENT_SHARE;
    return first == '*' || (end - begin <= strlen("LPT1:") && scan->bytes[end - 1] == ':') ? ARGUMENT_DEVICE : ARGUMENT_WORD;
}

static bool hide_argument(struct scan *scan, size_t at, size_t begin, size_t end, const struct rule *rule)
{
    if (letter_is_quote(scan->bytes[begin])) {
        begin++;
        end -= end > begin && scan->bytes[end - 1] == scan->bytes[begin - 1] ? 1u : 0u;
    }
    /* What is filled in later, and words of a sentence. */
    if (end == begin || strchr("-$<%", scan->bytes[begin]) != NULL || secret_is_harmless(scan->bytes + begin, end - begin))
        return false;
    return scan_hide_behind(scan, at, begin, end, rule);
}

/* `net use Z: \\files\share password /user:name`, in any order: the word that is none of the others. Without a share it stands in front of the
   user. */
bool check_net_use(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at + strlen(rule->anchor), end, word = 0, word_end = 0;
    bool has_share = false, has_user = false;
    enum argument kind;

    for (int i = 0; i < MOST_ARGUMENTS; i++, begin = end) {
        while (scan_at(scan, begin) == ' ' || scan_at(scan, begin) == '\t')
            begin++;
        end = argument_end(scan, begin);
        kind = argument_at(scan, begin, end);
        if (kind == ARGUMENT_NONE || end - at > LONGEST_COMMAND)
            break;
        has_share = has_share || kind == ARGUMENT_SHARE;
        has_user = has_user || kind == ARGUMENT_USER;
        if (kind == ARGUMENT_WORD && (has_share || has_user))
            return hide_argument(scan, at, begin, end, rule);
        if (kind == ARGUMENT_WORD && memchr(scan->bytes + begin, '\\', end - begin) == NULL) {
            word = begin;
            word_end = end;
        }
    }
    return has_user && word > 0 && hide_argument(scan, at, word, word_end, rule);
}

/* `New-Object PSCredential("name", "password")`, `[PSCredential]::new('name', 'password')`, `PSCredential -ArgumentList "name", "password"` */
bool check_credential(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t limit = at + LONGEST_CREDENTIAL < scan->size ? at + LONGEST_CREDENTIAL : scan->size, value = at + strlen(rule->anchor);

    while (value < limit && scan->bytes[value] != ',' && scan->bytes[value] != '\n')
        value = letter_is_quote(scan->bytes[value]) ? scan_quoted_end(scan, value + 1, scan->bytes[value], false) + 1 : value + 1;
    if (value >= limit || scan->bytes[value] != ',')
        return false;
    value = scan_skip(scan, value + 1, LETTER_BLANK, 8);
    return letter_is_quote(scan_at(scan, value)) &&
           scan_hide_behind(scan, at, value + 1, scan_quoted_end(scan, value + 1, scan->bytes[value], false), rule);
}

/* ` --user ` is ` --user=`, too. */
static bool is_option(const struct scan *scan, size_t at, const char *option)
{
    size_t last = strlen(option) - 1;

    if (option[1] != '-' || option[2] != '-')
        return scan_has(scan, at, option);
    return scan->size - at > last && memcmp(scan->bytes + at, option, last) == 0 && (scan->bytes[at + last] == ' ' || scan->bytes[at + last] == '=');
}

/* An option in a command line. */
bool check_option(struct scan *scan, size_t at, const struct rule *rule)
{
    if (at >= scan->tool_end)
        return false;
    for (uint64_t rows = scan->tools; rows != 0; rows &= rows - 1) {
        const struct tool *tool = &tools[__builtin_ctzll(rows)];

        if (is_option(scan, at, tool->option) && hide_option(scan, at + strlen(tool->option), scan->tool_end, tool, rule))
            return true;
    }
    return false;
}
