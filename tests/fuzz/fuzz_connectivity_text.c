/* Reads any bytes as the output of `mdatp connectivity test`. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/connectivity_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct connectivity_text text = connectivity_text_read((const char *)data, size);
    size_t failed = 0;

    for (size_t i = 0; i < text.count; i++) {
        assert(text.lines[i].address != NULL && text.lines[i].result != NULL);
        assert(service_group_name(text.lines[i].group) != NULL);
        failed += text.lines[i].is_ok ? 0 : 1;
    }
    assert(failed == text.failed);
    connectivity_text_free(&text);
    return 0;
}
