/* Any bytes as a script, and as an exception's message. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/core/memory.h"
#include "proxy/pac.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* As large as it is, so that a look behind its end is seen. */
    char *script = malloc(size > 0 ? size : 1), *message = memory_copy((const char *)data, size);
    const char *what;
    size_t line, lines = 1;

    for (size_t i = 0; i < size; i++) {
        script[i] = (char)data[i];
        lines += data[i] == '\n';
    }
    line = pac_modern_line(script, size, &what);
    assert((line == 0) == (what == NULL) && line <= lines);
    pac_modern_name(message);
    free(message);
    free(script);
    return 0;
}
