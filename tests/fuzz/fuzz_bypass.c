/* Bypass lists: the first byte chooses the grammar, the first line is the URL, the rest the list. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "proxy/bypass.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line = size > 1 ? memchr(data + 1, '\n', size - 1) : NULL;
    struct proxy_problems problems = { 0 };
    struct bypass_list list = { 0 };
    struct bypass_target target;
    char scheme[16], host[256], *url;

    if (line == NULL)
        return 0;
    url = memory_copy((const char *)data + 1, (size_t)(line - data) - 1);
    bypass_read(&list, data[0] == 'c' ? BYPASS_CURL : BYPASS_WINDOWS, (const char *)line + 1, size - (size_t)(line - data) - 1, &problems);
    if (bypass_target_read(&target, url, scheme, host)) {
        int entry = bypass_match(&list, &target);

        assert(entry >= BYPASS_IMPLICIT && (entry < 0 || (size_t)entry < list.count));
        assert(entry != BYPASS_IMPLICIT || list.grammar == BYPASS_WINDOWS);
        assert(strlen(host) < 256 && target.port >= 0 && target.port <= 65535);
    }
    bypass_free(&list);
    proxy_problems_free(&problems);
    free(url);
    return 0;
}
