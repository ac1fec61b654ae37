/* Which facts a live `--ask` answers. */
#include "healthcheck/askable.h"

#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/text.h"

/* Shell wildcards, lower case. */
static const char *const patterns[] = {
    "system/*", "clock/*", "user/*", "endpoint-geography", "command/*", "command-status/*", "service/*",
};

bool askable(const char *key)
{
    char *lower = memory_copy_text(key);
    bool is_known = false;

    for (char *c = lower; *c != '\0'; c++)
        *c = text_lower(*c);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0] && !is_known; i++)
        is_known = text_matches(patterns[i], lower);
    free(lower);
    return is_known;
}
