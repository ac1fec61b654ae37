/* Units and environment files: the bytes are read as each, and as what systemctl shows. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "proxy/systemd_unit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct systemd_unit unit = { .name = "mdatp.service" };

    systemd_unit_read(&unit, "unit", (const char *)data, size);
    systemd_unit_read_environment_file(&unit, "file", (const char *)data, size);
    systemd_unit_read_shown(&unit, "shown", (const char *)data, size);
    for (size_t i = 0; i < unit.count; i++) {
        assert(systemd_unit_get(&unit, unit.assignments[i]->name) == unit.assignments[i]);
        assert(unit.assignments[i]->line >= 1 && unit.assignments[i]->name[0] != '\0');
    }
    for (size_t i = 0; i < unit.file_count; i++)
        assert(unit.files[i].path[0] == '/');
    assert(unit.problem_count <= SYSTEMD_MOST_PROBLEMS);
    systemd_unit_free(&unit);
    return 0;
}
