/* The reader of the user's own redaction rules, on any bytes; and what it read, on itself. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "bundle/user_rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = { "" };
    struct user_rules *rules = user_rules_read((const char *)data, size, &error);
    struct match_list list = { 0 };

    assert((rules == NULL) == (error.text[0] != '\0'));
    if (rules != NULL && user_rules_scan(rules, (const char *)data, size, 0, &list))
        for (size_t i = 0; i < list.count; i++)
            assert(list.items[i].from < list.items[i].to && list.items[i].to <= size);
    match_list_free(&list);
    user_rules_free(rules);
    return 0;
}
