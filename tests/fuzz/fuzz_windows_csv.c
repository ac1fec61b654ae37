/* Any bytes as rows of Windows' lists. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "healthcheck/host/windows_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size }, rest = text, cells[3];
    size_t count;

    while ((count = windows_csv_next(&rest, cells, 3)) > 0)
        for (size_t i = 0; i < count; i++)
            assert(cells[i].data > text.data && cells[i].data + cells[i].size < text.data + size);
    return 0;
}
