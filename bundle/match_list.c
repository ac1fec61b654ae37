/* A list of matches, of several rules brought in order. */
#include <stdlib.h>

#include "bundle/redact_scan.h"

static int compare_matches(const void *a, const void *b)
{
    const struct match *one = a, *two = b;

    if (one->from != two->from)
        return one->from < two->from ? -1 : 1;
    return one->to != two->to ? (one->to > two->to ? -1 : 1) : 0;
}

static bool is_stronger(const struct match *one, const struct match *other)
{
    if ((one->kind == PSEUDONYM_SECRET) != (other->kind == PSEUDONYM_SECRET))
        return one->kind == PSEUDONYM_SECRET;
    return one->to - one->from > other->to - other->from;
}

void match_list_settle(struct match_list *list)
{
    size_t kept = 0;

    if (list->count < 2)
        return;
    qsort(list->items, list->count, sizeof *list->items, compare_matches);
    for (size_t i = 0; i < list->count; i++) {
        struct match next = list->items[i], *last = kept > 0 ? &list->items[kept - 1] : NULL;

        if (last == NULL || next.from >= last->to) {
            list->items[kept++] = next;
            continue;
        }
        if (is_stronger(&next, last)) {
            last->kind = next.kind;
            last->rule = next.rule;
        }
        last->to = next.to > last->to ? next.to : last->to;
        last->address = (struct ipv4){ { 0 } };
    }
    list->count = kept;
}
