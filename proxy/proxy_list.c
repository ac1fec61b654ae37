/* A list of proxies as WinINET and WinHTTP write it. */
#include "proxy/proxy_list.h"

#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

enum { MOST_ENTRIES = 1024, MOST_COMPLAINTS = 16 };

static const char *const targets[] = { "*", "http", "https", "ftp", "socks" };

static bool is_separator(char c)
{
    return c == ';' || c == ' ' || (c >= '\t' && c <= '\r');
}

/* What stands left of `=`, in our own copy; NULL where Windows knows no such scheme. */
static const char *target_named(struct span name)
{
    for (size_t i = 1; i < sizeof targets / sizeof targets[0]; i++) {
        size_t c = 0;

        while (c < name.size && targets[i][c] != '\0' && text_lower(name.data[c]) == targets[i][c])
            c++;
        if (c == name.size && targets[i][c] == '\0')
            return targets[i];
    }
    return NULL;
}

/* The `=` that ends a scheme's name: before any byte that could belong to a host, a port or credentials. */
static size_t target_length(struct span entry)
{
    size_t size = 0;

    while (size < entry.size && text_lower(entry.data[size]) >= 'a' && text_lower(entry.data[size]) <= 'z')
        size++;
    return size < entry.size && entry.data[size] == '=' ? size : 0;
}

/* A fault where the entry would have counted spoils the setting; elsewhere it is only worth saying. */
static void complain_of(struct proxy_problems *problems, const char *target, size_t number, size_t offset, const struct proxy_problems *found)
{
    bool is_needed = target != NULL && (strcmp(target, "*") == 0 || strcmp(target, "https") == 0);

    if (problems->count >= MOST_COMPLAINTS)
        return;
    for (size_t i = 0; i < found->count; i++)
        proxy_problem_add(problems, is_needed ? found->items[i].kind->word : "entry", "entry %zu of the list (offset %zu): %s", number, offset,
                          found->items[i].summary);
}

static void read_entry(struct proxy_list *list, struct span entry, size_t number, size_t offset, struct proxy_problems *problems)
{
    struct proxy_problems found = { 0 };
    struct proxy_address address;
    const char *target = "*";
    size_t named = target_length(entry);

    if (named > 0) {
        target = target_named((struct span){ entry.data, named });
        entry = (struct span){ entry.data + named + 1, entry.size - named - 1 };
    }
    if (target == NULL)
        proxy_problem_add(&found, "entry", "Windows knows no URL scheme of that name, and drops the entry");
    else if (proxy_address_read(&address, entry.data, entry.size, &found)) {
        if (strcmp(target, "socks") == 0 && !address.has_scheme)
            memcpy(address.scheme, "socks4", sizeof "socks4");
        proxy_list_add(list, target, &address);
    }
    complain_of(problems, target, number, offset, &found);
    proxy_problems_free(&found);
}

void proxy_list_read(struct proxy_list *list, const char *text, size_t size, struct proxy_problems *problems)
{
    size_t number = 0, at = 0, before = list->count;

    while (at < size) {
        size_t begin = at;

        while (at < size && !is_separator(text[at]))
            at++;
        if (at > begin && ++number > MOST_ENTRIES) {
            proxy_problem_add(problems, "entry", "more than %d entries; what follows offset %zu is not read", MOST_ENTRIES, begin);
            break;
        }
        if (at > begin)
            read_entry(list, (struct span){ text + begin, at - begin }, number, begin, problems);
        at++;
    }
    if (list->count == before)
        proxy_problem_add(problems, "malformed", number == 0 ? "the list names no proxy" : "no entry of the list is a proxy");
}

void proxy_list_add(struct proxy_list *list, const char *target, struct proxy_address *address)
{
    const char *known = "*";

    for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
        if (strcmp(targets[i], target) == 0)
            known = targets[i];
    /* Powers of two, so that a long list is not copied for each entry. */
    if ((list->count & (list->count - 1)) == 0)
        list->entries = memory_resize(list->entries, list->count == 0 ? 1 : 2 * list->count, sizeof *list->entries);
    list->entries[list->count++] = (struct proxy_list_entry){ known, *address };
    *address = (struct proxy_address){ 0 };
}

void proxy_list_free(struct proxy_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        proxy_address_free(&list->entries[i].address);
    free(list->entries);
    *list = (struct proxy_list){ 0 };
}

const struct proxy_list_entry *proxy_list_for(const struct proxy_list *list, const char *scheme)
{
    const struct proxy_list_entry *for_all = NULL;

    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->entries[i].target, scheme) == 0)
            return &list->entries[i];
        if (for_all == NULL && strcmp(list->entries[i].target, "*") == 0)
            for_all = &list->entries[i];
    }
    return for_all;
}
