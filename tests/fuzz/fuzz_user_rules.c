/* The reader of the user's own redaction rules, on any bytes; and what it read, on itself, and on each of its lines as a value. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "bundle/user_rules.h"

/* A line's first word says which rule it is. */
static void check_keep(const struct user_rules *rules, const char *bytes, size_t size)
{
    struct span rest = { bytes, size }, line;

    while (span_next_line(&rest, &line)) {
        for (; line.size > 0 && line.data[0] != ' '; line.size--)
            line.data++;
        line = span_trim(line);
        for (int kind = 0; kind < PSEUDONYMS; kind++)
            assert(!user_rules_keep(rules, (enum pseudonym_kind)kind, line.data, line.size) || kind != PSEUDONYM_SECRET);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = { "" };
    struct user_rules *rules = user_rules_read((const char *)data, size, &error);
    struct match_list list = { 0 };

    assert((rules == NULL) == (error.text[0] != '\0'));
    if (rules != NULL && user_rules_scan(rules, (const char *)data, size, 0, &list))
        for (size_t i = 0; i < list.count; i++)
            assert(list.items[i].from < list.items[i].to && list.items[i].to <= size);
    if (rules != NULL)
        check_keep(rules, (const char *)data, size);
    match_list_free(&list);
    user_rules_free(rules);
    return 0;
}
