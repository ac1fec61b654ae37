/* Lists of proxies: few entries, each a proxy, and never silence where there is none for https. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "proxy/proxy_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proxy_problems problems = { 0 };
    struct proxy_list list = { 0 };
    const struct proxy_list_entry *entry;

    proxy_list_read(&list, (const char *)data, size, &problems);
    assert(list.count <= 1024 && problems.count <= 32);
    assert(list.count > 0 || proxy_problems_have(&problems, PROXY_UNUSABLE));
    entry = proxy_list_for(&list, "https");
    assert(entry == NULL || strcmp(entry->target, "https") == 0 || strcmp(entry->target, "*") == 0);
    proxy_list_free(&list);
    proxy_problems_free(&problems);
    return 0;
}
