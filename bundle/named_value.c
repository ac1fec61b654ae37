/* Where the value of a name begins and ends, in any of the usual syntaxes. */
#include "bundle/named_value.h"

#include <string.h>

enum { LONGEST_NAME = 64, MOST_BLANKS = 64, LONGEST_ELEMENT = 4096 };

static size_t skip_blanks(const struct scan *scan, size_t at)
{
    size_t end = at < scan->size && scan->size - at > MOST_BLANKS ? at + MOST_BLANKS : scan->size;

    while (at < end && (scan->bytes[at] == ' ' || scan->bytes[at] == '\t'))
        at++;
    return at;
}

static size_t line_end(const struct scan *scan, size_t at)
{
    const char *end = memchr(scan->bytes + at, '\n', scan->size - at);
    size_t to = end != NULL ? (size_t)(end - scan->bytes) : scan->size;

    while (to > at && letter_is(scan->bytes[to - 1], LETTER_BLANK))
        to--;
    return to;
}

/* Is the name the first of its line, but for blanks, `- ` and `export `? */
static bool begins_line(const struct scan *scan, size_t at)
{
    size_t begin = at;

    if (at > 3 && letter_lower(scan->bytes[at - 2]) == 't' && (scan_follows(scan, begin, "export ") || scan_follows(scan, begin, "set ")))
        begin -= scan_follows(scan, begin, "export ") ? 7 : 4;
    while (begin > 0 && at - begin < MOST_BLANKS &&
           (scan->bytes[begin - 1] == ' ' || scan->bytes[begin - 1] == '\t' || scan->bytes[begin - 1] == '-'))
        begin--;
    return begin == 0 || scan->bytes[begin - 1] == '\n' || scan->bytes[begin - 1] == '\r';
}

/* Behind `"name"` of a pair that is written apart: `"name": "DB_PASSWORD", "value": "x"`, `- name: DB_PASSWORD` LF `  value: x`. */
static size_t pair_value(const struct scan *scan, size_t at)
{
    if (scan_at(scan, at) == ',' || scan_at(scan, at) == ';')
        at++;
    at = scan_skip(scan, at, LETTER_BLANK, MOST_BLANKS);
    at += letter_is_quote(scan_at(scan, at)) ? 1u : 0u;
    if (!scan_has_lower(scan, at, "value"))
        return 0;
    at += strlen("value");
    at += letter_is_quote(scan_at(scan, at)) ? 1u : 0u;
    at = skip_blanks(scan, at);
    return scan_at(scan, at) == ':' || scan_at(scan, at) == '=' || scan_at(scan, at) == '>' ? skip_blanks(scan, at + 1) : 0;
}

/* Behind `"--password"` and the comma of a list, `('password'` and that of a pair: `"x"`, `'x')`. */
static size_t next_in_list(const struct scan *scan, size_t name, size_t comma)
{
    size_t value = scan_skip(scan, comma + 1, LETTER_BLANK, MOST_BLANKS), end;

    if (!letter_is_quote(scan_at(scan, value)))
        return 0;
    if (scan->bytes[name] == '-')
        return value;
    if (name < 2 || scan->bytes[name - 2] != '(')
        return 0;
    end = scan_quoted_end(scan, value + 1, scan->bytes[value], false);
    return scan_at(scan, scan_skip(scan, end + 1, LETTER_BLANK, MOST_BLANKS)) == ')' ? value : 0;
}

/* The next argument in a record of the audit system: `a1="--password" a2="x"`. */
static size_t next_argument(const struct scan *scan, size_t at)
{
    size_t end = scan_at(scan, at) == 'a' ? scan_skip(scan, at + 1, LETTER_DIGIT, 4) : at;

    return end > at + 1 && scan_at(scan, end) == '=' ? end + 1 : at;
}

/* In front of a word and the blank before it: `login bob`, `user bob`, `account bob`. */
static bool is_behind_account(const struct scan *scan, size_t word)
{
    if (scan_before(scan, word) != ' ')
        return false;
    switch (letter_lower(scan_before(scan, word - 1))) {
    case 'n':
        return scan_follows(scan, word, "login ");
    case 'r':
        return scan_follows(scan, word, "user ");
    case 't':
        return scan_follows(scan, word, "account ");
    default:
        return false;
    }
}

/* `setx NAME x`, `env NAME x`, `enable secret x`, `aws configure set NAME x` */
static bool is_behind_command(const struct scan *scan, size_t name)
{
    if (scan_before(scan, name) != ' ')
        return false;
    switch (letter_lower(scan_before(scan, name - 1))) {
    case 'x':
        return scan_follows(scan, name, "setx ");
    case 'v':
        return scan_follows(scan, name, "env ");
    case 'e':
        return scan_follows(scan, name, "enable ");
    case 't':
        return scan_follows(scan, name, "configure set ") || scan_follows(scan, name, "config set ");
    default:
        return false;
    }
}

/* `login bob password x` of .netrc, `password x` alone on its line, PASSWORD 'x' of SQL. */
static bool is_parted_by_blank(const struct scan *scan, size_t name, size_t value)
{
    size_t word = scan_back(scan, name > 0 ? name - 1 : 0, LETTER_USER, LONGEST_NAME);

    /* No other program's words. */
    if (scan_has_lower(scan, name, "requirepass") || scan_has_lower(scan, name, "masterauth") || scan_has_lower(scan, name, "bindpw"))
        return true;
    if (letter_is_quote(scan_at(scan, value)) || is_behind_account(scan, word) || is_behind_command(scan, name))
        return true;
    if (begins_line(scan, name)) {
        size_t end = value;

        while (end < scan->size && end - value < 256 && !letter_is(scan->bytes[end], LETTER_BLANK))
            end++;
        return end > value && (end == scan->size || scan->bytes[end] == '\n' || scan->bytes[end] == '\r');
    }
    return false;
}

/* `<Password>` LF `<Value>x</Value>`: an answer file of Windows' setup. */
static size_t behind_element(const struct scan *scan, size_t at)
{
    size_t begin = scan_skip(scan, at, LETTER_BLANK, MOST_BLANKS);

    return scan_has_lower(scan, begin, "<value>") ? begin + strlen("<value>") : skip_blanks(scan, at);
}

/* Behind the rest of a tag: `<password type="plain">`, `<entry key="password">`; 0 where it is none. */
static size_t tag_end(const struct scan *scan, size_t at)
{
    size_t end = at;

    while (end < scan->size && end - at < LONGEST_NAME && scan->bytes[end] != '>' && scan->bytes[end] != '<' && scan->bytes[end] != '\n')
        end++;
    return scan_at(scan, end) == '>' ? behind_element(scan, end + 1) : 0;
}

/* Behind `:`; where the line ends there, what stands in the next one, moved in or in quotes: `password:` LF `  x`. */
static size_t behind_colon(const struct scan *scan, size_t at)
{
    size_t value = skip_blanks(scan, at), line = value, begin;

    line += scan_at(scan, line) == '\r' ? 1u : 0u;
    if (scan_at(scan, line) != '\n')
        return value;
    begin = skip_blanks(scan, line + 1);
    if (letter_is_quote(scan_at(scan, begin)) && begin > line + 1)
        return begin;
    if (begin == line + 1 || scan_at(scan, begin) == '-' || scan_at(scan, begin) == '#')
        return value;
    /* A name of its own stands there: the value is a table. */
    for (size_t end = begin; end < scan->size && end - begin < LONGEST_NAME && !letter_is(scan->bytes[end], LETTER_BLANK); end++)
        if (scan->bytes[end] == ':' || (scan->bytes[end] == '=' && letter_is(scan_at(scan, end + 1), LETTER_WORD)))
            return value;
    return begin;
}

/* `/password:x` in a command line of Windows, but not a path with a message behind it. */
static bool is_switch(const struct scan *scan, size_t name, size_t colon)
{
    return name > 1 && scan->bytes[name - 1] == '/' && letter_is(scan->bytes[name - 2], LETTER_BLANK) &&
           !letter_is(scan_at(scan, colon + 1), LETTER_BLANK) && scan_at(scan, colon + 1) != '/';
}

/* `DefaultPassword    REG_SZ    x`, as reg.exe lists a key. */
static size_t behind_type(const struct scan *scan, size_t at)
{
    return skip_blanks(scan, scan_skip(scan, at, LETTER_NAME, LONGEST_NAME));
}

/* `<Password`, `<wsse:Password` */
static bool begins_element(const struct scan *scan, size_t name)
{
    char before = scan_before(scan, name);

    return before == '<' || (before == ':' && scan_before(scan, scan_back(scan, name - 1, LETTER_NAME, LONGEST_NAME)) == '<');
}

size_t named_value_begin(const struct scan *scan, size_t name, size_t end, enum secret_name kind)
{
    bool is_option = scan->bytes[name] == '-', is_element = begins_element(scan, name);
    size_t closed = end, at;

    for (int i = 0;
         i < 3 && closed < scan->size && (letter_is_quote(scan->bytes[closed]) || scan->bytes[closed] == '\\' || scan->bytes[closed] == ']'); i++)
        closed++;
    at = skip_blanks(scan, closed);
    if (at == scan->size)
        return 0;
    if (scan->bytes[at] == '=')
        return skip_blanks(scan, at + (scan_has(scan, at, "==") || scan_has(scan, at, "=>") ? 2 : 1));
    if (scan->bytes[at] == ':' && (kind != SECRET_ASSIGNED || is_switch(scan, name, at)) && !scan_has(scan, at, "://"))
        return behind_colon(scan, at + (scan_has(scan, at, ":=") ? 2 : 1));
    if (scan_has_lower(scan, at, "value="))
        return at + strlen("value=");
    if (is_element && scan->bytes[at] == '>')
        return behind_element(scan, at + 1);
    if ((is_element || closed > end) && (scan->bytes[at] == '>' || (is_element && at > closed)))
        return tag_end(scan, at);
    /* Terraform: `variable "password" { default = "x" }` */
    if (closed > end && scan->bytes[at] == '{') {
        at = scan_skip(scan, at + 1, LETTER_BLANK, MOST_BLANKS);
        at = scan_has(scan, at, "default") ? skip_blanks(scan, at + strlen("default")) : scan->size;
        return scan_at(scan, at) == '=' ? skip_blanks(scan, at + 1) : 0;
    }
    if ((closed > end && (scan->bytes[at] == ',' || scan->bytes[at] == ';')) || scan->bytes[at] == '\n' || scan->bytes[at] == '\r') {
        size_t value = pair_value(scan, at);

        return value == 0 && scan->bytes[at] == ',' ? next_in_list(scan, name, at) : value;
    }
    if (at > end && scan_has(scan, at, "REG_"))
        return behind_type(scan, at);
    if (is_option && at > closed && scan->bytes[at] != '-')
        return closed > end ? next_argument(scan, at) : at;
    if (at == end && scan->bytes[at] == '(' && letter_is_quote(scan_at(scan, at + 1)))
        return at + 1;
    return kind == SECRET_WORD && at > end && is_parted_by_blank(scan, name, at) ? at : 0;
}

size_t scan_quoted_end(const struct scan *scan, size_t at, char quote, bool is_escaped)
{
    for (; at < scan->size && scan->bytes[at] != '\n' && scan->bytes[at] != '\r'; at++) {
        if (scan->bytes[at] == quote && !is_escaped)
            return at;
        if (scan->bytes[at] == '\\' && at + 1 < scan->size) {
            if (is_escaped && scan->bytes[at + 1] == quote)
                return at;
            at++;
        }
    }
    return at < scan->size ? at : scan->size;
}

/* Behind `;` or `&`: does the next setting begin (`Server=`), or was that part of the value? */
static bool begins_setting(const struct scan *scan, size_t at)
{
    size_t end = at;

    while (end < scan->size && end - at < 40 && (letter_is(scan->bytes[end], LETTER_NAME) || scan->bytes[end] == ' '))
        end++;
    return at >= scan->size || letter_is(scan->bytes[at], LETTER_BLANK) || letter_is_quote(scan->bytes[at]) || scan_at(scan, end) == '=' ||
           scan_has(scan, at, "amp;");
}

size_t scan_plain_end(const struct scan *scan, size_t at, char before, bool is_in_json)
{
    bool is_query = before == '?' || before == '&', is_element = before == '<';

    if (scan_at(scan, at) == '{') {
        at = scan_quoted_end(scan, at, '}', false);
        return scan_at(scan, at) == '}' ? at + 1 : at;
    }
    for (; at < scan->size; at++) {
        char c = scan->bytes[at];

        if (letter_is(c, LETTER_BLANK) || letter_is_quote(c) || (is_query && c == '#') || (is_element && c == '<') ||
            (c == '<' && scan_at(scan, at + 1) == '/'))
            break;
        if ((c == ';' || c == '&') && (is_query || begins_setting(scan, at + 1)))
            break;
        if (is_in_json && (c == ',' || c == '}' || c == ']'))
            break;
        if (c == '\\' && at + 1 < scan->size && letter_is_quote(scan->bytes[at + 1]))
            break;
    }
    return at;
}

/* How far the line at `at` is moved in. */
static size_t indent_of(const struct scan *scan, size_t line, size_t limit)
{
    size_t at = line;

    while (at < scan->size && at - line < limit && (scan->bytes[at] == ' ' || scan->bytes[at] == '\t'))
        at++;
    return at - line;
}

/* `name: |`: the lines below that are moved in further than the first one's name (YAML 1.2, 8.1). */
static size_t block_end(const struct scan *scan, size_t name, size_t at)
{
    size_t begin = name, end = at, own;

    while (begin > 0 && name - begin < LONGEST_NAME && (scan->bytes[begin - 1] == ' ' || scan->bytes[begin - 1] == '-'))
        begin--;
    own = name - begin;
    while (end < scan->size && scan->bytes[end] == '\n') {
        size_t line = end + 1, next;

        if (indent_of(scan, line, own + 1) <= own && scan_at(scan, line) != '\n' && scan_at(scan, line) != '\r')
            break;
        for (next = line; next < scan->size && scan->bytes[next] != '\n'; next++)
            ;
        end = next;
    }
    return end;
}

/* `hex:41,42,\` and the lines behind it. */
static size_t hex_end(const struct scan *scan, size_t at)
{
    while (at < scan->size &&
           (letter_is(scan->bytes[at], LETTER_HEX) || (scan->bytes[at] == ',') || (scan->bytes[at] == '\\') ||
            (letter_is(scan->bytes[at], LETTER_BLANK) && (scan->bytes[at] != '\n' || scan_has(scan, at - 1, "\\") || scan_has(scan, at - 1, "\r")))))
        at++;
    return at;
}

/* `<password>x</password>`: all up to the next tag; what has none (in `<user>:<password>" 4`) is no element. */
static size_t element_end(const struct scan *scan, size_t at)
{
    size_t end = at;

    while (end < scan->size && end - at < LONGEST_ELEMENT && scan->bytes[end] != '<')
        end++;
    if (scan_has(scan, end, "</"))
        return end;
    return letter_is_quote(scan_at(scan, at)) ? at : scan_plain_end(scan, at, '<', false);
}

/* A run of letters of keys, told apart from the next setting by `=` and `:`: no byte is looked at for two names. */
static size_t random_end(const struct scan *scan, size_t *begin)
{
    size_t at = *begin;

    at += scan_at(scan, at) == '\\' ? 1u : 0u;
    at += letter_is_quote(scan_at(scan, at)) ? 1u : 0u;
    *begin = at;
    while (at < scan->size && letter_is(scan->bytes[at], LETTER_TOKEN) && scan->bytes[at] != '=')
        at++;
    for (size_t most = at + 2; at < most && scan_at(scan, at) == '='; at++)
        ;
    return at;
}

/* Of what is in quotes that are written two- or threefold: `''x''` within quotes of SQL, three around lines of TOML and Python. */
static size_t manifold_end(const struct scan *scan, char quote, size_t *begin)
{
    size_t at = *begin, few = scan_at(scan, at + 2) == quote ? 3 : 2;

    if (scan_at(scan, at + 1) != quote || (few == 2 && !letter_is(scan_at(scan, at + 2), LETTER_TOKEN)))
        return 0;
    for (size_t end = at + few; end < scan->size && end - at < LONGEST_ELEMENT && (few == 3 || scan->bytes[end] != '\n'); end++)
        if (scan->bytes[end] == quote && scan_at(scan, end + 1) == quote && (few == 2 || scan_at(scan, end + 2) == quote)) {
            *begin = scan_skip(scan, at + few, LETTER_BLANK, 2);
            while (end > *begin && letter_is(scan->bytes[end - 1], LETTER_BLANK))
                end--;
            return end;
        }
    return 0;
}

/* In front of a quote: a letter of a language (b'x', u"x", N'x'), or a name and a bracket (SecretStr('x'), Some("x")). The quote, else 0. */
static size_t quote_behind(const struct scan *scan, size_t at)
{
    size_t end = scan_skip(scan, at, LETTER_WORD | LETTER_HOST, 24);

    if (letter_is_quote(scan_at(scan, at + 1)) && scan->bytes[at] != '\0' && strchr("bBuUrRfFLNE$@", scan->bytes[at]) != NULL)
        return at + 1;
    return end > at + 2 && scan_at(scan, end) == '(' && letter_is_quote(scan_at(scan, end + 1)) ? end + 1 : 0;
}

/* `"password": {"type": "string", "value": "x"}`: where the value stands, 0 where there is none. */
static size_t value_of_object(const struct scan *scan, size_t at)
{
    for (size_t end = at + 256; at < end && at < scan->size && scan->bytes[at] != '}'; at++)
        if (letter_is_quote(scan->bytes[at]) && scan_has_lower(scan, at + 1, "value") && scan_at(scan, at + 6) == scan->bytes[at]) {
            at = skip_blanks(scan, at + 7);
            at = scan_at(scan, at) == ':' ? skip_blanks(scan, at + 1) : scan->size;
            return letter_is_quote(scan_at(scan, at)) ? at : 0;
        }
    return 0;
}

/* Behind `<![CDATA[` */
static size_t raw_end(const struct scan *scan, size_t at)
{
    size_t end = at;

    while (end < scan->size && end - at < LONGEST_ELEMENT && !scan_has(scan, end, "]]>"))
        end++;
    return end;
}

size_t named_value_end(const struct scan *scan, size_t name, size_t name_end, enum secret_name kind, size_t *begin)
{
    char before = scan_before(scan, name), first = scan_at(scan, *begin);
    size_t at = *begin, plain;

    if (kind == SECRET_MAYBE)
        return random_end(scan, begin);
    if (scan_has(scan, at, "<![CDATA[")) {
        *begin = at + strlen("<![CDATA[");
        return raw_end(scan, *begin);
    }
    if (scan->bytes[at - 1] == '>' && scan->bytes[at - 2] != '=' && (before == '<' || scan_at(scan, name_end) != ' '))
        return element_end(scan, at);
    if (letter_is_quote(first)) {
        size_t end = manifold_end(scan, first, begin);

        if (end > 0)
            return end;
        *begin = at + 1;
        return scan_quoted_end(scan, at + 1, first, false);
    }
    if (first == '\\' && letter_is_quote(scan_at(scan, at + 1))) {
        *begin = at + 2;
        return scan_quoted_end(scan, at + 2, scan->bytes[at + 1], true);
    }
    if (first == '|' || first == '>') {
        size_t below = scan_skip(scan, at + 1, LETTER_DIGIT, 1);

        below += scan_at(scan, below) == '-' || scan_at(scan, below) == '+' ? 1u : 0u;
        below = skip_blanks(scan, below);
        below += scan_at(scan, below) == '\r' ? 1u : 0u;
        if (scan_at(scan, below) == '\n') {
            *begin = below + 1 + indent_of(scan, below + 1, LONGEST_NAME);
            return block_end(scan, name, below);
        }
    }
    if (first == '[' && letter_is_quote(scan_at(scan, at + 1))) {
        *begin = at + 1;
        return scan_quoted_end(scan, at + 1, ']', false);
    }
    if (first == '{' && scan->bytes[at - 1] != '=' && (plain = value_of_object(scan, at)) > 0) {
        *begin = plain + 1;
        return scan_quoted_end(scan, plain + 1, scan->bytes[plain], false);
    }
    if (first == '[' || (first == '{' && scan->bytes[at - 1] != '='))
        return 0; /* JSON: what is inside has names of its own */
    /* It has a rule of its own. */
    if (first == '(' && scan_has_lower(scan, at + 1, "convertto-securestring"))
        return 0;
    if ((plain = quote_behind(scan, at)) > 0) {
        *begin = plain + 1;
        return scan_quoted_end(scan, plain + 1, scan->bytes[plain], false);
    }
    if (scan_has(scan, at, "hex:") || scan_has(scan, at, "hex(")) {
        *begin = at + 4;
        return hex_end(scan, at + 4);
    }
    plain = scan_plain_end(scan, at, before, letter_is_quote(scan_at(scan, name_end)));
    if (kind == SECRET_LINE)
        return line_end(scan, at);
    /* In a file of settings a password may hold blanks. */
    if (kind == SECRET_WORD && before != '<' && begins_line(scan, name) && !letter_is_quote(scan_at(scan, name_end)) &&
        !secret_is_harmless(scan->bytes + at, plain - at))
        return line_end(scan, at);
    return plain;
}
