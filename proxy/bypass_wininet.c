/* The bypass list of WinINET and WinHTTP: entries and what they match.
 *
 *     entry = [scheme "://"] pattern [":" port] | "<local>" | "<-loopback>"
 *
 * `*` stands for any characters anywhere in a pattern (WinHTTP's documentation has it at the left only), case does not matter,
 * IPv6 stands in brackets and is compared in its canonical form, IDN in punycode. There are no networks. (Learn,
 * WINHTTP_PROXY_INFO and INTERNET_PER_CONN_OPTION; behaviour in doubt as dotnet's HttpWindowsProxyTest and, where Windows shares
 * it, Chromium's proxy_bypass_rules_unittest record it.) */
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/secret.h"
#include "proxy/bypass_rule.h"
#include "proxy/punycode.h"

static int shown(struct span entry)
{
    return secret_shown(entry.data, entry.size, BYPASS_MOST_SHOWN);
}

/* What an administrator who wrote a network meant, as Windows writes it: "10.*" for 10.0.0.0/8; "" where no pattern says it. */
static void pattern_of_network(struct span entry, char pattern[32])
{
    const char *slash = memchr(entry.data, '/', entry.size);
    size_t digits = entry.size - (size_t)(slash - entry.data) - 1, at = 0, parts = 0;
    unsigned prefix = 0;
    struct ip_address network;

    pattern[0] = '\0';
    for (size_t i = 1; i <= digits && digits <= 2; i++)
        prefix = 10 * prefix + (unsigned)(slash[i] - '0');
    if (prefix % 8 != 0 || prefix == 0 || prefix > 24 || !ip_address_read_v4(&network, entry.data, (size_t)(slash - entry.data)))
        return;
    while (parts < prefix / 8 && at < 16 && entry.data[at] != '/')
        parts += entry.data[at++] == '.' ? 1 : 0;
    if (parts == prefix / 8) {
        memcpy(pattern, entry.data, at);
        memcpy(pattern + at, "*", 2);
    }
}

static void complain_of_network(struct span entry, struct proxy_problems *problems)
{
    char pattern[32];

    pattern_of_network(entry, pattern);
    if (pattern[0] != '\0')
        proxy_problem_add(problems, "cidr", "`%.*s` never matches: Windows reads no networks, `%s` says the same", shown(entry), entry.data, pattern);
    else
        proxy_problem_add(problems, "cidr", "`%.*s` never matches: Windows reads no networks", shown(entry), entry.data);
}

/* Takes "scheme://" off; false where it is not well formed. */
static bool take_scheme(struct bypass_rule *rule, struct span *rest)
{
    for (size_t i = 0; i + 2 < rest->size; i++)
        if (memcmp(rest->data + i, "://", 3) == 0) {
            rule->scheme = i > 0 ? bypass_lower((struct span){ rest->data, i }) : NULL;
            *rest = (struct span){ rest->data + i + 3, rest->size - i - 3 };
            return i > 0 && rest->size > 0;
        }
    return true;
}

/* Takes ":port" off; false where what stands there is none. A bare IPv6 address has none. */
static bool take_port(struct bypass_rule *rule, struct span *rest)
{
    size_t colon = rest->size;
    int port = 0;

    while (colon > 0 && rest->data[colon - 1] != ':' && rest->data[colon - 1] != ']')
        colon--;
    if (colon == 0 || rest->data[colon - 1] == ']')
        return colon == 0 || colon == rest->size;
    if (ip_address_read_v6(&(struct ip_address){ 0 }, rest->data, rest->size))
        return true;
    if (rest->size == colon || rest->size - colon > 5 || colon == 1)
        return false;
    for (size_t i = colon; i < rest->size; i++) {
        if (rest->data[i] < '0' || rest->data[i] > '9')
            return false;
        port = 10 * port + (rest->data[i] - '0');
    }
    rule->port = port;
    rest->size = colon - 1;
    return port >= 1 && port <= 65535;
}

/* Lower case, without brackets, IPv6 in its canonical form, IDN in punycode. */
static char *canonical(struct span pattern)
{
    struct ip_address address;
    char *lower, *ascii;

    if (pattern.size >= 2 && pattern.data[0] == '[' && pattern.data[pattern.size - 1] == ']')
        pattern = (struct span){ pattern.data + 1, pattern.size - 2 };
    if (ip_address_read_v6(&address, pattern.data, pattern.size)) {
        char text[IP_ADDRESS_TEXT_SIZE];

        ip_address_write(&address, text);
        return memory_copy_text(text);
    }
    lower = bypass_lower(pattern);
    ascii = punycode_host(lower);
    free(lower);
    return ascii;
}

/* Patterns that no host of 255 bytes can match cost nothing. */
static bool is_too_long(const char *pattern)
{
    size_t needed = 0;

    for (; *pattern != '\0'; pattern++)
        needed += *pattern != '*' ? 1 : 0;
    return needed > 4 * BYPASS_LONGEST_HOST;
}

static void set_pattern(struct bypass_rule *rule, char *text)
{
    const char *star = strchr(text, '*');

    rule->kind = star == NULL ? RULE_EXACT : RULE_PATTERN;
    if (is_too_long(text))
        rule->kind = RULE_NEVER;
    else if (star == text && strchr(text + 1, '*') == NULL) {
        rule->kind = text[1] == '\0' ? RULE_ALL : RULE_SUFFIX;
        memmove(text, text + 1, strlen(text));
    }
    rule->text = text;
    rule->size = strlen(text);
}

static void judge_pattern(const struct bypass_rule *rule, struct span entry, struct proxy_problems *problems)
{
    if (rule->kind == RULE_ALL && rule->scheme == NULL && rule->port == 0)
        proxy_problem_add(problems, "bypass-everything", "the bypass list holds `*`: every URL goes direct");
    if (entry.data[0] == '.')
        proxy_problem_add(problems, "bypass-entry", "`%.*s` never matches: Windows writes `*%.*s`", shown(entry), entry.data, shown(entry),
                          entry.data);
    if (memchr(entry.data, ',', entry.size) != NULL)
        proxy_problem_add(problems, "bypass-separator", "`%.*s` never matches: entries are separated by `;`, not by commas", shown(entry),
                          entry.data);
    if (rule->kind == RULE_PATTERN && strchr(rule->text, ':') == NULL && strspn(rule->text, "0123456789.*") != rule->size)
        proxy_problem_add(problems, "wildcard-place", "`%.*s`: WinHTTP's documentation knows `*` at the left end only", shown(entry), entry.data);
}

static bool is_marked(struct span entry, const char *mark)
{
    char *lower = entry.size == strlen(mark) ? bypass_lower(entry) : NULL;
    bool is = lower != NULL && strcmp(lower, mark) == 0;

    free(lower);
    return is;
}

void bypass_windows_read(struct bypass_rule *rule, struct span entry, struct proxy_problems *problems)
{
    struct span rest = entry;

    if (is_marked(entry, "<local>"))
        rule->kind = RULE_LOCAL;
    else if (is_marked(entry, "<-loopback>"))
        rule->kind = RULE_LOOPBACK;
    else if (bypass_looks_like_network(entry))
        complain_of_network(entry, problems);
    else if (!take_scheme(rule, &rest) || !take_port(rule, &rest))
        proxy_problem_add(problems, "bypass-entry", "`%.*s` is no `scheme://pattern:port` and never matches", shown(entry), entry.data);
    else {
        set_pattern(rule, canonical(rest));
        judge_pattern(rule, entry, problems);
    }
}

static bool is_link_local(const struct ip_address *address)
{
    if (address->is_v6)
        return address->bytes[0] == 0xfe && (address->bytes[1] & 0xc0) == 0x80;
    return address->bytes[0] == 169 && address->bytes[1] == 254;
}

static bool is_localhost(const char *host)
{
    return strcmp(host, "localhost") == 0 || strcmp(host, "localhost.") == 0 || text_ends(host, ".localhost") || text_ends(host, ".localhost.");
}

void bypass_windows_view(struct bypass_view *view, const struct bypass_target *target)
{
    struct ip_address address;
    size_t size = strlen(target->host);
    char *host = canonical((struct span){ target->host, size });

    view->is_address = ip_address_read_v6(&address, target->host, size) || ip_address_read_v4(&address, target->host, size);
    view->size = strlen(host) < sizeof view->host ? strlen(host) : 0;
    memcpy(view->host, host, view->size);
    view->host[view->size] = '\0';
    free(host);
    if (view->is_address && !address.is_v6) {
        ip_address_write(&address, view->host);
        view->size = strlen(view->host);
    }
    view->is_loopback = view->is_address ? ip_address_is_loopback(&address) || is_link_local(&address) : is_localhost(view->host);
}

/* `pattern` with stars against the whole of `text`: the parts between stars are looked for from left to right. */
static bool pattern_matches(const char *pattern, const char *text)
{
    const char *after_star = NULL, *again = NULL;

    while (*text != '\0') {
        if (*pattern == '*') {
            after_star = ++pattern;
            again = text;
        } else if (*pattern == *text) {
            pattern++;
            text++;
        } else if (after_star != NULL) {
            pattern = after_star;
            text = ++again;
        } else
            return false;
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

static bool rule_matches(const struct bypass_rule *rule, const struct bypass_view *view)
{
    if (rule->port != 0 && rule->port != view->port)
        return false;
    if (rule->scheme != NULL && strcmp(rule->scheme, view->scheme) != 0)
        return false;
    switch (rule->kind) {
    case RULE_ALL:
        return true;
    case RULE_EXACT:
        return rule->size == view->size && memcmp(rule->text, view->host, view->size) == 0;
    case RULE_SUFFIX:
        return rule->size <= view->size && memcmp(rule->text, view->host + view->size - rule->size, rule->size) == 0;
    case RULE_PATTERN:
        return pattern_matches(rule->text, view->host);
    case RULE_LOCAL:
        return !view->is_address && memchr(view->host, '.', view->size) == NULL;
    default:
        return false;
    }
}

int bypass_windows_match(const struct bypass_list *list, const struct bypass_view *view)
{
    size_t first = 0;
    bool is_implicit = view->is_loopback;

    /* What stands before <-loopback> does not count for loopback. */
    for (size_t i = 0; view->is_loopback && i < list->count; i++)
        if (list->rules[i].kind == RULE_LOOPBACK) {
            is_implicit = false;
            first = i + 1;
        }
    for (size_t i = first; i < list->count; i++)
        if (rule_matches(&list->rules[i], view))
            return (int)i;
    return is_implicit ? BYPASS_IMPLICIT : BYPASS_NONE;
}
