/* Secrets in command lines: programs that take a password behind an option whose name says nothing. */
#include "bundle/rules.h"

#include <string.h>

#include "healthcheck/core/secret_name.h"

#include "bundle/named_value.h"

enum { LONGEST_COMMAND = 1024, LONGEST_COMMAND_BEFORE = 256 };

/* Programs that take a password behind an option whose name says nothing. */
static const struct tool {
    const char *name, *option;
    bool is_behind_colon; /* user:password, user%password */
    bool may_be_joined;   /* -psecret */
} tools[] = {
    /* at most as many as an unsigned has bits */
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
    { "net use", " /user:", false, false },
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
};

static bool hide_option(struct scan *scan, size_t begin, size_t end, const struct tool *tool, const struct rule *rule)
{
    size_t value, to;

    if (tool->is_behind_colon) {
        const char *colon;

        begin += letter_is_quote(scan_at(scan, begin)) ? 1u : 0u;
        to = scan_plain_end(scan, begin, '\0', false);
        colon = memchr(scan->bytes + begin, ':', to - begin);
        if (colon == NULL)
            colon = memchr(scan->bytes + begin, '%', to - begin);
        return colon != NULL && scan_hide(scan, (size_t)(colon - scan->bytes) + 1, to, PSEUDONYM_SECRET, rule);
    }
    value = scan_at(scan, begin) == ' ' ? begin + 1 : begin;
    if (value >= end || scan->bytes[value] == '-' || (value == begin && !tool->may_be_joined && scan->bytes[begin - 1] != ' '))
        return false;
    if (letter_is_quote(scan->bytes[value]))
        return scan_hide(scan, value + 1, scan_quoted_end(scan, value + 1, scan->bytes[value], false), PSEUDONYM_SECRET, rule);
    return scan_hide(scan, value, scan_plain_end(scan, value, '\0', false), PSEUDONYM_SECRET, rule);
}

/* The rows of the programs that begin with this letter: mostly the same as the last time. */
static unsigned tools_of(struct scan *scan, char first)
{
    if (scan->tool_letter != first) {
        scan->tool_letter = first;
        scan->tool_rows = 0;
        for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
            scan->tool_rows |= *tools[i].name == first ? 1u << i : 0u;
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
    for (unsigned rows = tools_of(scan, letter_lower(scan->bytes[at])); rows != 0; rows &= rows - 1)
        if (scan_has_lower(scan, at, tools[__builtin_ctz(rows)].name))
            scan->tools |= rows & -rows;
    return false;
}

/* `net use \\files\share /user:name password`, and with the share behind the name. */
static bool hide_word_behind(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = scan_plain_end(scan, at + strlen(" /user:"), '\0', false), end;

    for (int i = 0; i < 2 && scan_at(scan, begin) == ' '; i++) {
        begin = scan_skip(scan, begin, LETTER_BLANK, LONGEST_COMMAND_BEFORE);
        end = scan_plain_end(scan, begin, '\0', false);
        if (begin >= scan->tool_end || end == begin || scan->bytes[begin] == '/' || scan->bytes[begin] == '*')
            return false;
        if (!scan_has(scan, begin, "\\\\"))
            return !secret_is_harmless(scan->bytes + begin, end - begin) && scan_hide(scan, begin, end, PSEUDONYM_SECRET, rule);
        begin = end;
    }
    return false;
}

/* `net use Z: \\files\share password /user:name`: the word in front of the option, or the one behind the name. */
static bool hide_password_of_net_use(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t begin = at, line = at > LONGEST_COMMAND_BEFORE ? at - LONGEST_COMMAND_BEFORE : 0, tool = at;

    while (begin > line && !letter_is(scan->bytes[begin - 1], LETTER_BLANK))
        begin--;
    while (tool > line && scan->bytes[tool] != '\n' && !scan_has_lower(scan, tool, "net use "))
        tool--;
    if (!scan_has_lower(scan, tool, "net use "))
        return false;
    if (begin == at || begin < tool + strlen("net use ") || strchr("\\/*", scan->bytes[begin]) != NULL || scan->bytes[at - 1] == ':')
        return hide_word_behind(scan, at, rule);
    return scan_hide(scan, begin, at, PSEUDONYM_SECRET, rule);
}

/* `New-Object PSCredential("name", "password")`, `[PSCredential]::new('name', 'password')`, `PSCredential -ArgumentList "name", "password"` */
bool check_credential(struct scan *scan, size_t at, const struct rule *rule)
{
    size_t limit = at + LONGEST_COMMAND_BEFORE < scan->size ? at + LONGEST_COMMAND_BEFORE : scan->size, value = at + strlen(rule->anchor);

    while (value < limit && scan->bytes[value] != ',' && scan->bytes[value] != '\n')
        value = letter_is_quote(scan->bytes[value]) ? scan_quoted_end(scan, value + 1, scan->bytes[value], false) + 1 : value + 1;
    if (value >= limit || scan->bytes[value] != ',')
        return false;
    value = scan_skip(scan, value + 1, LETTER_BLANK, 8);
    return letter_is_quote(scan_at(scan, value)) &&
           scan_hide(scan, value + 1, scan_quoted_end(scan, value + 1, scan->bytes[value], false), PSEUDONYM_SECRET, rule);
}

/* An option in a command line. */
bool check_option(struct scan *scan, size_t at, const struct rule *rule)
{
    if (at >= scan->tool_end)
        return false;
    if (scan_has(scan, at, " /user:"))
        return hide_password_of_net_use(scan, at, rule);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if ((scan->tools >> i & 1) != 0 && scan_has(scan, at, tools[i].option) &&
            hide_option(scan, at + strlen(tools[i].option), scan->tool_end, &tools[i], rule))
            return true;
    return false;
}
