/* Any bytes as a moment and as a duration: what was understood is written and read back as the same. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "healthcheck/core/memory.h"
#include "healthcheck/core/moment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_get(size + 1), written[MOMENT_TEXT_SIZE];
    moment when, again;
    long long seconds;

    memcpy(text, data, size);
    text[size] = '\0';
    if (moment_read(text, &when)) {
        moment_write(when, written);
        assert(strlen(written) < sizeof written);
        assert(moment_read(written, &again) && again == when);
    }
    if (moment_read_duration(text, &seconds)) {
        assert(seconds >= 0 && seconds <= 366LL * MOMENT_DAY);
        moment_write_duration(seconds, written);
        assert(strlen(written) < sizeof written);
    }
    free(text);
    return 0;
}
