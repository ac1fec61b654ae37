/* Which hosts go direct, and because of which entry. */
#include "proxy/bypass.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/bypass_rule.h"

static bool separates(enum bypass_grammar grammar, char c)
{
    if (c == ' ' || c == '\t')
        return true;
    return grammar == BYPASS_WINDOWS ? c == ';' || c == '\n' || c == '\r' : c == ',';
}

bool bypass_looks_like_network(struct span entry)
{
    size_t size = 0, digits;

    while (size < entry.size && entry.data[size] != '\0' && strchr("0123456789abcdefABCDEF.:*[]", entry.data[size]) != NULL)
        size++;
    if (size == 0 || size == entry.size || entry.data[size] != '/')
        return false;
    for (digits = size + 1; digits < entry.size && entry.data[digits] >= '0' && entry.data[digits] <= '9';)
        digits++;
    return digits == entry.size && digits > size + 1 && (memchr(entry.data, '.', size) != NULL || memchr(entry.data, ':', size) != NULL);
}

char *bypass_lower(struct span span)
{
    char *lower = memory_copy(span.data, span.size);

    for (size_t i = 0; i < span.size; i++)
        lower[i] = text_lower(lower[i]);
    return lower;
}

static void add_entry(struct bypass_list *list, size_t *capacity, struct span entry, struct proxy_problems *problems)
{
    struct bypass_rule *rule;

    if (list->count == *capacity) {
        *capacity = *capacity > 0 ? 2 * *capacity : 16;
        list->entries = memory_resize(list->entries, *capacity, sizeof *list->entries);
        list->rules = memory_resize(list->rules, *capacity, sizeof *list->rules);
    }
    rule = &list->rules[list->count];
    *rule = (struct bypass_rule){ .kind = RULE_NEVER };
    if (list->grammar == BYPASS_WINDOWS)
        bypass_windows_read(rule, entry, problems);
    else
        bypass_curl_read(rule, entry, problems);
    list->entries[list->count++] = memory_copy(entry.data, entry.size);
}

/* A sentence that quotes too much, or too many of them, help nobody: problems are found in a list of their own. */
static void hand_over(struct proxy_problems *problems, struct proxy_problems *found, size_t limit)
{
    for (size_t i = 0; i < found->count && i < limit; i++)
        proxy_problem_add(problems, found->items[i].kind->word, "%s", found->items[i].summary);
    proxy_problems_free(found);
}

void bypass_read(struct bypass_list *list, enum bypass_grammar grammar, const char *text, size_t size, struct proxy_problems *problems)
{
    size_t capacity = 0, at = 0, told = 0;
    struct proxy_problems found = { 0 };

    bypass_free(list);
    list->grammar = grammar;
    /* curl looks for this before it looks for entries: with a blank beside it, or another entry, `*` is a name like any other. */
    if (grammar == BYPASS_CURL && size == 1 && text[0] == '*') {
        add_entry(list, &capacity, (struct span){ text, size }, &found);
        list->rules[0].kind = RULE_ALL;
        proxy_problems_free(&found);
        proxy_problem_add(problems, "bypass-everything", "the bypass list is `*`: every URL goes direct");
        return;
    }
    while (at < size) {
        size_t begin = at;

        while (at < size && !separates(grammar, text[at]))
            at++;
        if (at > begin && list->count < INT_MAX)
            add_entry(list, &capacity, (struct span){ text + begin, at - begin }, &found);
        if (found.count > 0)
            hand_over(problems, &found, told++ < BYPASS_MOST_PROBLEMS ? found.count : 0);
        at++;
    }
}

void bypass_free(struct bypass_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->entries[i]);
        free(list->rules[i].text);
        free(list->rules[i].scheme);
    }
    free(list->entries);
    free(list->rules);
    *list = (struct bypass_list){ 0 };
}

int bypass_match(const struct bypass_list *list, const struct bypass_target *target)
{
    struct bypass_view view = { .scheme = target->scheme, .port = target->port };

    if (target->host[0] == '\0' || strlen(target->host) > BYPASS_LONGEST_HOST)
        return BYPASS_NONE;
    if (list->grammar == BYPASS_WINDOWS) {
        bypass_windows_view(&view, target);
        return bypass_windows_match(list, &view);
    }
    bypass_curl_view(&view, target);
    return bypass_curl_match(list, &view);
}

static int port_of_scheme(const char *scheme)
{
    static const struct {
        const char *scheme;
        int port;
    } known[] = { { "http", 80 }, { "https", 443 }, { "ftp", 21 }, { "ws", 80 }, { "wss", 443 } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].scheme, scheme) == 0)
            return known[i].port;
    return 0;
}

/* ":443" or nothing; false where it is neither. */
static bool read_port(struct span text, int *port)
{
    int number = 0;

    if (text.size == 0)
        return true;
    if (text.data[0] != ':' || text.size > 6)
        return false;
    for (size_t i = 1; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = 10 * number + (text.data[i] - '0');
    }
    if (text.size > 1)
        *port = number;
    return number <= 65535;
}

/* Up to the end of the scheme's name; 0 where there is none. */
static size_t read_scheme(const char *url, char scheme[16])
{
    size_t size = 0;

    while ((text_lower(url[size]) >= 'a' && text_lower(url[size]) <= 'z') ||
           (size > 0 && url[size] != '\0' && strchr("0123456789+.-", url[size]) != NULL))
        size++;
    if (size == 0 || size > 15 || strncmp(url + size, "://", 3) != 0)
        return 0;
    for (size_t i = 0; i < size; i++)
        scheme[i] = text_lower(url[i]);
    scheme[size] = '\0';
    return size;
}

static bool is_host(struct span host)
{
    for (size_t i = 0; i < host.size; i++)
        if ((unsigned char)host.data[i] <= ' ' || host.data[i] == 0x7f)
            return false;
    return host.size > 0 && host.size <= BYPASS_LONGEST_HOST;
}

/* Host and port of "host:port" or "[IPv6%zone]:port"; the zone is left out. */
static bool split_authority(struct span authority, struct span *host, struct span *port)
{
    const char *end;

    if (authority.size > 0 && authority.data[0] == '[') {
        const char *zone;

        end = memchr(authority.data, ']', authority.size);
        if (end == NULL)
            return false;
        *host = (struct span){ authority.data + 1, (size_t)(end - authority.data) - 1 };
        *port = (struct span){ end + 1, authority.size - host->size - 2 };
        zone = host->size > 0 ? memchr(host->data, '%', host->size) : NULL;
        if (zone != NULL)
            host->size = (size_t)(zone - host->data);
        return ip_address_read_v6(&(struct ip_address){ 0 }, host->data, host->size);
    }
    end = authority.size > 0 ? memchr(authority.data, ':', authority.size) : NULL;
    *host = (struct span){ authority.data, end != NULL ? (size_t)(end - authority.data) : authority.size };
    *port = (struct span){ authority.data + host->size, authority.size - host->size };
    return true;
}

bool bypass_target_read(struct bypass_target *target, const char *url, char scheme[16], char host[256])
{
    size_t skipped = read_scheme(url, scheme);
    struct span authority, name, port;
    int number;

    if (skipped == 0)
        return false;
    authority.data = url + skipped + 3;
    authority.size = strcspn(authority.data, "/?#\\");
    for (size_t i = authority.size; i > 0; i--)
        if (authority.data[i - 1] == '@') {
            authority = (struct span){ authority.data + i, authority.size - i };
            break;
        }
    number = port_of_scheme(scheme);
    if (!split_authority(authority, &name, &port) || !is_host(name) || !read_port(port, &number))
        return false;
    memcpy(host, name.data, name.size);
    host[name.size] = '\0';
    *target = (struct bypass_target){ scheme, host, number };
    return true;
}
