/* The reader of Windows' events, on any bytes. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/event_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span rest = { (const char *)data, size };
    struct event_line event;
    size_t count = 0;

    while (event_line_next(&rest, &event)) {
        assert(event.id >= -1 && event.id <= 65535);
        assert(event.source != NULL && event.level != NULL && event.text != NULL);
        event_line_free(&event);
        count++;
    }
    assert(count <= size && rest.size == 0);
    return 0;
}
