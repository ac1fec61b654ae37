/* Reads any bytes as mdatp_managed.json. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "healthcheck/host/managed_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct managed_json managed = managed_json_read((const char *)data, size);
    size_t lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += data[i] == '\n' ? 1 : 0;
    assert(managed.json != NULL || (managed.count == 1 && managed.problems[0].kind == MANAGED_NOT_JSON));
    for (size_t i = 0; i < managed.count; i++) {
        assert(managed.problems[i].line >= 1 && managed.problems[i].line <= lines);
        assert(i == 0 || managed.problems[i].line >= managed.problems[i - 1].line);
        assert(managed.problems[i].kind == MANAGED_NOT_JSON || managed.problems[i].key != NULL);
    }
    managed_json_get(&managed, "features.ebpfSupplementaryEventProvider");
    managed_json_get(&managed, "cloudService.enabled");
    managed_json_free(&managed);
    return 0;
}
