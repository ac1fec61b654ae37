/* What the checkers share: small looks around a place, and hiding. */
#include "bundle/rules.h"

#include <stdlib.h>
#include <string.h>

#include "bundle/redact_key.h"
#include "healthcheck/core/memory.h"

void match_add(struct match_list *list, struct match match)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        list->items = memory_resize(list->items, list->capacity, sizeof *list->items);
    }
    list->items[list->count++] = match;
}

void match_list_free(struct match_list *list)
{
    free(list->items);
    memset(list, 0, sizeof *list);
}

bool scan_hide(struct scan *scan, size_t from, size_t to, enum pseudonym_kind kind, const struct rule *rule)
{
    if (from < scan->done)
        from = scan->done;
    if (to <= from)
        return false;
    if (pseudonym_is(kind, scan->bytes + from, to - from)) {
        scan->done = to;
        return true;
    }
    match_add(scan->list, (struct match){ from, to, kind, redactor_rule_index(scan->redactor, rule) });
    scan->done = to;
    return true;
}
