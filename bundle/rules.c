/* What the checkers share: small looks around a place, and hiding. */
#include "bundle/rules.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/redact_key.h"
#include "healthcheck/core/memory.h"

/* It is filled in where it stays: a copy of what was just written in parts would wait for them. */
static inline struct match *next_match(struct match_list *list)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        list->items = memory_resize(list->items, list->capacity, sizeof *list->items);
    }
    return &list->items[list->count++];
}

void match_add(struct match_list *list, struct match match)
{
    *next_match(list) = match;
}

void match_list_free(struct match_list *list)
{
    free(list->items);
    memset(list, 0, sizeof *list);
}

bool scan_hide(struct scan *scan, size_t from, size_t to, enum pseudonym_kind kind, const struct rule *rule)
{
    struct match *match;

    if (from < scan->done)
        from = scan->done;
    if (to <= from)
        return false;
    if (pseudonym_is(kind, scan->bytes + from, to - from)) {
        scan->done = to;
        return true;
    }
    match = next_match(scan->list);
    match->from = from;
    match->to = to;
    match->kind = kind;
    match->rule = redactor_rule_index(scan->redactor, rule);
    match->address = (struct ipv4){ { 0 } };
    scan->done = to;
    return true;
}

bool scan_hide_behind(struct scan *scan, size_t at, size_t from, size_t to, const struct rule *rule)
{
    enum { SHORTEST = 4 }; /* `a\b:`, `bob:` */

    if (to <= from)
        return false;
    if (from > at + SHORTEST)
        scan_look(scan, at + 1, from);
    return scan_hide(scan, from, to, PSEUDONYM_SECRET, rule);
}
