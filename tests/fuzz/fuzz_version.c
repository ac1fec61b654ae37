/* Any two texts as versions: the order is one, whatever they hold. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/version.h"

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *both = memory_get(size + 2);
    const char *a = both, *b;

    memcpy(both, data, size);
    both[size] = both[size + 1] = '\0';
    b = strchr(both, '\n') != NULL ? strchr(both, '\n') + 1 : both + size;
    both[strcspn(both, "\n")] = '\0';
    assert(sign(version_compare(a, b)) == -sign(version_compare(b, a)));
    assert(version_compare(a, a) == 0);
    assert(sign(version_compare_segments(a, b)) == -sign(version_compare_segments(b, a)));
    assert(version_compare_segments(b, b) == 0);
    version_is_one(a);
    free(both);
    return 0;
}
