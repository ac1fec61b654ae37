/* no_proxy as curl 7.88.1 reads it, the library of the agent. Written after lib/noproxy.c's documented behaviour and measured
 * with curl 7.88.1 (Debian 12, 2026-11): what other programs read in a no_proxy is another matter.
 *
 * A name covers itself and its sub-domains, with or without a dot before it; one dot at the end does not matter. IPv4 networks
 * count for IPv4 addresses, a prefix of 0 means the address alone. An IPv6 address is a name: no brackets, no networks, and as
 * the URL writes it once curl has shortened it. No wildcards, no ports. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/secret.h"
#include "proxy/bypass_rule.h"

static int shown(struct span entry)
{
    return secret_shown(entry.data, entry.size, BYPASS_MOST_SHOWN);
}

/* As inet_pton() reads it: four decimal parts without leading zeros. */
static bool read_strict_v4(struct span text, unsigned *number)
{
    struct ip_address address;
    size_t dots = 0;

    for (size_t i = 0; i < text.size; i++) {
        bool is_first = i == 0 || text.data[i - 1] == '.';

        if (text.data[i] == '.')
            dots++;
        else if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        else if (is_first && text.data[i] == '0' && i + 1 < text.size && text.data[i + 1] != '.')
            return false;
    }
    if (dots != 3 || !ip_address_read_v4(&address, text.data, text.size))
        return false;
    *number = (unsigned)address.bytes[0] << 24 | (unsigned)address.bytes[1] << 16 | (unsigned)address.bytes[2] << 8 | address.bytes[3];
    return true;
}

/* As atoi() reads it: a sign, digits, and whatever stands behind them. */
static long read_prefix(struct span text)
{
    bool is_negative = text.size > 0 && text.data[0] == '-';
    size_t at = text.size > 0 && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    long number = 0;

    for (; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++)
        number = number < 1000 ? 10 * number + (text.data[at] - '0') : number;
    return is_negative ? -number : number;
}

static void read_network(struct bypass_rule *rule, struct span entry)
{
    const char *slash = memchr(entry.data, '/', entry.size);
    size_t size = slash != NULL ? (size_t)(slash - entry.data) : entry.size;
    long prefix = slash != NULL ? read_prefix((struct span){ slash + 1, entry.size - size - 1 }) : 0;

    /* curl's buffer holds 128 bytes. */
    if (entry.size >= 128 || prefix < 0 || prefix > 32 || !read_strict_v4((struct span){ entry.data, size }, &rule->network))
        return;
    rule->kind = RULE_NETWORK;
    rule->mask = prefix == 0 ? UINT_MAX : UINT_MAX << (32 - prefix);
}

static bool has(struct span entry, char c)
{
    return memchr(entry.data, c, entry.size) != NULL;
}

/* "name:80", "10.0.0.1:80", "[::1]:80" */
static bool has_port(struct span entry)
{
    const char *colon = memchr(entry.data, ':', entry.size);
    const char *end = entry.data + entry.size;

    if (entry.data[0] == '[')
        return entry.data[entry.size - 1] != ']';
    if (colon == NULL || colon + 1 == end)
        return false;
    while (++colon < end)
        if (*colon < '0' || *colon > '9')
            return false;
    return true;
}

static void judge(const struct bypass_rule *rule, struct span entry, struct proxy_problems *problems)
{
    int size = shown(entry);

    if (entry.data[0] == '<')
        proxy_problem_add(problems, "bypass-entry", "`%.*s` means nothing to curl", size, entry.data);
    else if (has(entry, ';'))
        proxy_problem_add(problems, "bypass-separator", "`%.*s` never matches: curl separates entries by commas, not by `;`", size, entry.data);
    else if (has(entry, '*'))
        proxy_problem_add(problems, "wildcard", "`%.*s` never matches: curl reads no wildcards, a name covers its sub-domains", size, entry.data);
    else if (bypass_looks_like_network(entry) && rule->kind != RULE_NETWORK)
        proxy_problem_add(problems, "cidr", "`%.*s` never matches: curl 7.88.1 reads IPv4 networks only", size, entry.data);
    else if (has(entry, '/') && rule->kind != RULE_NETWORK)
        proxy_problem_add(problems, "bypass-entry", "`%.*s` never matches: curl compares host names, not URLs", size, entry.data);
    else if (has_port(entry))
        proxy_problem_add(problems, "bypass-port", "`%.*s` never matches: curl reads no ports", size, entry.data);
    else if (has(entry, '['))
        proxy_problem_add(problems, "bypass-entry", "`%.*s` never matches: curl 7.88.1 wants IPv6 addresses without brackets", size, entry.data);
}

void bypass_curl_read(struct bypass_rule *rule, struct span entry, struct proxy_problems *problems)
{
    struct span name = entry;

    rule->kind = RULE_SUBDOMAIN;
    read_network(rule, entry);
    judge(rule, entry, problems);
    if (name.data[name.size - 1] == '.')
        name.size--;
    if (name.size > 0 && name.data[0] == '.')
        name = (struct span){ name.data + 1, name.size - 1 };
    if (name.size == 0 || name.size > BYPASS_LONGEST_HOST) {
        rule->kind = RULE_NEVER;
        return;
    }
    rule->text = bypass_lower(name);
    rule->size = name.size;
}

/* As inet_ntop() of glibc writes it: an IPv4 address within IPv6 with its dots. */
static void write_address(const struct ip_address *address, char text[IP_ADDRESS_TEXT_SIZE])
{
    static const unsigned char zeros[10] = { 0 };
    const unsigned char *bytes = address->bytes;
    bool is_mapped = bytes[10] == 0xff && bytes[11] == 0xff;
    bool is_within = bytes[10] == 0 && bytes[11] == 0 && (bytes[12] != 0 || bytes[13] != 0);

    if (address->is_v6 && memcmp(bytes, zeros, sizeof zeros) == 0 && (is_mapped || is_within))
        snprintf(text, IP_ADDRESS_TEXT_SIZE, "::%s%d.%d.%d.%d", is_mapped ? "ffff:" : "", bytes[12], bytes[13], bytes[14], bytes[15]);
    else
        ip_address_write(address, text);
}

void bypass_curl_view(struct bypass_view *view, const struct bypass_target *target)
{
    struct ip_address address;
    char text[IP_ADDRESS_TEXT_SIZE], *lower = bypass_lower(span_of(target->host));
    const char *host = lower;

    /* curl makes 127.1 and 0x7f.1 what they mean, and IPv6 shorter where it can. */
    if (ip_address_read_v4(&address, lower, strlen(lower)) || ip_address_read_v6(&address, lower, strlen(lower))) {
        write_address(&address, text);
        if (!address.is_v6 || strlen(text) < strlen(lower))
            host = text;
    }
    view->size = strlen(host);
    memcpy(view->host, host, view->size + 1);
    view->is_v4 = read_strict_v4((struct span){ view->host, view->size }, &view->v4);
    if (!view->is_v4 && view->size > 0 && view->host[view->size - 1] == '.')
        view->host[--view->size] = '\0';
    free(lower);
}

static bool rule_matches(const struct bypass_rule *rule, const struct bypass_view *view)
{
    size_t head = view->size - rule->size;

    if (rule->kind == RULE_ALL)
        return true;
    if (rule->kind == RULE_NEVER)
        return false;
    if (view->is_v4)
        return rule->kind == RULE_NETWORK && ((rule->network ^ view->v4) & rule->mask) == 0;
    if (rule->text == NULL || rule->size > view->size || (head > 0 && view->host[head - 1] != '.'))
        return false;
    return memcmp(rule->text, view->host + head, rule->size) == 0;
}

int bypass_curl_match(const struct bypass_list *list, const struct bypass_view *view)
{
    for (size_t i = 0; i < list->count; i++)
        if (rule_matches(&list->rules[i], view))
            return (int)i;
    return BYPASS_NONE;
}
